// covers: HOU-4 walked refused
import { describe, expect, test } from 'vitest'
import {
  DOUBT_CODES,
  DOUBTS,
  doubtSentence,
  type Household,
  type PriceItem,
  type ReadOptions,
  readLines,
} from './index.ts'

const ITEMS: readonly PriceItem[] = [
  {
    id: '0198',
    code: 'P-77',
    name: '蔬菜包',
    aliases: ['菜包', 'C'],
    unit: '份',
    priceFen: 6800,
    limitPerHousehold: 2,
  },
  { id: '0199', code: '2', name: '鸡蛋', unit: '板', packText: '30枚', priceFen: 3200 },
]
const home = (building: string, entrance: string | null, room: string): Household => ({
  building,
  entrance,
  room,
})
const one = (line: string, options: ReadOptions = {}) => readLines(line, ITEMS, options).lines[0]

describe('with the caller’s price list', () => {
  test('items come back as the very objects, with ids', () => {
    const order = readLines('1. 3-2-501 蔬菜包1 鸡蛋2板', ITEMS).orders[0]
    expect(order?.lines[0]?.item).toBe(ITEMS[0])
    expect(order?.lines.map((line) => line.item.id)).toEqual(['0198', '0199'])
  })

  test('aliases and codes name items', () => {
    for (const text of ['菜包2', 'C2', 'c×2', 'P-77 2份']) {
      expect(
        one(`3-2-501 ${text}`)?.effect?.map((e) => [e.itemIndex, e.quantityAfter]),
        text,
      ).toEqual([[0, 2]])
    }
    expect(one('3-2-501 2号1板')?.effect?.[0]?.itemIndex).toBe(1)
  })

  test('limits of the list hold, and prices of a pasted head are not used', () => {
    expect(one('3-2-501 蔬菜包3份')?.doubt?.code).toBe('over-limit')
    const reading = readLines('蔬菜包 1元/份\n大米 45元/袋\n\n1. 3-2-501 蔬菜包1\n2. 3-2-502 大米1', ITEMS)
    expect(reading.head.items).toEqual(ITEMS)
    expect(reading.doubtful.map((line) => line.doubt?.code)).toEqual(['unknown-item'])
  })
})

describe('with the homes of the estate', () => {
  const households = [
    home('3', '2', '501'),
    home('3', '1', '501'),
    home('5', '1', '1203'),
    home('7', null, '302'),
  ]

  test('an unknown home is doubtful', () => {
    expect(one('3-2-502 鸡蛋1', { households })?.doubt?.code).toBe('unknown-household')
  })

  test('an entrance left out is found when it can only be one', () => {
    expect(one('5#1203 鸡蛋1', { households })?.household).toEqual(home('5', '1', '1203'))
    expect(one('3栋501 鸡蛋1', { households })?.doubt?.code).toBe('entrance-unclear')
    expect(one('7-1-302 鸡蛋1', { households })?.household).toEqual(home('7', null, '302'))
  })

  test('two writings of one known home are one household', () => {
    const reading = readLines('1. 5-1203 鸡蛋1\n2. 5-1-1203 再加蔬菜包1', ITEMS, { households })
    expect(reading.doubtful).toEqual([])
    expect(reading.orders).toHaveLength(1)
  })

  test('a room cut in two stays doubtful even where one reading is known', () => {
    expect(one('3-2 501 鸡蛋1', { households })?.doubt?.code).toBe('household-two-ways')
  })
})

describe('doubts', () => {
  test('each code has sentences in both languages, with every particular filled in', () => {
    for (const code of DOUBT_CODES) {
      for (const part of ['what', 'todo'] as const) {
        expect(DOUBTS[code][part].zhHans).toMatch(/[一-鿿]/)
        expect(DOUBTS[code][part].en).toMatch(/[a-z]/)
      }
    }
    const doubtful = one('3-2-501 蔬菜包3份')?.doubt
    expect(doubtful && doubtSentence(doubtful, 'zhHans')).toBe('超过每户限购2(蔬菜包)')
    expect(doubtful && doubtSentence(doubtful, 'en', 'todo')).toBe('Ask the household to take less.')
  })

  test('a quantity above the caller’s bound is doubtful', () => {
    expect(one('3-2-501 鸡蛋9板', { quantityUnlikelyAbove: 5 })?.doubt?.code).toBe('quantity-unlikely')
  })

  test('a line too long to be one order is not read', () => {
    expect(one(`3-2-501 ${'鸡蛋1板 '.repeat(200)}`)?.doubt?.code).toBe('line-too-long')
  })
})
