// covers: HOU-3 walked refused
import { describe, expect, it } from 'vitest'
import type { OfferView } from '../../../src/modules/market/api.ts'
import { cartAmountFen, cartOf, linesOf, offerGroups, whyNotMore, withCount } from './cart.ts'

const offer = (id: string, values: Partial<OfferView> = {}): OfferView => ({
  id,
  code: id,
  name: id,
  kind: 'single',
  unitName: '份',
  packText: '',
  category: '蔬菜',
  priceFen: 1000,
  limitPerHousehold: null,
  availableCount: 100,
  components: [],
  ...values,
})
const limits = {
  packagesOnly: false,
  lineLimit: 3,
  packageLimit: 2,
  packCountLimit: 10,
  amountLimitFen: null,
}
const packageA = offer('A', { kind: 'package', priceFen: 6800 })
const packageB = offer('B', { kind: 'package', priceFen: 9800 })
const eggs = offer('鸡蛋', { priceFen: 3200, limitPerHousehold: 1 })
const offers = [eggs, packageA, packageB, offer('面粉', { availableCount: 0 })]

describe('the cart', () => {
  it('adds up lines of one offer and drops empty ones', () => {
    const cart = cartOf([
      { offerId: 'A', count: 1 },
      { offerId: 'A', count: 2 },
      { offerId: 'B', count: 0 },
    ])
    expect(cart).toEqual({ A: 3 })
    expect(linesOf(withCount(cart, 'A', 0))).toEqual([])
  })

  it('sums whole fen', () => {
    expect(cartAmountFen({ A: 2, 鸡蛋: 1 }, offers)).toBe(16_800)
  })
})

describe('why no more', () => {
  const why = (cart: Record<string, number>, wanted: OfferView, changed = {}, held = 0) =>
    whyNotMore(cart, wanted, offers, { ...limits, ...changed }, held)?.code ?? null

  it('says every limit', () => {
    expect(why({}, packageA)).toBe(null)
    expect(why({}, eggs, { packagesOnly: true })).toBe('packages_only')
    expect(why({}, offers[3] as OfferView)).toBe('sold_out')
    expect(why({ 鸡蛋: 1 }, eggs)).toBe('per_household')
    expect(why({ A: 10 }, packageA, { packageLimit: null })).toBe('pack_count')
    expect(why({ A: 1, B: 1 }, packageA)).toBe('packages')
    expect(why({ a: 1, b: 1, c: 1 }, eggs)).toBe('lines')
    expect(why({ A: 1 }, packageB, { amountLimitFen: 10_000 })).toBe('amount')
  })

  it('gives back what the order to be changed holds', () => {
    const last = offer('豆腐', { availableCount: 0 })
    expect(why({ 豆腐: 1 }, last, {}, 2)).toBe(null)
    expect(why({ 豆腐: 2 }, last, {}, 2)).toBe('sold_out')
  })
})

describe('the price list', () => {
  it('shows packages first', () => {
    expect(offerGroups(offers, '').map((group) => group.category)).toEqual([null, '蔬菜'])
    expect(offerGroups(offers, '蛋').flatMap((group) => group.offers.map((one) => one.id))).toEqual(['鸡蛋'])
    expect(offerGroups(offers, '没有')).toEqual([])
  })
})
