import type { Queryable } from '../../../platform/db/index.ts'
import { sql } from '../../../platform/db/index.ts'
import type { ShortLine } from '../rules.ts'

export type Stage = 'store' | 'gate'

/** The lines of one bag's order, with the packs that were noted as missing at each stage. Prices in fen per pack. */
export type ShortableLine = {
  readonly offerId: string
  readonly name: string
  readonly count: number
  readonly priceFen: number
  readonly storeShort: number
  readonly gateShort: number
}

export const shortableLines = (db: Queryable, districtId: number, bagId: string): Promise<ShortableLine[]> =>
  db.rows<ShortableLine>(sql`select l.offer_id, f.name, l.pack_count as count, l.price_fen,
      coalesce(st.pack_count, 0) as store_short, coalesce(ga.pack_count, 0) as gate_short
    from packing.bag b
    join orders.v_order_line l on l.district_id = b.district_id and l.order_id = b.order_id
    join market.v_offer f on f.district_id = l.district_id and f.id = l.offer_id
    left join packing.shortage st on st.district_id = b.district_id and st.bag_id = b.id and st.offer_id = l.offer_id and st.stage = 'store'
    left join packing.shortage ga on ga.district_id = b.district_id and ga.bag_id = b.id and ga.offer_id = l.offer_id and ga.stage = 'gate'
   where b.district_id = ${districtId} and b.id = ${bagId}
   order by l.line_no`)

export const addShortages = async (
  tx: Queryable,
  districtId: number,
  note: {
    readonly bagId: string
    readonly stage: Stage
    readonly short: readonly ShortLine[]
    readonly personId: string
    readonly at: string
  },
): Promise<void> => {
  if (note.short.length === 0) return
  await tx.run(sql`insert into packing.shortage (district_id, bag_id, offer_id, stage, pack_count, noted_by_id, noted_at)
    select ${districtId}::int, ${note.bagId}::uuid, offer, ${note.stage}, packs, ${note.personId}::uuid, ${note.at}::timestamptz
      from unnest(${note.short.map((line) => line.offerId)}::uuid[], ${note.short.map((line) => line.count)}::int[]) u(offer, packs)`)
}

/** Puts the picker's note of a bag in place of an earlier one. */
export const replaceStoreShortages = async (
  tx: Queryable,
  districtId: number,
  note: {
    readonly bagId: string
    readonly short: readonly ShortLine[]
    readonly personId: string
    readonly at: string
  },
): Promise<void> => {
  await tx.run(sql`delete from packing.shortage
    where district_id = ${districtId} and bag_id = ${note.bagId} and stage = 'store'`)
  await addShortages(tx, districtId, { ...note, stage: 'store' })
}

/** Notes every pack of bags that did not come at all. */
export const noteWholeBags = async (
  tx: Queryable,
  districtId: number,
  bagIds: readonly string[],
  by: { readonly personId: string; readonly at: string },
): Promise<void> => {
  if (bagIds.length === 0) return
  await tx.run(sql`insert into packing.shortage as s (district_id, bag_id, offer_id, stage, pack_count, noted_by_id, noted_at)
    select b.district_id, b.id, l.offer_id, 'store', l.pack_count, ${by.personId}::uuid, ${by.at}::timestamptz
      from packing.bag b join orders.v_order_line l on l.district_id = b.district_id and l.order_id = b.order_id
     where b.district_id = ${districtId} and b.id = any(${bagIds}::uuid[])
    on conflict (district_id, bag_id, offer_id, stage) do update set pack_count = excluded.pack_count`)
}

/** What of each order of a collection did not come and was given back, in fen. Orders without a loss are left out. */
export const shortFenByOrder = (
  db: Queryable,
  districtId: number,
  collectionId: string,
): Promise<{ readonly orderId: string; readonly shortFen: number }[]> =>
  db.rows(sql`select order_id, short_fen from packing.v_order_short
    where district_id = ${districtId} and collection_id = ${collectionId} and short_fen > 0 order by order_id`)
