import { defineErrors } from '../../../kernel/result.ts'

const refusals = defineErrors({
  'places.import_missing': 'missing',
  'places.import_copy_missing': 'missing',
  'places.import_undone': 'conflict',
  'places.import_too_old': 'refused',
  'places.import_in_use': 'refused',
  'places.import_changed_since': 'refused',
})

/** What keeps a whole file out: nothing of it can be taken. */
export const fileFaults = defineErrors({
  'places.import_no_table': 'invalid',
  'places.import_column_missing': 'invalid',
  'places.import_empty': 'invalid',
})

/** What keeps one row out. They stand in the answer beside the row, not as its refusal. */
export const rowFaults = defineErrors({
  'places.import_cell_error': 'invalid',
  'places.import_cell_date': 'invalid',
  'places.import_estate_unnamed': 'invalid',
  'places.import_estate_unknown': 'invalid',
  'places.import_estate_unclear': 'invalid',
  'places.import_other_estate': 'invalid',
  'places.import_building_missing': 'invalid',
  'places.import_room_missing': 'invalid',
  'places.import_room_unreadable': 'invalid',
  'places.import_room_twice': 'invalid',
  'places.import_room_unclear': 'invalid',
  'places.import_phone_unreadable': 'invalid',
  'places.import_persons_unreadable': 'invalid',
  'places.import_masked': 'invalid',
  'places.import_text_too_long': 'invalid',
})

/** What is only said: the row is taken, and this is how it was understood. */
export const importNotes = defineErrors({ 'places.import_formula_value': 'invalid' })

export const importErrors = { ...refusals, ...fileFaults, ...rowFaults, ...importNotes }
export type ImportCode = keyof typeof fileFaults | keyof typeof rowFaults | keyof typeof importNotes
