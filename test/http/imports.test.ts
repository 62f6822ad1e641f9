/** Lists of households through the doors of the product: looked at, taken over, given back marked, taken back. */
import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServer } from '../../src/cli/product.ts'
import { orderFor } from '../../src/modules/orders/commands.ts'
import type { ImportView } from '../../src/modules/places/api.ts'
import { switchOn } from '../../src/modules/plans/index.ts'
import { newId } from '../../src/platform/clock.ts'
import { sql } from '../../src/platform/db/index.ts'
import { newToken, tokenHash } from '../../src/platform/secrets.ts'
import type { TestWorld } from '../support/database.ts'
import { openWorld } from '../support/database.ts'

let world: TestWorld
let app: FastifyInstance
let officer = ''
let officerAgain = ''
let grid = ''
let district = 0
let community = ''
let communityLogin = ''
let estates: { id: string; name: string }[] = []
const estate = (): string => estates[0]?.id as string
const freshId = (): string => newId(world.services.clock, world.services.random)

const session = async (login: string): Promise<string> => {
  const token = newToken(world.services.random)
  await world.application.run(sql`insert into people.session (district_id, token_hash, id, person_id, device)
    select ${district}, ${tokenHash(token)}, ${freshId()}, id, 'test' from people.person
     where district_id = ${district} and login = ${login}`)
  return `__Host-changping=${district}.${token}`
}
const loginAt = async (kind: string, placeId: string): Promise<string> =>
  (
    await world.application.one<{ login: string }>(sql`select person.login from people.v_post post
      join people.v_holding h on h.district_id = post.district_id and h.post_id = post.id
      join people.person person on person.district_id = h.district_id and person.id = h.person_id
     where post.district_id = ${district} and post.kind = ${kind} and post.place_id = ${placeId} order by 1 limit 1`)
  ).login

beforeAll(async () => {
  world = await openWorld()
  district = world.services.districtId
  app = await makeServer(world.config, world.services, null)
  const place = await world.application.one<{ id: string }>(sql`select p.id from places.place p
    where p.district_id = ${district} and p.kind = 'community'
      and (select count(*) from places.place e where e.parent_id = p.id and e.kind = 'estate') >= 2
      and exists (select 1 from people.v_post post join people.v_holding h on h.post_id = post.id
        where post.place_id = p.id and post.kind = 'community_officer')
    order by p.sort, p.id limit 1`)
  community = place.id
  estates = await world.application.rows(sql`select id, name from places.place
    where district_id = ${district} and parent_id = ${community} and kind = 'estate' order by sort, id`)
  communityLogin = await loginAt('community_officer', community)
  officer = await session(communityLogin)
  officerAgain = await session(communityLogin)
  grid = await session(await loginAt('grid_worker', community))
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})

const sheet = async (build: (out: ExcelJS.Worksheet) => void, name = '住户'): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  build(book.addWorksheet(name))
  return Buffer.from(await book.xlsx.writeBuffer())
}
const rows = (values: readonly (readonly (string | number | null)[])[]): Promise<Buffer> =>
  sheet((out) => {
    for (const row of values) out.addRow([...row])
  })

const send = (url: string, bytes: Buffer, name = '名单.xlsx', cookie = officer): InjectOptions => {
  const line = '----changping'
  return {
    method: 'POST',
    url,
    headers: { 'content-type': `multipart/form-data; boundary=${line}`, cookie },
    payload: Buffer.concat([
      Buffer.from(
        `--${line}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${line}--\r\n`),
    ]),
  }
}
const call = async (mode: string, bytes: Buffer, where = `estates/${estate()}`): Promise<ImportView> => {
  const reply = await app.inject(send(`/api/${where}/households/import?mode=${mode}`, bytes))
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json()
}
const refusal = async (
  request: InjectOptions,
): Promise<{ status: number; code: string; data: Record<string, unknown> }> => {
  const reply = await app.inject(request)
  return { status: reply.statusCode, ...(reply.json() as { code: string; data: Record<string, unknown> }) }
}
const undo = (id: string, cookie = officer): InjectOptions => ({
  method: 'DELETE',
  url: `/api/imports/${id}`,
  headers: { cookie },
})
const get = (url: string, cookie = officer): InjectOptions => ({ method: 'GET', url, headers: { cookie } })
const homes = (where = estate()) =>
  world.application.rows<{
    id: string
    building: string
    entrance: string
    room: string
    personCount: number
    flags: string[]
  }>(
    sql`select id, building, entrance, room, person_count, flags from places.household
      where district_id = ${district} and estate_id = ${where} order by building, entrance, room`,
  )

const head = ['楼栋', '单元', '房号', '姓名', '电话', '人数', '备注']

describe('an estate hands its list in as it has it', () => {
  test('title, merged heads, totals, notes and blank rows cost nothing; rows are named as Excel shows them', async () => {
    const before = await homes()
    const bytes = await sheet((out) => {
      out.getCell('A1').value = '某某小区住户登记表'
      out.mergeCells('A1:G1')
      out.getRow(3).values = ['房屋信息', null, null, '户主', null, '家庭', null]
      out.mergeCells('A3:C3')
      out.getRow(4).values = head
      out.getRow(6).values = ['91号楼', '二单元', '501室', '张三一', '138 0000 0001', 3, '独居老人、爱吃面']
      out.getCell('A7').value = '91号楼'
      out.mergeCells('A7:A8')
      out.getRow(7).getCell(2).value = '1'
      out.getRow(7).getCell(3).value = 502
      out.getRow(7).getCell(5).value = 13800000002
      out.getRow(8).getCell(2).value = '1'
      out.getRow(8).getCell(3).value = '503'
      out.getRow(8).getCell(5).value = '1380000'
      out.getRow(8).getCell(6).value = '三个'
      out.getRow(9).values = ['91', '1', '', '没有房号', '13800000003', 1]
      out.getRow(11).values = ['合计', null, null, null, null, 4]
      out.getRow(12).values = ['备注：以上为常住']
    })
    const view = await call('preview', bytes)
    expect(view).toMatchObject({ applied: false, rowCount: 4, added: 2, changed: 0, same: 0, faulty: 2 })
    expect(view.faults.map(({ row, column, code }) => [row, column, code])).toEqual([
      [8, 'F', 'places.import_persons_unreadable'],
      [9, 'C', 'places.import_room_missing'],
    ])
    expect(
      view.changes.map(({ label, row, contactMasked, phoneMasked, flags }) => [
        label,
        row,
        contactMasked,
        phoneMasked,
        flags,
      ]),
    ).toEqual([
      ['91-2-501', 6, '张**', '138****0001', ['alone_elderly']],
      ['91-1-502', 7, '', '138****0002', []],
    ])
    expect(await homes()).toEqual(before)
    const done = await call('apply', bytes)
    expect(done).toMatchObject({ applied: true, added: 2, faulty: 2, repeated: false })
    const again = await call('apply', bytes)
    expect(again).toMatchObject({ applied: true, added: 2, same: 0, repeated: true, importId: done.importId })
    const sealed = await world.application.rows<{
      contact: string
    }>(sql`select encode(contact_sealed, 'escape') as contact
      from places.household where district_id = ${district} and estate_id = ${estate()} and building = '91'`)
    expect(sealed).toHaveLength(2)
    expect(JSON.stringify(sealed)).not.toContain('张')
    expect((await app.inject(undo(done.importId as string))).json()).toEqual({ removed: 2, restored: 0 })
    expect(await homes()).toEqual(before)
    expect((await refusal(undo(done.importId as string))).code).toBe('places.import_undone')
    // Taken back, the same file is a new import.
    const third = await call('apply', bytes)
    expect(third).toMatchObject({ added: 2, repeated: false })
    await app.inject(undo(third.importId as string))
  })

  test('the room may stand in one column, in every usual form; twins are named and not guessed', async () => {
    const bytes = await rows([
      ['房号', '姓名', '人数'],
      ['92-2-501', '甲甲', 1],
      ['92号楼3单元502室', '乙乙', 2],
      ['92-1203', '丙丙', 3],
      ['92-1--1-101', '丁丁', 1],
      ['501', '戊戊', 1],
      ['92-1-7', '己己', 1],
      ['92-1-7', '庚庚', 1],
      ['92-1-8', '辛辛', 2],
      ['92-1-8', '辛辛', 2],
      ['constructor', '壬壬', 1],
    ])
    const view = await call('preview', bytes)
    expect(view.changes.map(({ label }) => label)).toEqual([
      '92-2-501',
      '92-3-502',
      '92-1203',
      '92-1--1-101',
      '92-1-8',
    ])
    expect(view.faults.map(({ row, code, data }) => [row, code, data.otherRow])).toEqual([
      [6, 'places.import_building_missing', undefined],
      [11, 'places.import_building_missing', undefined],
      [7, 'places.import_room_twice', 8],
      [8, 'places.import_room_twice', 7],
      [10, 'places.import_room_twice', 9],
    ])
  })

  test('what goes out comes back without a change, masked or revealed', async () => {
    const before = await homes()
    const file = await app.inject(get(`/api/estates/${estate()}/households.xlsx`))
    expect(file.statusCode).toBe(200)
    const people = await world.application.rows<{ contactSealed: Buffer | null }>(
      sql`select contact_sealed from places.household where district_id = ${district} and estate_id = ${estate()}`,
    )
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(file.rawPayload as unknown as ArrayBuffer)
    const names = book.worksheets[0]?.getColumn(4).values?.map(String) ?? []
    const real = people.flatMap(({ contactSealed }) =>
      contactSealed ? [world.services.vault.open(contactSealed)] : [],
    )
    expect(real.length).toBeGreaterThan(20)
    expect(real.filter((name) => names.includes(name))).toEqual([])
    const masked = await call('apply', file.rawPayload)
    expect(masked).toMatchObject({ added: 0, changed: 0, faulty: 0, same: before.length, importId: null })

    expect(
      (await refusal(get(`/api/estates/${estate()}/households.xlsx?reveal=${encodeURIComponent('核对')}`)))
        .code,
    ).toBe('http.forbidden')
    await world.owner.run(sql`insert into people."right" (district_id, post_kind, action, place_id, source)
      values (${district}, 'community_officer', 'places.reveal', ${community}, 'test')`)
    const seenBefore = await reveals()
    const open = await app.inject(
      get(`/api/estates/${estate()}/households.xlsx?reveal=${encodeURIComponent('核对名单')}`),
    )
    expect(open.statusCode).toBe(200)
    expect(await reveals()).toBe(seenBefore + 1)
    const opened = new ExcelJS.Workbook()
    await opened.xlsx.load(open.rawPayload as unknown as ArrayBuffer)
    expect(opened.worksheets[0]?.getColumn(4).values?.map(String)).toEqual(expect.arrayContaining(real))
    expect(await call('apply', open.rawPayload)).toMatchObject({
      added: 0,
      changed: 0,
      faulty: 0,
      same: before.length,
    })
    expect(await homes()).toEqual(before)
  })

  test('a changed cell changes one household; an empty one nothing, 无 empties; a foreign mask is refused', async () => {
    const [one, two, three] = await homes()
    if (!one || !two || !three) throw new Error('too few homes')
    const name = (home: typeof one): string[] => [home.building, home.entrance, home.room]
    const bytes = await rows([
      head,
      [...name(one), '改过名', '', '', ''],
      [...name(two), '', '无', 9, ''],
      [...name(three), '错**', '', '', ''],
    ])
    const done = await call('apply', bytes)
    expect(done).toMatchObject({ added: 0, changed: 2, same: 0, faulty: 1 })
    expect(done.faults[0]).toMatchObject({ row: 4, column: 'D', code: 'places.import_masked' })
    const after = await world.application.one<{
      contactSealed: Buffer
      phoneSealed: Buffer | null
      personCount: number
    }>(sql`select contact_sealed, phone_sealed, person_count from places.household where id = ${one.id}`)
    expect(world.services.vault.open(after.contactSealed)).toBe('改过名')
    expect(after.personCount).toBe(one.personCount)
    const cleared = await world.application.one<{ phoneSealed: Buffer | null; personCount: number }>(
      sql`select phone_sealed, person_count from places.household where id = ${two.id}`,
    )
    expect(cleared).toEqual({ phoneSealed: null, personCount: 9 })
    expect((await app.inject(undo(done.importId as string))).json()).toEqual({ removed: 0, restored: 2 })
    const restored = await world.application.one<{ personCount: number; phoneSealed: Buffer | null }>(
      sql`select person_count, phone_sealed from places.household where id = ${two.id}`,
    )
    expect(restored.personCount).toBe(two.personCount)
  })
})

const reveals = async (): Promise<number> =>
  (
    await world.owner.one<{ count: number }>(
      sql`select count(*) as count from audit.line where action = 'places.reveal' and object_kind = 'estate'`,
    )
  ).count

describe('faults written into a copy of the own file', () => {
  test('red cells and a reason in a new last column, everything else as it was; for this session only', async () => {
    const bytes = await sheet((out) => {
      out.addRow(['登记表'])
      out.addRow(head)
      out.addRow(['93', '1', '501', '张三', '139', 3, ''])
      out.addRow(['93', '1', '502', '李四', '13900000002', 2, ''])
      out.getColumn(4).width = 33
      out.getCell('D3').note = '批注'
      out.getCell('E3').font = { bold: true }
      out.getCell('F4').value = { formula: '1+1', result: 2 }
      out.getCell('B3').dataValidation = { type: 'list', allowBlank: true, formulae: ['"1,2,3"'] }
    })
    const view = await call('preview', bytes)
    expect(view.faulty).toBe(1)
    const url = `/api/import-copies/${view.markedCopyId}`
    const copy = await app.inject(get(url))
    expect(copy.statusCode).toBe(200)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(copy.rawPayload as unknown as ArrayBuffer)
    const out = book.worksheets[0] as ExcelJS.Worksheet
    expect(out.getCell('H2').value).toBe('说明')
    expect(String(out.getCell('H3').value)).toContain('139')
    expect(out.getCell('H4').value).toBeNull()
    expect(out.getCell('E3').fill).toMatchObject({ pattern: 'solid', fgColor: { argb: 'FFFFC7CE' } })
    expect(out.getCell('E3').font).toMatchObject({ bold: true })
    expect(out.getCell('D3').fill).toBeUndefined()
    expect(out.getColumn(4).width).toBe(33)
    expect(out.getCell('D3').note).toBeTruthy()
    expect(out.getCell('F4').formula).toBe('1+1')
    expect(out.getCell('B3').dataValidation).toMatchObject({ type: 'list' })
    // The copy, mended, is a list like any other: its new column is passed over.
    out.getCell('E3').value = '13900000001'
    const mended = await call('preview', Buffer.from(await book.xlsx.writeBuffer()))
    expect(mended).toMatchObject({ added: 2, faulty: 0, markedCopyId: null })

    expect((await refusal(get(url, officerAgain))).code).toBe('places.import_copy_missing')
    expect((await refusal(get(url, grid))).code).toBe('places.import_copy_missing')
    expect((await refusal(get(url, ''))).status).toBe(401)
  })
})

describe('many estates in one file', () => {
  test('each row goes to the estate that it names; names that nobody has here are faults', async () => {
    const [first, second] = estates
    const foreign = await world.application.one<{ name: string }>(sql`select name from places.place
      where district_id = ${district} and kind = 'estate' and parent_id <> ${community}
        and name not in (select name from places.place where parent_id = ${community}) order by name limit 1`)
    const bytes = await rows([
      ['小区', ...head],
      [first?.name ?? '', '94', '1', '101', '赵一', '13700000001', 2, ''],
      [second?.name ?? '', '94', '1', '101', '赵二', '13700000002', 2, ''],
      ['没有这个小区', '94', '1', '101', '赵三', '13700000003', 2, ''],
      [foreign.name, '94', '1', '101', '赵四', '13700000004', 2, ''],
      ['', '94', '1', '102', '赵五', '13700000005', 2, ''],
    ])
    const where = `places/${community}`
    const done = await call('apply', bytes, where)
    expect(done).toMatchObject({ applied: true, added: 2, faulty: 3 })
    expect(done.faults.map(({ row, code }) => [row, code])).toEqual([
      [4, 'places.import_estate_unknown'],
      [5, 'places.import_estate_unknown'],
      [6, 'places.import_estate_unnamed'],
    ])
    for (const one of [first, second]) {
      const { imports } = (await app.inject(get(`/api/estates/${one?.id}/imports`))).json() as {
        imports: { id: string; added: number }[]
      }
      expect(imports.find(({ id }) => id === done.importId)).toMatchObject({ added: 2 })
    }
    expect((await app.inject(undo(done.importId as string))).json()).toEqual({ removed: 2, restored: 0 })
    // Without the column nobody knows whose rows they are; and an estate takes no rows of another.
    const bare = await call(
      'apply',
      await rows([head, ['94', '1', '101', '赵一', '13700000001', 2, '']]),
      where,
    )
    expect(bare).toMatchObject({ applied: false, added: 0, importId: null })
    expect(bare.faults[0]).toMatchObject({ row: 1, code: 'places.import_column_missing' })
    const other = await call('preview', bytes)
    expect(other).toMatchObject({ added: 2, faulty: 3 })
    expect(other.faults.every(({ code }) => code === 'places.import_other_estate')).toBe(true)
  })
})

describe('taking back is refused, whole', () => {
  test('when a household has a link, was changed since, or has ordered; after a day; by others', async () => {
    const list = await rows([
      head,
      ['95', '1', '101', '钱一', '13600000001', 2, ''],
      ['95', '1', '102', '钱二', '13600000002', 2, ''],
    ])
    const made = await call('apply', list)
    const id = made.importId as string
    const added = (await homes()).filter(({ building }) => building === '95')
    expect(added).toHaveLength(2)

    expect((await refusal(undo(id, grid))).status).toBe(404)
    const later = await call('apply', await rows([head, ['95', '1', '101', '钱大', '', '', '']]))
    expect(await refusal(undo(id))).toMatchObject({
      status: 422,
      code: 'places.import_changed_since',
      data: { rooms: '95-1-101' },
    })
    await app.inject(undo(later.importId as string))

    await world.application.run(
      sql`update places.household set link_hash = '\\x01' where id = ${added[0]?.id}`,
    )
    expect(await refusal(undo(id))).toMatchObject({
      code: 'places.import_in_use',
      data: { rooms: '95-1-101' },
    })
    await world.application.run(sql`update places.household set link_hash = null where id = ${added[0]?.id}`)

    const commander = await world.as('commander')
    const plan = await switchOn(commander, 'D1', {
      id: freshId(),
      placeId: (
        await world.application.one<{ id: string }>(sql`select id from places.place
        where district_id = ${district} and kind = 'district'`)
      ).id,
    })
    const offer = await world.application.one<{ id: string }>(sql`select o.id from orders.v_collection co
      join market.v_offer o on o.district_id = co.district_id and o.store_id = co.store_id and o.listed and o.kind = 'single'
     where co.estate_id = ${estate()} and co.cycle_id = ${plan.cycleId} order by o.sort limit 1`)
    const worker = await world.as(await loginAt('grid_worker', community))
    const order = await orderFor(worker, {
      id: freshId(),
      cycleId: plan.cycleId as string,
      householdId: added[1]?.id as string,
      lines: [{ offerId: offer.id, count: 1 }],
    })
    expect(order.code).toBe('placed')
    expect(await refusal(undo(id))).toMatchObject({
      code: 'places.import_in_use',
      data: { rooms: '95-1-102' },
    })
    expect((await homes()).filter(({ building }) => building === '95')).toHaveLength(2)
    await world.owner.run(
      sql`update places.import set imported_at = imported_at - interval '25 hours' where id = ${id}`,
    )
    expect((await refusal(undo(id))).code).toBe('places.import_too_old')
    expect((await refusal(undo(freshId()))).code).toBe('places.import_missing')
  })

  test('two who take over the same file at once make one import', async () => {
    const list = await rows([
      head,
      ...Array.from({ length: 40 }, (_, index) => ['96', '1', String(101 + index), '孙某', '', 1, '']),
    ])
    const views = await Promise.all([call('apply', list), call('apply', list)])
    expect(views.map(({ added, repeated }) => [added, repeated]).sort()).toEqual([
      [40, false],
      [40, true],
    ])
    expect(views[0]?.importId).toBe(views[1]?.importId)
    expect((await homes()).filter(({ building }) => building === '96')).toHaveLength(40)
    expect(await world.faults()).toEqual([])
  })
})

describe('what is no list is refused with the reason', () => {
  type Packed = { name: string; packed: Buffer; claimed: number }
  const zip = (files: readonly Packed[]): Buffer => {
    const parts: Buffer[] = []
    const directory: Buffer[] = []
    let offset = 0
    for (const { name, packed, claimed } of files) {
      const local = Buffer.alloc(30)
      local.writeUInt32LE(0x04034b50, 0)
      local.writeUInt16LE(8, 8)
      local.writeUInt32LE(packed.length, 18)
      local.writeUInt32LE(claimed, 22)
      local.writeUInt16LE(name.length, 26)
      const entry = Buffer.alloc(46)
      entry.writeUInt32LE(0x02014b50, 0)
      entry.writeUInt16LE(8, 10)
      entry.writeUInt32LE(packed.length, 20)
      entry.writeUInt32LE(claimed, 24)
      entry.writeUInt16LE(name.length, 28)
      entry.writeUInt32LE(offset, 42)
      parts.push(local, Buffer.from(name), packed)
      directory.push(entry, Buffer.from(name))
      offset += 30 + name.length + packed.length
    }
    const listing = Buffer.concat(directory)
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(files.length, 8)
    end.writeUInt16LE(files.length, 10)
    end.writeUInt32LE(listing.length, 12)
    end.writeUInt32LE(offset, 16)
    return Buffer.concat([...parts, listing, end])
  }
  const pack = (name: string, text: string): Packed => ({
    name,
    packed: deflateRawSync(Buffer.from(text)),
    claimed: Buffer.byteLength(text),
  })
  const parts = [
    pack('[Content_Types].xml', '<Types/>'),
    pack(
      'xl/workbook.xml',
      '<workbook><sheets><sheet name="住户" sheetId="1" r:id="r1"/></sheets></workbook>',
    ),
    pack(
      'xl/_rels/workbook.xml.rels',
      '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>',
    ),
  ]
  const doors = (): string[] => [
    `/api/estates/${estate()}/households/import?mode=preview`,
    `/api/places/${community}/households/import?mode=apply`,
  ]

  test('macros, a bomb of 511 KB, ten thousand columns, text, other kinds; formulas are said', async () => {
    const bomb = deflateRawSync(Buffer.alloc(512 * 1024 * 1024, 0x20), { level: 9 })
    expect(bomb.length).toBeLessThan(600 * 1024)
    const wide = await rows([Array.from({ length: 10_000 }, (_, index) => `列${index}`)])
    const list = await rows([head, ['97', '1', '101', '李', '', 1, '']])
    const bad: [string, Buffer, string][] = [
      ['名单.xlsm', list, 'files.macros'],
      ['名单.xlsx', zip([...parts, pack('xl/vbaProject.bin', 'x')]), 'files.macros'],
      [
        '名单.xlsx',
        zip([...parts, { name: 'xl/worksheets/a.xml', packed: bomb, claimed: 1000 }]),
        'files.unpacks_too_large',
      ],
      ['名单.xlsx', wide, 'files.too_many_columns'],
      ['名单.csv', Buffer.from('楼栋,房号\n1,101\n'), 'files.csv'],
      ['名单.xlsx', Buffer.from('%PDF-1.7 \u0000'), 'files.not_workbook'],
      ['名单.xlsx', list.subarray(0, list.length - 40), 'files.damaged'],
      ['名单.xlsx', Buffer.alloc(0), 'files.missing'],
    ]
    for (const door of doors()) {
      for (const [name, bytes, code] of bad) {
        const heard = await refusal(send(door, bytes, name))
        expect([door, code, heard.code, heard.status]).toEqual([door, code, code, 400])
      }
    }
    const formulas = await call(
      'preview',
      await sheet((out) => {
        out.addRow(head)
        out.addRow(['97', '1', { formula: '100+1', result: 101 }, '李', '', { formula: 'A9' }, ''])
        out.addRow(['97', '1', { formula: '100+2', result: 102 }, '李', '', 2, ''])
      }),
    )
    expect(formulas).toMatchObject({ added: 1, faulty: 1 })
    expect(formulas.faults.map(({ row, code }) => [row, code])).toEqual([
      [2, 'places.import_cell_error'],
      [2, 'places.import_formula_value'],
      [2, 'places.import_formula_value'],
    ])
    const none = await call(
      'apply',
      await rows([
        ['商品', '单价'],
        ['土豆', 2],
      ]),
    )
    expect(none).toMatchObject({ applied: false })
    expect(none.faults[0]?.code).toBe('places.import_no_table')
  })

  test('who may not import hears what somebody hears of an estate that is not there', async () => {
    const list = await rows([head, ['97', '1', '101', '李', '', 1, '']])
    for (const door of doors()) {
      const mine = await refusal(send(door, list, '名单.xlsx', grid))
      expect(mine).toMatchObject({ status: 404, code: 'places.missing' })
      expect((await refusal(send(door, list, '名单.xlsx', ''))).status).toBe(401)
    }
    expect((await refusal(get(`/api/estates/${estate()}/imports`, grid))).code).toBe('places.missing')
    expect((await refusal(send(doors()[0]?.replace(estate(), community) as string, list))).code).toBe(
      'places.missing',
    )
  })
})
