import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { inject } from 'vitest'
import { findDistrict, makeServices, systemContext } from '../../src/cli/product.ts'
import { allFaults } from '../../src/cli/tools.ts'
import type { Config } from '../../src/platform/config.ts'
import type { Context, Services } from '../../src/platform/context.ts'
import type { Database } from '../../src/platform/db/index.ts'
import { openDatabase, sql } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { databaseUrl, dropDatabase, makeDatabase, templateName } from './databases.ts'

/** A copy of the demo place in a database of its own, with the product's services on it. */
export type TestWorld = {
  readonly config: Config
  readonly url: string
  readonly application: Database
  readonly owner: Database
  readonly services: Services
  readonly system: Context
  /** Acts as the person with this login. */
  as(login: string): Promise<Context>
  /** Every fault of the books and the audit chain: none, or the test fails. */
  faults(): Promise<readonly unknown[]>
  close(): Promise<void>
}

const log = openLog(process.env.LOG_LEVEL ?? 'error')

/** Opens a fresh copy of the demo place. Close it when the tests of the file are done. */
export const openWorld = async (): Promise<TestWorld> => {
  const serverUrl = inject('serverUrl')
  const name = `changping_test_${randomBytes(6).toString('hex')}`
  await makeDatabase(serverUrl, name, templateName)
  const url = databaseUrl(serverUrl, name)
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir: inject('dataDir'),
    databaseUrl: url,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '..', '..'),
  }
  const application = openDatabase({ url, log, as: 'application', connectionsMax: 10 })
  const owner = openDatabase({ url, log, as: 'owner', connectionsMax: 2 })
  const districtId = await findDistrict(application)
  if (districtId === null) throw new Error('the demo place is not loaded')
  const services = makeServices(config, application, districtId, log)
  return {
    config,
    url,
    application,
    owner,
    services,
    system: systemContext(services),
    as: async (login) => {
      const person = await application.one<{ id: string }>(
        sql`select id from people.person where district_id = ${districtId} and login = ${login}`,
      )
      return {
        ...services,
        actor: { kind: 'person', personId: person.id as never, login, sessionHash: Buffer.alloc(32) },
        requestId: 'test',
      }
    },
    faults: () => allFaults({ application }, districtId),
    close: async () => {
      await application.close()
      await owner.close()
      await dropDatabase(serverUrl, name)
    },
  }
}
