import type { AccountKey } from '../../ledger/index.ts'
import { yuan } from '../../ledger/index.ts'

/** The store's shelves: guarded, so that nothing is given twice. */
export const onHand = (storeId: string, itemId: string): AccountKey => ({
  ownerId: storeId,
  commodityId: itemId,
  purpose: 'on_hand',
  guarded: true,
})
/** What an estate's households have received. */
export const delivered = (estateId: string, itemId: string): AccountKey => ({
  ownerId: estateId,
  commodityId: itemId,
  purpose: 'delivered',
  guarded: false,
})
/** What a store is owed for its goods. */
export const storeDue = (storeId: string): AccountKey => ({
  ownerId: storeId,
  commodityId: yuan,
  purpose: 'store_due',
  guarded: false,
})
