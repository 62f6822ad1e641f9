import type { PlaceId, PostId, StoreId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import type { Context, Services, Transaction } from '../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../platform/context.ts'
import type { Queryable, Statement } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import { createOrganization } from '../people/index.ts'
import { createPlace } from '../places/index.ts'
import type { Point, Proposal } from './rules/index.ts'
import { distanceM, proposeAssignments } from './rules/index.ts'
import { addStore } from './store.ts'

type Position = { readonly longitudeE6: number | null; readonly latitudeE6: number | null }
const pointOf = ({ longitudeE6, latitudeE6 }: Position): Point | null =>
  longitudeE6 === null || latitudeE6 === null ? null : { longitudeE6, latitudeE6 }

type EstateRow = Position & {
  readonly id: PlaceId
  readonly name: string
  readonly communityName: string
  readonly householdCount: number
  readonly storeId: StoreId | null
  readonly state: 'proposed' | 'confirmed' | null
  readonly storedDistanceM: number | null
}

type StoreRow = Position & {
  readonly id: StoreId
  readonly name: string
  readonly capacityOrders: number
  readonly householdCount: number
}

// An estate without a position of its own lies where its community, else its street, lies.
const estates = (db: Queryable, districtId: number, where: Statement): Promise<EstateRow[]> =>
  db.rows<EstateRow>(sql`select e.id, e.name, coalesce(community.name, '') as community_name,
    at_place.longitude_e6, at_place.latitude_e6,
      (select count(*) from places.v_household h where h.district_id = e.district_id and h.estate_id = e.id)
        as household_count,
      a.store_id, a.state, a.distance_m as stored_distance_m
    from places.v_place e
    left join places.v_place community on community.district_id = e.district_id and community.id = e.parent_id
    left join market.assignment a on a.district_id = e.district_id and a.estate_id = e.id
    left join lateral (
      select p.longitude_e6, p.latitude_e6 from places.v_place p
       where p.district_id = e.district_id and p.id = any (e.lineage) and p.kind
         in ('estate', 'community', 'street')
         and p.longitude_e6 is not null and p.latitude_e6 is not null
       order by array_position(e.lineage, p.id) desc limit 1) at_place on true
    where e.district_id = ${districtId} and e.kind = 'estate' and ${where}
    order by community.sort, community.name, e.sort, e.name, e.id`)

const stores = (db: Queryable, districtId: number): Promise<StoreRow[]> =>
  db.rows<StoreRow>(sql`select s.id, s.name, s.capacity_orders, p.longitude_e6, p.latitude_e6,
      (select count(*) from market.assignment a
         join places.v_household h on h.district_id = a.district_id and h.estate_id = a.estate_id
        where a.district_id = s.district_id and a.store_id = s.id) as household_count
    from market.store s join places.v_place p on p.district_id = s.district_id and p.id = s.id
    where s.district_id = ${districtId} order by s.name, s.id`)

const alternativesMax = 5

const viewOf = (rows: readonly EstateRow[], all: readonly StoreRow[]) => {
  const assignments = rows.flatMap((row) => {
    const store = all.find((one) => one.id === row.storeId)
    if (!store || row.state === null) return []
    const from = pointOf(row)
    const alternatives = all
      .flatMap((one) => {
        const at = pointOf(one)
        return one.id === store.id || !from || !at
          ? []
          : [{ storeId: one.id, storeName: one.name, distanceM: distanceM(from, at) }]
      })
      .sort((a, b) => a.distanceM - b.distanceM || (a.storeId < b.storeId ? -1 : 1))
      .slice(0, alternativesMax)
    return [
      {
        estateId: row.id,
        estateName: row.name,
        communityName: row.communityName,
        householdCount: row.householdCount,
        storeId: store.id,
        storeName: store.name,
        distanceM: row.storedDistanceM ?? 0,
        state: row.state,
        alternatives,
      },
    ]
  })
  const named = new Set(
    assignments.flatMap((one) => [one.storeId, ...one.alternatives.map((other) => other.storeId)]),
  )
  const loads = all
    .filter((one) => named.has(one.id))
    .map((one) => ({
      storeId: one.id,
      storeName: one.name,
      householdCount: one.householdCount,
      capacityOrders: one.capacityOrders,
    }))
  return { assignments, loads }
}

// Estates that the caller may look at: in reach of a post, or served by the store whose post it is.
const inReach = (context: Context): Statement => sql`exists (
  select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'market.read_stores') r
   where (r.organization_id is null and r.place_id = any (e.lineage)) or r.organization_id = a.store_id)`

const assertSeen = async (db: Queryable, context: Context, placeId: string): Promise<void> => {
  const found =
    await db.maybe(sql`select p.id from places.v_place p where p.district_id = ${context.districtId}
      and p.id = ${placeId} and exists (
    select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'market.read_stores') r
      join places.v_place reached on reached.district_id = p.district_id and reached.id = r.place_id
     where r.place_id = any (p.lineage) or p.id = any (reached.lineage))`)
  if (!found) throw refused('market.place_missing')
}

/**
 * Which store serves each estate at a place and below, as far as the caller may see, with the stores' loads.
 */
export const readAssignments = async (db: Queryable, context: Context, placeId: string) => {
  await assertSeen(db, context, placeId)
  const rows = await estates(
    db,
    context.districtId,
    sql`${placeId}::uuid = any (e.lineage) and ${inReach(context)}`,
  )
  return viewOf(rows, await stores(db, context.districtId))
}

const assignerAt = async (
  db: Queryable,
  context: Context,
  placeId: string,
  missing: string,
): Promise<PostId> => {
  const post = await context.postFor(db, context, 'market.assign', { placeId })
  if (post) return post
  const seen =
    await db.maybe(sql`select p.id from places.v_place p where p.district_id = ${context.districtId}
      and p.id = ${placeId}
    and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)},
      'market.read_stores') r
                 where r.organization_id is null and r.place_id = any (p.lineage))`)
  throw seen ? refused('http.forbidden') : refused(missing)
}

/**
 * Proposes a store for every estate at a place and below whose store nobody has confirmed, by distance and by
 * what the stores can still pack. Answers what could not be done well: overloaded stores, estates without a
 * position. Whoever calls it has settled that stores may be assigned there.
 */
export const proposeStores = async (
  tx: Transaction,
  context: Context,
  placeId: string,
  postId: PostId | null = null,
): Promise<Proposal> => {
  const { districtId } = context
  const open = await estates(
    tx,
    districtId,
    sql`${placeId}::uuid = any (e.lineage) and a.state is distinct from 'confirmed'`,
  )
  const given = new Map<string, number>()
  for (const row of open)
    if (row.storeId) given.set(row.storeId, (given.get(row.storeId) ?? 0) + row.householdCount)
  const proposal = proposeAssignments(
    open.map((row) => ({ id: row.id, householdCount: row.householdCount, at: pointOf(row) })),
    (await stores(tx, districtId)).map((row) => ({
      id: row.id,
      capacityOrders: row.capacityOrders,
      takenOrders: row.householdCount - (given.get(row.id) ?? 0),
      at: pointOf(row),
    })),
  )
  const sorted = proposal.assignments.toSorted((a, b) => (a.estateId < b.estateId ? -1 : 1))
  if (sorted.length > 0) {
    // A store that a person confirmed in the meantime stays.
    await tx.run(sql`insert into market.assignment as a (district_id, estate_id, store_id, distance_m, state,
      changed_at)
      select ${districtId}::int, e, s, d, 'proposed', ${nowOf(context)}::timestamptz
        from unnest(${sorted.map((one) => one.estateId)}::uuid[], ${sorted.map((one) => one.storeId)}::uuid[],
          ${sorted.map((one) => one.distanceM)}::int[]) u(e, s, d)
      on conflict (district_id, estate_id) do update
        set store_id = excluded.store_id, distance_m = excluded.distance_m, changed_at = excluded.changed_at
        where a.state = 'proposed' and (a.store_id, a.distance_m)
          is distinct from (excluded.store_id, excluded.distance_m)`)
    tx.audit({
      action: 'market.propose',
      objectKind: 'place',
      objectId: placeId,
      placeId,
      postId,
      body: {
        estates: sorted.length,
        overloaded: proposal.overloadedStoreIds.length,
        unplaced: proposal.unplacedEstateIds.length,
      },
    })
  }
  return proposal
}

/** Proposes stores for a place. Refuses where there is no estate or no store to propose. */
export const proposeAt = (context: Context, placeId: string) =>
  inTransaction(context, async (tx) => {
    const postId = await assignerAt(tx, context, placeId, 'market.place_missing')
    const counts = await tx.one<{ estates: number; stores: number }>(sql`select
      (select count(*) from places.v_place e where e.district_id = ${context.districtId} and e.kind = 'estate'
        and ${placeId}::uuid = any (e.lineage)) as estates,
      (select count(*) from market.store s where s.district_id = ${context.districtId}) as stores`)
    if (counts.estates === 0) throw refused('market.no_estates')
    if (counts.stores === 0) throw refused('market.no_stores')
    await proposeStores(tx, context, placeId, postId)
    return readAssignments(tx, context, placeId)
  })

/** Confirms what is proposed at a place and below; what is confirmed already stays so. */
export const confirmAt = (context: Context, placeId: string) =>
  inTransaction(context, async (tx) => {
    const { districtId } = context
    const postId = await assignerAt(tx, context, placeId, 'market.place_missing')
    const confirmed = await tx.rows<{
      estateId: string
    }>(sql`update market.assignment a set state = 'confirmed', changed_at = ${nowOf(context)}
      from places.v_place e
      where a.district_id = ${districtId} and a.state = 'proposed' and e.district_id = a.district_id
        and e.id = a.estate_id
        and ${placeId}::uuid = any (e.lineage)
      returning a.estate_id`)
    const view = await readAssignments(tx, context, placeId)
    if (view.assignments.length === 0) throw refused('market.nothing_proposed')
    if (confirmed.length > 0) {
      tx.audit({
        action: 'market.confirm',
        objectKind: 'place',
        objectId: placeId,
        placeId,
        postId,
        body: { estates: confirmed.length },
      })
    }
    return view
  })

/**
 * Gives an estate another store, by a person's choice: it counts as confirmed. Collections that are open
 * already keep their store; the change counts from the next cycle.
 */
export const assignStore = (context: Context, estateId: string, storeId: string) =>
  inTransaction(context, async (tx) => {
    const { districtId } = context
    const postId = await assignerAt(tx, context, estateId, 'market.estate_missing')
    const [estate] = await estates(tx, districtId, sql`e.id = ${estateId}`)
    if (!estate) throw refused('market.estate_missing')
    const store = (await stores(tx, districtId)).find((one) => one.id === storeId)
    if (!store) throw refused('market.store_missing')
    const [from, to] = [pointOf(estate), pointOf(store)]
    // Without a position on either side there is no distance to say.
    const distance = from && to ? distanceM(from, to) : 0
    await tx.run(sql`insert into market.assignment (district_id, estate_id, store_id, distance_m, state,
      changed_at)
      values (${districtId}, ${estateId}, ${storeId}, ${distance}, 'confirmed', ${nowOf(context)})
      on conflict (district_id, estate_id) do update
        set store_id = excluded.store_id, distance_m = excluded.distance_m, state = 'confirmed',
          changed_at = excluded.changed_at`)
    tx.audit({
      action: 'market.assign',
      objectKind: 'estate',
      objectId: estateId,
      placeId: estateId,
      postId,
      body: { storeId, beforeStoreId: estate.storeId },
    })
    const { assignments } = viewOf(
      await estates(tx, districtId, sql`e.id = ${estateId}`),
      await stores(tx, districtId),
    )
    const [view] = assignments
    if (!view) throw new Error('an assignment was written and is not there')
    return view
  })

/** The store that serves an estate now, or null. */
export const storeOfEstate = (
  db: Queryable,
  districtId: number,
  estateId: string,
): Promise<{
  readonly storeId: StoreId
  readonly storeName: string
  readonly state: 'proposed' | 'confirmed'
} | null> =>
  db.maybe(sql`select a.store_id, s.name as store_name, a.state from market.assignment a
    join market.store s on s.district_id = a.district_id and s.id = a.store_id
    where a.district_id = ${districtId} and a.estate_id = ${estateId}`)

export type NewStore = {
  readonly name: string
  readonly parentId: string
  readonly longitudeE6: number
  readonly latitudeE6: number
  /** Bags that it can pack in one cycle. */
  readonly capacityOrders: number
}

/** Makes a store: where it stands, who it is and what it can pack, under one id. */
export const createStore = async (tx: Queryable, services: Services, store: NewStore): Promise<StoreId> => {
  const { name, parentId, longitudeE6, latitudeE6, capacityOrders } = store
  const id = (await createPlace(tx, services, {
    kind: 'store',
    name,
    parentId,
    longitudeE6,
    latitudeE6,
  })) as unknown as StoreId
  await createOrganization(tx, services, { id, kind: 'store', name })
  await addStore(tx, services, { id, name, capacityOrders })
  return id
}
