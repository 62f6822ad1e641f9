/**
 * The allocation engine at the size of a city: 16 depots, 8,782 sites, 27 items, about 188,000 requests;
 * beside HiGHS in the same run. CPU of the whole process, median of several warm runs.
 *
 * - `planCpuMs`: everything for one plan: reading and checking the rows, fairness, rounding, transport,
 *   certificate, and an explanation object for each line.
 * - `cpuRatioToHighs`: CPU that HiGHS needs only to carry the same allotments (27 linear programs), over
 *   `planCpuMs`.
 * - `objectiveEqual`: whether the cost is the same to the unit for every item.
 * - `arcScanRatio`: `planCpuMs` over the time to read every (item, site, depot) cost once: the physical
 *   limit.
 * - `rssMb`: most memory of the process up to the end of one whole plan at full size, rows and loader
 *   included, before HiGHS is loaded; `rssWarmMb`: the same after ten plans, whose garbage is not yet all
 *   collected.
 * - `growth`: one warm plan at 1, 4 and 16 times the sites.
 */
import {
  type Demand,
  explainPlan,
  type GroupPlan,
  type Instance,
  type Planning,
  revise,
  startPlanning,
  verify,
} from '../engines/allocation/index.ts'
import { buildProgram, type Solver } from '../engines/allocation/solver.ts'
import { loadSolver } from '../engines/allocation/testing/highs.ts'
import { cityInstance } from '../engines/allocation/testing/instances.ts'

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** CPU of one call, and what it gave. */
const timed = <Value>(work: () => Value): { ms: number; value: Value } => {
  const start = cpuMs()
  const value = work()
  return { ms: cpuMs() - start, value }
}

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[numbers.length >> 1] as number

/** Median CPU of `runs` calls after `warmUp` calls. */
const warm = (work: () => unknown, warmUp = 3, runs = 7): number => {
  for (let run = 0; run < warmUp; run++) work()
  return median(Array.from({ length: runs }, () => timed(work).ms))
}

const planOf = (instance: Instance): Planning => {
  const outcome = startPlanning(instance, { arcsMax: 100_000_000 })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.value
}

/** The whole work: the plan, and every line explained. */
const planAndExplain = (instance: Instance): number => {
  let shipments = 0
  for (const line of explainPlan(planOf(instance))) shipments += line.shipments.length
  return shipments
}

/**
 * Reads the cost of every depot for every request once; returns the sum so that nothing is optimised away.
 */
const scanArcs = (costs: Int32Array, depots: number, sites: Int32Array): number => {
  let sum = 0
  for (let line = 0; line < sites.length; line++) {
    const base = (sites[line] as number) * depots
    for (let depot = 0; depot < depots; depot++) sum += costs[base + depot] as number
  }
  return sum
}

/** Carries one group's allotments with HiGHS: its cost and CPU. */
const carryWithHighs = (
  instance: Instance,
  group: GroupPlan,
  solver: Solver,
): { cost: number; ms: number } => {
  const program = buildProgram()
  const sourceRows = group.sources.map((source) => program.addRow(Number.NEGATIVE_INFINITY, source.packs))
  const depots = group.sources.map((source) => instance.depots.findIndex(({ id }) => id === source.depotId))
  const siteAt = new Map(instance.sites.map((site, at) => [site.id, at]))
  for (const [line, packs] of group.packs.entries()) {
    if (packs === 0) continue
    const row = program.addRow(packs, packs)
    const demand = instance.demands[group.demandIndexes[line] as number] as Demand
    const site = siteAt.get(demand.siteId) as number
    for (const [source, depot] of depots.entries()) {
      const entries = [[sourceRows[source] as number, 1] as const, [row, 1] as const]
      program.addColumn({ cost: instance.costs[depot]?.[site] as number, entries })
    }
  }
  const finished = program.finish(false)
  const { ms, value } = timed(() => solver(finished))
  if (value.status !== 'optimal') throw new Error('HiGHS found no optimum')
  return { cost: value.objective, ms }
}

const compareWithHighs = (instance: Instance, planning: Planning, solver: Solver) => {
  let [highsCpuMs, equal] = [0, 0]
  for (const group of planning.plan.groups) {
    const { cost, ms } = carryWithHighs(instance, group, solver)
    highsCpuMs += ms
    if (Math.abs(cost - group.cost) < 0.5) equal++
  }
  return { highsCpuMs, equal }
}

const grow = (): { times: number; lines: number; cpuMs: number; cpuMicrosecondsPerLine: number }[] =>
  [1, 4, 16].map((times) => {
    const instance = cityInstance({ sites: 8_782 * times })
    const ms =
      times === 1 ? warm(() => planAndExplain(instance), 1, 3) : warm(() => planAndExplain(instance), 0, 1)
    const lines = instance.demands.length
    return { times, lines, cpuMs: Math.round(ms), cpuMicrosecondsPerLine: round((ms * 1000) / lines) }
  })

const round = (value: number): number => Math.round(value * 100) / 100

/** Most memory that this process has held so far. */
const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

/**
 * Runs the bench; prints its table unless `json`. Argument `no-highs` leaves HiGHS out, `no-growth` the
 * growth.
 */
export const run = async (options: { json: boolean; args: string[] }): Promise<Record<string, unknown>> => {
  const instance = cityInstance()
  const planColdCpuMs = timed(() => planAndExplain(instance)).ms
  const rssMb = peakMb()
  const planCpuMs = warm(() => planAndExplain(instance))
  const rssWarmMb = peakMb()
  const planning = planOf(instance)
  const verifyCpuMs = warm(() => verify(instance, planning.plan), 1, 3)
  const demand = { ...(instance.demands[1000] as Demand), quantity: 99 }
  const reviseCpuMs = warm(() => revise(planning, [{ kind: 'demand', demand }]))
  const siteAt = new Map(instance.sites.map((site, at) => [site.id, at]))
  const sites = Int32Array.from(instance.demands, (one) => siteAt.get(one.siteId) as number)
  const { siteCosts } = planning.facts
  const scanCpuMs = warm(() => Array.from({ length: 10 }, () => scanArcs(siteCosts, 16, sites)), 3, 7) / 10
  const restricted = cityInstance({ restricted: true, floors: true })
  const restrictedPlanCpuMs = warm(() => planAndExplain(restricted), 1, 5)
  const figures: Record<string, unknown> = {
    lines: instance.demands.length,
    planCpuMs: round(planCpuMs),
    planColdCpuMs: round(planColdCpuMs),
    restrictedPlanCpuMs: round(restrictedPlanCpuMs),
    reviseCpuMs: round(reviseCpuMs),
    verifyCpuMs: round(verifyCpuMs),
    verified: verify(instance, planning.plan).ok && verify(restricted, planOf(restricted).plan).ok,
    arcScanCpuMs: round(scanCpuMs),
    arcScanRatio: round(planCpuMs / scanCpuMs),
    rssMb,
    rssWarmMb,
  }
  if (!options.args.includes('no-highs')) {
    const { highsCpuMs, equal } = compareWithHighs(instance, planning, await loadSolver())
    figures.highsCpuMs = Math.round(highsCpuMs)
    figures.cpuRatioToHighs = round(highsCpuMs / planCpuMs)
    figures.objectiveEqual = equal === planning.plan.groups.length
    figures.objectivesCompared = planning.plan.groups.length
  }
  if (!options.args.includes('no-growth')) figures.growth = grow()
  if (!options.json) {
    const { growth, ...rest } = figures
    console.table(rest)
    if (growth) console.table(growth)
  }
  return figures
}
