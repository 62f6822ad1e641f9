// covers: ORG-3 walked refused, PLN-1 walked, PLN-2 walked refused, HOU-1 walked, HOU-2 walked refused
// covers: HOU-3 walked refused, HOU-4 walked refused, HOU-5 walked refused, HOU-6 walked refused
// covers: HOU-7 walked refused, LED-1 walked refused, LED-2 walked, OVR-3 walked
/**
 * "Life of an order", executed: the lines of docs/walkthrough.md run in order against the product as people run it,
 * with its own data folder and database. Then a shorter day under C3 in another street of the same district.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Database } from '../../src/platform/db/index.ts'
import { openDatabase, sql } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { joinEmbedded } from '../../src/platform/postgres/index.ts'
import { databaseUrl, dropDatabase, makeDatabase } from '../support/databases.ts'
import type { RunningServer } from '../support/server.ts'
import { removeServer, startServer } from '../support/server.ts'
import { readScenario, runScenario } from './language.ts'
import { steps } from './steps/index.ts'
import type { World } from './world.ts'
import { openWorld } from './world.ts'

const root = resolve(import.meta.dirname, '..', '..')
const given = process.env.DATABASE_URL?.trim() ? inject('serverUrl') : null
const name = `changping_walk_${randomBytes(6).toString('hex')}`
let server: RunningServer
let database: Database
let world: World

beforeAll(async () => {
  if (given) await makeDatabase(given, name, null)
  const ownUrl = given ? databaseUrl(given, name) : ''
  server = await startServer({ DATABASE_URL: ownUrl })
  const url = given ? ownUrl : (await joinEmbedded(server.dataDir))?.url
  if (!url) throw new Error('the server keeps no database')
  database = openDatabase({ url, log: openLog('error'), as: 'owner', connectionsMax: 2 })
  const { districtId } = await database.one<{ districtId: number }>(
    sql`select district_id from places.v_place where kind = 'district'`,
  )
  world = openWorld(server, database, districtId)
  world.kept.set('environment', { DATABASE_URL: ownUrl, DATA_DIR: server.dataDir })
}, 120_000)

afterAll(async () => {
  await database?.close()
  await server?.stop()
  if (server) removeServer(server)
  if (given) await dropDatabase(given, name)
})

const walk = async (file: string, form: 'page' | 'scenario'): Promise<number> =>
  runScenario(file, readScenario(readFileSync(resolve(root, file), 'utf8'), form), steps, world)

test('docs/walkthrough.md: the life of an order under D1, line by line', { timeout: 60_000 }, async () => {
  expect(await walk('docs/walkthrough.md', 'page')).toBeGreaterThan(100)
})

test('a day under C3 in another street keeps to the figures of its plan', { timeout: 60_000 }, async () => {
  expect(await walk('test/scenarios/c3-day.scenario', 'scenario')).toBeGreaterThan(30)
})
