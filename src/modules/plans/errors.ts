import { defineErrors } from '../../kernel/result.ts'

export const plansErrors = defineErrors({
  'plans.missing': 'missing',
  'plans.wrong_place': 'refused',
  'plans.not_ready': 'refused',
  'plans.file_faulty': 'invalid',
})
