import { describe, expect, test } from 'vitest'
import { readCount, readPrice } from './values.ts'

describe('values as people write them', () => {
  test.each([
    ['58.8', 5880],
    ['¥58.80', 5880],
    ['￥ 58.80', 5880],
    ['58.8元', 5880],
    ['58.8元/袋', 5880],
    ['1,280.50', 128_050],
    ['５８．８', 5880],
    ['3.000', 300],
    ['0', 0],
    ['12,80', null],
    ['1.005', null],
    ['-1', null],
    ['面议', null],
    ['1e3', null],
    ['', null],
    ['3~5', null],
  ])('%s is %s fen', (text, wanted) => {
    expect(readPrice(text)).toBe(wanted)
  })

  test.each([
    ['100', '袋', 100],
    ['100袋', '袋', 100],
    ['100.0', '袋', 100],
    ['1,000', '袋', 1000],
    ['１００', '袋', 100],
    ['100斤', '袋', null],
    ['100.5', '袋', null],
    ['-1', '袋', null],
    ['约100', '袋', null],
    ['1000001', '袋', null],
    ['袋', '袋', null],
  ])('%s by the %s is %s', (text, unitName, wanted) => {
    expect(readCount(text, unitName, 1_000_000)).toBe(wanted)
  })
})
