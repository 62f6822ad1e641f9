import { createRandom } from '../random.ts'
import { buildNeighbours } from './neighbours.ts'
import type { FastProblem, FastTuning } from './problem.ts'

/*
 * The whole plan lives in one Int32Array, so that keeping, rejecting and remembering a plan are one memory copy each.
 * A node's eight numbers lie side by side (half a cache line); a node is named by the index of its record, not by its
 * number, which saves a multiplication in every step of the search.
 */
export const STRIDE = 8
export const SHIFT = 3
export const NEXT = 0
export const PREV = 1
export const ROUTE = 2
/** Cost of the road to the next node, and from the previous one. */
export const EDGE = 3
export const EDGE_IN = 4
/** Earliest moment at which the vehicle can leave the node. */
export const LEAVE = 5
/** Latest moment at which the vehicle may arrive at the node. */
export const LATEST = 6
/**
 * Longer of the two roads at the node, which bounds what a stop put beside it can cost; HUGE beside the depot, where
 * the bound does not hold, and -HUGE for a stop that is not planned, so that nobody looks beside it.
 */
export const REACH = 7
export const HUGE = 0x3fffffff

/** A route's record. */
export const FIRST = 0
export const LAST = 1
export const COUNT = 2
export const LOAD = 3
export const ROUTE_STRIDE = 4

export const UNPLANNED = -1

export type FastState = {
  readonly problem: FastProblem
  readonly tuning: FastTuning
  readonly size: number
  readonly timed: boolean
  readonly cost: Int32Array
  readonly costTo: Int32Array
  readonly duration: Int32Array
  readonly durationTo: Int32Array
  readonly open: Int32Array
  readonly close: Int32Array
  readonly service: Int32Array
  readonly demand: Int32Array
  readonly capacity: number
  readonly vehicleCost: number
  readonly fleetLimit: number
  readonly overFleetCost: number
  /** Records of the plan under work, then of the accepted one, then of the best one. */
  readonly memory: Int32Array
  readonly stateLength: number
  readonly routesAt: number
  readonly routesEnd: number
  readonly near: Int32Array
  readonly nearWidth: number
  readonly after: Int32Array
  readonly afterCount: Int32Array
  readonly before: Int32Array
  readonly beforeCount: Int32Array
  readonly width: number
  readonly random: Int32Array
  readonly removed: Int32Array
  readonly sortKey: Float64Array
  readonly touched: Int32Array
  readonly blinkScale: number
  removedCount: number
  /** What a route costs beyond its roads for now: it thins the routes out while the search is hot. */
  surcharge: number
  blink: number
  iteration: number
  foundCost: number
  foundAfter: number
  foundRoute: number
  workCost: number
  workRoutes: number
  currentCost: number
  currentRoutes: number
  bestCost: number
}

/** Lays out the memory of one search; nothing is planned yet. */
export function createFastState(
  problem: FastProblem,
  tuning: FastTuning,
  routes: number,
  seed: number,
): FastState {
  const { size, cost, duration, time } = problem
  const stops = size - 1
  const costTo = problem.symmetric ? cost : transpose(cost, size)
  const durationTo = duration === cost ? costTo : problem.symmetric ? duration : transpose(duration, size)
  const routeSlots = Math.min(stops, Math.ceil(routes * 1.2) + 10)
  const routesAt = size * STRIDE
  const stateLength = routesAt + routeSlots * ROUTE_STRIDE
  const memory = new Int32Array(stateLength * 3)
  const none = new Int32Array(0)
  for (let node = 0; node < size; node++) {
    memory[node * STRIDE + ROUTE] = UNPLANNED
    memory[node * STRIDE + REACH] = -HUGE
  }
  if (time !== null) {
    memory[LEAVE] = time.open[0]! + time.service[0]!
    memory[LATEST] = time.close[0]!
  }
  return {
    problem,
    tuning,
    size,
    timed: time !== null,
    cost,
    costTo,
    duration,
    durationTo,
    open: time?.open ?? none,
    close: time?.close ?? none,
    service: time?.service ?? none,
    demand: problem.demand,
    capacity: problem.capacity,
    vehicleCost: problem.vehicleCost,
    fleetLimit: problem.fleetLimit,
    overFleetCost: problem.overFleetCost,
    memory,
    stateLength,
    routesAt,
    routesEnd: stateLength,
    ...buildNeighbours(problem, costTo, tuning.neighbours),
    random: createRandom(seed),
    removed: new Int32Array(stops + 1),
    sortKey: new Float64Array(size),
    touched: new Int32Array(stateLength),
    blinkScale: 1 / Math.log(1 - tuning.blinkRate),
    removedCount: 0,
    surcharge: 0,
    blink: 1,
    iteration: 0,
    foundCost: 0,
    foundAfter: 0,
    foundRoute: UNPLANNED,
    workCost: 0,
    workRoutes: 0,
    currentCost: 0,
    currentRoutes: 0,
    bestCost: 0,
  }
}

function transpose(matrix: Int32Array, size: number): Int32Array {
  const out = new Int32Array(matrix.length)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) out[j * size + i] = matrix[i * size + j]!
  }
  return out
}
