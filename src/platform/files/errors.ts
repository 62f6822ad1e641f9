import { defineErrors } from '../../kernel/result.ts'

/** Why a file that somebody handed in is not read. */
export const filesErrors = defineErrors({
  'files.missing': 'invalid',
  'files.too_large': 'invalid',
  'files.not_workbook': 'invalid',
  'files.old_workbook': 'invalid',
  'files.encrypted': 'invalid',
  'files.csv': 'invalid',
  'files.macros': 'invalid',
  'files.damaged': 'invalid',
  'files.too_many_entries': 'invalid',
  'files.unpacks_too_large': 'invalid',
  'files.too_many_sheets': 'invalid',
  'files.too_many_rows': 'invalid',
  'files.too_many_columns': 'invalid',
  'files.too_many_cells': 'invalid',
})
