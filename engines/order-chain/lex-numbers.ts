import { markNumber } from './fold.ts'
import type { ItemIndex } from './items.ts'
import { HAN_DIGITS, hanNumber, smallNumber } from './numerals.ts'
import type { QuantityToken, Token } from './tokens.ts'
import { measureOf, UNIT_PATTERN, UNITS } from './units.ts'

export const NUMBER = /\d+(?:\.\d+)?/y

export const RANGE = new RegExp(
  `(?:\\d+|[${HAN_DIGITS}])\\s*[-~至到]\\s*(?:\\d+|[${HAN_DIGITS}])(?:\\s*${UNIT_PATTERN}|(?=\\s*$))`,
  'y',
)

export const UNIT_BEHIND = new RegExp(`\\s*(${UNITS.join('|')})`, 'y')

const MONEY = /¥\s*(\d+(?:\.\d{1,2})?)(?:元)?|(\d+(?:\.\d{1,2})?)\s*(?:元整|元钱|元|块钱|RMB)/y

const MONEY_BY_UNIT = new RegExp(`(\\d+(?:\\.\\d{1,2})?)\\s*/\\s*${UNIT_PATTERN}`, 'y')

const PER_UNIT = new RegExp(`\\s*/\\s*(?:一|1)?${UNIT_PATTERN}`, 'y')

const BLOCK_MONEY = /(\d+)\s*块(\d)?(?!\d)/y

const CODE_BY_NUMBER = new RegExp(
  `(\\d{1,2}|[${HAN_DIGITS}]{1,2})\\s?号(?:套餐|套|餐|品|菜|商品)?(?![楼院栋室房])`,
  'y',
)

const CODE_TIMES = new RegExp(`(\\d{1,2}|[${HAN_DIGITS}])\\s*[×X]\\s*(?=\\d|[${HAN_DIGITS}])`, 'y')

export const PACKAGE = new RegExp(
  `套餐\\s?([\\ue001-\\ue063]|[A-Z]+(?![A-Z])|\\d{1,2}(?!\\d)|[${HAN_DIGITS}]{1,6})`,
  'y',
)

export function at(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position
  return pattern.exec(text)
}

export function fenOf(yuan: string): number {
  const [whole = '0', part = ''] = yuan.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0').slice(0, 2))
}

export function lastSolid(before: readonly Token[]): Token | null {
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const token = before[i]!
    if (token.kind !== 'separator' || token.hard) return token
  }
  return null
}

export function itemTokens(word: string, start: number, index: ItemIndex): Token[] {
  const meaning = index.words.get(word)
  return [
    {
      kind: 'item',
      items: meaning?.items ?? [],
      byCode: /^[A-Z]/.test(word),
      text: word,
      start,
      end: start + word.length,
    },
  ]
}

export function codeToken(
  key: string,
  span: { text: string; start: number; end: number },
  index: ItemIndex,
): Token {
  const items = index.codes.get(key)
  if (items === undefined) return { kind: 'unknown', as: 'item', ...span }
  return { kind: 'item', items, byCode: true, ...span }
}

export function numberAt(text: string, start: number, index: ItemIndex, before: readonly Token[]): Token[] {
  const money = at(MONEY, text, start) ?? at(MONEY_BY_UNIT, text, start)
  if (money !== null) {
    const perUnit = at(PER_UNIT, text, start + money[0].length)
    const end = start + money[0].length + (perUnit?.[0].length ?? 0)
    return [
      { kind: 'money', fen: fenOf(money[1] ?? money[2] ?? '0'), text: text.slice(start, end), start, end },
    ]
  }
  const block = at(BLOCK_MONEY, text, start)
  if (block !== null && !index.sales.some((sale) => sale.unit === '块')) {
    const fen = Number(block[1]) * 100 + Number(block[2] ?? '0') * 10
    return [{ kind: 'money', fen, text: block[0], start, end: start + block[0].length }]
  }
  const range = at(RANGE, text, start)
  if (range !== null) return [quantity(range[0], start, 0, null, 'quantity-two-ways')]
  const code = codeAt(text, start, index, before)
  if (code !== null) return [code]
  const found = at(NUMBER, text, start)
  if (found === null)
    return [{ kind: 'unknown', as: 'words', text: text.charAt(start), start, end: start + 1 }]
  return [withUnit(text, start, found[0], Number(found[0]))]
}

export function quantity(
  text: string,
  start: number,
  amount: number,
  unit: string | null,
  problem: QuantityToken['problem'],
): QuantityToken {
  return { kind: 'quantity', amount, unit, problem, text, start, end: start + text.length }
}

/** Items called by number: 1号, 一号套餐, 1×2 (when the list has numbers). */
export function codeAt(
  text: string,
  start: number,
  index: ItemIndex,
  before: readonly Token[],
): Token | null {
  const byNumber = at(CODE_BY_NUMBER, text, start)
  if (byNumber !== null) {
    const key = smallNumber(byNumber[1] ?? '')
    const span = { text: byNumber[0], start, end: start + byNumber[0].length }
    return codeToken(String(key), span, index)
  }
  const last = lastSolid(before)
  const times = at(CODE_TIMES, text, start)
  if (times === null || last?.kind === 'item' || last?.kind === 'times') return null
  const key = String(smallNumber(times[1] ?? ''))
  if (!index.codes.has(key)) return null
  const word = times[1] ?? ''
  return codeToken(key, { text: word, start, end: start + word.length }, index)
}

/** A number with the unit behind it. Parts of a unit, and amounts followed by a half, are problems. */
export function withUnit(text: string, start: number, numeral: string, amount: number | null): QuantityToken {
  let end = start + numeral.length
  const unitFound = at(UNIT_BEHIND, text, end)
  const unit =
    unitFound !== null && text.charAt(end + unitFound[0].length) !== '餐' ? (unitFound[1] ?? null) : null
  if (unit !== null) end += unitFound?.[0].length ?? 0
  const half = /^\s*半/.exec(text.slice(end))
  if (half !== null) end += half[0].length
  const spelled = text.slice(start, end)
  if (half !== null) return quantity(spelled, start, 0, unit, 'half-quantity')
  if (amount === null) return quantity(spelled, start, 0, unit, 'quantity-two-ways')
  if (amount === 0) return quantity(spelled, start, 0, unit, 'quantity-zero')
  if (
    !Number.isInteger(amount) &&
    (unit === null || measureOf(unit)?.factor === 1 || measureOf(unit) === null)
  ) {
    return quantity(spelled, start, amount, unit, 'half-quantity')
  }
  if (unit !== null && measureOf(unit) !== null && text.charAt(end) === '装') {
    return { ...quantity(`${spelled}装`, start, amount, unit, null), pack: true }
  }
  if (/^0\d/.test(numeral)) return quantity(spelled, start, amount, unit, 'quantity-two-ways')
  return quantity(spelled, start, amount, unit, null)
}

/** 套餐 with what follows: 套餐一, 套餐2, 套餐AB, 套餐一二 (before 各), 套餐二一份. */
export function packageTokens(
  found: RegExpExecArray,
  text: string,
  start: number,
  index: ItemIndex,
): Token[] {
  const end = start + found[0].length
  const span = { text: found[0], start, end }
  const value = found[1] ?? ''
  const generic = index.words.get('套餐')
  const unitNext = at(UNIT_BEHIND, text, end) !== null
  const unit = at(UNIT_BEHIND, text, end)?.[0] ?? ''
  const unclear: Token[] = [quantity(span.text + unit, start, 0, null, 'quantity-two-ways')]
  const mark = markNumber(value)
  if (mark !== null) return [codeToken(String(mark), span, index)]
  if (/^[A-Z]/.test(value)) {
    const letters = value.endsWith('X') && !index.codes.has('X') ? value.slice(0, -1) : value
    const cut = end - (value.length - letters.length)
    if (letters === '') return itemTokens('套餐', start, index)
    return [...letters].map((letter, i) => {
      const last = i === letters.length - 1
      return codeToken(letter, { text: letter, start: last ? start : start + i, end: cut }, index)
    })
  }
  const numbered = [...index.codes.keys()].some((key) => /^\d+$/.test(key))
  if (!numbered || (generic !== undefined && generic.items.length === 1)) {
    const clash = numbered && index.codes.has(String(smallNumber(value))) && !unitNext
    if (clash && generic?.items[0] !== index.codes.get(String(smallNumber(value)))?.[0]) return unclear
    if (generic !== undefined) return itemTokens('套餐', start, index)
  }
  if (unitNext) {
    const code = [...value].slice(0, -1).join('')
    if (/^\d/.test(value) || code === '' || !index.codes.has(String(hanNumber(code)))) return unclear
    const cut = end - 1
    return [codeToken(String(hanNumber(code)), { text: text.slice(start, cut), start, end: cut }, index)]
  }
  const whole = smallNumber(value)
  if (whole !== null) return [codeToken(String(whole), span, index)]
  // 套餐一二各一 names two packages; without 各 it may as well be one package and a number.
  if (!/^\s*(?:各|都|均|每)/.test(text.slice(end))) return unclear
  const base = end - value.length
  return [...value].map((digit, i) =>
    codeToken(
      String(hanNumber(digit)),
      { text: digit, start: i === 0 ? start : base + i, end: base + i + 1 },
      index,
    ),
  )
}
