import { addressOf, call } from './call.ts'
import type { Answer, Body } from './routes.ts'

export type Cycle = Answer<'GET /api/cycles'>['cycles'][number]
export type Overview = Answer<'GET /api/overview'>
export type OverviewRow = Overview['rows'][number]
export type Board = Answer<'GET /api/estates/:id/board'>
export type BoardHousehold = Board['households'][number]
export type EstateSheet = Answer<'GET /api/estates/:id/sheet'>
export type Order = NonNullable<Answer<'GET /api/households/:id/order'>['order']>
export type Placed = Answer<'POST /api/orders'>
export type Chain = Answer<'GET /api/chains/:id'>
export type ChainResult = Answer<'POST /api/chains/:id/apply'>
export type Collection = Answer<'GET /api/collections'>['collections'][number]
export type Totals = Answer<'GET /api/collections/:id/totals'>
export type EstateMoney = Answer<'GET /api/estates/:id/money'>
export type MoneyRow = EstateMoney['rows'][number]

export const readCycles = () => call('GET /api/cycles', {})
/** Ends a cycle before its time: its totals freeze now. */
export const endCycle = (id: string) => call('POST /api/cycles/:id/end', { params: { id } })
export const readOverview = (query: { placeId?: string; cycleId?: string } = {}) =>
  call('GET /api/overview', { query })
export const readSheet = (estateId: string) =>
  call('GET /api/estates/:id/sheet', { params: { id: estateId } })
export const readAnnouncement = (estateId: string) =>
  call('GET /api/estates/:id/announcement', { params: { id: estateId } })
export const readBoard = (estateId: string, cycleId?: string) =>
  call('GET /api/estates/:id/board', { params: { id: estateId }, query: { cycleId } })

/** Places an order, or changes one when `replacesOrderId` names it. `id` stays the same for every try. */
export const placeOrder = (body: Body<'POST /api/orders'>) => call('POST /api/orders', { body })
export const cancelOrder = (id: string) => call('POST /api/orders/:id/cancel', { params: { id } })
export const readHouseholdOrder = (householdId: string) =>
  call('GET /api/households/:id/order', { params: { id: householdId } })

export const readChainText = (estateId: string, id: string, text: string) =>
  call('POST /api/estates/:id/chains', { params: { id: estateId }, body: { id, text } })
export const readChain = (id: string) => call('GET /api/chains/:id', { params: { id } })
export const applyChain = (id: string, body: Body<'POST /api/chains/:id/apply'>) =>
  call('POST /api/chains/:id/apply', { params: { id }, body })

export const readCollections = (query: { cycleId?: string; storeId?: string; q?: string } = {}) =>
  call('GET /api/collections', { query })
export const readTotals = (collectionId: string) =>
  call('GET /api/collections/:id/totals', { params: { id: collectionId } })
export const totalsFile = (collectionId: string): string =>
  addressOf('/api/collections/:id/totals.xlsx', { id: collectionId })

export const readEstateMoney = (estateId: string, cycleId?: string) =>
  call('GET /api/estates/:id/money', { params: { id: estateId }, query: { cycleId } })
export const pay = (body: Body<'POST /api/payments'>) => call('POST /api/payments', { body })
