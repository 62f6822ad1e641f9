import { readFileSync } from 'node:fs'
import { readChain, toSampleForm } from '../../engines/order-chain/index.ts'
import { loadDemo } from '../demo/load.ts'
import { anchorFaults, chainFaults } from '../modules/audit/index.ts'
import { booksFaults } from '../modules/ledger/index.ts'
import { ordersFaults } from '../modules/orders/index.ts'
import { packingFaults } from '../modules/packing/index.ts'
import type { Config } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import type { Store } from './product.ts'
import { findDistrict, makeServices, openStore, startWorker } from './product.ts'

const withStore = async <T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openStore(config, openLog(config.logLevel), { join: true })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Brings the database forward and says what it stands at. */
export const migrateOnly = (config: Config): Promise<void> =>
  withStore(config, async () => say('数据库已是最新。 / The database is up to date.'))

/** Loads the demo place into an empty database. */
export const demoOnly = (config: Config): Promise<void> =>
  withStore(config, async (store) => {
    if ((await findDistrict(store.application)) !== null)
      return say('数据库里已有数据,没有改动。 / The database holds data already: nothing was changed.')
    await loadDemo(config, store.application, openLog(config.logLevel))
    say('演示区已装入。 / The demo place is loaded.')
  })

/** Runs the waiting jobs without serving. */
export const workOnly = (config: Config): Promise<void> =>
  withStore(config, async (store) => {
    const districtId = await findDistrict(store.application)
    if (districtId === null) return say('数据库还是空的。 / The database is empty.')
    const log = openLog(config.logLevel)
    const worker = await startWorker(
      store,
      makeServices(config, store.application, districtId, log),
      config.dataDir,
    )
    say('正在处理任务,Ctrl-C 结束。 / Working; Ctrl-C ends it.')
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    await worker.stop()
  })

/**
 * Proves the books: every commodity sums to zero, every balance is its postings, every hold its orders, every hand-over
 * its bags, and the audit chain holds. Prints each fault; gives the exit code.
 */
export const checkLedger = (config: Config, json: boolean): Promise<number> =>
  withStore(config, async (store) => {
    const districtId = await findDistrict(store.application)
    if (districtId === null) {
      say(json ? JSON.stringify({ ok: true, faults: [] }) : '数据库还是空的。 / The database is empty.')
      return 0
    }
    const faults = [
      ...(await allFaults(store, districtId)),
      ...(await anchorFaults(store.application, districtId, config.dataDir)),
    ]
    if (json) say(JSON.stringify({ ok: faults.length === 0, faults }))
    else if (faults.length === 0) say('账账相符,账实相符,审计链完整。 / The books hold: no fault.')
    else for (const fault of faults) say(JSON.stringify(fault))
    return faults.length === 0 ? 0 : 1
  })

/** Every fault of a district's books and chain; none when all hold. */
export const allFaults = async (
  store: Pick<Store, 'application'>,
  districtId: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> => [
  ...(await booksFaults(store.application, districtId)),
  ...(await ordersFaults(store.application, districtId)),
  ...(await packingFaults(store.application, districtId)),
  ...(await chainFaults(store.application, districtId as never)),
]

/** Reads an order chain from a file, as people pasted it. */
export const readChainFile = (file: string, json: boolean): void => {
  const reading = toSampleForm(readChain(readFileSync(file, 'utf8')))
  if (json) {
    say(JSON.stringify(reading, null, 2))
    return
  }
  say(
    `${reading.items.length} 种商品,${reading.orders.length} 户,${reading.doubtful.length} 行待核 / items, households, doubtful lines`,
  )
  for (const order of reading.orders) {
    const { building, entrance, room } = order.household
    say(
      `${[building, entrance, room].filter(Boolean).join('-')}  ${order.lines.map(([name, quantity]) => `${name}×${quantity}`).join(' ')}`,
    )
  }
  for (const doubt of reading.doubtful) say(`? ${doubt.line}: ${doubt.reason}`)
}
