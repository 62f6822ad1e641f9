import { z } from 'zod'
import { countForm, documentIdForm, fenForm, idForm, momentForm } from '../../kernel/wire.ts'

export const bagStateNames = ['to_pack', 'packed', 'checked', 'handed_over', 'collected', 'missing'] as const

export const bagLineView = z.object({
  offerId: idForm,
  name: z.string(),
  unitName: z.string(),
  count: countForm,
  /** Packs that are not in the bag. */
  shortCount: countForm,
})
export const bagView = z.object({
  id: idForm,
  collectionId: idForm,
  estateName: z.string(),
  code: z.string(),
  sequenceNo: countForm,
  sequenceCount: countForm,
  building: z.string(),
  buildingNo: countForm,
  buildingCount: countForm,
  label: z.string(),
  orderNumber: z.string(),
  amountFen: fenForm,
  paidFen: fenForm,
  payMark: z.enum(['paid', 'owed', 'advanced']),
  state: z.enum(bagStateNames),
  stateAt: momentForm,
  lines: z.array(bagLineView),
})
export type BagView = z.output<typeof bagView>

/** What the picker takes from the shelves for one estate, and the bags to fill in order. */
export const pickListView = z.object({
  collectionId: idForm,
  estateName: z.string(),
  storeName: z.string(),
  deliversAt: momentForm,
  totals: z.array(
    z.object({ name: z.string(), baseUnit: z.string(), quantity: countForm, packs: z.string() }),
  ),
  bags: z.array(bagView),
})
export type PickListView = z.output<typeof pickListView>
export const bagsMadeView = z.object({ bagCount: countForm })

export const labelForms = ['60x40', '80x60', '100x100', 'a4'] as const
/** Tenths of a millimetre to the right and down, for a printer that does not hit its paper. */
const printerOffset = z.coerce.number().int().min(-50).max(50).default(0)
export const labelTestQuery = z.strictObject({
  form: z.enum(labelForms).default('80x60'),
  offsetX: printerOffset,
  offsetY: printerOffset,
})
export const labelsQuery = labelTestQuery.extend({
  from: z.coerce.number().int().min(1).max(100_000).optional(),
  to: z.coerce.number().int().min(1).max(100_000).optional(),
  /** Needed when labels of the range were printed before. */
  reason: z.string().max(100).optional(),
})

export const shortLines = z
  .array(z.strictObject({ offerId: idForm, count: z.number().int().min(1).max(999) }))
  .max(100)
export const packBody = z.strictObject({ short: shortLines.default([]) })
/** `code` as scanned, or the typed sequence number together with the collection. */
export const scanBody = z.strictObject({
  act: z.enum(['look', 'pack', 'check', 'collect']),
  code: z.string().min(1).max(200),
  collectionId: idForm.optional(),
})
export const scanView = z.object({
  bag: bagView,
  /** 'done', or 'already' when the bag stood there before. */
  outcome: z.enum(['looked', 'done', 'already']),
  remaining: countForm,
})

export const declareBody = z.strictObject({
  id: documentIdForm,
  bagCount: z.number().int().min(0).max(100_000),
})
export const agreeBody = z.strictObject({
  bagCount: z.number().int().min(0).max(100_000),
  missingBagIds: z.array(idForm).max(2000).default([]),
})
export const handoverView = z.object({
  id: idForm,
  collectionId: idForm,
  estateName: z.string(),
  storeName: z.string(),
  state: z.enum(['declared', 'agreed']),
  bagCount: countForm,
  declaredBagCount: countForm,
  declaredByName: z.string(),
  declaredAt: momentForm,
  countedBagCount: countForm.nullable(),
  countedByName: z.string().nullable(),
  agreedAt: momentForm.nullable(),
  /** What the goods cost that were handed over, what of it the grid worker pays now, and what is still open. */
  goodsFen: fenForm,
  settledFen: fenForm,
  openFen: fenForm,
})
export const handoverMaybeView = z.object({ handover: handoverView.nullable() })
export const gateShortBody = z.strictObject({ short: shortLines.min(1) })
