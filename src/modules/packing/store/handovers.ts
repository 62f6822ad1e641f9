import type { Queryable } from '../../../platform/db/index.ts'
import { sql } from '../../../platform/db/index.ts'
import type { HandoverState } from '../states.ts'

export type Handover = {
  readonly id: string
  readonly collectionId: string
  readonly state: HandoverState
  readonly declaredBagCount: number
  readonly declaredById: string
  readonly declaredAt: string
  readonly countedBagCount: number | null
  readonly countedById: string | null
  readonly agreedAt: string | null
  readonly goodsFen: number | null
  readonly settledFen: number | null
}

const columns = sql`id, collection_id, state, declared_bag_count, declared_by_id, declared_at, counted_bag_count, counted_by_id,
  agreed_at, goods_fen, settled_fen`

export const findHandover = (db: Queryable, districtId: number, id: string): Promise<Handover | null> =>
  db.maybe<Handover>(
    sql`select ${columns} from packing.handover where district_id = ${districtId} and id = ${id}`,
  )

export const handoverOf = (
  db: Queryable,
  districtId: number,
  collectionId: string,
): Promise<Handover | null> =>
  db.maybe<Handover>(sql`select ${columns} from packing.handover
    where district_id = ${districtId} and collection_id = ${collectionId}`)

/**
 * The collection's hand-over with its row locked: `share` while a bag is packed, `update` to declare or agree, so that
 * a bag is never packed into a hand-over that is being agreed.
 */
export const lockHandover = (
  tx: Queryable,
  districtId: number,
  collectionId: string,
  strength: 'share' | 'update',
): Promise<Handover | null> =>
  tx.maybe<Handover>(sql`select ${columns} from packing.handover
    where district_id = ${districtId} and collection_id = ${collectionId} ${strength === 'share' ? sql`for share` : sql`for update`}`)

/** Declares for the first time; 0 when somebody else was first. */
export const insertHandover = (
  tx: Queryable,
  districtId: number,
  handover: {
    readonly id: string
    readonly collectionId: string
    readonly bagCount: number
    readonly personId: string
    readonly at: string
  },
): Promise<number> =>
  tx.run(sql`insert into packing.handover (district_id, id, collection_id, state, declared_bag_count, declared_by_id, declared_at)
    values (${districtId}, ${handover.id}, ${handover.collectionId}, 'declared', ${handover.bagCount}, ${handover.personId}, ${handover.at})
    on conflict do nothing`)

/** Declares anew: the earlier declaration, which nobody agreed to, is gone with its id. */
export const replaceHandover = async (
  tx: Queryable,
  districtId: number,
  earlierId: string,
  handover: {
    readonly id: string
    readonly bagCount: number
    readonly personId: string
    readonly at: string
  },
): Promise<void> => {
  await tx.run(sql`update packing.handover set id = ${handover.id}, declared_bag_count = ${handover.bagCount},
      declared_by_id = ${handover.personId}, declared_at = ${handover.at}
    where district_id = ${districtId} and id = ${earlierId} and state = 'declared'`)
}

export const agreeHandover = async (
  tx: Queryable,
  districtId: number,
  id: string,
  agreed: {
    readonly bagCount: number
    readonly personId: string
    readonly at: string
    readonly goodsFen: number
    readonly settledFen: number
  },
): Promise<void> => {
  await tx.run(sql`update packing.handover set state = 'agreed', counted_bag_count = ${agreed.bagCount},
      counted_by_id = ${agreed.personId}, agreed_at = ${agreed.at}, goods_fen = ${agreed.goodsFen}, settled_fen = ${agreed.settledFen}
    where district_id = ${districtId} and id = ${id} and state = 'declared'`)
}

/** What each bag is worth and what this person holds for its household, in fen. */
export type BagMoney = {
  readonly bagId: string
  readonly orderId: string
  readonly householdId: string
  readonly orderFen: number
  readonly shortFen: number
  readonly heldFen: number
}

export const bagMoney = (
  db: Queryable,
  districtId: number,
  collectionId: string,
  holderId: string | null,
): Promise<BagMoney[]> =>
  db.rows<BagMoney>(sql`select b.id as bag_id, b.order_id, b.household_id, o.amount_fen as order_fen,
      (select coalesce(sum(s.pack_count * l.price_fen), 0)::bigint
         from packing.shortage s
         join orders.v_order_line l on l.district_id = s.district_id and l.order_id = b.order_id and l.offer_id = s.offer_id
        where s.district_id = b.district_id and s.bag_id = b.id and s.stage = 'store') as short_fen,
      (select coalesce(sum(case p.kind when 'collect' then p.amount_fen when 'advance' then p.amount_fen
                            when 'refund' then -p.amount_fen else 0 end), 0)::bigint
         from orders.v_order same
         join orders.v_payment p on p.district_id = same.district_id and p.order_id = same.id and p.person_id = ${holderId}::uuid
        where same.district_id = b.district_id and same.household_id = b.household_id
          and same.collection_id = b.collection_id) as held_fen
    from packing.bag b join orders.v_order o on o.district_id = b.district_id and o.id = b.order_id
   where b.district_id = ${districtId} and b.collection_id = ${collectionId}
   order by b.id`)

/** Goods of a collection in base units, item by item: what is in the bags, and what is missing of it. */
export type ItemCount = { readonly itemId: string; readonly handedOver: number; readonly short: number }

export const itemCounts = (db: Queryable, districtId: number, collectionId: string): Promise<ItemCount[]> =>
  db.rows<ItemCount>(sql`select k.item_id, sum((l.pack_count - coalesce(s.pack_count, 0)) * k.quantity)::bigint as handed_over,
      sum(coalesce(s.pack_count, 0) * k.quantity)::bigint as short
    from packing.bag b
    join orders.v_order_line l on l.district_id = b.district_id and l.order_id = b.order_id
    join market.v_offer_component k on k.district_id = l.district_id and k.offer_id = l.offer_id
    left join packing.shortage s on s.district_id = b.district_id and s.bag_id = b.id and s.offer_id = l.offer_id and s.stage = 'store'
   where b.district_id = ${districtId} and b.collection_id = ${collectionId}
   group by k.item_id order by k.item_id`)

/** What may be taken from guarded accounts, with their rows locked in the order of their ids until the end. */
export const lockAccounts = async (
  tx: Queryable,
  districtId: number,
  accounts: readonly { readonly ownerId: string; readonly commodityId: string; readonly purpose: string }[],
  ask: { readonly ownerId: string; readonly commodityId: string; readonly purpose: string },
): Promise<number> => {
  const all = [...accounts, ask]
  const rows = await tx.rows<{ available: number; asked: boolean }>(sql`select available,
      account_id = ledger.account_id(${districtId}, ${ask.ownerId}, ${ask.commodityId}, 'none', ${ask.purpose}) as asked
    from ledger.lock_available(${districtId}, (select array_agg(ledger.account_id(${districtId}, o, c, 'none', p))
      from unnest(${all.map((key) => key.ownerId)}::uuid[], ${all.map((key) => key.commodityId)}::uuid[],
        ${all.map((key) => key.purpose)}::text[]) u(o, c, p)))`)
  return rows.find((row) => row.asked)?.available ?? 0
}

/** What of these orders is no longer owed: told to orders in the transaction that posts the same amounts. */
export const tellOrders = async (
  tx: Queryable,
  districtId: number,
  shorts: readonly { readonly orderId: string; readonly shortFen: number }[],
): Promise<void> => {
  if (shorts.length === 0) return
  await tx.run(sql`select orders.note_short(${districtId}, ${shorts.map((short) => short.orderId)}::uuid[],
    ${shorts.map((short) => short.shortFen)}::bigint[])`)
}

/** The post by which the declaring person may declare there now; null when that post has ended since. */
export const declaringPost = async (
  db: Queryable,
  districtId: number,
  facts: { readonly personId: string; readonly estateId: string; readonly storeId: string },
): Promise<string | null> => {
  const { post } = await db.one<{
    post: string | null
  }>(sql`select people.post_for(${districtId}, ${facts.personId},
    'packing.declare', ${facts.estateId}, ${facts.storeId}) as post`)
  return post
}
