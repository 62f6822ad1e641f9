import { FORBIDDEN } from '../fast/problem.ts'
import { draw } from '../random.ts'
import { RELOAD } from './schedule.ts'
import { ABSENT, flatten, type RichState, type TripState, type VehicleState } from './state.ts'

/** Where a stop goes: into a trip at a position, or alone on a new trip (`fresh`) put before trip number `trip`. */
export type Position = {
  vehicle: VehicleState | null
  trip: number
  at: number
  fresh: boolean
  cost: number
}

const BLINK_RATE = 0.01
const NEIGHBOURS = 40

/** Cheapest allowed position of a stop: beside close stops, on a new trip, and anywhere when those offer nothing. */
export function findPosition(state: RichState, node: number, found: Position): void {
  const { near, nearWidth, vehicleOf, tripOf, positionOf, random } = state
  found.vehicle = null
  found.cost = Number.POSITIVE_INFINITY
  const end = node * nearWidth + Math.min(nearWidth, NEIGHBOURS + 1)
  for (let i = node * nearWidth + 1; i < end; i++) {
    const beside = near[i]!
    const owner = vehicleOf[beside]!
    if (owner === ABSENT) continue
    const vehicle = state.vehicles[owner]!
    if (vehicle.kind.allowed[node] === 0 && state.aboardOf[node] !== owner) continue
    const at = positionOf[beside]!
    for (let side = 0; side < 2; side++)
      tryPosition(state, node, vehicle, tripOf[beside]!, at + side, found, random)
  }
  tryFreshTrips(state, node, found)
  if (found.vehicle !== null) return
  for (const vehicle of state.vehicles) {
    if (vehicle.kind.allowed[node] === 0 && state.aboardOf[node] !== vehicle.index) continue
    for (const [k, trip] of vehicle.trips.entries()) {
      for (let at = 0; at <= trip.stops.length; at++) tryPosition(state, node, vehicle, k, at, found, null)
    }
  }
}

function tryPosition(
  state: RichState,
  node: number,
  vehicle: VehicleState,
  k: number,
  at: number,
  found: Position,
  random: Int32Array | null,
): void {
  const { size } = state.model
  const { cost } = vehicle.kind
  const trip = vehicle.trips[k]!
  const underway = k === 0 ? vehicle.model.underway : null
  const p = at === 0 ? (underway?.node ?? 0) : trip.stops[at - 1]!
  const q = at === trip.stops.length ? 0 : trip.stops[at]!
  const toNode = cost[p * size + node]!
  const fromNode = cost[node * size + q]!
  if (toNode >= FORBIDDEN || fromNode >= FORBIDDEN) return
  const delta = toNode + fromNode - cost[p * size + q]!
  if (delta >= found.cost) return
  if (!fits(state, node, vehicle, trip, k, at)) return
  if (random !== null && draw(random) < BLINK_RATE) return
  found.vehicle = vehicle
  found.trip = k
  found.at = at
  found.fresh = false
  found.cost = delta
}

/** A new trip: one idle vehicle of each kind, and every gap between the trips of the others. */
function tryFreshTrips(state: RichState, node: number, found: Position): void {
  const { size } = state.model
  const count = state.vehicles.length
  const offset = Math.floor(draw(state.random) * count)
  let idleKinds = 0
  for (let i = 0; i < count; i++) {
    const vehicle = state.vehicles[(i + offset) % count]!
    const { kind, trips } = vehicle
    const idle = trips.length === 0
    const mark = 2 ** Math.min(kind.index, 30)
    // One idle vehicle stands for all of its kind.
    if (idle && (idleKinds & mark) !== 0 && kind.index < 30) continue
    if (idle) idleKinds |= mark
    if (kind.allowed[node] === 0 || trips.length >= kind.tripsMax) continue
    if (state.aboardOf[node] !== ABSENT) continue
    const toNode = kind.cost[node]!
    const home = kind.cost[node * size]!
    if (toNode >= FORBIDDEN || home >= FORBIDDEN) continue
    const delta = toNode + home + (idle ? kind.fixedCost : 0)
    if (delta >= found.cost || !loadFits(state, node, vehicle, null, 0)) continue
    for (let gap = vehicle.model.underway === null ? 0 : 1; gap <= trips.length; gap++) {
      if (!gapFits(state, node, vehicle, gap)) continue
      found.vehicle = vehicle
      found.trip = gap
      found.at = 0
      found.fresh = true
      found.cost = delta
      break
    }
  }
}

function gapFits(state: RichState, node: number, vehicle: VehicleState, gap: number): boolean {
  const { kind, trips } = vehicle
  if (vehicle.simple) {
    const { size, ready } = state.model
    const free = gap === 0 ? kind.shiftFrom : trips[gap - 1]!.returnAt
    const leave = Math.max(free, ready[node]!) + kind.loading
    const start = Math.max(leave + kind.seconds[node]!, kind.open[node]!)
    if (start > kind.close[node]!) return false
    const back = start + kind.service[node]! + kind.seconds[node * size]!
    const bound = gap === trips.length ? kind.shiftUntil : trips[gap]!.latestLeave - kind.loading
    if (back > bound) return false
    if (!limited(vehicle)) return true
  }
  return schedules(state, vehicle, node, gap, 0, true)
}

function limited(vehicle: VehicleState): boolean {
  const { kind } = vehicle.kind
  return kind.tripSecondsMax !== undefined || kind.shiftSecondsMax !== undefined
}

function fits(
  state: RichState,
  node: number,
  vehicle: VehicleState,
  trip: TripState,
  k: number,
  at: number,
): boolean {
  const { model } = state
  const { kind } = vehicle
  const underway = k === 0 ? vehicle.model.underway : null
  if (trip.stops.length >= kind.stopsMax) return false
  const owner = state.aboardOf[node]!
  if (owner !== ABSENT && (owner !== vehicle.index || k !== 0)) return false
  if (underway !== null) {
    if (at < underway.locked.length) return false
    // Nothing can be added to a load that has left, but something can be collected on the way.
    if (owner === ABSENT && state.delivers[node] === 1) return false
  }
  if (!loadFits(state, node, vehicle, trip, at)) return false
  if (!vehicle.simple) return schedules(state, vehicle, node, k, at, false)
  const { size } = model
  const { seconds } = kind
  const p = at === 0 ? (underway?.node ?? 0) : trip.stops[at - 1]!
  const q = at === trip.stops.length ? 0 : trip.stops[at]!
  let leave = at === 0 ? trip.leaveAt : state.leave[p]!
  if (underway === null && model.ready[node]! > trip.release) {
    // Its goods are ready later than the rest: the whole trip moves, so the way to the position is driven again.
    let now = Math.max(trip.leaveAt, model.ready[node]! + kind.loading)
    if (now > trip.latestLeave) return false
    let from = 0
    for (let i = 0; i < at; i++) {
      const stop = trip.stops[i]!
      now = Math.max(now + seconds[from * size + stop]!, kind.open[stop]!) + kind.service[stop]!
      from = stop
    }
    leave = now
  }
  const arrive = leave + seconds[p * size + node]!
  const start = Math.max(arrive, kind.open[node]!)
  if (start > kind.close[node]!) return false
  const onward = start + kind.service[node]! + seconds[node * size + q]!
  if (onward > (q === 0 ? trip.latestReturn : state.latest[q]!)) return false
  if (!limited(vehicle)) return true
  const added =
    seconds[p * size + node]! + seconds[node * size + q]! - seconds[p * size + q]! + kind.service[node]!
  if (trip.work + added > kind.tripMax) return false
  if (vehicle.waits || start > arrive || model.ready[node]! > trip.release) {
    return schedules(state, vehicle, node, k, at, false)
  }
  const last = vehicle.trips[vehicle.trips.length - 1]!
  return last.returnAt + added - vehicle.trips[0]!.loadFrom <= kind.shiftMax
}

/** The exact answer: times the vehicle's whole shift with the stop in it. */
function schedules(
  state: RichState,
  vehicle: VehicleState,
  node: number,
  k: number,
  at: number,
  fresh: boolean,
): boolean {
  const { sequence, scheduler } = state
  let length = flatten(state, vehicle)
  let index = 0
  for (let i = 0; i < k; i++) index += vehicle.trips[i]!.stops.length + 1
  index += at
  const wide = fresh && vehicle.trips.length > 0
  if (fresh && k === vehicle.trips.length && wide) {
    sequence[length] = RELOAD
    sequence[length + 1] = node
    length += 2
  } else {
    sequence.copyWithin(index + (wide ? 2 : 1), index, length)
    sequence[index] = node
    if (wide) sequence[index + 1] = RELOAD
    length += wide ? 2 : 1
  }
  return scheduler.run(vehicle.model, sequence, length, state.findDock)
}

/** Capacity in every dimension at every moment of the trip, and nothing collected before a delivery where forbidden. */
function loadFits(
  state: RichState,
  node: number,
  vehicle: VehicleState,
  trip: TripState | null,
  at: number,
): boolean {
  const { model } = state
  const { dimensions, deliver, collect, collects } = model
  const { capacity } = vehicle.kind.kind
  const simple = collects[node] === 0 && !(trip?.collects ?? false)
  for (let d = 0; d < dimensions; d++) {
    const brought = (trip?.deliver[d] ?? 0) + deliver[node * dimensions + d]!
    if (brought > capacity[d]!) return false
    if (simple) continue
    let aboard = brought
    const stops = trip?.stops ?? []
    for (let i = 0; i <= stops.length; i++) {
      if (i === at) {
        aboard += collect[node * dimensions + d]! - deliver[node * dimensions + d]!
        if (aboard > capacity[d]!) return false
      }
      if (i === stops.length) break
      aboard += collect[stops[i]! * dimensions + d]! - deliver[stops[i]! * dimensions + d]!
      if (aboard > capacity[d]!) return false
    }
  }
  return simple || model.problem.recovery !== 'last' || cleanBeforeUsed(state, node, trip?.stops ?? [], at)
}

function cleanBeforeUsed(state: RichState, node: number, stops: readonly number[], at: number): boolean {
  const { collects } = state.model
  let collected = false
  for (let i = 0; i <= stops.length; i++) {
    if (i === at) {
      if (collected && state.delivers[node] === 1) return false
      if (collects[node] === 1) collected = true
    }
    if (i === stops.length) break
    if (collected && state.delivers[stops[i]!] === 1) return false
    if (collects[stops[i]!] === 1) collected = true
  }
  return true
}
