/** Orders a second: bare rows, the SQL of the intake, and the whole way over HTTP, with what each order costs; then proves the books. */
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import type { Database } from '../src/platform/db/index.ts'
import { openDatabase, sql } from '../src/platform/db/index.ts'
import { openLog } from '../src/platform/log.ts'
import { joinEmbedded } from '../src/platform/postgres/index.ts'
import { switchOnD1 } from '../test/support/journey.ts'
import type { RunningServer } from '../test/support/server.ts'
import { removeServer, startServer } from '../test/support/server.ts'
import type { Pace, Spread } from './support/batches.ts'
import { batchOf, drive, makeWant, rawSetUp, shuffled } from './support/batches.ts'
import type { Task, Told } from './support/load.ts'
import {
  cpuSeconds,
  databaseCpuSeconds,
  diskBytes,
  loadAverage,
  rounded,
  walBytes,
} from './support/measure.ts'
import type { Town } from './support/place.ts'
import { makeTown } from './support/place.ts'

const root = resolve(import.meta.dirname, '..')
const batchSize = 256
const inFlight = 2
const connections = 512
const openPerSecond = 5000

type Stage = {
  readonly server: RunningServer
  readonly owner: Database
  readonly url: string
  readonly town: Town
  readonly cycleId: string
  /** Households that have ordered already; each orders once. */
  used: number
  /** Orders that were acknowledged. */
  placed: number
}

/** What a stretch of work cost, in microseconds of CPU and bytes for each order placed. */
type Cost = {
  readonly nodeMicros: number
  readonly postgresMicros: number
  readonly walBytes: number
  readonly diskBytes: number
}

const costOf = async <T extends { readonly placed: number }>(
  stage: Stage,
  work: () => Promise<T>,
): Promise<T & Cost> => {
  const look = async () => ({
    node: cpuSeconds(stage.server.process.pid as number),
    postgres: databaseCpuSeconds(stage.server.databasePid()),
    wal: await walBytes(stage.owner),
    disk: await diskBytes(stage.owner),
  })
  const before = await look()
  const result = await work()
  const after = await look()
  const each = (value: number): number => rounded(value / Math.max(1, result.placed), 0)
  return {
    ...result,
    nodeMicros: each((after.node - before.node) * 1e6),
    postgresMicros: each((after.postgres - before.postgres) * 1e6),
    walBytes: each(after.wal - before.wal),
    diskBytes: each(after.disk - before.disk),
  }
}

const setStage = async (households: number): Promise<Stage> => {
  const server = await startServer()
  const joined = await joinEmbedded(server.dataDir)
  if (!joined) throw new Error('the embedded database is not there')
  const owner = openDatabase({ url: joined.url, log: openLog('error'), as: 'owner', connectionsMax: 2 })
  const scarcePacks = Math.max(50, Math.floor(households / 200))
  const town = await makeTown(owner, { households, scarcePacks })
  await switchOnD1(server.base, server.password)
  const { id } = await owner.one<{ id: string }>(sql`select id from orders.cycle where state = 'open'`)
  // The plan's own cut-off may be near: the window stays open for as long as we measure.
  await owner.run(sql`update orders.cycle set closes_at = clock_timestamp() + interval '1 day'`)
  return { server, owner, url: joined.url, town, cycleId: id, used: 0, placed: 0 }
}

/** Batches for `seconds`, made beforehand so that making them costs the measured stretch nothing. */
const batches = async (
  stage: Stage,
  rules: boolean,
  spread: Spread,
  seconds: number,
  share: number,
): Promise<Pace & Cost> => {
  const { town } = stage
  const count = Math.max(4, Math.floor((town.householdCount * share) / batchSize))
  const made = Array.from({ length: count }, (_, batch) =>
    batchOf(
      town,
      stage.cycleId,
      Array.from({ length: batchSize }, (_, index) =>
        makeWant(town, spread, shuffled(stage.used + batch * batchSize + index, town.householdCount)),
      ),
    ),
  )
  if (!rules) for (const text of rawSetUp) await stage.owner.run({ text, values: [] })
  const pace = await costOf(stage, () =>
    drive(stage.url, rules, inFlight, (index) => made[index] ?? null, seconds),
  )
  if (rules) {
    stage.used += count * batchSize
    stage.placed += pace.placed
  }
  return pace
}

const overHttp = async (
  stage: Stage,
  task: Pick<Task, 'spread' | 'seconds' | 'perSecond'>,
  share: number,
): Promise<Told & Cost> => {
  const full: Task = {
    ...task,
    town: stage.town,
    cycleId: stage.cycleId,
    port: Number(new URL(stage.server.base).port),
    connections,
    firstHousehold: stage.used,
    householdsMax: Math.floor(stage.town.householdCount * share),
  }
  const told = await costOf(stage, async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join(root, 'bench', 'support', 'load.ts'), JSON.stringify(full)],
      { cwd: root },
    )
    return JSON.parse(stdout) as Told
  })
  stage.used += told.usedHouseholds
  stage.placed += told.placed
  return told
}

/** Everything acknowledged stands once, nothing was sold twice, the scarce goods are gone to the last pack, the books hold. */
const prove = async (stage: Stage): Promise<Readonly<Record<string, unknown>> & { exact: boolean }> => {
  const { owner, town } = stage
  const rows = await owner.one<{ orders: number; households: number; lines: number }>(sql`
    select (select count(*) from orders."order" where state = 'placed') as orders,
           (select count(distinct household_id) from orders."order" where state = 'placed') as households,
           (select count(*) from orders.order_line) as lines`)
  const scarce = await owner.rows<{ sold: number; left: number }>(sql`
    select (select coalesce(sum(l.pack_count), 0) from orders.order_line l where l.offer_id = f.id) as sold,
           (select b.available / c.quantity from market.offer_component c
              join ledger.v_balance b on b.commodity_id = c.item_id and b.owner_id = f.store_id and b.purpose = 'on_hand'
             where c.offer_id = f.id) as left
      from market.offer f where f.id = any (${town.scarceIds}::uuid[])`)
  const checked = await promisify(execFile)(
    process.execPath,
    [join(root, 'build', 'src', 'main.js'), 'check-ledger', '--json'],
    { env: { ...process.env, DATABASE_URL: '', DATA_DIR: stage.server.dataDir } },
  ).catch((error: { stdout: string }) => ({ stdout: error.stdout }))
  const ledger = JSON.parse(checked.stdout) as { ok: boolean; faults: unknown[] }
  const soldOut = scarce.every(({ sold, left }) => sold === town.scarcePacks && left === 0)
  const once = rows.orders === stage.placed && rows.households === stage.placed
  return {
    exact: ledger.ok && soldOut && once,
    acknowledged: stage.placed,
    ...rows,
    scarce,
    faults: ledger.faults,
  }
}

export const run = async ({ json, args }: { json: boolean; args: string[] }) => {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string' }, households: { type: 'string' } },
  })
  const seconds = Number(values.seconds ?? 5)
  const households = Number(values.households ?? 200_000)
  const say = (line: string): void => void (json || process.stdout.write(`${line}\n`))
  const stage = await setStage(households)
  try {
    say(`${households} households, load average ${loadAverage()}`)
    const raw = await batches(stage, false, 'wide', seconds, 0.2)
    // The first calls of a function plan its statements: they are no part of the figure.
    await batches(stage, true, 'wide', 1, 0.05)
    // What the database does by itself within a minute: until then plans are those of an empty table.
    await stage.owner.run(
      sql`analyze orders."order", orders.order_line, orders.gate, ledger.hold, audit.line, audit.link`,
    )
    const sqlWide = await batches(stage, true, 'wide', seconds, 0.2)
    const sqlHot = await batches(stage, true, 'hot', seconds, 0.1)
    // The server's own code has to be warm, as it is on every day but the first.
    await overHttp(stage, { spread: 'wide', seconds: 2, perSecond: null }, 0.05)
    const wide = await overHttp(stage, { spread: 'wide', seconds, perSecond: null }, 0.25)
    const hot = await overHttp(stage, { spread: 'hot', seconds, perSecond: null }, 0.15)
    const open = await overHttp(stage, { spread: 'wide', seconds, perSecond: openPerSecond }, 0.15)
    const scarce = await overHttp(stage, { spread: 'scarce', seconds: 120, perSecond: null }, 0.1)
    await sleep(200)
    const proof = await prove(stage)
    const result = {
      rawPerSecond: Math.round(raw.perSecond),
      sqlPerSecond: Math.round(sqlWide.perSecond),
      sqlShareOfRaw: rounded(sqlWide.perSecond / raw.perSecond, 2),
      wholePerSecond: wide.perSecond,
      wholeP99Ms: open.p99Ms,
      cpuMicrosPerOrder: wide.nodeMicros + wide.postgresMicros,
      exact: proof.exact,
      loadAverage: loadAverage(),
      households,
      seconds,
      raw,
      sqlWide,
      sqlHot,
      wide,
      hot,
      open,
      scarce,
      proof,
    }
    return result
  } finally {
    await stage.owner.close()
    await stage.server.stop()
    removeServer(stage.server)
  }
}
