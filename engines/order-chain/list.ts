import { type Doubt, doubt, isDoubt } from './doubts.ts'
import {
  type Element,
  elementsOf,
  type ItemElement,
  type Placed,
  type QuantityElement,
  type WishList,
} from './elements.ts'
import type { ItemIndex } from './items.ts'
import { hanNumber } from './numerals.ts'
import { fitOne, pairAll } from './pairing.ts'
import { type QuantityToken, shown, type Token } from './tokens.ts'

/** Reads items with their quantities. Whatever can be read in two ways comes back as a doubt. */
export function readList(tokens: readonly Token[], index: ItemIndex): WishList | Doubt {
  let elements = elementsOf(tokens)
  let total: number | null = null
  const totalAt = elements.findIndex((element) => element.kind === 'total')
  if (totalAt >= 0) {
    const next = elements[totalAt + 1]
    if (next?.kind === 'quantity') total = next.token.amount
    elements = elements.filter(
      (_element, i) => i !== totalAt && !(i === totalAt + 1 && next?.kind === 'quantity'),
    )
    if (next?.kind === 'quantity' && next.token.problem !== null) return problemOf(next.token)
    if (elements.some((element) => element.kind === 'total')) return twoWays(tokens)
  }
  const slash = tokens.some((token) => token.kind === 'separator' && token.text === '/')
  const shared = readShared(elements, index)
  if (isDoubt(shared)) return shared
  const problem = shared.rest.find((element) => element.kind === 'quantity' && element.token.problem !== null)
  if (problem?.kind === 'quantity') return problemOf(problem.token)
  const items = shared.rest.filter((element) => element.kind === 'item')
  if (items.length === 0 && shared.wishes.length === 0) return readBare(shared.rest, total)
  // A/B may mean "A or B".
  const counted = shared.rest.filter((element) => element.kind === 'quantity').length
  if (slash && items.length > 1 && counted < items.length) return doubt('conditional', { text: '/' })
  const paired = pairAll(shared.rest, index)
  if (isDoubt(paired)) return paired
  const wishes = [...shared.wishes, ...paired].sort((a, b) => a.place - b.place)
  return joinSame(wishes, total)
}

function readBare(rest: readonly Element[], total: number | null): WishList | Doubt {
  const quantities = rest.filter((element): element is QuantityElement => element.kind === 'quantity')
  if (quantities.length > 1)
    return doubt('quantity-two-ways', { text: quantities.map((q) => shown(q.token)).join(' ') })
  return { wishes: [], bare: quantities[0]?.token ?? null, total }
}

function problemOf(token: QuantityToken): Doubt {
  return doubt(token.problem ?? 'quantity-two-ways', { text: shown(token) })
}

function twoWays(tokens: readonly Token[]): Doubt {
  return doubt('quantity-two-ways', { text: tokens.map(shown).join('') })
}

/** The same item twice in one list: AAB is two of A, anything else is unclear. */
function joinSame(wishes: readonly Placed[], total: number | null): WishList | Doubt {
  const joined = new Map<number, Placed>()
  for (const wish of wishes) {
    const earlier = joined.get(wish.item)
    if (earlier !== undefined && !(earlier.loose && wish.loose))
      return doubt('quantity-two-ways', { text: '' })
    const quantity = (earlier?.quantity ?? 0) + wish.quantity
    joined.set(wish.item, {
      ...wish,
      quantity,
      place: earlier?.place ?? wish.place,
      stated: wish.stated || earlier !== undefined,
    })
  }
  const list = [...joined.values()].map(({ item, quantity, stated }) => ({ item, quantity, stated }))
  const only = list[0]
  if (total !== null && list.length === 1 && only !== undefined && !only.stated) {
    return { wishes: [{ ...only, quantity: total, stated: true }], bare: null, total: null }
  }
  return { wishes: list, bare: null, total }
}

/** Takes out AB各2, 全要, 每样一份. */
function readShared(
  elements: readonly Element[],
  index: ItemIndex,
): { rest: Element[]; wishes: Placed[] } | Doubt {
  let rest = [...elements]
  const wishes: Placed[] = []
  for (;;) {
    const place = rest.findIndex((element) => element.kind === 'each' || element.kind === 'all')
    if (place < 0) return { rest, wishes }
    const sharer = rest[place]!
    let next = place + 1
    while (rest[next]?.kind === 'each' || rest[next]?.kind === 'all') next += 1
    const amount = rest[next]
    const given = amount?.kind === 'quantity' ? amount : null
    if (given === null && sharer.kind === 'each' && next === place + 1)
      return doubt('quantity-two-ways', { text: shown(sharer.token) })
    if (given !== null && given.token.problem !== null) return problemOf(given.token)
    const end = given === null ? next : next + 1
    const found = membersBefore(rest, place, index)
    let members: ItemElement[] | null = found.members
    let removeFrom = found.from
    let removeTo = end
    const others = rest.some((element, i) => element.kind === 'item' && (i < removeFrom || i >= end))
    if (members.length === 0) {
      const behind = rest.slice(end)
      if (
        others &&
        rest.slice(0, place).length === 0 &&
        behind.every((element) => element.kind === 'item') &&
        given !== null
      ) {
        members = behind.filter((element) => element.kind === 'item')
        removeTo = rest.length
      } else if (others || wishes.length > 0) return doubt('quantity-two-ways', { text: shown(sharer.token) })
      else members = null
      removeFrom = place
    } else if (members.length === 1 && sharer.kind === 'each')
      return doubt('quantity-two-ways', { text: shown(sharer.token) })
    else if (
      members.length > 0 &&
      sharer.kind === 'all' &&
      rest[end]?.kind === 'item' &&
      rest[end]?.gap !== 'comma'
    ) {
      return doubt('quantity-two-ways', { text: shown(sharer.token) })
    }
    const list =
      members === null ? index.items.map((_item, item) => item) : members.map((member) => member.item)
    for (const [order, item] of list.entries()) {
      const fitted = given === null ? 1 : fitOne(given, item, index)
      if (typeof fitted !== 'number') return fitted
      wishes.push({
        item,
        quantity: fitted,
        stated: true,
        place: sharer.token.start + order / 1000 - list.length,
        loose: false,
      })
    }
    rest = [...rest.slice(0, removeFrom), ...rest.slice(removeTo)]
  }
}

/** The items that stand in front of 各 without a quantity of their own; 1、2、3各 and 套餐1、2各 count codes too. */
function membersBefore(
  rest: readonly Element[],
  place: number,
  index: ItemIndex,
): { members: ItemElement[]; from: number } {
  const members: ItemElement[] = []
  let from = place
  for (let i = place - 1; i >= 0; i -= 1) {
    const element = rest[i]!
    const before = rest[i - 1]
    if (element.kind === 'item') {
      // A quantity before a tight item (2份A B各1) belongs to that item.
      if (
        before?.kind === 'quantity' &&
        element.gap === 'tight' &&
        (rest[i - 2]?.kind !== 'item' || before.gap !== 'tight')
      )
        break
      members.unshift(element)
    } else if (element.kind === 'quantity') {
      const codes = codesOf(element, before, index)
      if (codes === null) break
      members.unshift(...codes)
    } else break
    from = i
  }
  return { members, from }
}

function codesOf(
  element: QuantityElement,
  before: Element | undefined,
  index: ItemIndex,
): ItemElement[] | null {
  const { token } = element
  if (token.unit !== null) return null
  const listed =
    before === undefined ||
    before.kind === 'quantity' ||
    (before.kind === 'item' && before.token.byCode && element.gap === 'list')
  if (!listed || (before !== undefined && element.gap === 'tight')) return null
  const whole = index.codes.get(String(token.amount))
  const keys =
    whole !== undefined && token.problem === null
      ? [String(token.amount)]
      : [...token.text.trim()].map((c) => String(hanNumber(c) ?? c))
  const made: ItemElement[] = []
  for (const key of keys) {
    const items = index.codes.get(key)
    if (items?.length !== 1 || (before !== undefined && keys.length > 1)) return null
    const item = items[0]!
    made.push({
      kind: 'item',
      item,
      gap: element.gap,
      token: { ...token, kind: 'item', items, byCode: true },
    })
  }
  return made
}
