import ExcelJS from 'exceljs'
import { formatYuan } from '../../kernel/money.ts'

/**
 * How a column is written: texts stay texts (numbers of goods, lots, telephones), counts and yuan are
 * numbers.
 */
export type ColumnKind = 'text' | 'count' | 'yuan'
export type SheetColumn = { readonly header: string; readonly kind: ColumnKind; readonly width: number }

/** A table with a title above its frozen header and notes below. Yuan are handed in as whole fen. */
export type SheetTable = {
  readonly name: string
  readonly title: string
  readonly columns: readonly SheetColumn[]
  readonly rows: readonly (readonly (string | number | null)[])[]
  readonly notes: readonly string[]
}

const headerRow = 2

// A cell that begins like a formula is run by programs that open the file as text; the apostrophe stops them.
const neutral = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const cellValue = (kind: ColumnKind, value: string | number | null): string | number | null => {
  if (value === null) return null
  if (kind === 'text' || typeof value === 'string') return neutral(String(value))
  return kind === 'yuan' ? Number(formatYuan(value)) : value
}

const formats: Readonly<Record<ColumnKind, string>> = { text: '@', count: '0', yuan: '0.00' }

/** Writes tables into one .xlsx workbook, a sheet each. */
export const writeWorkbook = async (tables: readonly SheetTable[], writtenAtMs: number): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  book.creator = 'Changping 常平'
  book.created = new Date(writtenAtMs)
  book.modified = new Date(writtenAtMs)
  for (const table of tables) {
    const sheet = book.addWorksheet(table.name, {
      views: [{ state: 'frozen', ySplit: headerRow }],
      pageSetup: { paperSize: 9, orientation: 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    })
    sheet.pageSetup.printTitlesRow = `${headerRow}:${headerRow}`
    sheet.columns = table.columns.map((column) => ({
      width: column.width,
      style: { numFmt: formats[column.kind] },
    }))
    sheet.getCell(1, 1).value = neutral(table.title)
    sheet.getCell(1, 1).font = { bold: true, size: 14 }
    const header = sheet.getRow(headerRow)
    table.columns.forEach((column, index) => {
      const cell = header.getCell(index + 1)
      cell.value = column.header
      cell.font = { bold: true }
      cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEFEFEF' } }
      cell.border = { bottom: { style: 'thin' } }
    })
    table.rows.forEach((values, index) => {
      const row = sheet.getRow(headerRow + 1 + index)
      table.columns.forEach((column, position) => {
        const cell = row.getCell(position + 1)
        cell.value = cellValue(column.kind, values[position] ?? null)
        cell.numFmt = formats[column.kind]
      })
    })
    table.notes.forEach((note, index) => {
      sheet.getCell(headerRow + 2 + table.rows.length + index, 1).value = neutral(note)
    })
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}
