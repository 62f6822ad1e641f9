import { defaultZone } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import type { SheetTable } from '../../platform/files/index.ts'
import { writeWorkbook } from '../../platform/files/index.ts'
import type { Language } from '../../platform/text.ts'
import { ordersOfCollection, spokenMoment } from '../orders/index.ts'
import { collectionSheet } from './boards.ts'

/**
 * The totals of one estate as the store gets them: what is to be fetched, and the box list with one row per household
 * and line. Frozen totals say so; before the cut-off the file says that it still changes.
 */
export const totalsWorkbook = async (
  context: Context,
  id: string,
  language: Language,
): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
  const { collection, totals } = await collectionSheet(context, id)
  const orders = await ordersOfCollection(context, id)
  const word = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    context.texts(language, `labels.totals.${key}`, values)
  const at = spokenMoment(collection.closesAt, defaultZone)
  const note = word(collection.cycleState === 'frozen' ? 'frozen' : 'open', { at })
  const title = `${collection.estateName} ${collection.storeName}`
  const sheets: SheetTable[] = [
    {
      name: word('totalsSheet'),
      title,
      columns: [
        { header: word('offer'), kind: 'text', width: 28 },
        { header: word('count'), kind: 'count', width: 10 },
        { header: word('unit'), kind: 'text', width: 8 },
        { header: word('amount'), kind: 'yuan', width: 14 },
      ],
      rows: totals.map((row) => [row.name, row.count, row.unitName, row.amountFen]),
      notes: [note],
    },
    {
      name: word('boxSheet'),
      title,
      columns: [
        { header: word('room'), kind: 'text', width: 14 },
        { header: word('number'), kind: 'text', width: 22 },
        { header: word('offer'), kind: 'text', width: 28 },
        { header: word('count'), kind: 'count', width: 10 },
        { header: word('unit'), kind: 'text', width: 8 },
        { header: word('amount'), kind: 'yuan', width: 14 },
      ],
      rows: orders.flatMap((order) =>
        order.lines.map((line) => [
          order.label,
          order.number,
          line.name,
          line.count,
          line.unitName,
          line.amountFen,
        ]),
      ),
      notes: [note],
    },
  ]
  return {
    // A colon is not allowed in the name of a file everywhere.
    name: `${collection.estateName}-${at.replace(':', '')}.xlsx`,
    bytes: await writeWorkbook(sheets, context.clock.nowMs()),
  }
}
