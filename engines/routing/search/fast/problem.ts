/**
 * The shape that most county problems have: one depot (node 0), one kind of vehicle, one dimension, one trip each.
 * All numbers are whole and non-negative; `cost` and `duration` are row-major size x size, row = from. An arc that may
 * not be driven has FORBIDDEN.
 */
export type FastProblem = {
  readonly size: number
  readonly cost: Int32Array
  /** May be the same array as `cost`. */
  readonly duration: Int32Array
  readonly symmetric: boolean
  readonly demand: Int32Array
  readonly capacity: number
  /** Null when no window and no duration limit binds; then time is never looked at. */
  readonly time: FastTimes | null
  readonly fleetLimit: number
  readonly vehicleCost: number
  /** What a vehicle beyond the fleet costs in the search, so that such plans only serve on the way to others. */
  readonly overFleetCost: number
}

export type FastTimes = {
  readonly open: Int32Array
  readonly close: Int32Array
  readonly service: Int32Array
}

export type FastTuning = {
  /** How many close stops are tried as neighbours when a stop is put back. */
  readonly neighbours: number
  /** Share of good positions overlooked on purpose. */
  readonly blinkRate: number
  readonly averageRemoved: number
  readonly longestString: number
}

/** A road that may not be driven: so long that no window or comparison accepts it, small enough to add three times. */
export const FORBIDDEN = 0x1fffffff
