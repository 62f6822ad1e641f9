import { itemKey } from '../../catalog/index.ts'
import type { Component, WantedOffer } from './price-list.ts'

/** An offer that is listed now. */
export type ListedOffer = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: 'single' | 'package'
  readonly unitName: string
  readonly packText: string
  readonly category: string
  readonly priceFen: number
  readonly limitPerHousehold: number | null
  readonly sort: number
  readonly components: readonly Component[]
}

/** Goods of one item that a store may sell: all of them, and what is promised of them. */
export type StockFacts = {
  readonly itemName: string
  readonly baseUnit: string
  readonly posted: number
  readonly held: number
}

export type Change = 'added' | 'changed' | 'unchanged' | 'unlisted'

/** A stock that is to become `to` base units instead of `from`. */
export type StockMove = {
  readonly itemName: string
  readonly baseUnit: string
  readonly from: number
  readonly to: number
}

export type ListPlan = {
  readonly rows: readonly { readonly offer: WantedOffer; readonly change: Exclude<Change, 'unlisted'> }[]
  readonly add: readonly WantedOffer[]
  /** Offers that stay as they are; only their place on the list may change. */
  readonly keep: readonly { readonly id: string; readonly sort: number }[]
  readonly unlist: readonly ListedOffer[]
  /** Those of `unlist` whose name is no longer on the list at all. */
  readonly gone: readonly ListedOffer[]
  readonly moves: readonly StockMove[]
  /** Offers that the list sets below what is promised: packs uploaded and packs promised. */
  readonly belowHeld: readonly {
    readonly offer: WantedOffer
    readonly uploaded: number
    readonly promised: number
  }[]
}

const contentKey = (components: readonly Component[]): string =>
  components
    .map(
      (component) =>
        `${itemKey({ name: component.itemName, baseUnit: component.baseUnit })}\n${component.quantity}`,
    )
    .sort()
    .join('\n')

const sameTerms = (listed: ListedOffer, wanted: WantedOffer): boolean =>
  listed.code === wanted.code &&
  listed.kind === wanted.kind &&
  listed.unitName === wanted.unitName &&
  listed.packText === wanted.packText &&
  listed.category === wanted.category &&
  listed.priceFen === wanted.priceFen &&
  listed.limitPerHousehold === wanted.limitPerHousehold &&
  contentKey(listed.components) === contentKey(wanted.components)

/**
 * Compares a store's new list with what is listed and in stock. An offer is never changed: other terms make
 * another offer and the old one leaves the list. A list sets what may be sold: each stock becomes the
 * uploaded number of packs (left alone when that is what the list shows already, so that a broken pack is not
 * lost); goods that are no longer on the list shrink to what is promised of them.
 */
export const compareList = (
  listed: readonly ListedOffer[],
  wanted: readonly WantedOffer[],
  stocks: readonly StockFacts[],
): ListPlan => {
  const listedByName = new Map(listed.map((offer) => [offer.name, offer]))
  const stockByItem = new Map(
    stocks.map((stock) => [itemKey({ name: stock.itemName, baseUnit: stock.baseUnit }), stock]),
  )
  const rows: { offer: WantedOffer; change: Exclude<Change, 'unlisted'> }[] = []
  const add: WantedOffer[] = []
  const keep: { id: string; sort: number }[] = []
  const moves: StockMove[] = []
  const belowHeld: { offer: WantedOffer; uploaded: number; promised: number }[] = []
  const counted = new Set<string>()

  for (const offer of wanted) {
    let moved = false
    if (offer.stock) {
      const { itemName, baseUnit, packQuantity, count } = offer.stock
      const key = itemKey({ name: itemName, baseUnit })
      const { posted, held } = stockByItem.get(key) ?? { posted: 0, held: 0 }
      counted.add(key)
      const to = Math.floor(posted / packQuantity) === count ? posted : count * packQuantity
      if (to < held) belowHeld.push({ offer, uploaded: count, promised: Math.ceil(held / packQuantity) })
      moved = to !== posted
      if (moved) moves.push({ itemName, baseUnit, from: posted, to })
    }
    const before = listedByName.get(offer.name)
    const same = before !== undefined && sameTerms(before, offer)
    if (same) keep.push({ id: before.id, sort: offer.sort })
    else add.push(offer)
    rows.push({ offer, change: before === undefined ? 'added' : same && !moved ? 'unchanged' : 'changed' })
  }
  for (const [key, stock] of stockByItem) {
    if (counted.has(key) || stock.posted === stock.held) continue
    moves.push({ itemName: stock.itemName, baseUnit: stock.baseUnit, from: stock.posted, to: stock.held })
  }
  const kept = new Set(keep.map((offer) => offer.id))
  const names = new Set(wanted.map((offer) => offer.name))
  return {
    rows,
    add,
    keep,
    unlist: listed.filter((offer) => !kept.has(offer.id)),
    gone: listed.filter((offer) => !names.has(offer.name)),
    moves,
    belowHeld,
  }
}
