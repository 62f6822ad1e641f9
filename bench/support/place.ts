import { createHash } from 'node:crypto'
import type { Database } from '../../src/platform/db/index.ts'
import { sql } from '../../src/platform/db/index.ts'
import { documentId } from '../../test/support/client.ts'

/** A made-up town beside the demo place: one store, many estates, every household with a device that is let in. */
export type Town = {
  readonly districtId: number
  readonly storeId: string
  readonly householdCount: number
  /** 480 single offers and 20 packages of four items each. */
  readonly offerIds: readonly string[]
  /** Five offers of which only `scarcePacks` packs each are there. */
  readonly scarceIds: readonly string[]
  readonly scarcePacks: number
}

const householdsPerEstate = 1000
const singleCount = 480
const packageCount = 20
const scarceCount = 5

const numberedId = (kind: string, number: number): string =>
  `${kind}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`

const estateKind = '0e57a7e0'
const householdKind = '0a0a0a0a'
const offerKind = '00ffe200'
const itemKind = '01700000'

export const householdId = (number: number): string => numberedId(householdKind, number)
/** The secret in the cookie of a household's device. */
export const deviceToken = (number: number): string => `BENCH${String(number).padStart(21, '0')}`
export const deviceHash = (number: number): Buffer =>
  createHash('sha256').update(deviceToken(number)).digest()

/**
 * Builds the town by SQL; the first plan that is switched on for the district afterwards opens its collections. Stock
 * is posted through the ledger, so that its books are proved with all others.
 */
export const makeTown = async (
  owner: Database,
  sizes: { readonly households: number; readonly scarcePacks: number },
): Promise<Town> => {
  const { districtId } = await owner.one<{ districtId: number }>(
    sql`select district_id from places.place where kind = 'district'`,
  )
  const storeId = documentId()
  const estateCount = Math.ceil(sizes.households / householdsPerEstate)
  const idOf = (kind: string, column: string) =>
    sql`(${`${kind}-0000-7000-8000-`} || lpad(to_hex(${{ text: column, values: [] }}), 12, '0'))::uuid`
  await owner.run(sql`with community as (
      select id, lineage from places.place where district_id = ${districtId}::int and kind = 'community' order by id limit 1)
    insert into places.place (district_id, id, parent_id, kind, name, search, lineage)
    select ${districtId}::int, made.id, community.id, made.kind, made.name, '', community.lineage || made.id
      from community, (
        select ${storeId}::uuid as id, 'store' as kind, 'bench store' as name
        union all select ${idOf(estateKind, 'n')}, 'estate', 'bench ' || n from generate_series(0, ${estateCount}::int - 1) n) made`)
  await owner.run(sql`insert into market.store (district_id, id, name, search, capacity_orders)
    values (${districtId}::int, ${storeId}, 'bench store', '', 1000000)`)
  await owner.run(sql`insert into market.assignment (district_id, estate_id, store_id, distance_m, state)
    select ${districtId}::int, ${idOf(estateKind, 'n')}, ${storeId}::uuid, 100, 'confirmed' from generate_series(0, ${estateCount}::int - 1) n`)
  await owner.run(sql`insert into places.household (district_id, id, estate_id, building, entrance, room, building_sort, entrance_sort, room_sort)
    select ${districtId}::int, ${idOf(householdKind, 'n')}, ${idOf(estateKind, `n / ${householdsPerEstate}`)}, '1', '', n::text, 1, 0, n
      from generate_series(0, ${sizes.households}::int - 1) n`)
  await owner.run(sql`insert into places.household_device (district_id, token_hash, household_id, verified_at)
    select ${districtId}::int, sha256(convert_to('BENCH' || lpad(n::text, 21, '0'), 'UTF8')), ${idOf(householdKind, 'n')}, clock_timestamp()
      from generate_series(0, ${sizes.households}::int - 1) n`)
  await makeGoods(owner, districtId, storeId, sizes.scarcePacks, idOf)
  // Only what was filled: tables of orders that were analysed while they were empty get plans for one row.
  await owner.run(sql`vacuum analyze places.place, places.household, places.household_device, market.store, market.assignment,
    market.offer, market.offer_component, catalog.item, ledger.account, ledger.balance, ledger.posting`)
  return {
    districtId,
    storeId,
    householdCount: sizes.households,
    offerIds: Array.from({ length: singleCount + packageCount }, (_, n) => numberedId(offerKind, n)),
    scarceIds: Array.from({ length: scarceCount }, (_, n) =>
      numberedId(offerKind, singleCount + packageCount + n),
    ),
    scarcePacks: sizes.scarcePacks,
  }
}

const makeGoods = async (
  owner: Database,
  districtId: number,
  storeId: string,
  scarcePacks: number,
  idOf: (kind: string, column: string) => ReturnType<typeof sql>,
): Promise<void> => {
  const plenty = 1_000_000_000
  const scarceFrom = singleCount + packageCount
  const all = scarceFrom + scarceCount
  await owner.run(sql`insert into catalog.item (district_id, id, name, base_unit, search)
    select ${districtId}::int, ${idOf(itemKind, 'n')}, 'bench item ' || n, 'piece', ''
      from generate_series(0, ${all}::int - 1) n where n < ${singleCount} or n >= ${scarceFrom}`)
  await owner.run(sql`insert into market.offer (district_id, id, store_id, name, kind, unit_name, price_fen, limit_per_household, sort, listed, search)
    select ${districtId}::int, ${idOf(offerKind, 'n')}, ${storeId}::uuid, 'bench offer ' || n,
           case when n >= ${singleCount} and n < ${scarceFrom} then 'package' else 'single' end, 'piece', 100 + n, 5, n, true, ''
      from generate_series(0, ${all}::int - 1) n`)
  await owner.run(sql`insert into market.offer_component (district_id, offer_id, item_id, quantity)
    select ${districtId}::int, ${idOf(offerKind, 'n')}, ${idOf(itemKind, 'n')}, 1 + n % 3
      from generate_series(0, ${all}::int - 1) n where n < ${singleCount} or n >= ${scarceFrom}
    union all
    select ${districtId}::int, ${idOf(offerKind, 'n')}, ${idOf(itemKind, `((n - ${singleCount}) * 4 + k)`)}, 1
      from generate_series(${singleCount}::int, ${scarceFrom}::int - 1) n, generate_series(0, 3) k`)
  await owner.run(sql`select ledger.open_accounts(${districtId}::int, array_agg(${storeId}::uuid), array_agg(item), array_agg('none'::text),
      array_agg(purpose), array_agg(purpose = 'on_hand'))
    from (select distinct item_id as item from market.offer_component c join market.offer o on o.district_id = c.district_id and o.id = c.offer_id
           where o.store_id = ${storeId}) items, (values ('on_hand'), ('opening')) p(purpose)`)
  await owner.run(sql`select ledger.post(${districtId}::int, 'bench', ${documentId()}::uuid, 'open', '1', null, null, clock_timestamp(),
      array_agg(ledger.account_id(${districtId}::int, ${storeId}::uuid, item, 'none', 'opening') order by item),
      array_agg(ledger.account_id(${districtId}::int, ${storeId}::uuid, item, 'none', 'on_hand') order by item),
      array_agg(item order by item), array_agg(quantity order by item), array_agg(null::uuid))
    from (select c.item_id as item, case when min(o.sort) >= ${scarceFrom} then ${scarcePacks}::bigint * min(c.quantity) else ${plenty}::bigint end as quantity
            from market.offer_component c join market.offer o on o.district_id = c.district_id and o.id = c.offer_id
           where o.store_id = ${storeId} group by c.item_id) stock`)
}
