/**
 * One group of items as columns of numbers: its lines in the fixed order, its sources (depot and item with
 * whole packs to give) and, for every line, the set of sources that may serve it. Lines with the same set
 * share one signature; shortage is decided between signatures, so their number, not that of the lines, sets
 * the work.
 */
import { compareText, type Facts } from './facts.ts'
import type { Demand, Item, Refusal, Site, Substitution } from './model.ts'

export type ProblemSource = { readonly depotRank: number; readonly item: number; readonly packs: number }

export type Problem = {
  readonly items: readonly number[]
  readonly packSize: number
  readonly demandIndexes: Int32Array
  /** Asked, in base units; floor and most, in packs. */
  readonly quantity: Float64Array
  readonly floor: Int32Array
  readonly most: Int32Array
  readonly class: Int32Array
  readonly site: Int32Array
  /** Place of the wanted item in `items`. */
  readonly wanted: Uint8Array
  readonly signature: Int32Array
  /** Source numbers of each signature, ascending. */
  readonly signatures: readonly Int32Array[]
  readonly sources: readonly ProblemSource[]
  /**
   * Penalty of item `by` for a line that wants item `wanted`, at `wanted * items + by`; 0 on the diagonal.
   */
  readonly penalty: Int32Array
}

type Rules = {
  readonly penalty: Int32Array
  /** Bit set of the items that may serve a line which wants `wanted`, before anyone is excluded. */
  readonly allowed: Int32Array
  readonly exceptions: readonly {
    readonly wanted: number
    readonly by: number
    readonly sites: ReadonlySet<string>
    readonly classes: ReadonlySet<number>
    readonly uses: ReadonlySet<string>
  }[]
}

const readRules = (facts: Facts, items: readonly number[]): Rules => {
  const size = items.length
  const penalty = new Int32Array(size * size)
  const allowed = Int32Array.from(items, (_, at) => 1 << at)
  const exceptions: Rules['exceptions'][number][] = []
  const placeOf = (id: string): number => items.indexOf(facts.checked.itemIndex.get(id) ?? -1)
  for (const rule of size > 1 ? (facts.instance.substitutions ?? []) : ([] as Substitution[])) {
    const wanted = placeOf(rule.itemId)
    if (wanted < 0) continue
    const by = placeOf(rule.byItemId)
    penalty[wanted * size + by] = rule.penalty
    allowed[wanted] = (allowed[wanted] as number) | (1 << by)
    const sites = new Set(rule.notForSiteIds ?? [])
    const classes = new Set(rule.notForClasses ?? [])
    const uses = new Set(rule.notForUses ?? [])
    if (sites.size + classes.size + uses.size > 0) exceptions.push({ wanted, by, sites, classes, uses })
  }
  return { penalty, allowed, exceptions }
}

/** The order that settles every tie: site id, item id, class, use. Zero only for a line handed in twice. */
const compareLines = (facts: Facts, one: number, other: number): number => {
  const demands = facts.instance.demands
  const [a, b] = [demands[one] as Demand, demands[other] as Demand]
  const { siteIndex, itemIndex } = facts.checked
  const bySite =
    (facts.siteRank[siteIndex.get(a.siteId) as number] as number) -
    (facts.siteRank[siteIndex.get(b.siteId) as number] as number)
  if (bySite !== 0) return bySite
  const byItem =
    (facts.itemRank[itemIndex.get(a.itemId) as number] as number) -
    (facts.itemRank[itemIndex.get(b.itemId) as number] as number)
  if (byItem !== 0) return byItem
  const byClass = classOf(facts, a) - classOf(facts, b)
  return byClass !== 0 ? byClass : compareText(a.use ?? '', b.use ?? '')
}

const classOf = (facts: Facts, demand: Demand): number =>
  demand.class ?? (facts.instance.sites[facts.checked.siteIndex.get(demand.siteId) as number] as Site).class

/**
 * The group's demands in the fixed order; most callers hand them in sorted, then one look at each is enough.
 */
const orderLines = (facts: Facts, demands: Int32Array): { order: Int32Array } | { refusal: Refusal } => {
  let sorted = true
  let before = -1
  for (let at = 0; at < demands.length && sorted; at++) {
    const rank = facts.siteRank[facts.siteOfDemand[demands[at] as number] as number] as number
    sorted = before < rank || compareLines(facts, demands[at - 1] as number, demands[at] as number) < 0
    before = rank
  }
  if (sorted) return { order: demands }
  const order = demands.slice().sort((one, other) => compareLines(facts, one, other))
  for (let at = 1; at < order.length; at++) {
    const [before, here] = [order[at - 1] as number, order[at] as number]
    if (compareLines(facts, before, here) === 0) {
      const [first, second] = [Math.min(before, here), Math.max(before, here)]
      return {
        refusal: { code: 'doubledLine', data: { where: `demands[${second}]`, other: `demands[${first}]` } },
      }
    }
  }
  return { order }
}

const findSources = (facts: Facts, items: readonly number[], packSize: number): ProblemSource[] => {
  const depots = facts.instance.depots.length
  const sources: ProblemSource[] = []
  for (let depotRank = 0; depotRank < depots; depotRank++) {
    for (const item of items) {
      const packs = Math.floor((facts.available[item * depots + depotRank] as number) / packSize)
      if (packs > 0) sources.push({ depotRank, item, packs })
    }
  }
  return sources
}

/** Gives every line the number of its set of sources; equal sets get one number, in order of appearance. */
const makeSignatures = (facts: Facts, items: readonly number[], sources: readonly ProblemSource[]) => {
  const numberOfPair = new Map<number, number>()
  const numberOfSet = new Map<string, number>()
  const signatures: Int32Array[] = []
  const placeOfItem = new Map(items.map((item, place) => [item, place]))
  const span = 2 ** items.length
  const numberOf = (depotSet: number, allowedItems: number): number => {
    const pair = depotSet * span + allowedItems
    const known = numberOfPair.get(pair)
    if (known !== undefined) return known
    const depots = facts.depotSets[depotSet] as Uint8Array
    const list = [...sources.keys()].filter((number) => {
      const source = sources[number] as ProblemSource
      return depots[source.depotRank] === 1 && (allowedItems >> (placeOfItem.get(source.item) as number)) & 1
    })
    const key = list.join()
    let number = numberOfSet.get(key)
    if (number === undefined) {
      number = signatures.push(Int32Array.from(list)) - 1
      numberOfSet.set(key, number)
    }
    numberOfPair.set(pair, number)
    return number
  }
  return { signatures, numberOf }
}

const allowedFor = (rules: Rules, wanted: number, demand: Demand, lineClass: number): number => {
  let allowed = rules.allowed[wanted] as number
  for (const exception of rules.exceptions) {
    if (exception.wanted !== wanted) continue
    const excluded =
      exception.sites.has(demand.siteId) ||
      exception.classes.has(lineClass) ||
      (demand.use !== undefined && exception.uses.has(demand.use))
    if (excluded) allowed &= ~(1 << exception.by)
  }
  return allowed
}

/**
 * Products of quantities and packs must stay exact in a double; larger numbers are refused, never rounded.
 */
const numbersFit = (problem: Problem, costMax: number): boolean => {
  let [quantityMax, mostMax, mostSum] = [0, 0, 0]
  const costOfPack = costMax + problem.penalty.reduce((most, penalty) => Math.max(most, penalty), 1)
  for (let line = 0; line < problem.quantity.length; line++) {
    quantityMax = Math.max(quantityMax, problem.quantity[line] as number)
    mostMax = Math.max(mostMax, problem.most[line] as number)
    mostSum += problem.most[line] as number
  }
  const largest = Number.MAX_SAFE_INTEGER
  return (
    quantityMax * Math.max(mostMax, problem.quantity.length) * 2 <= largest &&
    mostSum * costOfPack * 2 <= largest
  )
}

/** Reads one group of the facts. Refuses doubled lines and numbers too large to be exact. */
export const readProblem = (
  facts: Facts,
  group: number,
): { readonly problem: Problem } | { readonly refusal: Refusal } => {
  const items = facts.groups[group] as readonly number[]
  const { packSize } = facts.instance.items[items[0] as number] as Item
  const ordered = orderLines(facts, facts.demandsOfGroup[group] as Int32Array)
  if ('refusal' in ordered) return ordered
  const demandIndexes = ordered.order
  const lines = demandIndexes.length
  const sources = findSources(facts, items, packSize)
  const rules = readRules(facts, items)
  const { signatures, numberOf } = makeSignatures(facts, items, sources)
  const placeOfItem = new Map(items.map((item, place) => [item, place]))
  const problem: Problem = {
    items,
    packSize,
    demandIndexes,
    quantity: new Float64Array(lines),
    floor: new Int32Array(lines),
    most: new Int32Array(lines),
    class: new Int32Array(lines),
    site: new Int32Array(lines),
    wanted: new Uint8Array(lines),
    signature: new Int32Array(lines),
    signatures,
    sources,
    penalty: rules.penalty,
  }
  const tooLarge: Refusal = {
    code: 'numbersTooLarge',
    data: { itemIds: items.map((item) => (facts.instance.items[item] as Item).id) },
  }
  for (let line = 0; line < lines; line++) {
    const index = demandIndexes[line] as number
    const demand = facts.instance.demands[index] as Demand
    const site = facts.siteOfDemand[index] as number
    const wanted =
      items.length === 1 ? 0 : (placeOfItem.get(facts.checked.itemIndex.get(demand.itemId) ?? -1) as number)
    const lineClass = demand.class ?? (facts.instance.sites[site] as Site).class
    const asked = Math.ceil(demand.quantity / packSize)
    const most = demand.cap === undefined ? asked : Math.min(asked, Math.floor(demand.cap / packSize))
    if (most >= 2 ** 31) return { refusal: tooLarge }
    problem.quantity[line] = demand.quantity
    problem.floor[line] = demand.floor === undefined ? 0 : Math.ceil(demand.floor / packSize)
    problem.most[line] = most
    problem.class[line] = lineClass
    problem.site[line] = site
    problem.wanted[line] = wanted
    const allowed = items.length === 1 ? 1 : allowedFor(rules, wanted, demand, lineClass)
    problem.signature[line] = numberOf(facts.depotSetOf[site] as number, allowed)
  }
  return numbersFit(problem, facts.costMax) ? { problem } : { refusal: tooLarge }
}
