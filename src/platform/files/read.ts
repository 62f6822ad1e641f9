import { refused } from '../../kernel/result.ts'
import type { Cell } from './cells.ts'
import { rowsOf, sharedOf } from './cells.ts'
import type { WorkbookLimits } from './limits.ts'
import { workbookLimits } from './limits.ts'
import type { Merge } from './unpack.ts'
import { unpackWorkbook } from './unpack.ts'

/** A row that holds something, by the number that the spreadsheet shows; columns count from 1. */
export type Row = { readonly number: number; readonly cells: ReadonlyMap<number, Cell> }
/** `path` names the sheet inside its file. */
export type Sheet = {
  readonly name: string
  readonly hidden: boolean
  readonly path: string
  readonly rows: readonly Row[]
}
export type Workbook = { readonly sheets: readonly Sheet[] }

const firstFrom = (sorted: readonly number[], wanted: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

// The value of a merged range stands in its first cell; people mean it for all of them.
const spreadMerges = (
  rows: Map<number, Map<number, Cell>>,
  merges: readonly Merge[],
  limits: WorkbookLimits,
): void => {
  const numbers = Array.from(rows.keys()).sort((a, b) => a - b)
  let filled = 0
  for (const merge of merges) {
    const master = rows.get(merge.top)?.get(merge.left)
    if (!master) continue
    const right = Math.min(merge.right, limits.columns)
    for (let at = firstFrom(numbers, merge.top); (numbers[at] ?? Infinity) <= merge.bottom; at += 1) {
      const number = numbers[at] as number
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

const refuseKind = (bytes: Buffer, fileName: string, limits: WorkbookLimits): void => {
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
export const readWorkbook = async (
  bytes: Buffer,
  fileName: string,
  limits: WorkbookLimits = workbookLimits,
): Promise<Workbook> => {
  refuseKind(bytes, fileName, limits)
  const book = await unpackWorkbook(bytes, limits)
  const shared = sharedOf(book, limits)
  return {
    sheets: book.sheets.map((sheet) => {
      const rows = rowsOf(sheet.rowsXml, shared)
      spreadMerges(rows, sheet.merges, limits)
      return {
        name: sheet.name,
        hidden: sheet.hidden,
        path: sheet.path,
        rows: Array.from(rows, ([number, cells]) => ({ number, cells })).sort((a, b) => a.number - b.number),
      }
    }),
  }
}
