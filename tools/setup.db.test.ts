import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('..', import.meta.url))
const folders: string[] = []

// A project with our scripts, one source file, and one package out of a local file: no network is needed.
const makeProject = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'changping setup '))
  folders.push(folder)
  for (const name of ['tools', 'src', 'bench']) mkdirSync(join(folder, name))
  for (const name of ['setup', 'start', 'changping', 'test', 'bench']) {
    cpSync(join(here, 'tools', `${name}.mjs`), join(folder, 'tools', `${name}.mjs`))
  }
  for (const name of ['tsconfig.json', 'tsconfig.build.json']) cpSync(join(here, name), join(folder, name))
  const part = { name: 'small-part', version: '1.0.0' }
  mkdirSync(join(folder, 'package'))
  writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify(part))
  spawnSync('tar', ['-czf', 'small-part.tgz', 'package'], { cwd: folder })
  const resolved = 'file:small-part.tgz'
  const head = { name: 'small', version: '1.0.0', type: 'module', dependencies: { 'small-part': resolved } }
  const packages = { '': head, 'node_modules/small-part': { version: '1.0.0', resolved } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(head))
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages }),
  )
  writeSource(folder, 'console.log(JSON.stringify({ words: process.argv.slice(2), from: process.cwd() }))')
  return folder
}

const writeSource = (folder: string, text: string): void =>
  writeFileSync(join(folder, 'src', 'main.ts'), `${text}\nexport {}\n`)

// What npm would have installed: the compiler, found where the build looks for it.
const giveCompiler = (folder: string): void => {
  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true })
  for (const name of ['@typescript', '@types/node', 'undici-types']) {
    symlinkSync(join(here, 'node_modules', name), join(folder, 'node_modules', name))
  }
}

const environment = { ...process.env, npm_lifecycle_event: '' }

const call = (folder: string, file: string, words: readonly string[] = [], more: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [join(folder, 'tools', file), ...words], {
    encoding: 'utf8',
    env: { ...environment, ...more },
    cwd: folder,
  })

const ensure = ['--input-type=module', '-e', `await (await import('./tools/setup.mjs')).ensureInstalled()`]
const ensureInstalled = (folder: string) =>
  spawnSync(process.execPath, ensure, { encoding: 'utf8', env: environment, cwd: folder })

const installing = 'Installing packages'
const stamp = (folder: string): string => join(folder, 'node_modules', '.changping-installed')

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('setting up', () => {
  it('installs once, and again only when the lock changes', () => {
    const folder = makeProject()
    const first = ensureInstalled(folder)
    expect(first.stderr).toContain(installing)
    expect(first.status).toBe(0)
    expect(existsSync(stamp(folder))).toBe(true)
    expect(ensureInstalled(folder).stderr).toBe('')
    const lock = join(folder, 'package-lock.json')
    writeFileSync(lock, `${readFileSync(lock, 'utf8')}\n`)
    const before = readFileSync(stamp(folder), 'utf8')
    expect(ensureInstalled(folder).status).toBe(0)
    expect(readFileSync(stamp(folder), 'utf8')).not.toBe(before)
  })

  it('mends a node_modules without a record of what is in it', () => {
    const folder = makeProject()
    mkdirSync(join(folder, 'node_modules', 'half'), { recursive: true })
    expect(ensureInstalled(folder).stderr).toContain(installing)
    expect(existsSync(join(folder, 'node_modules', 'half'))).toBe(false)
  })

  it('says what to do when the lock can not be installed', () => {
    const folder = makeProject()
    writeFileSync(
      join(folder, 'package-lock.json'),
      '{"lockfileVersion": 3, "packages": {"": {"name": "other",',
    )
    const outcome = ensureInstalled(folder)
    expect(outcome.status).toBe(1)
    expect(outcome.stderr).toContain('npm ci failed twice')
  })

  it('lets only one of several install; the others wait and find it done', async () => {
    const folder = makeProject()
    const outcomes = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const child = spawn(process.execPath, ensure, { cwd: folder, env: environment })
        let said = ''
        child.stderr.on('data', (part: Buffer) => {
          said += part.toString('utf8')
        })
        const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
        return { code, installed: said.includes(installing) }
      }),
    )
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(outcomes.filter(({ installed }) => installed)).toHaveLength(1)
    expect(readdirSync(join(folder, 'build'))).toEqual([])
  })

  it('is not held up by the lock of a dead process', () => {
    const folder = makeProject()
    mkdirSync(join(folder, 'build'))
    // Our own number with another start time: the number was given anew.
    writeFileSync(join(folder, 'build', '.setup.lock'), `${process.pid} 1`)
    expect(ensureInstalled(folder).status).toBe(0)
  })

  it('ends what a killed start left installing', async () => {
    const folder = makeProject()
    mkdirSync(join(folder, 'build'))
    const left = spawn('sleep', ['60'], { stdio: 'ignore' })
    const ended = new Promise((resolve) => left.once('exit', (_, name) => resolve(name)))
    const stat = readFileSync(`/proc/${left.pid}/stat`, 'utf8')
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    writeFileSync(join(folder, 'build', '.setup.children'), `${left.pid} ${ticks}\n${process.pid} 1`)
    const child = spawn(process.execPath, ensure, { cwd: folder, env: environment, stdio: 'ignore' })
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
    expect(await ended).toBe('SIGKILL')
  })
})

describe('building and running', () => {
  const ready = (): string => {
    const folder = makeProject()
    ensureInstalled(folder)
    giveCompiler(folder)
    return folder
  }

  it('hands the words on, keeps standard output clean, and rebuilds only what changed', () => {
    const folder = ready()
    const first = call(folder, 'changping.mjs', ['order-chain', 'read', 'a b.txt'])
    expect(first.stderr).toContain('Building')
    expect(JSON.parse(first.stdout)).toEqual({ words: ['order-chain', 'read', 'a b.txt'], from: folder })
    expect(call(folder, 'changping.mjs').stderr).toBe('')
    writeSource(folder, `console.log('changed')`)
    expect(call(folder, 'changping.mjs').stdout).toBe('changed\n')
    expect(call(folder, 'start.mjs', ['--more']).status).toBe(0)
  })

  it('reads files from where the person stands, not from where npm goes', () => {
    const folder = ready()
    const { stdout } = call(folder, 'changping.mjs', [], {
      npm_lifecycle_event: 'changping',
      INIT_CWD: tmpdir(),
    })
    expect(JSON.parse(stdout)).toMatchObject({ from: tmpdir() })
  })

  it('starts with serve and the demo', () => {
    const folder = ready()
    const { stdout } = call(folder, 'start.mjs', ['--x'])
    expect(JSON.parse(stdout)).toMatchObject({ words: ['serve', '--demo', '--x'] })
  })

  it('shows a type error, ends with 1, and keeps the last good build', () => {
    const folder = ready()
    call(folder, 'changping.mjs')
    writeSource(folder, `const whole: number = 'text'\nconsole.log(whole)`)
    const broken = call(folder, 'changping.mjs')
    expect(broken.status).toBe(1)
    expect(broken.stderr).toContain('TS2322')
    expect(readFileSync(join(folder, 'build', 'src', 'main.js'), 'utf8')).not.toContain('whole')
    writeSource(folder, `console.log('mended')`)
    expect(call(folder, 'changping.mjs').stdout).toBe('mended\n')
  })

  it('leaves no module of a source that is gone', () => {
    const folder = ready()
    writeFileSync(join(folder, 'src', 'gone.ts'), 'export const one = 1\n')
    call(folder, 'changping.mjs')
    expect(existsSync(join(folder, 'build', 'src', 'gone.js'))).toBe(true)
    rmSync(join(folder, 'src', 'gone.ts'))
    call(folder, 'changping.mjs')
    expect(existsSync(join(folder, 'build', 'src', 'gone.js'))).toBe(false)
  })

  it('lists the benches with their purpose, and refuses one that is none', () => {
    const folder = makeProject()
    writeFileSync(
      join(folder, 'bench', 'labels.ts'),
      '/** Prints labels. */\nexport const run = () => ({})\n',
    )
    const listed = call(folder, 'bench.mjs')
    expect(listed.status).toBe(0)
    expect(listed.stdout).toMatch(/labels\s+Prints labels\./)
    const refused = call(folder, 'bench.mjs', ['nothing'])
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('nothing')
  })

  it('counts a test run that can not begin as failed, in the closing line', () => {
    const folder = makeProject()
    for (const words of [['--unknown'], ['--server-database']]) {
      const outcome = call(folder, 'test.mjs', words, { DATABASE_URL: '' })
      expect(outcome.status).toBe(1)
      expect(outcome.stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed, 0 skipped')
    }
  })
})
