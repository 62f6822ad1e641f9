import { unfold } from './fold.ts'
import type { Role } from './words.ts'

/** Characters that stand for what was already taken out of a line. */
export const HOUSE_MARK = '\ue0f0'
export const PHONE_MARK = '\ue0f1'

type Base = { readonly text: string; readonly start: number; readonly end: number }

export type ItemToken = Base & {
  readonly kind: 'item'
  readonly items: readonly number[]
  readonly byCode: boolean
}
export type QuantityToken = Base & {
  readonly kind: 'quantity'
  readonly amount: number
  readonly unit: string | null
  /** 10斤装: says which pack, not how much. */
  readonly pack?: true
  readonly problem: 'half-quantity' | 'quantity-zero' | 'quantity-two-ways' | null
}
export type MoneyToken = Base & { readonly kind: 'money'; readonly fen: number }
export type RoleToken = Base & { readonly kind: 'role'; readonly role: Role }
export type NameToken = Base & { readonly kind: 'name'; readonly titled: boolean }
export type Token =
  | ItemToken
  | QuantityToken
  | MoneyToken
  | RoleToken
  | NameToken
  | (Base & { readonly kind: 'times' })
  | (Base & { readonly kind: 'mark' })
  /** Hard separators keep quantities on their side; soft ones only stand between. */
  | (Base & { readonly kind: 'separator'; readonly hard: boolean })
  | (Base & { readonly kind: 'unknown'; readonly as: 'item' | 'words' })

/** The text of a token for people. */
export function shown(token: Token): string {
  return unfold(token.text)
}
