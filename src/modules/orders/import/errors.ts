import { defineErrors } from '../../../kernel/result.ts'

/** What is wrong with a file of orders, or with one row of it. They stand in the answer, not as its refusal. */
export const orderFileFaults = defineErrors({
  'orders.import_no_table': 'invalid',
  'orders.import_empty': 'invalid',
  'orders.import_cell_error': 'invalid',
  'orders.import_cell_date': 'invalid',
  'orders.import_column_unknown': 'invalid',
  'orders.import_household_unknown': 'invalid',
  'orders.import_item_missing': 'invalid',
  'orders.import_item_unknown': 'invalid',
  'orders.import_item_unclear': 'invalid',
  'orders.import_item_twice': 'invalid',
  'orders.import_count_unreadable': 'invalid',
})
export type OrderFaultCode = keyof typeof orderFileFaults
