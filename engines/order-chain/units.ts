/** Units of sale and of content, and which of them people use for one another. */

export type Measure = { readonly kind: 'weight' | 'volume' | 'piece'; readonly factor: number }

/** Weight in grams, volume in millilitres, pieces one by one. */
const MEASURES: Readonly<Record<string, Measure>> = {
  斤: { kind: 'weight', factor: 500 },
  市斤: { kind: 'weight', factor: 500 },
  公斤: { kind: 'weight', factor: 1000 },
  千克: { kind: 'weight', factor: 1000 },
  KG: { kind: 'weight', factor: 1000 },
  克: { kind: 'weight', factor: 1 },
  G: { kind: 'weight', factor: 1 },
  升: { kind: 'volume', factor: 1000 },
  L: { kind: 'volume', factor: 1000 },
  毫升: { kind: 'volume', factor: 1 },
  ML: { kind: 'volume', factor: 1 },
  枚: { kind: 'piece', factor: 1 },
  个: { kind: 'piece', factor: 1 },
  只: { kind: 'piece', factor: 1 },
  颗: { kind: 'piece', factor: 1 },
  粒: { kind: 'piece', factor: 1 },
  头: { kind: 'piece', factor: 1 },
  棵: { kind: 'piece', factor: 1 },
  根: { kind: 'piece', factor: 1 },
  片: { kind: 'piece', factor: 1 },
  条: { kind: 'piece', factor: 1 },
}

/** Units that hold something, each row one thing under several names. */
const SAME_CONTAINER: readonly (readonly string[])[] = [
  ['袋', '包'],
  ['板', '盘', '托'],
  ['桶', '壶'],
  ['箱', '件'],
  ['罐', '听'],
  ['捆', '扎', '把'],
  ['块', '片'],
]

/** Units that say no more than "one of what is sold". */
const GENERIC = ['份', '套', '单', '组', '个', '件']

const CONTAINERS = [
  '箱',
  '袋',
  '包',
  '桶',
  '瓶',
  '壶',
  '板',
  '盘',
  '托',
  '盒',
  '罐',
  '听',
  '提',
  '捆',
  '扎',
  '把',
  '筐',
  '篮',
  '卷',
  '支',
  '碗',
  '杯',
  '块',
  '串',
]

/** All units, longest first so that a search finds 公斤 before 斤. */
export const UNITS: readonly string[] = [
  ...new Set([...Object.keys(MEASURES), ...CONTAINERS, ...GENERIC]),
].sort((a, b) => b.length - a.length)

/** For use in a regular expression over folded text. */
export const UNIT_PATTERN = `(?:${UNITS.join('|')})`

/** What a unit measures, or null for a container or a generic unit. */
export function measureOf(unit: string): Measure | null {
  return MEASURES[unit] ?? null
}

/** Content of one pack in grams, millilitres or pieces; `stated` is the number as the head wrote it. */
export type PackContent = { readonly kind: Measure['kind']; readonly amount: number; readonly stated: number }

const CONTENT = new RegExp(`(\\d+(?:\\.\\d+)?)\\s*(${UNITS.join('|')})`)

/** What may stand before the content of one pack; goods there mean a list of what is inside. */
const CONTENT_OPENING = /^(?:约|净重|净含量|毛重|重量|规格|含|共|内含|每.|一.|1.(?==)|装|[:=\s])*$/

/** Reads one content such as 5KG or 30枚 out of folded text; null when there is none or several things are listed. */
export function packContent(folded: string): PackContent | null {
  const found = CONTENT.exec(folded)
  if (found === null) return null
  const rest = folded.slice(found.index + found[0].length)
  if (/[0-9]/.test(rest) || !CONTENT_OPENING.test(folded.slice(0, found.index))) return null
  const measure = measureOf(found[2] ?? '')
  const stated = Number(found[1])
  // A pack of packs (12盒 in a box) is counted by its own unit elsewhere; here it counts as pieces.
  if (measure === null) return { kind: 'piece', amount: stated, stated }
  return { kind: measure.kind, amount: stated * measure.factor, stated }
}

/** Whether the unit is only a way of saying "one of what is sold" for goods sold by `saleUnit`. */
function isGenericFor(unit: string, saleUnit: string): boolean {
  if (!GENERIC.includes(unit)) return false
  if (unit === '个') return GENERIC.includes(saleUnit) || measureOf(saleUnit)?.kind === 'piece'
  return GENERIC.includes(saleUnit) || CONTAINERS.includes(saleUnit)
}

/** From here on a bare number may count what is in the pack: 鸡蛋20 is hardly twenty boards. */
const MANY = 10

export type UnitFit =
  | { readonly fit: 'whole'; readonly quantity: number }
  | { readonly fit: 'part' }
  | { readonly fit: 'two-ways' }
  | { readonly fit: 'none' }

/** How an item is sold, as far as units go. */
export type SaleForm = {
  readonly unit: string
  /** Last character of the name, which people use as its unit: 青菜包 is counted by 包. */
  readonly nameEnd: string
  readonly content: PackContent | null
}

/**
 * How many sale units `amount` of `unit` is. A bare number equal to a multiple of the content (鸡蛋30, 30 to the
 * board) can be boards or eggs: two ways.
 */
export function fitUnit(amount: number, unit: string | null, sale: SaleForm): UnitFit {
  const content = sale.content
  if (unit === null) {
    if (content !== null && content.stated > 1 && (amount % content.stated === 0 || amount >= MANY)) {
      return { fit: 'two-ways' }
    }
    return { fit: 'whole', quantity: amount }
  }
  if (unit === sale.unit)
    return Number.isInteger(amount) ? { fit: 'whole', quantity: amount } : { fit: 'part' }
  const measure = measureOf(unit)
  const inside = content ?? saleMeasure(sale.unit)
  if (measure !== null && inside !== null && inside.kind === measure.kind) {
    const packs = (amount * measure.factor) / inside.amount
    return Number.isInteger(packs) ? { fit: 'whole', quantity: packs } : { fit: 'part' }
  }
  if (unit === sale.nameEnd) return { fit: 'whole', quantity: amount }
  if (SAME_CONTAINER.some((same) => same.includes(unit) && same.includes(sale.unit))) {
    return { fit: 'whole', quantity: amount }
  }
  return isGenericFor(unit, sale.unit) ? { fit: 'whole', quantity: amount } : { fit: 'none' }
}

function saleMeasure(unit: string): PackContent | null {
  const measure = measureOf(unit)
  // Pieces sold singly are compared by generic units, not by content: 2颗 of goods sold by 棵 is left to a person.
  if (measure === null || measure.kind === 'piece') return null
  return { kind: measure.kind, amount: measure.factor, stated: 1 }
}
