import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readTexts } from './text.ts'

const texts = readTexts(resolve(import.meta.dirname, '../..'))

test('fen are said as yuan, moments by the local clock, and nothing else gets into a sentence', () => {
  expect(texts('zh-Hans', 'errors.orders.over_paid', { dueFen: 5880 })).toContain('¥58.80')
  expect(texts('en', 'errors.orders.cycle_closed', { closedAt: '2026-11-22T10:00:00Z' })).toContain(
    '2026-11-22 18:00',
  )
  expect(texts('en', 'errors.orders.sold_out', { name: { toString: () => 'x' }, left: 3 })).toContain(
    'Only 3 of  are left',
  )
})

test('an unknown key is shown as it is, an unknown language falls back to zh-Hans', () => {
  expect(texts('en', 'no.such.key')).toBe('no.such.key')
})
