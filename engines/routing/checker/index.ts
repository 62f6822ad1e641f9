import { insideProblem } from '../inside.ts'
import type { RoutePlan, RoutingProblem, VehicleKind, VehiclePlan } from '../model.ts'
import { checkLoads, checkPlaces } from './goods.ts'
import { measureRoad } from './roads.ts'
import { checkTimes } from './times.ts'
import type { Report, Violation } from './violation.ts'

export type { Violation, ViolationCode } from './violation.ts'

const TOLERANCE = 1e-6

/**
 * Every rule of the problem that a plan breaks, empty for a sound plan. It trusts no figure of the plan: roads, loads,
 * moments, limits, docks and totals are worked out again by code that shares nothing with the search.
 */
export function checkPlan(problem: RoutingProblem, plan: RoutePlan): readonly Violation[] {
  const found: Violation[] = []
  const report: Report = (code, where, data = {}) => found.push({ code, where, data })
  const kinds = new Map(problem.vehicles.map((kind) => [kind.id, kind]))
  const seen = new Set<string>()
  const known: { vehicle: VehiclePlan; kind: VehicleKind }[] = []
  for (const vehicle of plan.vehicles) {
    const kind = kinds.get(vehicle.kind)
    const number = Number(vehicle.vehicle.slice(vehicle.kind.length + 1))
    const named = vehicle.vehicle === `${vehicle.kind}#${number}` && Number.isInteger(number) && number >= 1
    if (!kind || !named || number > kind.count || vehicle.depot !== kind.depot) {
      report('unknownVehicle', vehicle.vehicle)
      continue
    }
    if (seen.has(vehicle.vehicle)) report('vehicleTwice', vehicle.vehicle)
    seen.add(vehicle.vehicle)
    known.push({ vehicle, kind })
  }
  checkCoverage(problem, plan, report)
  if (found.some((violation) => violation.code === 'unknownStop')) return found
  for (const { vehicle, kind } of known) {
    checkPlaces(problem, vehicle, kind, report)
    checkLoads(problem, vehicle, kind, report)
  }
  // Without right places the roads between them can't be measured.
  if (found.some((violation) => violation.code === 'wrongPlace')) return found
  for (const { vehicle, kind } of known) checkTimes(problem, vehicle, kind, report)
  checkDocks(problem, known, report)
  checkUnderway(problem, plan, report)
  checkTotals(problem, plan, known, report)
  checkInside(problem, plan, report)
  return found
}

function checkCoverage(problem: RoutingProblem, plan: RoutePlan, report: Report): void {
  const stops = new Set(problem.stops.map((stop) => stop.id))
  const served = new Set<string>()
  for (const vehicle of plan.vehicles) {
    for (const trip of vehicle.trips) {
      for (const visit of trip.visits) {
        if (!stops.has(visit.stop)) report('unknownStop', visit.stop)
        if (served.has(visit.stop)) report('servedTwice', visit.stop)
        served.add(visit.stop)
      }
    }
  }
  const handed = new Set(
    plan.vehicles.flatMap((vehicle) =>
      vehicle.trips.flatMap((trip) =>
        trip.visits.filter((visit) => visit.atBorder).map((visit) => visit.stop),
      ),
    ),
  )
  const unserved = new Set<string>()
  for (const { stop } of plan.unserved) {
    if (!stops.has(stop)) report('unknownStop', stop)
    if (unserved.has(stop)) report('servedTwice', stop)
    // What reached the border but no vehicle inside is rightly told as unserved.
    if (served.has(stop) && !handed.has(stop)) report('servedTwice', stop)
    unserved.add(stop)
  }
  for (const stop of stops) if (!served.has(stop) && !unserved.has(stop)) report('forgotten', stop)
}

function checkDocks(
  problem: RoutingProblem,
  known: readonly { vehicle: VehiclePlan; kind: VehicleKind }[],
  report: Report,
): void {
  for (const depot of problem.depots) {
    if (depot.docks === undefined) continue
    const events: { at: number; change: number }[] = []
    for (const { vehicle } of known) {
      if (vehicle.depot !== depot.id) continue
      for (const trip of vehicle.trips) {
        if (trip.loadingUntil <= trip.loadingFrom) continue
        events.push({ at: trip.loadingFrom, change: 1 }, { at: trip.loadingUntil, change: -1 })
      }
    }
    events.sort((a, b) => a.at - b.at || a.change - b.change)
    let busy = 0
    for (const event of events) {
      busy += event.change
      if (busy > depot.docks) {
        report('docksExceeded', depot.id, { at: event.at, docks: depot.docks })
        break
      }
    }
  }
}

function checkUnderway(problem: RoutingProblem, plan: RoutePlan, report: Report): void {
  for (const entry of problem.underway ?? []) {
    const vehicle = plan.vehicles.find((candidate) => candidate.vehicle === entry.vehicle)
    const first = vehicle?.trips[0]?.visits.map((visit) => visit.stop) ?? []
    if (entry.locked.some((stop, i) => first[i] !== stop)) report('lockedChanged', entry.vehicle)
    for (const other of plan.vehicles) {
      for (const [k, trip] of other.trips.entries()) {
        for (const visit of trip.visits) {
          const here = other.vehicle === entry.vehicle && k === 0
          const aboard = entry.aboard.includes(visit.stop)
          if (aboard && !here) report('aboardElsewhere', visit.stop)
          const brings = problem.stops
            .find((stop) => stop.id === visit.stop)
            ?.deliver?.some((amount) => amount > 0)
          if (here && !aboard && brings) report('notAboard', visit.stop)
        }
      }
    }
  }
}

function checkTotals(
  problem: RoutingProblem,
  plan: RoutePlan,
  known: readonly { vehicle: VehiclePlan; kind: VehicleKind }[],
  report: Report,
): void {
  let cost = 0
  let metres = 0
  let drivingSeconds = 0
  for (const { vehicle, kind } of known) {
    const underway = problem.underway?.find((entry) => entry.vehicle === vehicle.vehicle)
    const depot = problem.depots.find((candidate) => candidate.id === vehicle.depot)!.place
    if (!underway) cost += kind.costFixed ?? 0
    for (const [k, trip] of vehicle.trips.entries()) {
      let from = k === 0 && underway ? underway.place : depot
      for (const to of [...trip.visits.map((visit) => visit.place), depot]) {
        const road = measureRoad(problem, kind, from, to, 0)
        metres += road.metres
        drivingSeconds += road.baseSeconds
        cost += road.metres * (kind.costPerMetre ?? 1) + road.baseSeconds * (kind.costPerSecond ?? 0)
        from = to
      }
    }
  }
  const differs = (told: number, is: number): boolean =>
    Math.abs(told - is) > TOLERANCE * Math.max(1, Math.abs(is))
  if (differs(plan.cost, cost)) report('wrongTotal', 'cost', { told: plan.cost, is: cost })
  if (differs(plan.metres, metres)) report('wrongTotal', 'metres', { told: plan.metres, is: metres })
  if (differs(plan.drivingSeconds, drivingSeconds)) {
    report('wrongTotal', 'drivingSeconds', { told: plan.drivingSeconds, is: drivingSeconds })
  }
}

/** What is handed over at a border must go on from there, not before it came. */
function checkInside(problem: RoutingProblem, plan: RoutePlan, report: Report): void {
  const handedAt = new Map<string, number>()
  for (const vehicle of plan.vehicles) {
    for (const trip of vehicle.trips) {
      for (const visit of trip.visits) if (visit.atBorder) handedAt.set(visit.stop, visit.endsAt)
    }
  }
  for (const zone of problem.zones ?? []) {
    const stops = problem.stops.filter((stop) => stop.zone === zone.id && handedAt.has(stop.id))
    const leg = plan.inside.find((entry) => entry.zone === zone.id)
    if (zone.insideVehicles === undefined || stops.length === 0) {
      if (leg) report('unknownVehicle', zone.id)
      continue
    }
    if (!leg) {
      for (const stop of stops) report('forgotten', stop.id)
      continue
    }
    const inner = checkPlan(insideProblem(problem, zone, stops, handedAt), leg.plan)
    for (const violation of inner) report(violation.code, `${zone.id}: ${violation.where}`, violation.data)
    const told = new Set(plan.unserved.map((entry) => entry.stop))
    for (const { stop } of leg.plan.unserved) if (!told.has(stop)) report('forgotten', stop)
  }
}
