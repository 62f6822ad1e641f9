import { defineErrors } from '../../kernel/result.ts'
import { importErrors } from './import/errors.ts'

export const placesErrors = defineErrors({
  ...importErrors,
  'places.missing': 'missing',
  'places.household_missing': 'missing',
  'places.link_missing': 'missing',
  'places.link_closed': 'refused',
  'places.wrong_digits': 'refused',
})
