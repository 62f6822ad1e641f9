import { describe, expect, it } from 'vitest'
import { between, chance, pick, seededRandom, shuffled } from './random.ts'

describe('the repeatable random source', () => {
  it('repeats itself by seed and keeps within 0 and 1', () => {
    const row = (seed: number) => {
      const random = seededRandom(seed)
      return Array.from({ length: 1_000 }, () => random())
    }
    expect(row(1)).toEqual(row(1))
    expect(row(1)).not.toEqual(row(2))
    for (const value of row(3)) expect(value >= 0 && value < 1).toBe(true)
    const mean = row(4).reduce((sum, value) => sum + value, 0) / 1_000
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
  })

  it('reaches both ends of a range and every entry of a list', () => {
    const random = seededRandom(5)
    const rolls = Array.from({ length: 600 }, () => between(random, 1, 6))
    expect([...new Set(rolls)].sort()).toEqual([1, 2, 3, 4, 5, 6])
    const list = ['a', 'b', 'c']
    expect(new Set(Array.from({ length: 100 }, () => pick(random, list)))).toEqual(new Set(list))
    expect(() => pick(random, [])).toThrow('nothing to pick')
    const hits = Array.from({ length: 1_000 }, () => chance(random, 0.2)).filter(Boolean).length
    expect(hits).toBeGreaterThan(150)
    expect(hits).toBeLessThan(250)
  })

  it('shuffles without losing anything', () => {
    const list = Array.from({ length: 50 }, (_, index) => index)
    const mixed = shuffled(seededRandom(6), list)
    expect(mixed).not.toEqual(list)
    expect([...mixed].sort((left, right) => left - right)).toEqual(list)
  })
})
