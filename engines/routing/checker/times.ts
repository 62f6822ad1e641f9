import type { RoutingProblem, Trip, VehicleKind, VehiclePlan } from '../model.ts'
import { findStop } from './goods.ts'
import { measureRoad } from './roads.ts'
import type { Report } from './violation.ts'

const TOLERANCE = 1e-6

/** Every moment of a vehicle's shift against roads, windows, depot hours, limits and the driver's rest. */
export function checkTimes(
  problem: RoutingProblem,
  vehicle: VehiclePlan,
  kind: VehicleKind,
  report: Report,
): void {
  const depot = problem.depots.find((candidate) => candidate.id === vehicle.depot)!
  const underway = problem.underway?.find((entry) => entry.vehicle === vehicle.vehicle)
  const from = Math.max(depot.opensAtSeconds ?? 0, kind.startsAtSeconds ?? 0)
  const until = Math.min(depot.closesAtSeconds ?? Infinity, kind.endsAtSeconds ?? Infinity)
  let free = underway ? underway.atSeconds : from
  for (const [k, trip] of vehicle.trips.entries()) {
    const started = k === 0 && underway !== undefined
    if (trip.loadingFrom < free)
      report(k === 0 ? 'outsideShift' : 'tripsOverlap', vehicle.vehicle, { trip: k })
    if (started) {
      if (trip.loadingUntil !== trip.loadingFrom) report('loadingTooShort', vehicle.vehicle, { trip: k })
    } else if (trip.loadingUntil - trip.loadingFrom < (kind.loadingSeconds ?? 0)) {
      report('loadingTooShort', vehicle.vehicle, { trip: k })
    }
    if (trip.leavesAt < trip.loadingUntil) report('departsTooEarly', vehicle.vehicle, { trip: k })
    checkTrip(
      problem,
      vehicle,
      trip,
      kind,
      started ? underway.place : depot.place,
      depot.place,
      started,
      report,
    )
    if (trip.returnsAt - trip.leavesAt > (kind.tripSecondsMax ?? Infinity))
      report('tripTooLong', vehicle.vehicle, { trip: k, seconds: trip.returnsAt - trip.leavesAt })
    if (trip.returnsAt > until) report('outsideShift', vehicle.vehicle, { returnsAt: trip.returnsAt })
    free = trip.returnsAt
  }
  if (vehicle.trips.length === 0) return
  const length = free - vehicle.trips[0]!.loadingFrom
  if (length > (kind.shiftSecondsMax ?? Infinity))
    report('shiftTooLong', vehicle.vehicle, { seconds: length })
  checkRest(vehicle, kind, free, report)
}

function checkTrip(
  problem: RoutingProblem,
  vehicle: VehiclePlan,
  trip: Trip,
  kind: VehicleKind,
  start: string,
  depot: string,
  started: boolean,
  report: Report,
): void {
  let place = start
  let now = trip.leavesAt
  for (const visit of trip.visits) {
    const stop = findStop(problem, visit.stop)
    const zone = visit.atBorder ? problem.zones?.find((candidate) => candidate.id === stop.zone) : undefined
    const window = zone ?? stop
    const road = measureRoad(problem, kind, place, visit.place, now)
    if (road.seconds === Infinity) report('noRoad', stop.id, { from: place, to: visit.place })
    else if (visit.arrivesAt < now + road.seconds - TOLERANCE) report('arrivesTooEarly', stop.id)
    if (visit.startsAt < visit.arrivesAt) report('startsBeforeArrival', stop.id)
    if (
      visit.startsAt < (window.opensAtSeconds ?? 0) ||
      visit.startsAt > (window.closesAtSeconds ?? Infinity)
    )
      report('outsideWindow', stop.id, { startsAt: visit.startsAt })
    const service = (zone ? zone.handoverSeconds : stop.serviceSeconds) ?? 0
    if (visit.endsAt < visit.startsAt + service) report('serviceTooShort', stop.id)
    if (visit.departsAt < visit.endsAt) report('departsTooEarly', stop.id)
    if (!started && trip.loadingFrom < (stop.readyAtSeconds ?? 0)) report('goodsNotReady', stop.id)
    place = visit.place
    now = visit.departsAt
  }
  const home = measureRoad(problem, kind, place, depot, now)
  if (home.seconds === Infinity) report('noRoad', vehicle.vehicle, { from: place, to: depot })
  else if (trip.returnsAt < now + home.seconds - TOLERANCE) report('arrivesTooEarly', vehicle.vehicle)
}

/** The rest lies where the vehicle neither drives nor loads nor serves. */
function checkRest(vehicle: VehiclePlan, kind: VehicleKind, shiftEnd: number, report: Report): void {
  const { rest } = kind
  const taken = vehicle.rest
  if (!rest) return
  if (!taken) {
    if (shiftEnd > rest.latestSeconds) report('restMissing', vehicle.vehicle, { shiftEnd })
    return
  }
  if (taken.fromSeconds < rest.earliestSeconds || taken.fromSeconds > rest.latestSeconds)
    report('restOutsideWindow', vehicle.vehicle, { fromSeconds: taken.fromSeconds })
  if (taken.untilSeconds - taken.fromSeconds < rest.lengthSeconds) report('restTooShort', vehicle.vehicle)
  let idle = false
  let before = -Infinity
  for (const trip of vehicle.trips) {
    const gaps: [number, number][] = [
      [before, trip.loadingFrom],
      [trip.loadingUntil, trip.leavesAt],
    ]
    for (const visit of trip.visits)
      gaps.push([visit.arrivesAt, visit.startsAt], [visit.endsAt, visit.departsAt])
    idle ||= gaps.some(([from, until]) => from <= taken.fromSeconds && taken.untilSeconds <= until)
    before = trip.returnsAt
  }
  idle ||= taken.fromSeconds >= before
  if (!idle) report('restWhileWorking', vehicle.vehicle)
}
