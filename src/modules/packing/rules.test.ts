// covers: HOU-5 walked refused, HOU-7 walked refused
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Door } from './rules.ts'
import {
  checkAgreement,
  checkShort,
  compareLabels,
  inPacks,
  numberBags,
  payMarkOf,
  readScan,
  sameShort,
  settlementOf,
} from './rules.ts'

const door = (building: string, entrance: string, room: string): Door => ({
  building,
  buildingSort: Number.parseInt(building, 10) || 0,
  entrance,
  entranceSort: Number.parseInt(entrance, 10) || 0,
  room,
  roomSort: Number.parseInt(room, 10) || 0,
})
const said = (d: Door): string => `${d.building}-${d.entrance}-${d.room}`

describe('the order of the walk', () => {
  it('goes by the numbers: room 201 before 1701, building 2 before 10, 3-9 before 3-10', () => {
    const walk = numberBags([
      door('10', '1', '101'),
      door('2', '1', '1701'),
      door('2', '1', '201'),
      door('2', '10', '101'),
      door('2', '2', '101'),
      door('2A', '1', '101'),
      door('2', '1', '3-10'),
      door('2', '1', '3-9'),
    ])
    expect(walk.map(said)).toEqual([
      '2-1-3-9',
      '2-1-3-10',
      '2-1-201',
      '2-1-1701',
      '2-2-101',
      '2-10-101',
      '2A-1-101',
      '10-1-101',
    ])
  })

  it('counts the collection and each building', () => {
    const walk = numberBags([
      door('1', '1', '101'),
      door('2', '1', '101'),
      door('1', '2', '101'),
      door('1', '1', '102'),
    ])
    expect(
      walk.map(
        (bag) => `${said(bag)} ${bag.sequenceNo}/${bag.sequenceCount} ${bag.buildingNo}/${bag.buildingCount}`,
      ),
    ).toEqual(['1-1-101 1/4 1/3', '1-1-102 2/4 2/3', '1-2-101 3/4 3/3', '2-1-101 4/4 1/1'])
  })

  it('is the same whatever order the orders came in, with every number once', () => {
    const label = fc.oneof(
      fc.integer({ min: 1, max: 40 }).map(String),
      fc.constantFrom('2A', '2B', '甲', '乙', '1-2', '1-10'),
    )
    const doors = fc
      .uniqueArray(fc.tuple(label, label, label), { selector: String, maxLength: 60 })
      .map((all) => all.map(([b, e, r]) => door(b, e, r)))
    fc.assert(
      fc.property(doors, fc.func(fc.integer()), (all, mix) => {
        const mixed = [...all].sort((left, right) => mix(said(left)) - mix(said(right)))
        const walk = numberBags(all)
        expect(numberBags(mixed)).toEqual(walk)
        expect(walk.map((bag) => bag.sequenceNo)).toEqual(all.map((_, index) => index + 1))
        for (const bag of walk) {
          const same = walk.filter((other) => other.building === bag.building)
          expect(bag.buildingCount).toBe(same.length)
          expect(same.map((other) => other.buildingNo)).toEqual(same.map((_, index) => index + 1))
        }
      }),
    )
  })

  it('compares any two labels one way only', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), (left, right) => {
        expect(Math.sign(compareLabels(left, right)) + Math.sign(compareLabels(right, left))).toBe(0)
        expect(compareLabels(left, right) === 0).toBe(left === right)
      }),
    )
  })
})

describe('what is scanned or typed', () => {
  const code = (text: string) => {
    const read = readScan(text)
    return read.ok ? read.value : read.refusal.code
  }
  it('reads a code however it is written', () => {
    for (const text of [
      '7K3M9QX2AB',
      '7k3m9qx2ab',
      ' 7K3M9 QX2AB ',
      '７Ｋ３Ｍ９ＱＸ２ＡＢ',
      '7K3M9-QX2AB',
      'https://x.example/b/7K3M9QX2AB',
      'http://x.example/b/7k3m9qx2ab/?from=chat',
    ]) {
      expect(code(text)).toEqual({ kind: 'code', code: '7K3M9QX2AB' })
    }
    expect(code('OIL0000000')).toEqual({ kind: 'code', code: '0110000000' })
    expect(code('1234567890')).toEqual({ kind: 'code', code: '1234567890' })
  })
  it('reads the number on the label', () => {
    for (const text of ['12', ' 12 ', '12/41', '#12', '１２', '012'])
      expect(code(text)).toEqual({ kind: 'number', sequenceNo: 12 })
  })
  it('refuses what is neither', () => {
    for (const text of [
      '',
      '3-2-501',
      'ABC',
      '7K3M9QX2A',
      '7K3M9QX2ABC',
      '7K3M9QX2AU',
      'https://x.example/',
      '12/',
    ]) {
      expect(code(text)).toBe('packing.code_unreadable')
    }
  })
})

describe('a quantity in packs', () => {
  it('takes the largest packs first and says the rest', () => {
    expect(inPacks(360, '枚', [{ unitName: '板', quantity: 30 }])).toBe('12板')
    expect(inPacks(370, '枚', [{ unitName: '板', quantity: 30 }])).toBe('12板 + 10枚')
    expect(
      inPacks(395, '枚', [
        { unitName: '板', quantity: 30 },
        { unitName: '箱', quantity: 360 },
      ]),
    ).toBe('1箱 + 1板 + 5枚')
    expect(
      inPacks(7500, '克', [
        { unitName: '袋', quantity: 5000 },
        { unitName: '袋', quantity: 2500 },
      ]),
    ).toBe('1袋(5000克) + 1袋(2500克)')
    expect(inPacks(7, '件', [{ unitName: '份', quantity: 1 }])).toBe('7份')
    expect(inPacks(7, '件', [])).toBe('7件')
    expect(inPacks(0, '枚', [{ unitName: '板', quantity: 30 }])).toBe('0枚')
  })
})

it('the mark on the label says who still has to pay', () => {
  expect(payMarkOf({ amountFen: 6800, paidFen: 6799, advancedFen: 0 })).toBe('owed')
  expect(payMarkOf({ amountFen: 6800, paidFen: 6800, advancedFen: 0 })).toBe('paid')
  expect(payMarkOf({ amountFen: 6800, paidFen: 7000, advancedFen: 6800 })).toBe('advanced')
  expect(payMarkOf({ amountFen: 0, paidFen: 0, advancedFen: 0 })).toBe('paid')
})

describe('missing packs', () => {
  const lines = [
    { offerId: 'a', name: '鸡蛋', count: 2 },
    { offerId: 'b', name: '白菜', count: 1 },
  ]
  const answer = (short: { offerId: string; count: number }[]) => {
    const checked = checkShort(lines, short)
    return checked.ok ? 'ok' : [checked.refusal.code, checked.refusal.data.name ?? null]
  }
  it('are noted once per item and never more than were ordered', () => {
    expect(answer([])).toBe('ok')
    expect(
      answer([
        { offerId: 'a', count: 2 },
        { offerId: 'b', count: 1 },
      ]),
    ).toBe('ok')
    expect(answer([{ offerId: 'a', count: 3 }])).toEqual(['packing.short_too_many', '鸡蛋'])
    expect(answer([{ offerId: 'c', count: 1 }])).toEqual(['packing.short_unknown_offer', null])
    expect(
      answer([
        { offerId: 'a', count: 1 },
        { offerId: 'a', count: 1 },
      ]),
    ).toEqual(['packing.short_unknown_offer', null])
  })
  it('are the same note in any order', () => {
    const [one, two] = [
      { offerId: 'a', count: 1 },
      { offerId: 'b', count: 1 },
    ]
    expect(sameShort([one, two], [two, one])).toBe(true)
    expect(sameShort([one], [one, two])).toBe(false)
    expect(sameShort([one], [{ offerId: 'a', count: 2 }])).toBe(false)
  })
})

describe('the two counts at the gate', () => {
  const bags = [
    { id: 'a', state: 'packed' },
    { id: 'b', state: 'checked' },
    { id: 'c', state: 'packed' },
    { id: 'd', state: 'missing' },
  ]
  const agree = (declaredCount: number, countedCount: number, missingIds: string[]) => {
    const checked = checkAgreement({ bags, declaredCount, countedCount, missingIds })
    return checked.ok ? checked.value : checked.refusal
  }
  it('meet when declared less missing is what was counted', () => {
    expect(agree(3, 3, [])).toEqual({ handedOver: ['a', 'b', 'c'], missing: ['d'] })
    expect(agree(3, 2, ['b'])).toEqual({ handedOver: ['a', 'c'], missing: ['b', 'd'] })
    expect(agree(3, 2, ['b', 'b'])).toEqual({ handedOver: ['a', 'c'], missing: ['b', 'd'] })
    expect(agree(3, 0, ['a', 'b', 'c'])).toEqual({ handedOver: [], missing: ['a', 'b', 'c', 'd'] })
  })
  it('are refused with both numbers when they do not', () => {
    expect(agree(3, 2, [])).toEqual({
      code: 'packing.count_differs',
      data: { declared: 3, missing: 0, expected: 3, counted: 2 },
    })
    expect(agree(3, 3, ['a'])).toEqual({
      code: 'packing.count_differs',
      data: { declared: 3, missing: 1, expected: 2, counted: 3 },
    })
    expect(agree(2, 2, [])).toEqual({ code: 'packing.declare_again', data: { declared: 2, ready: 3 } })
    expect(agree(3, 2, ['d'])).toEqual({ code: 'packing.missing_not_loaded', data: { bagId: 'd' } })
    expect(agree(3, 2, ['x'])).toEqual({ code: 'packing.missing_not_loaded', data: { bagId: 'x' } })
  })
})

describe('the settlement', () => {
  it("never uses one household's money for the goods of another, nor more than there is", () => {
    expect(
      settlementOf(
        [
          { goodsFen: 6800, heldFen: 6800 },
          { goodsFen: 1000, heldFen: 0 },
        ],
        9999,
      ),
    ).toBe(6800)
    expect(
      settlementOf(
        [
          { goodsFen: 0, heldFen: 5000 },
          { goodsFen: 3000, heldFen: 0 },
        ],
        9999,
      ),
    ).toBe(0)
    expect(settlementOf([{ goodsFen: 3000, heldFen: 5000 }], 9999)).toBe(3000)
    expect(settlementOf([{ goodsFen: 3000, heldFen: 3000 }], 2000)).toBe(2000)
    expect(
      settlementOf(
        [
          { goodsFen: 3000, heldFen: -500 },
          { goodsFen: 1000, heldFen: 1000 },
        ],
        5000,
      ),
    ).toBe(1000)
    expect(settlementOf([], 100)).toBe(0)
  })
})
