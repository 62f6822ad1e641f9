import { refused } from '../../kernel/result.ts'
import type { Context } from '../../platform/context.ts'
import { nowOf, personOf } from '../../platform/context.ts'
import { noSql, sql } from '../../platform/db/index.ts'
import {
  collectionTotals,
  currentCycle,
  findCollection,
  findCycle,
  listCollections,
  visibleEstate,
} from '../orders/index.ts'
import { roomLabel } from '../places/index.ts'

type BoardRow = {
  householdId: string
  building: string
  entrance: string
  room: string
  flags: string[]
  orderId: string | null
  number: string | null
  channel: 'household' | 'liaison' | 'chain' | 'excel' | null
  amountFen: number
  paidFen: number
  shortFen: number
  advancedFen: number
  bagState: string | null
  sequenceNo: number | null
}

/** Where each household of an estate stands in a cycle: from "not ordered" to "collected", with the sums above it. */
export const estateBoard = async (context: Context, estateId: string, cycleId?: string) => {
  const estate = await visibleEstate(context, estateId)
  if (!(await context.postFor(context.database, context, 'orders.read_board', { placeId: estateId }))) {
    throw refused('places.missing')
  }
  const cycle = cycleId
    ? await findCycle(context.database, context.districtId, cycleId)
    : await currentCycle(context.database, context.districtId, estateId)
  const collection = cycle
    ? await findCollection(context.database, context.districtId, cycle.id, estateId)
    : null
  // A cycle of another place has no collection here: it answers as one that is not there.
  if (cycleId && !collection) throw refused('orders.cycle_missing')
  const rows =
    await context.database.rows<BoardRow>(sql`select h.id as household_id, h.building, h.entrance, h.room, h.flags,
      o.id as order_id, o.number, o.channel, coalesce(o.amount_fen, 0)::bigint as amount_fen, coalesce(o.paid_fen, 0)::bigint as paid_fen,
      coalesce(o.short_fen, 0)::bigint as short_fen,
      (select coalesce(sum(case p.kind when 'advance' then p.amount_fen when 'repay' then -p.amount_fen else 0 end), 0)
         from orders.v_payment p join orders.v_order q on q.district_id = p.district_id and q.id = p.order_id
        where p.district_id = h.district_id and p.household_id = h.id and q.cycle_id = o.cycle_id) as advanced_fen,
      b.state as bag_state, b.sequence_no
    from places.v_household h
    left join orders.v_order o on o.district_id = h.district_id and o.household_id = h.id and o.collection_id = ${collection?.id ?? null} and o.state = 'placed'
    left join packing.bag b on b.district_id = h.district_id and b.order_id = o.id
   where h.district_id = ${context.districtId} and h.estate_id = ${estateId}
   order by h.building_sort, h.building, h.entrance_sort, h.entrance, h.room_sort, h.room`)
  const count = (is: (row: BoardRow) => boolean): number => rows.filter(is).length
  const reached = (...states: string[]): number =>
    count((row) => row.bagState !== null && states.includes(row.bagState))
  const counts = {
    households: rows.length,
    ordered: count((row) => row.orderId !== null),
    paid: count((row) => row.orderId !== null && row.paidFen >= row.amountFen - row.shortFen),
    bags: count((row) => row.bagState !== null),
    packed: reached('packed', 'checked', 'handed_over', 'collected'),
    checked: reached('checked', 'handed_over', 'collected'),
    handedOver: reached('handed_over', 'collected'),
    collected: reached('collected'),
    missing: reached('missing'),
  }
  const sum = (pick: (row: BoardRow) => number): number => rows.reduce((total, row) => total + pick(row), 0)
  return {
    estateId,
    estateName: estate.name,
    storeName: collection?.storeName ?? null,
    collectionId: collection?.id ?? null,
    cycle,
    phase: phaseOf(cycle?.state ?? null, counts),
    asOf: nowOf(context),
    counts,
    money: {
      amountFen: sum((row) => row.amountFen - row.shortFen),
      paidFen: sum((row) => row.paidFen),
      advancedFen: sum((row) => row.advancedFen),
    },
    households: rows.map((row) => ({
      householdId: row.householdId,
      label: roomLabel(row.building, row.entrance, row.room),
      building: row.building,
      flags: row.flags,
      orderId: row.orderId,
      number: row.number,
      channel: row.channel,
      // What is owed: goods that did not come are not.
      amountFen: row.amountFen - row.shortFen,
      paidFen: row.paidFen,
      bagState: row.bagState,
      sequenceNo: row.sequenceNo,
    })),
  }
}

/** The phase follows from the counts; nothing stores it. */
const phaseOf = (
  state: 'open' | 'frozen' | null,
  counts: { bags: number; handedOver: number; collected: number; missing: number },
): 'no_plan' | 'ordering' | 'frozen' | 'packing' | 'handed_over' | 'done' => {
  if (state === null) return 'no_plan'
  if (state === 'open') return 'ordering'
  if (counts.bags === 0) return 'frozen'
  if (counts.handedOver === 0) return 'packing'
  return counts.collected + counts.missing >= counts.bags ? 'done' : 'handed_over'
}

/** One row per estate that the caller may see, within a place, in its current cycle or a named one. */
export const overview = async (
  context: Context,
  filter: { readonly placeId?: string | undefined; readonly cycleId?: string | undefined },
) => {
  const cycle = filter.cycleId
    ? await findCycle(context.database, context.districtId, filter.cycleId)
    : await latestCycle(context, filter.placeId)
  const rows = await context.database.rows(sql`select estate.id as estate_id, estate.name as estate_name,
      coalesce(street.name, '') as street_name, coalesce(community.name, '') as community_name, s.name as store_name, co.id as collection_id,
      (select count(*) from places.v_household h where h.district_id = estate.district_id and h.estate_id = estate.id) as household_count,
      coalesce(o.order_count, 0)::bigint as order_count, coalesce(o.amount_fen, 0)::bigint as amount_fen, coalesce(o.paid_fen, 0)::bigint as paid_fen,
      coalesce(b.bag_count, 0)::bigint as bag_count, coalesce(b.packed_count, 0)::bigint as packed_count,
      coalesce(b.handed_over_count, 0)::bigint as handed_over_count, coalesce(b.collected_count, 0)::bigint as collected_count
    from places.v_place estate
    left join places.v_place community on community.district_id = estate.district_id and community.id = estate.parent_id
    left join places.v_place street on street.district_id = estate.district_id and street.id = community.parent_id
    left join orders.v_collection co on co.district_id = estate.district_id and co.estate_id = estate.id and co.cycle_id = ${cycle?.id ?? null}
    left join market.v_store s on s.district_id = co.district_id and s.id = co.store_id
    left join lateral (select count(*) as order_count, sum(amount_fen - short_fen) as amount_fen, sum(paid_fen) as paid_fen from orders.v_order
      where district_id = co.district_id and collection_id = co.id and state = 'placed') o on true
    left join lateral (select count(*) as bag_count, count(*) filter (where state in ('packed', 'checked', 'handed_over', 'collected')) as packed_count,
        count(*) filter (where state in ('handed_over', 'collected')) as handed_over_count, count(*) filter (where state = 'collected') as collected_count
      from packing.bag where district_id = co.district_id and collection_id = co.id) b on true
   where estate.district_id = ${context.districtId} and estate.kind = 'estate'
     and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'orders.read_board') r where r.place_id = any (estate.lineage))
     ${filter.placeId ? sql`and ${filter.placeId}::uuid = any (estate.lineage)` : noSql}
   order by street.sort, community.sort, estate.sort, estate.name`)
  return { cycle, asOf: nowOf(context), rows }
}

/** The cycle of the widest plan that the caller's estates are in. */
const latestCycle = async (context: Context, placeId: string | undefined) => {
  const found = await context.database.maybe<{ id: string }>(sql`select c.id from orders.v_cycle c
    join places.v_place place on place.district_id = c.district_id and place.id = c.place_id
    join policy.v_plan plan on plan.district_id = c.district_id and plan.id = c.plan_id
   where c.district_id = ${context.districtId} and c.opens_at <= clock_timestamp()
     ${placeId ? sql`and (c.place_id = any ((select lineage from places.v_place where district_id = ${context.districtId} and id = ${placeId})::uuid[]) or ${placeId}::uuid = any (place.lineage))` : noSql}
     and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'orders.read_board') r
       join places.v_place seen on seen.district_id = c.district_id and seen.id = r.place_id
       where r.place_id = any (place.lineage) or c.place_id = any (seen.lineage))
   order by plan.switched_off_at is null desc, c.state = 'open' desc, array_length(place.lineage, 1), c.opens_at desc limit 1`)
  return found ? findCycle(context.database, context.districtId, found.id) : null
}

/** Collections with how far their bags and the hand-over are. */
export const collectionBoard = async (
  context: Context,
  filter: {
    readonly cycleId?: string | undefined
    readonly storeId?: string | undefined
    readonly q?: string | undefined
    readonly id?: string | undefined
  },
) => {
  const collections = await listCollections(context, filter)
  const progress = await context.database.rows<{
    collectionId: string
    bagCount: number
    packedCount: number
    checkedCount: number
    handoverState: 'declared' | 'agreed' | null
  }>(sql`
    select co.id as collection_id, count(b.id) as bag_count,
        count(b.id) filter (where b.state in ('packed', 'checked', 'handed_over', 'collected')) as packed_count,
        count(b.id) filter (where b.state in ('checked', 'handed_over', 'collected')) as checked_count, max(h.state) as handover_state
      from orders.v_collection co
      left join packing.bag b on b.district_id = co.district_id and b.collection_id = co.id
      left join packing.handover h on h.district_id = co.district_id and h.collection_id = co.id
     where co.district_id = ${context.districtId} and co.id = any (${collections.map((row) => row.id)}::uuid[]) group by co.id`)
  const known = new Map(progress.map((row) => [row.collectionId, row]))
  return collections.map((row) => {
    const at = known.get(row.id)
    return {
      ...row,
      bagCount: at?.bagCount ?? 0,
      packedCount: at?.packedCount ?? 0,
      checkedCount: at?.checkedCount ?? 0,
      handoverState: at?.handoverState ?? ('none' as const),
    }
  })
}

/** One collection with its totals, by what is sold and by what is in it. */
export const collectionSheet = async (context: Context, id: string) => {
  const [collection] = await collectionBoard(context, { id })
  if (!collection) throw refused('orders.collection_missing')
  return { collection, ...(await collectionTotals(context.database, context.districtId, id)) }
}
