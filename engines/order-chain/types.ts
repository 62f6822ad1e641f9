import type { Doubt } from './doubts.ts'

/**
 * One thing that can be ordered, as the head of a chain or the caller's own price list gives it. `priceFen` is whole
 * fen for one `unit`; `limitPerHousehold` counts units. `id` is the caller's and is handed back untouched.
 */
export type PriceItem = {
  readonly id?: string
  readonly code?: string
  readonly name: string
  readonly aliases?: readonly string[]
  readonly unit: string
  readonly packText?: string
  readonly limitPerHousehold?: number
  readonly priceFen: number
}

/** A home as its line writes it; `entrance` (单元) is null when the line gives none. */
export type Household = {
  readonly building: string
  readonly entrance: string | null
  readonly room: string
}

/** What a line does to one item of its household: whole units before and after. */
export type Effect = {
  readonly itemIndex: number
  readonly item: PriceItem
  readonly quantityBefore: number
  readonly quantityAfter: number
}

export type LineKind = 'order' | 'change' | 'cancel' | 'note' | 'doubtful'

/**
 * One line of the chain. `line` is the number that its writer gave it, or the row in the text when it has none; `row`
 * is always the row in the text, counted from 1. A doubtful line has a `doubt` and no `effect`.
 */
export type ChainLine = {
  readonly line: number
  readonly row: number
  readonly raw: string
  readonly kind: LineKind
  readonly household?: Household
  readonly effect?: readonly Effect[]
  readonly doubt?: Doubt
}

export type OrderedItem = {
  readonly itemIndex: number
  readonly item: PriceItem
  readonly quantity: number
}

/** What one household has ordered after all lines; `fromLines` are the lines that made it so. */
export type ChainOrder = {
  readonly household: Household
  readonly lines: readonly OrderedItem[]
  readonly fromLines: readonly number[]
}

/** A limit that the head sets for all items: for each item alone, or perhaps for all of them together. */
export type ChainLimit = {
  readonly quantity: number
  readonly scope: 'each-item' | 'unclear'
  readonly row: number
  readonly raw: string
}

export type ChainHead = {
  readonly items: readonly PriceItem[]
  readonly limits: readonly ChainLimit[]
  readonly cutOffText?: string
  /** Rows that show a price but could not be read as an item: the person should look at them. */
  readonly unread: readonly { readonly row: number; readonly raw: string }[]
}

export type ChainReading = {
  readonly head: ChainHead
  readonly orders: readonly ChainOrder[]
  readonly lines: readonly ChainLine[]
  /** The doubtful lines again, in the order of the chain. */
  readonly doubtful: readonly ChainLine[]
}

/** What the caller knows beyond the text. */
export type ReadOptions = {
  /** Every home of the estate: a household outside it is doubtful, and one written without its entrance may be found. */
  readonly households?: readonly Household[]
  /** More of one item than this is doubtful (default 50). */
  readonly quantityUnlikelyAbove?: number
}
