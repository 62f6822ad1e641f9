import { markNumber, UNKNOWN_CHARACTER } from './fold.ts'
import type { ItemIndex } from './items.ts'
import {
  at,
  codeAt,
  codeToken,
  fenOf,
  itemTokens,
  lastSolid,
  NUMBER,
  numberAt,
  PACKAGE,
  packageTokens,
  quantity,
  RANGE,
  UNIT_BEHIND,
  withUnit,
} from './lex-numbers.ts'
import { isFullName, isKinName, isLatinName, isSurname, isSurnameAlone, titledLength } from './names.ts'
import { HAN_DIGITS, hanNumber } from './numerals.ts'
import { HOUSE_MARK, PHONE_MARK, type Token } from './tokens.ts'
import { UNIT_PATTERN } from './units.ts'
import { LONGEST_WORD, WORD_ROLES } from './words.ts'

const HAN = /[一-鿿]/

const HAN_RUN = /[一-鿿]+/y

const NUMBER_FIRST = new RegExp(`^\\s*(?:\\d|[${HAN_DIGITS}])`)
const LETTERS = /[A-Z]+/y

const HAN_NUMBER = new RegExp(`[${HAN_DIGITS}俩仨]{1,6}`, 'y')

const PAID = new RegExp(
  `(?:已付|已转|已转账|付款|转账|转了|付了|付|转|实付|共付)\\s*:?\\s*(\\d+(?:\\.\\d{1,2})?)(?![\\d.])(?!\\s*${UNIT_PATTERN})\\s*(?:元|块)?|(?:共计|合计|总计|共|一共|总共)\\s*:?\\s*(\\d+(?:\\.\\d{1,2})?)\\s*(?:元|块)`,
  'y',
)

const HARD = ',;、。&+/!'

const SOFT = ':()-=~·.>_@| '

/** The longest word of the language, and the longest item word, at a place. */
function longestWord(text: string, position: number): string | null {
  for (let length = Math.min(LONGEST_WORD, text.length - position); length > 0; length -= 1) {
    const word = text.slice(position, position + length)
    if (WORD_ROLES.has(word)) return word
  }
  return null
}

function longestItem(text: string, position: number, index: ItemIndex): string | null {
  for (let length = Math.min(index.longestWord, text.length - position); length > 0; length -= 1) {
    const word = text.slice(position, position + length)
    if (index.words.has(word)) return word
  }
  return null
}

/** Cuts the folded rest of a line (homes and telephones already taken out) into tokens. */
export function lex(text: string, index: ItemIndex): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < text.length) {
    const made = tokenAt(text, position, index, tokens)
    tokens.push(...made)
    position = made[made.length - 1]!.end
  }
  return joinUnknown(tokens)
}

function tokenAt(text: string, start: number, index: ItemIndex, before: readonly Token[]): Token[] {
  const character = text.charAt(start)
  const span = (length: number) => ({ text: text.slice(start, start + length), start, end: start + length })
  if (character === HOUSE_MARK || character === PHONE_MARK) return [{ kind: 'mark', ...span(1) }]
  if (character === '×' || (character === 'X' && timesHere(text, start, before)))
    return [{ kind: 'times', ...span(1) }]
  const item = longestItem(text, start, index)
  if (/[0-9¥]/.test(character)) {
    const word = item !== null && item.length > (at(NUMBER, text, start)?.[0].length ?? 0) ? item : null
    return word === null ? numberAt(text, start, index, before) : itemTokens(word, start, index)
  }
  const mark = markNumber(character)
  if (mark !== null) return [codeToken(String(mark), span(1), index)]
  const packaged = at(PACKAGE, text, start)
  if (packaged !== null && index.codes.size > 0) return packageTokens(packaged, text, start, index)
  if (/[A-Z]/.test(character)) return lettersAt(text, start, item, index, before)
  if (HAN.test(character)) return hanAt(text, start, item, index, before)
  if (character === '?') return [{ kind: 'role', role: 'question', ...span(1) }]
  if (HARD.includes(character)) return [{ kind: 'separator', hard: true, ...span(1) }]
  if (SOFT.includes(character)) return [{ kind: 'separator', hard: false, ...span(1) }]
  return [{ kind: 'unknown', as: 'words', ...span(1) }]
}

/** X is "times" between or beside numbers and goods, never inside a word of letters. */
function timesHere(text: string, start: number, before: readonly Token[]): boolean {
  const numberFollows = NUMBER_FIRST.test(text.slice(start + 1))
  const last = lastSolid(before)
  return (
    (numberFollows && last !== null && (last.kind === 'item' || last.kind === 'mark')) ||
    (last?.kind === 'quantity' && last.unit === null)
  )
}

function lettersAt(
  text: string,
  start: number,
  item: string | null,
  index: ItemIndex,
  before: readonly Token[],
): Token[] {
  const run = at(LETTERS, text, start)?.[0] ?? ''
  if (item !== null && item.length > run.length) return itemTokens(item, start, index)
  const apart = run.length === 1 ? /^[A-Z]\s(?:套餐|套|餐)(?!餐)/.exec(text.slice(start, start + 5)) : null
  if (apart !== null && index.codes.has(run)) {
    return [codeToken(run, { text: apart[0], start, end: start + apart[0].length }, index)]
  }
  const word = longestWord(text, start)
  if (word !== null && word.length >= run.length) {
    return [
      { kind: 'role', role: WORD_ROLES.get(word) ?? 'filler', text: word, start, end: start + word.length },
    ]
  }
  const numberFollows = NUMBER_FIRST.test(text.slice(start + run.length))
  const times = run.length > 1 && run.endsWith('X') && numberFollows && !index.words.has(run)
  const letters = times ? run.slice(0, -1) : run
  const initials = letters.length > 1 ? (index.initials.get(letters) ?? index.words.get(letters)) : undefined
  const coded = [...letters].every((letter) => index.codes.has(letter))
  const span = { text: letters, start, end: start + letters.length }
  if (coded && initials !== undefined) {
    return [{ kind: 'item', items: [...new Set([...initials.items, -1])], byCode: false, ...span }]
  }
  if (coded) {
    const tail = /^(?:套餐|套|餐|款)(?!餐)/.exec(text.slice(span.end))?.[0].length ?? 0
    return [...letters].map((letter, i) => {
      const end = start + i + 1 + (i === letters.length - 1 ? tail : 0)
      return codeToken(letter, { text: letter, start: start + i, end }, index)
    })
  }
  if (initials !== undefined) return [{ kind: 'item', items: initials.items, byCode: false, ...span }]
  if (isLatinName(run) && !hasOrder(before))
    return [{ kind: 'name', titled: true, text: run, start, end: start + run.length }]
  return [{ kind: 'unknown', as: 'words', ...span }]
}

function hasOrder(before: readonly Token[]): boolean {
  return before.some((token) => token.kind === 'item' || token.kind === 'quantity')
}

function hanAt(
  text: string,
  start: number,
  item: string | null,
  index: ItemIndex,
  before: readonly Token[],
): Token[] {
  const last = before[before.length - 1]
  const runStarts = start === 0 || !HAN.test(text.charAt(start - 1)) || last?.kind === 'name' || isLabel(last)
  const run = at(HAN_RUN, text, start)?.[0] ?? ''
  const name =
    last?.kind === 'unknown' && last.end === start
      ? 0
      : nameLength(text, start, run, item, index, before, runStarts)
  if (name > 0) {
    const word = text.slice(start, start + name)
    return [
      {
        kind: 'name',
        titled: titledLength(word) === name || isKinName(word),
        text: word,
        start,
        end: start + name,
      },
    ]
  }
  const paid = at(PAID, text, start)
  if (paid !== null) {
    return [
      {
        kind: 'money',
        fen: fenOf(paid[1] ?? paid[2] ?? '0'),
        text: paid[0],
        start,
        end: start + paid[0].length,
      },
    ]
  }
  const word = longestWord(text, start)
  const numeral = at(HAN_NUMBER, text, start)?.[0] ?? ''
  if (item !== null && item.length >= (word?.length ?? 0)) return itemTokens(item, start, index)
  if (word !== null && (word.length > numeral.length || numeral === '')) {
    return [
      { kind: 'role', role: WORD_ROLES.get(word) ?? 'filler', text: word, start, end: start + word.length },
    ]
  }
  if (numeral !== '') return [hanQuantity(text, start, numeral, index, before)]
  if (text.charAt(start) === '半') {
    const unit = at(UNIT_BEHIND, text, start + 1)?.[0] ?? ''
    return [quantity(`半${unit}`, start, 0, null, 'half-quantity')]
  }
  const single = singleUnit(text, start, last)
  if (single !== null) return [single]
  return [{ kind: 'unknown', as: 'words', text: text.charAt(start), start, end: start + 1 }]
}

/** 联系人王芳: what follows such a label is a name. */
function isLabel(token: Token | undefined): boolean {
  return token?.kind === 'role' && /^(?:联系人|收货人|姓名|业主|住户|姓)$/.test(token.text)
}

/** 来个A, 再加袋面粉: a unit right behind a verb, with goods behind it, is one. */
function singleUnit(text: string, start: number, last: Token | undefined): Token | null {
  if (last?.kind !== 'role' || last.end !== start || !['filler', 'add', 'reduce'].includes(last.role))
    return null
  const unit = at(UNIT_BEHIND, text, start)?.[1]
  if (unit === undefined || !/[来要加订买拿添购少减]$/.test(last.text)) return null
  return quantity(unit, start, 1, unit, null)
}

function hanQuantity(
  text: string,
  start: number,
  numeral: string,
  index: ItemIndex,
  before: readonly Token[],
): Token {
  const range = at(RANGE, text, start)
  if (range !== null) return quantity(range[0], start, 0, null, 'quantity-two-ways')
  const code = codeAt(text, start, index, before)
  if (code !== null) return code
  return withUnit(text, start, numeral, hanNumber(numeral))
}

function nameLength(
  text: string,
  start: number,
  run: string,
  item: string | null,
  index: ItemIndex,
  before: readonly Token[],
  runStarts: boolean,
): number {
  const titled = titledLength(run)
  if (titled > 0 && titled >= (item?.length ?? 0)) return titled
  if (item !== null && item.length > 1) return 0
  if (!runStarts) return 0
  if (isKinName(run) && run.length > 2 && item === null) return run.length
  const after = text.slice(start + run.length).replace(/^[\s:(),-]+/, '')
  const last = before.filter((token) => token.kind !== 'separator').pop()
  const byPhone = after.startsWith(PHONE_MARK) || last?.text === PHONE_MARK
  const strict = !byPhone && !isLabel(last)
  if (isFullName(run, strict)) return run.length
  if (run.length === 1) return isSurnameAlone(run) || (byPhone && isSurname(run)) ? 1 : 0
  for (const length of [3, 2]) {
    const word = longestWord(text, start + length)
    if (run.length > length && isFullName(run.slice(0, length), true) && word !== null) return length
  }
  if (!isSurnameAlone(run.charAt(0)) || (longestWord(text, start)?.length ?? 0) > 1) return 0
  const word = longestWord(text, start + 1)
  const role = word === null ? undefined : WORD_ROLES.get(word)
  const verb = role !== undefined && !['conditional', 'question', 'vague', 'join', 'total'].includes(role)
  const packageNext = at(PACKAGE, text, start + 1) !== null && index.codes.size > 0
  return (verb && !hasOrder(before)) || packageNext ? 1 : 0
}

/** Unknown characters in a row become one; beside a quantity they are goods that the list does not know. */
function joinUnknown(tokens: readonly Token[]): Token[] {
  const joined: Token[] = []
  for (const token of tokens) {
    const last = joined[joined.length - 1]
    if (token.kind === 'unknown' && last?.kind === 'unknown' && last.end === token.start) {
      const as = token.as === 'item' || last.as === 'item' ? 'item' : 'words'
      joined[joined.length - 1] = { ...last, as, text: last.text + token.text, end: token.end }
    } else joined.push(token)
  }
  return joined.map((token, i) => {
    if (token.kind !== 'unknown' || token.text.includes(UNKNOWN_CHARACTER)) return token
    if (joined[i + 1]?.kind === 'item') return { ...token, as: 'item' }
    const next = joined.slice(i + 1).find((other) => other.kind !== 'separator' || other.hard)
    return next?.kind === 'quantity' || next?.kind === 'times' ? { ...token, as: 'item' } : token
  })
}
