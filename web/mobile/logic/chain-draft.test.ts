// covers: HOU-4 walked
import { describe, expect, it } from 'vitest'
import type { ChainView } from '../../../src/modules/orders/api.ts'
import {
  applyBodyOf,
  countChain,
  emptyChainDraft,
  householdsToOrder,
  keepChainDraft,
  readChainDraft,
  recallSettled,
  rememberSettled,
} from './chain-draft.ts'

const memoryStore = () => {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

const doubtful = (row: number, raw: string): ChainView['doubtful'][number] => ({
  row,
  line: row,
  raw,
  code: 'no-household',
  data: {},
  householdId: null,
  lines: [],
})
const order = (
  householdId: string,
  standing: 'new' | 'same' | 'change' | 'own',
): ChainView['orders'][number] => ({
  householdId,
  label: householdId,
  rows: [1],
  lines: [],
  amountFen: 100,
  standing,
  currentOrderId: null,
  currentLines: [],
})
const chain = (doubts: ChainView['doubtful'], cycleId = 'cycle-1'): ChainView =>
  ({
    id: 'chain',
    estateId: 'estate',
    cycle: { id: cycleId },
    rowCount: 9,
    orders: [order('a', 'new'), order('b', 'change'), order('c', 'same'), order('d', 'own')],
    doubtful: doubts,
    appliedAt: null,
  }) as unknown as ChainView

describe('the draft', () => {
  it('survives a closed page and goes with its text', () => {
    const store = memoryStore()
    keepChainDraft(store, 'e', { ...emptyChainDraft, text: '1. 3-2-501 A1', chainId: 'x' })
    expect(readChainDraft(store, 'e').text).toBe('1. 3-2-501 A1')
    expect(readChainDraft(store, 'other')).toEqual(emptyChainDraft)
    keepChainDraft(store, 'e', emptyChainDraft)
    expect(store.kept.size).toBe(0)
  })

  it('is empty when what is kept cannot be read', () => {
    const store = memoryStore()
    store.setItem('changping.chain.e', '{broken')
    expect(readChainDraft(store, 'e')).toEqual(emptyChainDraft)
  })

  it('works on when the store is full', () => {
    const throwing = {
      ...memoryStore(),
      setItem: () => {
        throw new Error('full')
      },
    }
    expect(() => keepChainDraft(throwing, 'e', { ...emptyChainDraft, text: 'x' })).not.toThrow()
  })
})

describe('settling', () => {
  const two = chain([doubtful(8, '8. 10-2-1001 大米10斤'), doubtful(9, '9. 赵 B一份')])
  const draft = {
    ...emptyChainDraft,
    settled: {
      '8': { decision: 'order', householdId: 'a', lines: [{ offerId: 'o', count: 1 }] },
    } as const,
  }

  it('counts what is open', () => {
    expect(countChain(two, draft)).toEqual({
      fresh: 1,
      changed: 1,
      same: 1,
      own: 1,
      doubtful: 2,
      unsettled: 1,
    })
  })

  it('counts a household once, and an own order only when it was ticked', () => {
    expect(householdsToOrder(two, draft)).toBe(2)
    expect(householdsToOrder(two, { ...draft, replaceOwn: ['d'] })).toBe(3)
  })

  it('sends only what was settled and is still doubtful', () => {
    const stale = {
      ...draft,
      settled: { ...draft.settled, '77': { decision: 'leave_out' } as const },
      replaceOwn: ['zz'],
    }
    expect(applyBodyOf(two, stale)).toEqual({
      settled: [{ row: 8, decision: 'order', householdId: 'a', lines: [{ offerId: 'o', count: 1 }] }],
      replaceOwn: [],
    })
  })

  it('does not ask again when the chain has grown, and keeps no words of it', () => {
    const store = memoryStore()
    rememberSettled(store, two, draft)
    expect([...store.kept.values()].join('')).not.toContain('大米')
    const grown = chain([
      doubtful(8, '8. 10-2-1001 大米10斤'),
      doubtful(9, '9. 赵 B一份'),
      doubtful(12, '12. 孙 A'),
    ])
    expect(recallSettled(store, grown)).toEqual(draft.settled)
    expect(recallSettled(store, chain(grown.doubtful, 'cycle-2'))).toEqual({})
  })

  it('forgets a row that was opened again', () => {
    const store = memoryStore()
    rememberSettled(store, two, draft)
    rememberSettled(store, two, emptyChainDraft)
    expect(recallSettled(store, two)).toEqual({})
  })
})
