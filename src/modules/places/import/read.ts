import { normaliseText } from '../../../kernel/text.ts'
import type { Cell, Row, Sheet, Workbook } from '../../../platform/files/index.ts'
import { bareText, columnLetters, isBeside } from '../../../platform/files/index.ts'
import type { ImportCode } from './errors.ts'
import type { Field, Header } from './headers.ts'
import { besideAbout, findHeader } from './headers.ts'
import type { Room } from './rooms.ts'
import { buildingOf, readRoom } from './rooms.ts'
import { isMasked, isNothing, readNeeds, readPersons, readPhone } from './values.ts'

/**
 * One household as its row says. `null`: the file says nothing (no such column, or an empty cell), so what stands
 * stays; '' or an empty list: the file says that there is nothing. Masked names and telephones stay masked.
 */
export type FileRow = Room & {
  /** Which of the file's tables the row is in. */
  readonly table: number
  readonly row: number
  readonly estate: string
  readonly name: string | null
  readonly phone: string | null
  readonly persons: number | null
  readonly flags: readonly string[] | null
  readonly note: string | null
}

export type ImportFault = {
  readonly sheet: string
  /** The row that the spreadsheet shows; 0: the whole file. */
  readonly row: number
  readonly column: string
  readonly code: ImportCode
  readonly data: Readonly<Record<string, unknown>>
}

/** Where a table stands, for saying things about it later. */
export type FileTable = {
  readonly sheet: string
  readonly path: string
  readonly headRow: number
  readonly columns: Readonly<Partial<Record<Field, number>>>
}

export type ReadHouseholds = {
  readonly tables: readonly FileTable[]
  readonly rows: readonly FileRow[]
  readonly faults: readonly ImportFault[]
}

const lengths = { name: 40, note: 200, estate: 60 } as const
const shown = 40

export const tableFault = (
  table: Pick<FileTable, 'sheet' | 'columns'>,
  row: number,
  field: Field | '',
  code: ImportCode,
  data: Readonly<Record<string, unknown>> = {},
): ImportFault => {
  const column = field === '' ? undefined : table.columns[field]
  return { sheet: table.sheet, row, column: column ? columnLetters(column) : '', code, data }
}

const buildingSheet = /^第?[\dA-Za-z一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座|号|楼)$/

type Say = (field: Field | '', code: ImportCode, data?: Readonly<Record<string, unknown>>) => void

const textValue = (text: string, limit: number, field: 'name' | 'note', say: Say): string | null => {
  if (text === '') return null
  if (isNothing(text)) return ''
  if (text.length > limit) say(field, 'places.import_text_too_long', { limit })
  return text
}

const phoneValue = (text: string, say: Say): string | null => {
  if (text === '') return null
  if (isNothing(text)) return ''
  if (isMasked(text)) return text
  const phone = readPhone(text)
  if (phone === null) say('phone', 'places.import_phone_unreadable', { value: text.slice(0, shown) })
  return phone
}

const personsValue = (text: string, say: Say): number | null => {
  if (text === '') return null
  const persons = readPersons(text)
  if (persons === null) say('persons', 'places.import_persons_unreadable', { value: text.slice(0, shown) })
  return persons
}

const needsValues = (needs: string, note: string, say: Say) => {
  if (needs === '' && note === '') return { flags: null, note: null }
  const [fromNeeds, fromNote] = [readNeeds(needs), readNeeds(note)]
  const flags = Array.from(new Set([...fromNeeds.flags, ...fromNote.flags]))
  // A remark without a word for a need is kept as it was written.
  const rest = [fromNeeds.rest, fromNote.flags.length > 0 ? fromNote.rest : isNothing(note) ? '' : note]
    .filter((part) => part !== '')
    .join('；')
  if (rest.length > lengths.note) say('note', 'places.import_text_too_long', { limit: lengths.note })
  const saysNeeds = flags.length > 0 || isNothing(needs)
  return { flags: saysNeeds ? flags : null, note: rest !== '' || isNothing(note) ? rest : null }
}

const readRow = (
  table: FileTable,
  index: number,
  header: Header,
  row: Row,
  sheetBuilding: string,
  faults: ImportFault[],
): FileRow | null => {
  const cell = (field: Field): Cell | undefined => row.cells.get(header.columns.get(field)?.column ?? 0)
  const before = faults.length
  const say: Say = (field, code, data = {}) => {
    faults.push(tableFault(table, row.number, field, code, data))
  }
  for (const field of header.columns.keys()) {
    const kind = field === 'count' ? undefined : cell(field)?.kind
    if (kind === 'error') say(field, 'places.import_cell_error')
    else if (kind === 'date' && field !== 'note') say(field, 'places.import_cell_date')
  }
  if (faults.length > before) return null
  const text = (field: Field): string => normaliseText(cell(field)?.text ?? '')
  const has = { building: header.columns.has('building'), entrance: header.columns.has('entrance') }
  const found = readRoom(
    { building: text('building'), entrance: text('entrance'), room: text('room') },
    has,
    sheetBuilding,
  )
  const room = 'code' in found ? null : found
  if ('code' in found) say(found.field, found.code, found.data)
  const name = textValue(text('name'), lengths.name, 'name', say)
  const phone = phoneValue(text('phone'), say)
  const persons = personsValue(text('persons'), say)
  const { flags, note } = needsValues(text('needs'), text('note'), say)
  if (room === null || faults.length > before) return null
  const estate = text('estate').slice(0, lengths.estate)
  return { ...room, table: index, row: row.number, estate, name, phone, persons, flags, note }
}

const noteFormulas = (
  table: FileTable,
  header: Header,
  rows: readonly Row[],
  faults: ImportFault[],
): void => {
  for (const [field, { column }] of header.columns) {
    const count = rows.filter((row) => row.cells.get(column)?.fromFormula).length
    const first = rows.find((row) => row.cells.get(column)?.fromFormula)
    if (first && field !== 'count')
      faults.push(tableFault(table, first.number, field, 'places.import_formula_value', { count }))
  }
}

const homeKey = (row: FileRow): string => [row.estate, row.building, row.entrance, row.room].join('|')
const contentKey = (row: FileRow): string =>
  JSON.stringify([row.name, row.phone, row.persons, row.flags, row.note])

/** A room that is named twice: where the rows differ nobody knows which is right, so none of them is taken. */
const withoutTwins = (
  tables: readonly FileTable[],
  rows: readonly FileRow[],
  faults: ImportFault[],
): FileRow[] => {
  const groups = new Map<string, FileRow[]>()
  for (const row of rows) {
    const key = homeKey(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  const left: FileRow[] = []
  for (const group of groups.values()) {
    const first = group[0] as FileRow
    const agree = group.every((row) => contentKey(row) === contentKey(first))
    if (agree) left.push(first)
    for (const row of agree ? group.slice(1) : group.length > 1 ? group : []) {
      const other = row === first ? (group[1] as FileRow) : first
      faults.push(
        tableFault(tables[row.table] as FileTable, row.row, 'room', 'places.import_room_twice', {
          room: [row.building, row.entrance, row.room].filter((part) => part !== '').join('-'),
          otherRow: other.row,
        }),
      )
    }
  }
  return left
}

/**
 * Reads every table of households in a workbook, found by the words in its head. Titles, notes, totals and empty
 * rows are passed over; everything else is a household or a fault, by the row and column that the spreadsheet
 * shows. Hidden sheets are not read. `needsEstate`: the file must name each row's estate in a column of its own.
 */
export const readHouseholds = (workbook: Workbook, needsEstate: boolean): ReadHouseholds => {
  const faults: ImportFault[] = []
  const tables: FileTable[] = []
  const rows: FileRow[] = []
  const found = workbook.sheets.flatMap((sheet) => {
    const header = sheet.hidden ? null : findHeader(sheet.rows)
    return header ? [{ sheet, header }] : []
  })
  for (const { sheet, header } of found) {
    const columns = Object.fromEntries(Array.from(header.columns, ([field, { column }]) => [field, column]))
    const table: FileTable = { sheet: sheet.name, path: sheet.path, headRow: header.lastRow, columns }
    tables.push(table)
    if (needsEstate && !header.columns.has('estate')) {
      faults.push(tableFault(table, header.lastRow, '', 'places.import_column_missing', { column: '小区' }))
      continue
    }
    const sheetBuilding =
      !header.columns.has('building') && buildingSheet.test(sheet.name.trim()) ? buildingOf(sheet.name) : ''
    const records = recordsOf(sheet, header)
    for (const row of records) {
      const read = readRow(table, tables.length - 1, header, row, sheetBuilding, faults)
      if (read) rows.push(read)
    }
    noteFormulas(table, header, records, faults)
  }
  const whole = { sheet: '', columns: {} }
  if (found.length === 0) faults.push(tableFault(whole, 0, '', 'places.import_no_table'))
  else if (rows.length === 0 && faults.length === 0)
    faults.push(tableFault(whole, 0, '', 'places.import_empty'))
  return { tables, rows: withoutTwins(tables, rows, faults), faults }
}

const recordsOf = (sheet: Sheet, header: Header): Row[] =>
  sheet.rows.filter((row) => {
    if (row.number <= header.lastRow || isBeside(row, header.columns, besideAbout)) return false
    // "共 36 户" and the like, written under the table into the first column.
    return !/^共?\d+户$/.test(bareText(row.cells.values().next().value))
  })
