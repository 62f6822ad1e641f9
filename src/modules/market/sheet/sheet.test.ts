// covers: HOU-2 walked refused
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { fen } from '../../../kernel/money.ts'
import { readWorkbook, writeWorkbook } from '../../../platform/files/index.ts'
import type { ListedOffer, PriceRow } from '../rules/index.ts'
import { compareList, resolveList } from '../rules/index.ts'
import { readPriceList } from './read-list.ts'
import { priceListTables } from './write-list.ts'

// Real workbooks are written and read here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

type Build = (book: ExcelJS.Workbook) => void

const read = async (build: Build) => {
  const book = new ExcelJS.Workbook()
  build(book)
  return readPriceList(await readWorkbook(Buffer.from(await book.xlsx.writeBuffer()), '价目表.xlsx'))
}

const goodsHeads = ['编号', '商品', '规格', '单位', '单价(元)', '可售数量', '每户限量', '类别']

const goods =
  (rows: readonly unknown[][], heads: readonly string[] = goodsHeads): Build =>
  (book) => {
    const sheet = book.addWorksheet('价目表')
    sheet.addRow([...heads])
    for (const row of rows) sheet.addRow([...row])
  }

const short = (row: PriceRow) => [
  row.origin.row,
  row.name,
  row.unitName,
  row.priceFen,
  row.stockCount,
  row.limitPerHousehold,
]
const codes = (list: Awaited<ReturnType<typeof read>>) =>
  list.faults.map((fault) => [fault.code, fault.row, fault.column])

describe('a price list as stores write it', () => {
  test('columns by name in any order, title above, notes and totals below, empty rows between', async () => {
    const list = await read((book) => {
      const sheet = book.addWorksheet('Sheet1')
      sheet.getCell('A1').value = '海滨超市保供价目表'
      sheet.mergeCells('A1:H1')
      sheet.getCell('A2').value = '日期：2026年11月21日'
      sheet.getRow(4).values = [
        '序号',
        '类 别',
        '品名',
        '＊库存',
        '价格（元）',
        '限购',
        '计量单位',
        '规格型号',
      ]
      sheet.getRow(5).values = [1, '蔬菜', '土豆', 100, 4.8, '不限', '份', '1kg']
      sheet.getRow(8).values = [2, '蔬菜', '大白菜', '８０', '５．６０', '', '颗', '2kg']
      sheet.getRow(9).values = [3, '蛋奶', '鸡蛋', '1,000板', '¥29.80元/板', '2板', '元/板', '30枚']
      sheet.getRow(10).values = [4]
      sheet.getRow(11).values = ['合 计', null, null, { formula: 'SUM(D5:D9)', result: 1180 }]
      sheet.getRow(13).values = ['备注：价格每日更新']
      sheet.getCell('C14').value = '说明:以到货为准'
    })
    expect(list.faults).toEqual([])
    expect(list.rows.map(short)).toEqual([
      [5, '土豆', '份', 480, 100, null],
      [8, '大白菜', '颗', 560, 80, null],
      [9, '鸡蛋', '板', 2980, 1000, 2],
    ])
    expect(list.rows[2]).toMatchObject({ packText: '30枚', category: '蛋奶', kind: 'single', code: '' })
  })

  test('two rows of heads, merged heads, group headings over the whole width, a category merged down', async () => {
    const list = await read((book) => {
      const sheet = book.addWorksheet('价目表')
      sheet.addRow(['商品', '类别', '销售', null, null])
      sheet.addRow([null, null, '单位', '单价(元)', '可售数量'])
      for (const range of ['A1:A2', 'B1:B2', 'C1:E1']) sheet.mergeCells(range)
      sheet.addRow(['一、蔬菜'])
      sheet.mergeCells('A3:E3')
      sheet.addRow(['土豆', '蔬菜', '份', 4.8, 10])
      sheet.addRow(['白菜', null, '颗', 5.6, 10])
      sheet.mergeCells('B4:B5')
      sheet.addRow(['商品', '类别', '单位', '单价', '可售数量'])
      sheet.addRow(['萝卜', '', '个', '1', 3])
    })
    expect(list.faults).toEqual([])
    expect(list.rows.map((row) => [row.origin.row, row.name, row.category])).toEqual([
      [4, '土豆', '蔬菜'],
      [5, '白菜', '蔬菜'],
      [7, '萝卜', ''],
    ])
  })

  test('numbers as text, text as numbers, codes with zeros in front', async () => {
    const list = await read(
      goods([
        ['00123', '土豆', '1kg', '份', '4.80', '10', '2', '蔬菜'],
        [6901234567890, 84, '500ml', '瓶', 6.8, 3, 1, '清洁'],
      ]),
    )
    expect(list.faults).toEqual([])
    expect(list.rows.map((row) => [row.code, row.name])).toEqual([
      ['00123', '土豆'],
      ['6901234567890', '84'],
    ])
  })

  test('every fault with the row and column that the spreadsheet shows', async () => {
    const list = await read(
      goods([
        [12_345_678_901_234_567_000, '土豆', '1kg', '份', 4.8, 10],
        ['', '', '', '份', 4.8, 10],
        [],
        ['', '白菜', '', '', 4.8, 10],
        ['', '萝卜', '', '个', '面议', 10],
        ['', '黄瓜', '', '个', 1.234, 10],
        ['', '茄子', '', '个', '', 10],
        ['', '辣椒', '', '个', 1, '充足'],
        ['', '南瓜', '', '个', 1, 1.5],
        ['', '冬瓜', '', '个', 1],
        ['', '西瓜', '', '个', 1, 1, 0],
        ['', '香瓜', new Date(Date.UTC(2026, 0, 2)), '个', 1, 1],
        ['', '木瓜', '', '个', { formula: 'X1', result: { error: '#REF!' } }, 1],
        ['', '甜瓜'.repeat(31), '', '个', 1, 1],
        ['', '苦瓜', '', '个', -1, 1],
        ['', '丝瓜', '', '个', 1, '10斤'],
      ]),
    )
    expect(codes(list)).toEqual([
      ['market.code_digits_lost', 2, 'A'],
      ['market.name_missing', 3, 'B'],
      ['market.unit_missing', 5, 'D'],
      ['market.price_unreadable', 6, 'E'],
      ['market.price_unreadable', 7, 'E'],
      ['market.price_missing', 8, 'E'],
      ['market.stock_unreadable', 9, 'F'],
      ['market.stock_unreadable', 10, 'F'],
      ['market.stock_missing', 11, 'F'],
      ['market.limit_unreadable', 12, 'G'],
      ['market.cell_date', 13, 'C'],
      ['market.cell_error', 14, 'E'],
      ['market.text_too_long', 15, 'B'],
      ['market.price_unreadable', 16, 'E'],
      ['market.stock_unreadable', 17, 'F'],
    ])
    expect(list.faults[3]?.data).toMatchObject({ header: '单价(元)', value: '面议', blocking: true })
  })

  test('a formula counts with the value that the file kept, and it is said once for each column', async () => {
    const list = await read(
      goods([
        ['', '土豆', '1kg', '份', { formula: '4+0.8', result: 4.8 }, 10],
        ['', '白菜', '1kg', '份', { formula: '4+1.6', result: 5.6 }, 10],
        ['', '萝卜', '1kg', '份', { formula: 'A1' }, 10],
      ]),
    )
    expect(list.rows.map((row) => row.priceFen)).toEqual([480, 560])
    expect(codes(list)).toEqual([
      ['market.formula_value', 2, 'E'],
      ['market.cell_error', 4, 'E'],
    ])
    expect(list.faults[0]?.data).toMatchObject({ count: 2, blocking: false })
  })

  test("one stock over two goods is nobody's", async () => {
    const list = await read((book) => {
      goods([
        ['', '土豆', '', '份', 1, 10],
        ['', '白菜', '', '份', 1, null],
      ])(book)
      book.worksheets[0]?.mergeCells('F2:F3')
    })
    expect(codes(list)).toEqual([['market.stock_merged', 3, 'F']])
  })

  test('a sheet without its columns, none at all, two of them, an empty one, prices in fen', async () => {
    expect(codes(await read(goods([['土豆', 4.8]], ['商品', '单价'])))).toEqual([
      ['market.column_missing', 1, ''],
      ['market.column_missing', 1, ''],
    ])
    expect(codes(await read((book) => book.addWorksheet('说明').addRow(['你好'])))).toEqual([
      ['market.no_price_sheet', 0, ''],
    ])
    expect(codes(await read(goods([])))).toEqual([['market.list_empty', 0, '']])
    expect(
      codes(await read(goods([['土豆', '份', 480, 1]], ['商品', '单位', '单价(分)', '可售数量']))),
    ).toEqual([['market.price_unit', 1, '']])
    const two: Build = (book) => {
      for (const name of ['周一', '周二']) book.addWorksheet(name).addRow(goodsHeads)
    }
    expect(codes(await read(two))).toEqual([['market.two_price_sheets', 0, '']])
    const named = await read((book) => {
      two(book)
      goods([['', '土豆', '', '份', 1, 10]])(book)
    })
    expect(named.rows.map((row) => row.name)).toEqual(['土豆'])
    const hidden = await read((book) => {
      goods([['', '土豆', '', '份', 1, 10]])(book)
      const old = book.addWorksheet('旧表', { state: 'hidden' })
      old.addRow(goodsHeads)
      old.addRow(['', '白菜', '', '份', 1, 10])
    })
    expect([hidden.rows.map((row) => row.name), hidden.faults]).toEqual([['土豆'], []])
  })
})

describe('packages', () => {
  test('one row each, with what is in it', async () => {
    const list = await read((book) => {
      goods([
        ['', '土豆', '1kg', '份', 4.8, 10],
        ['', '鸡蛋', '30枚', '板', 29.8, 10],
      ])(book)
      const sheet = book.addWorksheet('套餐')
      sheet.addRow(['套餐名', '单价(元)', '每户限量', '可售数量', '内含'])
      sheet.addRow(['蔬菜套餐', 39.9, 2, null, '土豆2斤、鸡蛋10枚'])
      sheet.addRow(['惊喜套餐', 50, null, 20, '时令蔬菜五种\n约8斤'])
      sheet.addRow(['合计', 89.9])
    })
    expect(list.faults).toEqual([])
    expect(list.rows.slice(2).map((row) => [...short(row), row.kind, row.packText, row.category])).toEqual([
      [2, '蔬菜套餐', '份', 3990, null, 2, 'package', '土豆2斤、鸡蛋10枚', '套餐'],
      [3, '惊喜套餐', '份', 5000, 20, null, 'package', '时令蔬菜五种、约8斤', '套餐'],
    ])
    const { offers } = resolveList(list.rows)
    expect(offers[2]?.components).toEqual([
      { itemName: '土豆', baseUnit: '克', quantity: 1000 },
      { itemName: '鸡蛋', baseUnit: '枚', quantity: 10 },
    ])
  })

  test('one row for each part, the package named once, merged or every time', async () => {
    for (const second of [null, '蔬菜套餐', 'merged'] as const) {
      const list = await read((book) => {
        goods([['', '土豆', '1kg', '份', 4.8, 10]])(book)
        const sheet = book.addWorksheet('套餐')
        sheet.addRow(['套餐', '商品', '数量', '单位', '单价', '每户限量'])
        sheet.addRow(['蔬菜套餐', '土豆', 2, '斤', 39.9, 2])
        sheet.addRow([second === 'merged' ? null : second, '鸡蛋', '10枚'])
        if (second === 'merged') sheet.mergeCells('A2:A3')
        sheet.addRow(['肉类套餐', '猪肉', 1, '斤', 20, 1])
      })
      expect(list.faults).toEqual([])
      expect(
        list.rows.slice(1).map((row) => [row.name, row.packText, row.priceFen, row.limitPerHousehold]),
      ).toEqual([
        ['蔬菜套餐', '土豆2斤、鸡蛋10枚', 3990, 2],
        ['肉类套餐', '猪肉1斤', 2000, 1],
      ])
    }
  })

  test('faults in packages stand beside their rows', async () => {
    const list = await read((book) => {
      const sheet = book.addWorksheet('套餐')
      sheet.addRow(['套餐', '商品', '数量', '单位', '单价'])
      sheet.addRow(['甲', '土豆', 2, null, 10])
      sheet.addRow(['甲', '白菜', 1, '颗', 11])
      sheet.addRow(['乙', '白菜', 1, '颗'])
      const other = book.addWorksheet('套餐二')
      other.addRow(['套餐名', '内含', '单价'])
      other.addRow(['丙', '土豆1斤', 1])
      other.addRow(['丙', '土豆2斤', 1])
      other.addRow([null, '土豆2斤', 1])
    })
    expect(codes(list)).toEqual([
      ['market.component_unreadable', 2, 'C'],
      ['market.price_differs', 3, 'E'],
      ['market.price_missing', 4, 'E'],
      ['market.name_twice', 3, 'A'],
      ['market.name_missing', 4, 'A'],
    ])
  })
})

describe('a list that is downloaded and uploaded again', () => {
  const name = fc.stringMatching(/^[一-龥]{1,6}$/)
  const rowOf = fc.record({
    name,
    code: fc.constantFrom('', '00123', '=A1', '+8', '-x', '@1', '6901234567890123'),
    packText: fc.constantFrom('', '30枚', '5kg', '10斤', '500ml', '500g*2', '特级', '-5kg'),
    unitName: fc.constantFrom('份', '袋', '板', '斤'),
    priceFen: fc.integer({ min: 0, max: 10_000_000 }).map(fen),
    stockCount: fc.integer({ min: 0, max: 100_000 }),
    limitPerHousehold: fc.option(fc.integer({ min: 1, max: 99 })),
    category: fc.constantFrom('', '蔬菜', '=cmd'),
  })

  test('changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(rowOf, { selector: (row) => row.name, minLength: 2, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (drafts, amount) => {
          const rows: PriceRow[] = drafts.map((draft, index) => ({
            ...draft,
            // Priced by the 斤 beside a pack of another weight would be a fault.
            packText: draft.unitName === '斤' ? '散装' : draft.packText,
            kind: 'single',
            origin: { sheet: '价目表', row: index + 3 },
          }))
          const part = rows[0] as PriceRow
          for (const [index, contents] of [`${part.name}${amount}${part.unitName}`, '五种蔬菜'].entries()) {
            rows.push({
              origin: { sheet: '套餐', row: index + 3 },
              kind: 'package',
              code: '',
              name: `套餐${index}`,
              packText: contents,
              unitName: '份',
              priceFen: fen(990),
              stockCount: index === 0 ? null : 7,
              limitPerHousehold: 1,
              category: '套餐',
            })
          }
          const { offers } = resolveList(rows)
          const listed: ListedOffer[] = offers.map((offer) => ({ ...offer, id: offer.name }))
          const stocks = offers.flatMap(({ stock }) =>
            stock
              ? [
                  {
                    itemName: stock.itemName,
                    baseUnit: stock.baseUnit,
                    posted: stock.count * stock.packQuantity,
                    held: 0,
                  },
                ]
              : [],
          )
          const postedOf = (itemName: string, baseUnit: string) =>
            stocks.find((stock) => stock.itemName === itemName && stock.baseUnit === baseUnit)?.posted ?? 0
          const bytes = await writeWorkbook(priceListTables('某店', listed, postedOf), 0)
          const back = readPriceList(await readWorkbook(bytes, '价目表.xlsx'))
          expect(back.faults).toEqual([])
          const again = resolveList(back.rows)
          const plan = compareList(listed, again.offers, stocks)
          expect(plan.rows.map((row) => [row.offer.name, row.change])).toEqual(
            offers.map((offer) => [offer.name, 'unchanged']),
          )
          expect(plan).toMatchObject({ add: [], unlist: [], moves: [] })
          expect(plan.keep).toEqual(listed.map((offer) => ({ id: offer.id, sort: offer.sort })))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('without offers it is a template: filled in it is read, left empty it says so', async () => {
    const bytes = await writeWorkbook(
      priceListTables('某店', [], () => 0),
      0,
    )
    expect(codes(readPriceList(await readWorkbook(bytes, 'a.xlsx')))).toEqual([['market.list_empty', 0, '']])
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes as unknown as ArrayBuffer)
    const sheet = book.getWorksheet('价目表') as ExcelJS.Worksheet
    sheet.getRow(3).values = ['1', '土豆', '1kg', '份', 4.8, 10, null, '蔬菜']
    const filled = readPriceList(await readWorkbook(Buffer.from(await book.xlsx.writeBuffer()), 'a.xlsx'))
    expect([filled.faults, filled.rows.map(short)]).toEqual([[], [[3, '土豆', '份', 480, 10, null]]])
  })
})
