import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { uuidV7 } from '../../src/kernel/ids.ts'
import type { Town } from './place.ts'
import { deviceHash, householdId } from './place.ts'

/** Which goods orders ask for: any of the store's, or five of them. */
export type Spread = 'wide' | 'hot'

export type Want = { readonly id: string; readonly household: number; readonly offers: readonly string[] }

const linesPerOrder = 4

const makeId = (): string => uuidV7(Date.now(), randomBytes(10))

/** Households in the order in which they come: each once, neighbours far apart. */
export const shuffled = (index: number, count: number): number =>
  Number((BigInt(index) * 7_368_787n) % BigInt(count))

export const makeWant = (town: Town, spread: Spread, household: number): Want => {
  const offers = new Set<string>()
  const count = spread === 'hot' ? linesPerOrder + 1 : town.offerIds.length
  while (offers.size < linesPerOrder) offers.add(town.offerIds[Math.floor(Math.random() * count)] as string)
  return { id: makeId(), household, offers: [...offers] }
}

type Batch = { readonly wants: readonly Want[]; readonly values: readonly unknown[] }

/** The arguments of one call of `orders.place_batch`. */
export const batchOf = (town: Town, cycleId: string, wants: readonly Want[]): Batch => {
  const all = <T>(value: T): T[] => wants.map(() => value)
  const lines = wants.flatMap((want, index) => want.offers.map((offer) => ({ order: index + 1, offer })))
  return {
    wants,
    values: [
      town.districtId,
      wants.map((want) => want.id),
      all('place'),
      all(cycleId),
      wants.map((want) => householdId(want.household)),
      all(null),
      all('household'),
      all(null),
      all(null),
      wants.map((want) => deviceHash(want.household)),
      wants.map((want) => createHash('sha256').update(want.id).digest()),
      all(0),
      lines.map((line) => line.order),
      lines.map((line) => line.offer),
      lines.map(() => 1),
    ],
  }
}

const place = `select no, code from orders.place_batch($1, $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[],
  $7::text[], $8::uuid[], $9::uuid[], $10::bytea[], $11::bytea[], $12::int[], $13::int[], $14::uuid[], $15::int[])`

/** The rows that one order leaves, with their indexes and nothing else: no rule, no reference, no lock. */
const rawTables = ['orders."order"', 'orders.order_line', 'orders.gate', 'audit.line'] as const
export const rawSetUp = [
  'drop schema if exists bench_raw cascade',
  'create schema bench_raw',
  ...rawTables.map(
    (name) =>
      `create table bench_raw.${name.split('.')[1]} (like ${name} including defaults including indexes)`,
  ),
] as const

const raw = `with placed as (
    insert into bench_raw."order" (district_id, id, cycle_id, collection_id, household_id, channel, state, amount_fen, number, content_hash, placed_at)
    select $1, id, cycle, cycle, household, 'household', 'placed', 400, 'DD-20260101-00001', hash, now()
      from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[]) u(id, cycle, household, hash)
  ), line as (
    insert into bench_raw.order_line (district_id, order_id, line_no, offer_id, pack_count, price_fen)
    select $1, ($2::uuid[])[o], n, offer, packs, 100 from unnest($6::int[], $7::uuid[], $8::int[]) with ordinality u(o, offer, packs, n)
  ), turn as (
    insert into bench_raw.gate (district_id, plan_id, household_id, order_id, opened_at, allowed_again_at)
    select $1, cycle, household, id, now(), now() from unnest($2::uuid[], $3::uuid[], $4::uuid[]) u(id, cycle, household)
  )
  insert into bench_raw.line (district_id, link_seq, line_no, actor_id, action, object_kind, object_id, place_id, result, digest)
  select $1, $9::bigint, n, household, 'orders.place', 'order', id, cycle, 'done', hash
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[]) with ordinality u(id, cycle, household, hash, n)`

const rawValues = ({ values }: Batch, index: number): readonly unknown[] => [
  ...[0, 1, 3, 4, 10, 12, 13, 14].map((place) => values[place]),
  index,
]

export type Pace = {
  readonly orders: number
  readonly placed: number
  readonly perSecond: number
  readonly codes: string[]
}

/**
 * Sends batch after batch over `inFlight` connections, for some seconds or until the households are used up. `rules`
 * says whether the intake decides or the bare rows are written.
 */
export const drive = async (
  url: string,
  rules: boolean,
  inFlight: number,
  batchAt: (index: number) => Batch | null,
  seconds: number,
): Promise<Pace> => {
  let next = 0
  let orders = 0
  let placed = 0
  const codes = new Set<string>()
  const began = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        while (performance.now() - began < seconds * 1000) {
          const index = next
          next += 1
          const batch = batchAt(index)
          if (!batch) return
          const answer = await client.query<{ code: string }>({
            text: rules ? place : raw,
            values: [...(rules ? batch.values : rawValues(batch, index))],
          })
          orders += batch.wants.length
          placed += rules ? answer.rows.filter((row) => row.code === 'placed').length : batch.wants.length
          for (const row of rules ? answer.rows : []) codes.add(row.code)
        }
      } finally {
        await client.end()
      }
    }),
  )
  return { orders, placed, perSecond: placed / ((performance.now() - began) / 1000), codes: [...codes] }
}
