import { type Doubt, doubt, isDoubt } from './doubts.ts'
import type { Wish, WishList } from './elements.ts'
import type { ItemIndex } from './items.ts'
import type { Statement } from './statements.ts'
import type { QuantityToken } from './tokens.ts'
import { fitUnit } from './units.ts'

/** What a household has ordered: item index to quantity, in the order of first mention. */
export type Basket = ReadonlyMap<number, number>

/** How a list of statements changes a basket, or why it does not fit. The basket given is not changed. */
export function applyStatements(
  statements: readonly Statement[],
  basket: Basket,
  index: ItemIndex,
): Map<number, number> | Doubt {
  const start = new Map(basket)
  let current = new Map(basket)
  for (const statement of statements) {
    const changed = applyOne(statement, current, start, index)
    if (isDoubt(changed)) return changed
    current = changed
  }
  return current
}

function applyOne(
  statement: Statement,
  now: Map<number, number>,
  start: Basket,
  index: ItemIndex,
): Map<number, number> | Doubt {
  switch (statement.kind) {
    case 'order':
      return order(statement.list, now, index)
    case 'add':
      return now.size === 0 && start.size === 0 ? misfit('') : increase(statement.list, now, index)
    case 'reduce':
    case 'cancel':
      return decrease(statement.list, now, index, statement.kind === 'cancel')
    case 'cancel-all':
      return now.size === 0 ? misfit('') : new Map()
    case 'replace':
      return start.size === 0 ? misfit('') : fresh(statement.list)
    case 'restate':
      return setWhole(statement.list, now, index)
    case 'only':
      return now.size === 0 ? order(statement.list, now, index) : setWhole(statement.list, now, index)
    case 'set':
      return statement.from === null
        ? setWhole(statement.to, now, index)
        : exchange(statement.from, statement.to, now, index)
  }
}

function misfit(text: string): Doubt {
  return doubt('change-does-not-fit', { text })
}

function nameOf(item: number, index: ItemIndex): string {
  return index.items[item]?.name ?? ''
}

function fresh(list: WishList): Map<number, number> | Doubt {
  if (list.wishes.length === 0) return doubt('no-items')
  return new Map(list.wishes.map((wish) => [wish.item, wish.quantity]))
}

/** A plain line orders; goods that the household has already may be a correction or a second order. */
function order(list: WishList, now: Map<number, number>, index: ItemIndex): Map<number, number> | Doubt {
  if (list.wishes.length === 0) return doubt('no-items')
  const next = new Map(now)
  for (const wish of list.wishes) {
    if (next.has(wish.item)) return doubt('repeat-or-second', { text: nameOf(wish.item, index) })
    next.set(wish.item, wish.quantity)
  }
  return next
}

function quantityOf(wish: Wish, bare: QuantityToken | null, index: ItemIndex): number | Doubt {
  return bare === null ? wish.quantity : fitBare(bare, wish.item, index)
}

function fitBare(bare: QuantityToken, item: number, index: ItemIndex): number | Doubt {
  if (bare.problem !== null) return doubt(bare.problem, { text: bare.text })
  const sale = index.sales[item]
  if (sale === undefined) return doubt('ambiguous-item', { text: '' })
  const result = fitUnit(bare.amount, bare.unit, sale)
  if (result.fit === 'whole') return result.quantity
  if (result.fit === 'part') return doubt('not-whole-pack', { text: bare.text })
  if (result.fit === 'two-ways') return doubt('quantity-two-ways', { text: bare.text })
  return doubt('unit-does-not-fit', { text: nameOf(item, index), unit: bare.unit ?? '' })
}

function increase(list: WishList, now: Map<number, number>, index: ItemIndex): Map<number, number> | Doubt {
  const next = new Map(now)
  if (list.bare !== null && list.wishes.length > 0 && !next.has(list.wishes[0]!.item)) {
    return misfit(nameOf(list.wishes[0]!.item, index))
  }
  for (const wish of list.wishes) {
    const quantity = quantityOf(wish, list.bare, index)
    if (isNotNumber(quantity)) return quantity
    next.set(wish.item, (next.get(wish.item) ?? 0) + quantity)
  }
  return next
}

function isNotNumber(value: number | Doubt): value is Doubt {
  return typeof value !== 'number'
}

function decrease(
  list: WishList,
  now: Map<number, number>,
  index: ItemIndex,
  whole: boolean,
): Map<number, number> | Doubt {
  if (list.wishes.length === 0) return doubt('change-two-ways')
  const next = new Map(now)
  const stated = list.wishes.filter((wish) => wish.stated).length
  if (whole && list.wishes.length > 1 && stated > 0 && stated < list.wishes.length)
    return doubt('change-two-ways')
  for (const wish of list.wishes) {
    const had = next.get(wish.item)
    if (had === undefined) return misfit(nameOf(wish.item, index))
    const counted = wish.stated || list.bare !== null
    if (!counted && !whole && had !== 1) return doubt('change-two-ways')
    const less = counted ? quantityOf(wish, list.bare, index) : had
    if (isNotNumber(less)) return less
    if (less > had) return misfit(nameOf(wish.item, index))
    if (less === had) next.delete(wish.item)
    else next.set(wish.item, had - less)
  }
  return next
}

/**
 * 改成 with a new list and no word of what it replaces. It may stand for the whole order or for the goods it names;
 * only where both come to the same is it clear.
 */
function setWhole(list: WishList, now: Map<number, number>, index: ItemIndex): Map<number, number> | Doubt {
  if (now.size === 0) return misfit('')
  const [only] = now
  if (list.wishes.length === 0) {
    if (list.bare === null) return doubt('no-items')
    if (now.size !== 1 || only === undefined) return doubt('change-two-ways')
    const quantity = fitBare(list.bare, only[0], index)
    return isNotNumber(quantity) ? quantity : new Map([[only[0], quantity]])
  }
  const whole = new Map(list.wishes.map((wish) => [wish.item, wish.quantity]))
  if (now.size === 1 && only !== undefined) {
    // 换成B after two of A: two of B or one?
    if (list.wishes.some((wish) => !wish.stated) && only[1] !== 1) return doubt('change-two-ways')
    return whole
  }
  return [...now.keys()].every((item) => whole.has(item)) ? whole : doubt('change-two-ways')
}

function exchange(
  from: WishList,
  to: WishList,
  now: Map<number, number>,
  index: ItemIndex,
): Map<number, number> | Doubt {
  for (const wish of from.wishes) {
    const had = now.get(wish.item)
    if (had === undefined) return misfit(nameOf(wish.item, index))
    if (wish.stated && wish.quantity > had) return misfit(nameOf(wish.item, index))
  }
  const source = from.wishes[0]
  if (from.wishes.length !== 1 || source === undefined) return exchangeAll(from, to, now)
  const had = now.get(source.item) ?? 0
  if (to.wishes.length === 0) {
    if (to.bare === null || (source.stated && source.quantity !== had)) return doubt('change-two-ways')
    const quantity = fitBare(to.bare, source.item, index)
    return isNotNumber(quantity) ? quantity : new Map(now).set(source.item, quantity)
  }
  return exchangeOne(source, had, to, now)
}

/** A和B换成C: all of A and B go, if nothing is said in numbers that could mean a part. */
function exchangeAll(from: WishList, to: WishList, now: Map<number, number>): Map<number, number> | Doubt {
  const whole = from.wishes.every((wish) =>
    wish.stated ? wish.quantity === now.get(wish.item) : now.get(wish.item) === 1,
  )
  if (!whole || to.wishes.length === 0) return doubt('change-two-ways')
  return swapped(from, to, now)
}

function swapped(from: WishList, to: WishList, now: Map<number, number>): Map<number, number> | Doubt {
  const next = new Map(now)
  for (const wish of from.wishes) next.delete(wish.item)
  for (const wish of to.wishes) {
    if (next.has(wish.item)) return doubt('change-two-ways')
    next.set(wish.item, wish.quantity)
  }
  return next
}

function exchangeOne(
  source: Wish,
  had: number,
  to: WishList,
  now: Map<number, number>,
): Map<number, number> | Doubt {
  const [target] = to.wishes
  if (to.wishes.length === 1 && target !== undefined && target.item === source.item) {
    if (!target.stated || (source.stated && source.quantity !== had)) return doubt('change-two-ways')
    return new Map(now).set(source.item, target.quantity)
  }
  const moved = source.stated ? source.quantity : had
  const unstated = to.wishes.some((wish) => !wish.stated)
  if (moved > 1 && unstated) return doubt('change-two-ways')
  if (!source.stated && had > 1 && to.wishes.reduce((sum, wish) => sum + wish.quantity, 0) !== had)
    return doubt('change-two-ways')
  const next = new Map(now)
  if (moved === had) next.delete(source.item)
  else next.set(source.item, had - moved)
  for (const wish of to.wishes) {
    if (next.has(wish.item) && (wish.stated || wish.item === source.item)) return doubt('change-two-ways')
    next.set(wish.item, (next.get(wish.item) ?? 0) + wish.quantity)
  }
  return next
}
