import { lookUp, normaliseText } from '../../../kernel/text.ts'
import type { Aliases, Columns, Row, Sheet, Workbook } from '../../../platform/files/index.ts'
import { bareText, columnLetters, headerWord, isBeside, searchHeader } from '../../../platform/files/index.ts'
import type { Room } from '../../places/index.ts'
import { readRoom } from '../../places/index.ts'
import type { OrderFaultCode } from './errors.ts'

/** What can be ordered, as far as a file may name it. */
export type Offer = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly packText: string
  readonly unitName: string
}

export type OrderFault = {
  readonly sheet: string
  readonly row: number
  readonly column: string
  readonly code: OrderFaultCode | `places.import_${string}`
  readonly data: Readonly<Record<string, unknown>>
}

/** One thing that a row wants for a home. */
export type Wish = Room & {
  readonly sheet: string
  readonly row: number
  readonly column: string
  readonly offerId: string
  readonly count: number
}

export type ReadOrders = {
  readonly layout: 'item_rows' | 'item_columns' | ''
  readonly wishes: readonly Wish[]
  readonly faults: readonly OrderFault[]
  /** Homes of which a row is doubtful: nothing is ordered for them. */
  readonly doubtful: readonly Room[]
}

type Field = 'count' | 'beside' | 'building' | 'entrance' | 'room' | 'item' | 'quantity'

const where: Aliases<Field> = {
  序号: 'count',
  楼栋: 'building',
  楼号: 'building',
  楼栋号: 'building',
  栋: 'building',
  楼: 'building',
  单元: 'entrance',
  单元号: 'entrance',
  房号: 'room',
  房间号: 'room',
  门牌号: 'room',
  门牌: 'room',
  室号: 'room',
  室: 'room',
  住址: 'room',
  地址: 'room',
  姓名: 'beside',
  户主: 'beside',
  联系人: 'beside',
  电话: 'beside',
  联系电话: 'beside',
  手机号: 'beside',
  人数: 'beside',
  备注: 'beside',
  说明: 'beside',
  金额: 'beside',
  单价: 'beside',
  合计: 'beside',
  合计金额: 'beside',
  总金额: 'beside',
  规格: 'beside',
  单位: 'beside',
  小区: 'beside',
}
const itemRows: Aliases<Field> = {
  ...where,
  商品: 'item',
  商品名称: 'item',
  品名: 'item',
  商品编号: 'item',
  名称: 'item',
  套餐: 'item',
  数量: 'quantity',
  份数: 'quantity',
  订购数量: 'quantity',
  件数: 'quantity',
}

const fold = (text: string): string => normaliseText(text).replaceAll(' ', '').toLowerCase()

/** Finds the one offer that a text names: its code, its name, or name and pack; 'unclear' where several fit. */
const offerFinder = (offers: readonly Offer[]) => {
  const byText = new Map<string, Offer | 'unclear'>()
  const add = (text: string, offer: Offer): void => {
    const key = fold(text)
    const known = byText.get(key)
    if (key !== '') byText.set(key, known && known !== offer ? 'unclear' : offer)
  }
  for (const offer of offers) {
    add(offer.code, offer)
    add(offer.name, offer)
    if (offer.packText !== '') {
      add(`${offer.name}${offer.packText}`, offer)
      add(`${offer.name}(${offer.packText})`, offer)
    }
  }
  return (text: string): Offer | 'unclear' | null => byText.get(fold(text)) ?? null
}

type Find = ReturnType<typeof offerFinder>
type Draft = { wishes: Wish[]; faults: OrderFault[]; doubtful: Room[] }

const saysNone = (text: string): boolean => /^(?:|0|-|—|\/|无|不要)$/.test(text)

const countOf = (text: string, unitName: string): number | null => {
  const plain = fold(text)
  const unit = fold(unitName)
  const bare = unit !== '' && plain.endsWith(unit) ? plain.slice(0, -unit.length) : plain
  const found = /^(\d{1,3})(?:\.0+)?$/.exec(bare)
  return found && Number(found[1]) > 0 ? Number(found[1]) : null
}

type Table = {
  readonly sheet: Sheet
  readonly kind: 'item_rows' | 'item_columns'
  readonly columns: Columns<Field>
  readonly lastRow: number
  /** In a table with a column for each item: which offer each of them is. */
  readonly offers: ReadonlyMap<number, Offer>
  readonly unknown: ReadonlyMap<number, string>
}

const headsOf = (sheet: Sheet, lastRow: number): Map<number, string> => {
  const heads = new Map<number, string>()
  const row = sheet.rows.find((one) => one.number === lastRow)
  for (const [column, cell] of row?.cells ?? []) heads.set(column, cell.text)
  return heads
}

const findTable = (sheet: Sheet, find: Find): Table | null => {
  const found = searchHeader<'item_rows' | 'item_columns', Field>(
    sheet.rows,
    [
      { kind: 'item_rows', aliases: itemRows },
      { kind: 'item_columns', aliases: where },
    ],
    (kind, columns) =>
      columns.has('room') && (kind === 'item_columns' || (columns.has('item') && columns.has('quantity'))),
  )
  if (!found) return null
  const offers = new Map<number, Offer>()
  const unknown = new Map<number, string>()
  if (found.kind === 'item_columns') {
    for (const [column, head] of headsOf(sheet, found.lastRow)) {
      if (lookUp(where, headerWord(head))) continue
      const offer = find(head)
      if (offer && offer !== 'unclear') offers.set(column, offer)
      else unknown.set(column, head)
    }
    if (offers.size === 0) return null
  }
  return { sheet, kind: found.kind, columns: found.columns, lastRow: found.lastRow, offers, unknown }
}

const readRow = (table: Table, row: Row, find: Find, draft: Draft): void => {
  const { sheet, columns } = table
  const column = (field: Field): number => columns.get(field)?.column ?? 0
  const text = (at: number): string => normaliseText(row.cells.get(at)?.text ?? '')
  let isDoubtful = false
  const say = (at: number, code: OrderFault['code'], data: OrderFault['data'] = {}): void => {
    isDoubtful = true
    const value = text(at).slice(0, 40)
    draft.faults.push({
      sheet: sheet.name,
      row: row.number,
      column: at > 0 ? columnLetters(at) : '',
      code,
      data: { value, ...data },
    })
  }
  const isSound = (at: number): boolean => {
    const kind = row.cells.get(at)?.kind
    if (kind === 'error') say(at, 'orders.import_cell_error')
    if (kind === 'date') say(at, 'orders.import_cell_date')
    return kind !== 'error' && kind !== 'date'
  }
  for (const field of ['building', 'entrance', 'room'] as const) if (!isSound(column(field))) return
  const room = readRoom(
    { building: text(column('building')), entrance: text(column('entrance')), room: text(column('room')) },
    { building: columns.has('building'), entrance: columns.has('entrance') },
    '',
  )
  if ('code' in room) {
    say(column(room.field), room.code, room.data)
    return
  }
  const want = (at: number, offer: Offer): void => {
    if (!isSound(at) || saysNone(text(at))) return
    const count = countOf(text(at), offer.unitName)
    if (count === null) say(at, 'orders.import_count_unreadable', { name: offer.name })
    else
      draft.wishes.push({
        ...room,
        sheet: sheet.name,
        row: row.number,
        column: columnLetters(at),
        offerId: offer.id,
        count,
      })
  }
  if (table.kind === 'item_rows') {
    const at = column('item')
    const offer = find(text(at))
    if (text(at) === '') say(at, 'orders.import_item_missing')
    else if (offer === 'unclear') say(at, 'orders.import_item_unclear')
    else if (offer === null) say(at, 'orders.import_item_unknown')
    else if (text(column('quantity')) === '')
      say(column('quantity'), 'orders.import_count_unreadable', { name: offer.name })
    else want(column('quantity'), offer)
  } else {
    for (const [at, offer] of table.offers) want(at, offer)
    // A number below a head that is nobody's: who knows of what.
    for (const [at, head] of table.unknown)
      if (!saysNone(text(at))) say(at, 'orders.import_column_unknown', { header: head.slice(0, 40) })
  }
  if (isDoubtful) draft.doubtful.push(room)
}

const isRecord = (table: Table, row: Row): boolean => {
  if (row.number <= table.lastRow) return false
  const about = {
    named: 'room',
    valued: ['item', 'quantity'],
    counted: ['count', 'building', 'entrance', 'beside'],
    aliases: itemRows,
  } as const
  if (table.kind === 'item_rows') return !isBeside(row, table.columns, about)
  const first = bareText(Array.from(row.cells).sort(([a], [b]) => a - b)[0]?.[1])
  // Whoever wants nothing has only a room: that is no doubt.
  return (
    !/^(?:合计|总计|小计|共计|累计|备注|注|说明|附注|制表|审核)/.test(first) &&
    (row.cells.has(table.columns.get('room')?.column ?? 0) ||
      [...table.offers.keys(), ...table.unknown.keys()].some((column) => row.cells.has(column)))
  )
}

/**
 * Reads orders out of a workbook: one row for each household and item, or one row for each household with a column
 * for each item, told apart by the head. What is doubtful is named with its row and column, and never guessed.
 */
export const readOrders = (workbook: Workbook, offers: readonly Offer[]): ReadOrders => {
  const find = offerFinder(offers)
  const draft: Draft = { wishes: [], faults: [], doubtful: [] }
  const tables = workbook.sheets.flatMap((sheet) => {
    const table = sheet.hidden ? null : findTable(sheet, find)
    return table ? [table] : []
  })
  for (const table of tables) {
    for (const row of table.sheet.rows) if (isRecord(table, row)) readRow(table, row, find, draft)
  }
  const whole = { sheet: '', row: 0, column: '', data: {} }
  if (tables.length === 0) draft.faults.push({ ...whole, code: 'orders.import_no_table' })
  else if (draft.wishes.length === 0 && draft.faults.length === 0)
    draft.faults.push({ ...whole, code: 'orders.import_empty' })
  return { layout: tables[0]?.kind ?? '', ...draft }
}
