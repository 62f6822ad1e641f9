import { type Doubt, doubt, isDoubt } from './doubts.ts'
import { unfold } from './fold.ts'
import { type Address, findAddresses, householdKey } from './household.ts'
import type { ItemIndex } from './items.ts'
import { lex } from './lexer.ts'
import { type LineSense, readSense } from './statements.ts'
import { HOUSE_MARK, PHONE_MARK, type Token } from './tokens.ts'
import type { Household } from './types.ts'

/** What one line says by itself: whose it is, what it asks, or why it can't be told. */
export type LineReading = {
  readonly household: Household | null
  readonly sense: LineSense | null
  readonly doubt: Doubt | null
  readonly tokens: readonly Token[]
  /** The line without names, telephones and signs, to find the same line said twice. */
  readonly essence: string
  readonly hasAddress: boolean
}

const LONGEST_LINE = 400

const TELEPHONES: readonly RegExp[] = [
  /(?<![\dA-Z])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)/g,
  /(?<![\dA-Z])1[3-9]\d[×X]{2,8}\d{2,4}(?!\d)/g,
  /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g,
  /(?<![\d-])[2-8]\d{6,7}(?![\d-])/g,
  /(?:手机号|手机|电话号码|电话|号码)?\(?(?:手机)?(?:尾号|尾数|后四位|末四位|后4位|末4位|尾四位|尾4位)\)?\s*[:是为]?\s*\d{3,4}(?!\d)/g,
]

/** Takes telephones out, so that none of their digits is read as a room or a quantity. */
export function withoutTelephones(folded: string): string {
  return TELEPHONES.reduce((text, pattern) => text.replace(pattern, PHONE_MARK), folded)
}

/** Reads one folded line without its number. */
export function readLine(folded: string, index: ItemIndex): LineReading {
  if (folded.length > LONGEST_LINE) return failed(doubt('line-too-long'), [], '', false)
  const text = withoutTelephones(folded)
  const addresses = findAddresses(text)
  const cut = addresses.find((address) => address.endWithoutLetter !== undefined)
  const letter = cut === undefined ? '' : text.charAt(cut.end - 1)
  if (cut === undefined || !(index.codes.has(letter) || index.words.has(letter)))
    return readWith(text, addresses, index)
  // 3-2-501A1: the room may be 501A, or A may be what is ordered.
  const kept = readWith(text, addresses, index)
  const shorter = addresses.map((address) => (address === cut ? withoutLetter(address) : address))
  const split = readWith(text, shorter, index)
  const keptReads = kept.doubt === null && asksForGoods(kept.sense)
  const splitReads = split.doubt === null && asksForGoods(split.sense)
  if (keptReads && splitReads) {
    return {
      ...kept,
      household: null,
      doubt: doubt('household-two-ways', { text: text.slice(cut.start, cut.end) }),
    }
  }
  return keptReads ? kept : split
}

function asksForGoods(sense: LineSense | null): boolean {
  if (sense === null) return false
  const goods = sense.statements.some(
    (statement) => !('list' in statement) || statement.list.wishes.length > 0,
  )
  return goods || sense.sameAsAbove
}

function withoutLetter(address: Address): Address {
  const candidates = address.candidates.map((home) => ({ ...home, room: home.room.replace(/[A-Z]$/, '') }))
  return { start: address.start, end: address.endWithoutLetter ?? address.end, candidates }
}

function failed(reason: Doubt, tokens: readonly Token[], essence: string, hasAddress: boolean): LineReading {
  return { household: null, sense: null, doubt: reason, tokens, essence, hasAddress }
}

function readWith(text: string, addresses: readonly Address[], index: ItemIndex): LineReading {
  const whose = householdOf(text, addresses, index)
  const rest = takeOut(text, addresses)
  const tokens = lex(rest, index)
  const essence = tokens
    .filter(
      (token) =>
        !['separator', 'mark', 'name', 'money'].includes(token.kind) &&
        !(token.kind === 'role' && token.role === 'filler'),
    )
    .map((token) => token.text.trim())
    .join(' ')
  const hasAddress = addresses.length > 0
  const sense = readSense(tokens, index)
  const household = whose === null || isDoubt(whose) ? null : whose
  // Whose it is matters first: a line without a home stays doubtful whatever it asks.
  const reason = whose !== null && isDoubt(whose) ? whose : isDoubt(sense) ? sense : null
  const readable = isDoubt(sense) ? null : sense
  return { household, sense: readable, doubt: reason, tokens, essence, hasAddress }
}

/** Replaces homes by a mark; 帮, 代 and 替 right before a home only say for whom. */
function takeOut(text: string, addresses: readonly Address[]): string {
  let rest = ''
  let at = 0
  for (const address of addresses) {
    rest += text.slice(at, address.start) + HOUSE_MARK
    at = address.end
  }
  return (rest + text.slice(at)).replace(/(?:帮|代|替|给|为)(?=\ue0f0)/g, '')
}

function householdOf(
  text: string,
  addresses: readonly Address[],
  index: ItemIndex,
): Household | Doubt | null {
  const shown = (address: Address): string => unfold(text.slice(address.start, address.end))
  const homes = new Map<string, Household>()
  for (const address of addresses) for (const home of address.candidates) homes.set(householdKey(home), home)
  if (homes.size > 1) return doubt('several-households', { text: addresses.map(shown).join(' ') })
  const [only] = homes.values()
  for (const address of addresses) {
    if (address.letter !== undefined && index.codes.has(address.letter))
      return doubt('household-two-ways', { text: shown(address) })
    if (address.problem === undefined) continue
    if (address.problem === 'floor-or-building' && only !== undefined && isFloorOf(shown(address), only))
      continue
    return doubt(address.problem, { text: shown(address) })
  }
  return only ?? null
}

/** 3-2-501(5楼) only repeats the floor. */
function isFloorOf(text: string, home: Household): boolean {
  const floor = /^(\d{1,2})(?:楼|层)$/.exec(text)?.[1]
  return floor !== undefined && home.room.replace(/[A-Z]$/, '').slice(0, -2) === floor
}
