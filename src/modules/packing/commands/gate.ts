import { orRefuse, refused } from '../../../kernel/result.ts'
import type { Context } from '../../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../../platform/context.ts'
import { postVoucher } from '../../ledger/index.ts'
import { receivable } from '../../orders/index.ts'
import type { BagView } from '../api.ts'
import type { ShortLine } from '../rules.ts'
import { checkShort } from '../rules.ts'
import { bagViewOf, lockBag } from '../store/bags.ts'
import { tellOrders } from '../store/handovers.ts'
import { addShortages, shortableLines } from '../store/shortages.ts'
import { storeDue } from './accounts.ts'
import { allowedBag } from './authorise.ts'

/**
 * Notes packs that the household found missing at the gate, after the hand-over. Their money is no longer owed; what
 * was paid of it is to be given back. Each item of a bag is noted once: the same note again does nothing, another
 * count is refused. Refuses `packing.wrong_state` before the hand-over, `packing.bag_missing`,
 * `packing.short_unknown_offer`, `packing.short_too_many`, `packing.short_already_noted`.
 */
export const noteGateShort = (
  context: Context,
  bagId: string,
  short: readonly ShortLine[],
): Promise<BagView> =>
  inTransaction(context, async (tx) => {
    const { bag, collection, postId } = await allowedBag(tx, context, 'packing.note_short', { id: bagId })
    const { districtId } = context
    const state = await lockBag(tx, districtId, bagId)
    if (state === 'missing') throw refused('packing.bag_missing')
    if (state !== 'handed_over' && state !== 'collected')
      throw refused('packing.wrong_state', { state, act: 'short' })
    const lines = await shortableLines(tx, districtId, bagId)
    const lineOf = (offerId: string) => lines.find((line) => line.offerId === offerId)
    orRefuse(
      checkShort(
        lines.map((line) => ({ ...line, count: line.count - line.storeShort })),
        short,
      ),
    )
    const other = short.find(({ offerId, count }) => ![0, count].includes(lineOf(offerId)?.gateShort ?? 0))
    if (other)
      throw refused('packing.short_already_noted', {
        offerId: other.offerId,
        name: lineOf(other.offerId)?.name,
      })
    const fresh = short.filter(({ offerId }) => lineOf(offerId)?.gateShort === 0)
    if (fresh.length === 0) return bagViewOf(tx, districtId, bag)

    const at = nowOf(context)
    await addShortages(tx, districtId, {
      bagId,
      stage: 'gate',
      short: fresh,
      personId: personOf(context),
      at,
    })
    const shortFen = (line: ShortLine): number => line.count * (lineOf(line.offerId)?.priceFen ?? 0)
    const priced = fresh.filter((line) => shortFen(line) > 0)
    await tellOrders(
      tx,
      districtId,
      priced.map((line) => ({ orderId: bag.orderId, shortFen: shortFen(line) })),
    )
    for (const line of priced) {
      await postVoucher(tx, districtId, {
        kind: 'short',
        documentId: bagId,
        verb: 'gate_short',
        step: line.offerId,
        firstHandlerId: postId,
        occurredAt: at,
        postings: [
          {
            source: receivable(bag.householdId),
            target: storeDue(collection.storeId),
            quantity: shortFen(line),
          },
        ],
      })
    }
    tx.audit({
      action: 'packing.note_short',
      objectKind: 'bag',
      objectId: bagId,
      placeId: collection.estateId,
      postId,
    })
    return bagViewOf(tx, districtId, bag)
  })
