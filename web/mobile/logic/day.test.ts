// covers: HOU-5 walked, HOU-6 walked, HOU-7 walked
import { describe, expect, it } from 'vitest'
import type { BagView } from '../../../src/modules/packing/api.ts'
import { findBags, nextToPack, shortOf, taskStep, unticked } from './bags.ts'
import type { MoneyRow } from './money.ts'
import { moneyRows, moneyState } from './money.ts'
import type { BoardHousehold } from './standing.ts'
import { nextStep, roomStanding, stateWordOf } from './standing.ts'

const bag = (sequenceNo: number, state: BagView['state'], label = `3-2-${500 + sequenceNo}`): BagView =>
  ({ id: `bag-${sequenceNo}`, sequenceNo, state, label, lines: [] }) as unknown as BagView

describe('bags', () => {
  const bags = [bag(3, 'to_pack'), bag(1, 'packed'), bag(2, 'to_pack'), bag(4, 'checked')]

  it('goes on after the bag just packed and comes back to those left out', () => {
    expect(nextToPack(bags)?.sequenceNo).toBe(2)
    expect(nextToPack(bags, 2)?.sequenceNo).toBe(3)
    expect(nextToPack(bags, 3)?.sequenceNo).toBe(2)
    expect(nextToPack([bag(1, 'packed')])).toBe(null)
  })

  it('finds by the number on the label before the room', () => {
    expect(findBags(bags, '3').map((one) => one.sequenceNo)[0]).toBe(3)
    expect(findBags(bags, '3-2-504').map((one) => one.sequenceNo)).toEqual([4])
    expect(findBags(bags, '')).toEqual([])
  })

  it('asks for lines that are neither ticked nor wholly short', () => {
    const filled = {
      ...bag(1, 'to_pack'),
      lines: [
        { offerId: 'a', name: '', unitName: '', count: 2, shortCount: 0 },
        { offerId: 'b', name: '', unitName: '', count: 1, shortCount: 0 },
        { offerId: 'c', name: '', unitName: '', count: 1, shortCount: 0 },
      ],
    }
    expect(unticked(filled, ['a'], { b: 1 })).toBe(1)
    expect(unticked(filled, [], { a: 1 })).toBe(3)
    expect(shortOf({ a: 0, b: 1 })).toEqual([{ offerId: 'b', count: 1 }])
  })

  it('names the step that waits for hands', () => {
    const task = { bagCount: 4, packedCount: 4, checkedCount: 4, handoverState: 'none' } as const
    expect(taskStep({ ...task, bagCount: 0, packedCount: 0, checkedCount: 0 })).toBe('make')
    expect(taskStep({ ...task, packedCount: 3 })).toBe('pack')
    expect(taskStep({ ...task, checkedCount: 3 })).toBe('check')
    expect(taskStep(task)).toBe('declare')
    expect(taskStep({ ...task, handoverState: 'declared' })).toBe('wait')
    expect(taskStep({ ...task, handoverState: 'agreed' })).toBe('done')
  })
})

const row = (values: Partial<MoneyRow>): MoneyRow =>
  ({
    orderId: 'o',
    label: '3-2-501',
    amountFen: 100,
    paidFen: 0,
    dueFen: 100,
    advancedFen: 0,
    ...values,
  }) as MoneyRow

describe('money', () => {
  const rows = [
    row({}),
    row({ paidFen: 100, dueFen: 0 }),
    row({ paidFen: 100, dueFen: 0, advancedFen: 100 }),
    row({ paidFen: 120, dueFen: -20 }),
  ]

  it('says what can be done', () => {
    expect(rows.map(moneyState)).toEqual(['owed', 'paid', 'advanced', 'refund_due'])
  })

  it('keeps money to give back among the open rows, and every row in some list', () => {
    expect(moneyRows(rows, 'owed').map(moneyState)).toEqual(['owed', 'refund_due'])
    expect(moneyRows(rows, 'advanced').length).toBe(1)
    const seen = new Set([
      ...moneyRows(rows, 'owed'),
      ...moneyRows(rows, 'paid'),
      ...moneyRows(rows, 'advanced'),
    ])
    expect(seen.size).toBe(rows.length)
  })
})

const household = (values: Partial<BoardHousehold>): BoardHousehold =>
  ({
    orderId: 'o',
    amountFen: 100,
    paidFen: 0,
    channel: 'chain',
    bagState: null,
    ...values,
  }) as BoardHousehold

describe('where a household stands', () => {
  it('in the floor grid', () => {
    expect(roomStanding(household({ orderId: null }))).toBe('none')
    expect(roomStanding(household({}))).toBe('ordered')
    expect(roomStanding(household({ channel: 'liaison' }))).toBe('proxy')
    expect(roomStanding(household({ channel: 'liaison', paidFen: 100 }))).toBe('paid')
  })

  it('in words: the bag before the money', () => {
    expect(stateWordOf(household({ orderId: null }))).toBe('not_sent')
    expect(stateWordOf(household({}))).toBe('unpaid')
    expect(stateWordOf(household({ paidFen: 100, bagState: 'to_pack' }))).toBe('paid')
    expect(stateWordOf(household({ bagState: 'handed_over' }))).toBe('arrived')
    expect(stateWordOf(household({ bagState: 'collected' }))).toBe('collected')
  })
})

describe('the next step', () => {
  const board = (phase: string, counts: object = {}, money: object = {}) =>
    ({
      phase,
      counts: { households: 10, ordered: 5, bags: 5, collected: 0, missing: 0, ...counts },
      money: { amountFen: 100, paidFen: 100, ...money },
    }) as never

  it('follows the day', () => {
    expect(nextStep(board('no_plan'), 'none')).toBe('wait_plan')
    expect(nextStep(board('ordering', { ordered: 0 }), 'none')).toBe('announce')
    expect(nextStep(board('ordering'), 'none')).toBe('paste')
    expect(nextStep(board('frozen', {}, { paidFen: 0 }), 'none')).toBe('collect_money')
    expect(nextStep(board('packing', {}, { paidFen: 0 }), 'declared')).toBe('count_bags')
    expect(nextStep(board('packing'), 'none')).toBe('wait_store')
    expect(nextStep(board('handed_over'), 'agreed')).toBe('hand_out')
    expect(nextStep(board('handed_over', { collected: 4, missing: 1 }), 'agreed')).toBe('rest')
    expect(nextStep(board('done', {}, { paidFen: 0 }), 'agreed')).toBe('settle')
  })
})
