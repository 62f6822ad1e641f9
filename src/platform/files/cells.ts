import { refused } from '../../kernel/result.ts'
import type { WorkbookLimits } from './limits.ts'
import type { RawWorkbook } from './unpack.ts'
import { attribute, columnNumber, decodeXml } from './xml.ts'

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

/** What the cells of a workbook share: its texts, and which styles show a number as a date. */
export type Shared = {
  readonly texts: readonly string[]
  readonly dateStyles: ReadonlySet<number>
  readonly isFrom1904: boolean
  readonly textLength: number
}

const damaged = (detail: string): Error => refused('files.damaged', { detail })

/** A spreadsheet's number as plain decimal text: 58.800000000000004 is what people see as 58.8. */
export const numberText = (value: number): string => {
  if (Number.isInteger(value)) return BigInt(value).toString()
  const rounded = Number(value.toPrecision(15))
  const text = String(rounded)
  return text.includes('e') ? rounded.toFixed(20).replace(/\.?0+$/, '') : text
}

// Spreadsheets write signs that XML cannot hold as _x000D_.
const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

/** The text of all runs, without the phonetic guides that some programs store beside them. */
const textOf = (xml: string): string => {
  const runs = xml.includes('<rPh') ? xml.replace(/<rPh[\s>][\s\S]*?<\/rPh>/g, '') : xml
  let text = ''
  let at = 0
  for (;;) {
    const open = runs.indexOf('<t', at)
    if (open < 0) break
    const close = runs.indexOf('>', open)
    if (close < 0) break
    at = close + 1
    const sign = runs[open + 2]
    if ((sign !== '>' && sign !== ' ' && sign !== '\n' && sign !== '\t') || runs[close - 1] === '/') continue
    const end = runs.indexOf('</t>', at)
    if (end < 0) throw damaged('texts')
    text += runs.slice(at, end)
    at = end + 4
  }
  return unescapeText(decodeXml(text))
}

const sharedTexts = (xml: string): string[] => {
  const texts: string[] = []
  let at = 0
  for (;;) {
    const open = xml.indexOf('<si', at)
    if (open < 0) return texts
    const close = xml.indexOf('>', open)
    if (close < 0) throw damaged('texts')
    if (xml[close - 1] === '/') {
      texts.push('')
      at = close + 1
      continue
    }
    const end = xml.indexOf('</si>', close)
    if (end < 0) throw damaged('texts')
    texts.push(textOf(xml.slice(close + 1, end)))
    at = end + 5
  }
}

const isDateFormat = (code: string): boolean => {
  const bare = code.replace(/\[[^\]]*\]|"[^"]*"|\\./g, '')
  return /[ymdhs]/i.test(bare) && !/^general$/i.test(bare)
}
// The forms that every program knows by number, the Chinese ones among them.
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

const dateStylesOf = (xml: string): Set<number> => {
  const dates = new Set<number>()
  const formats = new Map<number, boolean>()
  for (const tag of xml.match(/<numFmt\s[^<>]*>/g) ?? [])
    formats.set(
      Number(attribute(tag, 'numFmtId')),
      isDateFormat(decodeXml(attribute(tag, 'formatCode') ?? '')),
    )
  const start = xml.indexOf('<cellXfs')
  const end = xml.indexOf('</cellXfs>', start)
  if (start < 0 || end < 0) return dates
  let index = 0
  for (const [tag] of xml.slice(start, end).matchAll(/<xf[\s/>][^<>]*>?/g)) {
    const id = Number(attribute(tag, 'numFmtId') ?? '0')
    if (formats.get(id) ?? isBuiltInDate(id)) dates.add(index)
    index += 1
  }
  return dates
}

export const sharedOf = (book: RawWorkbook, limits: WorkbookLimits): Shared => ({
  texts: sharedTexts(book.textsXml),
  dateStyles: dateStylesOf(book.stylesXml),
  isFrom1904: book.isFrom1904,
  textLength: limits.textLength,
})

const dayMs = 86_400_000
const dateText = (value: number, isFrom1904: boolean): string | null => {
  // Day 60 is the 29th of February 1900, which never was: before it the count is one off.
  const days = isFrom1904 ? value + 1462 : value < 60 ? value + 1 : value
  const at = new Date(Math.round((days - 25_569) * dayMs))
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10)
}

type Plain = { readonly text: string; readonly kind: Cell['kind'] }

const plainText = (text: string, shared: Shared): Plain | null => {
  // The apostrophe is how this program writes a text that begins like a formula.
  const bare = text
    .slice(0, shared.textLength)
    .trim()
    .replace(/^'(?=[=+\-@])/, '')
  return bare === '' ? null : { text: bare, kind: 'text' }
}

const plainNumber = (raw: string, style: string | null, shared: Shared): Plain | null => {
  if (raw.trim() === '') return null
  const value = Number(raw)
  if (!Number.isFinite(value)) return { text: raw.slice(0, 40), kind: 'error' }
  if (style !== null && shared.dateStyles.has(Number(style))) {
    const text = dateText(value, shared.isFrom1904)
    return text === null ? { text: '', kind: 'error' } : { text, kind: 'date' }
  }
  return { text: numberText(value), kind: 'number' }
}

const rawValue = (content: string): string | null => {
  const open = content.indexOf('<v')
  if (open < 0) return null
  const start = content.indexOf('>', open) + 1
  const end = content.indexOf('</v>', start)
  return start === 0 || end < 0 ? null : decodeXml(content.slice(start, end))
}

const plainOf = (tag: string, content: string, shared: Shared): Plain | null => {
  const type = attribute(tag, 't')
  if (type === 'inlineStr') return plainText(textOf(content), shared)
  const raw = rawValue(content)
  if (raw === null) return null
  if (type === 's') {
    const text = shared.texts[Number(raw)]
    if (text === undefined) throw damaged('texts')
    return plainText(text, shared)
  }
  if (type === 'str') return plainText(unescapeText(raw), shared)
  if (type === 'b') return { text: raw === '1' || raw === 'true' ? 'TRUE' : 'FALSE', kind: 'boolean' }
  if (type === 'e') return { text: raw.slice(0, 40), kind: 'error' }
  if (type === 'd') return { text: raw.slice(0, 10), kind: 'date' }
  return plainNumber(raw, attribute(tag, 's'), shared)
}

/** One cell's XML as what a person reads, or null where nothing stands. */
export const cellOf = (tag: string, content: string, shared: Shared): Cell | null => {
  const found = plainOf(tag, content, shared)
  if (/<f[\s>/]/.test(content))
    return { ...(found ?? { text: '', kind: 'error' as const }), fromFormula: true, spread: false }
  return found && { text: found.text, kind: found.kind, fromFormula: false, spread: false }
}

/** A piece of XML between `<name ...>` and `</name>`: where it stands, its tag and what is in it. */
export type Piece = {
  readonly start: number
  readonly end: number
  readonly tag: string
  readonly content: string
}

/** Walks over elements of one name that do not lie in each other; in time that grows with the text alone. */
export function* pieces(xml: string, name: 'row' | 'c'): Generator<Piece> {
  const [opening, closing] = [`<${name}`, `</${name}>`]
  let at = 0
  for (;;) {
    const start = xml.indexOf(opening, at)
    if (start < 0) return
    const next = xml.charCodeAt(start + opening.length)
    const close = xml.indexOf('>', start)
    if (close < 0) throw damaged(name)
    at = close + 1
    // <cols> and <rowBreaks> begin alike.
    if (next > 0x2f && next !== 0x3e) continue
    const tag = xml.slice(start, close + 1)
    if (xml[close - 1] === '/') {
      yield { start, end: at, tag, content: '' }
      continue
    }
    const end = xml.indexOf(closing, close)
    if (end < 0) throw damaged(name)
    at = end + closing.length
    yield { start, end: at, tag, content: xml.slice(close + 1, end) }
  }
}

/** Rows that hold something, by the number that the spreadsheet shows, with their cells by column. */
export const rowsOf = (rowsXml: string, shared: Shared): Map<number, Map<number, Cell>> => {
  const rows = new Map<number, Map<number, Cell>>()
  for (const row of pieces(rowsXml, 'row')) {
    const number = Number(attribute(row.tag, 'r'))
    if (!Number.isSafeInteger(number) || number < 1 || number > 1_048_576) throw damaged('row')
    const cells = rows.get(number) ?? new Map<number, Cell>()
    for (const piece of pieces(row.content, 'c')) {
      const cell = cellOf(piece.tag, piece.content, shared)
      const letters = /^[A-Z]{1,3}/.exec(attribute(piece.tag, 'r') ?? '')?.[0]
      if (letters === undefined) throw damaged('cell')
      if (cell) cells.set(columnNumber(letters), cell)
    }
    if (cells.size > 0) rows.set(number, cells)
  }
  return rows
}
