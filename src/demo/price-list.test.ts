import { describe, expect, it } from 'vitest'
import { categoryNames, demoPriceList } from './price-list.ts'
import { seededRandom } from './random.ts'

const lists = Array.from({ length: 30 }, (_, seed) => demoPriceList(seededRandom(seed), 800))

describe('a demo price list', () => {
  it('offers about forty items of every category at whole prices', () => {
    for (const { items } of lists) {
      expect(items.length).toBeGreaterThanOrEqual(39)
      expect(items.length).toBeLessThanOrEqual(41)
      expect(new Set(items.map((item) => item.code)).size).toBe(items.length)
      expect(new Set(items.map((item) => item.name)).size).toBe(items.length)
      expect(new Set(items.map((item) => item.category)).size).toBe(Object.keys(categoryNames).length)
      for (const item of items) {
        expect(item.priceFen % 10 === 0 && item.priceFen > 0).toBe(true)
        expect(Number.isInteger(item.stockPacks) && item.stockPacks > 0).toBe(true)
      }
    }
  })

  it('says in the pack text what the pack quantity counts', () => {
    const factors: Readonly<Record<string, number>> = { kg: 1000, g: 1, L: 1000, ml: 1 }
    for (const { packText, packQuantity, baseUnit, name } of lists.flatMap(({ items }) => items)) {
      const [, figure = '', unit = ''] = /^([\d.]+)(\D+)$/.exec(packText) ?? []
      expect(Number(figure) * (factors[unit] ?? 1), name).toBe(packQuantity)
      const expected = unit.endsWith('g') ? 'gram' : /^(L|ml)$/.test(unit) ? 'millilitre' : 'piece'
      expect(baseUnit, name).toBe(expected)
    }
  })

  it('has four packages of its own items, a little cheaper than their parts', () => {
    for (const { items, packages } of lists) {
      expect(packages).toHaveLength(4)
      for (const { components, priceFen } of packages) {
        const sumFen = components.reduce((sum, { itemCode, packs }) => {
          const item = items.find((candidate) => candidate.code === itemCode)
          expect(item).toBeDefined()
          return sum + (item?.priceFen ?? 0) * packs
        }, 0)
        expect(priceFen).toBeLessThan(sumFen)
        expect(priceFen).toBeGreaterThan(sumFen * 0.9)
        expect(priceFen % 100).toBe(0)
      }
    }
  })

  it('is short of two things that no package needs', () => {
    for (const { items, packages } of lists) {
      const needed = new Set(packages.flatMap(({ components }) => components.map((part) => part.itemCode)))
      const plenty = demoPriceList(() => 0.5, 800).items
      const short = items.filter((item) => {
        const usual = plenty.find((candidate) => candidate.code === item.code)?.stockPacks
        return usual !== undefined && item.stockPacks < usual * 0.3
      })
      expect(short.length).toBeLessThanOrEqual(2)
      for (const item of short) expect(needed.has(item.code)).toBe(false)
    }
  })
})
