import type { RoutingProblem, Stop, Trip, VehicleKind, VehiclePlan } from '../model.ts'
import type { Report } from './violation.ts'

/** Who may go where: kinds, depots, zones, numbers of trips and stops. */
export function checkPlaces(
  problem: RoutingProblem,
  vehicle: VehiclePlan,
  kind: VehicleKind,
  report: Report,
): void {
  if (vehicle.trips.length > (kind.tripsMax ?? 1))
    report('tooManyTrips', vehicle.vehicle, { trips: vehicle.trips.length })
  // What is on board already is there, whatever the rules for loading say.
  const aboard = problem.underway?.find((entry) => entry.vehicle === vehicle.vehicle)?.aboard ?? []
  for (const trip of vehicle.trips) {
    if (trip.visits.length > (kind.stopsPerTripMax ?? Infinity)) report('tooManyStops', vehicle.vehicle)
    for (const visit of trip.visits) {
      const stop = findStop(problem, visit.stop)
      const zone = problem.zones?.find((candidate) => candidate.id === stop.zone)
      if (visit.atBorder ? !zone || visit.place !== zone.transferPlace : visit.place !== stop.place)
        report('wrongPlace', stop.id, { place: visit.place })
      if (zone && !visit.atBorder && !(kind.passes ?? []).includes(zone.id)) report('zoneEntered', stop.id)
      if (aboard.includes(stop.id)) continue
      if (stop.vehicleKinds && !stop.vehicleKinds.includes(kind.id)) report('kindNotAllowed', stop.id)
      if (stop.depot !== undefined && stop.depot !== vehicle.depot) report('wrongDepot', stop.id)
    }
  }
}

/** What is on board between any two stops, in every dimension. */
export function checkLoads(
  problem: RoutingProblem,
  vehicle: VehiclePlan,
  kind: VehicleKind,
  report: Report,
): void {
  for (const trip of vehicle.trips) {
    const stops = trip.visits.map((visit) => findStop(problem, visit.stop))
    for (const [d, dimension] of problem.dimensions.entries()) {
      let aboard = 0
      for (const stop of stops) aboard += stop.deliver?.[d] ?? 0
      let most = aboard
      for (const stop of stops) {
        aboard += (stop.collect?.[d] ?? 0) - (stop.deliver?.[d] ?? 0)
        most = Math.max(most, aboard)
      }
      if (most > kind.capacity[d]!)
        report('overloaded', vehicle.vehicle, { dimension, load: most, capacity: kind.capacity[d]! })
    }
    if (problem.recovery === 'last') checkRecovery(trip, stops, vehicle, report)
  }
}

function checkRecovery(trip: Trip, stops: readonly Stop[], vehicle: VehiclePlan, report: Report): void {
  const isSome = (amounts: readonly number[] | undefined): boolean =>
    (amounts ?? []).some((amount) => amount > 0)
  const firstCollected = stops.findIndex((stop) => isSome(stop.collect))
  if (firstCollected < 0) return
  for (let i = firstCollected + 1; i < trip.visits.length; i++) {
    if (isSome(stops[i]!.deliver)) report('collectedBeforeDelivery', vehicle.vehicle, { stop: stops[i]!.id })
  }
}

const stopIndexes = new WeakMap<RoutingProblem, Map<string, Stop>>()

export function findStop(problem: RoutingProblem, id: string): Stop {
  let index = stopIndexes.get(problem)
  if (!index) {
    index = new Map(problem.stops.map((stop) => [stop.id, stop]))
    stopIndexes.set(problem, index)
  }
  const stop = index.get(id)
  if (!stop) throw new Error(`routing: unknown stop ${id}`)
  return stop
}
