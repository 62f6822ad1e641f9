import { z } from 'zod'
import { countForm, fenForm, idForm, momentForm, searchForm } from '../../kernel/wire.ts'

export const storeView = z.object({
  id: idForm,
  name: z.string(),
  capacityOrders: countForm,
  estateCount: countForm,
  householdCount: countForm,
  offerCount: countForm,
  packageCount: countForm,
  uploadedAt: momentForm.nullable(),
})
export const storesView = z.object({ stores: z.array(storeView) })

/** Which store serves an estate, how far it is, and which others could. Distances are straight lines in metres. */
export const assignmentView = z.object({
  estateId: idForm,
  estateName: z.string(),
  communityName: z.string(),
  householdCount: countForm,
  storeId: idForm,
  storeName: z.string(),
  distanceM: countForm,
  state: z.enum(['proposed', 'confirmed']),
  alternatives: z.array(z.object({ storeId: idForm, storeName: z.string(), distanceM: countForm })),
})
export const assignmentsQuery = z.strictObject({ placeId: idForm })
export const assignmentsView = z.object({
  assignments: z.array(assignmentView),
  /** Per store: how many households it would serve against what it can pack in one cycle. */
  loads: z.array(
    z.object({
      storeId: idForm,
      storeName: z.string(),
      householdCount: countForm,
      capacityOrders: countForm,
    }),
  ),
})
export const placeBody = z.strictObject({ placeId: idForm })
export const estateStoreBody = z.strictObject({ storeId: idForm })

export const offerView = z.object({
  id: idForm,
  code: z.string(),
  name: z.string(),
  kind: z.enum(['single', 'package']),
  unitName: z.string(),
  packText: z.string(),
  category: z.string(),
  priceFen: fenForm,
  limitPerHousehold: countForm.nullable(),
  /** Whole packs that can still be promised, by what its scarcest component allows. */
  availableCount: countForm,
  components: z.array(z.object({ itemName: z.string(), quantity: countForm, baseUnit: z.string() })),
})
export type OfferView = z.output<typeof offerView>
export const offersQuery = z.strictObject({ q: searchForm })
export const offersView = z.object({ storeId: idForm, storeName: z.string(), offers: z.array(offerView) })

export const uploadQuery = z.strictObject({ mode: z.enum(['preview', 'apply']) })
/** What is wrong with a file, in the rows and columns that the person sees in Excel. */
export const uploadFault = z.object({
  sheet: z.string(),
  row: countForm,
  column: z.string(),
  code: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export const uploadView = z.object({
  applied: z.boolean(),
  rowCount: countForm,
  added: countForm,
  changed: countForm,
  unchanged: countForm,
  unlisted: countForm,
  faults: z.array(uploadFault),
  rows: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['single', 'package']),
      unitName: z.string(),
      priceFen: fenForm,
      stockCount: countForm.nullable(),
      limitPerHousehold: countForm.nullable(),
      change: z.enum(['added', 'changed', 'unchanged', 'unlisted']),
    }),
  ),
})
export type UploadView = z.output<typeof uploadView>
