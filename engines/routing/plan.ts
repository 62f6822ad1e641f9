import { adaptForFast } from './adapt.ts'
import { buildPlan } from './build.ts'
import { compile, type KindModel, type Model } from './compile.ts'
import { diagnose } from './diagnose.ts'
import { planInside } from './inside.ts'
import type {
  PlanOptions,
  Progress,
  Refusal,
  Result,
  RoutePlan,
  RoutingProblem,
  Stop,
  Unserved,
} from './model.ts'
import { refuse } from './refuse.ts'
import type { FastProblem } from './search/fast/problem.ts'
import { bestRoutes, runFastSearch, startFastSearch } from './search/fast/search.ts'
import { createScheduler, everFreeDock } from './search/rich/schedule.ts'
import { type RichPlan, startRichSearch } from './search/rich/search.ts'
import { splitByDepot } from './split.ts'
import { coolingFor, surchargeFor, tuningFor } from './tuning.ts'
import { findBudgetFault, findFault } from './validate.ts'

/** Part of a budget: told the share that is used, 0 to 1, and when to end. */
type Watch = {
  readonly share: (iterations: number) => number
  readonly stopped: () => boolean
  readonly report: (iterations: number, share: number, cost: number, unserved: number) => void
}

const STEPS_BETWEEN_LOOKS = 64

/**
 * Plans the routes of a day: which vehicle brings what where, when, on which trip. Any-time: the best plan found when
 * the budget ends, or when `shouldStop` says so, is the answer. Stops that nobody can serve come back with a reason.
 * Refuses faulty input before any work; see RefusalCode.
 */
export function planRoutes(problem: RoutingProblem, options: PlanOptions): Result<RoutePlan> {
  const fault = findBudgetFault(options) ?? findFault(problem)
  if (fault) return { ok: false, refusal: fault }
  const startedAt = options.clock?.() ?? 0
  const pieces = splitByDepot(problem)
  const insideShare = (problem.zones ?? []).some((zone) => zone.insideVehicles !== undefined) ? 0.2 : 0
  const plans: RoutePlan[] = []
  let used = 0
  for (const [i, piece] of pieces.entries()) {
    const part = (piece.stops.length / problem.stops.length) * (1 - insideShare)
    const before = used
    used += part
    const watch = createWatch(options, startedAt, before, i === pieces.length - 1 ? 1 - insideShare : used)
    const planned = planPiece(piece, piece.stops, options.seed ?? 1, watch)
    if (!planned.ok) return planned
    plans.push(planned.value)
  }
  const merged = mergePlans(plans)
  if (insideShare === 0) return { ok: true, value: merged }
  return planInside(problem, merged, (inner, from, to) => {
    const watch = createWatch(
      options,
      startedAt,
      1 - insideShare + from * insideShare,
      1 - insideShare + to * insideShare,
    )
    const innerFault = findFault(inner)
    return innerFault
      ? { ok: false, refusal: innerFault }
      : planPiece(inner, inner.stops, options.seed ?? 1, watch)
  })
}

/** The stops that no vehicle could serve even alone, with reasons: what `planRoutes` finds before it searches. */
export function findUnservable(problem: RoutingProblem): Result<readonly Unserved[]> {
  const fault = findFault(problem)
  if (fault) return { ok: false, refusal: fault }
  const found: Unserved[] = []
  for (const piece of splitByDepot(problem)) {
    const model = compile(piece, piece.stops)
    if ('code' in model) return { ok: false, refusal: model }
    found.push(...diagnose(model).values())
  }
  return { ok: true, value: found }
}

/** A share of the whole budget, from `from` to `to`, in iterations or on the caller's clock, whichever ends first. */
function createWatch(options: PlanOptions, startedAt: number, from: number, to: number): Watch {
  const { iterations = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY, clock } = options
  const width = Math.max(to - from, 1e-9)
  return {
    share: (done) => {
      const counted = iterations === 0 ? 1 : done / (iterations * width)
      const timed =
        clock && milliseconds < Number.POSITIVE_INFINITY ? (clock() - startedAt) / milliseconds : 0
      return Math.max(counted, milliseconds === 0 ? 1 : (timed - from) / width)
    },
    stopped: () => options.shouldStop?.() ?? false,
    report: (done, share, cost, unserved) => {
      const progress: Progress = {
        iterations: done,
        share: from + Math.min(1, share) * width,
        cost,
        unserved,
      }
      options.onProgress?.(progress)
    },
  }
}

function planPiece(
  problem: RoutingProblem,
  all: readonly Stop[],
  seed: number,
  watch: Watch,
): Result<RoutePlan> {
  const whole = compile(problem, all)
  if ('code' in whole) return { ok: false, refusal: whole }
  const hopeless = diagnose(whole)
  const lockFault = findLockFault(whole)
  if (lockFault) return { ok: false, refusal: lockFault }
  const kept = all.filter((_, i) => !hopeless.has(i + 1))
  if (kept.length === 0) {
    const empty = { trips: [], absent: [], cost: 0 }
    return { ok: true, value: buildPlan(whole, empty, hopeless) }
  }
  const model = hopeless.size === 0 ? whole : compile(problem, kept)
  if ('code' in model) return { ok: false, refusal: model }
  const fast = adaptForFast(model)
  const found = (fast ? searchFast(model, fast, seed, watch) : null) ?? searchRich(model, seed, watch)
  const plan = buildPlan(model, found.plan, new Map())
  return {
    ok: true,
    value: { ...plan, unserved: [...hopeless.values(), ...plan.unserved], iterations: found.iterations },
  }
}

/** Locked stops that can't be driven in time or carried leave nothing to plan: the caller must loosen them. */
function findLockFault(model: Model): Refusal | null {
  const scheduler = createScheduler(model)
  for (const vehicle of model.vehicles) {
    if (vehicle.underway === null) continue
    const sequence = Int32Array.from(vehicle.underway.locked)
    const timed = scheduler.run(vehicle, sequence, sequence.length, everFreeDock)
    if (!timed || sequence.length > vehicle.kind.stopsMax || !canCarry(model, vehicle.kind, sequence))
      return refuse('lockedImpossible', { vehicle: vehicle.id })
  }
  return null
}

function canCarry(model: Model, kind: KindModel, nodes: Int32Array): boolean {
  const { dimensions, deliver, collect, collects, problem } = model
  const last = problem.recovery === 'last'
  for (let d = 0; d < dimensions; d++) {
    let aboard = 0
    for (const node of nodes) aboard += deliver[node * dimensions + d]!
    let collected = false
    for (const node of [0, ...nodes]) {
      const brought = deliver[node * dimensions + d]!
      if (last && collected && brought > 0) return false
      collected ||= collects[node] === 1
      aboard += collect[node * dimensions + d]! - brought
      if (aboard > kind.kind.capacity[d]!) return false
    }
  }
  return true
}

type Found = { readonly plan: RichPlan; readonly iterations: number }

/** Null when the fleet proves too small for a plan without gaps: then the other search decides who is left out. */
function searchFast(model: Model, fast: FastProblem, seed: number, watch: Watch): Found | null {
  const cooling = coolingFor(fast)
  const surcharge = surchargeFor(fast)
  const search = startFastSearch(fast, tuningFor(fast), seed)
  for (let looks = 0; ; looks++) {
    const share = watch.share(search.iteration)
    if (looks % 64 === 0) watch.report(search.iteration, share, search.bestCost / model.scale, 0)
    if (share >= 0.3 && bestRoutes(search).length > model.vehicles.length) return null
    if (share >= 1 || watch.stopped()) break
    search.surcharge = surcharge(share)
    runFastSearch(search, STEPS_BETWEEN_LOOKS, cooling(share))
  }
  const routes = bestRoutes(search)
  if (routes.length > model.vehicles.length) return null
  const trips = routes.map((stops) => [{ stops, loadFrom: 0 }])
  return { plan: { trips, absent: [], cost: search.bestCost }, iterations: search.iteration }
}

function searchRich(model: Model, seed: number, watch: Watch): Found {
  const cooling = coolingFor({ size: model.stops.length + 1, cost: model.kinds[0]!.cost, stride: model.size })
  const search = startRichSearch(model, seed)
  let iterations = 0
  for (let looks = 0; ; looks++) {
    const share = watch.share(iterations)
    const best = search.best()
    if (looks % 64 === 0) watch.report(iterations, share, best.cost / model.scale, best.absent.length)
    if (share >= 1 || watch.stopped()) break
    search.run(16, cooling(share))
    iterations += 16
  }
  return { plan: search.best(), iterations }
}

function mergePlans(plans: readonly RoutePlan[]): RoutePlan {
  return {
    vehicles: plans.flatMap((plan) => plan.vehicles),
    unserved: plans.flatMap((plan) => plan.unserved),
    cost: sum(plans.map((plan) => plan.cost)),
    metres: sum(plans.map((plan) => plan.metres)),
    drivingSeconds: sum(plans.map((plan) => plan.drivingSeconds)),
    iterations: sum(plans.map((plan) => plan.iterations)),
    inside: [],
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
