/**
 * The embedded database: a real PostgreSQL out of npm's platform packages, under a supervisor of our own.
 *
 * A newcomer types one command and has a database; nobody installs, configures or feeds one. So this door
 * starts a server in the data folder whoever runs us (root too, in any folder), adopts the one that outlived
 * a killed Node, waits for what is dying, clears what the dead left, starts it again when it is killed, and
 * ends it in order. Where it can't, it refuses with a code and a sentence that tells what to do.
 *
 * Everything lies in `DATA_DIR/postgres`: `cluster` (the data), `passwords.json` (0600), `port`, `lock` (who
 * runs), `server.log`. The server listens on 127.0.0.1 only, with passwords, and never on 5432. The role that
 * the product gets owns its database and may create roles and databases, but is no superuser.
 */
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { findBinaries, majorVersion } from './binaries.ts'
import { EmbeddedRefusal, systemCode } from './errors.ts'
import type { Layout, Passwords } from './folders.ts'
import {
  clusterFolder,
  diskFull,
  makePasswords,
  prepareFolder,
  readPasswords,
  refuseFullDisk,
  startNeedsMb,
  turnLogOver,
} from './folders.ts'
import { databaseName, initialise, ownerRole, resetPasswords } from './initialise.ts'
import { livingHolder, takeLock } from './lock.ts'
import type { Postmaster } from './postmaster.ts'
import {
  answers,
  choosePort,
  clearLeftovers,
  endPostmaster,
  launchPostmaster,
  reasonIn,
  runningPostmaster,
} from './postmaster.ts'
import { sleep, waitForEnd } from './processes.ts'
import { settle } from './settle.ts'
import { watch } from './watch.ts'

export type { EmbeddedCode } from './errors.ts'
export { EmbeddedRefusal } from './errors.ts'

/** What the supervisor says to people who operate; a pino logger fits. */
export type EmbeddedLog = { readonly info: (line: string) => void; readonly warn: (line: string) => void }

export type EmbeddedOptions = {
  readonly dataDir: string
  readonly log: EmbeddedLog
  /** A wish; without it, or if it is taken, the port of last time or a free one. */
  readonly port?: number
}

/** What happened to a server that died under us. */
export type Death = { readonly pid: number; readonly at: Date }

export type Embedded = {
  /** Owner's role, loopback, the database `changping`; stays the same for as long as this handle lives. */
  readonly url: string
  readonly how: 'started' | 'adopted' | 'initialised'
  /** The server's process now; changes when it died and was started again. */
  pid(): number
  /** Writes into the lock where this process can be reached, so that a second start can say it. */
  note(where: string): void
  /** Ends the server in order and frees the folder. May be called twice; resolves even if the server is dead. */
  stop(): Promise<void>
  /** Calls back each time the server died without being asked to; it is being started again meanwhile. */
  onDeath(callback: (death: Death) => void): void
}

const addressOf = (passwords: Passwords, port: number): string =>
  `postgresql://${ownerRole}:${passwords.owner}@127.0.0.1:${port}/${databaseName}`

// Tells apart: no database yet, one of ours, one of another version, and something that is none.
const clusterPresent = (cluster: string, binaries: Binaries): boolean => {
  if (!existsSync(cluster)) return false
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    if (readdirSync(cluster).length > 0) throw new EmbeddedRefusal('CLUSTER_DAMAGED', { folder: cluster })
    rmdirSync(cluster)
    return false
  }
  const found = readFileSync(versionFile, 'utf8').trim()
  const needed = majorVersion(binaries)
  if (found !== needed) throw new EmbeddedRefusal('OTHER_VERSION', { folder: cluster, found, needed })
  return true
}

const patienceMs = 8_000

// An orphan of a killed Node that answers to our password is taken over; one that does not is ended.
const adopt = async (
  layout: Layout,
  passwords: Passwords | null,
  log: EmbeddedLog,
): Promise<Postmaster | null> => {
  const cluster = clusterFolder(layout)
  const found = runningPostmaster(cluster)
  if (found === null) return null
  if (found.stopping) {
    await waitForEnd(found.pid, 30_000)
  } else if (passwords !== null) {
    // One that still repeats its log after a crash is waited for; one that is ready has to answer soon.
    for (let giveUpAt = Number.POSITIVE_INFINITY; performance.now() < giveUpAt; await sleep(50)) {
      const now = runningPostmaster(cluster)
      if (now === null) return null
      if (!now.ready) continue
      giveUpAt = Math.min(giveUpAt, performance.now() + patienceMs)
      const answer = await answers(addressOf(passwords, now.port))
      if (answer === 'yes') return { ...now, child: null }
      if (answer === 'denied') break
    }
  }
  log.warn(`database process ${found.pid} runs on this folder but does not serve; it is ended`)
  await endPostmaster(found.pid, cluster, log)
  return null
}

// Settles who runs the server and starts it; a refusal says why that can't be.
const launch = async (
  layout: Layout,
  log: EmbeddedLog,
  port: { readonly exactly: number } | { readonly wish: number | null },
): Promise<Postmaster> => {
  const settlement = settle(layout, findBinaries(), log)
  await clearLeftovers(settlement.cluster, log)
  refuseFullDisk(settlement.cluster, startNeedsMb)
  const mayMove = 'wish' in port
  const chosen = mayMove ? await choosePort(layout, port.wish, log) : port.exactly
  const outcome = await launchPostmaster({ ...settlement, layout, log }, chosen, mayMove)
  if ('postmaster' in outcome) return outcome.postmaster
  if (/No space left on device/.test(outcome.failure)) throw diskFull(settlement.cluster, startNeedsMb)
  throw new EmbeddedRefusal('START_FAILED', { detail: reasonIn(outcome.failure), logFile: layout.log })
}

// The password file was lost, or is not the one that the server knows: whoever owns the data may set new ones.
const setPasswords = async (layout: Layout, passwords: Passwords, log: EmbeddedLog): Promise<void> => {
  log.warn("the password file does not fit the database; the database takes this file's passwords")
  const settlement = settle(layout, findBinaries(), log)
  await clearLeftovers(settlement.cluster, log)
  await resetPasswords(settlement, passwords)
}

/**
 * Starts, adopts or creates the database of a data folder, and keeps it alive until `stop`.
 * Refuses (throws {@link EmbeddedRefusal}) when somebody else runs on the folder, it can't be written, the disk
 * is full, or the platform has no server.
 */
export const startEmbedded = async ({ dataDir, log, port }: EmbeddedOptions): Promise<Embedded> => {
  const layout = prepareFolder(dataDir)
  const lock = await takeLock(layout)
  const supervise = (how: Embedded['how'], passwords: Passwords, first: Postmaster): Embedded => {
    const url = addressOf(passwords, first.port)
    const restart = (): Promise<Postmaster> => launch(layout, log, { exactly: first.port })
    return watch({ layout, log, lock, url, how, first, restart })
  }
  try {
    const known = readPasswords(layout)
    const adopted = await adopt(layout, known, log)
    if (adopted && known) return supervise('adopted', known, adopted)
    turnLogOver(layout)
    const binaries = findBinaries()
    const present = clusterPresent(clusterFolder(layout), binaries)
    const passwords = known ?? makePasswords(layout)
    if (!present) await initialise(settle(layout, binaries, log), passwords)
    else if (known === null) await setPasswords(layout, passwords, log)
    const wish = { wish: port ?? null }
    let first = await launch(layout, log, wish)
    if ((await answers(addressOf(passwords, first.port))) === 'denied') {
      await endPostmaster(first.pid, clusterFolder(layout), log)
      await setPasswords(layout, passwords, log)
      first = await launch(layout, log, wish)
    }
    return supervise(present ? 'started' : 'initialised', passwords, first)
  } catch (error) {
    lock.release()
    if (systemCode(error) === 'ENOSPC') throw diskFull(layout.home, startNeedsMb)
    throw error
  }
}

/**
 * The database that another process of ours keeps running on this data folder, for a command that works beside it
 * (it must not stop it). Waits up to 30 s for one that is just starting; null when nobody runs.
 */
export const joinEmbedded = async (
  dataDir: string,
): Promise<{ readonly url: string; readonly pid: number; readonly where: string } | null> => {
  if (!existsSync(dataDir)) return null
  const layout = prepareFolder(dataDir)
  const giveUpAt = performance.now() + 30_000
  for (;;) {
    const holder = livingHolder(layout)
    if (holder === null) return null
    const passwords = readPasswords(layout)
    const server = runningPostmaster(clusterFolder(layout))
    if (passwords && server?.ready) {
      const url = addressOf(passwords, server.port)
      if ((await answers(url)) === 'yes') return { url, ...holder }
    }
    if (performance.now() > giveUpAt) return null
    await sleep(50)
  }
}
