/**
 * Market: the stores, which estates they serve, and what they offer.
 *
 * A store is a place, an organization and a party under one id. Stores are proposed for estates by distance
 * and by what they can pack in a cycle, changed by hand, confirmed; a change counts from the next cycle,
 * because a cycle keeps the stores that it opened with. A store uploads its price list as a workbook: looked
 * at first, then taken over as a whole or not at all. An offer is never changed: other terms are another
 * offer, and orders keep the old one. A package lives on the stock of its parts, or is goods of its own where
 * its parts are only described. What the list says may be sold is set against the ledger and the difference
 * posted, never below what is promised. Refuses by `market.…`; what is wrong inside a file stands beside its
 * row and column instead.
 */

export type { NewStore } from './assignments.ts'
export { createStore, proposeStores, storeOfEstate } from './assignments.ts'
export { marketErrors } from './errors.ts'
export type { MarketSection } from './plan.ts'
export { marketSection } from './plan.ts'
export type { UploadedList } from './price-lists.ts'
export { applyPriceList } from './price-lists.ts'
export { marketRoutes } from './routes.ts'
export type { ListFault, PriceRow } from './rules/index.ts'
export { listOffers } from './store.ts'
