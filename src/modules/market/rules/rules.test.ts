// covers: HOU-2 walked refused
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fen } from '../../../kernel/money.ts'
import type { ListedOffer, PriceRow, StockFacts, WantedOffer } from './index.ts'
import {
  compareList,
  distanceM,
  faultOf,
  judgeList,
  proposeAssignments,
  readContents,
  resolveList,
} from './index.ts'

const point = fc.record({
  longitudeE6: fc.integer({ min: 121_000_000, max: 121_400_000 }),
  latitudeE6: fc.integer({ min: 38_900_000, max: 39_100_000 }),
})

describe('distance', () => {
  test('known ways on the mean sphere, to the metre', () => {
    const at = (longitudeE6: number, latitudeE6: number) => ({ longitudeE6, latitudeE6 })
    expect(distanceM(at(0, 0), at(0, 0))).toBe(0)
    // A degree of a great circle is 111,195.08 m on a sphere of 6,371,008.8 m.
    expect(distanceM(at(0, 0), at(1_000_000, 0))).toBe(111_195)
    expect(distanceM(at(116_000_000, 39_000_000), at(116_000_000, 40_000_000))).toBe(111_195)
    // At 60 degrees a degree of longitude is half of it, a little less as the crow flies.
    expect(distanceM(at(10_000_000, 60_000_000), at(11_000_000, 60_000_000))).toBe(55_597)
    expect(distanceM(at(0, 0), at(180_000_000, 0))).toBe(20_015_114)
  })

  test('is the same both ways, never negative, and a way round is no shorter', () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        expect(distanceM(a, b)).toBe(distanceM(b, a))
        expect(distanceM(a, b)).toBeGreaterThanOrEqual(0)
        expect(distanceM(a, c)).toBeLessThanOrEqual(distanceM(a, b) + distanceM(b, c) + 2)
      }),
    )
  })
})

describe('which store serves an estate', () => {
  const at = (longitudeE6: number) => ({ longitudeE6, latitudeE6: 39_000_000 })
  const store = (id: string, longitude: number, capacityOrders: number, takenOrders = 0) => ({
    id,
    capacityOrders,
    takenOrders,
    at: at(longitude),
  })
  const estate = (id: string, longitude: number, householdCount: number) => ({
    id,
    householdCount,
    at: at(longitude),
  })
  const storesOf = (proposal: ReturnType<typeof proposeAssignments>) =>
    Object.fromEntries(proposal.assignments.map((assignment) => [assignment.estateId, assignment.storeId]))

  test('the nearest, while it can pack the whole estate', () => {
    const proposal = proposeAssignments(
      [estate('a', 121_010_000, 300), estate('b', 121_020_000, 300), estate('c', 121_090_000, 300)],
      [store('near', 121_000_000, 500), store('far', 121_100_000, 1000)],
    )
    expect(storesOf(proposal)).toEqual({ a: 'near', b: 'far', c: 'far' })
    expect(proposal.overloadedStoreIds).toEqual([])
  })

  test('what a store serves already counts', () => {
    const proposal = proposeAssignments(
      [estate('a', 121_010_000, 300)],
      [store('near', 121_000_000, 500, 201), store('far', 121_100_000, 300)],
    )
    expect(storesOf(proposal)).toEqual({ a: 'far' })
  })

  test('short of capacity it is still the nearest, and said', () => {
    const proposal = proposeAssignments(
      [estate('a', 121_010_000, 300), estate('b', 121_020_000, 300)],
      [store('near', 121_000_000, 299), store('far', 121_100_000, 299)],
    )
    expect(storesOf(proposal)).toEqual({ a: 'near', b: 'near' })
    expect(proposal.overloadedStoreIds).toEqual(['near'])
  })

  test('an estate that nobody has placed on the map is left to a person', () => {
    const proposal = proposeAssignments(
      [{ id: 'a', householdCount: 1, at: null }, estate('b', 121_000_000, 1)],
      [store('s', 121_000_000, 9)],
    )
    expect(proposal.unplacedEstateIds).toEqual(['a'])
    expect(storesOf(proposal)).toEqual({ b: 's' })
    expect(proposeAssignments([estate('b', 121_000_000, 1)], [])).toEqual({
      assignments: [],
      overloadedStoreIds: [],
      unplacedEstateIds: ['b'],
    })
  })

  test('every placed estate gets one store; a store beyond its capacity is always named; the order does not matter', () => {
    const estates = fc.uniqueArray(
      fc.record({ id: fc.uuid(), householdCount: fc.integer({ min: 0, max: 900 }), at: point }),
      { selector: (e) => e.id, maxLength: 12 },
    )
    const stores = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        capacityOrders: fc.integer({ min: 0, max: 2000 }),
        takenOrders: fc.integer({ min: 0, max: 500 }),
        at: point,
      }),
      { selector: (s) => s.id, minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(estates, stores, (some, few) => {
        const proposal = proposeAssignments(some, few)
        expect(proposal.assignments.map((a) => a.estateId).sort()).toEqual(some.map((e) => e.id).sort())
        for (const one of few) {
          const given = proposal.assignments.filter((a) => a.storeId === one.id)
          const load = given.reduce(
            (sum, a) => sum + (some.find((e) => e.id === a.estateId)?.householdCount ?? 0),
            one.takenOrders,
          )
          const grew = load > one.takenOrders
          expect(proposal.overloadedStoreIds.includes(one.id)).toBe(grew && load > one.capacityOrders)
        }
        if (proposal.overloadedStoreIds.length === 0) {
          // With room everywhere each estate is at its nearest store.
          const roomy = few.map((one) => ({ ...one, capacityOrders: 1_000_000 }))
          for (const a of proposeAssignments(some, roomy).assignments) {
            const from = some.find((e) => e.id === a.estateId)?.at
            if (from) expect(a.distanceM).toBe(Math.min(...few.map((one) => distanceM(from, one.at))))
          }
        }
        const turned = proposeAssignments([...some].reverse(), [...few].reverse())
        expect(storesOf(turned)).toEqual(storesOf(proposal))
      }),
      { numRuns: 200 },
    )
  })
})

const row = (fields: Partial<PriceRow> & { name: string }): PriceRow => ({
  origin: { sheet: '价目表', row: 3 },
  kind: 'single',
  code: '',
  packText: '',
  unitName: '份',
  priceFen: fen(100),
  stockCount: 10,
  limitPerHousehold: null,
  category: '',
  ...fields,
})

const goods = [
  { name: '土豆', baseUnit: '克', packQuantity: 1000, unitName: '份' },
  { name: '鸡蛋', baseUnit: '枚', packQuantity: 30, unitName: '板' },
  { name: '东北大米', baseUnit: '克', packQuantity: 5000, unitName: '袋' },
  { name: '大米', baseUnit: '克', packQuantity: 2500, unitName: '袋' },
  { name: '84消毒液', baseUnit: '毫升', packQuantity: 500, unitName: '瓶' },
  { name: '馒头', baseUnit: '袋', packQuantity: 1, unitName: '袋' },
]

describe('what is in a package', () => {
  test.each([
    ['土豆2斤', { 土豆: 1000 }],
    ['土豆2斤、鸡蛋10枚', { 土豆: 1000, 鸡蛋: 10 }],
    ['土豆2斤，鸡蛋1板；馒头2袋', { 土豆: 1000, 鸡蛋: 30, 馒头: 2 }],
    ['内含：土豆 2 斤 + 鸡蛋 10 枚', { 土豆: 1000, 鸡蛋: 10 }],
    ['土豆2斤 鸡蛋10枚', { 土豆: 1000, 鸡蛋: 10 }],
    ['土豆２斤\n鸡蛋１０枚。', { 土豆: 1000, 鸡蛋: 10 }],
    ['2斤土豆、10枚鸡蛋', { 土豆: 1000, 鸡蛋: 10 }],
    ['东北大米1袋、大米1袋', { 东北大米: 5000, 大米: 2500 }],
    ['84消毒液1瓶', { '84消毒液': 500 }],
    ['鸡蛋×2、土豆(3斤)', { 鸡蛋: 60, 土豆: 1500 }],
    ['鸡蛋1板(30枚)、土豆两斤', { 鸡蛋: 30, 土豆: 1000 }],
    ['土豆500g*2', { 土豆: 1000 }],
    ['土豆1份、土豆1斤', { 土豆: 1500 }],
    ['鸡蛋半板', { 鸡蛋: 15 }],
  ])('%s', (text, wanted) => {
    const { components, unread } = readContents(text, goods)
    expect(unread).toEqual([])
    expect(
      Object.fromEntries(components.map((component) => [component.itemName, component.quantity])),
    ).toEqual(wanted)
  })

  test.each([
    ['土豆', ['土豆']],
    ['土豆2', ['土豆2']],
    ['鸡蛋2斤', ['鸡蛋2斤']],
    ['口罩1只、土豆1斤', ['口罩1只']],
    ['土豆2斤等', ['土豆2斤等']],
    ['鸡蛋0枚', ['鸡蛋0枚']],
    ['时令蔬菜五种', ['时令蔬菜五种']],
  ])('%s can not be told', (text, wanted) => {
    expect(readContents(text, goods).unread).toEqual(wanted)
  })
})

describe('a list of rows', () => {
  const codes = (rows: PriceRow[]) => resolveList(rows).faults.map((fault) => [fault.code, fault.row])

  test('a package lives on its parts, or is goods of its own', () => {
    const { offers, faults } = resolveList([
      row({ name: '土豆', packText: '1kg', unitName: '份' }),
      row({ name: '鸡蛋', packText: '30枚', unitName: '板', stockCount: 7 }),
      row({ name: '蔬菜套餐', kind: 'package', packText: '土豆2斤、鸡蛋10枚', stockCount: null }),
      row({ name: '惊喜套餐', kind: 'package', packText: '时令蔬菜五种', stockCount: 40 }),
    ])
    expect(faults.map((fault) => [fault.code, fault.data.blocking])).toEqual([
      ['market.package_described', false],
    ])
    expect(offers[2]).toMatchObject({
      components: [
        { itemName: '土豆', baseUnit: '克', quantity: 1000 },
        { itemName: '鸡蛋', baseUnit: '枚', quantity: 10 },
      ],
      stock: null,
    })
    expect(offers[3]).toMatchObject({
      components: [{ itemName: '惊喜套餐', baseUnit: '份', quantity: 1 }],
      stock: { count: 40, packQuantity: 1 },
    })
    expect(offers[1]?.stock).toEqual({ itemName: '鸡蛋', baseUnit: '枚', packQuantity: 30, count: 7 })
  })

  test('faults', () => {
    expect(
      codes([row({ name: '土豆' }), row({ name: '土豆', origin: { sheet: '价目表', row: 9 } })]),
    ).toEqual([['market.name_twice', 9]])
    expect(codes([row({ name: '土豆', unitName: '斤', packText: '10斤/袋' })])).toEqual([
      ['market.unit_and_pack_differ', 3],
    ])
    expect(codes([row({ name: '土豆', unitName: '斤', packText: '500g' })])).toEqual([])
    expect(codes([row({ name: '套餐', kind: 'package', packText: '土豆2斤', stockCount: null })])).toEqual([
      ['market.package_stock_missing', 3],
    ])
    expect(
      codes([
        row({ name: '土豆', packText: '1kg' }),
        row({ name: '套餐', kind: 'package', packText: '土豆2斤', stockCount: 5 }),
      ]),
    ).toEqual([['market.package_stock_ignored', 3]])
  })
})

describe('what only follows from another fault', () => {
  test('is not said: a package whose part stands on a faulty row', () => {
    const rows = [row({ name: '套餐', kind: 'package', packText: '土豆2斤', stockCount: null })]
    const misread = faultOf({ sheet: '价目表', row: 3 }, 'E', 'market.price_unreadable', { name: '土豆' })
    const note = faultOf({ sheet: '价目表', row: 3 }, 'E', 'market.formula_value', { name: '土豆' })
    const judged = judgeList({ rows, faults: [misread] })
    expect(judged.faults).toEqual([misread])
    expect([judged.isBlocked, Array.from(judged.faultyNames)]).toEqual([true, ['土豆', '套餐']])
    expect(judgeList({ rows, faults: [note] }).faults.map((fault) => fault.code)).toEqual([
      'market.formula_value',
      'market.package_stock_missing',
    ])
    expect(judgeList({ rows: [row({ name: '土豆' })], faults: [note] }).isBlocked).toBe(false)
  })
})

const listedOf = (offer: WantedOffer): ListedOffer => ({ ...offer, id: `id of ${offer.name}` })
const stocksOf = (offers: readonly WantedOffer[], held = 0): StockFacts[] =>
  offers.flatMap((offer) =>
    offer.stock
      ? [
          {
            itemName: offer.stock.itemName,
            baseUnit: offer.stock.baseUnit,
            posted: offer.stock.count * offer.stock.packQuantity,
            held,
          },
        ]
      : [],
  )

describe('a new list against the old one', () => {
  const before = resolveList([
    row({ name: '土豆', packText: '1kg' }),
    row({ name: '鸡蛋', packText: '30枚', unitName: '板' }),
    row({ name: '大米', packText: '5kg' }),
  ]).offers
  const listed = before.map(listedOf)
  const planOf = (rows: PriceRow[], stocks = stocksOf(before)) =>
    compareList(listed, resolveList(rows).offers, stocks)

  test('the same list changes nothing', () => {
    const plan = compareList(listed, before, stocksOf(before, 5))
    expect(plan).toMatchObject({ add: [], unlist: [], gone: [], moves: [], belowHeld: [] })
    expect(plan.keep.map((offer) => offer.id)).toEqual(listed.map((offer) => offer.id))
  })

  test('other terms make another offer; a missing one leaves, its stock shrinks to what is promised', () => {
    const plan = planOf(
      [
        row({ name: '土豆', packText: '1kg', priceFen: fen(120) }),
        row({ name: '鸡蛋', packText: '30枚', unitName: '板', stockCount: 4 }),
        row({ name: '白菜' }),
      ],
      stocksOf(before, 30),
    )
    expect(plan.rows.map(({ offer, change }) => [offer.name, change])).toEqual([
      ['土豆', 'changed'],
      ['鸡蛋', 'changed'],
      ['白菜', 'added'],
    ])
    expect(plan.add.map((offer) => offer.name)).toEqual(['土豆', '白菜'])
    expect(plan.keep.map((offer) => offer.id)).toEqual(['id of 鸡蛋'])
    expect(plan.gone.map((offer) => offer.name)).toEqual(['大米'])
    expect(plan.moves).toEqual([
      { itemName: '鸡蛋', baseUnit: '枚', from: 300, to: 120 },
      { itemName: '白菜', baseUnit: '份', from: 0, to: 10 },
      { itemName: '大米', baseUnit: '克', from: 50_000, to: 30 },
    ])
  })

  test('less than is promised is named, in packs', () => {
    const plan = planOf(
      [row({ name: '鸡蛋', packText: '30枚', unitName: '板', stockCount: 1 })],
      stocksOf(before, 31),
    )
    expect(plan.belowHeld.map(({ offer, uploaded, promised }) => [offer.name, uploaded, promised])).toEqual([
      ['鸡蛋', 1, 2],
    ])
  })

  test('a broken pack on hand is not lost when the shown number comes back', () => {
    const stocks = [{ itemName: '鸡蛋', baseUnit: '枚', posted: 295, held: 295 }]
    const plan = compareList(
      [listed[1] as ListedOffer],
      resolveList([row({ name: '鸡蛋', packText: '30枚', unitName: '板', stockCount: 9 })]).offers,
      stocks,
    )
    expect(plan).toMatchObject({ moves: [], belowHeld: [] })
  })

  test('whatever is uploaded, no stock falls below what is promised unless it is named', () => {
    const stock = fc.record({
      posted: fc.integer({ min: 0, max: 5000 }),
      part: fc.integer({ min: 0, max: 100 }),
    })
    fc.assert(
      fc.property(
        fc.array(stock, { minLength: 3, maxLength: 3 }),
        fc.array(fc.option(fc.integer({ min: 0, max: 200 })), { minLength: 3, maxLength: 3 }),
        (facts, counts) => {
          const stocks = before.map((offer, index) => {
            const { posted, part } = facts[index] as { posted: number; part: number }
            return {
              itemName: offer.name,
              baseUnit: offer.components[0]?.baseUnit ?? '',
              posted,
              held: Math.floor((posted * part) / 100),
            }
          })
          const rows = before.flatMap((offer, index) =>
            counts[index] === null ? [] : [{ ...offer, stockCount: counts[index] as number }],
          )
          const plan = compareList(listed, resolveList(rows).offers, stocks)
          for (const move of plan.moves) {
            const { held, posted } = stocks.find((one) => one.itemName === move.itemName) as StockFacts
            expect(move.from).toBe(posted)
            expect(move.to).not.toBe(move.from)
            const named = plan.belowHeld.some(({ offer }) => offer.name === move.itemName)
            expect(move.to < held).toBe(named)
          }
        },
      ),
    )
  })
})
