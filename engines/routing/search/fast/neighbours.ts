import type { FastProblem } from './problem.ts'

type Neighbours = {
  readonly near: Int32Array
  readonly nearWidth: number
  readonly after: Int32Array
  readonly afterCount: Int32Array
  readonly before: Int32Array
  readonly beforeCount: Int32Array
  readonly width: number
}

const RUIN_WIDTH = 250
/** Weight of an unavoidable wait against a unit of cost when neighbours are ranked (Vidal et al. 2013). */
const WAIT_WEIGHT = 0.2

/**
 * Lists per stop: `near` for ruin, by distance, itself first; `after` the stops that it may follow and `before` those
 * that may follow it, by distance plus waiting, pairs that no window allows left out. `near` holds node
 * numbers; the others hold pairs: the record's index (x 8) and twice the road, which the search needs to look no further.
 */
export function buildNeighbours(problem: FastProblem, costTo: Int32Array, wanted: number): Neighbours {
  const { size, cost, duration, time } = problem
  const stops = size - 1
  const nearWidth = Math.min(stops, RUIN_WIDTH)
  const width = Math.max(0, Math.min(stops - 1, wanted))
  const near = new Int32Array(size * nearWidth)
  const after = new Int32Array(size * width * 2)
  const afterCount = new Int32Array(size)
  const before = time === null ? after : new Int32Array(size * width * 2)
  const beforeCount = time === null ? afterCount : new Int32Array(size)
  const keys = new Float64Array(stops)
  for (let stop = 1; stop < size; stop++) {
    for (let other = 1; other < size; other++) {
      const apart = other === stop ? -1 : cost[stop * size + other]! + costTo[stop * size + other]!
      keys[other - 1] = (apart + 1) * size + other
    }
    keys.sort()
    for (let i = 0; i < nearWidth; i++) near[stop * nearWidth + i] = keys[i]! % size
    if (time === null) {
      for (let i = 0; i < width; i++) {
        const other = keys[i + 1]! % size
        after[(stop * width + i) * 2] = other * 8
        after[(stop * width + i) * 2 + 1] = cost[stop * size + other]! + costTo[stop * size + other]!
      }
      afterCount[stop] = width
      continue
    }
    for (const side of [0, 1]) {
      let found = 0
      for (let other = 1; other < size; other++) {
        if (other === stop) continue
        const a = side === 0 ? other : stop
        const b = side === 0 ? stop : other
        const leg = time.service[a]! + duration[a * size + b]!
        if (time.open[a]! + leg > time.close[b]!) continue
        const wait = Math.max(0, time.open[b]! - time.close[a]! - leg)
        keys[found++] = Math.round(cost[a * size + b]! + WAIT_WEIGHT * wait) * size + other
      }
      const sorted = keys.subarray(0, found).sort()
      const kept = Math.min(found, width)
      const list = side === 0 ? after : before
      for (let i = 0; i < kept; i++) {
        const other = sorted[i]! % size
        list[(stop * width + i) * 2] = other * 8
        list[(stop * width + i) * 2 + 1] = 2 * (side === 0 ? costTo : cost)[stop * size + other]!
      }
      ;(side === 0 ? afterCount : beforeCount)[stop] = kept
    }
  }
  return { near, nearWidth, after, afterCount, before, beforeCount, width }
}
