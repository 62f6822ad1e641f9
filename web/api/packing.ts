import type { z } from 'zod'
import type * as packing from '../../src/modules/packing/api.ts'
import { addressOf, call } from './call.ts'
import type { Answer, Body } from './routes.ts'

export type PickList = Answer<'GET /api/collections/:id/pick-list'>
export type Bag = PickList['bags'][number]
export type BagState = Bag['state']
export type Scan = Answer<'POST /api/bags/scan'>
export type Handover = Answer<'POST /api/collections/:id/handover'>

export const makeBags = (collectionId: string) =>
  call('POST /api/collections/:id/bags', { params: { id: collectionId } })
export const readPickList = (collectionId: string) =>
  call('GET /api/collections/:id/pick-list', { params: { id: collectionId } })
export type LabelForm = z.output<typeof packing.labelTestQuery>['form']
export const labelForms: readonly LabelForm[] = ['60x40', '80x60', '100x100', 'a4']
/** Tenths of a millimetre to the right and down. */
export type PrinterOffset = { readonly offsetX: number; readonly offsetY: number }
export type LabelRange = PrinterOffset & { form: LabelForm; from?: number; to?: number; reason?: string }
export const labelsFile = (collectionId: string, range: LabelRange): string =>
  addressOf('/api/collections/:id/labels.pdf', { id: collectionId }, range)
export const labelTestFile = (form: LabelForm, offset: PrinterOffset): string =>
  addressOf('/api/labels/test.pdf', {}, { form, ...offset })
export const packBag = (id: string, body: Body<'POST /api/bags/:id/pack'>) =>
  call('POST /api/bags/:id/pack', { params: { id }, body })
export const scanBag = (body: Body<'POST /api/bags/scan'>) => call('POST /api/bags/scan', { body })
/** What a household finds missing in its bag at the gate. */
export const noteShort = (id: string, body: Body<'POST /api/bags/:id/short'>) =>
  call('POST /api/bags/:id/short', { params: { id }, body })
export const readHandover = (collectionId: string) =>
  call('GET /api/collections/:id/handover', { params: { id: collectionId } })
export const declareHandover = (collectionId: string, id: string, bagCount: number) =>
  call('POST /api/collections/:id/handover', { params: { id: collectionId }, body: { id, bagCount } })
export const agreeHandover = (id: string, body: Body<'POST /api/handovers/:id/agree'>) =>
  call('POST /api/handovers/:id/agree', { params: { id }, body })
