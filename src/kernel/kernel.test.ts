import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUuid, uuidV7 } from './ids.ts'
import { fen, formatYuan, lineAmount, parseYuan } from './money.ts'
import { isQuantity, packs, quantity } from './quantity.ts'
import { defineStates } from './states.ts'
import { labelNumber, maskName, maskPhone, normaliseText } from './text.ts'
import type { LocalDate, Zone } from './time.ts'
import { momentAt, wallClock } from './time.ts'

describe('money', () => {
  test.each([
    ['68', 6800],
    ['58.8', 5880],
    ['3.00', 300],
    ['0.05', 5],
    ['1.005', null],
    ['-3', null],
    ['1e3', null],
    ['', null],
    ['３', null],
    ['1,000', null],
  ])('%s yuan is %s fen', (text, wanted) => expect(parseYuan(text)).toBe(wanted))

  test('what is written is read back, for every amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (amount) => parseYuan(formatYuan(amount)) === amount),
    )
  })

  test('a line is exact, and a fraction is never an amount', () => {
    expect(lineAmount(3, fen(5880))).toBe(17_640)
    expect(() => lineAmount(1.5, fen(100))).toThrow()
    expect(() => fen(0.1)).toThrow()
    expect(() => fen(Number.MAX_SAFE_INTEGER + 1)).toThrow()
  })
})

test('quantities are whole and never negative', () => {
  expect(packs(12, quantity(30))).toBe(360)
  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(isQuantity(wrong)).toBe(false)
})

describe('ids', () => {
  test('a version 7 id carries its moment and sorts by it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 47 }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (at, later, random) => {
          const [first, second] = [uuidV7(at, random), uuidV7(at + later, random)]
          return isUuid(first) && first[14] === '7' && '89ab'.includes(first[19] as string) && first < second
        },
      ),
    )
  })
})

describe('time', () => {
  const zone = 'Asia/Shanghai' as Zone
  test('18:00 in Shanghai is 10:00 in UTC', () => {
    expect(new Date(momentAt('2026-11-22' as LocalDate, '18:00', zone)).toISOString()).toBe(
      '2026-11-22T10:00:00.000Z',
    )
  })
  test('what a wall clock shows is read back, in zones with and without clock changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 946_684_800, max: 4_102_444_800 }),
        fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Urumqi'),
        (seconds, name) => {
          const shown = wallClock(seconds * 1000, name as Zone)
          return momentAt(shown.date, shown.time, name as Zone) === seconds * 1000
        },
      ),
    )
  })
})

test('a state machine allows what its table says and nothing else', () => {
  const door = defineStates({
    states: ['open', 'shut'],
    initial: 'open',
    actions: { close: { from: ['open'], to: 'shut' } },
  })
  expect([door.next('open', 'close'), door.next('shut', 'close')]).toEqual(['shut', null])
})

test('texts are folded, masked and numbered as people read them', () => {
  expect(normaliseText(' Ａ１\u3000２ ')).toBe('A1 2')
  expect([maskPhone('13900000001'), maskPhone('12'), maskName('王小明'), maskName('')]).toEqual([
    '139****0001',
    '****',
    '王**',
    '',
  ])
  expect(['2', '12号', '3A', '乙'].map(labelNumber)).toEqual([2, 12, 3, 999_999])
})
