import { createHash } from 'node:crypto'
import type { PostId, StoreId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import type { Context, Transaction } from '../../platform/context.ts'
import { inTransaction, nowOf } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { readWorkbook, writeWorkbook } from '../../platform/files/index.ts'
import type { Item } from '../catalog/index.ts'
import { findOrCreateItems, itemKey, keepPacks } from '../catalog/index.ts'
import type { AccountKey } from '../ledger/index.ts'
import { openAccounts, postVoucher } from '../ledger/index.ts'
import type { UploadView } from './api.ts'
import type { ListFault, ListPlan, StockMove, WantedOffer } from './rules/index.ts'
import { compareList, faultOf, judgeList } from './rules/index.ts'
import type { ReadList } from './sheet/read-list.ts'
import { readPriceList } from './sheet/read-list.ts'
import { priceListTables } from './sheet/write-list.ts'
import type { Store, Upload } from './store.ts'
import {
  addOffers,
  addUpload,
  lastUpload,
  listedOffers,
  lockStocks,
  lockStore,
  offerSearch,
  seenStore,
  sortOffers,
  storeStocks,
  storesOwnPost,
  unlistOffers,
} from './store.ts'

/** A list with the hash of the file (or of whatever else) that it comes from. */
export type UploadedList = ReadList & { readonly contentHash: Buffer }

const faultsMax = 500

const viewOf = (
  plan: Pick<ListPlan, 'rows' | 'gone'>,
  faults: readonly ListFault[],
  applied: boolean,
): UploadView => {
  const count = (change: string): number => plan.rows.filter((row) => row.change === change).length
  return {
    applied,
    rowCount: plan.rows.length,
    added: count('added'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    unlisted: plan.gone.length,
    faults: faults.slice(0, faultsMax).map((fault) => ({ ...fault })),
    rows: [
      ...plan.rows.map(({ offer, change }) => ({
        name: offer.name,
        kind: offer.kind,
        unitName: offer.unitName,
        priceFen: offer.priceFen,
        stockCount: offer.stock?.count ?? null,
        limitPerHousehold: offer.limitPerHousehold,
        change,
      })),
      ...plan.gone.map((offer) => ({
        name: offer.name,
        kind: offer.kind,
        unitName: offer.unitName,
        priceFen: offer.priceFen,
        stockCount: null,
        limitPerHousehold: offer.limitPerHousehold,
        change: 'unlisted' as const,
      })),
    ],
  }
}

// The file that the list stands on already: nothing to do, whatever was delivered since.
const sameView = (
  offers: readonly WantedOffer[],
  last: Upload,
  faults: readonly ListFault[],
  applied: boolean,
): UploadView => {
  const rows = offers.map((offer) => ({ offer, change: 'unchanged' as const }))
  const note = faultOf({ sheet: '', row: 0 }, '', 'market.same_file', { uploadedAt: last.uploadedAt })
  return viewOf({ rows, gone: [] }, [note, ...faults], applied)
}

const belowHeldFaults = (plan: ListPlan): ListFault[] =>
  plan.belowHeld.map(({ offer, uploaded, promised }) =>
    faultOf(offer.origin, '', 'market.below_held', {
      name: offer.name,
      uploaded,
      promised,
      unitName: offer.unitName,
    }),
  )

const isSame = (last: Upload | null, list: UploadedList): last is Upload =>
  last?.fileHash.equals(list.contentHash) ?? false

/** What a list would change, without changing anything. Faults stand beside the rows. */
export const previewPriceList = async (
  db: Queryable,
  districtId: number,
  storeId: string,
  list: UploadedList,
): Promise<UploadView> => {
  const { offers, faults, isBlocked, faultyNames } = judgeList(list)
  const last = await lastUpload(db, districtId, storeId)
  if (isSame(last, list) && !isBlocked) return sameView(offers, last, faults, false)
  const plan = compareList(
    await listedOffers(db, districtId, storeId),
    offers,
    await storeStocks(db, districtId, storeId),
  )
  const gone = plan.gone.filter((offer) => !faultyNames.has(offer.name))
  return viewOf({ rows: plan.rows, gone }, [...belowHeldFaults(plan), ...faults], false)
}

// A list that stands on the one before it: A, then B, then A again are three uploads.
const uploadIdOf = (districtId: number, storeId: string, list: UploadedList, last: Upload | null): string => {
  const hash = createHash('sha256')
    .update(`${districtId}/${storeId}/${last?.id ?? ''}/`)
    .update(list.contentHash)
    .digest()
  hash[6] = ((hash[6] as number) & 0x0f) | 0x80
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  const hex = hash.toString('hex').slice(0, 32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const onHand = (storeId: StoreId, item: Item): AccountKey => ({
  ownerId: storeId,
  commodityId: item.id,
  purpose: 'on_hand',
  guarded: true,
})
// Where a store's goods come from and go to as far as this system knows: outside.
const opening = (storeId: StoreId, item: Item): AccountKey => ({
  ownerId: storeId,
  commodityId: item.id,
  purpose: 'opening',
  guarded: false,
})

const itemNames = (offers: readonly WantedOffer[], moves: readonly StockMove[]) => [
  ...offers.flatMap((offer) =>
    offer.components.map((part) => ({
      name: part.itemName,
      baseUnit: part.baseUnit,
      category: offer.kind === 'single' ? offer.category : '',
    })),
  ),
  ...moves.map((move) => ({ name: move.itemName, baseUnit: move.baseUnit })),
]

const itemOf = (
  items: ReadonlyMap<string, Item>,
  name: { readonly itemName: string; readonly baseUnit: string },
): Item => {
  const item = items.get(itemKey({ name: name.itemName, baseUnit: name.baseUnit }))
  if (!item) throw new Error(`item was not made: ${name.itemName}`)
  return item
}

/**
 * Makes a list the store's list, all of it or nothing: offers with other terms are new rows and the old ones
 * leave the list, equal ones stay, and the difference between what may be sold and what the ledger has on
 * hand is posted. A list with a blocking fault is not applied and says why. The same list twice in a row
 * changes nothing the second time. Refuses `market.store_missing`, and `market.below_held` with the offers
 * when less is uploaded than promised. Whoever calls it has settled that the store's list may be changed.
 */
export const applyPriceList = async (
  tx: Transaction,
  context: Context,
  storeId: string,
  list: UploadedList,
  postId: PostId | null = null,
): Promise<UploadView> => {
  const { districtId } = context
  const store = await lockStore(tx, districtId, storeId)
  if (!store) throw refused('market.store_missing')
  const { offers, faults, isBlocked } = judgeList(list)
  const last = await lastUpload(tx, districtId, storeId)
  if (isBlocked) return previewPriceList(tx, districtId, storeId, list)
  if (isSame(last, list)) return sameView(offers, last, faults, true)

  const items = await findOrCreateItems(tx, context, itemNames(offers, []))
  await keepPacks(
    tx,
    context,
    offers.flatMap((offer) =>
      offer.stock
        ? [
            {
              itemId: itemOf(items, offer.stock).id,
              unitName: offer.unitName,
              quantity: offer.stock.packQuantity,
            },
          ]
        : [],
    ),
  )
  const stocked = offers.flatMap((offer) => (offer.stock ? [itemOf(items, offer.stock)] : []))
  await openAccounts(
    tx,
    districtId,
    stocked.map((item) => onHand(store.id, item)),
  )
  // Worked out before anything is locked: pinyin takes a third of a millisecond a name.
  const searches = new Map(offers.map((offer) => [offer.name, offerSearch(offer)]))
  // Nobody may promise from these goods until the difference is posted; then it is counted afresh.
  await lockStocks(tx, districtId, storeId)
  const plan = compareList(
    await listedOffers(tx, districtId, storeId),
    offers,
    await storeStocks(tx, districtId, storeId),
  )
  if (plan.belowHeld.length > 0) {
    throw refused('market.below_held', {
      names: plan.belowHeld
        .map(({ offer, promised }) => `${offer.name}(${promised}${offer.unitName})`)
        .join('、'),
      offers: plan.belowHeld.map(({ offer, uploaded, promised }) => ({
        name: offer.name,
        unitName: offer.unitName,
        uploaded,
        promised,
      })),
    })
  }
  await unlistOffers(
    tx,
    districtId,
    plan.unlist.map((offer) => offer.id),
  )
  await sortOffers(tx, districtId, plan.keep)
  await addOffers(tx, context, storeId, plan.add, { items, searches })
  const id = uploadIdOf(districtId, storeId, list, last)
  await postMoves(tx, context, store.id, { id, postId, moves: plan.moves })
  await addUpload(tx, districtId, { id, storeId, fileHash: list.contentHash, rowCount: plan.rows.length })
  const view = viewOf(plan, faults, true)
  const { rowCount, added, changed, unlisted } = view
  tx.audit({
    action: 'market.upload_offers',
    objectKind: 'upload',
    objectId: id,
    placeId: storeId,
    postId,
    body: { rowCount, added, changed, unlisted },
  })
  return view
}

const postMoves = async (
  tx: Transaction,
  context: Context,
  storeId: StoreId,
  {
    id,
    postId,
    moves,
  }: { readonly id: string; readonly postId: PostId | null; readonly moves: readonly StockMove[] },
): Promise<void> => {
  if (moves.length === 0) return
  const items = await findOrCreateItems(tx, context, itemNames([], moves))
  await postVoucher(tx, context.districtId, {
    kind: 'opening_adjustment',
    documentId: id,
    verb: 'apply',
    firstHandlerId: postId,
    occurredAt: nowOf(context),
    postings: moves.map((move) => {
      const item = itemOf(items, move)
      const [inside, outside] = [onHand(storeId, item), opening(storeId, item)]
      return move.to > move.from
        ? { source: outside, target: inside, quantity: move.to - move.from }
        : { source: inside, target: outside, quantity: move.from - move.to }
    }),
  })
}

/** Reads a store's workbook into its list. Refuses by `files.…` what is no workbook that can be read. */
export const readListFile = async (bytes: Buffer, fileName: string): Promise<UploadedList> => ({
  ...readPriceList(await readWorkbook(bytes, fileName)),
  contentHash: createHash('sha256').update(bytes).digest(),
})

// Somebody of the store, or a post above the place where it stands. A store that may be seen but not changed
// is forbidden; one that may not even be seen is missing.
const uploaderOf = async (db: Queryable, context: Context, storeId: string): Promise<PostId> => {
  const action = 'market.upload_offers'
  const post =
    (await storesOwnPost(db, context, action, storeId)) ??
    (await context.postFor(db, context, action, { placeId: storeId, organizationId: storeId }))
  if (post) return post
  if (await seenStore(db, context, 'market.read_stores', storeId)) throw refused('http.forbidden')
  throw refused('market.store_missing')
}

/** A store's upload, to look at first (`preview`) or to take over (`apply`). */
export const uploadPriceList = async (
  context: Context,
  storeId: string,
  mode: 'preview' | 'apply',
  file: { readonly bytes: Buffer; readonly name: string },
): Promise<UploadView> => {
  await uploaderOf(context.database, context, storeId)
  const list = await readListFile(file.bytes, file.name)
  if (mode === 'preview') return previewPriceList(context.database, context.districtId, storeId, list)
  return inTransaction(context, async (tx) => {
    const postId = await uploaderOf(tx, context, storeId)
    return applyPriceList(tx, context, storeId, list, postId)
  })
}

/** The store's current list as a workbook that can be uploaded again; the template when there is none. */
export const exportPriceList = async (
  context: Context,
  storeId: string,
): Promise<{ readonly store: Store; readonly bytes: Buffer }> => {
  const { database, districtId } = context
  const store = await seenStore(database, context, 'market.read_offers', storeId)
  if (!store) throw refused('market.store_missing')
  const stocks = new Map(
    (await storeStocks(database, districtId, storeId)).map((stock) => [
      itemKey({ name: stock.itemName, baseUnit: stock.baseUnit }),
      stock.posted,
    ]),
  )
  const tables = priceListTables(
    store.name,
    await listedOffers(database, districtId, storeId),
    (name, baseUnit) => stocks.get(itemKey({ name, baseUnit })) ?? 0,
  )
  return { store, bytes: await writeWorkbook(tables, context.clock.nowMs()) }
}
