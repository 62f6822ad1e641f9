import { join } from 'node:path'
import type { Runner } from 'graphile-worker'
import { Logger, runMigrations, run as runWorker } from 'graphile-worker'
import pg from 'pg'
import type { DistrictId } from '../kernel/ids.ts'
import { appendAudit, auditJobs } from '../modules/audit/index.ts'
import { ledgerErrors } from '../modules/ledger/index.ts'
import { marketErrors, marketRoutes } from '../modules/market/index.ts'
import { householdPages, ordersErrors, ordersJobs, ordersRoutes } from '../modules/orders/index.ts'
import { packingErrors, packingRoutes } from '../modules/packing/index.ts'
import { identifyPerson, peopleErrors, peopleRoutes, postFor } from '../modules/people/index.ts'
import {
  identifyDevice,
  identifyHousehold,
  placesErrors,
  placesJobs,
  placesRoutes,
} from '../modules/places/index.ts'
import { plansErrors, plansJobs, plansRoutes } from '../modules/plans/index.ts'
import { policyErrors } from '../modules/policy/index.ts'
import type { Clock, Random } from '../platform/clock.ts'
import { systemClock, systemRandom } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Context, Services } from '../platform/context.ts'
import type { Database } from '../platform/db/index.ts'
import { migrate, openDatabase, sql, unsafeSettings } from '../platform/db/index.ts'
import { filesErrors } from '../platform/files/index.ts'
import { buildServer, httpErrors } from '../platform/http/index.ts'
import type { Job } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import type { Embedded } from '../platform/postgres/index.ts'
import { joinEmbedded, startEmbedded } from '../platform/postgres/index.ts'
import { openVault } from '../platform/secrets.ts'
import { readTexts } from '../platform/text.ts'

/** Every route of the product: the matrix test walks this list. */
export const routes = [
  ...peopleRoutes,
  ...placesRoutes,
  ...plansRoutes,
  ...marketRoutes,
  ...ordersRoutes,
  ...packingRoutes,
  ...householdPages,
]

/** Every refusal code of the product with its kind: the text test walks this list. */
export const errors = {
  ...httpErrors,
  ...filesErrors,
  ...peopleErrors,
  ...placesErrors,
  ...ledgerErrors,
  ...policyErrors,
  ...marketErrors,
  ...ordersErrors,
  ...packingErrors,
  ...plansErrors,
}

const jobs: readonly Job[] = [...auditJobs, ...placesJobs, ...ordersJobs, ...plansJobs]

/** An end that a person must mend: said in words, without a stack. */
export class CannotStart extends Error {}

export type Store = {
  readonly url: string
  readonly embedded: Embedded | null
  readonly owner: Database
  readonly application: Database
  close(): Promise<void>
}

/**
 * Opens the database: the one of DATABASE_URL, or the embedded one in the data folder; refuses settings that can lose
 * acknowledged orders; brings the schema forward. A command may `join` the database that a running server keeps.
 */
export const openStore = async (
  config: Config,
  log: Log,
  may: { readonly join: boolean },
): Promise<Store> => {
  const joined = config.databaseUrl || !may.join ? null : await joinEmbedded(config.dataDir)
  const embedded =
    config.databaseUrl || joined
      ? null
      : await startEmbedded({
          dataDir: config.dataDir,
          log: { info: (line) => log.info(line), warn: (line) => log.warn(line) },
        })
  const url = config.databaseUrl ?? joined?.url ?? (embedded as Embedded).url
  const owner = openDatabase({ url, log, as: 'owner', connectionsMax: 3 })
  const application = openDatabase({ url, log, as: 'application', connectionsMax: 12 })
  const close = async (): Promise<void> => {
    await application.close().catch(() => undefined)
    await owner.close().catch(() => undefined)
    await embedded?.stop()
  }
  try {
    const unsafe = await unsafeSettings(owner)
    if (unsafe.length > 0) {
      throw new CannotStart(
        `数据库关闭了 ${unsafe.join('、')},断电会丢已确认的订单,拒绝启动。 / The database has ${unsafe.join(', ')} off and would lose acknowledged orders in a power cut: refused.`,
      )
    }
    await migrateDatabase(owner, url, config.root)
  } catch (error) {
    await close()
    throw error
  }
  return { url, embedded, owner, application, close }
}

/** A connection that ends while it idles is no news: the next one is made when it is needed. */
const quietErrors = (pool: pg.Pool): void => {
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
}

/** Brings a database forward: our numbered files, then the job queue's own. */
export const migrateDatabase = async (
  owner: Database,
  url: string,
  root: string,
): Promise<readonly string[]> => {
  const applied = await migrate(owner, join(root, 'db', 'migrations'))
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  quietErrors(pool)
  try {
    await runMigrations({ pgPool: pool, logger: quietLogger })
  } finally {
    await pool.end()
  }
  return applied
}

// The queue's own talk is of no use to people who operate; a failed job is logged by the job itself.
const quietLogger = new Logger(() => () => undefined)

export const makeServices = (
  config: Config,
  database: Database,
  districtId: DistrictId,
  log: Log,
  clock: Clock = systemClock,
  random: Random = systemRandom,
): Services => ({
  database,
  districtId,
  clock,
  random,
  vault: openVault(config.dataDir),
  log,
  texts: readTexts(config.root),
  appendAudit,
  postFor,
})

/** Who acts when nobody is logged in: jobs, the demo loader, the command line. */
export const systemContext = (services: Services): Context => ({
  ...services,
  actor: { kind: 'system' },
  requestId: 'system',
})

/** The district that this database holds, or null while it is empty. One server serves one district. */
export const findDistrict = async (database: Database): Promise<DistrictId | null> => {
  const rows = await database.rows<{ districtId: DistrictId }>(
    sql`select district_id from places.place where kind = 'district' order by district_id limit 1`,
  )
  return rows[0]?.districtId ?? null
}

/** Runs the jobs that wait in the database, in this process. */
export const startWorker = async (store: Store, services: Services, dataDir: string): Promise<Runner> => {
  const pool = new pg.Pool({ connectionString: store.url, max: 3 })
  quietErrors(pool)
  const runner = await runWorker({
    pgPool: pool,
    concurrency: 2,
    pollInterval: 1000,
    noHandleSignals: true,
    crontab: jobs.flatMap((job) => (job.cron ? [`${job.cron} ${job.name}`] : [])).join('\n'),
    taskList: Object.fromEntries(
      jobs.map((job) => [
        job.name,
        (payload: unknown) =>
          job.work(systemContext(services), payload, { dataDir }).catch((error: Error) => {
            services.log.warn({ job: job.name, error: error.message }, 'job failed, it will be tried again')
            throw error
          }),
      ]),
    ),
    logger: quietLogger,
  })
  runner.promise.catch((error: Error) => services.log.warn({ error: error.message }, 'worker ended'))
  const stop = runner.stop.bind(runner)
  runner.stop = async () => {
    await stop().catch(() => undefined)
    await pool.end().catch(() => undefined)
  }
  return runner
}

/** The HTTP server with every route, ready to listen. */
export const makeServer = (config: Config, services: Services, tls: { cert: string; key: string } | null) =>
  buildServer({
    services,
    routes,
    errors,
    identify: async (known, request, wanted) => {
      if (wanted === 'device') return identifyDevice(request)
      return wanted === 'person' ? identifyPerson(known, request) : identifyHousehold(known, request)
    },
    isReady: async () => {
      try {
        await services.database.one(sql`select 1 as one`)
        return true
      } catch {
        return false
      }
    },
    webFolder: join(config.root, 'build', 'web'),
    tls,
  })
