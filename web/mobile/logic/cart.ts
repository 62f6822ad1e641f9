import type { OfferView } from '../../../src/modules/market/api.ts'
import type { CycleView } from '../../../src/modules/orders/api.ts'

/** What a household is about to order: packs per offer. Offers with no pack are not in it. */
export type Cart = Readonly<Record<string, number>>
export type CartLine = { readonly offerId: string; readonly count: number }
type Limits = Pick<
  CycleView,
  'packagesOnly' | 'lineLimit' | 'packageLimit' | 'packCountLimit' | 'amountLimitFen'
>

/** Why one more pack may not be added; `limit` is the figure that stands in the way. */
export type CartStop = {
  readonly code:
    | 'packages_only'
    | 'sold_out'
    | 'per_household'
    | 'pack_count'
    | 'packages'
    | 'lines'
    | 'amount'
  readonly limit: number
}

export const cartOf = (lines: readonly CartLine[]): Cart => {
  const cart: Record<string, number> = {}
  for (const line of lines) if (line.count > 0) cart[line.offerId] = (cart[line.offerId] ?? 0) + line.count
  return cart
}

export const linesOf = (cart: Cart): CartLine[] =>
  Object.entries(cart)
    .filter(([, count]) => count > 0)
    .map(([offerId, count]) => ({ offerId, count }))

export const withCount = (cart: Cart, offerId: string, count: number): Cart => {
  const { [offerId]: _old, ...rest } = cart
  return count > 0 ? { ...rest, [offerId]: count } : rest
}

/** Whole fen: each line is packs x the pack's price. An offer that is gone counts nothing. */
export const cartAmountFen = (cart: Cart, offers: readonly OfferView[]): number =>
  offers.reduce((sum, offer) => sum + (cart[offer.id] ?? 0) * offer.priceFen, 0)

export const cartPackCount = (cart: Cart): number =>
  Object.values(cart).reduce((sum, count) => sum + count, 0)

/**
 * Says whether one more pack of an offer fits the cycle's limits and what can still be promised. `heldCount` are the
 * packs that the order to be changed holds already: they come back when it is replaced. The server decides; this
 * only saves a person a refusal.
 */
export const whyNotMore = (
  cart: Cart,
  offer: OfferView,
  offers: readonly OfferView[],
  limits: Limits,
  heldCount = 0,
): CartStop | null => {
  const count = cart[offer.id] ?? 0
  if (limits.packagesOnly && offer.kind !== 'package') return { code: 'packages_only', limit: 0 }
  if (count >= offer.availableCount + heldCount)
    return { code: 'sold_out', limit: offer.availableCount + heldCount }
  if (offer.limitPerHousehold !== null && count >= offer.limitPerHousehold) {
    return { code: 'per_household', limit: offer.limitPerHousehold }
  }
  if (count >= limits.packCountLimit) return { code: 'pack_count', limit: limits.packCountLimit }
  if (count === 0 && linesOf(cart).length >= limits.lineLimit)
    return { code: 'lines', limit: limits.lineLimit }
  if (offer.kind === 'package' && limits.packageLimit !== null) {
    const packages = offers
      .filter((other) => other.kind === 'package')
      .reduce((sum, other) => sum + (cart[other.id] ?? 0), 0)
    if (packages >= limits.packageLimit) return { code: 'packages', limit: limits.packageLimit }
  }
  if (
    limits.amountLimitFen !== null &&
    cartAmountFen(cart, offers) + offer.priceFen > limits.amountLimitFen
  ) {
    return { code: 'amount', limit: limits.amountLimitFen }
  }
  return null
}

/** Packages first, then single goods by their category, as the price list shows them. */
export const offerGroups = (
  offers: readonly OfferView[],
  typed: string,
): readonly { readonly category: string | null; readonly offers: readonly OfferView[] }[] => {
  const wanted = typed.trim().toLowerCase()
  const shown = offers.filter(
    (offer) =>
      wanted === '' || offer.name.toLowerCase().includes(wanted) || offer.code.toLowerCase() === wanted,
  )
  const packages = shown.filter((offer) => offer.kind === 'package')
  const categories = new Map<string, OfferView[]>()
  for (const offer of shown.filter((one) => one.kind === 'single')) {
    categories.set(offer.category, [...(categories.get(offer.category) ?? []), offer])
  }
  return [
    ...(packages.length > 0 ? [{ category: null, offers: packages }] : []),
    ...[...categories].map(([category, group]) => ({ category, offers: group })),
  ]
}
