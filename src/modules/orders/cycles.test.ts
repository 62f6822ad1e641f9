// covers: HOU-3 walked
import { describe, expect, test } from 'vitest'
import type { Zone } from '../../kernel/time.ts'
import { announcementText } from './announcement.ts'
import { firstWindow, nextWindow } from './cycles.ts'
import { ordersSection } from './plan.ts'

const zone = 'Asia/Shanghai' as Zone
const at = (text: string): number => Date.parse(`${text}+08:00`)
const shown = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)

const section = (cadence: string, opens = '06:00', cutOff = '18:00') =>
  ordersSection.parse({
    cadence,
    opens,
    cutOff,
    delivers: { daysAfterCutOff: 1, at: '15:00' },
    oncePer: 'cycle',
    channels: ['household'],
    packagesOnly: false,
    linesMax: 40,
    packsPerLineMax: 20,
    packagesMax: 4,
    amountMaxYuan: 1000,
    payment: ['collect'],
  })

describe('the first window opens when the plan is switched on', () => {
  test.each([
    ['in the morning: until the same evening', '2026-11-22T09:00', '2026-11-22T18:00', '2026-11-23T15:00'],
    [
      'before opening hours: at once all the same',
      '2026-11-22T03:00',
      '2026-11-22T18:00',
      '2026-11-23T15:00',
    ],
    [
      'twenty minutes before the cut-off: the next one, half an hour is the least',
      '2026-11-22T17:40',
      '2026-11-23T18:00',
      '2026-11-24T15:00',
    ],
    ['at night: until tomorrow evening', '2026-11-22T22:00', '2026-11-23T18:00', '2026-11-24T15:00'],
  ])('%s', (_, now, closes, delivers) => {
    const window = firstWindow(section('FREQ=DAILY'), at(now), zone)
    expect([shown(window.opensMs), shown(window.closesMs), shown(window.deliversMs)]).toEqual([
      now,
      closes,
      delivers,
    ])
  })
})

describe('later windows keep to the cadence', () => {
  test.each([
    ['every day', 'FREQ=DAILY', '2026-11-22T09:00', '2026-11-22T18:00', '2026-11-23T06:00'],
    [
      'every third day, counted from switching on',
      'FREQ=DAILY;INTERVAL=3',
      '2026-11-22T09:00',
      '2026-11-22T18:00',
      '2026-11-25T06:00',
    ],
    [
      'Mondays and Fridays [D3]',
      'FREQ=WEEKLY;BYDAY=MO,FR',
      '2026-11-22T09:00',
      '2026-11-23T18:00',
      '2026-11-27T06:00',
    ],
    ['over the end of a year', 'FREQ=DAILY', '2026-12-31T09:00', '2026-12-31T18:00', '2027-01-01T06:00'],
  ])('%s', (_, cadence, since, after, opens) => {
    expect(shown(nextWindow(section(cadence), at(since), at(after), zone).opensMs)).toBe(opens)
  })

  test('a cut-off before the opening hour is the next morning’s', () => {
    const window = nextWindow(
      section('FREQ=DAILY', '20:00', '08:00'),
      at('2026-11-22T09:00'),
      at('2026-11-22T12:00'),
      zone,
    )
    expect([shown(window.opensMs), shown(window.closesMs)]).toEqual(['2026-11-22T20:00', '2026-11-23T08:00'])
  })
})

test('the announcement leads with packages, leaves out what is sold out, and says limits and times', () => {
  const base = { packText: '30枚', limitPerHousehold: null, availableCount: 5, components: [] }
  const text = announcementText({
    estateName: '向阳里',
    storeName: '某店',
    pickupPoint: null,
    closesAt: '2026-11-22T10:00:00Z',
    deliversAt: '2026-11-23T07:00:00Z',
    zone,
    offers: [
      { ...base, name: '鸡蛋', unitName: '板', priceFen: 2830, kind: 'single', limitPerHousehold: 2 },
      { ...base, name: '盐', unitName: '袋', priceFen: 300, kind: 'single', availableCount: 0 },
      {
        ...base,
        name: 'A套餐',
        unitName: '份',
        priceFen: 6800,
        kind: 'package',
        components: [{ itemName: '土豆', quantity: 1000, baseUnit: '克' }],
      },
    ],
  })
  expect(text.split('\n').slice(0, 5)).toEqual([
    '#接龙',
    '【向阳里】生活必需品订购,某店供货',
    '11月22日18:00截单,11月23日15:00前送到小区存放点',
    'A套餐 68元/份(土豆1000克)',
    '鸡蛋 28.3元/板(30枚) 每户限2板',
  ])
  expect(text).not.toContain('盐')
})
