/** The market's rules: facts in, decisions or faults out. No clock, database or file inside. */

export type { Change, ListedOffer, ListPlan, StockFacts, StockMove } from './compare.ts'
export { compareList } from './compare.ts'
export { readContents } from './contents.ts'
export type { Point } from './distance.ts'
export { distanceM } from './distance.ts'
export type { Component, ListFault, Origin, PriceRow, WantedOffer } from './price-list.ts'
export { faultOf, isBlocking, judgeList, resolveList } from './price-list.ts'
export type { EstateFacts, Proposal, StoreFacts } from './proposal.ts'
export { proposeAssignments } from './proposal.ts'
