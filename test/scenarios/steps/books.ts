import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { sql } from '../../../src/platform/db/index.ts'
import type { Row } from '../language.ts'
import { DoesNotHold, differs } from '../language.ts'
import type { World, WorldStep } from '../world.ts'
import { collectionId, cycleId, placeId, recall, step, storeId, yuan } from '../world.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

type Names = ReadonlyMap<string, string>

/** Ids to the names that people use: places, stores, persons, items, and the homes of the scene. */
const namesOf = async (world: World): Promise<Names> => {
  const rows = await world.database.rows<{ id: string; name: string }>(sql`
    select id, name from places.v_place where district_id = ${world.districtId}
    union all select id, login from people.person where district_id = ${world.districtId}
    union all select id, name from catalog.v_item where district_id = ${world.districtId}
    union all select h.id, concat_ws('-', h.building, nullif(h.entrance, ''), h.room) from places.v_household h
     where h.district_id = ${world.districtId}`)
  return new Map([...rows.map((row) => [row.id, row.name] as const)])
}

type Posting = {
  voucherId: string
  verb: string
  sourceOwnerId: string
  sourcePurpose: string
  targetOwnerId: string
  targetPurpose: string
  commodityId: string
  quantity: number
  isYuan: boolean
}

const newPostings = async (world: World): Promise<Posting[]> => {
  const rows =
    await world.database.rows<Posting>(sql`select voucher_id, verb, source_owner_id, source_purpose,
      target_owner_id, target_purpose, commodity_id, quantity, commodity_id = ledger.yuan() as is_yuan
    from ledger.v_posting where district_id = ${world.districtId} order by recorded_at, voucher_id, line_no`)
  const fresh = rows.filter((row) => !world.seenVouchers.has(row.voucherId))
  for (const row of rows) world.seenVouchers.add(row.voucherId)
  return fresh
}

type TableReader = (world: World) => Promise<readonly Row[]>

/** The tables that the page shows, each read straight from the database, with ids said as names. */
const tables: Readonly<Record<string, TableReader>> = {
  'policy.plan': async (world) =>
    world.database.rows<Row>(sql`select plan.code, place.name as place, case when plan.switched_off_at is null then 'yes' else 'no' end as "in force"
      from policy.v_plan plan join places.v_place place on place.district_id = plan.district_id and place.id = plan.place_id
     where plan.district_id = ${world.districtId} order by plan.switched_on_at`),
  'people.right': async (world) =>
    world.database.rows<Row>(sql`select post_kind as post, count(*)::text as rights from people.right
     where district_id = ${world.districtId} and source like 'plan:%' group by post_kind order by post_kind`),
  'orders.cycle': async (world) => {
    const cycle = await world.database.one<{
      plan: string
      state: string
      channels: string
      lineLimit: string
      packCountLimit: string
      packageLimit: string
      amountLimitYuan: string
      payment: string
    }>(sql`select plan.code as plan, c.state, array_to_string(c.channels, ' ') as channels, c.line_limit::text,
        c.pack_count_limit::text, c.package_limit::text, (c.amount_limit_fen / 100)::text as amount_limit_yuan, c.payment
      from orders.v_cycle c join policy.v_plan plan on plan.district_id = c.district_id and plan.id = c.plan_id
     where c.district_id = ${world.districtId} and c.id = ${await cycleId(world, recall(world, 'estate'))}`)
    return [
      {
        plan: cycle.plan,
        state: cycle.state,
        channels: cycle.channels,
        line_limit: cycle.lineLimit,
        pack_count_limit: cycle.packCountLimit,
        package_limit: cycle.packageLimit,
        amount_limit_yuan: cycle.amountLimitYuan,
        payment: cycle.payment,
      },
    ]
  },
  'orders.order': async (world) => {
    const rows = await world.database.rows<{
      household: string
      channel: string
      placedBy: string | null
      state: string
      amountFen: number
      paidFen: number
      shortFen: number
    }>(sql`select concat_ws('-', h.building, nullif(h.entrance, ''), h.room) as household, o.channel, person.login as placed_by, o.state,
        o.amount_fen, o.paid_fen, o.short_fen
      from orders.v_order o join places.v_household h on h.district_id = o.district_id and h.id = o.household_id
      left join people.person person on person.district_id = o.district_id and person.id = o.placed_by_id
     where o.district_id = ${world.districtId} and o.collection_id = ${await collectionId(world, recall(world, 'estate'))}
     order by h.building_sort, h.entrance_sort, h.room_sort, o.placed_at`)
    return rows.map((row) => ({
      household: row.household,
      channel: row.channel,
      by: row.placedBy === null ? 'itself' : 'a grid worker',
      state: row.state,
      amount: yuan(row.amountFen),
      paid: yuan(row.paidFen),
      short: yuan(row.shortFen),
    }))
  },
  'packing.bag': async (world) =>
    world.database.rows<Row>(sql`select state, count(*)::text as bags from packing.v_bag where district_id = ${world.districtId}
      and collection_id = ${await collectionId(world, recall(world, 'estate'))} group by state order by state`),
}

/** One guarded balance of a store's shelf, in packs' base units. */
const shelf = async (world: World, store: string, item: string): Promise<Row> => {
  const row = await world.database.maybe<{ posted: number; held: number; available: number }>(sql`
    select b.posted, b.held, b.available from ledger.v_balance b join catalog.v_item i on i.district_id = b.district_id and i.id = b.commodity_id
     where b.district_id = ${world.districtId} and b.owner_id = ${await storeId(world, store)} and b.purpose = 'on_hand' and i.name = ${item}`)
  if (!row) throw new DoesNotHold(`${store} has no shelf for ${item}`)
  return { item, posted: String(row.posted), held: String(row.held), available: String(row.available) }
}

/** The command line of the product, as a person would type it. */
const command = (world: World, words: readonly string[]): Promise<{ code: number; said: string }> =>
  new Promise((done) => {
    const env = { ...process.env, ...recall<NodeJS.ProcessEnv>(world, 'environment'), LOG_LEVEL: 'error' }
    execFile(
      process.execPath,
      [join(root, 'build', 'src', 'main.js'), ...words],
      { env },
      (error, stdout, stderr) => {
        done({ code: error ? Number(error.code ?? 1) : 0, said: `${stdout}${stderr}` })
      },
    )
  })

export const booksSteps: readonly WorldStep[] = [
  step('the table {name} holds:', async (world, { name = '' }) => {
    const read = tables[name]
    if (!read) throw new DoesNotHold(`the scenario knows no table ${name}: ${Object.keys(tables).join(', ')}`)
    return { rows: await read(world), order: 'any' }
  }),
  step('from here on the ledger is watched', async (world) => {
    await newPostings(world)
    return undefined
  }),
  step('the ledger has not moved', async (world) => {
    const fresh = await newPostings(world)
    if (fresh.length > 0)
      throw differs('no posting', `${fresh.length}: ${fresh.map((one) => one.verb).join(', ')}`)
    return undefined
  }),
  step('the ledger has posted:', async (world) => {
    const names = await namesOf(world)
    const said = (owner: string, purpose: string): string => `${names.get(owner) ?? 'outside'} ${purpose}`
    return {
      rows: (await newPostings(world)).map((row) => ({
        verb: row.verb,
        from: said(row.sourceOwnerId, row.sourcePurpose),
        to: said(row.targetOwnerId, row.targetPurpose),
        what: row.isYuan ? '元' : (names.get(row.commodityId) ?? ''),
        quantity: row.isYuan ? yuan(row.quantity) : String(row.quantity),
      })),
      order: 'any',
    }
  }),
  step('on the shelves of {store} stand:', async (world, { store = '' }, line) => {
    const rows = []
    for (const { item = '' } of line.table?.rows ?? []) rows.push(await shelf(world, store, item))
    return { rows, order: 'as shown' }
  }),
  step('the record of {estate} tells who did what:', async (world, { estate = '' }) => {
    const estateId = await placeId(world, estate)
    const rows = await world.database.rows<{
      who: string
      action: string
      result: string
      times: string
    }>(sql`
      select coalesce(post.kind, case when person.id is null then 'household' else 'a person' end) as who, line.action, line.result,
          count(*)::text as times
        from audit.line line left join people.v_post post on post.district_id = line.district_id and post.id = line.post_id
        left join people.person person on person.district_id = line.district_id and person.id = line.actor_id
       where line.district_id = ${world.districtId} and line.place_id = ${estateId}
       group by 1, 2, 3`)
    return { rows, order: 'any' }
  }),
  step('check-ledger finds no fault and ends with 0', async (world) => {
    const { code, said } = await command(world, ['check-ledger'])
    if (code !== 0 || !said.includes('no fault')) throw differs('0: no fault', `${code}: ${said}`)
    return undefined
  }),
  step(
    "an order's amount is changed behind the ledger, check-ledger ends with 1, and the change is taken back",
    async (world) => {
      const order = await world.database.one<{ id: string }>(sql`select id from orders."order"
        where district_id = ${world.districtId} and state = 'placed' and short_fen = 0 and amount_fen > 1 order by id limit 1`)
      const change = (fen: number) =>
        world.database.run(sql`update orders."order" set short_fen = ${fen}
          where district_id = ${world.districtId} and id = ${order.id}`)
      await change(1)
      const { code, said } = await command(world, ['check-ledger'])
      await change(0)
      if (code !== 1 || !said.includes('fault')) throw differs('1 and the fault', `${code}: ${said}`)
      return undefined
    },
  ),
]
