import { draw } from '../random.ts'
import type { FastState } from './state.ts'
import * as layout from './state.ts'

// Copied here because the compiler folds a file's own constants into the code, imported ones it looks up each time.
const {
  COUNT,
  EDGE,
  EDGE_IN,
  FIRST,
  LATEST,
  LEAVE,
  LOAD,
  NEXT,
  PREV,
  REACH,
  ROUTE,
  ROUTE_STRIDE,
  SHIFT,
  UNPLANNED,
} = layout

const FAR = 0x3ffffffe

/** How many good positions are seen until the next one is overlooked: one geometric draw instead of a draw for each. */
export function drawBlink(s: FastState): number {
  return (1 + Math.log(1 - draw(s.random)) * s.blinkScale) | 0
}

/** Cheapest position beside the closest stops, by capacity only. The answer is in foundCost, foundAfter, foundRoute. */
export function seekPlain(s: FastState, c: number): void {
  const m = s.memory
  const { after, cost, costTo, size } = s
  const id = c >> SHIFT
  const row = id * size
  const room = s.capacity - s.demand[id]!
  let best = FAR
  let bestAfter = 0
  let bestRoute = UNPLANNED
  let blink = s.blink
  const start = id * s.width * 2
  const end = start + s.afterCount[id]! * 2
  for (let i = start; i < end; i += 2) {
    const v = after[i]!
    // Whatever lies beside v and is closer was tried before, so the detour is at least there and back less the road.
    if (after[i + 1]! - m[v + REACH]! >= best) continue
    const r = m[v + ROUTE]!
    if (m[r + LOAD]! > room) continue
    const beside = v >> SHIFT
    const behind = costTo[row + beside]! + cost[row + (m[v + NEXT]! >> SHIFT)]! - m[v + EDGE]!
    if (behind < best) {
      if (--blink === 0) blink = drawBlink(s)
      else {
        best = behind
        bestAfter = v
        bestRoute = r
      }
    }
    const p = m[v + PREV]!
    const ahead = costTo[row + (p >> SHIFT)]! + cost[row + beside]! - m[v + EDGE_IN]!
    if (ahead < best) {
      if (--blink === 0) blink = drawBlink(s)
      else {
        best = ahead
        bestAfter = p
        bestRoute = r
      }
    }
  }
  s.blink = blink
  s.foundCost = best
  s.foundAfter = bestAfter
  s.foundRoute = bestRoute
}

/** The same with windows: a position counts if the stop and everything behind it stay in time. */
export function seekTimed(s: FastState, c: number): void {
  const m = s.memory
  const { after, before, cost, costTo, duration, durationTo, size } = s
  const id = c >> SHIFT
  const row = id * size
  const room = s.capacity - s.demand[c >> SHIFT]!
  const open = s.open[id]!
  const close = s.close[id]!
  const service = s.service[id]!
  let best = FAR
  let bestAfter = 0
  let bestRoute = UNPLANNED
  let blink = s.blink
  const start = id * s.width * 2
  let end = start + s.afterCount[id]! * 2
  for (let i = start; i < end; i += 2) {
    const v = after[i]!
    if (after[i + 1]! - m[v + REACH]! >= best) continue
    const r = m[v + ROUTE]!
    if (m[r + LOAD]! > room) continue
    const q = m[v + NEXT]!
    const delta = costTo[row + (v >> SHIFT)]! + cost[row + (q >> SHIFT)]! - m[v + EDGE]!
    if (delta >= best) continue
    let at = m[v + LEAVE]! + durationTo[row + (v >> SHIFT)]!
    if (at > close) continue
    if (at < open) at = open
    if (at + service + duration[row + (q >> SHIFT)]! > m[q + LATEST]!) continue
    if (--blink === 0) {
      blink = drawBlink(s)
      continue
    }
    best = delta
    bestAfter = v
    bestRoute = r
  }
  end = start + s.beforeCount[id]! * 2
  for (let i = start; i < end; i += 2) {
    const v = before[i]!
    if (before[i + 1]! - m[v + REACH]! >= best) continue
    const r = m[v + ROUTE]!
    if (m[r + LOAD]! > room) continue
    const p = m[v + PREV]!
    const delta = costTo[row + (p >> SHIFT)]! + cost[row + (v >> SHIFT)]! - m[v + EDGE_IN]!
    if (delta >= best) continue
    let at = m[p + LEAVE]! + durationTo[row + (p >> SHIFT)]!
    if (at > close) continue
    if (at < open) at = open
    if (at + service + duration[row + (v >> SHIFT)]! > m[v + LATEST]!) continue
    if (--blink === 0) {
      blink = drawBlink(s)
      continue
    }
    best = delta
    bestAfter = p
    bestRoute = r
  }
  s.blink = blink
  s.foundCost = best
  s.foundAfter = bestAfter
  s.foundRoute = bestRoute
}

/** Every position of every route with room: only when the close stops offer none. */
export function seekEverywhere(s: FastState, c: number): void {
  const m = s.memory
  const { cost, costTo, size } = s
  const row = (c >> SHIFT) * size
  const room = s.capacity - s.demand[c >> SHIFT]!
  let seen = 0
  for (let r = s.routesAt; seen < s.workRoutes && r < s.routesEnd; r += ROUTE_STRIDE) {
    if (m[r + COUNT] === 0) continue
    seen++
    if (m[r + LOAD]! > room) continue
    let p = 0
    let q = m[r + FIRST]!
    for (;;) {
      const was = p === 0 ? m[q + EDGE_IN]! : m[p + EDGE]!
      const delta = costTo[row + (p >> SHIFT)]! + cost[row + (q >> SHIFT)]! - was
      if (delta < s.foundCost && (!s.timed || fits(s, c, p, q))) {
        s.foundCost = delta
        s.foundAfter = p
        s.foundRoute = r
      }
      if (q === 0) break
      p = q
      q = m[q + NEXT]!
    }
  }
}

function fits(s: FastState, c: number, p: number, q: number): boolean {
  const m = s.memory
  const id = c >> SHIFT
  const row = id * s.size
  let at = m[p + LEAVE]! + s.durationTo[row + (p >> SHIFT)]!
  if (at > s.close[id]!) return false
  if (at < s.open[id]!) at = s.open[id]!
  return at + s.service[id]! + s.duration[row + (q >> SHIFT)]! <= m[q + LATEST]!
}
