import type { FastProblem } from './problem.ts'

const PARTNERS = 100

/**
 * A first plan by savings (Clarke and Wright 1964): every stop has a trip of its own, then trips are joined end to end
 * where most is saved. Starting near the goal lets the search begin cool, which is worth minutes on 1,000 stops.
 * Returns routes of node numbers; capacity and windows hold, the number of vehicles may exceed the fleet.
 */
export function savingsRoutes(problem: FastProblem): number[][] {
  const { size, demand, capacity, symmetric, time } = problem
  const routeOf: number[][] = []
  for (let node = 0; node < size; node++) routeOf.push(node === 0 ? [] : [node])
  const load = Float64Array.from(demand)
  const pairs = rankPairs(problem)
  for (const pair of pairs) {
    const a = Math.floor(pair / size)
    const b = pair % size
    let head = routeOf[a]!
    let tail = routeOf[b]!
    if (head === tail) continue
    const sum = load[head[0]!]! + load[tail[0]!]!
    if (sum > capacity) continue
    // Joined at a then b; without windows and with equal ways back a trip may be turned round for it.
    const turnable = symmetric && time === null
    if (head[head.length - 1] !== a) {
      if (!turnable || head[0] !== a) continue
    }
    if (tail[0] !== b) {
      if (!turnable || tail[tail.length - 1] !== b) continue
    }
    if (head[head.length - 1] !== a) head = head.slice().reverse()
    if (tail[0] !== b) tail = tail.slice().reverse()
    const joined = [...head, ...tail]
    if (time !== null && !inTime(problem, joined)) continue
    for (const node of joined) routeOf[node] = joined
    for (const node of [joined[0]!, joined[joined.length - 1]!, head[0]!, tail[0]!]) load[node] = sum
  }
  const seen = new Set<number[]>()
  for (let node = 1; node < size; node++) seen.add(routeOf[node]!)
  return [...seen]
}

/** Pairs (a x size + b) with a positive saving among close stops, best first. */
function rankPairs(problem: FastProblem): Float64Array {
  const { size, cost, symmetric, time } = problem
  const found: { pair: number; saving: number }[] = []
  const keys = new Float64Array(size - 1)
  const oneWay = symmetric && time === null
  for (let a = 1; a < size; a++) {
    for (let b = 1; b < size; b++) keys[b - 1] = (b === a ? 0x7fffffff : cost[a * size + b]!) * size + b
    keys.sort()
    const kept = Math.min(PARTNERS, size - 2)
    for (let i = 0; i < kept; i++) {
      const b = keys[i]! % size
      if (oneWay && b < a && kept === size - 2) continue
      const saving = cost[a * size]! + cost[b]! - cost[a * size + b]!
      if (saving > 0) found.push({ pair: a * size + b, saving })
    }
  }
  found.sort((x, y) => y.saving - x.saving || x.pair - y.pair)
  return Float64Array.from(found, (entry) => entry.pair)
}

function inTime(problem: FastProblem, nodes: readonly number[]): boolean {
  const { time, duration, size } = problem
  if (time === null) return true
  let at = time.open[0]! + time.service[0]!
  let from = 0
  for (const node of nodes) {
    at = Math.max(time.open[node]!, at + duration[from * size + node]!)
    if (at > time.close[node]!) return false
    at += time.service[node]!
    from = node
  }
  return at + duration[from * size]! <= time.close[0]!
}
