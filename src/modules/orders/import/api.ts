import { z } from 'zod'
import { countForm, fenForm, idForm } from '../../../kernel/wire.ts'

export const orderImportQuery = z.strictObject({ mode: z.enum(['preview', 'apply']) })

/** What a file of orders says, or what came of it. Rows that are doubtful are named and their households left out. */
export const orderImportView = z.object({
  applied: z.boolean(),
  cycleId: idForm,
  /** One row for each item, or one row for each household with a column for each item; '' when there is no table. */
  layout: z.enum(['item_rows', 'item_columns', '']),
  faults: z.array(
    z.object({
      sheet: z.string(),
      row: countForm,
      column: z.string(),
      code: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  orders: z.array(
    z.object({
      householdId: idForm,
      label: z.string(),
      rows: z.array(countForm),
      lines: z.array(z.object({ offerId: idForm, name: z.string(), unitName: z.string(), count: countForm })),
      amountFen: fenForm,
      /** Against what stands: nothing, the same, another order of ours, or one that the household made itself. */
      standing: z.enum(['new', 'same', 'change', 'own']),
      /** What the intake answered; null in a preview. */
      code: z.string().nullable(),
      number: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  placed: countForm,
  changed: countForm,
  same: countForm,
  refused: countForm,
})
export type OrderImportView = z.output<typeof orderImportView>
