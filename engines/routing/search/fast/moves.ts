import type { FastState } from './state.ts'
import * as layout from './state.ts'

// Copied here because the compiler folds a file's own constants into the code, imported ones it looks up each time.
const {
  COUNT,
  EDGE,
  EDGE_IN,
  FIRST,
  HUGE,
  LAST,
  LATEST,
  LEAVE,
  LOAD,
  NEXT,
  PREV,
  REACH,
  ROUTE,
  SHIFT,
  UNPLANNED,
} = layout

/** Puts a stop behind `p` (0 = at the start) in a route; times are carried on only as far as they change. */
export function insert(s: FastState, c: number, p: number, r: number): void {
  const m = s.memory
  const q = p === 0 ? m[r + FIRST]! : m[p + NEXT]!
  const row = (c >> SHIFT) * s.size
  const toStop = s.costTo[row + (p >> SHIFT)]!
  const fromStop = s.cost[row + (q >> SHIFT)]!
  const fresh = m[r + COUNT]! === 0
  const was = fresh ? -openingCost(s) : p === 0 ? m[q + EDGE_IN]! : m[p + EDGE]!
  m[c + PREV] = p
  m[c + NEXT] = q
  m[c + ROUTE] = r
  m[c + EDGE] = fromStop
  m[c + EDGE_IN] = toStop
  let reach = toStop > fromStop ? toStop : fromStop
  if (p === 0) {
    m[r + FIRST] = c
    reach = HUGE
  } else {
    m[p + NEXT] = c
    m[p + EDGE] = toStop
    const before = m[p + EDGE_IN]!
    m[p + REACH] = m[p + PREV] === 0 ? HUGE : before > toStop ? before : toStop
  }
  if (q === 0) {
    m[r + LAST] = c
    reach = HUGE
  } else {
    m[q + PREV] = c
    m[q + EDGE_IN] = fromStop
    const behind = m[q + EDGE]!
    m[q + REACH] = m[q + NEXT] === 0 ? HUGE : behind > fromStop ? behind : fromStop
  }
  m[c + REACH] = reach
  m[r + LOAD] = m[r + LOAD]! + s.demand[c >> SHIFT]!
  m[r + COUNT] = m[r + COUNT]! + 1
  if (fresh) s.workRoutes++
  s.workCost += toStop + fromStop - was
  if (s.timed) {
    m[c + LEAVE] = -1
    m[c + LATEST] = -0x40000000
    carryForward(s, c)
    carryBackward(s, c)
  }
}

/** What one more vehicle costs now. */
export function openingCost(s: FastState): number {
  return s.workRoutes >= s.fleetLimit ? s.vehicleCost + s.overFleetCost : s.vehicleCost
}

/** Takes a stop out of its route. Times of the route are stale until `refresh`. */
export function remove(s: FastState, c: number): void {
  const m = s.memory
  const r = m[c + ROUTE]!
  const p = m[c + PREV]!
  const q = m[c + NEXT]!
  m[c + ROUTE] = UNPLANNED
  m[r + LOAD] = m[r + LOAD]! - s.demand[c >> SHIFT]!
  const left = m[r + COUNT]! - 1
  m[r + COUNT] = left
  let joined = 0
  if (left === 0) {
    s.workRoutes--
    joined = -openingCost(s)
  } else joined = s.cost[(p >> SHIFT) * s.size + (q >> SHIFT)]!
  s.workCost += joined - m[c + EDGE_IN]! - m[c + EDGE]!
  m[c + REACH] = -HUGE
  if (p === 0) m[r + FIRST] = q
  else {
    m[p + NEXT] = q
    m[p + EDGE] = joined
    const before = m[p + EDGE_IN]!
    m[p + REACH] = q === 0 || m[p + PREV] === 0 ? HUGE : before > joined ? before : joined
  }
  if (q === 0) m[r + LAST] = p
  else {
    m[q + PREV] = p
    m[q + EDGE_IN] = joined
    const behind = m[q + EDGE]!
    m[q + REACH] = p === 0 || m[q + NEXT] === 0 ? HUGE : behind > joined ? behind : joined
  }
}

function carryForward(s: FastState, from: number): void {
  const m = s.memory
  const { open, service, durationTo, size } = s
  let p = m[from + PREV]!
  for (let node = from; node !== 0; node = m[node + NEXT]!) {
    const id = node >> SHIFT
    let leave = m[p + LEAVE]! + durationTo[id * size + (p >> SHIFT)]!
    if (leave < open[id]!) leave = open[id]!
    leave += service[id]!
    if (leave === m[node + LEAVE]!) return
    m[node + LEAVE] = leave
    p = node
  }
}

function carryBackward(s: FastState, from: number): void {
  const m = s.memory
  const { close, service, duration, size } = s
  let q = m[from + NEXT]!
  for (let node = from; node !== 0; node = m[node + PREV]!) {
    const id = node >> SHIFT
    let latest = m[q + LATEST]! - duration[id * size + (q >> SHIFT)]! - service[id]!
    if (latest > close[id]!) latest = close[id]!
    if (latest === m[node + LATEST]!) return
    m[node + LATEST] = latest
    q = node
  }
}

/** After stops left between `lead` and `trail` (0 = the depot): times of the route are right again. */
export function refresh(s: FastState, r: number, lead: number, trail: number): void {
  const m = s.memory
  const { open, close, service, duration, durationTo, size } = s
  let p = lead
  for (let node = lead === 0 ? m[r + FIRST]! : m[lead + NEXT]!; node !== 0; node = m[node + NEXT]!) {
    const id = node >> SHIFT
    let leave = m[p + LEAVE]! + durationTo[id * size + (p >> SHIFT)]!
    if (leave < open[id]!) leave = open[id]!
    leave += service[id]!
    m[node + LEAVE] = leave
    p = node
  }
  let q = trail
  for (let node = trail === 0 ? m[r + LAST]! : m[trail + PREV]!; node !== 0; node = m[node + PREV]!) {
    const id = node >> SHIFT
    let latest = m[q + LATEST]! - duration[id * size + (q >> SHIFT)]! - service[id]!
    if (latest > close[id]!) latest = close[id]!
    m[node + LATEST] = latest
    q = node
  }
}
