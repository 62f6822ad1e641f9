import type { Queryable, Statement } from '../../../platform/db/index.ts'
import { noSql, sql } from '../../../platform/db/index.ts'
import { roomLabel } from '../../places/index.ts'
import type { BagView } from '../api.ts'
import type { Door, Numbered } from '../rules.ts'
import { payMarkOf } from '../rules.ts'
import type { BagState } from '../states.ts'

/** A collection of orders with the estate and the store that it is between. */
export type Collection = {
  readonly id: string
  readonly cycleId: string
  readonly cycleState: 'open' | 'frozen'
  readonly planId: string
  readonly deliversAt: string
  readonly estateId: string
  readonly estateName: string
  readonly storeId: string
  readonly storeName: string
}

const collectionColumns = sql`co.id, co.cycle_id, c.state as cycle_state, c.plan_id, c.delivers_at, co.estate_id, estate.name as estate_name,
  co.store_id, store.name as store_name`
const collectionTables = sql`orders.v_collection co
  join orders.v_cycle c on c.district_id = co.district_id and c.id = co.cycle_id
  join places.v_place estate on estate.district_id = co.district_id and estate.id = co.estate_id
  join market.v_store store on store.district_id = co.district_id and store.id = co.store_id`

export const findCollection = (db: Queryable, districtId: number, id: string): Promise<Collection | null> =>
  db.maybe<Collection>(sql`select ${collectionColumns} from ${collectionTables}
    where co.district_id = ${districtId} and co.id = ${id}`)

export type Bag = {
  readonly id: string
  readonly state: BagState
  readonly orderId: string
  readonly householdId: string
  readonly collectionId: string
}

const bagColumns = sql`b.id, b.state, b.order_id, b.household_id, b.collection_id`

export const findBag = (db: Queryable, districtId: number, which: BagChoice): Promise<Bag | null> =>
  db.maybe<Bag>(
    sql`select ${bagColumns} from packing.bag b where b.district_id = ${districtId} and ${chosen(which)}`,
  )

/** One bag: by its id, by the code on its label, or by its number in a collection. */
export type BagChoice =
  | { readonly id: string }
  | { readonly code: string }
  | { readonly collectionId: string; readonly sequenceNo: number }

const chosen = (which: BagChoice): Statement => {
  if ('id' in which) return sql`b.id = ${which.id}`
  if ('code' in which) return sql`b.code = ${which.code}`
  return sql`b.collection_id = ${which.collectionId} and b.sequence_no = ${which.sequenceNo}`
}

/** The state of a bag, with its row locked until the transaction ends. */
export const lockBag = async (tx: Queryable, districtId: number, id: string): Promise<BagState> => {
  const row = await tx.one<{ state: BagState }>(sql`select state from packing.bag
    where district_id = ${districtId} and id = ${id} for update`)
  return row.state
}

/** All bags of a collection, locked in the order of their ids. */
export const lockBags = (tx: Queryable, districtId: number, collectionId: string): Promise<Bag[]> =>
  tx.rows<Bag>(sql`select ${bagColumns} from packing.bag b
    where b.district_id = ${districtId} and b.collection_id = ${collectionId} order by b.id for update`)

/** Moves bags that stand in one of `from`; gives the ids of those that moved. Whoever comes second moves none. */
export const moveBags = async (
  tx: Queryable,
  districtId: number,
  move: {
    readonly ids: readonly string[]
    readonly from: readonly BagState[]
    readonly to: BagState
    readonly personId: string
    readonly at: string
  },
): Promise<string[]> => {
  if (move.ids.length === 0) return []
  const moved = await tx.rows<{ id: string }>(sql`update packing.bag
      set state = ${move.to}, state_at = ${move.at}, state_by_id = ${move.personId}
    where district_id = ${districtId} and id = any(${move.ids}::uuid[]) and state = any(${move.from}::text[])
    returning id`)
  return moved.map((row) => row.id)
}

export const countBags = async (
  db: Queryable,
  districtId: number,
  collectionId: string,
  states: readonly BagState[],
): Promise<number> => {
  const { count } = await db.one<{ count: number }>(sql`select count(*) from packing.bag
    where district_id = ${districtId} and collection_id = ${collectionId} and state = any(${states}::text[])`)
  return count
}

export type OrderedDoor = Door & { readonly orderId: string; readonly householdId: string }

/** The live orders of a collection with the doors that they go to. */
export const orderedDoors = (
  db: Queryable,
  districtId: number,
  collectionId: string,
): Promise<OrderedDoor[]> =>
  db.rows<OrderedDoor>(sql`select o.id as order_id, o.household_id, h.building, h.building_sort, h.entrance, h.entrance_sort,
      h.room, h.room_sort
    from orders.v_order o join places.v_household h on h.district_id = o.district_id and h.id = o.household_id
   where o.district_id = ${districtId} and o.collection_id = ${collectionId} and o.state = 'placed'`)

/** Makes the bags that are not there yet. */
export const insertBags = (
  tx: Queryable,
  districtId: number,
  collectionId: string,
  bags: readonly Numbered<OrderedDoor & { readonly id: string; readonly code: string }>[],
): Promise<number> =>
  tx.run(sql`insert into packing.bag (district_id, id, order_id, collection_id, household_id, code, sequence_no, sequence_count,
      building_no, building_count, state)
    select ${districtId}::int, id, order_id, ${collectionId}::uuid, household_id, code, sequence_no, sequence_count,
        building_no, building_count, 'to_pack'
      from unnest(${bags.map((bag) => bag.id)}::uuid[], ${bags.map((bag) => bag.orderId)}::uuid[],
        ${bags.map((bag) => bag.householdId)}::uuid[], ${bags.map((bag) => bag.code)}::text[],
        ${bags.map((bag) => bag.sequenceNo)}::int[], ${bags.map((bag) => bag.sequenceCount)}::int[],
        ${bags.map((bag) => bag.buildingNo)}::int[], ${bags.map((bag) => bag.buildingCount)}::int[])
      u(id, order_id, household_id, code, sequence_no, sequence_count, building_no, building_count)
    on conflict do nothing`)

type BagRow = Omit<BagView, 'label' | 'payMark' | 'amountFen'> & {
  readonly householdId: string
  readonly entrance: string
  readonly room: string
  readonly orderFen: number
  readonly shortFen: number
  readonly advancedFen: number
  readonly printedCount: number
}

export type FullBag = BagView & {
  readonly householdId: string
  readonly room: string
  readonly printedCount: number
}

/**
 * Bags as people see them, in the order of the walk. The amount is what the bag is worth: the order without the packs
 * that were noted as missing.
 */
export const fullBags = async (
  db: Queryable,
  districtId: number,
  filter: {
    readonly collectionId: string
    readonly id?: string
    readonly from?: number
    readonly to?: number
  },
): Promise<FullBag[]> => {
  const rows =
    await db.rows<BagRow>(sql`select b.id, b.collection_id, estate.name as estate_name, b.code, b.sequence_no,
      b.sequence_count, h.building, h.entrance, h.room, b.building_no, b.building_count, o.number as order_number,
      o.amount_fen as order_fen, o.paid_fen, b.state, b.state_at, b.household_id, b.label_printed_count as printed_count,
      line.lines, line.short_fen,
      (select coalesce(sum(case p.kind when 'advance' then p.amount_fen when 'repay' then -p.amount_fen else 0 end), 0)::bigint
         from orders.v_order same
         join orders.v_payment p on p.district_id = same.district_id and p.order_id = same.id
        where same.district_id = b.district_id and same.household_id = b.household_id and same.cycle_id = o.cycle_id) as advanced_fen
    from packing.bag b
    join orders.v_order o on o.district_id = b.district_id and o.id = b.order_id
    join orders.v_collection co on co.district_id = b.district_id and co.id = b.collection_id
    join places.v_place estate on estate.district_id = b.district_id and estate.id = co.estate_id
    join places.v_household h on h.district_id = b.district_id and h.id = b.household_id
    cross join lateral (
      select coalesce(json_agg(json_build_object('offerId', l.offer_id, 'name', f.name, 'unitName', f.unit_name,
               'count', l.pack_count, 'shortCount', s.short_count) order by l.line_no), '[]'::json) as lines,
             coalesce(sum(s.short_count * l.price_fen), 0)::bigint as short_fen
        from orders.v_order_line l
        join market.v_offer f on f.district_id = l.district_id and f.id = l.offer_id
        cross join lateral (
          select coalesce(sum(s.pack_count), 0)::int as short_count from packing.shortage s
           where s.district_id = b.district_id and s.bag_id = b.id and s.offer_id = l.offer_id) s
       where l.district_id = b.district_id and l.order_id = b.order_id) line
   where b.district_id = ${districtId} and b.collection_id = ${filter.collectionId}
     ${filter.id === undefined ? noSql : sql`and b.id = ${filter.id}`}
     ${filter.from === undefined ? noSql : sql`and b.sequence_no >= ${filter.from}`}
     ${filter.to === undefined ? noSql : sql`and b.sequence_no <= ${filter.to}`}
   order by b.sequence_no`)
  return rows.map(({ entrance, orderFen, shortFen, advancedFen, ...row }) => {
    const amountFen = orderFen - shortFen
    return {
      ...row,
      label: roomLabel(row.building, entrance, row.room),
      amountFen,
      payMark: payMarkOf({ amountFen, paidFen: row.paidFen, advancedFen }),
    }
  })
}

/** What screens get of a bag. */
export const viewOf = ({
  householdId: _household,
  room: _room,
  printedCount: _printed,
  ...view
}: FullBag): BagView => view

export const bagViewOf = async (db: Queryable, districtId: number, bag: Bag): Promise<BagView> => {
  const [full] = await fullBags(db, districtId, { collectionId: bag.collectionId, id: bag.id })
  if (!full) throw new Error(`a bag without an order: ${bag.id}`)
  return viewOf(full)
}

export type ItemNeed = {
  readonly name: string
  readonly baseUnit: string
  readonly quantity: number
  readonly packs: { readonly unitName: string; readonly quantity: number }[]
}

/** What a collection takes from the shelves, item by item, with the packs in which each is sold. */
export const itemNeeds = (db: Queryable, districtId: number, collectionId: string): Promise<ItemNeed[]> =>
  db.rows<ItemNeed>(sql`select i.name, i.base_unit, sum(l.pack_count * k.quantity)::bigint as quantity,
      (select coalesce(json_agg(json_build_object('unitName', p.unit_name, 'quantity', p.quantity)), '[]'::json)
         from catalog.v_pack p where p.district_id = i.district_id and p.item_id = i.id) as packs
    from orders.v_order o
    join orders.v_order_line l on l.district_id = o.district_id and l.order_id = o.id
    join market.v_offer_component k on k.district_id = l.district_id and k.offer_id = l.offer_id
    join catalog.v_item i on i.district_id = k.district_id and i.id = k.item_id
   where o.district_id = ${districtId} and o.collection_id = ${collectionId} and o.state = 'placed'
   group by i.district_id, i.id, i.name, i.base_unit, i.category
   order by i.category, i.name`)

/** Says that labels of these bags were printed once more. */
export const countPrints = async (
  tx: Queryable,
  districtId: number,
  ids: readonly string[],
): Promise<void> => {
  await tx.run(sql`update packing.bag set label_printed_count = label_printed_count + 1
    where district_id = ${districtId} and id = any(${ids}::uuid[])`)
}
