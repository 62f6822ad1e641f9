import type { z } from 'zod'
import type { moneyRow } from '../../../src/modules/orders/api.ts'

export type MoneyRow = z.output<typeof moneyRow>
export const moneyFilters = ['owed', 'paid', 'advanced'] as const
export type MoneyFilter = (typeof moneyFilters)[number]

/** What can be done about a row's money now. */
export type MoneyState = 'owed' | 'refund_due' | 'advanced' | 'paid'

export const moneyState = (row: MoneyRow): MoneyState => {
  if (row.dueFen > 0) return 'owed'
  if (row.dueFen < 0) return 'refund_due'
  return row.advancedFen > 0 ? 'advanced' : 'paid'
}

/** Rows of a filter. Money to give back stands with the open rows: somebody still has to act. */
export const moneyRows = (rows: readonly MoneyRow[], filter: MoneyFilter): readonly MoneyRow[] =>
  rows.filter((row) => {
    const state = moneyState(row)
    if (filter === 'owed') return state === 'owed' || state === 'refund_due'
    if (filter === 'advanced') return row.advancedFen > 0
    return state === 'paid' || state === 'advanced'
  })
