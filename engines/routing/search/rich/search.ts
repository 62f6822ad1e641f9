import type { Model } from '../../compile.ts'
import { FORBIDDEN } from '../fast/problem.ts'
import { draw } from '../random.ts'
import { findPosition, type Position } from './insert.ts'
import {
  ABSENT,
  createRichState,
  createTrip,
  flatten,
  type RichState,
  refresh,
  type VehicleState,
} from './state.ts'

/** A plan as trips of nodes for each vehicle, in the order of `Model.vehicles`, and the nodes left out. */
export type RichPlan = {
  readonly trips: readonly (readonly PlannedTrip[])[]
  readonly absent: readonly number[]
  readonly cost: number
}

/** `loadFrom` is the place at the dock that the search reserved. */
export type PlannedTrip = { readonly stops: readonly number[]; readonly loadFrom: number }

export type RichSearch = {
  readonly state: RichState
  run(steps: number, temperature: number): void
  best(): RichPlan
}

const AVERAGE_REMOVED = 10
const LONGEST_STRING = 10
const SPLIT_SHARE = 0.5
const WHOLE_TRIP_SHARE = 0.1
const ABSENT_TRIED = 10
/** In the first plan every stop is tried; later rounds of a big fleet shortage only sample. */
const RULES = 8

/** Starts the search that knows every rule of the model, with a first plan by cheapest insertion. */
export function startRichSearch(model: Model, seed: number): RichSearch {
  const state = createRichState(model, seed)
  const found: Position = { vehicle: null, trip: 0, at: 0, fresh: false, cost: 0 }
  const kind = model.kinds[0]!
  const pool: number[] = []
  const stamp = new Map<object, number>()
  let iteration = 0
  let currentCost = 0
  let absentBefore: number[] = []
  let best: RichPlan = { trips: [], absent: [], cost: Number.POSITIVE_INFINITY }

  function touch(vehicle: VehicleState): void {
    if (vehicle.saved !== null) return
    vehicle.saved = vehicle.trips.map((trip) => createTrip(model, trip.stops.slice(), trip.loadFrom))
    state.touched.push(vehicle)
  }

  function update(vehicle: VehicleState): boolean {
    const before = vehicle.cost
    const ok = refresh(state, vehicle)
    state.cost += vehicle.cost - before
    return ok
  }

  function insert(node: number): boolean {
    findPosition(state, node, found)
    const vehicle = found.vehicle
    if (vehicle === null || found.cost >= model.absence[node]!) return false
    touch(vehicle)
    if (found.fresh) vehicle.trips.splice(found.trip, 0, createTrip(model, [node]))
    else vehicle.trips[found.trip]!.stops.splice(found.at, 0, node)
    state.cost -= model.absence[node]!
    if (!update(vehicle)) throw new Error('routing: a position that fits did not fit')
    return true
  }

  /** Takes stops out of a trip; puts them back when the rest can't be driven (a closed road between neighbours). */
  function removeFrom(
    vehicle: VehicleState,
    k: number,
    from: number,
    to: number,
    spareFrom: number,
    spareTo: number,
  ): void {
    touch(vehicle)
    const trip = vehicle.trips[k]!
    const before = trip.stops
    const gone: number[] = []
    trip.stops = before.filter((node, i) => {
      const stays = i < from || i >= to || (i >= spareFrom && i < spareTo)
      if (!stays) gone.push(node)
      return stays
    })
    const emptied = trip.stops.length === 0 && !(k === 0 && vehicle.model.underway !== null)
    if (emptied) vehicle.trips.splice(k, 1)
    if (!update(vehicle) || vehicle.cost >= FORBIDDEN || !limitsHold(state, vehicle)) {
      trip.stops = before
      if (emptied) vehicle.trips.splice(k, 0, trip)
      update(vehicle)
      return
    }
    for (const node of gone) {
      state.vehicleOf[node] = ABSENT
      state.cost += model.absence[node]!
      pool.push(node)
    }
  }

  function ruin(): void {
    const stops = model.stops.length
    const { random, near, nearWidth } = state
    let trips = 0
    let planned = 0
    for (const vehicle of state.vehicles) {
      trips += vehicle.trips.length
      for (const trip of vehicle.trips) planned += trip.stops.length
    }
    if (trips === 0) return
    const longest = Math.max(1, Math.min(LONGEST_STRING, planned / trips))
    const strings = Math.floor(draw(random) * ((4 * AVERAGE_REMOVED) / (1 + longest) - 1) + 1)
    const whole = draw(random) < WHOLE_TRIP_SHARE
    const seedNode = 1 + Math.floor(draw(random) * stops)
    let done = 0
    for (let i = 0; i < nearWidth && done < strings; i++) {
      const node = near[seedNode * nearWidth + i]!
      const owner = state.vehicleOf[node]!
      if (owner === ABSENT) continue
      const vehicle = state.vehicles[owner]!
      const k = state.tripOf[node]!
      const trip = vehicle.trips[k]!
      if (stamp.get(trip) === iteration) continue
      const first = k === 0 ? (vehicle.model.underway?.locked.length ?? 0) : 0
      const position = state.positionOf[node]!
      if (position < first) continue
      stamp.set(trip, iteration)
      done++
      const members = trip.stops.length - first
      if (whole && members <= 2 * LONGEST_STRING) {
        removeFrom(vehicle, k, first, trip.stops.length, 0, 0)
        continue
      }
      const length = Math.floor(draw(random) * Math.min(members, longest) + 1)
      let spared = 0
      if (length > 1 && length < members && draw(random) < SPLIT_SHARE) {
        spared = 1
        while (length + spared < members && draw(random) > 0.01) spared++
      }
      const total = length + spared
      const low = Math.max(first, position - total + 1)
      const high = Math.min(position, trip.stops.length - total)
      const from = low + Math.floor(draw(random) * (high - low + 1))
      const spareFrom = from + 1 + Math.floor(draw(random) * (length - 1))
      removeFrom(
        vehicle,
        k,
        from,
        from + total,
        spared > 0 ? spareFrom : 0,
        spared > 0 ? spareFrom + spared : 0,
      )
    }
  }

  function sortPool(): void {
    const { random } = state
    const rule = Math.floor(draw(random) * RULES)
    const keys = new Map<number, number>()
    for (const node of pool) {
      let key = 0
      if (rule < 2) key = draw(random)
      else if (rule < 4) key = -weigh(node)
      else if (rule === 4) key = -kind.cost[node]!
      else if (rule === 5) key = kind.close[node]! - kind.open[node]!
      else if (rule === 6) key = Math.max(kind.open[node]!, model.ready[node]!)
      else key = -kind.close[node]!
      keys.set(node, key)
    }
    pool.sort((a, b) => keys.get(a)! - keys.get(b)! || a - b)
  }

  function weigh(node: number): number {
    let share = 0
    for (let d = 0; d < model.dimensions; d++) {
      const amount = Math.max(
        model.deliver[node * model.dimensions + d]!,
        model.collect[node * model.dimensions + d]!,
      )
      share += amount / Math.max(1, kind.kind.capacity[d]!)
    }
    return share
  }

  function recreate(): void {
    const waiting = state.absent
    // All who were left out get their chance when they are few, a random handful of them when they are many.
    for (let i = 0; i < Math.min(ABSENT_TRIED, waiting.length); i++) {
      const j = i + Math.floor(draw(state.random) * (waiting.length - i))
      const other = waiting[j]!
      waiting[j] = waiting[i]!
      waiting[i] = other
      pool.push(other)
    }
    const rest = waiting.slice(Math.min(ABSENT_TRIED, waiting.length))
    sortPool()
    for (const node of pool) if (!insert(node)) rest.push(node)
    state.absent = rest
  }

  function settle(accept: boolean): void {
    if (!accept) {
      // All trips first, then their times: a dock that another vehicle still held must be free again.
      for (const vehicle of state.touched) vehicle.trips = vehicle.saved!
      for (const vehicle of state.touched) refresh(state, vehicle)
    }
    for (const vehicle of state.touched) vehicle.saved = null
    state.touched.length = 0
    if (accept) currentCost = state.cost
    else {
      state.cost = currentCost
      state.absent = absentBefore
      for (const node of absentBefore) state.vehicleOf[node] = ABSENT
    }
  }

  function remember(): void {
    if (state.cost >= best.cost) return
    best = {
      trips: state.vehicles.map((vehicle) =>
        vehicle.trips.map((trip) => ({ stops: trip.stops.slice(), loadFrom: trip.loadFrom })),
      ),
      absent: state.absent.slice(),
      cost: state.cost,
    }
  }

  const order = state.absent.sort((a, b) => kind.cost[b]! - kind.cost[a]! || a - b)
  state.absent = order.filter((node) => !insert(node))
  settle(true)
  remember()

  return {
    state,
    best: () => best,
    run(steps, temperature) {
      for (let step = 0; step < steps; step++) {
        iteration++
        if (iteration % 1024 === 0) stamp.clear()
        pool.length = 0
        absentBefore = state.absent.slice()
        ruin()
        const limit = currentCost - temperature * Math.log(draw(state.random))
        recreate()
        const accept = state.cost < limit
        settle(accept)
        if (accept) remember()
      }
    },
  }
}

function limitsHold(state: RichState, vehicle: VehicleState): boolean {
  const { kind } = vehicle
  if (!vehicle.simple || vehicle.trips.length === 0) return true
  if (kind.kind.tripSecondsMax === undefined && kind.kind.shiftSecondsMax === undefined) return true
  if (vehicle.waits) {
    return state.scheduler.run(vehicle.model, state.sequence, flatten(state, vehicle), state.findDock)
  }
  for (const trip of vehicle.trips) if (trip.work > kind.tripMax) return false
  return vehicle.trips[vehicle.trips.length - 1]!.returnAt - vehicle.trips[0]!.loadFrom <= kind.shiftMax
}
