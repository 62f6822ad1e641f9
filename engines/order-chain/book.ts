import { applyStatements, type Basket } from './apply.ts'
import { type Doubt, doubt, isDoubt } from './doubts.ts'
import { householdKey, looseKey, mayBeOneHome } from './household.ts'
import type { ItemIndex } from './items.ts'
import { type LineReading, readLine } from './line.ts'
import type { LogicalLine } from './logical.ts'
import type { LineSense, Statement } from './statements.ts'
import type { ChainHead, ChainLine, Effect, Household, LineKind, ReadOptions } from './types.ts'

/** What is known of one household while the lines are read. */
type Account = {
  readonly household: Household
  basket: Map<number, number>
  readonly fromLines: number[]
  /** Lines already applied, by their essence, to find one said twice. */
  readonly said: Map<string, number>
}

/** What is known while the lines of a chain are read one after another. */
export type Book = {
  readonly head: ChainHead
  readonly index: ItemIndex
  readonly options: ReadOptions
  readonly households: Map<string, Account>
  /** Households seen, by building without phase and room: only those can be two writings of one home. */
  readonly seen: Map<string, Household[]>
  /** The estate's own homes in the same order, when they are given. */
  readonly known: ReadonlyMap<string, readonly Household[]> | null
  /** The plain order of the line before, for 同上; null when that line is no clear order. */
  above: ReadonlyMap<number, number> | null
}

const QUANTITY_UNLIKELY_ABOVE = 50

export function openBook(head: ChainHead, index: ItemIndex, options: ReadOptions): Book {
  return {
    head,
    index,
    options,
    households: new Map(),
    seen: new Map(),
    known: grouped(options.households),
    above: null,
  }
}

function grouped(homes: readonly Household[] | undefined): ReadonlyMap<string, readonly Household[]> | null {
  if (homes === undefined) return null
  const groups = new Map<string, Household[]>()
  for (const home of homes) remember(groups, home)
  return groups
}

function remember(groups: Map<string, Household[]>, home: Household): void {
  const key = looseKey(home)
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [home])
  else group.push(home)
}

/** Reads one line, applies it when it is clear, and says what became of it. */
export function takeLine(book: Book, line: LogicalLine): ChainLine {
  const known = { line: line.number ?? line.row, row: line.row, raw: line.raw }
  if (line.note) return { ...known, kind: 'note' }
  const reading = readLine(line.text, book.index)
  const named = reading.tokens.some((token) => token.kind === 'name')
  if (reading.doubt === null && reading.sense?.empty && reading.household === null && !named)
    return { ...known, kind: 'note' }
  const settled = settle(book, reading)
  if (isDoubt(settled)) {
    book.above = null
    const household = reading.household
    return { ...known, kind: 'doubtful', doubt: settled, ...(household === null ? {} : { household }) }
  }
  const { account, after, kind, statements } = settled
  const effect = effects(book, account.basket, after)
  account.basket = after
  account.fromLines.push(known.line)
  account.said.set(reading.essence, known.line)
  if (!book.households.has(householdKey(account.household))) remember(book.seen, account.household)
  book.households.set(householdKey(account.household), account)
  book.above = kind === 'order' ? ordered(statements) : null
  return { ...known, kind, household: account.household, effect }
}

type Settled = {
  readonly account: Account
  readonly after: Map<number, number>
  readonly kind: LineKind
  readonly statements: readonly Statement[]
}

function settle(book: Book, reading: LineReading): Settled | Doubt {
  const plainDoubt = reading.doubt
  const told = reading.household !== null || reading.hasAddress
  if (plainDoubt !== null && (told || ['question', 'line-too-long'].includes(plainDoubt.code)))
    return plainDoubt
  if (reading.household === null || reading.sense === null) return doubt('no-household')
  const household = knownHousehold(book, reading.household)
  if (isDoubt(household)) return household
  const sense = reading.sense
  if (!sense.wantsSomething) return doubt('no-items')
  const account = book.households.get(householdKey(household)) ?? {
    household,
    basket: new Map(),
    fromLines: [],
    said: new Map(),
  }
  const statements = statementsOf(book, sense)
  if (isDoubt(statements)) return statements
  const plain = statements.every((statement) => statement.kind === 'order')
  const before = account.said.get(reading.essence)
  if (before !== undefined && (account.basket.size > 0 || !plain))
    return doubt('repeated-line', { line: before })
  const after = applyStatements(statements, account.basket, book.index)
  if (isDoubt(after)) return after
  const trouble =
    limitTrouble(book, account.basket, after) ?? sumTrouble(book, sense, statements, account.basket, after)
  if (trouble !== null) return trouble
  return { account, after, kind: kindOf(statements, account.basket, after), statements }
}

function kindOf(statements: readonly Statement[], before: Basket, after: Basket): LineKind {
  if (statements.every((statement) => statement.kind === 'order')) return 'order'
  if (statements.every((statement) => statement.kind === 'only' && before.size === 0)) return 'order'
  if (after.size === 0) return 'cancel'
  return before.size === 0 && statements[0]?.kind === 'order' ? 'order' : 'change'
}

/** The home in the estate's own list, or as written when no list is given. */
function knownHousehold(book: Book, written: Household): Household | Doubt {
  const text = [written.building, written.entrance, written.room].filter((part) => part !== null).join('-')
  const own = (groups: ReadonlyMap<string, readonly Household[]>) => groups.get(looseKey(written)) ?? []
  if (book.known !== null) {
    const exact = own(book.known).find((home) => householdKey(home) === householdKey(written))
    if (exact !== undefined) return exact
    const near = own(book.known).filter((home) => mayBeOneHome(home, written))
    if (near.length === 1) return near[0]!
    return doubt(near.length === 0 ? 'unknown-household' : 'entrance-unclear', { text })
  }
  if (book.households.has(householdKey(written))) return written
  if (own(book.seen).some((home) => mayBeOneHome(home, written))) return doubt('entrance-unclear', { text })
  return written
}

/** The statements of a line, with 同上 replaced by what stands above. */
function statementsOf(book: Book, sense: LineSense): readonly Statement[] | Doubt {
  if (!sense.sameAsAbove) return sense.statements.length === 0 ? doubt('no-items') : sense.statements
  const above = book.above
  if (above === null) return doubt('same-as-unclear')
  const wishes = [...above].map(([item, quantity]) => ({ item, quantity, stated: true }))
  const extra: Statement[] = []
  for (const statement of sense.statements) {
    if (statement.kind !== 'order' && statement.kind !== 'add') return doubt('same-as-unclear')
    const { list } = statement
    if (list.wishes.length === 0 || list.bare !== null) return doubt('same-as-unclear')
    if (list.wishes.some((wish) => above.has(wish.item))) return doubt('same-as-unclear')
    extra.push({ kind: 'order', list })
  }
  return [{ kind: 'order', list: { wishes, bare: null, total: null } }, ...extra]
}

function ordered(statements: readonly Statement[]): ReadonlyMap<number, number> {
  const all = new Map<number, number>()
  for (const statement of statements) {
    if ('list' in statement)
      for (const wish of statement.list.wishes) all.set(wish.item, (all.get(wish.item) ?? 0) + wish.quantity)
  }
  return all
}

function effects(book: Book, before: Basket, after: Basket): Effect[] {
  const touched = [...new Set([...before.keys(), ...after.keys()])]
  return touched.flatMap((itemIndex) => {
    const quantityBefore = before.get(itemIndex) ?? 0
    const quantityAfter = after.get(itemIndex) ?? 0
    if (quantityBefore === quantityAfter) return []
    return [{ itemIndex, item: book.head.items[itemIndex]!, quantityBefore, quantityAfter }]
  })
}

function limitTrouble(book: Book, before: Basket, after: Basket): Doubt | null {
  const unlikely = book.options.quantityUnlikelyAbove ?? QUANTITY_UNLIKELY_ABOVE
  let sum = 0
  for (const [itemIndex, quantity] of after) {
    sum += quantity
    if (quantity <= (before.get(itemIndex) ?? 0)) continue
    const item = book.head.items[itemIndex]!
    const limit = item.limitPerHousehold
    if (limit !== undefined && quantity > limit) return doubt('over-limit', { text: item.name, limit })
    for (const general of book.head.limits) {
      if (general.scope === 'unclear' && quantity > general.quantity) {
        return doubt('over-limit', { text: item.name, limit: general.quantity })
      }
    }
    if (quantity > unlikely) return doubt('quantity-unlikely', { quantity })
  }
  const grown = [...after].some(([item, quantity]) => quantity > (before.get(item) ?? 0))
  const unclear = book.head.limits.find((limit) => limit.scope === 'unclear' && sum > limit.quantity)
  return grown && unclear !== undefined ? doubt('limit-two-ways', { limit: unclear.quantity }) : null
}

/** Amounts of money and totals in a line must agree with what it orders; they are never quantities. */
function sumTrouble(
  book: Book,
  sense: LineSense,
  statements: readonly Statement[],
  before: Basket,
  after: Basket,
): Doubt | null {
  const price = (item: number): number => book.head.items[item]?.priceFen ?? 0
  const fenOf = (basket: Basket): number =>
    [...basket].reduce((sum, [item, quantity]) => sum + price(item) * quantity, 0)
  const allowed = new Set<number>([fenOf(before), fenOf(after), Math.abs(fenOf(after) - fenOf(before))])
  for (const [item, quantity] of [...before, ...after]) {
    allowed.add(price(item))
    allowed.add(price(item) * quantity)
  }
  for (const statement of statements) {
    if ('list' in statement)
      allowed.add(statement.list.wishes.reduce((sum, wish) => sum + price(wish.item) * wish.quantity, 0))
  }
  const wrong = sense.moneyFen.find((money) => !allowed.has(money.fen))
  if (wrong !== undefined) return doubt('money-does-not-fit', { text: wrong.text })
  for (const statement of statements) {
    const total = 'list' in statement ? statement.list.total : null
    if (total === null || !('list' in statement)) continue
    const counted = statement.list.wishes.reduce((sum, wish) => sum + wish.quantity, 0)
    if (total !== counted && !allowed.has(total * 100))
      return doubt('total-does-not-fit', { text: String(total) })
  }
  return null
}
