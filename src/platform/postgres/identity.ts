import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

export type Account = { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * Who runs the server, which refuses root. `self`: the user who runs Node. `namespace`: the same user seen
 * under another number inside a user namespace, so that root's own files serve without a copy.
 * `account`: another, unprivileged user.
 */
export type Identity =
  | { readonly kind: 'self' }
  | { readonly kind: 'namespace'; readonly account: Account }
  | { readonly kind: 'account'; readonly account: Account }

export const self: Identity = { kind: 'self' }

// Nothing of the caller's environment may steer the server: PGDATA, PGPORT and LD_* stay outside. English
// messages, because the starter reads them.
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  HOME: '/nonexistent',
  TZ: 'UTC',
})

const wrap = (
  identity: Identity,
  program: string,
  words: readonly string[],
): { readonly file: string; readonly words: string[]; readonly options: SpawnOptions } => {
  const options: SpawnOptions = { cwd: '/', env: environment() }
  if (identity.kind === 'self') return { file: program, words: [...words], options }
  const { uid, gid } = identity.account
  if (identity.kind === 'account')
    return { file: program, words: [...words], options: { ...options, uid, gid } }
  // unshare replaces itself by the program, so the process number stays the one that we started.
  const mapped = ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--', program, ...words]
  return { file: 'unshare', words: mapped, options }
}

export const spawnAs = (
  identity: Identity,
  program: string,
  words: readonly string[],
  options: SpawnOptions,
): ChildProcess => {
  const wrapped = wrap(identity, program, words)
  return spawn(wrapped.file, wrapped.words, { ...wrapped.options, ...options })
}

/** Runs a program to its end; `detail` is what it said last. */
export const runAs = (
  identity: Identity,
  program: string,
  words: readonly string[],
  input = '',
): { readonly ok: boolean; readonly output: string; readonly detail: string } => {
  const wrapped = wrap(identity, program, words)
  const { env, cwd, uid, gid } = wrapped.options
  const ids = uid === undefined || gid === undefined ? {} : { uid, gid }
  const result = spawnSync(wrapped.file, wrapped.words, {
    ...(env ? { env } : {}),
    ...(cwd ? { cwd } : {}),
    ...ids,
    input,
    encoding: 'utf8',
    maxBuffer: 16_777_216,
  })
  if (result.error) return { ok: false, output: '', detail: result.error.message }
  return { ok: result.status === 0, output: result.stdout, detail: `${result.stderr}${result.stdout}`.trim() }
}

const accounts = (): readonly Account[] => {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid || 0), gid: Number(gid || 0) }))
      .filter(({ uid, gid }) => uid > 0 && gid > 0)
  } catch {
    return []
  }
}

/** The accounts that may run a server on root's behalf, best first. */
export const serviceAccounts = (): readonly Account[] => {
  const all = accounts()
  return ['postgres', 'nobody'].flatMap((name) => all.find((account) => account.name === name) ?? [])
}

/**
 * The number to be seen under inside a namespace. It needs a line in /etc/passwd, because `initdb` asks for
 * the user's name, and must not be 65534, under which the kernel shows every number that it does not know.
 */
export const namespaceIdentity = (): Identity | null => {
  const all = accounts().filter(({ uid, gid }) => uid !== 65_534 && gid !== 65_534)
  const account = all.find(({ name }) => name === 'postgres') ?? all[0]
  return account ? { kind: 'namespace', account } : null
}

/** The account of a folder's owner; its name is only for messages. */
export const accountOf = (uid: number, gid: number): Identity => {
  const name = accounts().find((account) => account.uid === uid)?.name ?? String(uid)
  return { kind: 'account', account: { name, uid, gid } }
}

/** Whether this process's user has a line in the password file. */
export const hasAccount = (): boolean => {
  try {
    userInfo()
    return true
  } catch {
    return false
  }
}

/** Whether an identity can walk into a folder. */
export const canEnter = (identity: Identity, folder: string): boolean =>
  runAs(identity, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).ok
