import type { CommodityId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql, sqlState } from '../../platform/db/index.ts'

/** The commodity of all money: whole fen of the yuan. */
export const yuan = '00000000-0000-7000-8000-000000000156' as CommodityId

/** What an account is: whose, of what, for what. Goods without lots have the lot 'none'. */
export type AccountKey = {
  readonly ownerId: string
  readonly commodityId: string
  readonly purpose: string
  readonly guarded: boolean
  readonly lot?: string
}

/** Opens the accounts that are not there yet; those that are stay as they are. */
export const openAccounts = async (
  tx: Queryable,
  districtId: number,
  keys: readonly AccountKey[],
): Promise<void> => {
  await tx.run(sql`select ledger.open_accounts(${districtId},
    ${keys.map((key) => key.ownerId)}::uuid[], ${keys.map((key) => key.commodityId)}::uuid[],
    ${keys.map((key) => key.lot ?? 'none')}::text[], ${keys.map((key) => key.purpose)}::text[],
    ${keys.map((key) => key.guarded)}::boolean[])`)
}

export type VoucherInput = {
  readonly kind: string
  readonly documentId: string
  readonly verb: string
  readonly step?: string
  readonly firstHandlerId?: string | null
  readonly secondHandlerId?: string | null
  readonly occurredAt: string
  readonly postings: readonly {
    readonly source: AccountKey
    readonly target: AccountKey
    readonly quantity: number
    readonly holdDocumentId?: string | null
  }[]
}

const belowHolds = '23514'

/**
 * Opens the accounts that a voucher names and posts it. A repeated call with the same content is 'replayed'.
 * Refuses `ledger.insufficient` when a guarded account does not cover it, `ledger.voucher_conflict` when the same
 * step was posted with other content. Quantities are positive whole base units or fen.
 */
export const postVoucher = async (
  tx: Queryable,
  districtId: number,
  voucher: VoucherInput,
): Promise<'posted' | 'replayed'> => {
  const { postings } = voucher
  await openAccounts(
    tx,
    districtId,
    postings.flatMap((posting) => [posting.source, posting.target]),
  )
  const account = (
    side: 'source' | 'target',
  ) => sql`(select array_agg(ledger.account_id(${districtId}, o, c, l, p) order by n)
    from unnest(${postings.map((posting) => posting[side].ownerId)}::uuid[], ${postings.map((posting) => posting[side].commodityId)}::uuid[],
      ${postings.map((posting) => posting[side].lot ?? 'none')}::text[], ${postings.map((posting) => posting[side].purpose)}::text[])
      with ordinality u(o, c, l, p, n))`
  try {
    const { answer } = await tx.one<{
      answer: string
    }>(sql`select ledger.post(${districtId}, ${voucher.kind}, ${voucher.documentId},
      ${voucher.verb}, ${voucher.step ?? '1'}, ${voucher.firstHandlerId ?? null}, ${voucher.secondHandlerId ?? null}, ${voucher.occurredAt},
      ${account('source')}, ${account('target')}, ${postings.map((posting) => posting.source.commodityId)}::uuid[],
      ${postings.map((posting) => posting.quantity)}::bigint[],
      ${postings.map((posting) => posting.holdDocumentId ?? null)}::uuid[]) as answer`)
    if (answer === 'conflict')
      throw refused('ledger.voucher_conflict', { documentId: voucher.documentId, verb: voucher.verb })
    return answer as 'posted' | 'replayed'
  } catch (error) {
    if (sqlState(error) === belowHolds)
      throw refused('ledger.insufficient', { documentId: voucher.documentId })
    throw error
  }
}

/** Gives up parts of holds for good because the goods did not come. */
export const voidHolds = async (
  tx: Queryable,
  districtId: number,
  parts: readonly { readonly documentId: string; readonly account: AccountKey; readonly quantity: number }[],
): Promise<void> => {
  if (parts.length === 0) return
  await tx.run(sql`select ledger.void_holds(${districtId}, ${parts.map((part) => part.documentId)}::uuid[],
    (select array_agg(ledger.account_id(${districtId}, o, c, 'none', p) order by n)
      from unnest(${parts.map((part) => part.account.ownerId)}::uuid[], ${parts.map((part) => part.account.commodityId)}::uuid[],
        ${parts.map((part) => part.account.purpose)}::text[]) with ordinality u(o, c, p, n)),
    ${parts.map((part) => part.quantity)}::bigint[])`)
}

export type Stock = {
  readonly ownerId: string
  readonly itemId: string
  readonly posted: number
  readonly held: number
  readonly available: number
}

/** Goods on hand of one owner, item by item, in base units. */
export const stockOf = (db: Queryable, districtId: number, ownerId: string): Promise<Stock[]> =>
  db.rows<Stock>(sql`select owner_id, commodity_id as item_id, posted, held, available from ledger.v_balance
    where district_id = ${districtId} and owner_id = ${ownerId} and purpose = 'on_hand'`)

export type BookFault = {
  readonly fault: string
  readonly subject: string
  readonly wanted: number
  readonly found: number
}

/** Every place where the books do not hold; none when they do. */
export const booksFaults = (db: Queryable, districtId: number): Promise<BookFault[]> =>
  db.rows<BookFault>(sql`select fault, subject, wanted, found from ledger.check_books(${districtId})`)
