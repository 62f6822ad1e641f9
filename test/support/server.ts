import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = resolve(import.meta.dirname, '..', '..')

/** The product as people run it: a process of its own, with its own data folder. */
export type RunningServer = {
  readonly base: string
  readonly dataDir: string
  /** The password that all demo people of this installation share. */
  readonly password: string
  readonly process: ChildProcess
  /** The process of the embedded database, as its own lock file names it. */
  databasePid(): number
  kill(): Promise<void>
  /** Starts again in the same folder and on the same port, as a person would after a crash. */
  restart(): Promise<RunningServer>
  stop(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolvePort, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolvePort(typeof address === 'object' && address ? address.port : 0))
    })
  })

const untilReady = async (base: string, child: ChildProcess, words: () => string): Promise<void> => {
  for (let round = 0; round < 1200; round += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${words()}`)
    try {
      if ((await fetch(`${base}/healthz`)).status === 200) return
    } catch {
      // Not listening yet.
    }
    await sleep(100)
  }
  throw new Error(`the server did not get ready: ${words()}`)
}

const launch = async (
  dataDir: string,
  port: number,
  environment: NodeJS.ProcessEnv,
): Promise<RunningServer> => {
  const child = spawn(process.execPath, [join(root, 'build', 'src', 'main.js'), 'serve', '--demo'], {
    cwd: root,
    env: { ...process.env, ...environment, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-20_000)
    })
  }
  const base = `http://localhost:${port}`
  await untilReady(base, child, () => said)
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    base,
    dataDir,
    password:
      /commander\s+commander\s+(\S+)/.exec(readFileSync(join(dataDir, 'demo-logins.txt'), 'utf8'))?.[1] ?? '',
    process: child,
    databasePid: () =>
      Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    restart: () => launch(dataDir, port, environment),
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

/** Starts the built product on a free port in a new folder, with the demo place loaded. */
export const startServer = async (environment: NodeJS.ProcessEnv = {}): Promise<RunningServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'changping-server-'))
  mkdirSync(dataDir, { recursive: true })
  return launch(dataDir, await freePort(), { DATABASE_URL: '', ...environment })
}

/** Removes what a server left behind; the server must have ended. */
export const removeServer = (server: RunningServer): void =>
  rmSync(server.dataDir, { recursive: true, force: true })
