import { defineErrors } from '../../kernel/result.ts'

/** What the HTTP edge itself refuses. */
export const httpErrors = defineErrors({
  'http.invalid_input': 'invalid',
  'http.invalid_request': 'invalid',
  'http.too_large': 'invalid',
  'http.foreign_site': 'forbidden',
  'http.forbidden': 'forbidden',
  'http.not_found': 'missing',
  'http.database_away': 'busy',
  'http.bug': 'busy',
})
