/**
 * From a clean clone to the first page, and the second start. Beside it, in the same run, what bounds it: `npm ci`
 * alone in another clean clone. Bounds: 90 s clean, 5 s again.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = resolve(import.meta.dirname, '..')

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })

const clone = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'changping-start-'))
  execFileSync('git', ['clone', '--quiet', '--local', root, join(folder, 'changping')])
  return join(folder, 'changping')
}

/** Milliseconds from typing the command until the first page answers; then the server is ended in order. */
const startOnce = async (folder: string): Promise<number> => {
  const port = await freePort()
  const began = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), DATA_DIR: 'data', DATABASE_URL: '' },
    stdio: 'ignore',
    detached: true,
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  for (;;) {
    try {
      const page = await fetch(`http://localhost:${port}/`)
      if (page.status === 200 && (await page.text()).includes('<div')) break
    } catch {
      // Not there yet.
    }
    if (performance.now() - began > 300_000) throw new Error('no page after 300 s')
    await sleep(50)
  }
  const took = performance.now() - began
  process.kill(-(child.pid as number), 'SIGINT')
  await ended
  for (let round = 0; round < 100; round += 1) {
    try {
      await fetch(`http://localhost:${port}/healthz`)
      await sleep(100)
    } catch {
      break
    }
  }
  return took
}

export const run = async ({ json }: { json: boolean; args: string[] }): Promise<Record<string, unknown>> => {
  const bare = clone()
  const began = performance.now()
  execFileSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: bare,
    stdio: 'ignore',
  })
  const npmCiMs = Math.round(performance.now() - began)
  rmSync(resolve(bare, '..'), { recursive: true, force: true })

  const folder = clone()
  const cleanMs = Math.round(await startOnce(folder))
  const secondMs = Math.round(await startOnce(folder))
  rmSync(resolve(folder, '..'), { recursive: true, force: true })
  const result = { cleanMs, npmCiMs, ratioToNpmCi: Number((cleanMs / npmCiMs).toFixed(2)), secondMs }
  if (!json) {
    process.stdout.write(`clean clone to first page  ${(cleanMs / 1000).toFixed(1)} s (bound 90)\n`)
    process.stdout.write(
      `  npm ci alone             ${(npmCiMs / 1000).toFixed(1)} s, ratio ${result.ratioToNpmCi}\n`,
    )
    process.stdout.write(`second start               ${(secondMs / 1000).toFixed(1)} s (bound 5)\n`)
  }
  return result
}
