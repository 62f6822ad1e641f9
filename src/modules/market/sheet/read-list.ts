import type { Fen } from '../../../kernel/money.ts'
import { normaliseText } from '../../../kernel/text.ts'
import type { Sheet, Workbook } from '../../../platform/files/index.ts'
import type { ListFault, PriceRow } from '../rules/index.ts'
import { faultOf, isBlocking } from '../rules/index.ts'
import type { Field, Header } from './headers.ts'
import { findHeader } from './headers.ts'
import type { TableRow } from './table.ts'
import { readTable } from './table.ts'
import { readCount, readPrice, saysNothing } from './values.ts'

/** A store's list as read from its workbook: rows without a fault of form, and all faults found. */
export type ReadList = { readonly rows: readonly PriceRow[]; readonly faults: readonly ListFault[] }

const lengths = { code: 40, name: 60, packText: 60, unitName: 10, category: 30, contents: 500 } as const
const stockMax = 1_000_000
const limitMax = 9_999
const priceMaxFen = 100_000_000
const packageUnit = '份'
const packageCategory = '套餐'
// A spreadsheet keeps fifteen digits of a number: a longer code lost its end before it came here.
const numberDigitsMax = 15

const faultless = (cell: ReturnType<TableRow['cell']>): boolean =>
  cell?.kind !== 'error' && cell?.kind !== 'date'

const readText = (record: TableRow, field: keyof typeof lengths): string => {
  const text = record.text(field)
  if (text.length > lengths[field]) record.fault(field, 'market.text_too_long', { limit: lengths[field] })
  return text
}

const readCode = (record: TableRow): string => {
  const cell = record.cell('code')
  if (cell?.kind === 'number' && cell.text.replace(/\D/g, '').length > numberDigitsMax)
    record.fault('code', 'market.code_digits_lost')
  return readText(record, 'code')
}

const readPriceOf = (record: TableRow): Fen | null => {
  const text = record.text('price')
  if (text === '') {
    if (faultless(record.cell('price'))) record.fault('price', 'market.price_missing')
    return null
  }
  const price = readPrice(text)
  if (price !== null && price <= priceMaxFen) return price
  if (faultless(record.cell('price'))) record.fault('price', 'market.price_unreadable')
  return null
}

const readLimit = (record: TableRow, unitName: string): number | null => {
  const text = record.text('limit')
  if (saysNothing(text)) return null
  const limit = readCount(text, unitName, limitMax)
  if (limit === null || limit < 1) {
    if (faultless(record.cell('limit'))) record.fault('limit', 'market.limit_unreadable', { limit: limitMax })
    return null
  }
  return limit
}

const readStock = (record: TableRow, unitName: string): number | null => {
  const text = record.text('stock')
  if (text === '') return null
  const count = readCount(text, unitName, stockMax)
  if (count === null && faultless(record.cell('stock')))
    record.fault('stock', 'market.stock_unreadable', { limit: stockMax })
  return count
}

const single = (record: TableRow): PriceRow | null => {
  const name = readText(record, 'name')
  if (name === '' && faultless(record.cell('name'))) record.fault('name', 'market.name_missing')
  // "元/斤" in the unit column is the 斤.
  const unitName = readText(record, 'unitName').replace(/^元\//, '')
  if (unitName === '' && faultless(record.cell('unitName'))) record.fault('unitName', 'market.unit_missing')
  const stockCell = record.cell('stock')
  if (!stockCell) record.fault('stock', 'market.stock_missing')
  // One number over two goods: whose is it?
  if (stockCell?.spread) record.fault('stock', 'market.stock_merged')
  const priceFen = readPriceOf(record)
  const row = {
    origin: record.origin,
    kind: 'single' as const,
    code: readCode(record),
    name,
    packText: readText(record, 'packText'),
    unitName,
    stockCount: readStock(record, unitName),
    limitPerHousehold: readLimit(record, unitName),
    category: readText(record, 'category'),
  }
  return name === '' || unitName === '' || priceFen === null ? null : { ...row, priceFen }
}

type Draft = {
  record: TableRow
  name: string
  code: string
  unitName: string
  category: string
  priceFen: Fen | null
  priced: boolean
  stockCount: number | null
  limit: number | null
  contents: string[]
}

const draftOf = (record: TableRow, name: string): Draft => ({
  record,
  name,
  code: '',
  unitName: packageUnit,
  category: packageCategory,
  priceFen: null,
  priced: false,
  stockCount: null,
  limit: null,
  contents: [],
})

const partForm = /^\d{1,7}(?:\.\d{1,3})?$/

// One row for each part: 套餐 商品 数量 单位. What belongs to the package stands in its first row, or in all of them.
const addPart = (record: TableRow, draft: Draft): void => {
  const [name, quantity, unit] = [record.text('name'), record.text('quantity'), record.text('unitName')]
  if (
    name === '' ||
    !(partForm.test(quantity) || /^\d.*\D$/.test(quantity)) ||
    (unit === '' && partForm.test(quantity))
  ) {
    record.fault(name === '' ? 'name' : 'quantity', 'market.component_unreadable', { name: draft.name })
    return
  }
  draft.contents.push(`${name}${partForm.test(quantity) ? quantity + unit : quantity}`)
}

const addTerms = (record: TableRow, draft: Draft, hasOwnUnit: boolean): void => {
  if (record.cell('code')) draft.code = readCode(record)
  if (hasOwnUnit && record.cell('unitName'))
    draft.unitName = readText(record, 'unitName').replace(/^元\//, '')
  if (record.cell('category')) draft.category = readText(record, 'category')
  if (record.cell('limit')) draft.limit = readLimit(record, draft.unitName)
  if (record.cell('stock')) draft.stockCount = readStock(record, draft.unitName)
  if (record.cell('price')) {
    const price = readPriceOf(record)
    if (draft.priceFen !== null && price !== null && price !== draft.priceFen)
      record.fault('price', 'market.price_differs', { name: draft.name })
    draft.priceFen ??= price
    draft.priced = true
  }
}

const addPackages = (sheet: Sheet, header: Header, drafts: Map<string, Draft>, faults: ListFault[]): void => {
  let last: Draft | null = null
  for (const record of readTable(sheet, header, 'packageName', faults)) {
    const name = record.text('packageName')
    // Rows of parts below the package's first row may leave its name out.
    if (name === '' && (header.role === 'packages' || last === null)) {
      if (faultless(record.cell('packageName'))) record.fault('packageName', 'market.name_missing')
      continue
    }
    if (name.length > lengths.name)
      record.fault('packageName', 'market.text_too_long', { limit: lengths.name })
    const known: Draft | undefined = name === '' ? (last as Draft) : drafts.get(name)
    if (header.role === 'packages' && known && known.record.origin.sheet === sheet.name) {
      record.fault('packageName', 'market.name_twice', {
        name,
        sheet: sheet.name,
        firstRow: known.record.origin.row,
      })
      continue
    }
    const draft: Draft = known ?? draftOf(record, name)
    drafts.set(draft.name, draft)
    last = draft
    addTerms(record, draft, header.role === 'packages')
    if (header.role === 'parts') addPart(record, draft)
    else {
      const text = (record.cell('contents')?.text ?? '').trim().replace(/\s*\n\s*/g, '、')
      if (text.length > lengths.contents)
        record.fault('contents', 'market.text_too_long', { limit: lengths.contents })
      else if (text !== '') draft.contents.push(normaliseText(text))
    }
  }
}

const packageRow = (draft: Draft): PriceRow[] => {
  if (!draft.priced) draft.record.fault('price', 'market.price_missing', { name: draft.name })
  if (draft.priceFen === null) return []
  return [
    {
      origin: draft.record.origin,
      kind: 'package',
      code: draft.code,
      name: draft.name,
      packText: draft.contents.join('、'),
      unitName: draft.unitName,
      priceFen: draft.priceFen,
      stockCount: draft.stockCount,
      limitPerHousehold: draft.limit,
      category: draft.category,
    },
  ]
}

const columnNames: Partial<Record<Field, string>> = {
  unitName: '单位',
  stock: '可售数量',
  price: '单价(元)',
}

/**
 * Reads a store's workbook: one sheet of goods and any sheets of packages, found by the words in their heads
 * wherever they stand. Titles, notes, totals, group headings and empty rows are passed over; everything else
 * is a row or a fault, with the row and column that the spreadsheet shows. Hidden sheets are not read.
 */
export const readPriceList = (workbook: Workbook): ReadList => {
  const faults: ListFault[] = []
  const tables = workbook.sheets
    .filter((sheet) => !sheet.hidden)
    .flatMap((sheet) => {
      const header = findHeader(sheet.rows, sheet.name)
      return header ? [{ sheet, header }] : []
    })
  const priced = tables.filter((table) => table.header.role === 'prices')
  const named = priced.filter((table) => table.sheet.name.trim() === '价目表')
  const chosen = named.length === 1 ? named : priced
  if (chosen.length > 1) {
    faults.push(
      faultOf({ sheet: '', row: 0 }, '', 'market.two_price_sheets', {
        sheets: chosen.map((table) => table.sheet.name).join('、'),
      }),
    )
  }
  if (tables.length === 0) faults.push(faultOf({ sheet: '', row: 0 }, '', 'market.no_price_sheet'))

  const rows: PriceRow[] = []
  for (const { sheet, header } of chosen.length === 1 ? chosen : []) {
    const origin = { sheet: sheet.name, row: header.lastRow }
    const missing = (['unitName', 'stock'] as const).filter((field) => !header.columns.has(field))
    for (const field of missing)
      faults.push(faultOf(origin, '', 'market.column_missing', { column: columnNames[field] }))
    if (/[(（]\s*(?:分|角|万元|美元)/.test(header.columns.get('price')?.text ?? '')) {
      faults.push(faultOf(origin, '', 'market.price_unit', { header: header.columns.get('price')?.text }))
    }
    // Without those columns every row would say the same again.
    if (missing.length > 0) continue
    for (const record of readTable(sheet, header, 'name', faults)) {
      const row = single(record)
      if (row) rows.push(row)
    }
  }
  const drafts = new Map<string, Draft>()
  for (const role of ['packages', 'parts'] as const) {
    for (const { sheet, header } of tables)
      if (header.role === role) addPackages(sheet, header, drafts, faults)
  }
  for (const draft of drafts.values()) rows.push(...packageRow(draft))
  if (rows.length === 0 && !faults.some(isBlocking))
    faults.push(faultOf({ sheet: '', row: 0 }, '', 'market.list_empty'))
  // As a person goes through the file: sheet by sheet, row by row.
  const place = new Map(workbook.sheets.map((sheet, index) => [sheet.name, index]))
  const at = (fault: ListFault): number => place.get(fault.sheet) ?? -1
  return { rows, faults: faults.toSorted((a, b) => at(a) - at(b) || a.row - b.row) }
}
