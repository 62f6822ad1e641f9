/** Migrations killed at any moment go on where the last commit stands; a changed one is refused. */

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, inject, test } from 'vitest'
import { migrate, openDatabase, sql } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { databaseUrl, dropDatabase, makeDatabase } from '../support/databases.ts'

const root = resolve(import.meta.dirname, '..', '..')
const folder = join(root, 'db', 'migrations')
const serverUrl = inject('serverUrl')
const log = openLog('silent')
const names: string[] = []
afterAll(async () => {
  for (const name of names) await dropDatabase(serverUrl, name)
})

const freshDatabase = async (): Promise<string> => {
  const name = `changping_migrate_${randomBytes(5).toString('hex')}`
  names.push(name)
  await makeDatabase(serverUrl, name, null)
  return databaseUrl(serverUrl, name)
}

test('killed eight times on the way, the ninth run finishes and the tenth has nothing to do', {
  timeout: 120_000,
}, async () => {
  const url = await freshDatabase()
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [join(root, 'build', 'src', 'main.js'), 'migrate'], {
      env: { ...process.env, DATABASE_URL: url, DATA_DIR: mkdtempSync(join(tmpdir(), 'changping-m-')) },
      stdio: 'ignore',
    })
    const ended = new Promise<void>((done) => child.once('exit', () => done()))
    await Promise.race([sleep(150 + round * 110), ended])
    child.kill('SIGKILL')
    await ended
  }
  const owner = openDatabase({ url, log, as: 'owner', connectionsMax: 2 })
  await migrate(owner, folder)
  expect(await migrate(owner, folder)).toEqual([])
  const rows = await owner.rows<{ number: number }>(
    sql`select number from platform.migration order by number`,
  )
  expect(rows.map((row) => row.number)).toEqual(readdirSync(folder).map((_, index) => index + 1))
  await owner.close()
})

test('two at once do each file once', { timeout: 60_000 }, async () => {
  const url = await freshDatabase()
  const owners = [0, 1].map(() => openDatabase({ url, log, as: 'owner', connectionsMax: 2 }))
  const applied = await Promise.all(owners.map((owner) => migrate(owner, folder)))
  expect(applied.flat().length).toBe(readdirSync(folder).length)
  await Promise.all(owners.map((owner) => owner.close()))
})

test('a file that was changed after it ran is refused, and a faulty one leaves nothing behind', {
  timeout: 60_000,
}, async () => {
  const url = await freshDatabase()
  const copy = mkdtempSync(join(tmpdir(), 'changping-migrations-'))
  cpSync(folder, copy, { recursive: true })
  const owner = openDatabase({ url, log, as: 'owner', connectionsMax: 2 })
  const next = String(readdirSync(copy).length + 1).padStart(4, '0')
  writeFileSync(
    join(copy, `${next}_faulty.sql`),
    'create table places.half (district_id int); select no_such_function();',
  )
  await expect(migrate(owner, copy)).rejects.toThrow(/no_such_function/)
  expect(await owner.one(sql`select to_regclass('places.half')::text as found`)).toEqual({ found: null })
  rmSync(join(copy, `${next}_faulty.sql`))
  writeFileSync(join(copy, '0001_platform.sql'), 'select 1')
  await expect(migrate(owner, copy)).rejects.toThrow(/changed after it ran/)
  rmSync(copy, { recursive: true })
  await owner.close()
})
