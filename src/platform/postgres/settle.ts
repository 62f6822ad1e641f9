import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { copyBinaries, hydrate } from './binaries.ts'
import { EmbeddedRefusal, systemCode } from './errors.ts'
import type { Layout } from './folders.ts'
import { clusterFolder, diskFull, syncFolder, writeWhole } from './folders.ts'
import type { Identity } from './identity.ts'
import {
  accountOf,
  canEnter,
  hasAccount,
  namespaceIdentity,
  runAs,
  self,
  serviceAccounts,
} from './identity.ts'
import type { EmbeddedLog } from './index.ts'

/** Who runs the server, from which programs, on which data directory. */
export type Settlement = { readonly identity: Identity; readonly native: string; readonly cluster: string }

/** Where root's server lives when no unprivileged account can reach the data folder. */
const stateRoot = '/var/lib/changping'

const runs = (identity: Identity, native: string): string | null => {
  const { ok, detail } = runAs(identity, join(native, 'bin', 'postgres'), ['--version'])
  return ok ? null : detail
}

// The programs in place if this identity can run them, else a copy that it can.
const nativeFor = (
  identity: Identity,
  binaries: Binaries,
  copies: readonly string[],
  log: EmbeddedLog,
): { readonly native: string } | { readonly detail: string } => {
  let detail = 'the library links are missing and the package can not be written'
  if (hydrate(binaries.native)) {
    const trouble = runs(identity, binaries.native)
    if (trouble === null) return { native: binaries.native }
    detail = trouble
  }
  for (const folder of copies) {
    try {
      const fresh = !existsSync(join(folder, `server-${binaries.version}`))
      const native = copyBinaries(binaries, folder)
      const trouble = runs(identity, native)
      if (trouble === null) {
        if (fresh) log.warn(`the database's programs were copied to ${native}: ${firstLine(detail)}`)
        return { native }
      }
      detail = trouble
      if (fresh) rmSync(native, { recursive: true, force: true })
    } catch (error) {
      if (systemCode(error) === 'ENOSPC') throw diskFull(folder, 200)
      detail = error instanceof Error ? error.message : String(error)
    }
  }
  return { detail }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** An account other than ours walks through our folders, but can't list them; what is in them stays 0600. */
const openForWalking = (layout: Layout): void => {
  for (const folder of [layout.dataDir, layout.home]) {
    const mode = statSync(folder).mode & 0o777
    if ((mode & 0o011) !== 0o011) chmodSync(folder, mode | 0o011)
  }
}

const settleOrdinary = (layout: Layout, binaries: Binaries, log: EmbeddedLog): Settlement => {
  const cluster = clusterFolder(layout)
  const own = process.getuid?.() ?? -1
  if (existsSync(cluster)) {
    const owner = statSync(cluster).uid
    if (own >= 0 && owner !== own) {
      throw new EmbeddedRefusal('FOLDER_OF_ANOTHER', { folder: cluster, owner, self: own })
    }
  }
  const found = nativeFor(self, binaries, [layout.home], log)
  if ('native' in found) return { identity: self, native: found.native, cluster }
  throw new EmbeddedRefusal('BINARIES_UNUSABLE', {
    tried: `${binaries.native}, ${layout.home}`,
    detail: firstLine(found.detail),
  })
}

const rootIdentities = (layout: Layout, cluster: string): readonly Identity[] => {
  const owners = [cluster, layout.dataDir]
    .filter((folder) => existsSync(folder))
    .map((folder) => statSync(folder))
    .filter(({ uid }) => uid > 0)
    .map(({ uid, gid }) => accountOf(uid, gid))
  const namespace = namespaceIdentity()
  const mapped = namespace && runAs(namespace, '/bin/sh', ['-c', 'exit 0']).ok ? [namespace] : []
  const service = serviceAccounts().map(({ uid, gid }) => accountOf(uid, gid))
  // A database that belongs to a user stays that user's; a new one is root's own where that works.
  return existsSync(cluster) && statSync(cluster).uid > 0
    ? [...owners, ...mapped, ...service]
    : [...mapped, ...owners, ...service]
}

// Everything in the data directory must belong to who runs the server.
const giveTo = (identity: Identity, cluster: string): void => {
  if (!existsSync(cluster)) return
  const { uid, gid } = identity.kind === 'account' ? identity.account : { uid: 0, gid: 0 }
  if (statSync(cluster).uid === uid) return
  const { status, stderr } = spawnSync('chown', ['-R', `${uid}:${gid}`, '--', cluster], { encoding: 'utf8' })
  if (status !== 0)
    throw new EmbeddedRefusal('FOLDER_FORBIDDEN', { folder: cluster, detail: firstLine(stderr) })
}

// The data move whole: copied beside the destination, renamed, and only then is the move written down.
const moveCluster = (layout: Layout, from: string): string => {
  const name = createHash('sha256').update(layout.home).digest('hex').slice(0, 10)
  const folder = join(stateRoot, `${basename(dirname(layout.home)).replaceAll(/[^\w.-]/g, '_')}-${name}`)
  const destination = join(folder, 'cluster')
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  chmodSync(stateRoot, 0o755)
  chmodSync(folder, 0o711)
  if (existsSync(from) && from !== destination) {
    const half = `${destination}.half`
    rmSync(half, { recursive: true, force: true })
    cpSync(from, half, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
    spawnSync('sync')
    renameSync(half, destination)
    syncFolder(folder)
  }
  writeWhole(layout.movedTo, `${destination}\n`)
  if (existsSync(from) && from !== destination) renameSync(from, `${from}.moved`)
  return destination
}

const settleRoot = (layout: Layout, binaries: Binaries, log: EmbeddedLog): Settlement => {
  const cluster = clusterFolder(layout)
  const walkFrom = existsSync(dirname(cluster)) ? dirname(cluster) : layout.home
  const troubles: string[] = []
  const candidates = rootIdentities(layout, cluster)
  for (const identity of candidates) {
    if (identity.kind === 'account') openForWalking(layout)
    if (!canEnter(identity, walkFrom)) {
      troubles.push(`${walkFrom} is closed to the account that would run the database`)
      continue
    }
    const copies = identity.kind === 'account' ? [layout.home, stateRoot] : [layout.home]
    const found = nativeFor(identity, binaries, copies, log)
    if ('native' in found) {
      giveTo(identity, cluster)
      return { identity, native: found.native, cluster }
    }
    troubles.push(firstLine(found.detail))
  }
  // Nobody unprivileged can reach the data folder: programs and data go where everybody can.
  const [account] = serviceAccounts()
  if (account) {
    const identity = accountOf(account.uid, account.gid)
    mkdirSync(stateRoot, { recursive: true, mode: 0o755 })
    const found = nativeFor(identity, binaries, [stateRoot], log)
    if ('native' in found) {
      const moved = moveCluster(layout, cluster)
      giveTo(identity, moved)
      log.warn(
        `user namespaces are off and account ${account.name} can't reach ${layout.home}: ` +
          `the database lies in ${moved} and runs as ${account.name}`,
      )
      return { identity, native: found.native, cluster: moved }
    }
    troubles.push(firstLine(found.detail))
  }
  throw new EmbeddedRefusal('BINARIES_UNUSABLE', {
    tried: `${binaries.native}, ${layout.home}, ${stateRoot}`,
    detail: troubles.at(-1) ?? 'no account to run it as',
  })
}

/** Decides who runs the server and from where; repairs ownership on the way. No server may run meanwhile. */
export const settle = (layout: Layout, binaries: Binaries, log: EmbeddedLog): Settlement => {
  const settlement =
    process.getuid?.() === 0 ? settleRoot(layout, binaries, log) : settleOrdinary(layout, binaries, log)
  // The server refuses a directory that others may read, which is how a plain copy leaves it.
  if (existsSync(settlement.cluster)) chmodSync(settlement.cluster, 0o700)
  return settlement
}

/**
 * Who may create the database: `initdb` insists on a name for its user, so a user without a line in the
 * password file borrows a number that has one inside a namespace. Files still belong to the real user.
 */
export const initialiser = (identity: Identity): Identity => {
  if (identity.kind !== 'self' || hasAccount()) return identity
  const namespace = namespaceIdentity()
  if (namespace && runAs(namespace, '/bin/sh', ['-c', 'exit 0']).ok) return namespace
  throw new EmbeddedRefusal('NO_ACCOUNT', { uid: process.getuid?.() ?? -1 })
}

/** Hands a folder that we made to the identity that will write in it. */
export const handOver = (identity: Identity, path: string): void => {
  if (identity.kind === 'account') chownSync(path, identity.account.uid, identity.account.gid)
}
