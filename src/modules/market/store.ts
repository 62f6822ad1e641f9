import type { OfferId, PostId, StoreId } from '../../kernel/ids.ts'
import { newId } from '../../platform/clock.ts'
import type { Context, Services } from '../../platform/context.ts'
import { personOf } from '../../platform/context.ts'
import type { Queryable, Statement } from '../../platform/db/index.ts'
import { noSql, sql } from '../../platform/db/index.ts'
import { searchCondition, searchKey } from '../../platform/search.ts'
import type { Item } from '../catalog/index.ts'
import { itemKey } from '../catalog/index.ts'
import type { OfferView } from './api.ts'
import type { ListedOffer, StockFacts, WantedOffer } from './rules/index.ts'

export type Store = { readonly id: StoreId; readonly name: string; readonly capacityOrders: number }

/**
 * The stores that the acting person may see under `action`: those whose post it is (a plan gives its right at
 * the estates that it serves, which need not lie where the store stands), those at places in reach, and those
 * that serve an estate in reach, wherever they stand.
 */
const seen = (context: Context, action: string): Statement => sql`exists (
  select 1 from people.reach(${context.districtId}, ${personOf(context)}, ${action}) r
    join places.v_place at_place on at_place.district_id = s.district_id and at_place.id = s.id
   where r.organization_id = s.id
      or (r.organization_id is null and (r.place_id = any (at_place.lineage) or exists (
           select 1 from market.assignment a
             join places.v_place estate on estate.district_id = a.district_id and estate.id = a.estate_id
            where a.district_id = s.district_id and a.store_id = s.id
              and r.place_id = any (estate.lineage)))))`

/** A store that the acting person may see under `action`, or null: unknown and foreign look alike. */
export const seenStore = (
  db: Queryable,
  context: Context,
  action: string,
  id: string,
): Promise<Store | null> =>
  db.maybe<Store>(sql`select s.id, s.name, s.capacity_orders from market.store s
    where s.district_id = ${context.districtId} and s.id = ${id} and ${seen(context, action)}`)

/** A post of the store itself by which the acting person may do `action` somewhere, or null. */
export const storesOwnPost = async (
  db: Queryable,
  context: Context,
  action: string,
  id: string,
): Promise<PostId | null> => {
  const found = await db.maybe<{ postId: PostId }>(sql`select r.post_id
    from people.reach(${context.districtId}, ${personOf(context)}, ${action}) r
    where r.organization_id = ${id} order by r.post_id limit 1`)
  return found?.postId ?? null
}

/** The store with its row locked: uploads of one store come one after the other. */
export const lockStore = (tx: Queryable, districtId: number, id: string): Promise<Store | null> =>
  tx.maybe<Store>(sql`select s.id, s.name, s.capacity_orders from market.store s
    where s.district_id = ${districtId} and s.id = ${id} for update`)

export type StoreCounts = {
  readonly id: StoreId
  readonly name: string
  readonly capacityOrders: number
  readonly estateCount: number
  readonly householdCount: number
  readonly offerCount: number
  readonly packageCount: number
  readonly uploadedAt: string | null
}

export const seenStores = (context: Context, action: string): Promise<StoreCounts[]> =>
  context.database.rows<StoreCounts>(sql`select s.id, s.name, s.capacity_orders,
      (select count(*) from market.assignment a where a.district_id = s.district_id and a.store_id = s.id)
        as estate_count,
      (select count(*) from market.assignment a
         join places.v_household h on h.district_id = a.district_id and h.estate_id = a.estate_id
        where a.district_id = s.district_id and a.store_id = s.id) as household_count,
      (select count(*) from market.offer o
        where o.district_id = s.district_id and o.store_id = s.id and o.listed and o.kind = 'single')
          as offer_count,
      (select count(*) from market.offer o
        where o.district_id = s.district_id and o.store_id = s.id and o.listed and o.kind = 'package')
          as package_count,
      (select max(u.uploaded_at) from market.upload u where u.district_id = s.district_id and u.store_id = s.id)
        as uploaded_at
    from market.store s where s.district_id = ${context.districtId} and ${seen(context, action)}
      order by s.name, s.id`)

export const addStore = async (tx: Queryable, services: Services, store: Store): Promise<void> => {
  await tx.run(sql`insert into market.store (district_id, id, name, search, capacity_orders)
    values (${services.districtId}, ${store.id}, ${store.name}, ${searchKey(store.name)},
      ${store.capacityOrders})`)
}

/**
 * What a store offers now, in the order of its list, with how many whole packs can still be promised: as many
 * as the scarcest part allows. `q` finds by name, pinyin, initials or code.
 */
export const listOffers = (
  db: Queryable,
  districtId: number,
  storeId: string,
  q?: string,
): Promise<OfferView[]> => {
  const found = searchCondition(q, sql`o.search`)
  return db.rows<OfferView>(sql`select o.id, o.code, o.name, o.kind, o.unit_name, o.pack_text, o.category,
      o.price_fen, o.limit_per_household, coalesce(parts.available_count, 0) as available_count,
      coalesce(parts.components, '[]'::jsonb) as components
    from market.offer o
    cross join lateral (
      select min(coalesce(b.available, 0) / c.quantity) as available_count,
             jsonb_agg(jsonb_build_object('itemName', i.name, 'quantity', c.quantity, 'baseUnit', i.base_unit)
               order by i.name) as components
        from market.offer_component c
        join catalog.v_item i on i.district_id = c.district_id and i.id = c.item_id
        left join ledger.v_balance b on b.district_id = c.district_id
          and b.account_id = ledger.account_id(c.district_id, o.store_id, c.item_id, 'none', 'on_hand')
       where c.district_id = o.district_id and c.offer_id = o.id) parts
    where o.district_id = ${districtId} and o.store_id = ${storeId} and o.listed
      ${found ? sql`and ${found}` : noSql}
    order by o.sort, o.name`)
}

/** The offers that are listed now, as the rules compare them. */
export const listedOffers = (db: Queryable, districtId: number, storeId: string): Promise<ListedOffer[]> =>
  db.rows<ListedOffer>(sql`select o.id, o.code, o.name, o.kind, o.unit_name, o.pack_text, o.category,
      o.price_fen,
      o.limit_per_household, o.sort, (
        select coalesce(jsonb_agg(jsonb_build_object('itemName', i.name, 'quantity', c.quantity,
          'baseUnit', i.base_unit)), '[]'::jsonb)
          from market.offer_component c
          join catalog.v_item i on i.district_id = c.district_id and i.id = c.item_id
         where c.district_id = o.district_id and c.offer_id = o.id) as components
    from market.offer o where o.district_id = ${districtId} and o.store_id = ${storeId} and o.listed
    order by o.sort, o.name`)

/** The store's goods by item, with what is promised of them. */
export const storeStocks = (db: Queryable, districtId: number, storeId: string): Promise<StockFacts[]> =>
  db.rows<StockFacts>(sql`select i.name as item_name, i.base_unit, b.posted, b.held
    from ledger.v_balance b join catalog.v_item i on i.district_id = b.district_id and i.id = b.commodity_id
    where b.district_id = ${districtId} and b.owner_id = ${storeId} and b.purpose = 'on_hand'
      and b.lot = 'none'`)

/** Locks everything that the store has on hand, in the one order in which all others lock stock. */
export const lockStocks = async (tx: Queryable, districtId: number, storeId: string): Promise<void> => {
  await tx.run(sql`select account_id from ledger.lock_available(${districtId}, array(
    select b.account_id from ledger.v_balance b
     where b.district_id = ${districtId} and b.owner_id = ${storeId} and b.purpose = 'on_hand'
       and b.lot = 'none'))`)
}

/** Takes offers off the list. The rows stay: orders name them. */
export const unlistOffers = async (
  tx: Queryable,
  districtId: number,
  ids: readonly string[],
): Promise<void> => {
  if (ids.length === 0) return
  await tx.run(
    sql`update market.offer set listed = false where district_id = ${districtId}
      and id = any(${ids}::uuid[])`,
  )
}

/** The order of the list is how it is shown, no term of an offer: it may change in place. */
export const sortOffers = async (
  tx: Queryable,
  districtId: number,
  offers: readonly { readonly id: string; readonly sort: number }[],
): Promise<void> => {
  if (offers.length === 0) return
  await tx.run(sql`update market.offer o set sort = u.sort
    from unnest(${offers.map((offer) => offer.id)}::uuid[], ${offers.map((offer) => offer.sort)}::int[])
      u(id, sort)
    where o.district_id = ${districtId} and o.id = u.id and o.sort <> u.sort`)
}

/** What an offer is found by: its name in every reading, and its code. */
export const offerSearch = (offer: { readonly name: string; readonly code: string }): string =>
  `${searchKey(offer.name)}|${searchKey(offer.code)}`

export const addOffers = async (
  tx: Queryable,
  services: Services,
  storeId: string,
  offers: readonly WantedOffer[],
  made: { readonly items: ReadonlyMap<string, Item>; readonly searches: ReadonlyMap<string, string> },
): Promise<void> => {
  if (offers.length === 0) return
  const rows = offers.map((offer) => ({ id: newId<'offer'>(services.clock, services.random), offer }))
  const { districtId } = services
  await tx.run(sql`insert into market.offer (district_id, id, store_id, code, name, kind, unit_name,
      pack_text, category, price_fen,
      limit_per_household, sort, listed, search)
    select ${districtId}::int, u.id, ${storeId}::uuid, u.code, u.name, u.kind, u.unit_name, u.pack_text,
      u.category, u.price_fen,
        u.limit_per_household, u.sort, true, u.search
      from unnest(${rows.map((row) => row.id)}::uuid[], ${offers.map((o) => o.code)}::text[],
        ${offers.map((o) => o.name)}::text[],
        ${offers.map((o) => o.kind)}::text[], ${offers.map((o) => o.unitName)}::text[],
          ${offers.map((o) => o.packText)}::text[],
        ${offers.map((o) => o.category)}::text[], ${offers.map((o) => o.priceFen)}::bigint[],
        ${offers.map((o) => o.limitPerHousehold)}::int[], ${offers.map((o) => o.sort)}::int[],
        ${offers.map((o) => made.searches.get(o.name) ?? offerSearch(o))}::text[])
      u(id, code, name, kind, unit_name, pack_text, category, price_fen, limit_per_household, sort, search)`)
  const parts = rows.flatMap(({ id, offer }: { id: OfferId; offer: WantedOffer }) =>
    offer.components.map((component) => {
      const item = made.items.get(itemKey({ name: component.itemName, baseUnit: component.baseUnit }))
      if (!item) throw new Error(`item was not made: ${component.itemName}`)
      return { offerId: id, itemId: item.id, quantity: component.quantity }
    }),
  )
  await tx.run(sql`insert into market.offer_component (district_id, offer_id, item_id, quantity)
    select ${districtId}::int, o, i, q from unnest(${parts.map((part) => part.offerId)}::uuid[],
      ${parts.map((part) => part.itemId)}::uuid[], ${parts.map((part) => part.quantity)}::bigint[])
      u(o, i, q)`)
}

export type Upload = { readonly id: string; readonly fileHash: Buffer; readonly uploadedAt: string }

export const lastUpload = (db: Queryable, districtId: number, storeId: string): Promise<Upload | null> =>
  db.maybe<Upload>(sql`select id, file_hash, uploaded_at from market.upload
    where district_id = ${districtId} and store_id = ${storeId} order by uploaded_at desc, id desc limit 1`)

export const addUpload = async (
  tx: Queryable,
  districtId: number,
  upload: {
    readonly id: string
    readonly storeId: string
    readonly fileHash: Buffer
    readonly rowCount: number
  },
): Promise<void> => {
  await tx.run(sql`insert into market.upload (district_id, id, store_id, file_hash, row_count)
    values (${districtId}, ${upload.id}, ${upload.storeId}, ${upload.fileHash}, ${upload.rowCount})`)
}
