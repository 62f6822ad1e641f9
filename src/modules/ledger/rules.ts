import type { AccountId, CommodityId } from '../../kernel/ids.ts'
import type { Result } from '../../kernel/result.ts'
import { ok, refuse } from '../../kernel/result.ts'

/** One move of a positive whole quantity. `holdDocument`: whose promise on the source it uses up. */
export type Posting = {
  readonly source: AccountId
  readonly target: AccountId
  readonly commodity: CommodityId
  readonly quantity: number
  readonly fromHold: boolean
}

export type Balances = ReadonlyMap<AccountId, { readonly posted: number; readonly held: number }>

export const available = (balance: { readonly posted: number; readonly held: number }): number =>
  balance.posted - balance.held

/**
 * What one voucher does to the guarded balances, or `ledger.insufficient` with the account that does not cover
 * it. Accounts that are not in `before` are outside accounts and never refuse. The SQL function `ledger.post`
 * decides the same; a property test holds the two equal.
 */
export const applyPostings = (
  before: Balances,
  postings: readonly Posting[],
): Result<Balances, 'ledger.insufficient'> => {
  const after = new Map(before)
  for (const posting of postings) {
    const source = after.get(posting.source)
    if (source) {
      after.set(posting.source, {
        posted: source.posted - posting.quantity,
        held: source.held - (posting.fromHold ? posting.quantity : 0),
      })
    }
    const target = after.get(posting.target)
    if (target) after.set(posting.target, { ...target, posted: target.posted + posting.quantity })
  }
  // The voucher is one fact: only its end counts, not the order of its lines.
  for (const [account, balance] of after) {
    if (balance.posted < balance.held || balance.held < 0) {
      return refuse('ledger.insufficient', { account, available: available(balance) })
    }
  }
  return ok(after)
}

/** The text whose MD5 is an account's id; SQL works out the same. */
export const accountIdOf = (key: {
  readonly districtId: number
  readonly ownerId: string
  readonly commodityId: string
  readonly lot: string
  readonly purpose: string
}): string => `${key.districtId}/${key.ownerId}/${key.commodityId}/${key.lot}/${key.purpose}`
