import { refused } from '../../../kernel/result.ts'
import type { Context } from '../../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../../platform/context.ts'
import { fullBags, lockBags, moveBags } from '../store/bags.ts'
import { findHandover, insertHandover, lockHandover, replaceHandover } from '../store/handovers.ts'
import type { HandoverView } from '../views.ts'
import { handoverView } from '../views.ts'
import { allowedAt } from './authorise.ts'

const namedMax = 50

/**
 * The store says how many bags it brings: those that are packed or checked, no more and no less; the rest becomes
 * missing. Until the grid worker has agreed it may pack a forgotten bag and declare anew, under another id. The same
 * id with the same count gives the stored answer. Refuses `packing.no_bags`, `packing.declared_count_differs` (with
 * both numbers and the bags that are not packed), `packing.already_agreed`, `packing.id_conflict`.
 */
export const declareHandover = async (
  context: Context,
  collectionId: string,
  input: { readonly id: string; readonly bagCount: number },
): Promise<HandoverView> => {
  const { districtId } = context
  const collection = await inTransaction(context, async (tx) => {
    const { collection: place, postId } = await allowedAt(tx, context, 'packing.declare', collectionId)
    const by = { personId: personOf(context), at: nowOf(context) }
    const known = await findHandover(tx, districtId, input.id)
    if (known) {
      const isSame = known.collectionId === collectionId && known.declaredBagCount === input.bagCount
      if (!isSame) throw refused('packing.id_conflict')
      return place
    }
    const inserted = await insertHandover(tx, districtId, {
      id: input.id,
      collectionId,
      bagCount: input.bagCount,
      ...by,
    })
    const earlier = await lockHandover(tx, districtId, collectionId, 'update')
    if (!earlier) throw refused('packing.id_conflict')
    const isRepeated =
      inserted === 0 && earlier.id === input.id && earlier.declaredBagCount === input.bagCount
    if (isRepeated) return place
    if (earlier.state === 'agreed') throw refused('packing.already_agreed')

    const bags = await lockBags(tx, districtId, collectionId)
    if (bags.length === 0) throw refused('packing.no_bags')
    const ready = bags.filter((bag) => bag.state === 'packed' || bag.state === 'checked')
    if (ready.length !== input.bagCount) {
      const named = (await fullBags(tx, districtId, { collectionId }))
        .filter((bag) => bag.state === 'to_pack' || bag.state === 'missing')
        .slice(0, namedMax)
      throw refused('packing.declared_count_differs', {
        declared: input.bagCount,
        ready: ready.length,
        notReady: bags.length - ready.length,
        labels: named.map((bag) => `${bag.sequenceNo}: ${bag.label}`),
      })
    }
    if (inserted === 0 && earlier.id !== input.id) {
      await replaceHandover(tx, districtId, earlier.id, { id: input.id, bagCount: input.bagCount, ...by })
    }
    await moveBags(tx, districtId, {
      ids: bags.filter((bag) => bag.state === 'to_pack').map((bag) => bag.id),
      from: ['to_pack'],
      to: 'missing',
      ...by,
    })
    tx.audit({
      action: 'packing.declare',
      objectKind: 'handover',
      objectId: input.id,
      placeId: place.estateId,
      postId,
    })
    return place
  })
  const declared = await findHandover(context.database, districtId, input.id)
  if (!declared) throw refused('packing.declare_again')
  return handoverView(context, collection, declared)
}
