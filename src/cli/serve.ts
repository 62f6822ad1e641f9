import { readFileSync } from 'node:fs'
import { demoLogins, loadDemo } from '../demo/load.ts'
import type { Config } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { EmbeddedRefusal } from '../platform/postgres/index.ts'
import { waitForActivation } from './activation.ts'
import { CannotStart, findDistrict, makeServer, makeServices, openStore, startWorker } from './product.ts'
import { seconds } from './words.ts'

export type ServeOptions = {
  readonly demo: boolean
  readonly worker: boolean
  readonly host: string
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * Serves until it is told to stop: database, migrations, demo place if wanted and empty, else the activation
 * code, jobs, HTTP. Resolves when all
 * of it has ended in order.
 */
export const serve = async (config: Config, options: ServeOptions): Promise<void> => {
  if (!loopback.has(options.host) && !options.tls) {
    throw new CannotStart(
      '没有 TLS 证书只能在本机提供服务:请用 --tls 证书 私钥,或放在代理后面。 / Without TLS only this machine is served: use --tls CERT KEY, or a proxy.',
    )
  }
  const startedMs = performance.now()
  const log = openLog(config.logLevel)
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  // Before anything is started: a Ctrl-C during the start must end what was started.
  const stopped = untilStopped()
  const store = await openStore(config, log, { join: false })
  try {
    if (options.demo && (await findDistrict(store.application)) === null) {
      say('正在装入演示区…… / Loading the demo place …')
      await loadDemo(config, store.application, log)
    }
    const tls = options.tls
      ? { cert: readFileSync(options.tls.certFile, 'utf8'), key: readFileSync(options.tls.keyFile, 'utf8') }
      : null
    if ((await findDistrict(store.application)) === null)
      await waitForActivation(config, store, { host: options.host, tls, log, say }, stopped)
    const districtId = await findDistrict(store.application)
    // Told to stop before anybody came with the code.
    if (districtId === null) return
    const services = makeServices(config, store.application, districtId, log)
    const server = await makeServer(config, services, tls)
    const worker = options.worker ? await startWorker(store, services, config.dataDir) : null
    try {
      await server.listen({ port: config.port, host: options.host })
      const address = server.server.address()
      const url = `${tls ? 'https' : 'http'}://${options.host === '127.0.0.1' ? 'localhost' : options.host}:${typeof address === 'object' && address ? address.port : config.port}`
      store.embedded?.note(url)
      for (const line of welcome(url, demoLogins(config.dataDir), performance.now() - startedMs)) say(line)
      await stopped
    } finally {
      await server.close().catch(() => undefined)
      await worker?.stop()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new CannotStart(
        `端口 ${config.port} 已被占用。换一个:PORT=8081 npm start / Port ${config.port} is taken. Try PORT=8081 npm start`,
      )
    }
    throw error
  } finally {
    await store.close()
  }
}

const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })

const welcome = (url: string, logins: readonly string[], ms: number): readonly string[] => [
  '',
  `  常平 Changping  ${url}   (${seconds(ms)})`,
  '',
  ...(logins.length > 0 ? ['  演示账号 Demo logins', ...logins.map((line) => `    ${line}`), ''] : []),
  ...(logins.length > 0
    ? [
        '  先试什么 What to try first',
        '    1. 街道干部登录,打开“预案”,给本街道或全区启用 D1。 / As the street officer, open Plans and switch D1 on.',
        '    2. 网格员用手机登录,复制价目到群里;把接龙粘贴回来。 / As the grid worker, copy the list; paste the chain back.',
        '    3. 截单后,拣货员装袋、打标签;网格员交接、收款、扫码发放。 / After the cut-off: bags, labels, hand-over, collection.',
        '    完整走一遍 The whole walk: docs/walkthrough.md',
        '',
      ]
    : []),
  '  Ctrl-C 结束 ends it.',
  '',
]

export { EmbeddedRefusal }
