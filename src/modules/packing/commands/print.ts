import { setImmediate } from 'node:timers/promises'
import { refused } from '../../../kernel/result.ts'
import type { Context } from '../../../platform/context.ts'
import { inTransaction, nowOf } from '../../../platform/context.ts'
import type { Language } from '../../../platform/text.ts'
import { listHouseholds } from '../../places/index.ts'
import { sectionOf } from '../../policy/index.ts'
import type { LabelForm, PrinterOffset } from '../labels/pdf.ts'
import { printLabels as printPdf } from '../labels/pdf.ts'
import { printTestPage } from '../labels/test-page.ts'
import type { LabelFacts, LabelPart } from '../labels/types.ts'
import { labelWords } from '../labels/words.ts'
import { packingSection } from '../plan.ts'
import type { FullBag } from '../store/bags.ts'
import { countPrints, fullBags, lockBags } from '../store/bags.ts'
import { allowedAt } from './authorise.ts'

export type LabelOrder = {
  readonly form: LabelForm
  readonly offsetX?: number
  readonly offsetY?: number
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly reason?: string | undefined
  readonly language: Language
}

/**
 * The labels of a collection's bags as a PDF: all, or those numbered `from` to `to`. Names and telephones are opened
 * for this and printed masked. Labels that were printed before need a reason; every print is on record. Refuses
 * `packing.no_bags`, `packing.no_labels` (nothing in the range), `packing.reprint_needs_reason`.
 */
export const printLabels = async (
  context: Context,
  collectionId: string,
  order: LabelOrder,
): Promise<{ pdf: Buffer; estateName: string }> => {
  const { districtId } = context
  const { bags, collection } = await inTransaction(context, async (tx) => {
    const allowed = await allowedAt(tx, context, 'packing.print_labels', collectionId)
    if ((await lockBags(tx, districtId, collectionId)).length === 0) throw refused('packing.no_bags')
    const range = {
      ...(order.from === undefined ? {} : { from: order.from }),
      ...(order.to === undefined ? {} : { to: order.to }),
    }
    const chosen = await fullBags(tx, districtId, { collectionId, ...range })
    if (chosen.length === 0) throw refused('packing.no_labels')
    const printedBefore = chosen.filter((bag) => bag.printedCount > 0).length
    const reason = order.reason?.trim() ?? ''
    if (printedBefore > 0 && reason === '')
      throw refused('packing.reprint_needs_reason', { count: printedBefore })
    await countPrints(
      tx,
      districtId,
      chosen.map((bag) => bag.id),
    )
    tx.audit({
      action: 'packing.print_labels',
      objectKind: 'collection',
      objectId: collectionId,
      placeId: allowed.collection.estateId,
      postId: allowed.postId,
      body: { form: order.form, ...range, labelCount: chosen.length, printedBefore, reason },
    })
    return { bags: chosen, collection: allowed.collection }
  })

  const households = await listHouseholds(context, collection.estateId, {})
  const contacts = new Map<string, (typeof households)[number]>(
    households.map((household) => [household.id, household]),
  )
  const shows = await partsShown(context, collection.planId)
  const labels = bags.map((bag): LabelFacts => {
    const contact = contacts.get(bag.householdId)
    return {
      ...labelOf(bag, collection.storeName),
      shows,
      contactMasked: contact?.contactMasked ?? '',
      phoneTail: /\d{4}$/.exec(contact?.phoneMasked ?? '')?.[0] ?? '',
    }
  })
  const pdf = await printPdf(labels, order.form, labelWords(context.texts, order.language), {
    madeAt: nowOf(context),
    breathe: () => setImmediate(),
    offset: { offsetX: order.offsetX ?? 0, offsetY: order.offsetY ?? 0 },
  })
  return { pdf, estateName: collection.estateName }
}

/** A page to try a printer and its offset with. It shows nobody's data, so nothing is recorded. */
export const printTest = (
  context: Context,
  order: PrinterOffset & { readonly form: LabelForm; readonly language: Language },
): Promise<Buffer> =>
  printTestPage(order.form, labelWords(context.texts, order.language), {
    madeAt: nowOf(context),
    offset: { offsetX: order.offsetX, offsetY: order.offsetY },
  })

const allParts: readonly LabelPart[] = ['address', 'items', 'amount', 'payMark']

/** What the plan of the cycle wants on its labels [C3, D1]. */
const partsShown = async (context: Context, planId: string): Promise<readonly LabelPart[]> => {
  const section = await sectionOf(context.database, context.districtId, planId, 'packing')
  return section ? packingSection.parse(section.data).labelShows : allParts
}

const labelOf = (
  bag: FullBag,
  storeName: string,
): Omit<LabelFacts, 'contactMasked' | 'phoneTail' | 'shows'> => ({
  room: bag.label,
  roomOnly: bag.room,
  building: bag.building,
  estateName: bag.estateName,
  storeName,
  orderNumber: bag.orderNumber,
  amountFen: bag.amountFen,
  payMark: bag.payMark,
  sequenceNo: bag.sequenceNo,
  sequenceCount: bag.sequenceCount,
  buildingNo: bag.buildingNo,
  buildingCount: bag.buildingCount,
  code: bag.code,
  items: bag.lines.map((line) => ({
    name: line.name,
    unitName: line.unitName,
    count: line.count - line.shortCount,
    shortCount: line.shortCount,
  })),
})
