import { draw } from '../random.ts'
import { insert, openingCost, refresh, remove } from './moves.ts'
import type { FastProblem, FastTuning } from './problem.ts'
import { savingsRoutes } from './savings.ts'
import { drawBlink, seekEverywhere, seekPlain, seekTimed } from './seek.ts'
import type { FastState } from './state.ts'
import * as layout from './state.ts'
import { createFastState } from './state.ts'

// Copied here because the compiler folds a file's own constants into the code, imported ones it looks up each time.
const { COUNT, FIRST, NEXT, PREV, ROUTE, ROUTE_STRIDE, SHIFT, STRIDE } = layout

/**
 * Starts a search with a complete first plan. Ruin and recreate by adjacent strings (Christiaens and Vanden Berghe
 * 2020): a few strings of neighbouring stops leave their routes and return, one by one, to the cheapest position.
 */
export function startFastSearch(problem: FastProblem, tuning: FastTuning, seed: number): FastState {
  const start = savingsRoutes(problem)
  const s = createFastState(problem, tuning, start.length, seed)
  s.blink = drawBlink(s)
  let r = s.routesAt
  for (const visits of start) {
    let behind = 0
    for (const node of visits) {
      insert(s, node * STRIDE, behind, r)
      behind = node * STRIDE
    }
    r += ROUTE_STRIDE
  }
  s.currentCost = s.workCost
  s.currentRoutes = s.workRoutes
  s.bestCost = s.workCost
  s.memory.copyWithin(s.stateLength, 0, s.stateLength)
  s.memory.copyWithin(2 * s.stateLength, 0, s.stateLength)
  return s
}

/** Runs `steps` ruins and recreations at one temperature (in units of cost). */
export function runFastSearch(s: FastState, steps: number, temperature: number): void {
  const memory = s.memory
  const length = s.stateLength
  for (let step = 0; step < steps; step++) {
    s.iteration++
    ruin(s)
    sortRemoved(s)
    const { surcharge } = s
    const limit = s.currentCost + surcharge * s.currentRoutes - temperature * Math.log(draw(s.random))
    // A detour is never negative, so the rest need not be placed once the limit is passed.
    let placed = true
    for (let i = 0; placed && i < s.removedCount; i++) {
      placed = s.workCost + surcharge * s.workRoutes < limit && place(s, s.removed[i]!)
    }
    if (placed && s.workCost + surcharge * s.workRoutes < limit) {
      memory.copyWithin(length, 0, length)
      s.currentCost = s.workCost
      s.currentRoutes = s.workRoutes
      if (s.workCost < s.bestCost) {
        s.bestCost = s.workCost
        memory.copyWithin(2 * length, 0, length)
      }
    } else {
      memory.copyWithin(0, length, 2 * length)
      s.workCost = s.currentCost
      s.workRoutes = s.currentRoutes
    }
  }
}

/** Routes of the best plan so far, as node numbers. */
export function bestRoutes(s: FastState): number[][] {
  const at = 2 * s.stateLength
  const routes: number[][] = []
  for (let r = s.routesAt; r < s.routesEnd; r += ROUTE_STRIDE) {
    if (s.memory[at + r + COUNT] === 0) continue
    const visits: number[] = []
    for (let c = s.memory[at + r + FIRST]!; c !== 0; c = s.memory[at + c + NEXT]!) visits.push(c >> SHIFT)
    routes.push(visits)
  }
  return routes
}

function place(s: FastState, c: number): boolean {
  if (s.timed) seekTimed(s, c)
  else seekPlain(s, c)
  if (s.foundRoute < 0) seekEverywhere(s, c)
  const id = c >> SHIFT
  const alone = s.cost[id]! + s.cost[id * s.size]! + openingCost(s) + s.surcharge
  if (s.foundRoute < 0 || alone < s.foundCost) {
    const m = s.memory
    let r = s.routesAt
    while (r < s.routesEnd && m[r + COUNT]! > 0) r += ROUTE_STRIDE
    if (r < s.routesEnd) {
      m[r + FIRST] = 0
      s.foundAfter = 0
      s.foundRoute = r
    }
  }
  if (s.foundRoute < 0) return false
  insert(s, c, s.foundAfter, s.foundRoute)
  return true
}

function sortRemoved(s: FastState): void {
  const { removed, sortKey, cost, open, close } = s
  const rule = draw(s.random) * (s.timed ? 17 : 11)
  for (let i = 0; i < s.removedCount; i++) {
    const c = removed[i]!
    const id = c >> SHIFT
    let key = 0
    if (rule < 4) key = draw(s.random)
    else if (rule < 8) key = -s.demand[id]!
    else if (rule < 10) key = -cost[id]!
    else if (rule < 11) key = cost[id]!
    else if (rule < 13) key = close[id]! - open[id]!
    else if (rule < 15) key = open[id]!
    else key = -close[id]!
    let j = i - 1
    while (j >= 0 && sortKey[j]! > key) {
      removed[j + 1] = removed[j]!
      sortKey[j + 1] = sortKey[j]!
      j--
    }
    removed[j + 1] = c
    sortKey[j + 1] = key
  }
}

function ruin(s: FastState): void {
  s.removedCount = 0
  const { memory: m, near, nearWidth, tuning, touched } = s
  const stops = s.size - 1
  const longest = Math.min(tuning.longestString, stops / s.workRoutes)
  const strings = Math.floor(draw(s.random) * ((4 * tuning.averageRemoved) / (1 + longest) - 1) + 1)
  const base = (1 + Math.floor(draw(s.random) * stops)) * nearWidth
  let done = 0
  for (let i = 0; i < nearWidth && done < strings; i++) {
    const c = near[base + i]! * STRIDE
    const r = m[c + ROUTE]!
    if (r < 0 || touched[r] === s.iteration) continue
    touched[r] = s.iteration
    done++
    removeString(s, c, r, longest)
  }
}

/** Takes a string that contains `c` out of its route; half of the time a piece in its middle stays. */
function removeString(s: FastState, c: number, r: number, longest: number): void {
  const m = s.memory
  const members = m[r + COUNT]!
  const length = Math.floor(draw(s.random) * Math.min(members, longest) + 1)
  let spared = 0
  if (length > 1 && length < members && draw(s.random) < 0.5) {
    spared = 1
    while (length + spared < members && draw(s.random) > 0.01) spared++
  }
  const total = length + spared
  const wanted = Math.floor(draw(s.random) * total)
  let start = c
  let behind = 0
  while (behind < wanted && m[start + PREV] !== 0) {
    start = m[start + PREV]!
    behind++
  }
  let tail = c
  let ahead = 0
  while (ahead < total - 1 - behind && m[tail + NEXT] !== 0) {
    tail = m[tail + NEXT]!
    ahead++
  }
  for (let have = behind + ahead + 1; have < total; have++) start = m[start + PREV]!
  const spareFrom = spared > 0 ? 1 + Math.floor(draw(s.random) * (length - 1)) : total
  const lead = m[start + PREV]!
  let node = start
  for (let j = 0; j < total; j++) {
    const following = m[node + NEXT]!
    if (j < spareFrom || j >= spareFrom + spared) {
      remove(s, node)
      s.removed[s.removedCount++] = node
    }
    node = following
  }
  if (s.timed && m[r + COUNT]! > 0) refresh(s, r, lead, node)
}
