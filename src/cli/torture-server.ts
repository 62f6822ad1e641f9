import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { projectRoot } from '../platform/config.ts'
import type { Database } from '../platform/db/index.ts'
import { openDatabase, sql } from '../platform/db/index.ts'
import { openLog } from '../platform/log.ts'
import { joinEmbedded } from '../platform/postgres/index.ts'

/** What is killed: the server, one process of the database, the database as a whole, or both at once. */
export const faults = ['node', 'backend', 'postmaster', 'both'] as const
export type Fault = (typeof faults)[number]

/** The product as a process of its own, with an embedded database in a folder that is removed at the end. */
export type Victim = {
  readonly base: string
  readonly password: string
  /** Ends something the hard way; resolves when it is dead. */
  strike(fault: Fault): Promise<void>
  /** Starts the server again if it is dead, and waits until it answers with its database. */
  recover(): Promise<void>
  query<Row>(statement: ReturnType<typeof sql>): Promise<Row[]>
  checkLedger(): Promise<{ readonly ok: boolean; readonly faults: readonly unknown[] }>
  remove(): Promise<void>
}

const log = openLog('silent')
const readyWithinMs = 120_000

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })

const answers = async (base: string): Promise<boolean> => {
  try {
    return (await fetch(`${base}/healthz`, { signal: AbortSignal.timeout(2000) })).status === 200
  } catch {
    return false
  }
}

export const startVictim = async (): Promise<Victim> => {
  const program = join(projectRoot(), 'build', 'src', 'main.js')
  const dataDir = mkdtempSync(join(tmpdir(), 'changping-torture-'))
  const port = await freePort()
  const base = `http://localhost:${port}`
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' }
  let child: ChildProcess
  let ended: Promise<void>
  let said = ''

  const launch = (): void => {
    child = spawn(process.execPath, [program, 'serve', '--demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-4000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    ended = new Promise((done) => child.once('exit', () => done()))
  }
  const isDead = (): boolean => child.exitCode !== null || child.signalCode !== null
  const untilReady = async (): Promise<void> => {
    const began = performance.now()
    while (!(await answers(base))) {
      if (isDead()) throw new Error(`the server ended: ${said}`)
      if (performance.now() - began > readyWithinMs) throw new Error(`the server did not come back: ${said}`)
      await sleep(100)
    }
  }
  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const joined = await joinEmbedded(dataDir)
    if (!joined) throw new Error('the embedded database is not there')
    const database = openDatabase({ url: joined.url, log, as: 'owner', connectionsMax: 1 })
    try {
      return await work(database)
    } finally {
      await database.close()
    }
  }
  const killNode = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  const killPostmaster = (): void => {
    const [pid] = readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')
  }
  const killBackend = async (): Promise<void> => {
    const { pid } = await withDatabase((database) =>
      database.one<{ pid: number }>(sql`select pid from pg_stat_activity
        where application_name = 'changping' and pid <> pg_backend_pid() order by state = 'active' desc, pid limit 1`),
    )
    process.kill(pid, 'SIGKILL')
  }

  launch()
  try {
    await untilReady()
  } catch (error) {
    await killNode()
    throw error
  }
  return {
    base,
    password:
      /commander\s+commander\s+(\S+)/.exec(readFileSync(join(dataDir, 'demo-logins.txt'), 'utf8'))?.[1] ?? '',
    strike: async (fault) => {
      if (fault === 'backend') await killBackend()
      if (fault === 'postmaster' || fault === 'both') killPostmaster()
      if (fault === 'node' || fault === 'both') await killNode()
    },
    recover: async () => {
      if (isDead()) launch()
      await untilReady()
    },
    query: (statement) => withDatabase((database) => database.rows(statement)),
    checkLedger: async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, 'check-ledger', '--json'], {
        env,
      }).catch((error: { stdout: string }) => error)
      return JSON.parse(stdout)
    },
    remove: async () => {
      if (!isDead()) child.kill('SIGTERM')
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
