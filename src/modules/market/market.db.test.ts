// covers: HOU-2 walked refused raced
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestWorld } from '../../../test/support/database.ts'
import { openWorld } from '../../../test/support/database.ts'
import { Refused } from '../../kernel/result.ts'
import type { Context } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import type { SheetTable } from '../../platform/files/index.ts'
import { writeWorkbook } from '../../platform/files/index.ts'
import { stockOf } from '../ledger/index.ts'
import { grantRights } from '../people/index.ts'
import { exportPriceList, uploadPriceList } from './price-lists.ts'
import { listOffers, seenStore, seenStores } from './store.ts'

let world: TestWorld
let manager: Context
let otherManager: Context
let picker: Context
let storeId: string
let otherStoreId: string

const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ code: string; data: Readonly<Record<string, unknown>> }> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
  throw new Error('nothing was refused')
}

const loginAt = async (kind: string, organizationId: string | null): Promise<Context> => {
  const { login } = await world.application.one<{ login: string }>(sql`select person.login from people.person
    join people.v_holding h on h.district_id = person.district_id and h.person_id = person.id
    join people.v_post post on post.district_id = h.district_id and post.id = h.post_id
    where post.kind = ${kind} and post.organization_id is not distinct from ${organizationId}::uuid order by
      person.login limit 1`)
  return world.as(login)
}

beforeAll(async () => {
  world = await openWorld()
  const { application, services } = world
  const stores = await application.rows<{ id: string }>(
    sql`select s.id from market.store s order by s.name, s.id`,
  )
  ;[storeId, otherStoreId] = stores.map((store) => store.id) as [string, string]
  // As a plan gives them: at a street, while the stores stand under the district.
  const street = await application.one<{ id: string }>(
    sql`select id from places.v_place where kind = 'street' order by sort limit 1`,
  )
  await application.transaction(async (tx) => {
    await grantRights(tx, services, {
      placeId: street.id,
      source: 'test',
      rights: { store_manager: ['market.upload_offers'], store_picker: ['market.read_offers'] },
    })
  })
  manager = await loginAt('store_manager', storeId)
  otherManager = await loginAt('store_manager', otherStoreId)
  picker = await loginAt('store_picker', storeId)
}, 120_000)

afterAll(async () => {
  await world?.close()
})

const offers = (id = storeId) => listOffers(world.application, world.services.districtId, id)
const upload = (bytes: Buffer, mode: 'preview' | 'apply' = 'apply', context = manager, id = storeId) =>
  uploadPriceList(context, id, mode, { bytes, name: '价目表.xlsx' })

/** The store's own list with some cells changed by hand, as a manager does. */
const edited = async (
  change: (goods: ExcelJS.Worksheet, packages: ExcelJS.Worksheet) => void,
  context = manager,
  id = storeId,
): Promise<Buffer> => {
  const { bytes } = await exportPriceList(context, id)
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as unknown as ArrayBuffer)
  change(book.getWorksheet('价目表') as ExcelJS.Worksheet, book.getWorksheet('套餐') as ExcelJS.Worksheet)
  return Buffer.from(await book.xlsx.writeBuffer())
}

const rowOf = (sheet: ExcelJS.Worksheet, name: string): ExcelJS.Row => {
  let found: ExcelJS.Row | undefined
  sheet.eachRow((row) => {
    if (row.getCell(2).value === name) found = row
  })
  if (!found) throw new Error(`no row ${name}`)
  return found
}
const price = 5
const stock = 6

const accountOf = async (itemName: string, id = storeId): Promise<string> =>
  (
    await world.application.one<{
      account: string
    }>(sql`select ledger.account_id(${world.services.districtId}, ${id}, i.id, 'none', 'on_hand') as account
    from catalog.v_item i where i.name = ${itemName} order by i.base_unit limit 1`)
  ).account
const holdDocument = '00000000-0000-7000-8000-00000000abcd'
const hold = async (itemName: string, quantity: number): Promise<void> => {
  await world.application.run(sql`select ledger.hold_batch(${world.services.districtId},
    array[${holdDocument}]::uuid[],
    array[${await accountOf(itemName)}]::uuid[], array[${quantity}]::bigint[])`)
}
const onHand = async (itemName: string): Promise<number> => {
  const item = await world.application.one<{ id: string }>(
    sql`select id from catalog.v_item where name = ${itemName} order by base_unit limit 1`,
  )
  return (
    (await stockOf(world.application, world.services.districtId, storeId)).find(
      (row) => row.itemId === item.id,
    )?.posted ?? 0
  )
}

describe('what a store offers', () => {
  test('whole packs that can be promised; a package as many as its scarcest part allows', async () => {
    const list = await offers()
    expect(list.length).toBeGreaterThan(30)
    const eggs = list.find((offer) => offer.name === '鸡蛋')
    expect(eggs).toMatchObject({
      kind: 'single',
      unitName: '板',
      packText: '30枚',
      components: [{ itemName: '鸡蛋', quantity: 30, baseUnit: '枚' }],
    })
    for (const pack of list.filter((offer) => offer.kind === 'package')) {
      expect(pack.components.length).toBeGreaterThan(1)
      const parts = pack.components.map((part) => {
        const single = list.find((offer) => offer.kind === 'single' && offer.name === part.itemName)
        const each = single?.components[0]?.quantity ?? 0
        return Math.floor(((single?.availableCount ?? 0) * each) / part.quantity)
      })
      expect(pack.availableCount).toBe(Math.min(...parts))
    }
    await hold('鸡蛋', 31)
    expect((await offers()).find((offer) => offer.name === '鸡蛋')?.availableCount).toBe(
      (eggs?.availableCount ?? 0) - 2,
    )
    await hold('鸡蛋', -31)
  })

  test('is found by name, pinyin and code', async () => {
    const names = async (q: string) =>
      (await listOffers(world.application, world.services.districtId, storeId, q)).map((offer) => offer.name)
    expect(await names('土豆')).toContain('土豆')
    expect(await names('tudou')).toContain('土豆')
    expect(await names('td')).toContain('土豆')
    expect(await names('v01')).toEqual(['土豆'])
    expect(await names('%')).toEqual([])
  })
})

describe('uploading', () => {
  test('the downloaded list uploaded again changes nothing and keeps every id', async () => {
    const before = await offers()
    const bytes = await edited(() => undefined)
    for (const mode of ['preview', 'apply'] as const) {
      const view = await upload(bytes, mode)
      expect(view).toMatchObject({
        applied: mode === 'apply',
        rowCount: before.length,
        added: 0,
        changed: 0,
        unchanged: before.length,
        unlisted: 0,
        faults: [],
      })
    }
    expect(await offers()).toEqual(before)
  })

  test('another price is another offer, another number is posted, a missing row leaves the list; a preview changes nothing', async () => {
    const before = await offers()
    const idOf = (list: typeof before, name: string) => list.find((offer) => offer.name === name)?.id
    const was = await onHand('鸡蛋')
    const bytes = await edited((goods) => {
      rowOf(goods, '土豆').getCell(price).value = 9.99
      rowOf(goods, '鸡蛋').getCell(stock).value = 7
      rowOf(goods, '馒头').values = []
      goods.insertRow(3, ['X1', '新到草莓', '500g', '盒', 25.5, 12, 1, '蔬菜水果'])
    })
    const preview = await upload(bytes, 'preview')
    expect(preview).toMatchObject({ applied: false, added: 1, changed: 2, unlisted: 1 })
    expect(await offers()).toEqual(before)
    const view = await upload(bytes)
    expect({ ...view, applied: false }).toEqual(preview)
    const after = await offers()
    expect(after[0]).toMatchObject({
      name: '新到草莓',
      code: 'X1',
      priceFen: 2550,
      limitPerHousehold: 1,
      availableCount: 12,
    })
    expect(after.find((offer) => offer.name === '土豆')?.priceFen).toBe(999)
    expect(idOf(after, '土豆')).not.toBe(idOf(before, '土豆'))
    expect(idOf(after, '鸡蛋')).toBe(idOf(before, '鸡蛋'))
    expect(idOf(after, '馒头')).toBeUndefined()
    expect([was, await onHand('鸡蛋'), await onHand('馒头')]).toEqual([was, 210, 0])
    const old = await world.application.one<{ listed: boolean; priceFen: number }>(
      sql`select listed, price_fen from market.v_offer where id = ${idOf(before, '土豆')}`,
    )
    expect(old).toEqual({ listed: false, priceFen: before.find((offer) => offer.name === '土豆')?.priceFen })
    expect(await world.faults()).toEqual([])
  })

  test('the same file again is unchanged whatever was delivered since; A, B and A again are three lists', async () => {
    const withPrice = (yuan: number) =>
      edited((goods) => {
        rowOf(goods, '白糖').getCell(price).value = yuan
      })
    const [a, b] = [await withPrice(7.11), await withPrice(7.22)]
    const priceNow = async () => (await offers()).find((offer) => offer.name === '白糖')?.priceFen
    expect((await upload(a)).changed).toBe(1)
    const again = await upload(a)
    expect(again).toMatchObject({ applied: true, added: 0, changed: 0, unlisted: 0 })
    expect(again.faults.map((fault) => [fault.code, fault.data.blocking])).toEqual([
      ['market.same_file', false],
    ])
    await upload(b)
    expect(await priceNow()).toBe(722)
    expect((await upload(a)).changed).toBe(1)
    expect(await priceNow()).toBe(711)
  })

  test('less than is promised is refused by name and nothing of the list is taken over', async () => {
    const before = await offers()
    await hold('鸡蛋', 61)
    const bytes = await edited((goods) => {
      rowOf(goods, '鸡蛋').getCell(stock).value = 2
      rowOf(goods, '土豆').getCell(price).value = 1.23
    })
    expect((await upload(bytes, 'preview')).faults).toMatchObject([
      { code: 'market.below_held', sheet: '价目表', data: { name: '鸡蛋', uploaded: 2, promised: 3 } },
    ])
    expect(await refusalOf(upload(bytes))).toMatchObject({
      code: 'market.below_held',
      data: { names: '鸡蛋(3板)', offers: [{ name: '鸡蛋', uploaded: 2, promised: 3 }] },
    })
    await hold('鸡蛋', -61)
    expect(await offers()).toEqual(before)
    // What leaves the list keeps what is promised of it, and no more.
    await hold('鸡蛋', 60)
    const without = await edited((goods, packages) => {
      rowOf(goods, '鸡蛋').values = []
      packages.eachRow((row) => {
        if (String(row.getCell(7).value).includes('鸡蛋')) row.values = []
      })
    })
    expect((await upload(without)).applied).toBe(true)
    expect(await onHand('鸡蛋')).toBe(60)
    expect((await offers()).some((offer) => offer.components.some((part) => part.itemName === '鸡蛋'))).toBe(
      false,
    )
    await hold('鸡蛋', -60)
    expect(await world.faults()).toEqual([])
  })

  test('as many as are promised is enough', async () => {
    const counted = (count: number) =>
      edited((goods) => {
        rowOf(goods, '大白菜').getCell(stock).value = count
      })
    await hold('大白菜', 4000)
    expect((await refusalOf(upload(await counted(1)))).code).toBe('market.below_held')
    expect((await upload(await counted(2))).applied).toBe(true)
    expect((await offers()).find((offer) => offer.name === '大白菜')?.availableCount).toBe(0)
    await hold('大白菜', -4000)
  })

  test('a list with a fault is not taken over and says where', async () => {
    const before = await offers()
    const bytes = await edited((goods) => {
      rowOf(goods, '土豆').getCell(price).value = '面议'
    })
    const view = await upload(bytes)
    expect(view.applied).toBe(false)
    expect(view.faults).toMatchObject([
      {
        code: 'market.price_unreadable',
        sheet: '价目表',
        column: 'E',
        data: { name: '土豆', value: '面议' },
      },
    ])
    expect(view).toMatchObject({ unlisted: 0, added: 0 })
    expect(await offers()).toEqual(before)
    expect((await refusalOf(upload(Buffer.from('a,b,c\n1,2,3')))).code).toBe('files.csv')
  })

  test('uploads of one store come one after the other, and orders are never promised more than is there', async () => {
    const account = await accountOf('东北大米')
    const files = await Promise.all(
      [40, 50, 60].map((count) =>
        edited((goods) => {
          rowOf(goods, '东北大米').getCell(stock).value = count
        }),
      ),
    )
    const takes = Array.from({ length: 120 }, () =>
      world.application
        .run(
          sql`select ledger.hold_batch(${world.services.districtId}, array[${holdDocument}]::uuid[],
            array[${account}]::uuid[], array[5000]::bigint[])`,
        )
        .then(
          () => 1,
          () => 0,
        ),
    )
    const outcomes = await Promise.allSettled(files.map((file) => upload(file)))
    const taken = (await Promise.all(takes)).reduce<number>((sum, one) => sum + one, 0)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect((outcome.reason as Refused).refusal.code).toBe('market.below_held')
    }
    const balance = await world.application.one<{ posted: number; held: number }>(
      sql`select posted, held from ledger.v_balance where account_id = ${account}`,
    )
    expect(balance.held).toBe(taken * 5000)
    expect(balance.posted).toBeGreaterThanOrEqual(balance.held)
    await hold('东北大米', -taken * 5000)
    expect(await world.faults()).toEqual([])
  })

  test('a list of two thousand offers is taken over in one go', async () => {
    const table: SheetTable = {
      name: '价目表',
      title: '大单',
      columns: ['编号', '商品', '规格', '单位', '单价(元)', '可售数量'].map((header, index) => ({
        header,
        kind: index === 4 ? 'yuan' : index === 5 ? 'count' : 'text',
        width: 10,
      })),
      rows: Array.from({ length: 2000 }, (_, index) => [
        `C${index}`,
        `商品${index}号`,
        '500g',
        '份',
        100 + index,
        10,
      ]),
      notes: [],
    }
    const started = performance.now()
    const view = await upload(await writeWorkbook([table], 0), 'apply', otherManager, otherStoreId)
    expect(view).toMatchObject({ applied: true, added: 2000 })
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(await offers(otherStoreId)).toHaveLength(2000)
    expect(await world.faults()).toEqual([])
  })
})

describe('who may', () => {
  test("the store's manager uploads; its picker may not; another store and an unknown one look alike", async () => {
    const bytes = await edited(() => undefined)
    expect((await refusalOf(upload(bytes, 'preview', picker))).code).toBe('http.forbidden')
    expect((await refusalOf(upload(bytes, 'preview', otherManager))).code).toBe('market.store_missing')
    expect(
      (await refusalOf(upload(bytes, 'preview', manager, '00000000-0000-7000-8000-000000000001'))).code,
    ).toBe('market.store_missing')
    expect((await refusalOf(exportPriceList(otherManager, storeId))).code).toBe('market.store_missing')
    expect(await seenStore(world.application, picker, 'market.read_offers', storeId)).toMatchObject({
      id: storeId,
    })
    expect((await seenStores(manager, 'market.read_stores')).map((store) => store.id)).toEqual([storeId])
  })
})
