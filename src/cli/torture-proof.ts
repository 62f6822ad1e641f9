import { sql } from '../platform/db/index.ts'
import type { Household, Offer } from './torture-load.ts'
import type { Victim } from './torture-server.ts'

type OrderRow = {
  readonly id: string
  readonly householdId: string
  readonly state: string
  readonly number: string
  readonly paidFen: number
  readonly lines: Readonly<Record<string, number>> | null
}

/**
 * Holds what the database says against what was acknowledged: every acknowledged order stands as it was answered, none
 * stands twice, every payment stands once, no limit is passed, and the books hold. Gives each fault in words.
 */
export const proveAll = async (
  victim: Victim,
  households: readonly Household[],
  offers: readonly Offer[],
): Promise<string[]> => {
  const ids = households.map((household) => household.id)
  const orders = await victim.query<OrderRow>(sql`select o.id, o.household_id, o.state, o.number, o.paid_fen,
      (select json_object_agg(l.offer_id, l.pack_count) from orders.order_line l where l.district_id = o.district_id and l.order_id = o.id) as lines
    from orders."order" o where o.household_id = any (${ids}::uuid[])`)
  const payments = await victim.query<{ id: string; householdId: string; amountFen: number }>(
    sql`select id, household_id, amount_fen from orders.payment where household_id = any (${ids}::uuid[])`,
  )
  const faults: string[] = []
  for (const household of households) {
    const own = orders.filter((order) => order.householdId === household.id)
    const say = (what: string): number => faults.push(`household ${household.id}: ${what}`)
    const standing = own.filter((order) => order.state === 'placed')
    const [stands] = standing
    if (standing.length > 1) say(`${standing.length} live orders`)
    if (stands?.id !== household.live?.id)
      say(`acknowledged ${household.live?.id ?? 'none'}, live ${stands?.id ?? 'none'}`)
    else if (stands && household.live) {
      const wanted = Object.fromEntries(household.live.lines.map((line) => [line.offerId, line.count]))
      const found = stands.lines ?? {}
      const isSame =
        Object.keys(wanted).length === Object.keys(found).length &&
        Object.entries(wanted).every(([offerId, count]) => found[offerId] === count)
      if (!isSame) say(`order ${stands.number} has other lines than acknowledged`)
      if (stands.number !== household.live.number)
        say(`order ${stands.number} was acknowledged under another number`)
      if (stands.paidFen !== household.paidFen)
        say(`paid ${household.paidFen} fen, the order says ${stands.paidFen}`)
    }
    for (const orderId of household.orderIds)
      if (!own.some((order) => order.id === orderId)) say(`acknowledged order ${orderId} is lost`)
    if (own.length > household.orderIds.length)
      say(`${own.length} orders stand for ${household.orderIds.length} that were meant`)
    const paid = payments.filter((payment) => payment.householdId === household.id)
    if (paid.length > household.payments.size)
      say(`${paid.length} payments stand for ${household.payments.size} that were meant`)
    for (const [id, amountFen] of household.payments)
      if (!paid.some((payment) => payment.id === id && payment.amountFen === amountFen))
        say(`acknowledged payment ${id} is lost`)
    for (const [offerId, count] of Object.entries(stands?.lines ?? {})) {
      const limit = offers.find((offer) => offer.id === offerId)?.limitPerHousehold
      if (limit && count > limit) say(`${count} packs of an offer with a limit of ${limit}`)
    }
  }
  const ledger = await victim.checkLedger()
  return [...faults, ...ledger.faults.map((fault) => `books: ${JSON.stringify(fault)}`)]
}
