/**
 * Checks a plan against its instance without trusting whoever made it. It shares no code with the planner but
 * the reading of the input, looks at every line and arc once, and accepts a plan only if
 *
 *   1. it is complete: every line that asks is there once, with the sources that the stocks really give;
 *   2. it can be done: arcs allowed, lines and sources add up, floors and caps kept;
 *   3. it is the cheapest way to carry these allotments: prices are whole and not negative, packs are left
 *      over only at price 0, and every shipment comes from where cost plus price is least for its line
 *      (complementary slackness: then any other way of carrying costs at least as much);
 *   4. the allotments are the fairest: see `verify-shares.ts`.
 *
 * Result: `{ ok: true }` or the faults found, at most a hundred.
 */
import { checkInstance } from './check.ts'
import type { Demand, GroupPlan, Instance, Plan, Refusal, Site, Substitution } from './model.ts'
import { checkShares } from './verify-shares.ts'

/** What is wrong: a code, the group (position in the plan) and the line, source or cut concerned. */
export type Fault = { readonly code: FaultCode; readonly group: number; readonly at: number }

export type FaultCode =
  | 'groupsWrong'
  | 'columnsWrong'
  | 'lineMissing'
  | 'lineOrderWrong'
  | 'sourcesWrong'
  | 'packsOutOfBounds'
  | 'arcNotAllowed'
  | 'shipmentWrong'
  | 'lineSumWrong'
  | 'sourceSumWrong'
  | 'sourceOverdrawn'
  | 'priceWrong'
  | 'leftoverHasPrice'
  | 'notCheapest'
  | 'costWrong'
  | 'cutWrong'
  | 'cutOrderWrong'
  | 'cutNotFull'
  | 'shareWrong'
  | 'closedByWrong'

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly refusal?: Refusal }

const FAULTS_MOST = 100

/** One group as the verifier reads it from the instance, line by line. */
export type Reading = {
  readonly quantity: Float64Array
  readonly floor: Float64Array
  readonly most: Float64Array
  readonly class: Float64Array
  /**
   * Sources that may serve each line: those of line l are `arcs[arcStart[l]]` to `arcs[arcStart[l + 1] -
   * 1]`.
   */
  readonly arcStart: Int32Array
  readonly arcs: Int32Array
  readonly arcCosts: Float64Array
}

type Report = (code: FaultCode, at: number) => void

type Books = {
  readonly instance: Instance
  readonly siteAt: ReadonlyMap<string, number>
  readonly depotAt: ReadonlyMap<string, number>
  /** Sites that a depot may serve; undefined means all. */
  readonly serves: readonly (ReadonlySet<string> | undefined)[]
  readonly rules: ReadonlyMap<string, ReadonlyMap<string, Substitution>>
}

const openBooks = (instance: Instance): Books => {
  const rules = new Map<string, Map<string, Substitution>>()
  for (const rule of instance.substitutions ?? []) {
    const of = rules.get(rule.itemId) ?? new Map<string, Substitution>()
    rules.set(rule.itemId, of.set(rule.byItemId, rule))
  }
  return {
    instance,
    siteAt: new Map(instance.sites.map((site, at) => [site.id, at])),
    depotAt: new Map(instance.depots.map((depot, at) => [depot.id, at])),
    serves: instance.depots.map((depot) => depot.serves && new Set(depot.serves)),
    rules,
  }
}

/** Extra cost of serving a line with another item than it asks for; undefined if that is not allowed. */
const penaltyFor = (books: Books, demand: Demand, lineClass: number, itemId: string): number | undefined => {
  if (demand.itemId === itemId) return 0
  const rule = books.rules.get(demand.itemId)?.get(itemId)
  if (rule === undefined) return undefined
  const forbidden =
    rule.notForSiteIds?.includes(demand.siteId) ||
    rule.notForClasses?.includes(lineClass) ||
    (demand.use !== undefined && rule.notForUses?.includes(demand.use))
  return forbidden ? undefined : rule.penalty
}

const classOf = (books: Books, demand: Demand): number =>
  demand.class ?? (books.instance.sites[books.siteAt.get(demand.siteId) as number] as Site).class

/** True if the first demand stands before the second in the fixed order. */
const standsBefore = (books: Books, one: Demand, other: Demand): boolean => {
  if (one.siteId !== other.siteId) return one.siteId < other.siteId
  if (one.itemId !== other.itemId) return one.itemId < other.itemId
  const byClass = classOf(books, one) - classOf(books, other)
  return byClass !== 0 ? byClass < 0 : (one.use ?? '') < (other.use ?? '')
}

const readLines = (books: Books, group: GroupPlan): Reading => {
  const lines = group.demandIndexes.length
  const reading: Reading = {
    quantity: new Float64Array(lines),
    floor: new Float64Array(lines),
    most: new Float64Array(lines),
    class: new Float64Array(lines),
    arcStart: new Int32Array(lines + 1),
    arcs: new Int32Array(lines * group.sources.length),
    arcCosts: new Float64Array(lines * group.sources.length),
  }
  const depots = group.sources.map((source) => books.depotAt.get(source.depotId) as number)
  let arc = 0
  for (let line = 0; line < lines; line++) {
    const demand = books.instance.demands[group.demandIndexes[line] as number] as Demand
    const site = books.siteAt.get(demand.siteId) as number
    const asked = Math.ceil(demand.quantity / group.packSize)
    const cap = demand.cap === undefined ? asked : Math.floor(demand.cap / group.packSize)
    reading.quantity[line] = demand.quantity
    reading.floor[line] = Math.ceil((demand.floor ?? 0) / group.packSize)
    reading.most[line] = Math.min(asked, cap)
    reading.class[line] = classOf(books, demand)
    for (let source = 0; source < depots.length; source++) {
      const depot = depots[source] as number
      const served = books.serves[depot]
      if (served !== undefined && !served.has(demand.siteId)) continue
      const itemId = (group.sources[source] as { itemId: string }).itemId
      const penalty = penaltyFor(books, demand, reading.class[line] as number, itemId)
      if (penalty === undefined) continue
      reading.arcs[arc] = source
      reading.arcCosts[arc++] = (books.instance.costs[depot]?.[site] as number) + penalty
    }
    reading.arcStart[line + 1] = arc
  }
  return reading
}

/** The groups must part the items as the substitution rules do, and hold each line that asks exactly once. */
const checkGroups = (books: Books, plan: Plan, faults: Fault[]): void => {
  const groupOf = new Map<string, number>()
  const seen = new Uint8Array(books.instance.demands.length)
  for (const [group, { itemIds, demandIndexes, packSize }] of plan.groups.entries()) {
    const report: Report = (code, at) => faults.push({ code, group, at })
    for (const id of itemIds) {
      if (groupOf.has(id)) report('groupsWrong', -1)
      groupOf.set(id, group)
      if (books.instance.items.find((item) => item.id === id)?.packSize !== packSize)
        report('groupsWrong', -1)
    }
    const ids = new Set(itemIds)
    for (let line = 0; line < demandIndexes.length; line++) {
      const index = demandIndexes[line] as number
      const demand = books.instance.demands[index]
      if (demand === undefined || seen[index] === 1 || !ids.has(demand.itemId)) {
        report('columnsWrong', line)
        return
      }
      seen[index] = 1
      const before = line > 0 ? books.instance.demands[demandIndexes[line - 1] as number] : undefined
      if (before && !standsBefore(books, before, demand)) report('lineOrderWrong', line)
    }
  }
  for (const { id } of books.instance.items) {
    if (!groupOf.has(id)) faults.push({ code: 'groupsWrong', group: -1, at: -1 })
  }
  for (const rule of books.instance.substitutions ?? []) {
    if (groupOf.get(rule.itemId) === groupOf.get(rule.byItemId)) continue
    faults.push({ code: 'groupsWrong', group: groupOf.get(rule.itemId) ?? -1, at: -1 })
  }
  for (const [index, demand] of books.instance.demands.entries()) {
    if (demand.quantity > 0 !== (seen[index] === 1))
      faults.push({ code: 'lineMissing', group: -1, at: index })
  }
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value)

/** The sources must be exactly the stocks that hold at least one pack that may be planned. */
const checkSources = (books: Books, group: GroupPlan, report: Report): void => {
  const expected = new Map<string, number>()
  for (const stock of books.instance.stocks) {
    if (!group.itemIds.includes(stock.itemId)) continue
    const free = stock.quantity - (stock.reserve ?? 0) - (stock.heldBack ?? 0)
    const packs = Math.floor(free / group.packSize)
    if (packs > 0) expected.set(JSON.stringify([stock.depotId, stock.itemId]), packs)
  }
  for (const [number, source] of group.sources.entries()) {
    const key = JSON.stringify([source.depotId, source.itemId])
    if (expected.get(key) !== source.packs) report('sourcesWrong', number)
    expected.delete(key)
    if (!isWhole(source.price) || source.price < 0) report('priceWrong', number)
    if (source.packsUsed < source.packs && source.price !== 0) report('leftoverHasPrice', number)
  }
  if (expected.size > 0) report('sourcesWrong', -1)
}

/** Shipments, their sums, their cost, and that no line could be served cheaper at the prices. */
const checkCarriage = (group: GroupPlan, reading: Reading, report: Report): void => {
  const { line: lines, source: sources, packs } = group.shipments
  const left = Float64Array.from(group.packs)
  const used = new Float64Array(group.sources.length)
  let cost = 0
  for (let at = 0; at < lines.length; at++) {
    const [line, source, count] = [lines[at] as number, sources[at] as number, packs[at] as number]
    if (
      !(line >= 0 && line < left.length && source >= 0 && source < used.length && isWhole(count) && count > 0)
    ) {
      report('shipmentWrong', at)
      return
    }
    if (
      at > 0 &&
      (lines[at - 1] === line ? (sources[at - 1] as number) >= source : (lines[at - 1] as number) > line)
    ) {
      report('shipmentWrong', at)
    }
    let [arcCost, paid, least] = [-1, 0, Number.POSITIVE_INFINITY]
    for (let arc = reading.arcStart[line] as number; arc < (reading.arcStart[line + 1] as number); arc++) {
      const from = reading.arcs[arc] as number
      const total = (reading.arcCosts[arc] as number) + (group.sources[from] as { price: number }).price
      if (total < least) least = total
      if (from === source) [arcCost, paid] = [reading.arcCosts[arc] as number, total]
    }
    if (arcCost < 0) report('arcNotAllowed', at)
    else if (paid > least) report('notCheapest', at)
    left[line] = (left[line] as number) - count
    used[source] = (used[source] as number) + count
    cost += arcCost * count
  }
  for (let line = 0; line < left.length; line++) if (left[line] !== 0) report('lineSumWrong', line)
  for (const [number, source] of group.sources.entries()) {
    if (used[number] !== source.packsUsed) report('sourceSumWrong', number)
    if ((used[number] as number) > source.packs) report('sourceOverdrawn', number)
  }
  if (cost !== group.cost) report('costWrong', -1)
}

const checkColumns = (group: GroupPlan, report: Report): boolean => {
  const lines = group.demandIndexes.length
  const { line, source, packs } = group.shipments
  const matching =
    group.packs.length === lines &&
    group.closedBy.length === lines &&
    line.length === source.length &&
    line.length === packs.length
  if (!matching) report('columnsWrong', -1)
  return matching
}

/** Checks `plan` for `instance`; independent of the planner, one pass over lines and arcs. */
export const verify = (instance: Instance, plan: Plan): Verdict => {
  const checked = checkInstance(instance, {})
  if ('refusal' in checked) return { ok: false, faults: [], refusal: checked.refusal }
  const books = openBooks(instance)
  const faults: Fault[] = []
  checkGroups(books, plan, faults)
  for (const [number, group] of plan.groups.entries()) {
    const report: Report = (code, at) => faults.push({ code, group: number, at })
    if (faults.length > 0 || !checkColumns(group, report)) break
    if (group.sources.some((source) => !books.depotAt.has(source.depotId))) {
      report('sourcesWrong', -1)
      break
    }
    const reading = readLines(books, group)
    checkSources(books, group, report)
    for (let line = 0; line < group.packs.length; line++) {
      const packs = group.packs[line] as number
      const [floor, most] = [reading.floor[line] as number, reading.most[line] as number]
      const served = (reading.arcStart[line + 1] as number) > (reading.arcStart[line] as number)
      if (!isWhole(packs) || packs < floor || packs > (served ? most : 0)) report('packsOutOfBounds', line)
    }
    checkCarriage(group, reading, report)
    checkShares(group, reading, report)
  }
  const cost = plan.groups.reduce((sum, group) => sum + group.cost, 0)
  if (cost !== plan.cost) faults.push({ code: 'costWrong', group: -1, at: -1 })
  return faults.length === 0 ? { ok: true } : { ok: false, faults: faults.slice(0, FAULTS_MOST) }
}
