import { readWorkbook } from '../../../platform/files/index.ts'
import type { Offer, ReadOrders } from './read.ts'
import { readOrders } from './read.ts'

/** What is done in a thread of its own; see `runApart`. */
export const readFile = async (given: {
  readonly bytes: Uint8Array
  readonly name: string
  readonly offers: readonly Offer[]
}): Promise<ReadOrders> => readOrders(await readWorkbook(Buffer.from(given.bytes), given.name), given.offers)
