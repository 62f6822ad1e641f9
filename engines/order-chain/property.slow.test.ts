// covers: HOU-4 walked refused
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type Household, type PriceItem, readChain, readLines, toSampleForm, writeChain } from './index.ts'

// Machines that build share their cores: the properties count, not their speed.
vi.setConfig({ testTimeout: 60_000 })

const PRICE_LIST: readonly PriceItem[] = [
  { id: 'a', name: 'A套餐', unit: '份', priceFen: 6800 },
  { id: 'b', name: 'B套餐', unit: '份', priceFen: 9800 },
  { id: 'egg', name: '鸡蛋', unit: '板', packText: '30枚', priceFen: 3200 },
  { id: 'flour', name: '面粉', unit: '袋', packText: '5kg', priceFen: 2600 },
  { id: 'soy', name: '酱油', unit: '瓶', priceFen: 1200 },
]

const home = fc.record({
  building: fc.integer({ min: 1, max: 99 }).map(String),
  entrance: fc.option(fc.integer({ min: 1, max: 9 }).map(String)),
  room: fc
    .tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 9 }))
    .map(([f, n]) => `${f}0${n}`),
})
const wishes = fc.uniqueArray(
  fc.record({
    itemIndex: fc.integer({ min: 0, max: PRICE_LIST.length - 1 }),
    quantity: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 4, selector: (wish) => wish.itemIndex },
)

/** The ways people write one home. */
function homeForms({ building, entrance, room }: Household): string[] {
  return entrance === null
    ? [
        `${building}-${room}`,
        `${building}栋${room}`,
        `${building}号楼${room}室`,
        `${building}#${room}`,
        `${building}幢-${room}`,
        `${room}(${building}号楼)`,
      ]
    : [
        `${building}-${entrance}-${room}`,
        `${building}栋${entrance}单元${room}`,
        `${building}号楼${entrance}单元${room}室`,
        `${building}#${entrance}-${room}`,
        `${building}—${entrance}—${room}`,
        `${building}/${entrance}/${room}`,
        `0${building}-0${entrance}-${room}`,
      ]
}
const HAN = ['零', '一', '两', '三', '四']
/** The ways people write one item with its quantity. */
function wishForms(name: string, unit: string, quantity: number): string[] {
  return [
    `${name}${quantity}${unit}`,
    `${name} ${quantity}${unit}`,
    `${name}${HAN[quantity]}${unit}`,
    `${name}×${quantity}`,
    `${name}x${quantity}`,
    `${name}*${quantity}`,
    `${name}:${quantity}${unit}`,
    `${name}(${quantity}${unit})`,
  ]
}
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const result = (text: string, options = {}) =>
  readLines(text, PRICE_LIST, options).orders.map((order) => [
    order.household,
    order.lines.map((line) => [line.itemIndex, line.quantity]),
  ])

describe('one order in many writings', () => {
  test('spaces, width, separators, names and telephones make no difference', () => {
    fc.assert(
      fc.property(
        home,
        wishes,
        fc.nat(),
        fc.nat(),
        fc.constantFrom(' ', ',', '、', ';', ',', '+', '  '),
        fc.constantFrom('', ' 王女士', ' 王女士 13900000001', ' 尾号0001'),
        fc.boolean(),
        (household, list, h, w, separator, person, isWide) => {
          const forms = homeForms(household)
          const goods = list.map(({ itemIndex, quantity }, i) => {
            const item = PRICE_LIST[itemIndex]!
            const ways = wishForms(item.name, item.unit, quantity)
            return ways[(w + i * 3) % ways.length]!
          })
          const line = `1. ${forms[h % forms.length]}${person} ${goods.join(separator)} 谢谢🙏`
          const reading = readLines(isWide ? wide(line) : line, PRICE_LIST)
          expect(reading.doubtful).toEqual([])
          expect(result(isWide ? wide(line) : line)).toEqual([
            [household, list.map((wish) => [wish.itemIndex, wish.quantity])],
          ])
        },
      ),
      { numRuns: 250 },
    )
  })

  test('lines of different households may come in any order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(home, wishes), {
          minLength: 2,
          maxLength: 8,
          selector: ([h]) => `${h.building}-${h.room}`,
        }),
        fc.nat(),
        (lines, turn) => {
          const rows = lines.map(
            ([h, list]) =>
              `${homeForms(h)[0]} ${list.map((wish) => `${PRICE_LIST[wish.itemIndex]!.name}×${wish.quantity}`).join(' ')}`,
          )
          const at = turn % rows.length
          const turned = [...rows.slice(at), ...rows.slice(0, at)]
          const numbered = (given: string[]) => given.map((row, i) => `${i + 1}. ${row}`).join('\n')
          const sorted = (text: string) =>
            result(text)
              .map((order) => JSON.stringify(order))
              .sort()
          expect(sorted(numbered(turned))).toEqual(sorted(numbered(rows)))
        },
      ),
      { numRuns: 100 },
    )
  })

  test('changes come out as arithmetic does', () => {
    const step = fc.record({
      item: fc.integer({ min: 0, max: 4 }),
      kind: fc.constantFrom('add', 'reduce', 'set', 'cancel'),
      quantity: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(home, wishes, fc.array(step, { maxLength: 8 }), (household, list, steps) => {
        const where = homeForms(household)[1]
        const basket = new Map(list.map((wish) => [wish.itemIndex, wish.quantity]))
        const rows = [
          `${where} ${list.map((wish) => `${PRICE_LIST[wish.itemIndex]!.name}×${wish.quantity}`).join(',')}`,
        ]
        const said = new Set(rows)
        const doubtful: number[] = []
        for (const { item, kind, quantity } of steps) {
          const name = PRICE_LIST[item]!.name
          const row =
            kind === 'add'
              ? `${where} 再加${name}×${quantity}`
              : kind === 'reduce'
                ? `${where} ${name}减${quantity}${PRICE_LIST[item]!.unit}`
                : kind === 'set'
                  ? `${where} ${name}改成${quantity}${PRICE_LIST[item]!.unit}`
                  : `${where} 取消${name}`
          rows.push(row)
          const had = basket.get(item) ?? 0
          const fits =
            !said.has(row) &&
            basket.size > 0 &&
            (kind === 'add' || (had > 0 && (kind !== 'reduce' || quantity <= had)))
          if (!fits) {
            doubtful.push(rows.length)
            continue
          }
          said.add(row)
          const after =
            kind === 'add'
              ? had + quantity
              : kind === 'reduce'
                ? had - quantity
                : kind === 'set'
                  ? quantity
                  : 0
          if (after === 0) basket.delete(item)
          else basket.set(item, after)
        }
        const reading = readLines(rows.map((row, i) => `${i + 1}. ${row}`).join('\n'), PRICE_LIST)
        expect(reading.doubtful.map((line) => line.line)).toEqual(doubtful)
        expect(
          reading.orders.flatMap((order) => order.lines.map((line) => [line.itemIndex, line.quantity])),
        ).toEqual([...basket])
      }),
      { numRuns: 300 },
    )
  })
})

describe('what must hold for any text', () => {
  const pieces = fc.constantFrom(
    '3-2-501',
    '7栋1单元302',
    '5#1203',
    '8楼',
    'A',
    'AB',
    '鸡蛋',
    '面粉',
    '大米',
    '酱',
    '各',
    '一',
    '两',
    '2',
    '30',
    '半',
    '份',
    '板',
    '枚',
    '×',
    '+',
    '、',
    ',',
    ' ',
    '\n',
    '\n2. ',
    '取消',
    '改成',
    '再加',
    '不要',
    '换成',
    '同上',
    '全要',
    '王女士',
    '13900000001',
    '68元',
    '(',
    ')',
    '①',
    '套餐',
    '-',
    '?',
    '0',
    '🥚',
  )
  const anything = fc.oneof(
    fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ maxLength: 200 }),
  )

  test('nothing makes it throw, and doubtful lines change nothing', () => {
    fc.assert(
      fc.property(anything, anything, (head, body) => {
        for (const reading of [readChain(`${head}\n${body}`), readLines(body, PRICE_LIST)]) {
          const made = new Map<string, number>()
          for (const line of reading.lines) {
            if (line.kind === 'doubtful')
              expect([line.doubt === undefined, line.effect]).toEqual([false, undefined])
            for (const change of line.effect ?? []) {
              const key = `${JSON.stringify(line.household)}|${change.itemIndex}`
              expect(made.get(key) ?? 0).toBe(change.quantityBefore)
              made.set(key, change.quantityAfter)
            }
          }
          const ordered = reading.orders.flatMap((order) => order.lines.map((line) => line.quantity))
          expect(
            ordered.every((quantity) => Number.isSafeInteger(quantity) && quantity > 0 && quantity <= 50),
          ).toBe(true)
          expect(ordered.reduce((a, b) => a + b, 0)).toBe([...made.values()].reduce((a, b) => a + b, 0))
          toSampleForm(reading)
        }
      }),
      { numRuns: 1500 },
    )
  }, 60_000)

  test('a strange word put anywhere into a clear line leaves it doubtful or its order as it was', () => {
    const clear = ['1. ', '3-2-501', ' ', '王女士', ' ', 'A套餐', '2', '份', ',', '鸡蛋', '1', '板']
    const strange = fc.constantFrom(
      '草莓',
      '腊',
      '甲鱼',
      '嘿',
      '螺',
      '或者',
      '半',
      '吗',
      '不',
      '别',
      '没',
      '�',
      '🥚',
      '酸',
      '粉',
      '味',
    )
    fc.assert(
      fc.property(strange, fc.integer({ min: 1, max: clear.length }), (word, at) => {
        const line = [...clear.slice(0, at), word, ...clear.slice(at)].join('')
        const reading = readLines(line, PRICE_LIST)
        const same = JSON.stringify(result(line)) === JSON.stringify(result(clear.join('')))
        expect(reading.doubtful.length === 1 || same).toBe(true)
        expect(reading.doubtful.length === 1 || at === 3 || at === 4).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('a telephone is never a room or a quantity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 13000000000, max: 19999999999 }),
        fc.constantFrom('3-2-501 # A2', '3-2-501 A2 #', '# 3-2-501 A2', '3-2-501 王女士# A2'),
        (phone, form) => {
          expect(result(form.replace('#', String(phone)))).toEqual([
            [{ building: '3', entrance: '2', room: '501' }, [[0, 2]]],
          ])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('written chains', () => {
  test('read back to the same', () => {
    const name = fc.constantFrom('蔬菜包', '水果包', '鲜牛奶', '面粉', '鸡蛋30枚', '米10斤', '酱油', '抽纸')
    const item = fc.record({
      name,
      unit: fc.constantFrom('份', '袋', '箱', '瓶'),
      priceFen: fc.integer({ min: 100, max: 99_999 }),
      limit: fc.option(fc.integer({ min: 4, max: 9 })),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(item, { minLength: 5, maxLength: 6, selector: (each) => each.name }),
        fc.uniqueArray(fc.tuple(home, wishes), {
          maxLength: 6,
          selector: ([h]) => `${h.building}|${h.room}`,
        }),
        (list, orders) => {
          const items = list.map(({ limit, ...rest }) => ({
            ...rest,
            ...(limit === null ? {} : { limitPerHousehold: limit }),
          }))
          const given = {
            title: '幸福里团购',
            items,
            orders: orders.map(([household, lines]) => ({ household, lines })),
          }
          const written = writeChain(given)
          expect(written.ok).toBe(true)
          if (!written.ok) return
          const back = readChain(written.text)
          expect(back.head.items).toEqual(items)
          expect(
            back.orders.map((order) => [
              order.household,
              order.lines.map((line) => [line.itemIndex, line.quantity]),
            ]),
          ).toEqual(
            orders.map(([household, lines]) => [
              household,
              lines.map((line) => [line.itemIndex, line.quantity]),
            ]),
          )
        },
      ),
      { numRuns: 150 },
    )
  }, 30_000)

  test('what would not read the same is refused', () => {
    const items = [
      { name: '大米', unit: '袋', priceFen: 4500 },
      { name: '大米', unit: '箱', priceFen: 9000 },
    ]
    const orders = [
      { household: { building: '3', entrance: null, room: '501' }, lines: [{ itemIndex: 0, quantity: 1 }] },
    ]
    expect(writeChain({ items, orders })).toMatchObject({ ok: false, refusal: { code: 'cannot-write-back' } })
  })
})
