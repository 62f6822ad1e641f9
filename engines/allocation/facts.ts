/**
 * Turns a checked instance into plain columns of numbers that all groups share: ranks by id, demands by
 * position, costs site by site, which depots may serve which site, and which items must be decided together.
 */
import { type Checked, checkInstance } from './check.ts'
import type { Demand, Instance, Options, Refusal } from './model.ts'

export type Facts = {
  readonly instance: Instance
  readonly options: Options
  readonly checked: Checked
  /** Depot positions in the order of their ids, and the rank of each site and item in the order of theirs. */
  readonly depotOrder: Int32Array
  readonly siteRank: Int32Array
  readonly itemRank: Int32Array
  /** Cost of one pack, at `site * depots + rank of the depot`. */
  readonly siteCosts: Int32Array
  /** The largest of them. */
  readonly costMax: number
  /** Number of the depot set of each site; `depotSets[number][rank]` is 1 if the depot may serve. */
  readonly depotSetOf: Int32Array
  readonly depotSets: readonly Uint8Array[]
  /** Base units that may be planned, at `item * depots + rank of the depot`. */
  readonly available: Float64Array
  /** Item positions decided together, in the order of their ids; groups in the order of their first id. */
  readonly groups: readonly (readonly number[])[]
  readonly groupOfItem: Int32Array
  /** Site position of each demand that asks for something. */
  readonly siteOfDemand: Int32Array
  /** Positions in `demands` of each group, in no particular order. */
  readonly demandsOfGroup: readonly Int32Array[]
}

/** Ids are compared by code unit, so that no locale changes a plan. */
export const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Positions in the order of their ids. */
const orderById = (rows: readonly { readonly id: string }[]): Int32Array => {
  const order = Int32Array.from(rows.keys())
  const sorted = rows.every((row, at) => at === 0 || (rows[at - 1] as { id: string }).id < row.id)
  return sorted ? order : order.sort((one, other) => compareText(rows[one]?.id ?? '', rows[other]?.id ?? ''))
}

const ranksOf = (order: Int32Array): Int32Array => {
  const rank = new Int32Array(order.length)
  for (let at = 0; at < order.length; at++) rank[order[at] as number] = at
  return rank
}

/** Sites with the same set of depots share one number. Without any `serves` there is one set: every depot. */
const findDepotSets = (instance: Instance, checked: Checked, depotRank: Int32Array) => {
  const { depots, sites } = instance
  const setOf = new Int32Array(sites.length)
  if (depots.every((depot) => depot.serves === undefined)) {
    return { depotSetOf: setOf, depotSets: [new Uint8Array(depots.length).fill(1)] }
  }
  const served = new Uint8Array(sites.length * depots.length)
  for (const [position, depot] of depots.entries()) {
    const rank = depotRank[position] as number
    if (depot.serves === undefined) {
      for (let site = 0; site < sites.length; site++) served[site * depots.length + rank] = 1
    } else {
      for (const id of depot.serves) served[(checked.siteIndex.get(id) as number) * depots.length + rank] = 1
    }
  }
  const numbers = new Map<string, number>()
  const depotSets: Uint8Array[] = []
  for (let site = 0; site < sites.length; site++) {
    const set = served.subarray(site * depots.length, (site + 1) * depots.length)
    const key = String.fromCharCode(...packBits(set))
    let number = numbers.get(key)
    if (number === undefined) {
      number = depotSets.push(set) - 1
      numbers.set(key, number)
    }
    setOf[site] = number
  }
  return { depotSetOf: setOf, depotSets }
}

/** Fifteen flags to a word, so that a depot set becomes a short text key. */
const packBits = (flags: Uint8Array): Uint16Array => {
  const words = new Uint16Array(Math.ceil(flags.length / 15))
  for (let at = 0; at < flags.length; at++) {
    if (flags[at]) words[Math.floor(at / 15)] = (words[Math.floor(at / 15)] as number) | (1 << (at % 15))
  }
  return words
}

/** Items that may stand in for each other, directly or through others, are one group (union-find). */
const findGroups = (instance: Instance, checked: Checked, itemOrder: Int32Array) => {
  const parent = Int32Array.from(instance.items.keys())
  const root = (item: number): number => {
    let at = item
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number
      at = parent[at] as number
    }
    return at
  }
  for (const rule of instance.substitutions ?? []) {
    parent[root(checked.itemIndex.get(rule.itemId) as number)] = root(
      checked.itemIndex.get(rule.byItemId) as number,
    )
  }
  const groups: number[][] = []
  const groupOfRoot = new Map<number, number>()
  const groupOfItem = new Int32Array(instance.items.length)
  for (const item of itemOrder) {
    let group = groupOfRoot.get(root(item))
    if (group === undefined) {
      group = groups.push([]) - 1
      groupOfRoot.set(root(item), group)
    }
    groups[group]?.push(item)
    groupOfItem[item] = group
  }
  return { groups, groupOfItem }
}

const itemsOf = (instance: Instance, group: readonly number[]): string[] =>
  group.map((item) => instance.items[item]?.id ?? '')

/** Refuses groups that no exact plan can be made for. */
const checkGroups = (instance: Instance, groups: readonly (readonly number[])[]): Refusal | undefined => {
  for (const group of groups) {
    const packSize = instance.items[group[0] as number]?.packSize
    if (group.some((item) => instance.items[item]?.packSize !== packSize)) {
      return { code: 'packSizesDiffer', data: { itemIds: itemsOf(instance, group) } }
    }
    if (group.length > 20) return { code: 'tooManySubstitutes', data: { itemIds: itemsOf(instance, group) } }
  }
  return undefined
}

/** Puts the position of every demand that asks for something into the list of its group. */
const sortDemandsIntoGroups = (
  demands: readonly Demand[],
  checked: Checked,
  groupOfItem: Int32Array,
  groupCount: number,
): { siteOfDemand: Int32Array; demandsOfGroup: Int32Array[] } => {
  const siteOfDemand = new Int32Array(demands.length)
  const groupOf = new Int32Array(demands.length)
  const sizes = new Int32Array(groupCount)
  for (let at = 0; at < demands.length; at++) {
    const demand = demands[at] as Demand
    const group =
      demand.quantity > 0 ? (groupOfItem[checked.itemIndex.get(demand.itemId) as number] as number) : -1
    groupOf[at] = group
    if (group >= 0) siteOfDemand[at] = checked.siteIndex.get(demand.siteId) as number
    if (group >= 0) sizes[group] = (sizes[group] as number) + 1
  }
  const lists = Array.from(sizes, (size) => new Int32Array(size))
  sizes.fill(0)
  for (let at = 0; at < demands.length; at++) {
    const group = groupOf[at] as number
    if (group < 0) continue
    const fill = sizes[group] as number
    ;(lists[group] as Int32Array)[fill] = at
    sizes[group] = fill + 1
  }
  return { siteOfDemand, demandsOfGroup: lists }
}

/** What of each stock may be planned: the quantity less the safety reserve and the block held back. */
const findAvailable = (instance: Instance, checked: Checked, depotRank: Int32Array): Float64Array => {
  const depots = instance.depots.length
  const available = new Float64Array(instance.items.length * depots)
  for (const stock of instance.stocks) {
    const item = checked.itemIndex.get(stock.itemId) as number
    const rank = depotRank[checked.depotIndex.get(stock.depotId) as number] as number
    available[item * depots + rank] = Math.max(
      0,
      stock.quantity - (stock.reserve ?? 0) - (stock.heldBack ?? 0),
    )
  }
  return available
}

/** Depots (of any item of the group) that hold something that may be planned. */
const sourcesOfGroup = (available: Float64Array, depots: number, group: readonly number[]): number => {
  let sources = 0
  for (const item of group) {
    for (let rank = 0; rank < depots; rank++) if ((available[item * depots + rank] as number) > 0) sources++
  }
  return sources
}

/** Counts sources and arcs (lines x sources of their group) before a single one is stored. */
export const checkArcs = (facts: Facts): Refusal | undefined => {
  const { arcsMax = 8_000_000, sourcesMax = 300 } = facts.options
  const depots = facts.instance.depots.length
  let arcs = 0
  for (const [group, items] of facts.groups.entries()) {
    const lines = facts.demandsOfGroup[group]?.length ?? 0
    const sources = sourcesOfGroup(facts.available, depots, items)
    if (sources > sourcesMax) {
      return {
        code: 'tooManySources',
        data: { itemIds: itemsOf(facts.instance, items), sources, sourcesMax },
      }
    }
    arcs += lines * Math.max(1, sources)
  }
  return arcs > arcsMax ? { code: 'tooManyArcs', data: { arcs, arcsMax } } : undefined
}

/** Checks and reads an instance. Takes time in proportion to its size, whatever is in it. */
export const readFacts = (
  instance: Instance,
  options: Options,
): { readonly facts: Facts } | { readonly refusal: Refusal } => {
  const result = checkInstance(instance, options)
  if ('refusal' in result) return result
  const { checked } = result
  const depots = instance.depots.length
  const depotOrder = orderById(instance.depots)
  const depotRank = ranksOf(depotOrder)
  const itemOrder = orderById(instance.items)
  const { groups, groupOfItem } = findGroups(instance, checked, itemOrder)
  const badGroup = checkGroups(instance, groups)
  if (badGroup) return { refusal: badGroup }
  const siteCosts = new Int32Array(instance.sites.length * depots)
  let costMax = 0
  for (let rank = 0; rank < depots; rank++) {
    const row = instance.costs[depotOrder[rank] as number] as ArrayLike<number>
    for (let site = 0; site < row.length; site++) {
      const cost = row[site] as number
      siteCosts[site * depots + rank] = cost
      if (cost > costMax) costMax = cost
    }
  }
  const facts: Facts = {
    instance,
    options,
    checked,
    depotOrder,
    siteRank: ranksOf(orderById(instance.sites)),
    itemRank: ranksOf(itemOrder),
    siteCosts,
    costMax,
    ...findDepotSets(instance, checked, depotRank),
    available: findAvailable(instance, checked, depotRank),
    groups,
    groupOfItem,
    ...sortDemandsIntoGroups(instance.demands, checked, groupOfItem, groups.length),
  }
  const refusal = checkArcs(facts)
  return refusal ? { refusal } : { facts }
}
