import { orRefuse, refused } from '../../../kernel/result.ts'
import type { Context, Transaction } from '../../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../../platform/context.ts'
import { openAccounts, postVoucher, voidHolds } from '../../ledger/index.ts'
import { receivable, workerCash } from '../../orders/index.ts'
import { checkAgreement, settlementOf } from '../rules.ts'
import type { Collection } from '../store/bags.ts'
import { lockBags, moveBags } from '../store/bags.ts'
import type { Handover } from '../store/handovers.ts'
import {
  bagMoney,
  declaringPost,
  findHandover,
  itemCounts,
  agreeHandover as keepAgreement,
  lockAccounts,
  lockHandover,
  tellOrders,
} from '../store/handovers.ts'
import { noteWholeBags } from '../store/shortages.ts'
import type { HandoverView } from '../views.ts'
import { handoverView } from '../views.ts'
import { delivered, onHand, storeDue } from './accounts.ts'
import { allowedAt } from './authorise.ts'

type Agreement = {
  readonly handover: Handover
  readonly collection: Collection
  readonly personId: string
  readonly firstPost: string | null
  readonly secondPost: string
  readonly at: string
}

/**
 * The grid worker counts too and says which of the loaded bags did not come. When the numbers meet, all of it stands
 * at once: the goods go from the store's shelves to the estate, what did not come is given up and its money no longer
 * owed, and the worker hands the store what was collected for these goods [D1]. The same count again gives the stored
 * answer. Refuses `packing.own_declaration` (nobody counts against themselves), `packing.count_differs` with both
 * numbers, `packing.missing_not_loaded`, `packing.declare_again` (bags changed since), `packing.already_agreed`.
 */
export const agreeHandover = async (
  context: Context,
  handoverId: string,
  input: { readonly bagCount: number; readonly missingBagIds: readonly string[] },
): Promise<HandoverView> => {
  const { districtId } = context
  const personId = personOf(context)
  const place = await inTransaction(context, async (tx) => {
    const found = await findHandover(tx, districtId, handoverId)
    if (!found) throw refused('packing.missing')
    const { collection, postId } = await allowedAt(tx, context, 'packing.agree', found.collectionId)
    const handover = await lockHandover(tx, districtId, collection.id, 'update')
    if (!handover || handover.id !== handoverId) throw refused('packing.declare_again')
    if (handover.state === 'agreed') {
      const isSame = handover.countedById === personId && handover.countedBagCount === input.bagCount
      if (!isSame) throw refused('packing.already_agreed')
      return collection
    }
    if (handover.declaredById === personId) throw refused('packing.own_declaration')

    const { handedOver, missing } = orRefuse(
      checkAgreement({
        bags: await lockBags(tx, districtId, collection.id),
        declaredCount: handover.declaredBagCount,
        countedCount: input.bagCount,
        missingIds: input.missingBagIds,
      }),
    )
    const at = nowOf(context)
    const by = { personId, at }
    await moveBags(tx, districtId, { ids: handedOver, from: ['packed', 'checked'], to: 'handed_over', ...by })
    await moveBags(tx, districtId, {
      ids: missing,
      from: ['to_pack', 'packed', 'checked'],
      to: 'missing',
      ...by,
    })
    await noteWholeBags(tx, districtId, missing, by)

    const agreement: Agreement = {
      handover,
      collection,
      personId,
      firstPost: await declaringPost(tx, districtId, {
        personId: handover.declaredById,
        estateId: collection.estateId,
        storeId: collection.storeId,
      }),
      secondPost: postId,
      at,
    }
    const { goodsFen, settledFen } = await postAgreement(tx, districtId, agreement)
    await keepAgreement(tx, districtId, handoverId, {
      bagCount: input.bagCount,
      personId,
      at,
      goodsFen,
      settledFen,
    })
    tx.audit({
      action: 'packing.agree',
      objectKind: 'handover',
      objectId: handoverId,
      placeId: collection.estateId,
      postId,
    })
    return collection
  })
  const agreed = await findHandover(context.database, districtId, handoverId)
  if (!agreed) throw new Error('an agreed hand-over vanished')
  return handoverView(context, place, agreed)
}

/** Everything that the agreement does to the books. Orders are touched first, then accounts in one order. */
const postAgreement = async (
  tx: Transaction,
  districtId: number,
  agreement: Agreement,
): Promise<{ goodsFen: number; settledFen: number }> => {
  const { handover, collection, personId, firstPost, secondPost, at } = agreement
  const { storeId, estateId, cycleId } = collection
  const money = await bagMoney(tx, districtId, collection.id, personId)
  const items = await itemCounts(tx, districtId, collection.id)
  const shorts = money.filter((bag) => bag.shortFen > 0)
  await tellOrders(tx, districtId, shorts)

  const cash = workerCash(personId)
  await openAccounts(tx, districtId, [cash])
  const cashFen = await lockAccounts(
    tx,
    districtId,
    items.map((item) => onHand(storeId, item.itemId)),
    cash,
  )
  const voucher = {
    documentId: handover.id,
    firstHandlerId: firstPost,
    secondHandlerId: secondPost,
    occurredAt: at,
  }

  const goods = items.filter((item) => item.handedOver > 0)
  if (goods.length > 0) {
    await postVoucher(tx, districtId, {
      ...voucher,
      kind: 'hand_over',
      verb: 'hand_over',
      postings: goods.map((item) => ({
        source: onHand(storeId, item.itemId),
        target: delivered(estateId, item.itemId),
        quantity: item.handedOver,
        holdDocumentId: cycleId,
      })),
    })
  }
  await voidHolds(
    tx,
    districtId,
    items
      .filter((item) => item.short > 0)
      .map((item) => ({ documentId: cycleId, account: onHand(storeId, item.itemId), quantity: item.short })),
  )
  if (shorts.length > 0) {
    await postVoucher(tx, districtId, {
      ...voucher,
      kind: 'short',
      verb: 'short',
      postings: shorts.map((bag) => ({
        source: receivable(bag.householdId),
        target: storeDue(storeId),
        quantity: bag.shortFen,
      })),
    })
  }
  const worth = money.map((bag) => ({ goodsFen: bag.orderFen - bag.shortFen, heldFen: bag.heldFen }))
  const settledFen = settlementOf(worth, cashFen)
  if (settledFen > 0) {
    await postVoucher(tx, districtId, {
      ...voucher,
      kind: 'settlement',
      verb: 'settle',
      postings: [{ source: cash, target: storeDue(storeId), quantity: settledFen }],
    })
  }
  return { goodsFen: worth.reduce((sum, bag) => sum + bag.goodsFen, 0), settledFen }
}
