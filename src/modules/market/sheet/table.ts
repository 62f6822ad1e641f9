import { normaliseText } from '../../../kernel/text.ts'
import type { Cell, Sheet } from '../../../platform/files/index.ts'
import { columnLetters, isBeside } from '../../../platform/files/index.ts'
import type { ListCode } from '../errors.ts'
import type { ListFault, Origin } from '../rules/index.ts'
import { faultOf } from '../rules/index.ts'
import type { Field, Header } from './headers.ts'
import { aliases } from './headers.ts'

/** The cells of one row by what they mean, and how to say that one of them is wrong. */
export type TableRow = {
  readonly origin: Origin
  readonly cell: (field: Field) => Cell | undefined
  readonly text: (field: Field) => string
  readonly fault: (field: Field | '', code: ListCode, data?: Readonly<Record<string, unknown>>) => void
}

const shown = 40

/**
 * The goods rows below a header, each with its cells by meaning. Cells with an error or a date are faults;
 * the value that the file kept of a formula is used, which is said once for each column.
 */
export const readTable = (
  sheet: Sheet,
  header: Header,
  nameField: Field,
  faults: ListFault[],
): TableRow[] => {
  const formulas = new Map<number, { row: number; count: number }>()
  const about = {
    named: nameField,
    valued: ['price', 'stock', 'quantity'],
    counted: ['code'],
    aliases: aliases[header.role],
  } as const
  const records = sheet.rows
    .filter((row) => row.number > header.lastRow && !isBeside(row, header.columns, about))
    .map((row): TableRow => {
      const origin = { sheet: sheet.name, row: row.number }
      const cell = (field: Field): Cell | undefined => row.cells.get(header.columns.get(field)?.column ?? 0)
      const fault: TableRow['fault'] = (field, code, data = {}) => {
        const head = field === '' ? undefined : header.columns.get(field)
        const nameText = normaliseText(cell(nameField)?.text ?? '').slice(0, shown)
        const value = field === '' ? '' : (cell(field)?.text ?? '').slice(0, shown)
        faults.push(
          faultOf(origin, head ? columnLetters(head.column) : '', code, {
            header: head?.text ?? '',
            value,
            name: nameText,
            ...data,
          }),
        )
      }
      for (const [field, { column }] of header.columns) {
        const found = row.cells.get(column)
        if (found?.kind === 'error') fault(field, 'market.cell_error')
        else if (found?.kind === 'date') fault(field, 'market.cell_date')
        else if (found?.fromFormula && !found.spread) {
          const known = formulas.get(column)
          formulas.set(column, { row: known?.row ?? row.number, count: (known?.count ?? 0) + 1 })
        }
      }
      return { origin, cell, fault, text: (field) => normaliseText(cell(field)?.text ?? '') }
    })
  for (const [column, { row, count }] of formulas) {
    faults.push(faultOf({ sheet: sheet.name, row }, columnLetters(column), 'market.formula_value', { count }))
  }
  return records
}
