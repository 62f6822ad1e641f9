import { type Doubt, doubt, isDoubt } from './doubts.ts'
import type { WishList } from './elements.ts'
import type { ItemIndex } from './items.ts'
import { readList } from './list.ts'
import { type QuantityToken, shown, type Token } from './tokens.ts'
import type { Role } from './words.ts'

/** What a line asks for, before it is held against what its household ordered earlier. */
export type Statement =
  | { readonly kind: 'order' | 'add' | 'reduce' | 'cancel'; readonly list: WishList }
  | { readonly kind: 'cancel-all' }
  /** From nothing (换成B), from items (A换成B), or from an item to a quantity (A改成2份: `to.bare`). */
  | { readonly kind: 'set'; readonly from: WishList | null; readonly to: WishList }
  | { readonly kind: 'restate' | 'replace'; readonly list: WishList }
  | { readonly kind: 'only'; readonly list: WishList }

export type LineSense = {
  readonly statements: readonly Statement[]
  readonly sameAsAbove: boolean
  readonly moneyFen: readonly { readonly fen: number; readonly text: string }[]
  /** Nothing but courtesy: a note. */
  readonly empty: boolean
  /** Some goods, quantity or verb was said, whether or not it was understood. */
  readonly wantsSomething: boolean
}

type Verb = 'cancel' | 'cancelled' | 'reduce' | 'add' | 'set'
const VERBS: readonly Role[] = ['cancel', 'cancelled', 'reduce', 'add', 'set']

/** Reads the tokens of a line, or says what stands in the way. */
export function readSense(tokens: readonly Token[], index: ItemIndex): LineSense | Doubt {
  const stopped = firstObstacle(tokens)
  if (stopped !== null) return stopped
  const has = (role: Role): boolean => tokens.some((token) => token.kind === 'role' && token.role === role)
  const sameAsAbove = has('same')
  const money = tokens.flatMap((token) =>
    token.kind === 'money' ? [{ fen: token.fen, text: shown(token) }] : [],
  )
  const rest = tokens.filter(
    (token) =>
      token.kind !== 'money' &&
      !(token.kind === 'role' && ['filler', 'same', 'correct', 'setWhole', 'only'].includes(token.role)),
  )
  const spoken = rest.some(
    (token) => ['item', 'quantity', 'times'].includes(token.kind) || token.kind === 'role',
  )
  const flags = { correct: has('correct'), whole: has('setWhole'), only: has('only') }
  const shared = { sameAsAbove, moneyFen: money }
  if (!spoken) {
    const empty = !sameAsAbove && !flags.correct && !flags.whole && !flags.only && money.length === 0
    return { statements: [], ...shared, empty, wantsSomething: !empty }
  }
  const statements = readStatements(rest, index, flags)
  if (isDoubt(statements)) return statements
  return { statements, ...shared, empty: false, wantsSomething: true }
}

/** The first thing in a line that makes it unreadable, gravest first. */
function firstObstacle(tokens: readonly Token[]): Doubt | null {
  const role = (wanted: Role): Token | undefined =>
    tokens.find((token) => token.kind === 'role' && token.role === wanted)
  if (role('example') !== undefined) return doubt('example-line')
  if (role('question') !== undefined) return doubt('question')
  const condition = role('conditional')
  if (condition !== undefined) return doubt('conditional', { text: shown(condition) })
  const unknown = tokens.filter((token) => token.kind === 'unknown')
  const goods = unknown.find((token) => token.as === 'item') ?? unknown[0]
  if (goods !== undefined)
    return doubt(goods.as === 'item' ? 'unknown-item' : 'unread-text', { text: shown(goods) })
  const vague = role('vague')
  if (vague !== undefined) return doubt('quantity-two-ways', { text: shown(vague) })
  const several = tokens.find((token) => token.kind === 'item' && token.items.length !== 1)
  if (several !== undefined) return doubt('ambiguous-item', { text: shown(several) })
  const half = tokens.find(
    (token) => token.kind === 'quantity' && token.problem !== null && token.problem !== 'quantity-two-ways',
  )
  if (half?.kind === 'quantity') return doubt(half.problem ?? 'half-quantity', { text: shown(half) })
  return nameTrouble(tokens)
}

/** A name that touches goods or a number may be part of their name: 白|醋, 张|三份. */
function nameTrouble(tokens: readonly Token[]): Doubt | null {
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1]
    const before = tokens[i - 1]
    if (token.kind === 'name' && !token.titled && next !== undefined && next.start === token.end) {
      const goods = next.kind === 'item' && !next.byCode && !/^套餐/.test(next.text)
      if (goods || next.kind === 'quantity' || next.kind === 'times') {
        return doubt('unread-text', { text: shown(token) + shown(next) })
      }
    }
    // 鸡蛋王 may be a brand of eggs.
    if (token.kind === 'name' && before?.kind === 'item' && before.end === token.start && !before.byCode) {
      return doubt('unread-text', { text: shown(before) + shown(token) })
    }
  }
  return null
}

type Flags = { readonly correct: boolean; readonly whole: boolean; readonly only: boolean }

/** "①改成2份,③不要了" is two clauses: a comma parts them when each has a verb of its own. */
function readStatements(tokens: readonly Token[], index: ItemIndex, flags: Flags): Statement[] | Doubt {
  const clauses: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'separator' && token.hard && ',;。!'.includes(token.text)) clauses.push([])
    else clauses[clauses.length - 1]!.push(token)
  }
  const says = (token: Token): boolean => !['separator', 'mark', 'name'].includes(token.kind)
  const filled = clauses.filter((clause) => clause.some(says))
  const hasVerb = (token: Token): boolean => token.kind === 'role' && VERBS.includes(token.role)
  if (filled.length > 1 && filled.every((clause) => clause.some(hasVerb)) && !exchanges(filled)) {
    return readEach(filled, index, flags)
  }
  // A改2 B改3: between spaces each stretch must be complete, with goods and a verb of its own.
  const stretches: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'separator') stretches.push([])
    else stretches[stretches.length - 1]!.push(token)
  }
  const said = stretches.filter((stretch) => stretch.some(says))
  const complete = said.every(
    (stretch) => stretch.some(hasVerb) && stretch.some((token) => token.kind === 'item'),
  )
  return complete && said.length > 1 && !exchanges(said)
    ? readEach(said, index, flags)
    : readClause(tokens, index, flags)
}

function readEach(clauses: readonly Token[][], index: ItemIndex, flags: Flags): Statement[] | Doubt {
  const statements: Statement[] = []
  for (const clause of clauses) {
    const read = readClause(clause, index, flags)
    if (isDoubt(read)) return read
    statements.push(...read)
  }
  return statements
}

/** ①不要了,换成②: the second clause says what comes for the first. */
function exchanges(clauses: readonly (readonly Token[])[]): boolean {
  return clauses.slice(1).some((clause) => {
    const first = clause.find((token) => token.kind !== 'separator')
    return first?.kind === 'role' && first.role === 'set'
  })
}

function readClause(tokens: readonly Token[], index: ItemIndex, flags: Flags): Statement[] | Doubt {
  const lists: Token[][] = [[]]
  const verbs: Verb[] = []
  for (const token of tokens) {
    if (token.kind === 'role' && VERBS.includes(token.role)) {
      if (
        token.role === 'add' &&
        verbs.length === 0 &&
        joinsGoods(lists[lists.length - 1] ?? [], tokens, token)
      ) {
        lists[lists.length - 1]!.push({ ...token, role: 'join' })
        continue
      }
      verbs.push(token.role as Verb)
      lists.push([])
    } else lists[lists.length - 1]!.push(token)
  }
  const read = lists.map((list) => readList(trimmed(list), index))
  const failed = read.find(isDoubt)
  if (failed !== undefined) return failed
  const wishes = read as WishList[]
  if (verbs.length === 0) return [plain(wishes[0]!, flags)]
  if (flags.whole || flags.only) return doubt('change-two-ways')
  const merged = mergeExchange(verbs, wishes)
  const ways = assign(merged.verbs, merged.lists)
  return ways.length === 1 ? ways[0]! : doubt('change-two-ways')
}

/** A加B joins two goods; 鸡蛋加一板 and a leading 加 change an order. */
function joinsGoods(list: readonly Token[], tokens: readonly Token[], verb: Token): boolean {
  if (verb.text !== '加' && verb.text !== '加上') return false
  const next = tokens.slice(tokens.indexOf(verb) + 1).find((token) => token.kind !== 'separator')
  const hasItem = list.some((token) => token.kind === 'item' || token.kind === 'quantity')
  return hasItem && next?.kind === 'item'
}

function trimmed(list: readonly Token[]): Token[] {
  let start = 0
  while (list[start]?.kind === 'separator') start += 1
  let end = list.length
  while (end > start && list[end - 1]?.kind === 'separator') end -= 1
  return list.slice(start, end)
}

function plain(list: WishList, flags: Flags): Statement {
  if (flags.whole) return { kind: 'replace', list }
  if (flags.correct) return { kind: 'restate', list }
  return flags.only ? { kind: 'only', list } : { kind: 'order', list }
}

const hasWishes = (list: WishList | undefined): boolean => list !== undefined && list.wishes.length > 0
const isEmpty = (list: WishList | undefined): boolean =>
  list === undefined || (list.wishes.length === 0 && list.bare === null && list.total === null)

/** A不要了换成B and 退A换B are one exchange. */
function mergeExchange(
  verbs: readonly Verb[],
  lists: readonly WishList[],
): { verbs: Verb[]; lists: WishList[] } {
  const outVerbs: Verb[] = []
  const outLists: WishList[] = [lists[0]!]
  for (let i = 0; i < verbs.length; i += 1) {
    const verb = verbs[i]!
    const cancels = verb === 'cancel' || verb === 'cancelled'
    const left = outLists[outLists.length - 1]!
    const right = lists[i + 1]!
    if (cancels && verbs[i + 1] === 'set' && (isEmpty(right) ? hasWishes(left) : isEmpty(left))) {
      if (isEmpty(left)) outLists[outLists.length - 1] = right
      continue
    }
    outVerbs.push(verb)
    outLists.push(right)
  }
  return { verbs: outVerbs, lists: outLists }
}

/** All ways to give each verb its list so that every list belongs to exactly one verb. */
function assign(verbs: readonly Verb[], lists: readonly WishList[]): Statement[][] {
  const ways: Statement[][] = []
  const walk = (v: number, leftFree: boolean, made: readonly Statement[]): void => {
    const verb = verbs[v]
    if (verb === undefined) {
      if (!leftFree || isEmpty(lists[v])) ways.push([...made])
      return
    }
    const left = lists[v]!
    const right = lists[v + 1]!
    const leftOpen = leftFree && !isEmpty(left)
    if (verb === 'set') {
      const from = leftOpen ? left : null
      // 改成 without what it replaces may only stand alone: beside other verbs it could mean any of them.
      if ((from === null ? verbs.length === 1 : hasWishes(from)) && !isEmpty(right))
        walk(v + 1, false, [...made, { kind: 'set', from, to: right }])
      return
    }
    const kind = verb === 'cancelled' ? 'cancel' : verb
    // The list behind the verb.
    if (!leftOpen && hasWishes(right)) walk(v + 1, false, [...made, { kind, list: right }])
    // An order, then more of it: A1 再加鸡蛋1.
    if (leftOpen && v === 0 && verb === 'add' && hasWishes(left) && hasWishes(right)) {
      walk(v + 1, false, [
        { kind: 'order', list: left },
        { kind: 'add', list: right },
      ])
    }
    // The list before the verb.
    if (leftOpen && hasWishes(left)) {
      if (right.bare !== null && (verb === 'add' || verb === 'reduce' || verb === 'cancel')) {
        const moved = withQuantity(left, right.bare)
        if (moved !== null) walk(v + 1, false, [...made, { kind, list: moved }])
      } else if (verb === 'cancel' || verb === 'cancelled' || isEmpty(right)) {
        if (verb === 'cancel' || verb === 'cancelled')
          walk(v + 1, true, [...made, { kind: 'cancel', list: left }])
      }
    }
    // The whole order.
    if (kind === 'cancel' && verbs.length === 1 && isEmpty(left) && isEmpty(right))
      ways.push([{ kind: 'cancel-all' }])
  }
  walk(0, true, [])
  return ways
}

/** 鸡蛋加一板: the quantity behind the verb belongs to the one item before it. */
function withQuantity(list: WishList, bare: QuantityToken): WishList | null {
  const only = list.wishes[0]
  if (list.wishes.length !== 1 || only === undefined || only.stated || bare.problem !== null) return null
  return { ...list, wishes: [only], bare }
}
