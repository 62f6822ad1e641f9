/**
 * Reads every word and number of an instance once and refuses what no plan should be made from. Nothing here
 * decides anything; after it the other files may trust the instance without looking again.
 */
import type { Demand, Depot, Instance, Item, Options, Refusal, Site, Stock, Substitution } from './model.ts'

/** No pack may cost more than this to carry; a penalty neither. Sums then stay exact. */
export const COST_MAX = 2 ** 28
/** Classes are 1 to this. */
export const CLASS_MAX = 1000

/** Shows any value in a refusal without ever throwing. */
const show = (value: unknown): string => {
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null) {
    return String(value)
  }
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : typeof value
}

/** Undefined if `value` is a whole number from `least` to `most`. */
export const checkWhole = (
  value: unknown,
  where: string,
  least: number,
  most: number,
): Refusal | undefined => {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return { code: 'notAWholeNumber', data: { where, value: show(value) } }
  }
  if (value < least || value > most) return { code: 'numberOutOfRange', data: { where, value: show(value) } }
  return undefined
}

const isWhole = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Runs `check` on every row of a list and stops at the first refusal. */
export const checkRows = <Row>(
  rows: readonly Row[] | undefined,
  where: string,
  check: (row: Row, position: number) => Refusal | undefined,
): Refusal | undefined => {
  if (!Array.isArray(rows)) return { code: 'malformed', data: { where } }
  for (let position = 0; position < rows.length; position++) {
    const row = rows[position] as Row
    if (!isRecord(row)) return { code: 'malformed', data: { where: `${where}[${position}]` } }
    const refusal = check(row, position)
    if (refusal) return refusal
  }
  return undefined
}

/** Where each id stands in its list. */
export type Index = ReadonlyMap<string, number>

const indexIds = (
  rows: readonly { readonly id: string }[],
  where: string,
): { index: Index } | { refusal: Refusal } => {
  const index = new Map<string, number>()
  const refusal = checkRows(rows, where, (row, position) => {
    if (typeof row.id !== 'string' || row.id === '') {
      return { code: 'malformed', data: { where: `${where}[${position}].id` } }
    }
    if (index.has(row.id)) return { code: 'doubledId', data: { where: `${where}[${position}]`, id: row.id } }
    index.set(row.id, position)
    return undefined
  })
  return refusal ? { refusal } : { index }
}

/** Position of `id`, or -1 if nobody has it. */
const find = (index: Index, id: unknown): number => (typeof id === 'string' ? (index.get(id) ?? -1) : -1)

const unknown = (where: string, id: unknown): Refusal => ({
  code: 'unknownId',
  data: { where, id: typeof id === 'string' ? id : show(id) },
})

/** The positions behind the ids of an instance, found while it was checked. */
export type Checked = {
  readonly depotIndex: Index
  readonly siteIndex: Index
  readonly itemIndex: Index
}

/** Checks one stock row. */
export const checkStock = (stock: Stock, where: string, known: Checked): Refusal | undefined => {
  if (find(known.depotIndex, stock.depotId) < 0) return unknown(`${where}.depotId`, stock.depotId)
  if (find(known.itemIndex, stock.itemId) < 0) return unknown(`${where}.itemId`, stock.itemId)
  return (
    checkWhole(stock.quantity, `${where}.quantity`, 0, Number.MAX_SAFE_INTEGER) ??
    checkWhole(stock.reserve ?? 0, `${where}.reserve`, 0, Number.MAX_SAFE_INTEGER) ??
    checkWhole(stock.heldBack ?? 0, `${where}.heldBack`, 0, Number.MAX_SAFE_INTEGER)
  )
}

/** Packs that a line may get at most, and packs that it must get. */
export const packsOf = (demand: Demand, packSize: number): { packsMost: number; packsFloor: number } => {
  const asked = Math.ceil(demand.quantity / packSize)
  const packsMost = demand.cap === undefined ? asked : Math.min(asked, Math.floor(demand.cap / packSize))
  return { packsMost, packsFloor: Math.ceil((demand.floor ?? 0) / packSize) }
}

/** Checks one demand row; the path is only spelled out when something is wrong (there are many rows). */
export const checkDemand = (
  demand: Demand,
  list: string,
  position: number,
  known: Checked,
  items: readonly Item[],
): Refusal | undefined => {
  const item = find(known.itemIndex, demand.itemId)
  const largest = Number.MAX_SAFE_INTEGER
  if (item >= 0 && find(known.siteIndex, demand.siteId) >= 0 && isWhole(demand.quantity, 0, largest)) {
    const plain = demand.floor === undefined && demand.cap === undefined
    if (plain && demand.class === undefined && demand.use === undefined) return undefined
  }
  const where = `${list}[${position}]`
  if (find(known.siteIndex, demand.siteId) < 0) return unknown(`${where}.siteId`, demand.siteId)
  if (item < 0) return unknown(`${where}.itemId`, demand.itemId)
  if (demand.use !== undefined && typeof demand.use !== 'string') {
    return { code: 'malformed', data: { where: `${where}.use` } }
  }
  const refusal =
    checkWhole(demand.quantity, `${where}.quantity`, 0, largest) ??
    checkWhole(demand.class ?? 1, `${where}.class`, 1, CLASS_MAX) ??
    checkWhole(demand.floor ?? 0, `${where}.floor`, 0, largest) ??
    checkWhole(demand.cap ?? 0, `${where}.cap`, 0, largest)
  if (refusal) return refusal
  const { packsMost, packsFloor } = packsOf(demand, (items[item] as Item).packSize)
  return packsFloor > packsMost ? { code: 'floorAboveCap', data: { where } } : undefined
}

const checkDepot = (depot: Depot, position: number, siteIndex: Index): Refusal | undefined => {
  if (depot.serves === undefined) return undefined
  const where = `depots[${position}].serves`
  if (!Array.isArray(depot.serves)) return { code: 'malformed', data: { where } }
  for (const id of depot.serves) if (find(siteIndex, id) < 0) return unknown(where, id)
  return undefined
}

const checkSubstitution = (rule: Substitution, position: number, known: Checked): Refusal | undefined => {
  const where = `substitutions[${position}]`
  if (find(known.itemIndex, rule.itemId) < 0) return unknown(`${where}.itemId`, rule.itemId)
  if (find(known.itemIndex, rule.byItemId) < 0) return unknown(`${where}.byItemId`, rule.byItemId)
  if (rule.itemId === rule.byItemId) return { code: 'malformed', data: { where } }
  const lists = [rule.notForSiteIds, rule.notForClasses, rule.notForUses]
  if (lists.some((list) => list !== undefined && !Array.isArray(list)))
    return { code: 'malformed', data: { where } }
  for (const id of rule.notForSiteIds ?? []) {
    if (find(known.siteIndex, id) < 0) return unknown(`${where}.notForSiteIds`, id)
  }
  return checkWhole(rule.penalty, `${where}.penalty`, 0, COST_MAX)
}

const checkCosts = (instance: Instance): Refusal | undefined => {
  const { costs, depots, sites } = instance
  if (!Array.isArray(costs)) return { code: 'malformed', data: { where: 'costs' } }
  if (costs.length !== depots.length) {
    return { code: 'costRowWrongLength', data: { where: 'costs', length: costs.length } }
  }
  for (let row = 0; row < costs.length; row++) {
    const cells = costs[row] as ArrayLike<number> | null | undefined
    if (!isRecord(cells)) return { code: 'malformed', data: { where: `costs[${row}]` } }
    if (cells.length !== sites.length) {
      return { code: 'costRowWrongLength', data: { where: `costs[${row}]`, length: Number(cells.length) } }
    }
    for (let column = 0; column < cells.length; column++) {
      if (!isWhole(cells[column], 0, COST_MAX)) {
        return checkWhole(cells[column], `costs[${row}][${column}]`, 0, COST_MAX)
      }
    }
  }
  return undefined
}

const doubledPair = (
  rows: readonly { readonly itemId: string }[] | undefined,
  list: string,
  other: (row: never) => string,
): Refusal | undefined => {
  const seen = new Map<string, number>()
  for (const [position, row] of (rows ?? []).entries()) {
    const key = JSON.stringify([row.itemId, other(row as never)])
    const before = seen.get(key)
    if (before !== undefined) {
      return { code: 'doubledLine', data: { where: `${list}[${position}]`, other: `${list}[${before}]` } }
    }
    seen.set(key, position)
  }
  return undefined
}

/** Checks a whole instance and its options; on success hands back where each id stands. */
export const checkInstance = (
  instance: Instance,
  options: Options,
): { readonly checked: Checked } | { readonly refusal: Refusal } => {
  if (!isRecord(instance)) return { refusal: { code: 'malformed', data: { where: 'instance' } } }
  if (!isRecord(options)) return { refusal: { code: 'malformed', data: { where: 'options' } } }
  if (options.method !== undefined && options.method !== 'maxMin' && options.method !== 'largestRemainder') {
    return { refusal: { code: 'malformed', data: { where: 'options.method' } } }
  }
  const depots = indexIds(instance.depots, 'depots')
  if ('refusal' in depots) return depots
  const sites = indexIds(instance.sites, 'sites')
  if ('refusal' in sites) return sites
  const items = indexIds(instance.items, 'items')
  if ('refusal' in items) return items
  const checked: Checked = { depotIndex: depots.index, siteIndex: sites.index, itemIndex: items.index }
  const refusal =
    checkWhole(options.arcsMax ?? 0, 'options.arcsMax', 0, 2 ** 31) ??
    checkWhole(options.sourcesMax ?? 0, 'options.sourcesMax', 0, 2 ** 15) ??
    checkRows(instance.depots, 'depots', (depot, at) => checkDepot(depot, at, sites.index)) ??
    checkRows(instance.sites, 'sites', (site: Site, at) =>
      checkWhole(site.class, `sites[${at}].class`, 1, CLASS_MAX),
    ) ??
    checkRows(instance.items, 'items', (item, at) =>
      checkWhole(item.packSize, `items[${at}].packSize`, 1, 2 ** 31 - 1),
    ) ??
    checkRows(instance.stocks, 'stocks', (stock, at) => checkStock(stock, `stocks[${at}]`, checked)) ??
    doubledPair(instance.stocks, 'stocks', (stock: Stock) => stock.depotId) ??
    checkRows(instance.demands, 'demands', (demand, at) => {
      return checkDemand(demand, 'demands', at, checked, instance.items)
    }) ??
    checkRows(instance.substitutions ?? [], 'substitutions', (rule, at) =>
      checkSubstitution(rule, at, checked),
    ) ??
    doubledPair(instance.substitutions, 'substitutions', (rule: Substitution) => rule.byItemId) ??
    checkCosts(instance)
  return refusal ? { refusal } : { checked }
}
