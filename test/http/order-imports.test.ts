/** Orders by Excel through the doors of the product, in both forms in which people keep them. */
import ExcelJS from 'exceljs'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServer } from '../../src/cli/product.ts'
import type { OrderImportView } from '../../src/modules/orders/api.ts'
import { switchOn } from '../../src/modules/plans/index.ts'
import { newId } from '../../src/platform/clock.ts'
import { sql } from '../../src/platform/db/index.ts'
import { newToken, tokenHash } from '../../src/platform/secrets.ts'
import type { TestWorld } from '../support/database.ts'
import { openWorld } from '../support/database.ts'

let world: TestWorld
let app: FastifyInstance
let grid = ''
let officer = ''
let district = 0
let estateId = ''
let cycleId = ''
let offers: { id: string; code: string; name: string; unitName: string; limitPerHousehold: number | null }[] =
  []
let homes: { id: string; building: string; entrance: string; room: string }[] = []
const freshId = (): string => newId(world.services.clock, world.services.random)

const session = async (kind: string, placeId: string): Promise<string> => {
  const token = newToken(world.services.random)
  await world.application.run(sql`insert into people.session (district_id, token_hash, id, person_id, device)
    select ${district}, ${tokenHash(token)}, ${freshId()}, person.id, 'test' from people.v_post post
      join people.v_holding h on h.district_id = post.district_id and h.post_id = post.id
      join people.person person on person.district_id = h.district_id and person.id = h.person_id
     where post.district_id = ${district} and post.kind = ${kind} and post.place_id = ${placeId} order by person.login limit 1`)
  return `__Host-changping=${district}.${token}`
}

beforeAll(async () => {
  world = await openWorld()
  district = world.services.districtId
  app = await makeServer(world.config, world.services, null)
  const commander = await world.as('commander')
  const root = await world.application.one<{ id: string }>(
    sql`select id from places.v_place where district_id = ${district} and kind = 'district'`,
  )
  const plan = await switchOn(commander, 'D1', { id: freshId(), placeId: root.id })
  cycleId = plan.cycleId as string
  const place = await world.application.one<{ id: string; parentId: string; storeId: string }>(sql`
    select p.id, p.parent_id, co.store_id from orders.v_collection co
      join places.v_place p on p.district_id = co.district_id and p.id = co.estate_id
     where co.district_id = ${district} and co.cycle_id = ${cycleId}
       and exists (select 1 from people.v_post post join people.v_holding h on h.post_id = post.id
         where post.place_id = p.parent_id and post.kind = 'grid_worker')
     order by p.sort, p.id limit 1`)
  estateId = place.id
  offers =
    await world.application.rows(sql`select id, code, name, unit_name, limit_per_household from market.v_offer
    where district_id = ${district} and store_id = ${place.storeId} and listed and kind = 'single'
      and coalesce(limit_per_household, 99) >= 2 order by sort limit 4`)
  homes = await world.application.rows(sql`select id, building, entrance, room from places.v_household
    where district_id = ${district} and estate_id = ${estateId} and room not like '-%'
    order by building_sort, entrance_sort, room_sort limit 12`)
  grid = await session('grid_worker', place.parentId)
  officer = await session('community_officer', place.parentId)
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})

const rows = async (values: readonly (readonly (string | number | null)[])[]): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  const out = book.addWorksheet('订单')
  for (const row of values) out.addRow([...row])
  return Buffer.from(await book.xlsx.writeBuffer())
}
const send = (mode: string, bytes: Buffer, cookie = grid): InjectOptions => {
  const line = '----changping'
  return {
    method: 'POST',
    url: `/api/estates/${estateId}/orders/import?mode=${mode}`,
    headers: { 'content-type': `multipart/form-data; boundary=${line}`, cookie },
    payload: Buffer.concat([
      Buffer.from(`--${line}\r\ncontent-disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n`),
      bytes,
      Buffer.from(`\r\n--${line}--\r\n`),
    ]),
  }
}
const call = async (mode: string, bytes: Buffer): Promise<OrderImportView> => {
  const reply = await app.inject(send(mode, bytes))
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json()
}
const home = (index: number): [string, string, string] => {
  const found = homes[index]
  if (!found) throw new Error(`no home ${index}`)
  return [found.building, found.entrance, found.room]
}
const label = (index: number): string =>
  home(index)
    .filter((part) => part !== '')
    .join('-')
const name = (index: number): string => offers[index]?.name as string
const live = () =>
  world.application.rows<{
    householdId: string
    channel: string
    lines: number
  }>(sql`select o.household_id, o.channel,
      (select count(*) from orders.v_order_line l where l.district_id = o.district_id and l.order_id = o.id) as lines
    from orders.v_order o where o.district_id = ${district} and o.cycle_id = ${cycleId} and o.state = 'placed' order by o.placed_at, o.id`)

describe('HOU-4 orders by Excel', () => {
  test('a plan without the channel refuses the file before anybody fills it in; strangers hear nothing', async () => {
    const list = await rows([
      ['房号', '商品', '数量'],
      [label(0), name(0), 1],
    ])
    for (const mode of ['preview', 'apply']) {
      const reply = await app.inject(send(mode, list))
      expect([reply.statusCode, (reply.json() as { code: string }).code]).toEqual([
        422,
        'orders.channel_closed',
      ])
    }
    const stranger = await app.inject(send('apply', list, officer))
    expect([stranger.statusCode, (stranger.json() as { code: string }).code]).toEqual([404, 'places.missing'])
    expect(await live()).toEqual([])
  })

  test('a row for each household and item: doubtful rows are named and their households left out', async () => {
    await world.owner.run(
      sql`update orders.cycle set channels = channels || array['excel'] where id = ${cycleId}`,
    )
    const list = await rows([
      ['某某小区订单'],
      ['楼栋', '单元', '房号', '商品', '数量', '备注'],
      [...home(0), name(0), 1, ''],
      [...home(0), offers[1]?.code || name(1), `2${offers[1]?.unitName}`, ''],
      [...home(1), name(2), 1, ''],
      [...home(2), name(0), 1, ''],
      [...home(2), '没有这样东西', 1, ''],
      [...home(3), name(0), '很多', ''],
      [...home(4), name(0), 1, ''],
      [...home(4), name(0), 1, ''],
      ['999', '1', '101', name(0), 1, ''],
      ['', '', '合计', '', 8, ''],
    ])
    const seen = await call('preview', list)
    expect(seen).toMatchObject({ applied: false, layout: 'item_rows', placed: 0 })
    expect(
      seen.orders.map((order) => [order.label, order.rows, order.lines.map((line) => line.count)]),
    ).toEqual([
      [label(0), [3, 4], [1, 2]],
      [label(1), [5], [1]],
    ])
    expect(seen.faults.map(({ row, code }) => [row, code]).sort()).toEqual(
      [
        [7, 'orders.import_item_unknown'],
        [8, 'orders.import_count_unreadable'],
        [10, 'orders.import_item_twice'],
        [11, 'orders.import_household_unknown'],
      ].sort(),
    )
    expect(await live()).toEqual([])
    const done = await call('apply', list)
    expect(done).toMatchObject({ applied: true, placed: 2, refused: 0 })
    expect(await live()).toEqual([
      expect.objectContaining({ channel: 'excel' }),
      expect.objectContaining({ channel: 'excel' }),
    ])
    expect(await call('apply', list)).toMatchObject({ placed: 0, changed: 0, same: 2, refused: 0 })
    expect(await live()).toHaveLength(2)
  })

  test('a row for each household with a column for each item: a number below a strange head is a doubt', async () => {
    const list = await rows([
      ['房号', '姓名', name(0), name(1), '进口榴莲'],
      [label(0), '甲', 1, 2, ''],
      [label(1), '乙', '', 1, ''],
      [label(5), '丙', 2, '', ''],
      [label(6), '丁', 1, '', 3],
      [label(7), '戊', '', '', ''],
      ['合计', '', 4, 3, 3],
    ])
    const done = await call('apply', list)
    expect(done).toMatchObject({ layout: 'item_columns', same: 1, changed: 1, placed: 1, refused: 0 })
    expect(done.orders.map((order) => [order.label, order.standing, order.code])).toEqual([
      [label(0), 'same', 'same'],
      [label(1), 'change', 'changed'],
      [label(5), 'new', 'placed'],
    ])
    expect(done.faults).toMatchObject([{ row: 5, column: 'E', code: 'orders.import_column_unknown' }])
    expect(await world.faults()).toEqual([])
  })

  test('what a household ordered itself stays; what the intake refuses is said for each household alone', async () => {
    await world.owner.run(sql`update orders."order" set channel = 'household' where cycle_id = ${cycleId}
      and household_id = ${homes[5]?.id} and state = 'placed'`)
    const limited = 999
    const done = await call(
      'apply',
      await rows([
        ['房号', '商品', '数量'],
        [label(5), name(1), 1],
        [label(8), name(0), limited],
        [label(9), name(0), 1],
      ]),
    )
    expect(done.orders.map((order) => [order.label, order.code])).toEqual([
      [label(5), 'orders.already_ordered'],
      [label(8), 'orders.count_out_of_range'],
      [label(9), 'placed'],
    ])
    expect(done).toMatchObject({ placed: 1, refused: 2 })
    const none = await call(
      'apply',
      await rows([
        ['商品', '价格'],
        [name(0), 3],
      ]),
    )
    expect(none).toMatchObject({ applied: false, faults: [{ code: 'orders.import_no_table' }] })
    expect(await world.faults()).toEqual([])
  })
})
