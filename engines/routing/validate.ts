import {
  AMOUNT_MAX,
  DIMENSIONS_MAX,
  ITERATIONS_MAX,
  PLACES_IN_MATRIX_MAX,
  SECONDS_MAX,
  STOPS_MAX,
  VEHICLES_MAX,
} from './limits.ts'
import type { PlanOptions, Refusal, RoutingProblem, SpeedPeriod, VehicleKind } from './model.ts'
import { refuse } from './refuse.ts'

type Bounds = { readonly max?: number; readonly whole?: boolean; readonly aboveZero?: boolean }

/** Null, or the first fault of the input in a fixed order: sizes first, so that nothing big is read in vain. */
export function findFault(problem: RoutingProblem): Refusal | null {
  return (
    findSizeFault(problem) ??
    findPlaceFault(problem) ??
    findTravelFault(problem) ??
    findDepotFault(problem) ??
    findFleetFault(problem.vehicles, problem, 'vehicles') ??
    findZoneFault(problem) ??
    findStopFault(problem) ??
    findRoadFault(problem) ??
    findUnderwayFault(problem)
  )
}

/** A budget is iterations, or milliseconds together with a clock, or both. */
export function findBudgetFault(options: PlanOptions): Refusal | null {
  const { iterations, milliseconds, clock } = options
  if (iterations === undefined && milliseconds === undefined)
    return refuse('badBudget', { missing: 'iterations' })
  if (
    iterations !== undefined &&
    !(Number.isInteger(iterations) && iterations >= 0 && iterations <= ITERATIONS_MAX)
  )
    return refuse('badBudget', { iterations })
  if (milliseconds !== undefined && !(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY))
    return refuse('badBudget', { milliseconds })
  if (milliseconds !== undefined && clock === undefined) return refuse('badBudget', { missing: 'clock' })
  if (options.seed !== undefined && !Number.isSafeInteger(options.seed))
    return refuse('badBudget', { seed: options.seed })
  return null
}

function findSizeFault(problem: RoutingProblem): Refusal | null {
  if (problem.stops.length === 0) return refuse('noStops')
  if (problem.stops.length > STOPS_MAX)
    return refuse('tooManyStops', { stops: problem.stops.length, max: STOPS_MAX })
  if (problem.places.length > STOPS_MAX * 2) return refuse('tooManyStops', { places: problem.places.length })
  if (problem.depots.length === 0) return refuse('noDepots')
  if (problem.dimensions.length > DIMENSIONS_MAX)
    return refuse('outOfRange', { dimensions: problem.dimensions.length })
  let count = 0
  for (const kind of problem.vehicles) {
    const fault = findNumberFault(kind.count, `vehicles.${kind.id}.count`, { whole: true })
    if (fault) return fault
    count += kind.count
  }
  if (count === 0) return refuse('noVehicles')
  return count > VEHICLES_MAX ? refuse('tooManyVehicles', { vehicles: count, max: VEHICLES_MAX }) : null
}

function findNumberFault(value: number | undefined, field: string, bounds: Bounds = {}): Refusal | null {
  if (value === undefined) return null
  if (typeof value !== 'number' || Number.isNaN(value)) return refuse('notANumber', { field })
  if (value < 0) return refuse('negative', { field, value })
  const max = bounds.max ?? Number.MAX_VALUE
  if (value > max || (bounds.aboveZero && value === 0)) return refuse('outOfRange', { field, value, max })
  return bounds.whole && !Number.isInteger(value) ? refuse('notWhole', { field, value }) : null
}

const SECONDS: Bounds = { max: SECONDS_MAX, whole: true }

function findSecondsFault(values: Record<string, number | undefined>, where: string): Refusal | null {
  for (const [name, value] of Object.entries(values)) {
    const fault = findNumberFault(value, `${where}.${name}`, SECONDS)
    if (fault) return fault
  }
  return null
}

function findAmountsFault(
  amounts: readonly number[] | undefined,
  problem: RoutingProblem,
  field: string,
): Refusal | null {
  if (amounts === undefined) return null
  if (amounts.length !== problem.dimensions.length)
    return refuse('wrongLength', { field, length: amounts.length, expected: problem.dimensions.length })
  for (const amount of amounts) {
    const fault = findNumberFault(amount, field, { max: AMOUNT_MAX, whole: true })
    if (fault) return fault
  }
  return null
}

function findDuplicate(ids: readonly { readonly id: string }[], what: string): Refusal | null {
  const seen = new Set<string>()
  for (const { id } of ids) {
    if (seen.has(id)) return refuse('duplicateId', { what, id })
    seen.add(id)
  }
  return null
}

function findWindowFault(open: number | undefined, close: number | undefined, where: string): Refusal | null {
  const fault = findSecondsFault({ open, close }, where)
  if (fault) return fault
  return (open ?? 0) > (close ?? SECONDS_MAX) ? refuse('windowClosesBeforeItOpens', { where }) : null
}

function findPlaceFault(problem: RoutingProblem): Refusal | null {
  const duplicate = findDuplicate(problem.places, 'places')
  if (duplicate) return duplicate
  if (problem.travel.kind === 'matrix') return null
  for (const place of problem.places) {
    if (place.x === undefined || place.y === undefined)
      return refuse('notANumber', { field: `places.${place.id}` })
    if (!Number.isFinite(place.x) || !Number.isFinite(place.y))
      return refuse('notANumber', { field: `places.${place.id}` })
    const max = problem.travel.unit === 'degrees' ? 360 : 1e8
    if (Math.abs(place.x) > max || Math.abs(place.y) > max)
      return refuse('outOfRange', { field: `places.${place.id}`, max })
  }
  return null
}

function findTravelFault(problem: RoutingProblem): Refusal | null {
  const { travel } = problem
  const clockFault = findSpeedFault(travel.speedByTime)
  if (clockFault) return clockFault
  if (travel.kind === 'straightLine') {
    return (
      findNumberFault(travel.winding, 'travel.winding', { max: 100, aboveZero: true }) ??
      findNumberFault(travel.metresPerSecond, 'travel.metresPerSecond', { max: 1000, aboveZero: true })
    )
  }
  const size = problem.places.length
  if (size > PLACES_IN_MATRIX_MAX) return refuse('tooManyStops', { places: size, max: PLACES_IN_MATRIX_MAX })
  for (const table of ['metres', 'seconds'] as const) {
    const values = travel[table]
    if (values.length !== size * size)
      return refuse('wrongLength', { field: `travel.${table}`, length: values.length, expected: size * size })
    const max = table === 'seconds' ? SECONDS_MAX : 1e9
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (value >= 0 && value <= max) continue
      const at = {
        field: `travel.${table}`,
        from: problem.places[Math.floor(i / size)]!.id,
        to: problem.places[i % size]!.id,
      }
      if (Number.isNaN(value) || typeof value !== 'number') return refuse('notANumber', at)
      if (value < 0) return refuse('negative', { ...at, value })
      if (value !== Number.POSITIVE_INFINITY) return refuse('outOfRange', { ...at, value, max })
    }
    if (!travel.symmetric) continue
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        if (values[i * size + j] === values[j * size + i]) continue
        return refuse('notSymmetric', {
          field: `travel.${table}`,
          from: problem.places[i]!.id,
          to: problem.places[j]!.id,
        })
      }
    }
  }
  return null
}

function findSpeedFault(periods: readonly SpeedPeriod[] | undefined): Refusal | null {
  let before = -1
  for (const period of periods ?? []) {
    const fault =
      findNumberFault(period.fromSeconds, 'travel.speedByTime.fromSeconds', SECONDS) ??
      findNumberFault(period.factor, 'travel.speedByTime.factor', { max: 100 })
    if (fault) return fault
    // Slower than a hundredth would make a road of minutes last for days: surely a slip of the pen.
    if (period.factor < 0.01)
      return refuse('outOfRange', { field: 'travel.speedByTime.factor', value: period.factor })
    if (period.fromSeconds <= before) return refuse('outOfRange', { field: 'travel.speedByTime.fromSeconds' })
    before = period.fromSeconds
  }
  return null
}

function findDepotFault(problem: RoutingProblem): Refusal | null {
  const duplicate = findDuplicate(problem.depots, 'depots')
  if (duplicate) return duplicate
  const places = new Set(problem.places.map((place) => place.id))
  for (const depot of problem.depots) {
    const where = `depots.${depot.id}`
    if (!places.has(depot.place)) return refuse('unknownReference', { where, place: depot.place })
    const fault =
      findWindowFault(depot.opensAtSeconds, depot.closesAtSeconds, where) ??
      findNumberFault(depot.docks, `${where}.docks`, { max: 10_000, whole: true, aboveZero: true })
    if (fault) return fault
  }
  return null
}

function findFleetFault(fleet: readonly VehicleKind[], problem: RoutingProblem, at: string): Refusal | null {
  const duplicate = findDuplicate(fleet, at)
  if (duplicate) return duplicate
  const depots = new Set(problem.depots.map((depot) => depot.id))
  const zones = new Set((problem.zones ?? []).map((zone) => zone.id))
  for (const kind of fleet) {
    const where = `${at}.${kind.id}`
    if (at === 'vehicles' && !depots.has(kind.depot))
      return refuse('unknownReference', { where, depot: kind.depot })
    for (const pass of kind.passes ?? [])
      if (!zones.has(pass)) return refuse('unknownReference', { where, zone: pass })
    const { loadingSeconds, tripSecondsMax, shiftSecondsMax, rest } = kind
    const fault =
      findNumberFault(kind.count, `${where}.count`, { max: VEHICLES_MAX, whole: true }) ??
      findAmountsFault(kind.capacity, problem, `${where}.capacity`) ??
      findWindowFault(kind.startsAtSeconds, kind.endsAtSeconds, where) ??
      findSecondsFault(
        { loadingSeconds, tripSecondsMax, shiftSecondsMax, restLength: rest?.lengthSeconds },
        where,
      ) ??
      findWindowFault(rest?.earliestSeconds, rest?.latestSeconds, `${where}.rest`) ??
      findNumberFault(kind.tripsMax, `${where}.tripsMax`, { max: 1000, whole: true, aboveZero: true }) ??
      findNumberFault(kind.stopsPerTripMax, `${where}.stopsPerTripMax`, { whole: true, aboveZero: true }) ??
      findNumberFault(kind.costFixed, `${where}.costFixed`, { max: 1e9 }) ??
      findNumberFault(kind.costPerMetre, `${where}.costPerMetre`, { max: 1e6 }) ??
      findNumberFault(kind.costPerSecond, `${where}.costPerSecond`, { max: 1e6 }) ??
      findNumberFault(kind.speedFactor, `${where}.speedFactor`, { max: 100 })
    if (fault) return fault
    if ((kind.speedFactor ?? 1) < 0.01) return refuse('outOfRange', { field: `${where}.speedFactor` })
  }
  return null
}

function findZoneFault(problem: RoutingProblem): Refusal | null {
  const zones = problem.zones ?? []
  const places = new Set(problem.places.map((place) => place.id))
  const duplicate = findDuplicate(zones, 'zones')
  if (duplicate) return duplicate
  for (const zone of zones) {
    const where = `zones.${zone.id}`
    if (!places.has(zone.transferPlace))
      return refuse('unknownReference', { where, place: zone.transferPlace })
    const fault =
      findWindowFault(zone.opensAtSeconds, zone.closesAtSeconds, where) ??
      findSecondsFault({ handoverSeconds: zone.handoverSeconds }, where) ??
      findFleetFault(zone.insideVehicles ?? [], problem, `${where}.insideVehicles`)
    if (fault) return fault
  }
  return null
}

function findStopFault(problem: RoutingProblem): Refusal | null {
  const duplicate = findDuplicate(problem.stops, 'stops')
  if (duplicate) return duplicate
  const places = new Set(problem.places.map((place) => place.id))
  const depots = new Set(problem.depots.map((depot) => depot.id))
  const kinds = new Set(problem.vehicles.map((kind) => kind.id))
  const zones = new Set((problem.zones ?? []).map((zone) => zone.id))
  for (const stop of problem.stops) {
    const where = `stops.${stop.id}`
    if (!places.has(stop.place)) return refuse('unknownReference', { where, place: stop.place })
    if (stop.depot !== undefined && !depots.has(stop.depot))
      return refuse('unknownReference', { where, depot: stop.depot })
    if (stop.zone !== undefined && !zones.has(stop.zone))
      return refuse('unknownReference', { where, zone: stop.zone })
    for (const kind of stop.vehicleKinds ?? [])
      if (!kinds.has(kind)) return refuse('unknownReference', { where, kind })
    const fault =
      findAmountsFault(stop.deliver, problem, `${where}.deliver`) ??
      findAmountsFault(stop.collect, problem, `${where}.collect`) ??
      findWindowFault(stop.opensAtSeconds, stop.closesAtSeconds, where) ??
      findSecondsFault({ service: stop.serviceSeconds, readyAt: stop.readyAtSeconds }, where) ??
      findNumberFault(stop.weight, `${where}.weight`, { max: 1000 })
    if (fault) return fault
  }
  return null
}

function findRoadFault(problem: RoutingProblem): Refusal | null {
  const places = new Set(problem.places.map((place) => place.id))
  const kinds = new Set(problem.vehicles.map((kind) => kind.id))
  for (const road of problem.forbiddenRoads ?? []) {
    for (const place of [road.from, road.to])
      if (!places.has(place)) return refuse('unknownReference', { where: 'forbiddenRoads', place })
    for (const kind of road.vehicleKinds ?? [])
      if (!kinds.has(kind)) return refuse('unknownReference', { where: 'forbiddenRoads', kind })
  }
  return null
}

function findUnderwayFault(problem: RoutingProblem): Refusal | null {
  const vehicles = new Set<string>()
  for (const kind of problem.vehicles) for (let i = 1; i <= kind.count; i++) vehicles.add(`${kind.id}#${i}`)
  const places = new Set(problem.places.map((place) => place.id))
  const stops = new Set(problem.stops.map((stop) => stop.id))
  const taken = new Set<string>()
  for (const underway of problem.underway ?? []) {
    const where = `underway.${underway.vehicle}`
    if (!vehicles.delete(underway.vehicle))
      return refuse('unknownReference', { where, vehicle: underway.vehicle })
    if (!places.has(underway.place)) return refuse('unknownReference', { where, place: underway.place })
    const fault = findNumberFault(underway.atSeconds, `${where}.atSeconds`, SECONDS)
    if (fault) return fault
    for (const stop of underway.aboard) {
      if (!stops.has(stop)) return refuse('unknownReference', { where, stop })
      if (taken.has(stop)) return refuse('duplicateId', { what: where, id: stop })
      taken.add(stop)
    }
    for (const stop of underway.locked)
      if (!underway.aboard.includes(stop)) return refuse('lockedNotAboard', { where, stop })
    if (new Set(underway.locked).size !== underway.locked.length)
      return refuse('duplicateId', { what: where, id: 'locked' })
  }
  return null
}
