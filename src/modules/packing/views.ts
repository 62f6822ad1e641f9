import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { personNames } from '../people/index.ts'
import type { handoverView as handoverForm, PickListView } from './api.ts'
import { allowedAt } from './commands/authorise.ts'
import { inPacks } from './rules.ts'
import type { Collection } from './store/bags.ts'
import { countBags, fullBags, itemNeeds, viewOf } from './store/bags.ts'
import type { Handover } from './store/handovers.ts'
import { bagMoney, handoverOf } from './store/handovers.ts'

export type HandoverView = z.output<typeof handoverForm>

/** What the picker takes from the shelves for a collection, and its bags in the order of the walk. */
export const readPickList = async (context: Context, collectionId: string): Promise<PickListView> => {
  const { collection } = await allowedAt(context.database, context, 'packing.read', collectionId)
  const { database, districtId } = context
  const needs = await itemNeeds(database, districtId, collectionId)
  return {
    collectionId,
    estateName: collection.estateName,
    storeName: collection.storeName,
    deliversAt: collection.deliversAt,
    totals: needs.map(({ name, baseUnit, quantity, packs }) => ({
      name,
      baseUnit,
      quantity,
      packs: inPacks(quantity, baseUnit, packs),
    })),
    bags: (await fullBags(database, districtId, { collectionId })).map(viewOf),
  }
}

/** A hand-over with names and money. Before both agree, the goods are those of the bags that are ready. */
export const handoverView = async (
  context: Context,
  collection: Collection,
  handover: Handover,
): Promise<HandoverView> => {
  const { districtId, database } = context
  const names = await personNames(context, [handover.declaredById, handover.countedById])
  const nameOf = (id: string): string => names.get(id) ?? ''
  const goodsFen = handover.goodsFen ?? (await readyFen(database, districtId, collection.id))
  const settledFen = handover.settledFen ?? 0
  return {
    id: handover.id,
    collectionId: collection.id,
    estateName: collection.estateName,
    storeName: collection.storeName,
    state: handover.state,
    bagCount: await countBags(database, districtId, collection.id, [
      'to_pack',
      'packed',
      'checked',
      'handed_over',
      'collected',
      'missing',
    ]),
    declaredBagCount: handover.declaredBagCount,
    declaredByName: nameOf(handover.declaredById),
    declaredAt: handover.declaredAt,
    countedBagCount: handover.countedBagCount,
    countedByName: handover.countedById ? nameOf(handover.countedById) : null,
    agreedAt: handover.agreedAt,
    goodsFen,
    settledFen,
    openFen: goodsFen - settledFen,
  }
}

const readyFen = async (db: Queryable, districtId: number, collectionId: string): Promise<number> => {
  const ready = new Set(
    (await fullBags(db, districtId, { collectionId }))
      .filter((bag) => bag.state === 'packed' || bag.state === 'checked')
      .map((bag) => bag.id),
  )
  const money = await bagMoney(db, districtId, collectionId, null)
  return money.reduce((sum, bag) => (ready.has(bag.bagId) ? sum + bag.orderFen - bag.shortFen : sum), 0)
}

/** The collection's hand-over, or null when the store has not declared one. */
export const readHandover = async (context: Context, collectionId: string): Promise<HandoverView | null> => {
  const { collection } = await allowedAt(context.database, context, 'packing.read', collectionId)
  const handover = await handoverOf(context.database, context.districtId, collectionId)
  return handover ? handoverView(context, collection, handover) : null
}
