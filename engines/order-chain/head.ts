import { type Folded, fold, foldMapped } from './fold.ts'
import { findAddresses } from './household.ts'
import { type ItemIndex, indexItems } from './items.ts'
import { lex } from './lexer.ts'
import { findLimit } from './limits.ts'
import { withoutTelephones } from './line.ts'
import { findPrices, isPriceOnly, readPriceRow } from './price-rows.ts'
import type { NumberFound, Row } from './rows.ts'
import { readTable } from './table.ts'
import type { ChainHead, ChainLimit, PriceItem } from './types.ts'

const CUT_OFF = /截单|截止|截团|封单|收单|关团|停止接龙|结束接龙|接龙结束|停单|结单/
const HEADISH = /自提|提货|取货|集合|送到|送至|团长|联系人|格式|例|模板|地址|点位|通知|公告/

/** A row of the head that shows a price and no home. */
function isPriceRow(row: Row): boolean {
  if (findPrices(row.folded).length === 0) return false
  return !hasHome(row.folded) && !hasHome(row.strong?.rest ?? '')
}

function hasHome(text: string): boolean {
  return findAddresses(withoutTelephones(text)).some((address) => address.candidates.length === 1)
}

/** Finds the first row of the orders: behind the price list, at the first home or where the numbering begins. */
export function bodyStart(rows: readonly Row[]): number {
  // Asked row by row and only as far as needed: most rows of a long chain are never looked at here.
  const isHome = remembered((i) => homeIn(rows[i]!))
  const isPrice = remembered((i) => isPriceRow(rows[i]!))
  const find = (from: number, test: (i: number) => boolean): number => {
    for (let i = from; i < rows.length; i += 1) if (test(i)) return i
    return -1
  }
  const firstHome = find(0, (i) => isHome(i) && !isHeadRow(rows[i]!, i, isHome, isPrice, find))
  let lastPrice = firstHome < 0 ? rows.length - 1 : firstHome
  while (lastPrice >= 0 && !isPrice(lastPrice)) lastPrice -= 1
  let start = firstHome
  if (start < 0) {
    const first = find(lastPrice + 1, (i) => numbersOf(rows[i]!).some((found) => found.number === 1))
    return first < 0 ? rows.length : first
  }
  // Lines before the first home belong to the orders when their numbers lead up to it.
  for (;;) {
    const previous = rows.slice(0, start).findLastIndex((row) => row.folded.trim() !== '')
    if (previous <= lastPrice || previous < 0) return start
    const own = numbersOf(rows[start]!).map((found) => found.number)
    if (!numbersOf(rows[previous]!).some((found) => own.includes(found.number + 1))) return start
    start = previous
  }
}

function homeIn(row: Row): boolean {
  return hasHome(row.folded) || hasHome(row.strong?.rest ?? '') || hasHome(row.weak?.rest ?? '')
}

function remembered(ask: (i: number) => boolean): (i: number) => boolean {
  const known = new Map<number, boolean>()
  return (i) => {
    const old = known.get(i)
    if (old !== undefined) return old
    const answer = ask(i)
    known.set(i, answer)
    return answer
  }
}

function numbersOf(row: Row): NumberFound[] {
  return [row.strong, row.weak].filter((found) => found !== null)
}

/** A home in the head: where the goods are fetched, an example, or any home that prices still follow. */
function isHeadRow(
  row: Row,
  at: number,
  isHome: (i: number) => boolean,
  isPrice: (i: number) => boolean,
  find: (from: number, test: (i: number) => boolean) => number,
): boolean {
  if (row.strong !== null || row.weak !== null) return false
  if (HEADISH.test(row.folded.slice(0, 12))) return true
  const next = find(at + 1, (i) => isHome(i) || isPrice(i))
  return next >= 0 && isPrice(next) && !isHome(next)
}

/** Reads the rows before the orders. `given` replaces the price list when the caller has one. */
export function readHead(
  rows: readonly Row[],
  given: readonly PriceItem[] | null,
): { head: ChainHead; index: ItemIndex; itemRows: ReadonlySet<number> } {
  const items: PriceItem[] = []
  const unread: { row: number; raw: string }[] = []
  const limitRows: Row[] = []
  let cutOffText: string | undefined
  const table = readTable(rows)
  const used = new Set(table.rows)
  for (const row of rows) {
    if (CUT_OFF.test(row.folded) && cutOffText === undefined) cutOffText = cutOffIn(row.raw)
    if (table.rows.has(row.row)) continue
    if (isExample(row.folded)) continue
    const block = isPriceOnly(row.folded) ? blockOpening(rows, row, used) : null
    const raw = block === null ? row.raw : `${block.raw} ${row.raw}`
    const read = readPriceRow(raw, block === null ? unstamped(row) : foldMapped(raw))
    items.push(...read.items)
    if (read.items.length > 0) used.add(row.row)
    if (read.unread) unread.push({ row: row.row, raw: row.raw })
    if (read.items.length === 0 && findLimit(row.folded) !== null) limitRows.push(row)
  }
  const listed = [...table.items, ...items]
  const plain = given ?? listed
  const { items: limited, limits } =
    given === null ? withLimits(plain, limitRows) : { items: [...plain], limits: [] }
  const head: ChainHead = {
    items: limited,
    limits,
    unread,
    ...(cutOffText === undefined ? {} : { cutOffText }),
  }
  return { head, index: indexItems(limited), itemRows: used }
}

/** A price alone in its row belongs to the short row that opens its paragraph: A套餐, contents, then 价格:68元. */
function blockOpening(rows: readonly Row[], priceRow: Row, used: ReadonlySet<number>): Row | null {
  let opening: Row | null = null
  for (let i = rows.indexOf(priceRow) - 1; i >= 0; i -= 1) {
    const row = rows[i]!
    if (row.folded.trim() === '' || used.has(row.row) || findPrices(row.folded).length > 0) break
    if (/^\s*#/.test(row.folded) || CUT_OFF.test(row.folded) || findLimit(row.folded) !== null) break
    opening = row
  }
  return opening !== null && /^\s*[^\d\s,、:。]{2,10}\s*:?\s*$/.test(opening.folded) ? opening : null
}

function unstamped(row: Row): Folded {
  return row.folded === row.mapped.folded ? row.mapped : foldMapped(row.raw)
}

/** Whether a row only shows how to write. */
export function isExample(folded: string): boolean {
  return /^[\s(·]*(?:例|示例|样例|举例|范例|格式|接龙格式|参考格式|模板|请按|按格式)/.test(folded)
}

function cutOffIn(raw: string): string | undefined {
  const clauses = raw.split(/[，,。;；()（）【】[\]!！\n]/)
  const clause = clauses.find((each) => CUT_OFF.test(fold(each)))?.trim()
  const words = clause?.split(/\s+/) ?? []
  const at = words.findIndex((word) => CUT_OFF.test(fold(word)))
  // 幸福里 蔬菜团 今日截单18:00: the word that tells the time, or that word and what follows.
  return at < 0 ? clause : /\d/.test(words[at] ?? '') ? words[at] : words.slice(at).join(' ')
}

/** Rows that set limits for goods by name, or for all. */
function withLimits(
  items: readonly PriceItem[],
  rows: readonly Row[],
): { items: PriceItem[]; limits: ChainLimit[] } {
  const limited = [...items]
  const limits: ChainLimit[] = []
  const index = indexItems(items)
  for (const row of rows) {
    const limit = findLimit(row.folded)
    if (limit === null) continue
    const before = row.folded.slice(0, row.folded.search(/[每一单](?:户|家|人)|限/))
    const named = lex(before, index).flatMap((token) =>
      token.kind === 'item' && token.items.length === 1 ? [token.items[0]!] : [],
    )
    const each = /每样|每种|每品|每个品种|每款|各限|每项|单品|每类/.test(row.folded)
    if (named.length === 0 && !each) {
      if (limit.perHousehold)
        limits.push({ quantity: limit.quantity, scope: 'unclear', row: row.row, raw: row.raw })
      continue
    }
    for (const item of named.length > 0 ? named : items.map((_item, i) => i)) {
      const old = limited[item]
      if (old !== undefined && (named.length > 0 || old.limitPerHousehold === undefined)) {
        limited[item] = { ...old, limitPerHousehold: limit.quantity }
      }
    }
    if (named.length === 0)
      limits.push({ quantity: limit.quantity, scope: 'each-item', row: row.row, raw: row.raw })
  }
  return { items: limited, limits }
}

/** Orders without a home may stand right before the first home; they belong to the body, not to the head. */
export function earlierStart(
  rows: readonly Row[],
  start: number,
  index: ItemIndex,
  itemRows: ReadonlySet<number>,
): number {
  let first = start
  for (let i = start - 1; i >= 0; i -= 1) {
    const row = rows[i]!
    if (row.folded.trim() === '' || itemRows.has(row.row) || isPriceRow(row) || isExample(row.folded)) break
    if (findLimit(row.folded) !== null || CUT_OFF.test(row.folded)) break
    const tokens = lex(withoutTelephones(row.folded), index)
    if (tokens.some((token) => token.kind === 'unknown')) break
    if (tokens.some((token) => token.kind === 'item') && tokens.some((token) => token.kind === 'quantity'))
      first = i
  }
  return first
}
