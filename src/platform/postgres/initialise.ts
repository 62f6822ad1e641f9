import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EmbeddedRefusal } from './errors.ts'
import type { Passwords } from './folders.ts'
import { diskFull, initialiseNeedsMb, refuseFullDisk, syncFolder } from './folders.ts'
import type { Identity } from './identity.ts'
import { spawnAs } from './identity.ts'
import type { Settlement } from './settle.ts'
import { handOver, initialiser } from './settle.ts'

/** The role that owns the product's database, and the database; both have the product's name. */
export const ownerRole = 'changping'
export const databaseName = 'changping'

const run = (
  identity: Identity,
  program: string,
  words: readonly string[],
  input: string,
): Promise<{ readonly ok: boolean; readonly detail: string }> =>
  new Promise((resolve) => {
    const child = spawnAs(identity, program, words, { stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-16_384)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.stdin?.on('error', () => undefined)
    child.once('error', (error) => resolve({ ok: false, detail: error.message }))
    child.once('close', (code) => resolve({ ok: code === 0, detail: said.trim() }))
    child.stdin?.end(input)
  })

const reason = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.find((line) => /(error|FATAL|PANIC):/.test(line)) ?? lines.at(-1) ?? 'no reason given'
}

const failed = (folder: string, detail: string): EmbeddedRefusal =>
  /No space left on device/.test(detail)
    ? diskFull(folder, initialiseNeedsMb)
    : new EmbeddedRefusal('INITIALISE_FAILED', { detail: reason(detail) })

/** Runs statements, one a line, on a data directory without a server, as its superuser and without a network. */
const runAlone = async (
  settlement: Settlement,
  cluster: string,
  statements: readonly string[],
  fsync: 'on' | 'off',
): Promise<void> => {
  const { ok, detail } = await run(
    // Alone, the server asks for its user's name, just as initdb does.
    initialiser(settlement.identity),
    join(settlement.native, 'bin', 'postgres'),
    [
      ...['--single', '-D', cluster, '-c', 'exit_on_error=on', '-c', `fsync=${fsync}`],
      ...['-c', 'log_min_error_statement=panic', 'postgres'],
    ],
    `${statements.join('\n')}\n`,
  )
  if (!ok) throw failed(cluster, detail)
}

// Passwords are of the base64url alphabet, so they need no quoting.
const roleStatements = ({ owner, superuser }: Passwords, verb: 'create' | 'alter'): readonly string[] => [
  `alter role postgres password '${superuser}'`,
  `${verb} role ${ownerRole} login createrole createdb password '${owner}'`,
]

/** Loopback only, scram only. */
const access = [
  '# TYPE  DATABASE  USER  ADDRESS  METHOD',
  'host all all 127.0.0.1/32 scram-sha-256',
  '',
].join('\n')

/**
 * Creates the data directory with checksums, the owner's role (which is no superuser) and the product's
 * database, all beside its place, and renames it there as the last step: a kill on the way leaves nothing
 * that looks like a database, and the next start begins afresh.
 */
export const initialise = async (settlement: Settlement, passwords: Passwords): Promise<void> => {
  const parent = dirname(settlement.cluster)
  refuseFullDisk(parent, initialiseNeedsMb)
  for (const name of readdirSync(parent)) {
    if (!name.startsWith('initialising-')) continue
    rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 5 })
  }
  const staging = join(parent, `initialising-${randomBytes(4).toString('hex')}`)
  const cluster = join(staging, 'cluster')
  const passwordFile = join(staging, 'password')
  mkdirSync(staging, { mode: 0o700 })
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600, flag: 'wx' })
  const identity = initialiser(settlement.identity)
  for (const path of [staging, passwordFile]) handOver(identity, path)
  try {
    const initdbProgram = join(settlement.native, 'bin', 'initdb')
    const initdb = (locale: string): ReturnType<typeof run> =>
      run(
        identity,
        initdbProgram,
        [
          ...['-D', cluster, '-U', 'postgres', `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'],
          // Text is compared by PostgreSQL's own C.UTF-8, which no upgrade of the system changes.
          ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--locale=${locale}`],
          // Nothing is flushed file by file: what is made here counts only after the one flush below.
          ...['--data-checksums', '--no-instructions', '--no-sync'],
        ],
        '',
      )
    let made = await initdb('C.UTF-8')
    if (!made.ok && /invalid locale/.test(made.detail)) {
      rmSync(cluster, { recursive: true, force: true })
      made = await initdb('C')
    }
    if (!made.ok) throw failed(parent, made.detail)
    writeFileSync(join(cluster, 'pg_hba.conf'), access)
    const statements = [
      ...roleStatements(passwords, 'create'),
      `grant pg_monitor, pg_signal_backend, pg_checkpoint to ${ownerRole}`,
      `create database ${databaseName} owner ${ownerRole}`,
    ]
    await runAlone(settlement, cluster, statements, 'off')
    const method = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
    const flushed = await run(identity, initdbProgram, ['--sync-only', ...method, '-D', cluster], '')
    if (!flushed.ok) throw failed(parent, flushed.detail)
    renameSync(cluster, settlement.cluster)
    chmodSync(settlement.cluster, 0o700)
    syncFolder(parent)
  } finally {
    rmSync(staging, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Gives an existing data directory new passwords, for when the password file was lost. */
export const resetPasswords = (settlement: Settlement, passwords: Passwords): Promise<void> =>
  runAlone(settlement, settlement.cluster, roleStatements(passwords, 'alter'), 'on')
