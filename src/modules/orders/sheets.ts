import { refused } from '../../kernel/result.ts'
import { defaultZone } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { personOf } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { listOffers } from '../market/index.ts'
import { listEstates, roomLabel } from '../places/index.ts'
import { announcementText } from './announcement.ts'
import { currentCycle, findCollection, findCycle } from './store.ts'

/** An estate that the caller may see, or the refusal that hides foreign ones. */
export const visibleEstate = async (context: Context, estateId: string) => {
  const [estate] = await listEstates(context, { id: estateId })
  if (!estate) throw refused('places.missing')
  return estate
}

/** All that is needed to order for a household of one estate: window, store and what it offers. */
export const estateSheet = async (context: Context, estateId: string) => {
  const estate = await visibleEstate(context, estateId)
  const cycle = await currentCycle(context.database, context.districtId, estateId)
  const collection = cycle
    ? await findCollection(context.database, context.districtId, cycle.id, estateId)
    : null
  return {
    estateId,
    estateName: estate.name,
    pickupPoint: estate.pickupPoint,
    storeId: collection?.storeId ?? null,
    storeName: collection?.storeName ?? null,
    cycle,
    offers: collection ? await listOffers(context.database, context.districtId, collection.storeId) : [],
  }
}

/** The text for the estate's chat. Refuses when nothing can be ordered now. */
export const announcement = async (context: Context, estateId: string): Promise<{ text: string }> => {
  const sheet = await estateSheet(context, estateId)
  if (sheet.cycle?.state !== 'open' || !sheet.storeName) throw refused('orders.no_cycle')
  return {
    text: announcementText({
      estateName: sheet.estateName,
      storeName: sheet.storeName,
      pickupPoint: sheet.pickupPoint,
      closesAt: sheet.cycle.closesAt,
      deliversAt: sheet.cycle.deliversAt,
      zone: defaultZone,
      offers: sheet.offers,
    }),
  }
}

/**
 * Who owes what in an estate's cycle: live orders, and cancelled ones with money to give back. `cashFen` is what the
 * caller holds and has still to hand to stores.
 */
export const estateMoney = async (context: Context, estateId: string, cycleId?: string) => {
  const estate = await visibleEstate(context, estateId)
  if (!(await context.postFor(context.database, context, 'orders.read_money', { placeId: estateId })))
    throw refused('http.forbidden')
  const { database, districtId } = context
  const cycle = cycleId
    ? await findCycle(database, districtId, cycleId)
    : await currentCycle(database, districtId, estate.id)
  const wanted = cycle?.id ?? null
  const rows = await context.database.rows<{
    orderId: string
    householdId: string
    building: string
    entrance: string
    room: string
    number: string
    state: 'placed' | 'replaced' | 'cancelled'
    amountFen: number
    paidFen: number
    dueFen: number
    advancedFen: number
    flags: string[]
  }>(sql`select o.id as order_id, o.household_id, h.building, h.entrance, h.room, o.number, o.state, o.amount_fen, o.paid_fen, h.flags,
      case when o.state = 'placed' then o.amount_fen - o.short_fen else 0 end - o.paid_fen as due_fen,
      (select coalesce(sum(case p.kind when 'advance' then p.amount_fen when 'repay' then -p.amount_fen else 0 end), 0)
         from orders.payment p join orders."order" q on q.district_id = p.district_id and q.id = p.order_id
        where p.district_id = o.district_id and p.household_id = o.household_id and q.cycle_id = o.cycle_id) as advanced_fen
    from orders."order" o
    join orders.collection co on co.district_id = o.district_id and co.id = o.collection_id
    join places.v_household h on h.district_id = o.district_id and h.id = o.household_id
   where o.district_id = ${context.districtId} and co.estate_id = ${estateId} and co.cycle_id = ${wanted}
     and (o.state = 'placed' or (o.state = 'cancelled' and o.paid_fen > 0))
   order by h.building_sort, h.building, h.entrance_sort, h.room_sort, h.room`)
  const cash = await context.database.maybe<{ posted: number }>(sql`select posted from ledger.v_balance
    where district_id = ${context.districtId} and owner_id = ${personOf(context)} and purpose = 'cash'`)
  const live = rows.filter((row) => row.state === 'placed')
  const sum = (pick: (row: (typeof rows)[number]) => number, of = rows): number =>
    of.reduce((total, row) => total + pick(row), 0)
  return {
    estateId,
    cycle,
    rows: rows.map(({ building, entrance, room, ...row }) => ({
      ...row,
      label: roomLabel(building, entrance, room),
    })),
    amountFen: sum((row) => row.amountFen, live),
    paidFen: sum((row) => row.paidFen, live),
    dueFen: sum((row) => row.dueFen),
    advancedFen: sum((row) => row.advancedFen),
    cashFen: cash?.posted ?? 0,
  }
}
