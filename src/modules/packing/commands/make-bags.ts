import { refused } from '../../../kernel/result.ts'
import { newId } from '../../../platform/clock.ts'
import type { Context } from '../../../platform/context.ts'
import { inTransaction } from '../../../platform/context.ts'
import { randomCode } from '../../../platform/secrets.ts'
import { bagCodeLength, numberBags } from '../rules.ts'
import { insertBags, orderedDoors } from '../store/bags.ts'
import { allowedAt } from './authorise.ts'

/**
 * Makes one bag per live order of a frozen collection, numbered in the order of the walk. Gives how many bags there
 * are. A repeated call, or two at once, make nothing more: the orders are frozen, so the numbers come out the same.
 * Refuses `packing.not_frozen` before the cut-off.
 */
export const makeBags = (context: Context, collectionId: string): Promise<{ bagCount: number }> =>
  inTransaction(context, async (tx) => {
    const { collection, postId } = await allowedAt(tx, context, 'packing.make_bags', collectionId)
    if (collection.cycleState !== 'frozen') throw refused('packing.not_frozen')
    const { districtId, clock, random } = context
    const bags = numberBags(await orderedDoors(tx, districtId, collectionId)).map((bag) => ({
      ...bag,
      id: newId<'bag'>(clock, random),
      code: randomCode(random, bagCodeLength),
    }))
    const made = await insertBags(tx, districtId, collectionId, bags)
    // Fewer than asked for means that all were there. A code that another bag has is one in a million million.
    if (made !== 0 && made !== bags.length)
      throw new Error(`only ${made} of ${bags.length} bags could be made`)
    if (made > 0) {
      tx.audit({
        action: 'packing.make_bags',
        objectKind: 'collection',
        objectId: collectionId,
        placeId: collection.estateId,
        postId,
      })
    }
    return { bagCount: bags.length }
  })
