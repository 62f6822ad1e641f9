import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../../src/cli/product.ts'
import { loadDemo } from '../../src/demo/load.ts'
import { openDatabase } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { startEmbedded } from '../../src/platform/postgres/index.ts'
import { databaseUrl, dropDatabase, makeDatabase, templateName } from './databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    dataDir: string
  }
}

/**
 * One database server for all tests: the one of DATABASE_URL, else the embedded one in a folder of its own. The demo
 * place is loaded once into a template; every test file gets a copy of it.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const root = resolve(import.meta.dirname, '..', '..')
  const dataDir = mkdtempSync(join(tmpdir(), 'changping-test-'))
  const log = openLog('error')
  const given = process.env.DATABASE_URL?.trim()
  const embedded = given
    ? null
    : await startEmbedded({ dataDir, log: { info: () => undefined, warn: () => undefined } })
  const serverUrl = given ?? (embedded as { url: string }).url
  await dropDatabase(serverUrl, templateName)
  await makeDatabase(serverUrl, templateName, null)
  const url = databaseUrl(serverUrl, templateName)
  const owner = openDatabase({ url, log, as: 'owner', connectionsMax: 2 })
  await migrateDatabase(owner, url, root)
  await owner.close()
  const application = openDatabase({ url, log, as: 'application', connectionsMax: 2 })
  await loadDemo(
    { port: 0, host: '127.0.0.1', dataDir, databaseUrl: url, logLevel: 'error', root },
    application,
    log,
  )
  await application.close()
  project.provide('serverUrl', serverUrl)
  project.provide('dataDir', dataDir)
  return async () => {
    if (given) await dropDatabase(serverUrl, templateName)
    await embedded?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
