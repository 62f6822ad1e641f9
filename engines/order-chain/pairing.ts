import { type Doubt, doubt, isDoubt } from './doubts.ts'
import {
  type Element,
  GAP_RANK,
  type Gap,
  type ItemElement,
  type Placed,
  type QuantityElement,
} from './elements.ts'
import type { ItemIndex } from './items.ts'
import { shown } from './tokens.ts'
import { fitUnit, measureOf } from './units.ts'

/** Pairs every quantity with one item; items left without one mean one. */
export function pairAll(elements: readonly Element[], index: ItemIndex): Placed[] | Doubt {
  const placed: Placed[] = []
  let segment: (ItemElement | QuantityElement)[] = []
  const segments: (ItemElement | QuantityElement)[][] = []
  for (const element of elements) {
    if (element.kind !== 'item' && element.kind !== 'quantity') continue
    if (GAP_RANK[element.gap] >= GAP_RANK.list && segment.length > 0) {
      segments.push(segment)
      segment = []
    }
    segment.push(element)
  }
  segments.push(segment)
  let previousBare: { item: number; gap: Gap } | null = null
  let previousPrefix: QuantityElement | null = null
  for (const part of segments) {
    const opening = part[0]
    if (opening === undefined) continue
    const codes = elidedCodes(part, placed, elements, index)
    const pairs = codes ?? pairSegment(part, index)
    if (isDoubt(pairs)) return pairs
    const first = pairs[0]
    if (first === undefined)
      return doubt('quantity-two-ways', { text: part.map((element) => shown(element.token)).join('') })
    // A、B 2份 may mean two of each, and so may 2份A和B.
    if (opening.gap === 'list') {
      if (
        previousBare !== null &&
        first.quantity !== null &&
        shareable(first.quantity, previousBare.item, index)
      ) {
        return doubt('quantity-two-ways', { text: shown(first.quantity.token) })
      }
      if (
        previousPrefix !== null &&
        first.quantity === null &&
        shareable(previousPrefix, first.item, index)
      ) {
        return doubt('quantity-two-ways', { text: shown(previousPrefix.token) })
      }
    }
    for (const pair of pairs) {
      const fitted = pair.quantity === null ? 1 : fitOne(pair.quantity, pair.item, index)
      if (typeof fitted !== 'number') return fitted
      placed.push({
        item: pair.item,
        quantity: fitted,
        stated: pair.quantity !== null,
        place: pair.place,
        loose:
          pair.quantity === null &&
          part.every((element, i) => element.kind === 'item' && (i === 0 || element.gap === 'tight')),
      })
    }
    const last = pairs[pairs.length - 1]!
    previousBare = last.quantity === null ? { item: last.item, gap: opening.gap } : null
    previousPrefix = last.quantity !== null && last.quantity.token.start < last.place ? last.quantity : null
  }
  return placed
}

/** 套餐一、三 and 套餐1+2: a bare number that follows a package by code is another code. */
function elidedCodes(
  part: readonly (ItemElement | QuantityElement)[],
  placed: readonly Placed[],
  elements: readonly Element[],
  index: ItemIndex,
): Pair[] | null {
  const only = part[0]
  if (part.length !== 1 || only?.kind !== 'quantity' || only.token.unit !== null || only.gap !== 'list')
    return null
  const before = elements[elements.indexOf(only) - 1]
  const named = before?.kind === 'item' && before.token.text.startsWith('套餐')
  const items = index.codes.get(String(only.token.amount))
  if (!named || items?.length !== 1 || placed.length === 0) return null
  return [{ item: items[0]!, quantity: null, place: only.token.start }]
}

function shareable(quantity: QuantityElement, item: number, index: ItemIndex): boolean {
  return quantity.bind === null && fits(quantity, item, index)
}

type Pair = { readonly item: number; readonly quantity: QuantityElement | null; readonly place: number }

function fits(quantity: QuantityElement, item: number, index: ItemIndex): boolean {
  const sale = index.sales[item]
  return sale !== undefined && fitUnit(quantity.token.amount, quantity.token.unit, sale).fit !== 'none'
}

export function fitOne(quantity: QuantityElement, item: number, index: ItemIndex): number | Doubt {
  const { token } = quantity
  const sale = index.sales[item]
  if (sale === undefined) return doubt('ambiguous-item', { text: '' })
  if (token.pack === true) {
    const measure = measureOf(token.unit ?? '')
    const same =
      sale.content !== null &&
      measure?.kind === sale.content.kind &&
      token.amount * measure.factor === sale.content.amount
    return same ? 1 : doubt('unknown-item', { text: (index.items[item]?.name ?? '') + shown(token) })
  }
  // 鸡蛋×30 counts boards: nobody writes "times" for the eggs on them.
  if (quantity.bind !== null && token.unit === null) return token.amount
  const result = fitUnit(token.amount, token.unit, sale)
  const text = index.items[item]?.name ?? ''
  if (result.fit === 'whole') return result.quantity
  if (result.fit === 'part') return doubt('not-whole-pack', { text: shown(token) })
  if (result.fit === 'two-ways') return doubt('quantity-two-ways', { text: text + shown(token) })
  return doubt('unit-does-not-fit', { text, unit: token.unit ?? '' })
}

/** Drops the content of a pack said beside its number: 鸡蛋1板30枚, 面粉5KG 2袋. */
function withoutContent(
  part: readonly (ItemElement | QuantityElement)[],
  index: ItemIndex,
): (ItemElement | QuantityElement)[] | Doubt {
  const kept: (ItemElement | QuantityElement)[] = []
  for (let i = 0; i < part.length; i += 1) {
    const item = part[i]!
    const first = part[i + 1]
    const second = part[i + 2]
    kept.push(item)
    if (item.kind !== 'item' || first?.kind !== 'quantity' || second?.kind !== 'quantity') continue
    const sale = index.sales[item.item]
    const content = sale?.content
    const measured = [first, second].filter((q) => {
      const measure = q.token.unit === null ? null : measureOf(q.token.unit)
      return (
        measure !== null &&
        content !== undefined &&
        content !== null &&
        measure.kind === content.kind &&
        q.token.unit !== sale?.unit
      )
    })
    const [spoken] = measured
    if (measured.length !== 1 || spoken === undefined || content === undefined || content === null) continue
    const other = spoken === first ? second : first
    const amount = spoken.token.amount * (measureOf(spoken.token.unit ?? '')?.factor ?? 1)
    if (part[i + 3]?.kind === 'item' && part[i + 3]?.gap !== 'comma')
      return doubt('quantity-two-ways', { text: shown(other.token) })
    if (
      amount !== content.amount &&
      (spoken.token.pack === true || amount !== content.amount * other.token.amount)
    ) {
      return doubt('quantity-two-ways', { text: `${shown(first.token)} ${shown(second.token)}` })
    }
    kept.push({ ...other, bind: 'left' })
    i += 2
  }
  return kept
}

/** Pairs within one stretch without a list sign. Every way of pairing is tried; only one may remain. */
function pairSegment(given: readonly (ItemElement | QuantityElement)[], index: ItemIndex): Pair[] | Doubt {
  const part = withoutContent(given, index)
  if (isDoubt(part)) return part
  const text = part.map((element) => shown(element.token)).join(' ')
  const unclear = doubt('quantity-two-ways', { text })
  const quantities = part.flatMap((element, i) => (element.kind === 'quantity' ? [i] : []))
  if (quantities.length > 14) return unclear
  const ways: number[][] = []
  const taken = new Set<number>()
  const owner: number[] = []
  const walk = (n: number): void => {
    const place = quantities[n]
    if (place === undefined) {
      ways.push([...owner])
      return
    }
    const bind = (part[place] as QuantityElement).bind
    for (const target of bind === 'left'
      ? [place - 1]
      : bind === 'right'
        ? [place + 1]
        : [place - 1, place + 1]) {
      if (part[target]?.kind !== 'item' || taken.has(target)) continue
      taken.add(target)
      owner.push(target)
      walk(n + 1)
      owner.pop()
      taken.delete(target)
    }
  }
  walk(0)
  const way = chooseWay(ways, quantities, part, index)
  if (way === null) return unclear
  const pairs = part.flatMap((element, i): Pair[] => {
    if (element.kind !== 'item') return []
    const n = way.indexOf(i)
    const quantity = n < 0 ? null : (part[quantities[n]!] as QuantityElement)
    return [{ item: element.item, quantity, place: element.token.start }]
  })
  return bareBesideShared(part, way, quantities, index) ? unclear : pairs
}

function chooseWay(
  ways: readonly number[][],
  quantities: readonly number[],
  part: readonly (ItemElement | QuantityElement)[],
  index: ItemIndex,
): number[] | null {
  if (ways.length === 1) return ways[0]!
  const fitting = ways.filter((way) =>
    way.every((target, n) =>
      fits(part[quantities[n]!] as QuantityElement, (part[target] as ItemElement).item, index),
    ),
  )
  if (fitting.length === 1) return fitting[0]!
  // A2 鸡蛋: the number sticks to what it follows and stands off from what comes next.
  const sticking = fitting.filter((way) =>
    way.every((target, n) => {
      const place = quantities[n]!
      return target < place && part[place]!.gap === 'tight' && part[place + 1]?.gap !== 'tight'
    }),
  )
  return sticking.length === 1 ? sticking[0]! : null
}

/** "A B 2份" may mean two of each: a bare item beside a paired one must be set off from it. */
function bareBesideShared(
  part: readonly (ItemElement | QuantityElement)[],
  way: readonly number[],
  quantities: readonly number[],
  index: ItemIndex,
): boolean {
  return way.some((target, n) => {
    const place = quantities[n]!
    const quantity = part[place] as QuantityElement
    const neighbour = place > target ? target - 1 : target + 1
    const bare = part[neighbour]
    if (bare?.kind !== 'item' || way.includes(neighbour)) return false
    if (!fits(quantity, bare.item, index)) return false
    const between = place > target ? part[target]!.gap : bare.gap
    const sticks = place > target ? quantity.gap === 'tight' : part[target]!.gap === 'tight'
    return !(between === 'space' && (sticks || quantity.bind !== null))
  })
}
