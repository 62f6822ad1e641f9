import { refused } from '../../kernel/result.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import type { AccountKey } from '../ledger/index.ts'
import { postVoucher, yuan } from '../ledger/index.ts'
import { findOrder } from './store.ts'

/** The accounts of an order's money. A worker's cash can never be handed on twice: it is guarded. */
export const receivable = (householdId: string): AccountKey => ({
  ownerId: householdId,
  commodityId: yuan,
  purpose: 'receivable',
  guarded: false,
})
export const advanceDue = (householdId: string): AccountKey => ({
  ownerId: householdId,
  commodityId: yuan,
  purpose: 'advance_due',
  guarded: false,
})
export const workerCash = (personId: string): AccountKey => ({
  ownerId: personId,
  commodityId: yuan,
  purpose: 'cash',
  guarded: true,
})
export const ownMoney = (personId: string): AccountKey => ({
  ownerId: personId,
  commodityId: yuan,
  purpose: 'own_money',
  guarded: false,
})

export type PaymentKind = 'collect' | 'advance' | 'repay' | 'refund'

/**
 * Money for one order, taken or given by the grid worker [D1]. `collect`: the household pays; `advance`: the worker
 * pays for somebody who cannot, settled after release; `repay`: that is given back; `refund`: what was paid too much.
 * Amounts in fen. The same payment id does its work once; other content under it is refused. Never more is collected
 * than is owed, nor more given back than was overpaid, whoever else collects at the same moment.
 */
export const pay = (
  context: Context,
  input: {
    readonly id: string
    readonly orderId: string
    readonly kind: PaymentKind
    readonly amountFen: number
  },
) =>
  inTransaction(context, async (tx) => {
    const personId = personOf(context)
    const order = await findOrder(tx, context.districtId, input.orderId)
    const postId = order
      ? await context.postFor(tx, context, 'orders.collect_money', { placeId: order.estateId })
      : null
    if (!order || !postId) throw refused('orders.order_missing')
    if (
      (input.kind === 'collect' || input.kind === 'advance') &&
      !order.payment.split(' ').includes(input.kind)
    ) {
      throw refused('orders.payment_kind_closed', { kind: input.kind })
    }
    // The order's row is the lock: two workers at one door can't both take the money.
    const locked = await tx.one<{ amountFen: number; paidFen: number; state: string; shortFen: number }>(sql`
      select o.amount_fen, o.paid_fen, o.state, o.short_fen from orders."order" o
       where o.district_id = ${context.districtId} and o.id = ${input.orderId} for update`)
    const known = await tx.maybe<{
      orderId: string
      kind: string
      amountFen: number
      personId: string
    }>(sql`select order_id, kind, amount_fen, person_id
      from orders.payment where district_id = ${context.districtId} and id = ${input.id}`)
    const owedFen = locked.state === 'placed' ? locked.amountFen - locked.shortFen : 0
    const view = (paidFen: number) => ({
      orderId: input.orderId,
      amountFen: locked.amountFen,
      paidFen,
      dueFen: owedFen - paidFen,
    })
    if (known) {
      const same =
        known.orderId === input.orderId &&
        known.kind === input.kind &&
        known.amountFen === input.amountFen &&
        known.personId === personId
      if (!same) throw refused('orders.id_conflict')
      return view(locked.paidFen)
    }
    if (
      (input.kind === 'collect' || input.kind === 'advance') &&
      locked.paidFen + input.amountFen > owedFen
    ) {
      throw refused('orders.over_paid', { dueFen: Math.max(0, owedFen - locked.paidFen) })
    }
    const { advancedFen, lentFen } = await tx.one<{ advancedFen: number; lentFen: number }>(sql`
      select coalesce(sum(case p.kind when 'advance' then p.amount_fen when 'repay' then -p.amount_fen else 0 end), 0)::bigint as advanced_fen,
          coalesce(sum(case p.kind when 'advance' then p.amount_fen else 0 end), 0)::bigint as lent_fen
        from orders.payment p
        join orders."order" o on o.district_id = p.district_id and o.id = p.order_id and o.cycle_id = ${order.cycleId}
       where p.district_id = ${context.districtId} and p.household_id = ${order.householdId}`)
    // Cash goes back to who gave it: what the household itself paid, never what was advanced for it.
    if (input.kind === 'refund' && input.amountFen > locked.paidFen - lentFen) {
      throw refused('orders.nothing_to_refund', { refundFen: Math.max(0, locked.paidFen - lentFen) })
    }
    if (input.kind === 'repay' && input.amountFen > advancedFen)
      throw refused('orders.nothing_advanced', { advancedFen })
    if (input.kind === 'refund') {
      const cash = await tx.maybe<{ posted: number }>(sql`select posted from ledger.v_balance
        where district_id = ${context.districtId} and owner_id = ${personId} and purpose = 'cash'`)
      // Said here in words of money; the guarded account would refuse it all the same.
      if ((cash?.posted ?? 0) < input.amountFen)
        throw refused('orders.no_cash', { cashFen: cash?.posted ?? 0 })
    }
    const paidChange =
      input.kind === 'repay' ? 0 : input.kind === 'refund' ? -input.amountFen : input.amountFen
    await tx.run(sql`insert into orders.payment (district_id, id, order_id, household_id, kind, amount_fen, person_id, paid_at)
      values (${context.districtId}, ${input.id}, ${input.orderId}, ${order.householdId}, ${input.kind}, ${input.amountFen}, ${personId}, ${nowOf(context)})`)
    await tx.run(
      sql`update orders."order" set paid_fen = paid_fen + ${paidChange} where district_id = ${context.districtId} and id = ${input.orderId}`,
    )
    await postVoucher(tx, context.districtId, {
      kind: 'payment',
      documentId: input.id,
      verb: input.kind,
      firstHandlerId: postId,
      occurredAt: nowOf(context),
      postings: postingsOf(input.kind, order.householdId, personId).map((posting) => ({
        ...posting,
        quantity: input.amountFen,
      })),
    })
    tx.audit({
      action: `orders.${input.kind}`,
      objectKind: 'order',
      objectId: input.orderId,
      placeId: order.estateId,
      postId,
    })
    return view(locked.paidFen + paidChange)
  })

const postingsOf = (
  kind: PaymentKind,
  householdId: string,
  personId: string,
): { source: AccountKey; target: AccountKey }[] => {
  switch (kind) {
    case 'collect':
      return [{ source: receivable(householdId), target: workerCash(personId) }]
    case 'advance':
      return [
        { source: receivable(householdId), target: advanceDue(householdId) },
        { source: ownMoney(personId), target: workerCash(personId) },
      ]
    case 'repay':
      return [{ source: advanceDue(householdId), target: ownMoney(personId) }]
    case 'refund':
      return [{ source: workerCash(personId), target: receivable(householdId) }]
  }
}
