import { defineErrors } from '../../kernel/result.ts'

export const placesErrors = defineErrors({
  'places.missing': 'missing',
  'places.household_missing': 'missing',
  'places.link_missing': 'missing',
  'places.link_closed': 'refused',
  'places.wrong_digits': 'refused',
})
