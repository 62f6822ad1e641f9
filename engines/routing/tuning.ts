import type { FastProblem, FastTuning } from './search/fast/problem.ts'

/**
 * How the fast search looks around. Chosen on some of the public instances that the README quotes and by size of effect
 * over several seeds, one value for all; more stops are taken out where windows leave each of them fewer places.
 */
export function tuningFor(problem: FastProblem): FastTuning {
  return {
    neighbours: 40,
    blinkRate: 0.05,
    averageRemoved: problem.time === null ? 10 : 15,
    longestString: 10,
  }
}

/**
 * Temperature over the share of the budget used: from a fifth of the mean road down to a hundredth of that, evenly in
 * its logarithm, as ruin and recreate was published.
 */
export function coolingFor(problem: {
  readonly size: number
  readonly cost: Int32Array
  readonly stride?: number
}): (share: number) => number {
  const { size, cost, stride = problem.size } = problem
  let total = 0
  let count = 0
  for (let i = 1; i < size; i++) {
    for (let j = 1; j < size; j++) {
      if (cost[i * stride + j]! >= 0x1fffffff) continue
      total += cost[i * stride + j]!
      count++
    }
  }
  const mean = count === 0 ? 1 : total / count
  const hot = Math.max(mean * 0.2, 1e-3)
  return (share) => hot * 0.01 ** Math.min(1, Math.max(0, share))
}

const SURCHARGE = 4
const SURCHARGE_UNTIL = 0.6

/**
 * What every route costs extra over the share of the budget used: several ways to the depot at first, nothing from six
 * tenths on. Where routes are short and the depot is far, a plan with too many routes is hard to leave once it is cold.
 */
export function surchargeFor(problem: FastProblem): (share: number) => number {
  if (problem.time !== null) return () => 0
  let total = 0
  for (let node = 1; node < problem.size; node++) total += problem.cost[node]!
  const full = (SURCHARGE * total) / Math.max(1, problem.size - 1)
  return (share) => Math.round(full * Math.max(0, 1 - share / SURCHARGE_UNTIL))
}
