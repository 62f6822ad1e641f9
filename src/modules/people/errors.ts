import { defineErrors } from '../../kernel/result.ts'

export const peopleErrors = defineErrors({
  'people.not_logged_in': 'unauthenticated',
  'people.wrong_login': 'unauthenticated',
  'people.too_many_tries': 'busy',
  'people.wrong_password': 'refused',
  'people.weak_password': 'refused',
  'people.session_missing': 'missing',
  'people.person_missing': 'missing',
  'people.own_account': 'refused',
  'people.activation_wrong': 'refused',
  'people.activation_district': 'invalid',
})
