import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import type { Layout } from './folders.ts'
import { freeMb, readPort, writePort } from './folders.ts'
import type { Identity } from './identity.ts'
import { runAs, spawnAs } from './identity.ts'
import type { EmbeddedLog } from './index.ts'
import { isPostmasterOf, processesInside, processState, signal, sleep, waitForEnd } from './processes.ts'
import { memoryMb, settingWords, sharedBuffersMb } from './settings.ts'

type PidFile = {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
  readonly stopping: boolean
}

/** Reads `postmaster.pid`; its eighth line tells the state. */
export const readPidFile = (cluster: string): PidFile | null => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const status = (lines[7] ?? '').trim()
    return {
      pid: Number(lines[0]),
      port: Number(lines[3] ?? 0),
      ready: status === 'ready',
      stopping: status === 'stopping',
    }
  } catch {
    return null
  }
}

/** The postmaster that runs on this data directory now, if any. */
export const runningPostmaster = (cluster: string): PidFile | null => {
  const found = readPidFile(cluster)
  return found && isPostmasterOf(found.pid, cluster) ? found : null
}

/**
 * Clears what a killed server left: a `postmaster.pid` whose number is dead, belongs to another program, or is
 * a zombie that nobody collects (waited for only briefly; in a container it may stay for ever). The server's
 * own check would refuse to start on each. Processes that outlived their postmaster are still found by the
 * server itself, by their shared memory.
 */
export const clearLeftovers = async (cluster: string, log: EmbeddedLog): Promise<void> => {
  const found = readPidFile(cluster)
  if (found === null) return
  for (let waited = 0; waited < 300 && processState(found.pid) === 'zombie'; waited += 20) await sleep(20)
  const state = processState(found.pid)
  if (state === 'running' && isPostmasterOf(found.pid, cluster)) return
  if (state !== 'gone')
    log.info(`the database's process file named process ${found.pid}, which is ${state} and not it`)
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

/** Asks for an ordinary end, then insists: fast for 20 s, immediate for 5 s, then kill. Resolves when it is gone. */
export const endPostmaster = async (pid: number, cluster: string, log: EmbeddedLog): Promise<void> => {
  const steps: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]
  for (const [name, milliseconds] of steps) {
    if (!isPostmasterOf(pid, cluster)) return
    signal(pid, name)
    // A stopped process handles no signal before it is woken.
    signal(pid, 'SIGCONT')
    if (await waitForEnd(pid, milliseconds)) return
    log.warn(`the database did not end on ${name} within ${milliseconds / 1_000} s`)
  }
}

const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })

// Below the range from which systems take ports for outgoing connections, so that a restart finds it free.
const lowestPort = 20_000
const portCount = 12_000

const freePort = async (): Promise<number> => {
  for (;;) {
    const port = lowestPort + Math.floor(Math.random() * portCount)
    if (await portIsFree(port)) return port
  }
}

/** The wanted port, else the one of last time, else a free one. */
export const choosePort = async (
  layout: Layout,
  wanted: number | null,
  log: EmbeddedLog,
): Promise<number> => {
  const before = wanted ?? readPort(layout)
  if (before !== null && (await portIsFree(before))) return before
  const port = await freePort()
  if (before !== null)
    log.warn(`port ${before} is taken by another program; the database takes ${port} instead`)
  return port
}

/** Whether the server answers on this address; `denied` if it does, but not to this password. */
export const answers = async (url: string): Promise<'yes' | 'denied' | 'no'> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return 'yes'
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code?.startsWith('28') ? 'denied' : 'no'
  } finally {
    await client.end().catch(() => undefined)
  }
}

export type Launch = {
  readonly layout: Layout
  readonly cluster: string
  readonly native: string
  readonly identity: Identity
  readonly log: EmbeddedLog
}

export type Postmaster = { readonly pid: number; readonly port: number; readonly child: ChildProcess | null }

const logSince = (file: string, offset: number): string => {
  if (!existsSync(file)) return ''
  const length = Math.min(Math.max(0, statSync(file).size - offset), 65_536)
  const buffer = Buffer.alloc(length)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, buffer, 0, length, offset)
  } finally {
    closeSync(handle)
  }
  return buffer.toString('utf8')
}

const attempt = async (
  launch: Launch,
  port: number,
  buffersMb: number,
  lz4: boolean,
): Promise<{ readonly postmaster: Postmaster } | { readonly failure: string }> => {
  const { layout, cluster, native, identity, log } = launch
  const handle = openSync(layout.log, 'a', 0o600)
  const offset = statSync(layout.log).size
  const settings = settingWords({
    port,
    memoryMb: memoryMb(),
    sharedBuffersMb: buffersMb,
    freeDiskMb: freeMb(cluster),
    lz4,
  })
  let child: ChildProcess
  try {
    // Its own session: Ctrl-C at the terminal reaches Node alone, which then ends the server in order.
    child = spawnAs(identity, join(native, 'bin', 'postgres'), ['-D', cluster, ...settings], {
      detached: true,
      stdio: ['ignore', handle, handle],
    })
  } finally {
    closeSync(handle)
  }
  let ended: string | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, name) => {
    ended ??= `it ended with ${name ?? code}`
  })
  child.unref()
  let toldAt = performance.now() + 15_000
  for (;;) {
    if (ended !== null) return { failure: logSince(layout.log, offset).trim() || ended }
    const found = readPidFile(cluster)
    if (found?.pid === child.pid && found?.ready) {
      return { postmaster: { pid: found.pid, port, child } }
    }
    if (performance.now() > toldAt) {
      toldAt += 15_000
      log.warn('the database is still starting (after a crash it first repeats its log)')
    }
    await sleep(10)
  }
}

/** The line of a server's log that says why, without time and process number. */
export const reasonIn = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trim())
  const fatal = lines.find((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.at(-1) ?? ''
  return fatal.replace(/^.*?\b(FATAL|PANIC):\s*/, '')
}

/** Whether this build of the server compresses its log with lz4. */
export const knowsLz4 = (identity: Identity, native: string, cluster: string): boolean =>
  runAs(identity, join(native, 'bin', 'postgres'), [
    '-D',
    cluster,
    '-c',
    'wal_compression=lz4',
    '-C',
    'wal_compression',
  ]).ok

/**
 * Starts the server and waits until it is ready. Mends on the way: a port that was taken in between, memory
 * that does not suffice, server processes that outlived their killed postmaster. Gives the reason if it
 * can't be mended.
 */
export const launchPostmaster = async (
  launch: Launch,
  wantedPort: number,
  mayMove: boolean,
): Promise<{ readonly postmaster: Postmaster } | { readonly failure: string }> => {
  const { layout, cluster, log } = launch
  const lz4 = knowsLz4(launch.identity, launch.native, cluster)
  let port = wantedPort
  let buffersMb = sharedBuffersMb(memoryMb())
  for (let round = 1; ; round += 1) {
    const outcome = await attempt(launch, port, buffersMb, lz4)
    if ('postmaster' in outcome) {
      writePort(layout, port)
      return outcome
    }
    if (round >= 40) return outcome
    const { failure } = outcome
    if (/could not bind|could not create any TCP\/IP sockets/.test(failure)) {
      if (mayMove) port = await freePort()
      else await sleep(250)
    } else if (
      /could not map anonymous shared memory|Cannot allocate memory/.test(failure) &&
      buffersMb > 8
    ) {
      buffersMb = Math.max(8, Math.floor(buffersMb / 4))
      log.warn(`memory is short; the database starts with ${buffersMb} MB of shared buffers`)
    } else if (/pre-existing shared memory block|lock file .* already exists/.test(failure)) {
      await sleep(200)
      if (round > 10) for (const pid of processesInside(cluster)) signal(pid, 'SIGKILL')
      await clearLeftovers(cluster, log)
    } else {
      return outcome
    }
  }
}
