import { normaliseText } from '../../../kernel/text.ts'
import type { Cell, Row, Sheet } from '../../../platform/files/index.ts'
import { columnLetters } from '../../../platform/files/index.ts'
import type { ListCode } from '../errors.ts'
import type { ListFault, Origin } from '../rules/index.ts'
import { faultOf } from '../rules/index.ts'
import type { Field, Header } from './headers.ts'
import { aliases, headerWord } from './headers.ts'

/** The cells of one row by what they mean, and how to say that one of them is wrong. */
export type TableRow = {
  readonly origin: Origin
  readonly cell: (field: Field) => Cell | undefined
  readonly text: (field: Field) => string
  readonly fault: (field: Field | '', code: ListCode, data?: Readonly<Record<string, unknown>>) => void
}

const total = /^(?:合计|总计|小计|共计|累计|总合计)/
const note = /^(?:备注|注|说明|附注|附|填表|制表|审核|经办|联系|日期|填报|单位负责人|温馨提示)(?:人|\d)?[:：]/
const shown = 40

const bare = (cell: Cell | undefined): string => (cell ? normaliseText(cell.text).replaceAll(' ', '') : '')

// Rows that are no goods: totals, notes, headings of a group over the whole width, a head printed once more.
const isBeside = (row: Row, header: Header, nameField: Field): boolean => {
  const cells = Array.from(row.cells.entries()).sort(([a], [b]) => a - b)
  const texts = cells.map(([, cell]) => bare(cell))
  if (texts.slice(0, 3).some((text) => total.test(text))) return true
  const at = (field: Field): Cell | undefined => row.cells.get(header.columns.get(field)?.column ?? 0)
  if (
    at(nameField) &&
    aliases[header.role][headerWord(at(nameField)?.text ?? '')] === nameField &&
    !/\d/.test(bare(at('price')))
  )
    return true
  if (!at('price') && !at('stock') && !at('quantity') && note.test(texts[0] ?? '')) return true
  const different = new Set(texts)
  const alone = cells.length === 1 && cells[0]?.[0] === header.columns.get(nameField)?.column
  if (different.size === 1 && !alone && !/^¥?\d/.test(texts[0] ?? '')) return true
  // Numbered in advance and never filled in.
  const known = Array.from(header.columns.values(), ({ column }) => column).filter((column) =>
    row.cells.has(column),
  )
  return known.length === 0 || (known.length === 1 && known[0] === header.columns.get('code')?.column)
}

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
  const records = sheet.rows
    .filter((row) => row.number > header.lastRow && !isBeside(row, header, nameField))
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
