import type { ItemToken, QuantityToken, Token } from './tokens.ts'

/** How far apart two words stand. A comma parts more than 、 and 和, which join a list. */
export type Gap = 'tight' | 'space' | 'list' | 'comma'

export const GAP_RANK: Readonly<Record<Gap, number>> = { tight: 0, space: 1, list: 2, comma: 3 }

type Bind = 'left' | 'right' | null

export type Element =
  | { readonly kind: 'item'; readonly item: number; readonly token: ItemToken; readonly gap: Gap }
  | { readonly kind: 'quantity'; readonly token: QuantityToken; readonly gap: Gap; readonly bind: Bind }
  | { readonly kind: 'each' | 'all' | 'total'; readonly token: Token; readonly gap: Gap }

export type ItemElement = Extract<Element, { kind: 'item' }>

export type QuantityElement = Extract<Element, { kind: 'quantity' }>

function gapOf(token: Token): Gap {
  if (token.kind === 'role' && token.role === 'join') return 'list'
  if (token.kind !== 'separator') return 'space'
  if (!token.hard) return 'space'
  return '、+/&'.includes(token.text) ? 'list' : 'comma'
}

function wider(a: Gap, b: Gap): Gap {
  return GAP_RANK[a] >= GAP_RANK[b] ? a : b
}

/** Turns the tokens of a list into elements with gaps; words of courtesy, names and amounts of money fall out. */
export function elementsOf(tokens: readonly Token[]): Element[] {
  const elements: Element[] = []
  let gap: Gap = 'tight'
  let times = false
  let binder = ''
  for (const token of tokens) {
    if (token.kind === 'times') {
      times = true
      continue
    }
    if (token.kind === 'item') {
      const previous = elements[elements.length - 1]
      if (times && previous?.kind === 'quantity')
        elements[elements.length - 1] = { ...previous, bind: 'right' }
      elements.push({ kind: 'item', item: token.items[0] ?? -1, token, gap })
    } else if (token.kind === 'quantity') {
      // A:2, A-2, A=2, A(2份): the sign ties the number to what stands before it.
      const tied = gap === 'space' && binder !== '' && elements[elements.length - 1]?.kind === 'item'
      elements.push({
        kind: 'quantity',
        token,
        gap: tied ? 'tight' : gap,
        bind: times && previousIsItem(elements) ? 'left' : null,
      })
    } else if (
      token.kind === 'role' &&
      (token.role === 'each' || token.role === 'all' || token.role === 'total')
    ) {
      elements.push({ kind: token.role, token, gap })
    } else {
      if (
        token.kind === 'separator' ||
        token.kind === 'mark' ||
        token.kind === 'name' ||
        (token.kind === 'role' && token.role === 'join')
      ) {
        gap = wider(gap, gapOf(token))
        if (token.kind === 'separator' && ':-=(|'.includes(token.text)) binder = token.text
      }
      continue
    }
    gap = 'tight'
    times = false
    binder = ''
  }
  return elements
}

function previousIsItem(elements: readonly Element[]): boolean {
  return elements[elements.length - 1]?.kind === 'item'
}

/** One item of a list with its quantity in whole sale units; `stated` is false for a bare name, which means one. */
export type Wish = { readonly item: number; readonly quantity: number; readonly stated: boolean }

export type WishList = {
  readonly wishes: readonly Wish[]
  /** A quantity without an item, as in "A改成2份". */
  readonly bare: QuantityToken | null
  /** 一共3份. */
  readonly total: number | null
}

/** A wish with its place in the line; loose ones are bare and may be repeated (AAB). */
export type Placed = Wish & { readonly place: number; readonly loose: boolean }
