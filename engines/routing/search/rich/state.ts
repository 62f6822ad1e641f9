import type { KindModel, Model, VehicleModel } from '../../compile.ts'
import { createRandom } from '../random.ts'
import { createScheduler, type DockFinder, everFreeDock, RELOAD, type Scheduler } from './schedule.ts'

export type TripState = {
  stops: number[]
  readonly deliver: Int32Array
  collects: boolean
  release: number
  loadFrom: number
  leaveAt: number
  returnAt: number
  /** Latest moments that keep everything behind in time. */
  latestLeave: number
  latestReturn: number
  /** Driving and service without waiting. */
  work: number
}

export type VehicleState = {
  readonly index: number
  readonly model: VehicleModel
  readonly kind: KindModel
  /** Times follow from sums alone: no rest, no docks, the same speed all day. */
  readonly simple: boolean
  trips: TripState[]
  cost: number
  waits: boolean
  saved: TripState[] | null
}

export const ABSENT = -1

export type RichState = {
  readonly model: Model
  readonly vehicles: readonly VehicleState[]
  readonly scheduler: Scheduler
  readonly sequence: Int32Array
  readonly findDock: DockFinder
  readonly random: Int32Array
  /** By node. */
  readonly vehicleOf: Int32Array
  readonly tripOf: Int32Array
  readonly positionOf: Int32Array
  readonly leave: Int32Array
  readonly latest: Int32Array
  /** Vehicle that has the stop's goods on board already, or ABSENT. */
  readonly aboardOf: Int32Array
  /** 1 when anything is brought to the stop. */
  readonly delivers: Uint8Array
  readonly near: Int32Array
  readonly nearWidth: number
  readonly touched: VehicleState[]
  absent: number[]
  cost: number
}

/**
 * All vehicles at their depots (or underway with what is locked), every other stop absent. Neighbour lists are left out
 * when nothing will be searched.
 */
export function createRichState(model: Model, seed: number, searched = true): RichState {
  const { size, speeds } = model
  const vehicles = model.vehicles.map(
    (vehicle, index): VehicleState => ({
      index,
      model: vehicle,
      kind: vehicle.kind,
      simple:
        speeds === null &&
        vehicle.kind.kind.rest === undefined &&
        vehicle.kind.docks === Number.POSITIVE_INFINITY,
      trips: [],
      cost: 0,
      waits: false,
      saved: null,
    }),
  )
  const docked = model.kinds.some((kind) => kind.docks < Number.POSITIVE_INFINITY)
  const state: RichState = {
    model,
    vehicles,
    scheduler: createScheduler(model),
    sequence: new Int32Array(2 * size + 2),
    findDock: docked ? (vehicle, ready, length) => findDock(state, vehicle, ready, length) : everFreeDock,
    random: createRandom(seed),
    vehicleOf: new Int32Array(size).fill(ABSENT),
    tripOf: new Int32Array(size),
    positionOf: new Int32Array(size),
    leave: new Int32Array(size),
    latest: new Int32Array(size),
    aboardOf: new Int32Array(size).fill(ABSENT),
    delivers: Uint8Array.from({ length: size }, (_, node) => (bringsAnything(model, node) ? 1 : 0)),
    ...(searched ? listNear(model) : { near: new Int32Array(0), nearWidth: 0 }),
    touched: [],
    absent: [],
    cost: 0,
  }
  for (const vehicle of vehicles) {
    const underway = vehicle.model.underway
    if (underway === null) continue
    for (const node of underway.aboard) state.aboardOf[node] = vehicle.index
    vehicle.trips = [createTrip(model, [...underway.locked])]
    refresh(state, vehicle)
  }
  for (let node = 1; node <= model.stops.length; node++) {
    if (state.vehicleOf[node] === ABSENT) {
      state.absent.push(node)
      state.cost += model.absence[node]!
    }
  }
  for (const vehicle of vehicles) state.cost += vehicle.cost
  return state
}

function bringsAnything(model: Model, node: number): boolean {
  for (let d = 0; d < model.dimensions; d++) if (model.deliver[node * model.dimensions + d]! > 0) return true
  return false
}

export function createTrip(model: Model, stops: number[], loadFrom = 0): TripState {
  return {
    stops,
    deliver: new Int32Array(model.dimensions),
    collects: false,
    release: 0,
    loadFrom,
    leaveAt: 0,
    returnAt: 0,
    latestLeave: 0,
    latestReturn: 0,
    work: 0,
  }
}

const NEAR = 200

function listNear(model: Model): { near: Int32Array; nearWidth: number } {
  const stops = model.stops.length
  const kind = model.kinds[0]!
  const nearWidth = Math.min(stops, NEAR)
  const near = new Int32Array((stops + 1) * nearWidth)
  const keys = new Float64Array(stops)
  for (let a = 1; a <= stops; a++) {
    for (let b = 1; b <= stops; b++) {
      const road = kind.cost[a * model.size + b]! + kind.cost[b * model.size + a]!
      keys[b - 1] = (a === b ? 0 : road + 1) * (stops + 1) + b
    }
    keys.sort()
    for (let i = 0; i < nearWidth; i++) near[a * nearWidth + i] = keys[i]! % (stops + 1)
  }
  return { near, nearWidth }
}

function findDock(state: RichState, vehicle: VehicleModel, ready: number, length: number): number {
  const { depot, docks } = vehicle.kind
  let from = ready
  for (;;) {
    let busy = 0
    let freeAt = Number.POSITIVE_INFINITY
    for (const other of state.vehicles) {
      if (other.model === vehicle || other.kind.depot !== depot) continue
      for (const [k, trip] of other.trips.entries()) {
        if (k === 0 && other.model.underway !== null) continue
        const until = trip.loadFrom + other.kind.loading
        // Counts every loading that overlaps, even if not at the same moment: at most too careful.
        if (trip.loadFrom >= from + length || until <= from) continue
        busy++
        freeAt = Math.min(freeAt, until)
      }
    }
    if (busy < docks) return from
    from = freeAt
  }
}

/** Writes a vehicle's trips as one sequence and returns its length. */
export function flatten(state: RichState, vehicle: VehicleState): number {
  const { sequence } = state
  let length = 0
  for (const [k, trip] of vehicle.trips.entries()) {
    if (k > 0) sequence[length++] = RELOAD
    for (const node of trip.stops) sequence[length++] = node
  }
  return length
}

/** Brings positions, loads, times and cost of a vehicle up to date. False when the trips can't be driven. */
export function refresh(state: RichState, vehicle: VehicleState): boolean {
  const { model } = state
  const { size, dimensions } = model
  const { kind, trips } = vehicle
  const underway = vehicle.model.underway
  let cost = trips.length > 0 && underway === null ? kind.fixedCost : 0
  for (const [k, trip] of trips.entries()) {
    trip.deliver.fill(0)
    trip.collects = false
    trip.release = 0
    let from = k === 0 && underway !== null ? underway.node : 0
    let work = 0
    for (const [i, node] of trip.stops.entries()) {
      state.vehicleOf[node] = vehicle.index
      state.tripOf[node] = k
      state.positionOf[node] = i
      for (let d = 0; d < dimensions; d++) trip.deliver[d]! += model.deliver[node * dimensions + d]!
      if (model.collects[node] === 1) trip.collects = true
      if (model.ready[node]! > trip.release) trip.release = model.ready[node]!
      cost += kind.cost[from * size + node]!
      work += kind.seconds[from * size + node]! + kind.service[node]!
      from = node
    }
    cost += kind.cost[from * size]!
    trip.work = work + kind.seconds[from * size]!
  }
  vehicle.cost = cost
  if (trips.length === 0) return true
  return vehicle.simple ? timeSimple(state, vehicle) : timeFully(state, vehicle)
}

function timeSimple(state: RichState, vehicle: VehicleState): boolean {
  const { size } = state.model
  const { kind, trips } = vehicle
  const underway = vehicle.model.underway
  let now = kind.shiftFrom
  let waits = false
  for (const [k, trip] of trips.entries()) {
    let from = 0
    if (k === 0 && underway !== null) {
      from = underway.node
      now = underway.at
      trip.loadFrom = now
    } else {
      if (trip.release > now) {
        now = trip.release
        waits = true
      }
      trip.loadFrom = now
      now += kind.loading
    }
    trip.leaveAt = now
    for (const node of trip.stops) {
      now += kind.seconds[from * size + node]!
      if (now < kind.open[node]!) {
        now = kind.open[node]!
        waits = true
      }
      if (now > kind.close[node]!) return false
      now += kind.service[node]!
      state.leave[node] = now
      from = node
    }
    now += kind.seconds[from * size]!
    trip.returnAt = now
  }
  if (now > kind.shiftUntil) return false
  let bound = kind.shiftUntil
  for (let k = trips.length - 1; k >= 0; k--) {
    const trip = trips[k]!
    trip.latestReturn = bound
    let to = 0
    for (let i = trip.stops.length - 1; i >= 0; i--) {
      const node = trip.stops[i]!
      bound = Math.min(kind.close[node]!, bound - kind.seconds[node * size + to]! - kind.service[node]!)
      state.latest[node] = bound
      to = node
    }
    const from = k === 0 && underway !== null ? underway.node : 0
    trip.latestLeave = bound - kind.seconds[from * size + to]!
    bound = trip.latestLeave - kind.loading
  }
  vehicle.waits = waits
  return true
}

function timeFully(state: RichState, vehicle: VehicleState): boolean {
  const length = flatten(state, vehicle)
  const { scheduler, sequence } = state
  if (!scheduler.run(vehicle.model, sequence, length, state.findDock)) return false
  const { table } = scheduler
  let i = 0
  for (const [k, trip] of vehicle.trips.entries()) {
    trip.loadFrom = table.loadFrom[k]!
    trip.leaveAt = table.leave[k]!
    trip.returnAt = table.back[k]!
    for (const node of trip.stops) state.leave[node] = table.depart[i++]!
    i++
  }
  vehicle.waits = true
  return true
}
