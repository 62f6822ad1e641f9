import { isExample } from './head.ts'
import { findAddresses } from './household.ts'
import type { ItemIndex } from './items.ts'
import { lex } from './lexer.ts'
import { findLimit } from './limits.ts'
import { withoutTelephones } from './line.ts'
import { findPrices } from './price-rows.ts'
import { isChatHeader, type NumberedRow, numberRows, type Row } from './rows.ts'
import type { Token } from './tokens.ts'

/** A line of the chain: one row, or a row and the rows that go on from it. */
export type LogicalLine = {
  readonly row: number
  readonly number: number | null
  readonly raw: string
  readonly text: string
  /** Known to be no order before it is read: a title, an example, an advertisement. */
  readonly note: boolean
}

const TITLE = /^\s*#?\s*(?:接龙|GROUP\s*NOTE|群接龙|团购接龙)\s*[:。!]?\s*$/
const STRONG_AFTER_NICK = /^\s*(?:(\d{1,4})\s*(?:[、)]|\.(?!\d))|\((\d{1,4})\))\s*/
const ORDER_ROLES = [
  'cancel',
  'cancelled',
  'reduce',
  'add',
  'set',
  'setWhole',
  'correct',
  'only',
  'same',
  'all',
  'each',
]

/** Turns the rows of the body into lines. */
export function logicalLines(rows: readonly Row[], start: number, index: ItemIndex): LogicalLine[] {
  const body = numberRows(rows.slice(start), (rest) => findAddresses(rest).some((found) => found.start === 0))
  const numbered = body.some((row) => row.number !== null)
  const lines: LogicalLine[] = []
  let goingOn = false
  for (const entry of body) {
    const line = lineOf(entry, index, numbered)
    const previous = lines[lines.length - 1]
    if (
      previous !== undefined &&
      goesOn(previous, line, entry) &&
      (goingOn || saysOnlyWhose(previous, index))
    ) {
      goingOn = true
      lines[lines.length - 1] = {
        ...previous,
        raw: `${previous.raw}\n${line.raw}`,
        text: `${previous.text},${line.text}`,
      }
    } else {
      goingOn = false
      lines.push(line)
    }
  }
  return lines
}

function lineOf(entry: NumberedRow, index: ItemIndex, numbered: boolean): LogicalLine {
  const { row } = entry
  let { number, text } = entry
  const bare = withoutNickname(text, index)
  if (bare !== text) {
    text = bare
    const found = number === null ? STRONG_AFTER_NICK.exec(text) : null
    if (found !== null) {
      number = Number(found[1] ?? found[2])
      text = text.slice(found[0].length)
    }
  }
  const note = number === null && isNote(row, text, index, numbered)
  return { row: row.row, number, raw: row.raw, text, note }
}

function hasAddress(text: string): boolean {
  return findAddresses(text).length > 0
}

/** Takes "nickname:" of a chat export off, when it says nothing that could belong to the order. */
function withoutNickname(text: string, index: ItemIndex): string {
  const found = /^\s*([^:]{1,20}):\s*(?=\S)/.exec(text)
  const nickname = found?.[1]
  if (found === null || nickname === undefined) return text
  const behind = text.slice(found[0].length)
  const numbered = STRONG_AFTER_NICK.exec(behind)
  const rest = withoutTelephones(behind.slice(numbered?.[0].length ?? 0))
  // Only where a home follows at once: elsewhere the words before a colon may be goods.
  if (findAddresses(rest)[0]?.start !== 0 || hasAddress(nickname)) return text
  const tokens = lex(nickname, index)
  const harmless = tokens.every(
    (token) =>
      token.kind === 'name' ||
      token.kind === 'separator' ||
      (token.kind === 'unknown' && token.as === 'words') ||
      isFiller(token),
  )
  return harmless && !/[\d代帮替例]/.test(nickname) ? behind : text
}

function isFiller(token: Token): boolean {
  return token.kind === 'role' && token.role === 'filler'
}

function saysOrder(tokens: readonly Token[]): boolean {
  return tokens.some(
    (token) => token.kind === 'item' || (token.kind === 'role' && ORDER_ROLES.includes(token.role)),
  )
}

/** A row without a number and without a home is a note unless it speaks of goods on the list. */
function isNote(row: Row, text: string, index: ItemIndex, numbered: boolean): boolean {
  if (TITLE.test(text) || isExample(text)) return true
  const plain = withoutTelephones(text)
  if (hasAddress(plain)) return false
  if (isChatHeader(row.mapped.folded)) return true
  const tokens = lex(plain, index)
  if (/截单|截止|接龙|自提|通知|公告/.test(text) || findLimit(text) !== null) return true
  if (findPrices(text).length > 0 && (numbered || tokens.some((token) => token.kind === 'unknown')))
    return true
  if (!saysOrder(tokens)) return true
  const unknown = tokens.some((token) => token.kind === 'unknown' && token.as === 'words')
  return unknown && !tokens.some((token) => token.kind === 'item')
}

/** A row of goods goes on from a line that has so far only said whose it is. */
function goesOn(previous: LogicalLine, line: LogicalLine, entry: NumberedRow): boolean {
  if (entry.number !== null || line.number !== null || line.note || previous.note) return false
  return !hasAddress(withoutTelephones(line.text))
}

function saysOnlyWhose(line: LogicalLine, index: ItemIndex): boolean {
  const text = withoutTelephones(line.text)
  const home = findAddresses(text).at(-1)
  if (home === undefined) return false
  const tokens = lex(text.slice(0, home.start) + text.slice(home.end), index)
  return tokens.every((token) => ['name', 'separator', 'mark'].includes(token.kind) || isFiller(token))
}
