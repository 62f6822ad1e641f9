// Makes the project ready to run: installs what package-lock.json names, then builds what changed. Only
// Node's own modules, because it runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const modules = join(root, 'node_modules')
const build = join(root, 'build')
const say = (zh, en) => process.stderr.write(`${zh}  ${en}\n`)

if (Number(process.versions.node.split('.')[0]) < 20) {
  say(
    `需要 Node 20 或更新，现在是 ${process.version}。`,
    `Node 20 or newer is needed; this is ${process.version}.`,
  )
  process.exit(1)
}

const children = new Set()
const endChildren = (name) => {
  for (const child of children) child.kill(name)
}

// Who installs or builds right now, on disk: if we are killed, they live on, and the next start must end them.
const childrenFile = join(build, '.setup.children')
let alonePid = 0
const recordChildren = () => {
  if (alonePid !== process.pid) return
  writeFileSync(childrenFile, [...children].map(({ pid }) => markOf(pid) ?? '').join('\n'))
}

/** While something is installed or built, a signal must not leave its processes behind. */
const guarded = async (work) => {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => {
    const handler = () => {
      endChildren(name)
      process.exit(name === 'SIGINT' ? 130 : 143)
    }
    process.once(name, handler)
    return () => process.off(name, handler)
  })
  try {
    return await work()
  } finally {
    for (const remove of handlers) remove()
  }
}

/**
 * Runs a program to its end. `output` is where it writes: all to standard error (`show`), where we write
 * ourselves (`inherit`), or kept and given back (`keep`).
 * @returns {Promise<{ code: number, text: string }>}
 */
export const run = (file, words, { env = process.env, output = 'show', cwd = root } = {}) =>
  new Promise((resolve) => {
    const streams = { show: ['ignore', 2, 2], inherit: 'inherit', keep: ['ignore', 'pipe', 'pipe'] }[output]
    const child = spawn(file, words, { cwd, env, stdio: streams })
    children.add(child)
    recordChildren()
    const parts = []
    child.stdout?.on('data', (part) => parts.push(part))
    child.stderr?.on('data', (part) => parts.push(part))
    child.once('error', (error) => {
      children.delete(child)
      resolve({ code: 127, text: error.message })
    })
    child.once('close', (code, name) => {
      children.delete(child)
      resolve({ code: name ? 128 : (code ?? 1), text: Buffer.concat(parts).toString('utf8') })
    })
  })

export const node = (words, options) => run(process.execPath, words, options)

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

// Pid and start time: a number alone may have been given to another program since.
const markOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : `${pid} ${fields[19]}`
  } catch {
    if (existsSync('/proc/self/stat')) return null
  }
  try {
    process.kill(pid, 0)
    return String(pid)
  } catch (error) {
    return error.code === 'EPERM' ? String(pid) : null
  }
}

const endOrphans = async () => {
  const marks = existsSync(childrenFile) ? readFileSync(childrenFile, 'utf8').split('\n').filter(Boolean) : []
  for (const mark of marks) {
    const pid = Number(mark.split(' ')[0])
    while (markOf(pid) === mark) {
      process.kill(pid, 'SIGKILL')
      await pause(50)
    }
  }
}

/** Only one process installs or builds at a time; the others wait for it, then find everything done. */
const alone = async (work) => {
  mkdirSync(build, { recursive: true })
  const lock = join(build, '.setup.lock')
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, markOf(process.pid) ?? String(process.pid))
  let told = false
  try {
    for (;;) {
      try {
        linkSync(mine, lock)
        break
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      let holder = ''
      try {
        holder = readFileSync(lock, 'utf8')
      } catch {
        continue
      }
      if (markOf(Number(holder.split(' ')[0])) !== holder) {
        // Whoever renames the dead holder's lock first may clear it; the others look again.
        const aside = `${lock}.stale-${randomBytes(4).toString('hex')}`
        try {
          renameSync(lock, aside)
          if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, lock)
        } catch {
          // Another start was quicker.
        }
        rmSync(aside, { force: true })
        continue
      }
      if (!told)
        say('另一个启动正在安装或构建，请稍候。', 'Another start is installing or building; waiting for it.')
      told = true
      await pause(200)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  try {
    alonePid = process.pid
    await endOrphans()
    return await guarded(work)
  } finally {
    alonePid = 0
    rmSync(childrenFile, { force: true })
    rmSync(lock, { force: true })
  }
}

// npm's own variables would make the inner npm believe that it is the outer one; NODE_ENV=production would
// leave out what the build needs.
export const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(lifecycle|package|command|node_execpath|execpath)/.test(name) && name !== 'NODE_ENV',
    ),
  )

const npmCommand = () => {
  const beside = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ].find((file) => file?.endsWith('npm-cli.js') && existsSync(file))
  return beside ? [process.execPath, beside] : ['npm']
}

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

// Somebody may have run `npm ci` by hand: npm's own record then names every package of the lock.
const matchesLock = () => {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(modules, '.package-lock.json'))?.packages
  if (!wanted || !present) return false
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer, link }]) =>
      path === '' ||
      link ||
      ((optional || devOptional || peer) && !present[path]) ||
      present[path]?.version === version,
  )
}

const installStamp = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex')

const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Installs exactly what package-lock.json names, if that is not what is there. A half install is mended. */
export const ensureInstalled = async () => {
  const stampFile = join(modules, '.changping-installed')
  const wanted = installStamp()
  if (readStamp(stampFile) === wanted) return
  await alone(async () => {
    if (readStamp(stampFile) === wanted) return
    if (!matchesLock()) {
      say('正在安装所需的软件包（只在首次启动时）……', 'Installing packages (first start only)...')
      const [file, ...words] = npmCommand()
      const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--prefer-offline']
      const install = async () => {
        const { code } = await run(file, [...words, 'ci', ...options, '--loglevel=error'], {
          env: cleanEnvironment(),
        })
        return code === 0 && matchesLock()
      }
      let whole = await install()
      if (!whole) {
        say(
          '安装没有完成，清空 node_modules 再试一次。',
          'The install failed; emptying node_modules and trying once more.',
        )
        rmSync(modules, { recursive: true, force: true, maxRetries: 5 })
        whole = await install()
      }
      if (!whole) {
        say(
          'npm ci 两次都失败了，原因见上。请检查网络和磁盘，再运行一次。',
          'npm ci failed twice, see above. Check the network and the disk, then run this again.',
        )
        process.exit(1)
      }
    }
    writeFileSync(stampFile, wanted)
  })
}

const skipped = new Set(['node_modules', 'build', 'dist'])

function* filesUnder(path) {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (!facts) return
  if (!facts.isDirectory()) {
    yield [path, facts]
    return
  }
  for (const name of readdirSync(path).sort()) {
    if (!skipped.has(name)) yield* filesUnder(join(path, name))
  }
}

/** A mark over path, size and time of every source file: quick enough for each start. */
const sourceStamp = (names) => {
  const hash = createHash('sha256')
  for (const name of names) {
    for (const [path, { size, mtimeMs }] of filesUnder(join(root, name))) {
      if (!/\.test\.tsx?$/.test(path)) hash.update(`${path}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

const compiler = join('node_modules', '@typescript', 'native', 'bin', 'tsc')
const webConfig = join('web', 'vite.config.ts')
const packages = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

// Compiled beside and swapped in whole, so that a running server never reads a half-written module.
const buildServer = async () => {
  const fresh = join(build, `.fresh-${process.pid}`)
  try {
    const { code, text } = await node([compiler, '-p', 'tsconfig.build.json', '--outDir', fresh], {
      output: 'keep',
    })
    if (code !== 0) return { code, text }
    for (const part of ['src', 'engines']) {
      if (!existsSync(join(fresh, part))) continue
      rmSync(join(build, part), { recursive: true, force: true })
      renameSync(join(fresh, part), join(build, part))
    }
    return { code, text }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

const parts = [
  {
    name: 'server',
    sources: ['src', 'engines', ...packages],
    present: () => existsSync(join(build, 'src', 'main.js')),
    work: buildServer,
  },
  {
    name: 'web',
    sources: ['web', 'src', 'engines', 'plans', ...packages],
    present: () => !existsSync(join(root, webConfig)) || existsSync(join(build, 'web')),
    work: async () =>
      existsSync(join(root, webConfig))
        ? node(['node_modules/vite/bin/vite.js', 'build', '--config', webConfig], { output: 'keep' })
        : { code: 0, text: '' },
  },
]

const stale = () =>
  parts
    .map((part) => ({
      ...part,
      stampFile: join(build, `.${part.name}.stamp`),
      stamp: sourceStamp(part.sources),
    }))
    .filter(({ stampFile, stamp, present }) => readStamp(stampFile) !== stamp || !present())

/** Builds the server and the pages, each if its sources changed since the last time. */
export const ensureBuilt = async () => {
  if (stale().length === 0) return
  await alone(async () => {
    const due = stale()
    if (due.length === 0) return
    say('正在构建……', 'Building...')
    const outcomes = await Promise.all(
      due.map(async ({ name, work, stampFile, stamp }) => {
        rmSync(stampFile, { force: true })
        const { code, text } = await work()
        if (code === 0) writeFileSync(stampFile, stamp)
        else process.stderr.write(`${text}\n`)
        return code === 0 ? [] : [name]
      }),
    )
    const failed = outcomes.flat()
    if (failed.length > 0) {
      say(
        `构建失败（${failed.join('、')}），原因见上。`,
        `The build failed (${failed.join(', ')}), see above.`,
      )
      process.exit(1)
    }
  })
}

/** Under npm the shell between may be killed alone; then nobody tells us, but our parent changes. */
export const endWithParent = () => {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  look.unref()
}

/** Runs the built product in this process, so that signals reach it. */
export const runProduct = async (words) => {
  const main = join(build, 'src', 'main.js')
  process.argv = [process.argv[0], main, ...words]
  await import(`file://${main.split('/').map(encodeURIComponent).join('/')}`)
}
