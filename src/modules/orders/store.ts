import type { CycleId, HouseholdId, OrderId, PlaceId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { personOf } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { noSql, sql } from '../../platform/db/index.ts'
import { searchCondition } from '../../platform/search.ts'
import { personNames } from '../people/index.ts'
import { roomLabel } from '../places/index.ts'
import type { CycleView, OrderView } from './api.ts'

const cycleColumns = sql`c.id, plan.code as plan_code, c.place_id, place.name as place_name, c.opens_at, c.closes_at, c.delivers_at, c.state,
  c.packages_only, c.line_limit, c.package_limit, c.pack_count_limit, c.amount_limit_fen, c.payment`
const cycleTables = sql`orders.cycle c
  join policy.v_plan plan on plan.district_id = c.district_id and plan.id = c.plan_id
  join places.v_place place on place.district_id = c.district_id and place.id = c.place_id`

/** Cycles of the places that the caller may see, the newest first. */
export const listCycles = (context: Context): Promise<CycleView[]> =>
  context.database.rows<CycleView>(sql`select ${cycleColumns} from ${cycleTables}
    where c.district_id = ${context.districtId}
      and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'orders.read_board') r
        join places.v_place seen on seen.district_id = ${context.districtId} and seen.id = r.place_id
        where r.place_id = any (place.lineage) or c.place_id = any (seen.lineage))
    order by c.opens_at desc limit 100`)

export const findCycle = (db: Queryable, districtId: number, id: string): Promise<CycleView | null> =>
  db.maybe<CycleView>(
    sql`select ${cycleColumns} from ${cycleTables} where c.district_id = ${districtId} and c.id = ${id}`,
  )

/** The cycle that an estate is in: the open one, else the last; by the plan that prevails there. */
export const currentCycle = (
  db: Queryable,
  districtId: number,
  estateId: string,
): Promise<CycleView | null> =>
  db.maybe<CycleView>(sql`select ${cycleColumns} from ${cycleTables}
    join places.v_place estate on estate.district_id = c.district_id and estate.id = ${estateId}
   where c.district_id = ${districtId} and c.place_id = any (estate.lineage) and c.opens_at <= clock_timestamp()
   order by plan.switched_off_at is null desc, c.state = 'open' desc, array_position(estate.lineage, c.place_id), c.opens_at desc limit 1`)

export type OrderRow = {
  readonly id: OrderId
  readonly cycleId: CycleId
  readonly householdId: HouseholdId
  readonly estateId: PlaceId
  readonly state: string
  readonly payment: string
}

export const findOrder = (db: Queryable, districtId: number, id: string): Promise<OrderRow | null> =>
  db.maybe<OrderRow>(sql`select o.id, o.cycle_id, o.household_id, h.estate_id, o.state, c.payment
    from orders."order" o
    join places.v_household h on h.district_id = o.district_id and h.id = o.household_id
    join orders.cycle c on c.district_id = o.district_id and c.id = o.cycle_id
   where o.district_id = ${districtId} and o.id = ${id}`)

type FullOrder = Omit<OrderView, 'label' | 'placedByName'> & {
  building: string
  entrance: string
  room: string
  placedById: string | null
}

const fullOrders = async (context: Context, where: ReturnType<typeof sql>): Promise<OrderView[]> => {
  const rows =
    await context.database.rows<FullOrder>(sql`select o.id, o.number, o.household_id, o.channel, o.placed_by_id, o.state, o.amount_fen,
      o.paid_fen, o.placed_at, h.building, h.entrance, h.room,
      (select coalesce(json_agg(json_build_object('offerId', l.offer_id, 'name', f.name, 'unitName', f.unit_name, 'count', l.pack_count,
          'priceFen', l.price_fen, 'amountFen', l.pack_count * l.price_fen) order by l.line_no), '[]'::json)
         from orders.order_line l join market.v_offer f on f.district_id = l.district_id and f.id = l.offer_id
        where l.district_id = o.district_id and l.order_id = o.id) as lines
    from orders."order" o join places.v_household h on h.district_id = o.district_id and h.id = o.household_id
   where o.district_id = ${context.districtId} and ${where}
   order by h.building_sort, h.building, h.entrance_sort, h.room_sort, h.room`)
  const names = await personNames(
    context,
    rows.map((row) => row.placedById),
  )
  return rows.map(({ building, entrance, room, placedById, ...row }) => ({
    ...row,
    label: roomLabel(building, entrance, room),
    placedByName: placedById ? (names.get(placedById) ?? null) : null,
  }))
}

/** A household's live order in a cycle. */
export const liveOrder = async (
  context: Context,
  householdId: string,
  cycleId: string,
): Promise<OrderView | null> => {
  const [order] = await fullOrders(
    context,
    sql`o.household_id = ${householdId} and o.cycle_id = ${cycleId} and o.state = 'placed'`,
  )
  return order ?? null
}

/** All orders of a household, newest cycle last: its own record. */
export const ordersOfHousehold = (context: Context, householdId: string): Promise<OrderView[]> =>
  fullOrders(context, sql`o.household_id = ${householdId} and o.state <> 'replaced'`)

export const liveOrdersOfEstate = (
  context: Context,
  estateId: string,
  cycleId: string,
): Promise<OrderView[]> =>
  fullOrders(
    context,
    sql`o.state = 'placed' and o.collection_id = (select co.id from orders.collection co
    where co.district_id = ${context.districtId} and co.cycle_id = ${cycleId} and co.estate_id = ${estateId})`,
  )

/** The live orders of one collection, by room. */
export const ordersOfCollection = (context: Context, collectionId: string): Promise<OrderView[]> =>
  fullOrders(context, sql`o.state = 'placed' and o.collection_id = ${collectionId}`)

export const findCollection = (
  db: Queryable,
  districtId: number,
  cycleId: string,
  estateId: string,
): Promise<{ id: string; storeId: string; storeName: string } | null> =>
  db.maybe(sql`select co.id, co.store_id, s.name as store_name from orders.collection co
    join market.v_store s on s.district_id = co.district_id and s.id = co.store_id
   where co.district_id = ${districtId} and co.cycle_id = ${cycleId} and co.estate_id = ${estateId}`)

export type CollectionRow = {
  readonly id: string
  readonly cycleId: string
  readonly cycleState: 'open' | 'frozen'
  readonly closesAt: string
  readonly deliversAt: string
  readonly estateId: string
  readonly estateName: string
  readonly pickupPoint: string | null
  readonly storeId: string
  readonly storeName: string
  readonly orderCount: number
  readonly amountFen: number
}

/** Collections that the caller may see: a store its own, an officer or grid worker those of the estates. */
export const listCollections = (
  context: Context,
  filter: {
    readonly cycleId?: string | undefined
    readonly storeId?: string | undefined
    readonly q?: string | undefined
    readonly id?: string | undefined
  },
): Promise<CollectionRow[]> => {
  const found = searchCondition(filter.q, sql`estate.search`)
  return context.database.rows<CollectionRow>(sql`select co.id, co.cycle_id, c.state as cycle_state, c.closes_at, c.delivers_at, co.estate_id,
      estate.name as estate_name, estate.pickup_point, co.store_id, s.name as store_name,
      (select count(*) from orders."order" o where o.district_id = co.district_id and o.collection_id = co.id and o.state = 'placed') as order_count,
      (select coalesce(sum(o.amount_fen), 0) from orders."order" o where o.district_id = co.district_id and o.collection_id = co.id and o.state = 'placed') as amount_fen
    from orders.collection co
    join orders.cycle c on c.district_id = co.district_id and c.id = co.cycle_id
    join places.v_place estate on estate.district_id = co.district_id and estate.id = co.estate_id
    join market.v_store s on s.district_id = co.district_id and s.id = co.store_id
   where co.district_id = ${context.districtId}
     and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'orders.read_collections') r
       where r.place_id = any (estate.lineage) and (r.organization_id is null or r.organization_id = co.store_id))
     ${filter.id ? sql`and co.id = ${filter.id}` : noSql}
     ${filter.cycleId ? sql`and co.cycle_id = ${filter.cycleId}` : noSql}
     ${filter.storeId ? sql`and co.store_id = ${filter.storeId}` : noSql}
     ${found ? sql`and ${found}` : noSql}
   order by c.opens_at desc, estate.sort, estate.name limit 2000`)
}

export type OfferTotal = {
  offerId: string
  name: string
  unitName: string
  kind: 'single' | 'package'
  count: number
  amountFen: number
}
export type ItemTotal = { itemId: string; name: string; baseUnit: string; quantity: number }

/** What a collection adds up to, by what is sold and by what is in it. Computed from the lines: nothing stores it. */
export const collectionTotals = async (
  db: Queryable,
  districtId: number,
  collectionId: string,
): Promise<{ totals: OfferTotal[]; items: ItemTotal[] }> => ({
  totals:
    await db.rows<OfferTotal>(sql`select f.id as offer_id, f.name, f.unit_name, f.kind, sum(l.pack_count) as count, sum(l.pack_count * l.price_fen) as amount_fen
    from orders."order" o
    join orders.order_line l on l.district_id = o.district_id and l.order_id = o.id
    join market.v_offer f on f.district_id = l.district_id and f.id = l.offer_id
   where o.district_id = ${districtId} and o.collection_id = ${collectionId} and o.state = 'placed'
   group by f.id, f.name, f.unit_name, f.kind, f.sort order by f.kind desc, f.sort, f.name`),
  items:
    await db.rows<ItemTotal>(sql`select i.id as item_id, i.name, i.base_unit, sum(l.pack_count * n.quantity) as quantity
    from orders."order" o
    join orders.order_line l on l.district_id = o.district_id and l.order_id = o.id
    join market.v_offer_component n on n.district_id = l.district_id and n.offer_id = l.offer_id
    join catalog.v_item i on i.district_id = n.district_id and i.id = n.item_id
   where o.district_id = ${districtId} and o.collection_id = ${collectionId} and o.state = 'placed'
   group by i.id, i.name, i.base_unit, i.category order by i.category, i.name`),
})

export type BookFault = {
  readonly fault: string
  readonly subject: string
  readonly wanted: number
  readonly found: number
}

/** Where orders and books disagree; none when they agree. */
export const ordersFaults = (db: Queryable, districtId: number): Promise<BookFault[]> =>
  db.rows<BookFault>(sql`select fault, subject, wanted, found from orders.check_books(${districtId})`)
