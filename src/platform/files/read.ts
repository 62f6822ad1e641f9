import ExcelJS from 'exceljs'
import { Refused, refused } from '../../kernel/result.ts'
import type { Merge } from './clean.ts'
import { cleanWorkbook } from './clean.ts'
import { workbookLimits as limits } from './limits.ts'

/**
 * One cell as a person reads it. Numbers are decimal text with the 15 digits that a spreadsheet keeps, never
 * a float. `fromFormula`: the value that the file kept of a formula; `spread`: it comes from a merged cell
 * that begins elsewhere. An 'error' is #N/A and the like, or a formula without a plain value.
 */
export type Cell = {
  readonly text: string
  readonly kind: 'text' | 'number' | 'date' | 'boolean' | 'error'
  readonly fromFormula: boolean
  readonly spread: boolean
}

/** A row that holds something, by the number that the spreadsheet shows; columns count from 1. */
export type Row = { readonly number: number; readonly cells: ReadonlyMap<number, Cell> }
export type Sheet = { readonly name: string; readonly hidden: boolean; readonly rows: readonly Row[] }
export type Workbook = { readonly sheets: readonly Sheet[] }

/** 1 -> A, 28 -> AB. */
export const columnLetters = (column: number): string =>
  column > 26
    ? columnLetters(Math.floor((column - 1) / 26)) + columnLetters(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column)

/** A spreadsheet's number as plain decimal text: 58.800000000000004 is what people see as 58.8. */
export const numberText = (value: number): string => {
  if (Number.isInteger(value)) return BigInt(value).toString()
  const rounded = Number(value.toPrecision(15))
  const text = String(rounded)
  return text.includes('e') ? rounded.toFixed(20).replace(/\.?0+$/, '') : text
}

type Plain = { readonly text: string; readonly kind: Cell['kind'] }

const plain = (value: unknown): Plain | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'number')
    return Number.isFinite(value) ? { text: numberText(value), kind: 'number' } : null
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE', kind: 'boolean' }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime())
      ? { text: '', kind: 'error' }
      : { text: value.toISOString().slice(0, 10), kind: 'date' }
  }
  if (typeof value === 'string') {
    // The apostrophe is how this program writes a text that begins like a formula.
    const text = value
      .slice(0, limits.textLength)
      .trim()
      .replace(/^'(?=[=+\-@])/, '')
    return text === '' ? null : { text, kind: 'text' }
  }
  if (typeof value !== 'object') return null
  if ('richText' in value && Array.isArray(value.richText)) {
    return plain(
      value.richText
        .map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : ''))
        .join(''),
    )
  }
  if ('error' in value) return { text: String(value.error), kind: 'error' }
  if ('text' in value) return plain(value.text)
  return null
}

const cellOf = (value: unknown): Cell | null => {
  const isFormula =
    typeof value === 'object' && value !== null && ('formula' in value || 'sharedFormula' in value)
  if (!isFormula) {
    const found = plain(value)
    return found && { ...found, fromFormula: false, spread: false }
  }
  const found = plain((value as { result?: unknown }).result) ?? { text: '', kind: 'error' as const }
  return { ...found, fromFormula: true, spread: false }
}

// The value of a merged range stands in its first cell; people mean it for all of them.
const spreadMerges = (rows: Map<number, Map<number, Cell>>, merges: readonly Merge[]): void => {
  const numbers = Array.from(rows.keys()).sort((a, b) => a - b)
  let filled = 0
  for (const merge of merges) {
    const master = rows.get(merge.top)?.get(merge.left)
    if (!master) continue
    const right = Math.min(merge.right, limits.columns)
    for (const number of numbers) {
      if (number < merge.top || number > merge.bottom) continue
      const cells = rows.get(number) as Map<number, Cell>
      for (let column = merge.left; column <= right; column += 1) {
        if (number === merge.top && column === merge.left) continue
        filled += 1
        if (filled > limits.mergedCells) throw refused('files.too_many_cells', { limit: limits.mergedCells })
        cells.set(column, { ...master, spread: true })
      }
    }
  }
}

const refuseKind = (bytes: Buffer, fileName: string): void => {
  if (bytes.length === 0) throw refused('files.missing')
  if (bytes.length > limits.fileBytes) throw refused('files.too_large', { limit: limits.fileBytes })
  if (/\.(?:xlsm|xltm|xlam)$/i.test(fileName)) throw refused('files.macros')
  if (bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) return
  // The container of Office before 2007; a workbook with a password is one too, with its package inside.
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    throw refused(
      bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'files.encrypted' : 'files.old_workbook',
    )
  }
  const head = bytes.subarray(0, 4096)
  if (
    /\.(?:csv|txt)$/i.test(fileName) ||
    (!head.includes(0) && /[,\t;]/.test(head.toString('latin1')) && !/^\s*</.test(head.toString('latin1')))
  ) {
    throw refused('files.csv')
  }
  throw refused('files.not_workbook')
}

/**
 * Reads an .xlsx workbook into plain cells. Refuses, with the reason, everything else and everything beyond
 * `workbookLimits`: old .xls, .csv, macros, passwords, archives that unpack too large (counted while
 * unpacking), too many rows, columns or cells. Formulas are never worked out.
 */
export const readWorkbook = async (bytes: Buffer, fileName: string): Promise<Workbook> => {
  refuseKind(bytes, fileName)
  const clean = await cleanWorkbook(bytes)
  const book = new ExcelJS.Workbook()
  try {
    await book.xlsx.load(clean.bytes as unknown as ArrayBuffer)
  } catch (error) {
    if (error instanceof Refused) throw error
    throw refused('files.damaged', { detail: 'cells' })
  }
  if (book.worksheets.length !== clean.sheets.length) throw refused('files.damaged', { detail: 'sheets' })
  return {
    sheets: clean.sheets.map((sheet, index) => {
      const rows = new Map<number, Map<number, Cell>>()
      book.worksheets[index]?.eachRow((row, number) => {
        const cells = new Map<number, Cell>()
        row.eachCell((cell, column) => {
          const found = cellOf(cell.value)
          if (found) cells.set(column, found)
        })
        if (cells.size > 0) rows.set(number, cells)
      })
      spreadMerges(rows, sheet.merges)
      return {
        name: sheet.name,
        hidden: sheet.hidden,
        rows: Array.from(rows, ([number, cells]) => ({ number, cells })).sort((a, b) => a.number - b.number),
      }
    }),
  }
}
