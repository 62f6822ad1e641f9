/**
 * Ledger: one double-entry book for goods and for money.
 *
 * An account is whose and where x what; its id is the hash of that, so it can be named without a look-up. A
 * voucher is one fact; a posting moves a positive whole quantity from a source to a target account; a hold is
 * promised and later posted or voided. Guarded accounts have a balance that can never fall below what is held
 * on them: overselling is impossible in the database. Outside accounts (opening, delivered, receivable, store_due)
 * may go negative and are computed. Nothing is ever edited: a correction is a reversal (红冲).
 *
 * In SQL the door is: ledger.open_accounts, lock_available, hold_batch, void_holds, post, reverse, account_id, yuan().
 * It refuses `ledger.insufficient` (less there than wanted) and `ledger.voucher_conflict` (same voucher, other content).
 */
export { ledgerErrors } from './errors.ts'
export type { Balances, Posting } from './rules.ts'
export { accountIdOf, applyPostings, available } from './rules.ts'
export type { AccountKey, BookFault, Stock, VoucherInput } from './store.ts'
export { booksFaults, openAccounts, postVoucher, stockOf, voidHolds, yuan } from './store.ts'
