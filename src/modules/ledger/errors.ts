import { defineErrors } from '../../kernel/result.ts'

export const ledgerErrors = defineErrors({
  'ledger.insufficient': 'refused',
  'ledger.voucher_conflict': 'conflict',
})
