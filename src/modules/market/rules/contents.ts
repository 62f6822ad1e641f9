import { normaliseText } from '../../../kernel/text.ts'
import { readAmount, readPackText, timesWhole } from '../../catalog/index.ts'

/** What a store sells singly: how a package's text may name it. */
export type Good = {
  readonly name: string
  readonly baseUnit: string
  readonly packQuantity: number
  readonly unitName: string
}

export type Contents = {
  readonly components: readonly {
    readonly itemName: string
    readonly baseUnit: string
    readonly quantity: number
  }[]
  /** Parts of the text that name nothing on the list, or an amount that can't be told. */
  readonly unread: readonly string[]
}

const fold = (text: string): string => normaliseText(text).toLowerCase().replaceAll(' ', '')

// "1板(30枚)" says the same twice; "(2斤)" is an amount in brackets.
const withoutBrackets = (text: string): string =>
  text
    .replace(/^[:：]/, '')
    .replace(/^\(([^()]*)\)$/, '$1')
    .replace(/^([^()]+)\([^()]*\)$/, '$1')

const amountOf = (text: string, good: Good): number | null => {
  const amount = withoutBrackets(text)
  const count = /^[*x×](\d{1,4})$/.exec(amount)?.[1]
  if (count) return timesWhole(count, good.packQuantity)
  const read = readAmount(amount)
  if (read && read.unit === fold(good.unitName)) return timesWhole(read.amount, good.packQuantity)
  const measure = readPackText(amount)
  return measure && measure.baseUnit === good.baseUnit ? measure.quantity : null
}

type Found = { readonly good: Good; readonly quantity: number }

const readPart = (
  text: string,
  byLength: readonly { readonly key: string; readonly good: Good }[],
): Found | null => {
  const part = fold(text)
  for (const { key, good } of byLength) {
    // The longest name wins, so that "84消毒液1瓶" is not 84 of anything; "2斤土豆" is read as well.
    const amount = part.startsWith(key)
      ? part.slice(key.length)
      : part.endsWith(key)
        ? part.slice(0, -key.length)
        : ''
    const quantity = amount === '' ? null : amountOf(amount, good)
    if (quantity !== null) return { good, quantity }
  }
  return null
}

/**
 * Reads what is in a package ("土豆2斤、鸡蛋10枚、大米1袋") into base units of what the same store sells singly. Amounts
 * may be in sale units, in weight or pieces, before or after the name. What can't be read with certainty is
 * given back as it stands: a name without an amount, "等", another unit than the item is counted in.
 */
export const readContents = (text: string, goods: readonly Good[]): Contents => {
  const byLength = goods
    .map((good) => ({ key: fold(good.name), good }))
    .sort((a, b) => b.key.length - a.key.length || (a.key < b.key ? -1 : 1))
  const quantities = new Map<Good, number>()
  const unread: string[] = []
  const parts = text
    .normalize('NFKC')
    .replace(/^\s*(?:内含|包含|含)\s*:/, '')
    .split(/[、,;+\n。]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  for (const part of parts) {
    const whole = readPart(part, byLength)
    // "土豆2斤 鸡蛋10枚": spaces part things only if every piece makes sense alone.
    const pieces = whole ? [whole] : part.split(/\s+/).map((piece) => readPart(piece, byLength))
    if (pieces.some((piece) => piece === null)) {
      unread.push(part)
      continue
    }
    for (const piece of pieces as Found[]) {
      quantities.set(piece.good, (quantities.get(piece.good) ?? 0) + piece.quantity)
    }
  }
  return {
    components: Array.from(quantities, ([good, quantity]) => ({
      itemName: good.name,
      baseUnit: good.baseUnit,
      quantity,
    })),
    unread,
  }
}
