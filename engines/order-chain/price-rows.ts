import type { Folded } from './fold.ts'
import { markNumber } from './fold.ts'
import { findLimit, LIMIT_FIRST } from './limits.ts'
import { HAN_DIGITS, hanNumber } from './numerals.ts'
import type { PriceItem } from './types.ts'
import { UNIT_PATTERN, UNITS } from './units.ts'
import { GROUP_WORDS, NOT_AN_ITEM } from './words.ts'

/**
 * Reads the rows of a price list. A row is read only where one name and one price are plain; other rows that show a
 * price are handed back as unread, so that orders for their goods become doubtful rather than wrong.
 */

const NUMBER = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d{1,5}(?:\\.\\d{1,2})?'
const PER = `(?:\\s*(?:/|每|一|1)\\s*(${UNITS.join('|')})(?!餐)|\\s*\\((${UNITS.join('|')})\\))?`
const PRICE = new RegExp(
  `(?<![\\d.])(?:¥\\s*(${NUMBER})\\s*元?|(${NUMBER})\\s*(?:元整|元钱|元|块钱|RMB|¥|块(?!\\d))|(\\d{1,4})块(\\d)(?!\\d)|([${HAN_DIGITS}]{1,5})\\s*(?:元整|元|块钱)|(${NUMBER})(?=\\s*/\\s*${UNIT_PATTERN}))${PER}`,
  'g',
)
const OTHER_PRICE = /(?:原价|市场价|零售价|门市价|省|减|优惠|立减|返|划线价|超市)\s*:?\s*$/

const SPEC_AND_UNIT = new RegExp(
  `^(.*?[^\\d.])(\\d+(?:\\.\\d+)?(?:${UNITS.join('|')}))/(${UNITS.join('|')})$`,
)
const NAME_PER_UNIT = new RegExp(`^(.+)/(${UNITS.join('|')})$`)
const UNIT_BEFORE = new RegExp(`(^|[^每])(每|[\\s:,(](?:一|1))\\s*(${UNITS.join('|')})\\s*[:=]?\\s*$`)
const ONLY_QUANTITY = new RegExp(`^(?:\\d+|[${HAN_DIGITS}])?${UNIT_PATTERN}$`)
const BARE_ITEM = new RegExp(
  `^(.*?[^\\d\\s.:-][\\s:-]+)(\\d{1,4}(?:\\.\\d{1,2})?)\\s*(${UNITS.join('|')})?\\s*$`,
)
const UNIT_AT_END = new RegExp(`/(${UNITS.join('|')})$`)

type PriceFound = {
  readonly fen: number
  readonly unit: string | null
  readonly start: number
  readonly end: number
}

function fenOf(text: string): number {
  const [whole = '0', part = ''] = text.replaceAll(',', '').split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** The prices in a folded row; those in brackets count only when none stands outside. */
export function findPrices(folded: string): PriceFound[] {
  const all: (PriceFound & { readonly inside: boolean })[] = []
  for (const found of folded.matchAll(PRICE)) {
    const start = found.index
    if (OTHER_PRICE.test(folded.slice(0, start))) continue
    // 60-68元 and 68元起 are no one price.
    if (
      /\d\s*[-~至到]\s*$/.test(folded.slice(0, start)) ||
      /^\s*起(?!送)/.test(folded.slice(start + found[0].length))
    )
      continue
    const [text, signed, plain, block, tenth, han, byUnit] = found
    const hanYuan = han === undefined ? null : hanNumber(han)
    if (han !== undefined && hanYuan === null) continue
    const fen =
      block !== undefined
        ? Number(block) * 100 + Number(tenth) * 10
        : hanYuan !== null
          ? hanYuan * 100
          : fenOf(signed ?? plain ?? byUnit ?? '0')
    const before = folded.slice(0, start)
    const inside = before.split('(').length > before.split(')').length
    all.push({ fen, unit: found[7] ?? found[8] ?? null, start, end: start + text.length, inside })
  }
  const outside = all.filter((price) => !price.inside)
  return outside.length > 0 ? outside : all
}

const BULLET = /^[\s·>~+=-]+/
const PRICE_WORDS =
  /(?:\s|:|=|-|~|·|单价|价格|售价|团购价|拼团价|特价|现价|优惠价|会员价|保供价|价|只要|仅需|仅|卖|每|一共|共|,|、)+$/
const CODE_FORMS: readonly RegExp[] = [
  new RegExp(
    `^(?:套餐|套装|组合|礼包)\\s*([A-Z]|\\d{1,2}|[${HAN_DIGITS}]{1,2}|[\\ue001-\\ue063])\\s*[:、.\\s-]\\s*(?=\\S)`,
  ),
  new RegExp(`^(\\d{1,2}|[${HAN_DIGITS}]{1,2})号(?:套餐|套装|品|菜)?\\s*[:、.\\s-]\\s*(?=\\S)`),
  new RegExp(`^第?(\\d{1,2}|[${HAN_DIGITS}]{1,2})(?:种|款)?\\s*[.、):]\\s*(?=\\D)`),
  new RegExp(`^\\((?:套餐|组合)?(\\d{1,2}|[A-Z]|[${HAN_DIGITS}])(?:号|款)?(?:套餐|组合)?\\)\\s*(?=\\S)`),
  /^([A-Z])\s*[.、):]\s*(?=\S)/,
  /^(\d{1,2})\s+(?=[^\d\s])/,
  /^([\ue001-\ue063])\s*[.、:]?\s*(?=\S)/,
]
const PACKAGE_NAME = new RegExp(
  `^(?:[A-Z]|\\d{1,2}号?|[${HAN_DIGITS}]号?)?(?:套餐|套装|组合|礼包)(?:[A-Z]|\\d{1,2}|[${HAN_DIGITS}])?$`,
)

type Span = { readonly start: number; readonly end: number }
type NameFound = {
  readonly code?: string
  readonly name: Span
  readonly unit?: string
  readonly pack?: string
}

function trimSpan(text: string, span: Span): Span {
  let { start, end } = span
  while (start < end && /[\s·]/.test(text.charAt(start))) start += 1
  while (end > start && /[\s·]/.test(text.charAt(end - 1))) end -= 1
  return { start, end }
}

function codeText(code: string): string {
  const mark = markNumber(code)
  return code.length === 1 && mark !== null ? String(mark) : code
}

/** Finds code, name, unit and pack in the part of a row that stands with its price. */
function nameIn(folded: string, from: number, to: number): NameFound | null {
  let start = from + (BULLET.exec(folded.slice(from, to))?.[0].length ?? 0)
  const group = /^\(?([^:()\s]{1,6})\)?\s*:\s*/.exec(folded.slice(start, to))
  if (group !== null && GROUP_WORDS.test(group[1] ?? '')) start += group[0].length
  let code: string | undefined
  let packageCode = false
  const opening = start
  for (const form of CODE_FORMS) {
    const found = form.exec(folded.slice(start, to))
    if (found?.[1] === undefined) continue
    code = codeText(found[1])
    packageCode = form === CODE_FORMS[0]
    start += found[0].length
    break
  }
  let end = to
  let unit: string | undefined
  const perUnit = UNIT_BEFORE.exec(folded.slice(start, end))
  // 每板32元 and 一板32元 name the unit; 白菜 1颗 68元 ends a list of contents.
  if (
    perUnit !== null &&
    (perUnit[2] === '每' ||
      (!/\d/.test(folded.slice(start, start + perUnit.index)) && !/\s$/.test(folded.slice(0, end))))
  ) {
    unit = perUnit[3]
    end = start + perUnit.index + (perUnit[1]?.length ?? 0)
  }
  end -= PRICE_WORDS.exec(folded.slice(start, end))?.[0].length ?? 0
  const packs: string[] = []
  // 【蔬菜包】68元: a bracket is the name when nothing else is.
  const inBracket = /^\s*\(([^()]+)\)\s*$/.test(folded.slice(start, end))
  const body = folded.slice(start, end).replace(inBracket ? /[()]/g : /\([^()]*\)?/g, (bracket) => {
    if (!inBracket) packs.push(bracket.replace(/[()]/g, ''))
    return ' '.repeat(bracket.length)
  })
  const described = describe(body)
  if (described === null) return null
  if (described.rest !== '') packs.push(described.rest)
  // 套餐一:土豆2斤、白菜1颗 names a package by what it is, not by what it holds.
  const holds = packageCode && /\d|、|\+|各/.test(body)
  const name: Span = holds
    ? trimSpan(folded, {
        start: opening,
        end: start - (/[:、.\s-]+$/.exec(folded.slice(opening, start))?.[0].length ?? 0),
      })
    : trimSpan(folded, { start: start + described.start, end: start + described.end })
  const pack = (holds ? [body.trim()] : packs).join(' ').trim()
  const lead = described.code
  return {
    ...(holds ? {} : lead !== undefined ? { code: lead } : code === undefined ? {} : { code }),
    name: specSplit(folded, name).name,
    ...unitOf(unit, folded, name),
    ...(pack === '' && specSplit(folded, name).pack === undefined
      ? {}
      : { pack: specSplit(folded, name).pack ?? pack }),
  }
}

function unitOf(unit: string | undefined, folded: string, name: Span): { unit?: string } {
  const found = unit ?? specSplit(folded, name).unit
  return found === undefined ? {} : { unit: found }
}

/** 面粉5KG/袋: name, pack and unit in one word. */
function specSplit(folded: string, span: Span): { name: Span; pack?: string; unit?: string } {
  const text = folded.slice(span.start, span.end)
  const found = SPEC_AND_UNIT.exec(text)
  if (found?.[1] === undefined || found[2] === undefined || found[3] === undefined) {
    const perUnit = NAME_PER_UNIT.exec(text)
    if (perUnit?.[1] === undefined || perUnit[2] === undefined) return { name: span }
    return { name: { start: span.start, end: span.start + perUnit[1].length }, unit: perUnit[2] }
  }
  return { name: { start: span.start, end: span.start + found[1].length }, pack: found[2], unit: found[3] }
}

/** Splits "name: contents" and "name contents". Offsets are within the body. */
function describe(body: string): { start: number; end: number; rest: string; code?: string } | null {
  const lead = /^\s*/.exec(body)?.[0].length ?? 0
  const text = body.slice(lead).trimEnd()
  if (text === '') return null
  const colon = text.indexOf(':')
  if (colon > 0) {
    const before = text.slice(0, colon).trim()
    const after = text.slice(colon + 1).trim()
    const short = after !== '' && !/[\d、,+;]/.test(after) && after.length <= 8 && !/\s/.test(after)
    if (short && PACKAGE_NAME.test(before)) {
      const start = lead + text.indexOf(after, colon)
      return {
        start,
        end: start + after.length,
        rest: '',
        code: before.replace(/号?(?:套餐|套装|组合|礼包)/, ''),
      }
    }
    return { start: lead, end: lead + before.length, rest: after }
  }
  const word = /^(?:[A-Z]\s+(?=套餐|套|餐|包|款)\S+|\S+)/.exec(text)?.[0] ?? text
  const joint = /^[^,;、。+]+/.exec(word)?.[0] ?? word
  return {
    start: lead,
    end: lead + joint.length,
    rest: text.slice(joint.length).replace(/^[,;、。+\s]+/, ''),
  }
}

/** Half-width form of a stretch of the raw row, so that names are shown as their writer spelt them. */
function spelling(row: string, folded: Folded, span: Span): string {
  const first = folded.from[span.start] ?? 0
  const last = span.end < folded.from.length ? (folded.from[span.end] ?? row.length) : row.length
  return row
    .slice(first, last)
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000]+/g, '')
    .replace(/[（(][^）)]*[）)]?$/, '')
}

export type RowItems = { readonly items: readonly PriceItem[]; readonly unread: boolean }

/** The items of one row of the head. `unread` says that a price stands there that could not be read as an item. */
export function readPriceRow(row: string, folded: Folded): RowItems {
  const text = folded.folded
  const prices = findPrices(text).filter((price, i, all) => !isBundle(text, all[i - 1], price))
  if (prices.length === 0) {
    const bare = bareItem(row, folded)
    return { items: bare === null ? bareItems(folded) : [bare], unread: false }
  }
  const outside = text.replace(/\([^()]*\)/g, '')
  if (NOT_AN_ITEM.test(outside) && !/(?:^|[^满])限/.test(outside)) {
    return { items: [], unread: false }
  }
  const items: PriceItem[] = []
  for (const [i, price] of prices.entries()) {
    const previous = prices[i - 1]
    const next = prices[i + 1]
    const left = leftOf(text, previous === undefined ? 0 : previous.end, price.start, previous !== undefined)
    const right = text.slice(
      price.end,
      next === undefined ? text.length : price.end + rightLength(text.slice(price.end, next.start)),
    )
    const item = oneItem(row, folded, left, price, right, prices.length === 1)
    if (item === null) return { items: [], unread: true }
    items.push(item)
  }
  return { items, unread: false }
}

/** A套餐 68元,2份130元: the second price is for two and names no goods. */
function isBundle(text: string, previous: PriceFound | undefined, price: PriceFound): boolean {
  if (previous === undefined) return false
  return ONLY_QUANTITY.test(text.slice(previous.end, price.start).replace(/[\s,;、。(:=]/g, ''))
}

/** What after a price still belongs to it: a bracket, a limit. */
function rightLength(between: string): number {
  const bracket = /^\s*\([^()]*\)/.exec(between)?.[0].length ?? 0
  const limit = LIMIT_FIRST.exec(between.slice(bracket))
  return bracket + (limit?.[0].length ?? 0)
}

function leftOf(text: string, from: number, to: number, afterPrice: boolean): Span {
  if (!afterPrice) return { start: from, end: to }
  const start = from + rightLength(text.slice(from, to))
  const between = text.slice(start, to).replace(/\([^()]*\)/g, (bracket) => '_'.repeat(bracket.length))
  const last = Math.max(...[...',;。|、'].map((sign) => between.lastIndexOf(sign)))
  return { start: start + (last < 0 ? 0 : last + 1), end: to }
}

function oneItem(
  row: string,
  folded: Folded,
  left: Span,
  price: PriceFound,
  right: string,
  alone: boolean,
): PriceItem | null {
  const text = folded.folded
  let found = nameIn(text, left.start, left.end)
  if (found === null && alone) {
    // 68元 A套餐: the price stands first.
    const behind = /^[\s:-]*/.exec(right)?.[0].length ?? 0
    const to = price.end + (/[(,;。]/.exec(right.slice(behind))?.index ?? right.length - behind) + behind
    found = nameIn(text, price.end + behind, to)
  }
  if (found === null) return null
  const name = spelling(row, folded, found.name)
  const foldedName = text.slice(found.name.start, found.name.end)
  if (
    !/[一-鿿A-Z]/.test(foldedName) ||
    name.length > 24 ||
    GROUP_WORDS.test(foldedName) ||
    NOT_AN_ITEM.test(foldedName) ||
    findLimit(foldedName) !== null
  )
    return null
  if (ONLY_QUANTITY.test(foldedName)) return null
  const limit = findLimit(right) ?? findLimit(text.slice(left.start, left.end))
  const bracket = /\(([^()]*)\)/.exec(right)?.[1]
  const unitInBracket = bracket === undefined ? undefined : UNIT_AT_END.exec(bracket.trim())?.[1]
  const rightPack =
    bracket !== undefined && findLimit(bracket) === null ? bracket.replace(/\/[^/]*$/, '') : undefined
  const colonPack = /^\s*:\s*(.+)$/.exec(right)?.[1]
  const pack = found.pack ?? rightPack ?? colonPack
  const unit = price.unit ?? found.unit ?? unitInBracket ?? unitOfPack(found.pack) ?? '份'
  return {
    ...(found.code === undefined ? {} : { code: found.code }),
    name,
    priceFen: price.fen,
    unit: unit === 'KG' || unit === 'G' || unit === 'ML' ? unit.toLowerCase() : unit,
    ...(limit === null ? {} : { limitPerHousehold: limit.quantity }),
    ...(pack === undefined || pack.trim() === '' ? {} : { packText: packSpelling(pack) }),
  }
}

/** Pack texts are shown with small letters for measures and without the unit of sale. */
function packSpelling(pack: string): string {
  const small = pack.trim().replace(/KG|ML|(?<=\d)G(?![A-Z])/g, (unit) => unit.toLowerCase())
  return small.replace(UNIT_AT_END, '').replaceAll('×', '*')
}

function unitOfPack(pack: string | undefined): string | undefined {
  return pack === undefined ? undefined : UNIT_AT_END.exec(pack.trim())?.[1]
}

/** 鸡蛋 32 or 鸡蛋 32 板: a price without any sign, only where nothing else stands in the row. */
function bareItem(row: string, folded: Folded): PriceItem | null {
  const text = folded.folded
  const found = BARE_ITEM.exec(text)
  if (
    found?.[1] === undefined ||
    found[2] === undefined ||
    NOT_AN_ITEM.test(text) ||
    /[号第]\s*$|限|[:]\s*\d+$.*(?:楼|点)/.test(found[1])
  )
    return null
  const price: PriceFound = {
    fen: fenOf(found[2]),
    unit: found[3] ?? null,
    start: found[1].length,
    end: text.length,
  }
  if (found[1].trim().length > 14 || /[,。;!?]/.test(found[1])) return null
  return oneItem(row, folded, { start: 0, end: found[1].length }, price, '', false)
}

const BARE_PIECE = new RegExp(
  `^\\s*([A-Z]?[一-鿿]{2,10}[A-Z]?)[\\s:-]*(\\d{1,4}(?:\\.\\d{1,2})?)\\s*(${UNITS.join('|')})?\\s*$`,
)

/** A套餐68,B套餐98: several names, each with a bare number, and nothing else in the row. */
function bareItems(folded: Folded): PriceItem[] {
  const pieces = folded.folded.split(/[,、;|]/).map((piece) => BARE_PIECE.exec(piece))
  if (pieces.length < 2) return []
  const items: PriceItem[] = []
  for (const piece of pieces) {
    if (
      piece?.[1] === undefined ||
      piece[2] === undefined ||
      NOT_AN_ITEM.test(piece[0]) ||
      GROUP_WORDS.test(piece[1])
    )
      return []
    if (/[楼栋号室月日点第限]$/.test(piece[1])) return []
    items.push({ name: piece[1], priceFen: fenOf(piece[2]), unit: piece[3] ?? '份' })
  }
  return items
}

/** Whether a row holds a price and nothing that could be a name (价格:68元/份). */
export function isPriceOnly(folded: string): boolean {
  const [price, second] = findPrices(folded)
  if (price === undefined || second !== undefined) return false
  const rest = folded.slice(0, price.start) + folded.slice(price.end)
  return rest.replace(PRICE_WORDS, '').replace(BULLET, '').trim() === ''
}
