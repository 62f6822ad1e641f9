/**
 * Says of every line why it got so much and why from there, in facts that a screen can put into words.
 */
import type { Facts } from './facts.ts'
import type { Cut, Demand, Source } from './model.ts'
import type { Decided, Planning } from './plan.ts'
import type { Problem, ProblemSource } from './problem.ts'

/**
 * What stopped a line. `demand`: it has all it asked for. `cap`: it has all its cap allows. `level`: its
 * class was served up to a common level. `floor`: its floor is above what the level, or its class, would
 * give. `earlierClass`: the goods that it depends on were spent on classes before its own. `noDepot`: no
 * depot with stock may serve it.
 */
export type BoundBy = 'demand' | 'cap' | 'level' | 'floor' | 'earlierClass' | 'noDepot'

/** A depot that would have been cheaper for this line, and what a pack of it was worth to others. */
export type Passed = {
  readonly depotId: string
  readonly itemId: string
  readonly costOfPack: number
  readonly price: number
}

/**
 * One shipment and why it comes from there: `costOfPack + price` is the least of all depots that may serve
 * the line. `cheaperPassed` names those with a lower cost alone, whose packs save more elsewhere (their price
 * says how much); empty means that this depot is the cheapest.
 */
export type ShipmentExplained = {
  readonly depotId: string
  readonly itemId: string
  readonly quantity: number
  readonly costOfPack: number
  readonly price: number
  readonly cheaperPassed: readonly Passed[]
}

export type LineExplained = {
  readonly demandIndex: number
  readonly siteId: string
  readonly itemId: string
  readonly class: number
  readonly quantityAsked: number
  readonly quantityAllotted: number
  /** Floor and most that it could get, in whole packs of base units. */
  readonly quantityFloor: number
  readonly quantityMost: number
  readonly boundBy: BoundBy
  /**
   * The common fill rate at which the line was stopped: quantity reached / quantity asked, of the cut's last
   * line.
   */
  readonly level: { readonly numerator: number; readonly denominator: number } | undefined
  /** The exhausted goods that stopped it: position in the group's cuts. */
  readonly cut: number | undefined
  readonly shipments: readonly ShipmentExplained[]
}

const boundBy = (
  problem: Problem,
  line: number,
  packs: number,
  closedBy: number,
  cut: Cut | undefined,
): BoundBy => {
  if (closedBy === -2) return 'noDepot'
  if (cut === undefined) {
    return packs * problem.packSize >= (problem.quantity[line] as number) ? 'demand' : 'cap'
  }
  const [floor, quantity] = [problem.floor[line] as number, problem.quantity[line] as number]
  const later = (problem.class[line] as number) > cut.class
  if (later) return floor > 0 ? 'floor' : 'earlierClass'
  // At its floor, and the order of packs had not yet come to the last pack of that floor.
  const { packsBefore } = cut.level
  const reached = packsBefore >= 0 && (packs - 1) * cut.level.quantity <= packsBefore * quantity
  return floor > 0 && packs === floor && !reached ? 'floor' : 'level'
}

const costOf = (facts: Facts, problem: Problem, line: number, source: number): number => {
  const { depotRank, item } = problem.sources[source] as ProblemSource
  const base = (problem.site[line] as number) * facts.instance.depots.length
  const penalties = (problem.wanted[line] as number) * problem.items.length
  const penalty =
    problem.items.length === 1 ? 0 : (problem.penalty[penalties + problem.items.indexOf(item)] as number)
  return (facts.siteCosts[base + depotRank] as number) + penalty
}

const explainShipment = (
  facts: Facts,
  { problem, plan }: Decided,
  line: number,
  source: number,
  packs: number,
): ShipmentExplained => {
  const { depotId, itemId, price } = plan.sources[source] as Source
  const costOfPack = costOf(facts, problem, line, source)
  const cheaperPassed: Passed[] = []
  for (const other of problem.signatures[problem.signature[line] as number] as Int32Array) {
    const cost = costOf(facts, problem, line, other)
    if (cost >= costOfPack) continue
    const passed = plan.sources[other] as Source
    cheaperPassed.push({
      depotId: passed.depotId,
      itemId: passed.itemId,
      costOfPack: cost,
      price: passed.price,
    })
  }
  return {
    depotId,
    itemId,
    quantity: packs * plan.packSize,
    costOfPack,
    price,
    cheaperPassed,
  }
}

/** Explains the line `line` whose shipments are those from `first` to before `end`. */
const explain = (facts: Facts, decided: Decided, line: number, first: number, end: number): LineExplained => {
  const { problem, plan } = decided
  const demandIndex = problem.demandIndexes[line] as number
  const demand = facts.instance.demands[demandIndex] as Demand
  const packs = plan.packs[line] as number
  const closedBy = plan.closedBy[line] as number
  const cut = plan.cuts[closedBy]
  const shipments: ShipmentExplained[] = []
  for (let at = first; at < end; at++) {
    const [source, count] = [plan.shipments.source[at] as number, plan.shipments.packs[at] as number]
    shipments.push(explainShipment(facts, decided, line, source, count))
  }
  return {
    demandIndex,
    siteId: demand.siteId,
    itemId: demand.itemId,
    class: problem.class[line] as number,
    quantityAsked: demand.quantity,
    quantityAllotted: packs * plan.packSize,
    quantityFloor: (problem.floor[line] as number) * plan.packSize,
    quantityMost: (problem.most[line] as number) * plan.packSize,
    boundBy: boundBy(problem, line, packs, closedBy, cut),
    level: cut && {
      numerator: Math.max(0, cut.level.packsBefore) * plan.packSize,
      denominator: cut.level.quantity,
    },
    cut: cut === undefined ? undefined : closedBy,
    shipments,
  }
}

/** Explains every line, group by group, each group's lines in the fixed order. */
export function* explainPlan({ facts, decided }: Planning): Generator<LineExplained> {
  for (const one of decided) {
    const { line: lines } = one.plan.shipments
    let first = 0
    for (let line = 0; line < one.plan.packs.length; line++) {
      let end = first
      while (end < lines.length && lines[end] === line) end++
      yield explain(facts, one, line, first, end)
      first = end
    }
  }
}

/** Explains one line of the instance; undefined if it asks for nothing. */
export const explainLine = ({ facts, decided }: Planning, demandIndex: number): LineExplained | undefined => {
  for (const one of decided) {
    const line = one.problem.demandIndexes.indexOf(demandIndex)
    if (line < 0) continue
    const first = one.plan.shipments.line.indexOf(line)
    if (first < 0) return explain(facts, one, line, 0, 0)
    let end = first
    while (one.plan.shipments.line[end] === line) end++
    return explain(facts, one, line, first, end)
  }
  return undefined
}
