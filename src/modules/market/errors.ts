import { defineErrors } from '../../kernel/result.ts'

/** What the market refuses. */
const refusals = defineErrors({
  'market.store_missing': 'missing',
  'market.place_missing': 'missing',
  'market.estate_missing': 'missing',
  'market.no_stores': 'refused',
  'market.no_estates': 'refused',
  'market.nothing_proposed': 'refused',
  'market.below_held': 'refused',
})

/**
 * What can be wrong with a row of a price list. They stand in the answer beside the row, not as its refusal.
 */
export const listFaults = defineErrors({
  'market.no_price_sheet': 'invalid',
  'market.two_price_sheets': 'invalid',
  'market.list_empty': 'invalid',
  'market.column_missing': 'invalid',
  'market.price_unit': 'invalid',
  'market.cell_error': 'invalid',
  'market.cell_date': 'invalid',
  'market.code_digits_lost': 'invalid',
  'market.text_too_long': 'invalid',
  'market.name_missing': 'invalid',
  'market.name_twice': 'invalid',
  'market.unit_missing': 'invalid',
  'market.unit_and_pack_differ': 'invalid',
  'market.price_missing': 'invalid',
  'market.price_unreadable': 'invalid',
  'market.price_differs': 'invalid',
  'market.stock_missing': 'invalid',
  'market.stock_unreadable': 'invalid',
  'market.stock_merged': 'invalid',
  'market.limit_unreadable': 'invalid',
  'market.component_unreadable': 'invalid',
  'market.package_stock_missing': 'invalid',
})

/** What is only said: the list is taken, and this is how it was understood. */
export const listNotes = defineErrors({
  'market.formula_value': 'invalid',
  'market.package_stock_ignored': 'invalid',
  'market.package_described': 'invalid',
  'market.same_file': 'invalid',
})

export const marketErrors = { ...refusals, ...listFaults, ...listNotes }
export type ListCode = keyof typeof listFaults | keyof typeof listNotes | 'market.below_held'
