/**
 * Two oracles that share no code with the planner.
 *
 * `solveByProgram` states the whole question as linear programs for a general solver: one column for each
 * pack of each line, weighted by its place in the order, then the cheapest way to carry what came out.
 * `fairestByTrial` tries every possible allotment of a tiny instance and compares sorted fill rates: no
 * theory at all.
 */
import type { Demand, Instance, Site, Source } from '../model.ts'
import { buildProgram, type Solver } from '../solver.ts'

type OracleLine = {
  index: number
  demand: Demand
  class: number
  packSize: number
  floor: number
  most: number
}
type OracleSource = { depot: number; depotId: string; itemId: string; packs: number }
type OracleArc = { line: number; source: number; cost: number }

export type Reading = { lines: OracleLine[]; sources: OracleSource[]; arcs: OracleArc[] }

/** Lines, sources and arcs, read straight off the instance. */
export const readInstance = (instance: Instance): Reading => {
  const packSizeOf = new Map(instance.items.map((item) => [item.id, item.packSize]))
  const siteOf = new Map(instance.sites.map((site) => [site.id, site]))
  const lines = instance.demands.flatMap((demand, index): OracleLine[] => {
    if (demand.quantity === 0) return []
    const packSize = packSizeOf.get(demand.itemId) ?? 1
    const asked = Math.ceil(demand.quantity / packSize)
    const most = Math.min(asked, Math.floor((demand.cap ?? Number.MAX_SAFE_INTEGER) / packSize))
    const floor = Math.ceil((demand.floor ?? 0) / packSize)
    return [
      {
        index,
        demand,
        class: demand.class ?? (siteOf.get(demand.siteId) as Site).class,
        packSize,
        floor,
        most,
      },
    ]
  })
  const sources = instance.stocks.flatMap((stock): OracleSource[] => {
    const free = stock.quantity - (stock.reserve ?? 0) - (stock.heldBack ?? 0)
    const packs = Math.floor(free / (packSizeOf.get(stock.itemId) ?? 1))
    const depot = instance.depots.findIndex(({ id }) => id === stock.depotId)
    return packs > 0 ? [{ depot, depotId: stock.depotId, itemId: stock.itemId, packs }] : []
  })
  const arcs: OracleArc[] = []
  for (const [line, { demand, class: lineClass }] of lines.entries()) {
    const site = instance.sites.findIndex(({ id }) => id === demand.siteId)
    for (const [source, { depot, itemId }] of sources.entries()) {
      if (!(instance.depots[depot]?.serves?.includes(demand.siteId) ?? true)) continue
      const rule = instance.substitutions?.find(
        (one) => one.itemId === demand.itemId && one.byItemId === itemId,
      )
      if (itemId !== demand.itemId && rule === undefined) continue
      if (rule?.notForSiteIds?.includes(demand.siteId) || rule?.notForClasses?.includes(lineClass)) continue
      if (demand.use !== undefined && rule?.notForUses?.includes(demand.use)) continue
      arcs.push({ line, source, cost: (instance.costs[depot]?.[site] ?? 0) + (rule?.penalty ?? 0) })
    }
  }
  return { lines, sources, arcs }
}

const textOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The order of packs: floors, class, rate before the pack, smaller request, then ids. */
const packsInOrder = (lines: OracleLine[]): { line: number; pack: number }[] => {
  const packs = lines.flatMap(({ most }, line) =>
    Array.from({ length: most }, (_, at) => ({ line, pack: at + 1 })),
  )
  const at = (pack: { line: number }): OracleLine => lines[pack.line] as OracleLine
  const isFloor = (pack: { line: number; pack: number }): number => (pack.pack <= at(pack).floor ? 0 : 1)
  return packs.sort((a, b) => {
    const [one, other] = [at(a), at(b)]
    return (
      isFloor(a) - isFloor(b) ||
      one.class - other.class ||
      (a.pack - 1) * one.packSize * other.demand.quantity -
        (b.pack - 1) * other.packSize * one.demand.quantity ||
      one.demand.quantity - other.demand.quantity ||
      textOrder(one.demand.siteId, other.demand.siteId) ||
      textOrder(one.demand.itemId, other.demand.itemId) ||
      textOrder(one.demand.use ?? '', other.demand.use ?? '') ||
      a.pack - b.pack
    )
  })
}

export type OracleAnswer =
  | { readonly packs: number[]; readonly indexes: number[]; readonly cost: number }
  | 'infeasible'

/**
 * The fairest allotment and its least cost by a general solver; `infeasible` if the floors cannot be kept.
 */
export const solveByProgram = (instance: Instance, solver: Solver): OracleAnswer => {
  const { lines, sources, arcs } = readInstance(instance)
  const fair = buildProgram()
  const lineRows = lines.map(() => fair.addRow(0, 0))
  const sourceRows = sources.map(({ packs }) => fair.addRow(Number.NEGATIVE_INFINITY, packs))
  for (const { line, source } of arcs) {
    fair.addColumn({
      entries: [
        [lineRows[line] as number, 1],
        [sourceRows[source] as number, 1],
      ],
    })
  }
  const order = packsInOrder(lines)
  for (const [place, { line, pack }] of order.entries()) {
    const lower = pack <= (lines[line] as OracleLine).floor ? 1 : 0
    fair.addColumn({ cost: order.length - place, lower, upper: 1, entries: [[lineRows[line] as number, -1]] })
  }
  const answer = solver(fair.finish(true))
  if (answer.status === 'infeasible') return 'infeasible'
  if (answer.status !== 'optimal') throw new Error('the oracle failed')
  const packs = lines.map(() => 0)
  for (const [place, { line }] of order.entries()) {
    packs[line] = (packs[line] as number) + (answer.values[arcs.length + place] as number)
  }
  return {
    packs,
    indexes: lines.map(({ index }) => index),
    cost: carryByProgram({ lines, sources, arcs }, packs, solver),
  }
}

/** The least cost of carrying `packs` to the lines. */
export const carryByProgram = ({ sources, arcs }: Reading, packs: number[], solver: Solver): number => {
  const program = buildProgram()
  const lineRows = packs.map((count) => program.addRow(Math.round(count), Math.round(count)))
  const sourceRows = sources.map((source) => program.addRow(Number.NEGATIVE_INFINITY, source.packs))
  for (const { line, source, cost } of arcs) {
    program.addColumn({
      cost,
      entries: [
        [lineRows[line] as number, 1],
        [sourceRows[source] as number, 1],
      ],
    })
  }
  if (arcs.length === 0) return 0
  const answer = solver(program.finish(false))
  if (answer.status !== 'optimal') throw new Error('the oracle could not carry the allotments')
  return answer.objective
}

/**
 * Every set of sources holds what the lines that depend on it alone ask (Hall's condition, all sets tried).
 */
const canCarry = (sources: readonly Pick<Source, 'packs'>[], masks: number[], packs: number[]): boolean => {
  for (let set = 0; set < 2 ** sources.length; set++) {
    const held = sources.reduce((sum, { packs: count }, at) => sum + ((set >> at) & 1 ? count : 0), 0)
    const asked = packs.reduce(
      (sum, count, line) => sum + (((masks[line] as number) & ~set) === 0 ? count : 0),
      0,
    )
    if (asked > held) return false
  }
  return true
}

/**
 * The fill rates of each class, sorted, class after class: what has to be as large as possible from the
 * left.
 */
export const sortedRates = (lines: OracleLine[], packs: number[]): number[] =>
  [...new Set(lines.map((line) => line.class))]
    .sort((one, other) => one - other)
    .flatMap((number) =>
      lines
        .map((line, at) =>
          line.class === number ? ((packs[at] as number) * line.packSize) / line.demand.quantity : -1,
        )
        .filter((rate) => rate >= 0)
        .sort((one, other) => one - other),
    )

/** Best sorted rates over all allotments that can be carried; undefined if no allotment keeps the floors. */
export const fairestByTrial = ({ lines, sources, arcs }: Reading): number[] | undefined => {
  const masks = lines.map(() => 0)
  for (const { line, source } of arcs) masks[line] = (masks[line] as number) | (1 << source)
  let best: number[] | undefined
  const packs = lines.map(({ floor }) => floor)
  for (;;) {
    if (canCarry(sources, masks, packs)) {
      const rates = sortedRates(lines, packs)
      const at = best === undefined ? 0 : rates.findIndex((rate, place) => rate !== best?.[place])
      if (best === undefined || (at >= 0 && (rates[at] as number) > (best[at] as number))) best = rates
    }
    let line = 0
    while (line < lines.length && packs[line] === lines[line]?.most)
      packs[line] = lines[line++]?.floor as number
    if (line === lines.length) return best
    packs[line] = (packs[line] as number) + 1
  }
}
