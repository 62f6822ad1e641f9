import { z } from 'zod'
import {
  countForm,
  documentIdForm,
  fenForm,
  idForm,
  momentForm,
  searchForm,
  wholeForm,
} from '../../kernel/wire.ts'
import { offerView } from '../market/api.ts'

export const channels = ['household', 'liaison', 'chain', 'excel'] as const

export const cycleView = z.object({
  id: idForm,
  planCode: z.string(),
  placeId: idForm,
  placeName: z.string(),
  opensAt: momentForm,
  closesAt: momentForm,
  deliversAt: momentForm,
  state: z.enum(['open', 'frozen']),
  packagesOnly: z.boolean(),
  lineLimit: countForm,
  packageLimit: countForm.nullable(),
  packCountLimit: countForm,
  amountLimitFen: fenForm.nullable(),
  payment: z.string(),
})
export type CycleView = z.output<typeof cycleView>
export const cyclesView = z.object({ cycles: z.array(cycleView) })

export const orderLineView = z.object({
  offerId: idForm,
  name: z.string(),
  unitName: z.string(),
  count: countForm,
  priceFen: fenForm,
  amountFen: fenForm,
})
export const orderView = z.object({
  id: idForm,
  number: z.string(),
  householdId: idForm,
  label: z.string(),
  channel: z.enum(channels),
  placedByName: z.string().nullable(),
  state: z.enum(['placed', 'replaced', 'cancelled']),
  amountFen: fenForm,
  paidFen: fenForm,
  placedAt: momentForm,
  lines: z.array(orderLineView),
})
export type OrderView = z.output<typeof orderView>

export const linesForm = z
  .array(z.strictObject({ offerId: idForm, count: z.number().int().min(1).max(999) }))
  .min(1)
  .max(100)
export const placeOrderBody = z.strictObject({
  id: documentIdForm,
  cycleId: idForm,
  householdId: idForm,
  lines: linesForm,
  /** The household's current order, when this one takes its place. */
  replacesOrderId: idForm.optional(),
})
export const placedView = z.object({
  id: idForm,
  code: z.enum(['placed', 'changed', 'cancelled']),
  number: z.string(),
  amountFen: fenForm,
})

/** All that the grid worker needs to order for a household of one estate. */
export const estateSheetView = z.object({
  estateId: idForm,
  estateName: z.string(),
  pickupPoint: z.string().nullable(),
  storeId: idForm.nullable(),
  storeName: z.string().nullable(),
  cycle: cycleView.nullable(),
  offers: z.array(offerView),
})
export const announcementView = z.object({ text: z.string() })
export const householdOrderView = z.object({ order: orderView.nullable() })

/** Where each household of the estate stands in the cycle. */
export const boardPhases = ['no_plan', 'ordering', 'frozen', 'packing', 'handed_over', 'done'] as const
export const boardHousehold = z.object({
  householdId: idForm,
  label: z.string(),
  building: z.string(),
  flags: z.array(z.string()),
  orderId: idForm.nullable(),
  number: z.string().nullable(),
  channel: z.enum(channels).nullable(),
  amountFen: fenForm,
  paidFen: fenForm,
  bagState: z.string().nullable(),
  sequenceNo: countForm.nullable(),
})
export const boardView = z.object({
  estateId: idForm,
  estateName: z.string(),
  storeName: z.string().nullable(),
  collectionId: idForm.nullable(),
  cycle: cycleView.nullable(),
  phase: z.enum(boardPhases),
  asOf: momentForm,
  counts: z.object({
    households: countForm,
    ordered: countForm,
    paid: countForm,
    bags: countForm,
    packed: countForm,
    checked: countForm,
    handedOver: countForm,
    collected: countForm,
    missing: countForm,
  }),
  money: z.object({ amountFen: fenForm, paidFen: fenForm, advancedFen: fenForm }),
  households: z.array(boardHousehold),
})
export type BoardView = z.output<typeof boardView>
export const boardQuery = z.strictObject({ cycleId: idForm.optional() })

/** The street's and district's view: one row per estate. */
export const overviewRow = z.object({
  estateId: idForm,
  estateName: z.string(),
  streetName: z.string(),
  communityName: z.string(),
  storeName: z.string().nullable(),
  collectionId: idForm.nullable(),
  householdCount: countForm,
  orderCount: countForm,
  amountFen: fenForm,
  paidFen: fenForm,
  bagCount: countForm,
  packedCount: countForm,
  handedOverCount: countForm,
  collectedCount: countForm,
})
export const overviewView = z.object({
  cycle: cycleView.nullable(),
  asOf: momentForm,
  rows: z.array(overviewRow),
})
export const overviewQuery = z.strictObject({ placeId: idForm.optional(), cycleId: idForm.optional() })

// --- order chains -----------------------------------------------------------------------------------------

export const chainBody = z.strictObject({ id: documentIdForm, text: z.string().min(1).max(200_000) })
export const chainLines = z.array(
  z.object({ offerId: idForm, name: z.string(), unitName: z.string(), count: countForm }),
)
/** One household's order as the chain says it, beside what stands already. */
export const chainOrderView = z.object({
  householdId: idForm,
  label: z.string(),
  rows: z.array(countForm),
  lines: chainLines,
  amountFen: fenForm,
  /** 'new' and 'change' will be sent; 'same' stands already; 'own' was ordered by the household itself. */
  standing: z.enum(['new', 'same', 'change', 'own']),
  currentOrderId: idForm.nullable(),
  currentLines: chainLines,
})
/** A line that a person must settle: what it says, why it is doubtful, and what was understood of it. */
export const chainDoubtView = z.object({
  row: countForm,
  line: countForm.nullable(),
  raw: z.string(),
  code: z.string(),
  data: z.record(z.string(), z.unknown()),
  householdId: idForm.nullable(),
  lines: chainLines,
})
export const chainView = z.object({
  id: idForm,
  estateId: idForm,
  cycle: cycleView,
  rowCount: countForm,
  orders: z.array(chainOrderView),
  doubtful: z.array(chainDoubtView),
  appliedAt: momentForm.nullable(),
})
export type ChainView = z.output<typeof chainView>
/** A doubtful row settled by hand: an order for a household (added to what the chain says of it), or left out. */
export const chainApplyBody = z.strictObject({
  settled: z
    .array(
      z.strictObject({
        row: countForm,
        decision: z.enum(['order', 'leave_out']),
        householdId: idForm.optional(),
        lines: linesForm.optional(),
      }),
    )
    .max(2000),
  /** Households whose own order the chain may replace: only those that the worker ticked. */
  replaceOwn: z.array(idForm).max(2000).default([]),
})
export const chainResultView = z.object({
  results: z.array(
    z.object({
      householdId: idForm,
      label: z.string(),
      code: z.string(),
      number: z.string().nullable(),
      amountFen: fenForm,
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  placed: countForm,
  changed: countForm,
  same: countForm,
  refused: countForm,
})

// --- collections and money --------------------------------------------------------------------------------

export const collectionView = z.object({
  id: idForm,
  cycleId: idForm,
  cycleState: z.enum(['open', 'frozen']),
  closesAt: momentForm,
  deliversAt: momentForm,
  estateId: idForm,
  estateName: z.string(),
  pickupPoint: z.string().nullable(),
  storeId: idForm,
  storeName: z.string(),
  orderCount: countForm,
  amountFen: fenForm,
  bagCount: countForm,
  packedCount: countForm,
  checkedCount: countForm,
  handoverState: z.enum(['none', 'declared', 'agreed']),
})
export const collectionsQuery = z.strictObject({
  cycleId: idForm.optional(),
  storeId: idForm.optional(),
  q: searchForm,
})
export const collectionsView = z.object({ collections: z.array(collectionView) })
export const totalsView = z.object({
  collection: collectionView,
  totals: z.array(
    z.object({
      offerId: idForm,
      name: z.string(),
      unitName: z.string(),
      kind: z.enum(['single', 'package']),
      count: countForm,
      amountFen: fenForm,
    }),
  ),
  items: z.array(z.object({ itemId: idForm, name: z.string(), baseUnit: z.string(), quantity: countForm })),
})

export const moneyRow = z.object({
  orderId: idForm,
  householdId: idForm,
  label: z.string(),
  number: z.string(),
  state: z.enum(['placed', 'replaced', 'cancelled']),
  amountFen: fenForm,
  paidFen: fenForm,
  /** Positive: still to collect. Negative: to give back. */
  dueFen: wholeForm,
  advancedFen: fenForm,
  flags: z.array(z.string()),
})
export const moneyView = z.object({
  estateId: idForm,
  cycle: cycleView.nullable(),
  rows: z.array(moneyRow),
  amountFen: fenForm,
  paidFen: fenForm,
  dueFen: wholeForm,
  advancedFen: fenForm,
  /** What the caller holds in cash and still has to hand to stores. */
  cashFen: wholeForm,
})
export const payBody = z.strictObject({
  id: documentIdForm,
  orderId: idForm,
  kind: z.enum(['collect', 'advance', 'repay', 'refund']),
  amountFen: z.number().int().min(1).max(1_000_000_000),
})
export const paidView = z.object({ orderId: idForm, amountFen: fenForm, paidFen: fenForm, dueFen: wholeForm })

export * from './import/api.ts'
