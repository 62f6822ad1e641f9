import { activationRoutes, issueActivation, noDistrict } from '../modules/people/index.ts'
import type { Config } from '../platform/config.ts'
import { buildServer } from '../platform/http/index.ts'
import type { Log } from '../platform/log.ts'
import type { Store } from './product.ts'
import { errors, makeServices } from './product.ts'

type Where = {
  readonly host: string
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly log: Log
  readonly say: (line: string) => void
}

/** The server of an empty database: it knows the activation code and nothing else. */
export const makeActivationServer = (
  config: Config,
  store: Pick<Store, 'application'>,
  { log, tls }: Pick<Where, 'log' | 'tls'>,
  activated: () => void,
) =>
  buildServer({
    services: makeServices(config, store.application, noDistrict, log),
    routes: activationRoutes(activated),
    errors,
    identify: async () => null,
    isReady: async () => true,
    webFolder: null,
    tls,
  })

/**
 * Waits until somebody with the printed code has made the first administrator, or until `stopped`. There is no default
 * account: an empty database lets in nobody else.
 */
export const waitForActivation = async (
  config: Config,
  store: Store,
  where: Where,
  stopped: Promise<void>,
): Promise<void> => {
  let activated: () => void = () => undefined
  const done = new Promise<void>((resolve) => {
    activated = resolve
  })
  const server = await makeActivationServer(config, store, where, activated)
  const { random } = makeServices(config, store.application, noDistrict, where.log)
  const { code, hours } = await issueActivation(store.application, random)
  await server.listen({ port: config.port, host: where.host })
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const url = `${where.tls ? 'https' : 'http'}://${where.host === '127.0.0.1' ? 'localhost' : where.host}:${port}`
  where.say(
    [
      '',
      `  数据库还是空的。请在浏览器打开 ${url} ,用启用码建立第一个管理员账号。`,
      `  The database is empty. Open ${url} and make the first administrator with the activation code.`,
      `  启用码 Activation code: ${code}   (${hours} 小时内有效,只能用一次 / valid once, for ${hours} hours)`,
      '',
    ].join('\n'),
  )
  await Promise.race([done, stopped])
  await server.close()
}
