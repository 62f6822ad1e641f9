import { addressOf, call, upload } from './call.ts'
import type { Answer } from './routes.ts'

export type Store = Answer<'GET /api/stores'>['stores'][number]
export type Assignments = Answer<'GET /api/assignments'>
export type Assignment = Assignments['assignments'][number]
export type StoreLoad = Assignments['loads'][number]
export type Offer = Answer<'GET /api/stores/:id/offers'>['offers'][number]
export type Upload = Answer<'POST /api/stores/:id/price-list'>
export type UploadFault = Upload['faults'][number]

export const readStores = () => call('GET /api/stores', {})
export const readAssignments = (placeId: string) => call('GET /api/assignments', { query: { placeId } })
export const proposeAssignments = (placeId: string) =>
  call('POST /api/assignments/propose', { body: { placeId } })
export const confirmAssignments = (placeId: string) =>
  call('POST /api/assignments/confirm', { body: { placeId } })
export const assignStore = (estateId: string, storeId: string) =>
  call('PUT /api/estates/:id/store', { params: { id: estateId }, body: { storeId } })
export const readOffers = (storeId: string, q?: string) =>
  call('GET /api/stores/:id/offers', { params: { id: storeId }, query: { q } })
export const uploadPriceList = (storeId: string, file: File, mode: 'preview' | 'apply') =>
  upload('POST /api/stores/:id/price-list', file, { id: storeId }, { mode })
/** The address of the store's list as an Excel file; of an empty store it is the template. */
export const priceListFile = (storeId: string): string =>
  addressOf('/api/stores/:id/price-list.xlsx', { id: storeId })
