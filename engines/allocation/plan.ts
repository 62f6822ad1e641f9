/**
 * From an instance to a plan: read, then for each group of items share out, carry, and write down the proof.
 */
import { type Facts, readFacts } from './facts.ts'
import { type BrokenFloor, type FairCut, type Shares, shareOut } from './fair.ts'
import { shareByRemainder } from './largest-remainder.ts'
import {
  accept,
  type Cut,
  type FloorCut,
  type GroupPlan,
  type Instance,
  type Item,
  type Options,
  type Outcome,
  type Plan,
  type Refusal,
  refuse,
  type Source,
} from './model.ts'
import { type Problem, type ProblemSource, readProblem } from './problem.ts'
import { type Carriage, carry, costRoom, FORBIDDEN, makeWorkshop, type Workshop } from './transport.ts'

const itemId = (facts: Facts, item: number): string => (facts.instance.items[item] as Item).id

const depotId = (facts: Facts, rank: number): string =>
  facts.instance.depots[facts.depotOrder[rank] as number]?.id ?? ''

/** Costs of the lines that get anything, line by line; arcs outside a line's signature are forbidden. */
const gatherCosts = (facts: Facts, problem: Problem, served: Int32Array, workshop: Workshop): Int32Array => {
  const { sources } = problem
  const depots = facts.instance.depots.length
  const size = sources.length
  const ranks = Int32Array.from(sources, (source) => source.depotRank)
  const places = Int32Array.from(sources, (source) => problem.items.indexOf(source.item))
  const everywhere = problem.signatures.map((list) => list.length === size)
  const costs = costRoom(workshop, served.length, size)
  for (let row = 0; row < served.length; row++) {
    const line = served[row] as number
    const signature = problem.signature[line] as number
    const base = (problem.site[line] as number) * depots
    const penalties = (problem.wanted[line] as number) * problem.items.length
    const at = row * size
    if (everywhere[signature]) {
      for (let source = 0; source < size; source++) {
        const cost = facts.siteCosts[base + (ranks[source] as number)] as number
        costs[at + source] = cost + (problem.penalty[penalties + (places[source] as number)] as number)
      }
      continue
    }
    costs.fill(FORBIDDEN, at, at + size)
    for (const source of problem.signatures[signature] as Int32Array) {
      const cost = facts.siteCosts[base + (ranks[source] as number)] as number
      costs[at + source] = cost + (problem.penalty[penalties + (places[source] as number)] as number)
    }
  }
  return costs
}

type Carried = Pick<GroupPlan, 'shipments' | 'cost'> & {
  readonly prices: Float64Array
  readonly used: Float64Array
}

/** Reads the flow off as shipments, by line, then source. */
const listShipments = (costs: Int32Array, served: Int32Array, size: number, carriage: Carriage): Carried => {
  const { flow } = carriage
  let count = 0
  for (let at = 0; at < served.length * size; at++) if ((flow[at] as number) > 0) count++
  const shipments = {
    line: new Int32Array(count),
    source: new Int32Array(count),
    packs: new Int32Array(count),
  }
  const used = new Float64Array(size)
  let [shipment, cost] = [0, 0]
  for (let row = 0; row < served.length; row++) {
    for (let source = 0; source < size; source++) {
      const packs = flow[row * size + source] as number
      if (packs === 0) continue
      shipments.line[shipment] = served[row] as number
      shipments.source[shipment] = source
      shipments.packs[shipment] = packs
      used[source] = (used[source] as number) + packs
      cost += packs * (costs[row * size + source] as number)
      shipment++
    }
  }
  return { shipments, cost, prices: carriage.prices, used }
}

/** Sends the allotted packs off at the least cost. */
const carryShares = (facts: Facts, problem: Problem, packs: Int32Array, workshop: Workshop): Carried => {
  let count = 0
  for (let line = 0; line < packs.length; line++) if ((packs[line] as number) > 0) count++
  const served = new Int32Array(count)
  const need = new Float64Array(count)
  for (let line = 0, row = 0; line < packs.length; line++) {
    if ((packs[line] as number) === 0) continue
    served[row] = line
    need[row++] = packs[line] as number
  }
  const costs = gatherCosts(facts, problem, served, workshop)
  const supply = Float64Array.from(problem.sources, (source) => source.packs)
  const task = { lines: count, sources: problem.sources.length, costs, need, supply }
  const carriage = carry(task, workshop)
  // The shares were proved deliverable; if they are not, the proof or the program is wrong.
  if (carriage === undefined) throw new Error('allotments that were proved deliverable could not be carried')
  return listShipments(costs, served, problem.sources.length, carriage)
}

const writeCut = (problem: Problem, cut: FairCut): Cut => ({
  class: cut.class,
  level: {
    packsBefore: cut.mark.packsBefore,
    quantity: cut.mark.quantity,
    demandIndex: cut.mark.line < 0 ? -1 : (problem.demandIndexes[cut.mark.line] as number),
  },
  sources: cut.sources,
})

const writeFloorCut = (facts: Facts, problem: Problem, broken: BrokenFloor): FloorCut => {
  const sources = broken.sources.map((number) => {
    const source = problem.sources[number] as ProblemSource
    return {
      depotId: depotId(facts, source.depotRank),
      itemId: itemId(facts, source.item),
      packs: source.packs,
    }
  })
  return {
    itemIds: problem.items.map((item) => itemId(facts, item)),
    sources,
    demandIndexes: broken.lines.map((line) => problem.demandIndexes[line] as number),
    packsPromised: broken.lines.reduce((sum, line) => sum + (problem.floor[line] as number), 0),
    packsHeld: sources.reduce((sum, source) => sum + source.packs, 0),
  }
}

/** Shares one group's problem out by the method asked for. */
const shareGroup = (
  facts: Facts,
  problem: Problem,
): { readonly shares: Shares } | { readonly broken: BrokenFloor } | { readonly refusal: Refusal } => {
  if (facts.options.method !== 'largestRemainder') return shareOut(problem)
  const itemIds = problem.items.map((item) => itemId(facts, item))
  return shareByRemainder(problem) ?? { refusal: { code: 'largestRemainderNeedsOnePool', data: { itemIds } } }
}

/** A group that has been decided, and the columns that it was decided from. */
export type Decided = { readonly problem: Problem; readonly plan: GroupPlan }

/**
 * A plan with what it was made from, so that it can be explained and revised without reading everything
 * again.
 */
export type Planning = {
  readonly instance: Instance
  readonly plan: Plan
  readonly facts: Facts
  readonly decided: readonly Decided[]
}

/** Plans one group: its shares, who carries them, and the certificate of both. */
const planGroup = (
  facts: Facts,
  group: number,
  workshop: Workshop,
): { readonly decided: Decided } | { readonly floorCut: FloorCut } | { readonly refusal: Refusal } => {
  const read = readProblem(facts, group)
  if ('refusal' in read) return read
  const { problem } = read
  const shared = shareGroup(facts, problem)
  if ('refusal' in shared) return shared
  if ('broken' in shared) return { floorCut: writeFloorCut(facts, problem, shared.broken) }
  const { packs, closedBy, cuts } = shared.shares
  const { shipments, cost, prices, used } = carryShares(facts, problem, packs, workshop)
  const sources = problem.sources.map(
    (source, number): Source => ({
      depotId: depotId(facts, source.depotRank),
      itemId: itemId(facts, source.item),
      packs: source.packs,
      packsUsed: used[number] as number,
      price: prices[number] as number,
    }),
  )
  const plan: GroupPlan = {
    itemIds: problem.items.map((item) => itemId(facts, item)),
    packSize: problem.packSize,
    method: facts.options.method ?? 'maxMin',
    demandIndexes: problem.demandIndexes,
    packs,
    closedBy,
    sources,
    cuts: cuts.map((cut) => writeCut(problem, cut)),
    shipments,
    cost,
  }
  return { decided: { problem, plan } }
}

/** Plans every group that `kept` does not hold already. All broken floors are named, not only the first. */
export const planGroups = (facts: Facts, kept: readonly (Decided | undefined)[]): Outcome<Planning> => {
  const decided: Decided[] = []
  const floorCuts: FloorCut[] = []
  const workshop = makeWorkshop()
  for (let group = 0; group < facts.groups.length; group++) {
    const known = kept[group]
    const result = known === undefined ? planGroup(facts, group, workshop) : { decided: known }
    if ('refusal' in result) return refuse(result.refusal)
    if ('floorCut' in result) floorCuts.push(result.floorCut)
    else decided.push(result.decided)
  }
  if (floorCuts.length > 0) return refuse({ code: 'floorsInfeasible', data: { cuts: floorCuts } })
  const groups = decided.map(({ plan }) => plan)
  const cost = groups.reduce((sum, group) => sum + group.cost, 0)
  return accept({ instance: facts.instance, plan: { groups, cost }, facts, decided })
}

/**
 * Shares scarce goods out to sites: all floors first; then class by class, inside a class as fairly as whole
 * packs allow; then at the least transport cost; every tie by one fixed order, so the same facts give the
 * same plan.
 *
 * Refuses what cannot be planned (see `Refusal`); floors that cannot be kept together are refused with the
 * cut that binds them. Never throws on bad input and never runs longer than the arcs that it accepts allow.
 * The result can be explained (`explainLine`) and revised (`revise`).
 */
export const startPlanning = (instance: Instance, options: Options = {}): Outcome<Planning> => {
  const read = readFacts(instance, options)
  return 'refusal' in read ? refuse(read.refusal) : planGroups(read.facts, [])
}

/** Like `startPlanning`, for those who want the plan alone. */
export const planAllocation = (instance: Instance, options: Options = {}): Outcome<Plan> => {
  const outcome = startPlanning(instance, options)
  return outcome.ok ? accept(outcome.value.plan) : outcome
}
