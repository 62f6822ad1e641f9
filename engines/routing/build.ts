import type { KindModel, Model } from './compile.ts'
import type { RoutePlan, Trip, Unserved, VehiclePlan, Visit } from './model.ts'
import type { RichPlan } from './search/rich/search.ts'
import { createRichState, createTrip, flatten, refresh, type VehicleState } from './search/rich/state.ts'
import { createRoads } from './travel.ts'

/**
 * Turns trips of nodes into a plan with every moment filled in. Each vehicle is timed anew by the scheduler that knows
 * every rule; what it refuses would be a bug of the search and is reported as unserved, never shown as served.
 */
export function buildPlan(model: Model, found: RichPlan, hopeless: ReadonlyMap<number, Unserved>): RoutePlan {
  const state = createRichState(model, 1, false)
  for (const [v, vehicle] of state.vehicles.entries()) {
    vehicle.trips = (found.trips[v] ?? []).map((trip) => createTrip(model, [...trip.stops], trip.loadFrom))
  }
  const vehicles: VehiclePlan[] = []
  const unserved: Unserved[] = [...hopeless.values()]
  for (const node of found.absent) {
    if (!hopeless.has(node))
      unserved.push({ stop: model.stops[node - 1]!.id, reason: 'fleetExhausted', data: {} })
  }
  for (const vehicle of state.vehicles) {
    if (!vehicle.trips.some((trip) => trip.stops.length > 0)) continue
    const timed = refresh(state, vehicle)
    const length = flatten(state, vehicle)
    if (timed && state.scheduler.run(vehicle.model, state.sequence, length, state.findDock)) {
      vehicles.push(writeVehicle(model, vehicle, state.scheduler.table))
      continue
    }
    for (const trip of vehicle.trips) {
      for (const node of trip.stops) {
        unserved.push({ stop: model.stops[node - 1]!.id, reason: 'notFoundInTime', data: {} })
      }
    }
    vehicle.trips = []
  }
  return { vehicles, unserved, ...measure(model, state.vehicles), iterations: 0, inside: [] }
}

type Table = ReturnType<typeof createRichState>['scheduler']['table']

function writeVehicle(model: Model, vehicle: VehicleState, table: Table): VehiclePlan {
  const { kind } = vehicle
  const trips: Trip[] = []
  let i = 0
  for (const [k, trip] of vehicle.trips.entries()) {
    const visits: Visit[] = trip.stops.map((node) => {
      const visit = {
        stop: model.stops[node - 1]!.id,
        place: placeOf(model, kind, node),
        atBorder: kind.atBorder[node] === 1,
        arrivesAt: table.arrive[i]!,
        startsAt: table.start[i]!,
        endsAt: table.end[i]!,
        departsAt: table.depart[i]!,
      }
      i++
      return visit
    })
    i++
    trips.push({
      loadingFrom: table.loadFrom[k]!,
      loadingUntil: table.loadUntil[k]!,
      leavesAt: table.leave[k]!,
      visits,
      returnsAt: table.back[k]!,
    })
  }
  const length = kind.kind.rest?.lengthSeconds ?? 0
  const rest =
    table.restFrom < 0 ? null : { fromSeconds: table.restFrom, untilSeconds: table.restFrom + length }
  return { vehicle: vehicle.model.id, kind: kind.kind.id, depot: kind.kind.depot, trips, rest }
}

function placeOf(model: Model, kind: KindModel, node: number): string {
  const stop = model.stops[node - 1]!
  if (kind.atBorder[node] === 0) return stop.place
  return model.problem.zones!.find((zone) => zone.id === stop.zone)!.transferPlace
}

/** Cost, metres and seconds at the wheel in the caller's units, from the roads themselves. */
function measure(
  model: Model,
  vehicles: readonly VehicleState[],
): { cost: number; metres: number; drivingSeconds: number } {
  const { problem } = model
  const placeIndex = new Map(problem.places.map((place, i) => [place.id, i]))
  let cost = 0
  let metres = 0
  let drivingSeconds = 0
  const roadsOf = new Map(
    model.kinds.map((kind) => [kind, createRoads(problem, kind.kind.id, kind.kind.speedFactor ?? 1)]),
  )
  for (const vehicle of vehicles) {
    if (vehicle.trips.length === 0) continue
    const { kind } = vehicle
    const roads = roadsOf.get(kind)!
    const depot = placeIndex.get(problem.depots[kind.depot]!.place)!
    const underway = problem.underway?.find((entry) => entry.vehicle === vehicle.model.id)
    if (underway === undefined) cost += kind.kind.costFixed ?? 0
    for (const [k, trip] of vehicle.trips.entries()) {
      let from = k === 0 && underway !== undefined ? placeIndex.get(underway.place)! : depot
      const stops = trip.stops.map((node) => placeIndex.get(placeOf(model, kind, node))!)
      for (const to of [...stops, depot]) {
        const road = roads(from, to)
        metres += road.metres
        drivingSeconds += road.seconds
        cost += road.metres * (kind.kind.costPerMetre ?? 1) + road.seconds * (kind.kind.costPerSecond ?? 0)
        from = to
      }
    }
  }
  return { cost, metres, drivingSeconds }
}
