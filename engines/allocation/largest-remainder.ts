/**
 * Largest remainder (Hamilton's rule), for those whose rule book demands it by name. Class by class each line
 * gets the whole part of its exact quota (clamped to floor and cap), and the packs left go one each to the
 * largest remainders. It is defined for one pool, so every line must have the same sources.
 *
 * THE PARADOX, to be told to whoever chooses it: one more pack of supply can CUT a line. With requests of 6,
 * 6 and 2 packs, ten packs give 4, 4, 2 and eleven give 5, 5, 1: the small line pays for the gain of the
 * others (the Alabama paradox of 1880). Nor is it max-min: a small request may be left further behind than
 * need be. Adams' rule, the default, has neither fault.
 */
import { type BrokenFloor, type FairCut, findBrokenFloor, linesByClass, type Shares } from './fair.ts'
import { makeNetwork } from './flow.ts'
import type { Problem } from './problem.ts'

/** Packs for one base unit of demand, as an exact fraction. */
type Share = { readonly numerator: bigint; readonly denominator: bigint }

/**
 * The share at which the clamped quotas sum to exactly `packs`. Lines whose quota falls outside their bounds
 * are set to the bound and the share is worked out again without them. If lifting lines to their floors takes
 * more packs than capping frees, the true share is lower: then the lifted lines stay at their floors for
 * good; if less, the capped ones stay at their caps; if equal, both do and the share is found.
 */
const findShare = (problem: Problem, lines: Int32Array, packs: number): Share => {
  let free = [...lines]
  let left = BigInt(packs)
  for (;;) {
    const denominator = free.reduce((sum, line) => sum + BigInt(problem.quantity[line] as number), 0n)
    if (free.length === 0) return { numerator: 0n, denominator: 1n }
    const lifted = new Set<number>()
    const capped = new Set<number>()
    let balance = 0n
    for (const line of free) {
      const quota = left * BigInt(problem.quantity[line] as number)
      const floor = BigInt(problem.floor[line] as number) * denominator
      const most = BigInt(problem.most[line] as number) * denominator
      if (quota < floor) {
        lifted.add(line)
        balance += floor - quota
      } else if (quota > most) {
        capped.add(line)
        balance -= quota - most
      }
    }
    if (balance === 0n) return { numerator: left, denominator }
    const bounded = balance > 0n ? lifted : capped
    const bound = balance > 0n ? problem.floor : problem.most
    for (const line of bounded) left -= BigInt(bound[line] as number)
    free = free.filter((line) => !bounded.has(line))
  }
}

/** Shares one class out of `packs` that do not suffice for it; returns the cut that closed it. */
const shareClass = (
  problem: Problem,
  shares: { packs: Int32Array; closedBy: Int32Array },
  lines: Int32Array,
  packs: number,
): FairCut['mark'] => {
  const { numerator, denominator } = findShare(problem, lines, packs)
  const rest: { line: number; remainder: bigint }[] = []
  let left = packs
  for (const line of lines) {
    const quota = numerator * BigInt(problem.quantity[line] as number)
    const whole = Number(quota / denominator)
    const [floor, most] = [problem.floor[line] as number, problem.most[line] as number]
    const inside = whole >= floor && whole < most
    shares.packs[line] = inside ? whole : whole < floor ? floor : most
    left -= shares.packs[line] as number
    if (inside) rest.push({ line, remainder: quota % denominator })
  }
  rest.sort((one, other) =>
    one.remainder > other.remainder ? -1 : one.remainder < other.remainder ? 1 : one.line - other.line,
  )
  for (const { line } of rest.slice(0, left)) shares.packs[line] = (shares.packs[line] as number) + 1
  const last = left > 0 ? (rest[left - 1]?.line ?? -1) : -1
  return { packsBefore: Number(numerator), quantity: Number(denominator), line: last }
}

/**
 * Shares a group out by largest remainder. Refused (undefined) if its lines do not all have the same
 * sources.
 */
export const shareByRemainder = (
  problem: Problem,
): { readonly shares: Shares } | { readonly broken: BrokenFloor } | undefined => {
  const served = problem.signatures.filter((sources) => sources.length > 0)
  if (served.length > 1) return undefined
  const supply = Float64Array.from(problem.sources, (source) => source.packs)
  const broken = findBrokenFloor(problem, makeNetwork(problem.signatures, supply))
  if (broken) return { broken }
  const count = problem.class.length
  const shares = { packs: problem.floor.slice(), closedBy: new Int32Array(count).fill(-2) }
  const cuts: FairCut[] = []
  const pool = served[0] ?? new Int32Array(0)
  const isServed = (line: number): boolean =>
    (problem.signatures[problem.signature[line] as number]?.length ?? 0) > 0
  let left = pool.reduce((sum, source) => sum + (supply[source] as number), 0)
  left -= shares.packs.reduce((sum, packs) => sum + packs, 0)
  for (const { class: number, lines: all } of linesByClass(problem.class)) {
    const lines = all.filter(isServed)
    if (lines.length === 0) continue
    const [floors, most] = [sumOf(problem.floor, lines), sumOf(problem.most, lines)]
    if (cuts.length === 0 && floors + left >= most) {
      for (const line of lines) shares.packs[line] = problem.most[line] as number
      left -= most - floors
    } else if (cuts.length === 0) {
      cuts.push({
        class: number,
        mark: shareClass(problem, shares, lines, floors + left),
        sources: [...pool],
      })
      left = 0
    }
    for (const line of lines) shares.closedBy[line] = shares.packs[line] === problem.most[line] ? -1 : 0
  }
  return { shares: { packs: shares.packs, closedBy: shares.closedBy, cuts } }
}

const sumOf = (column: Int32Array, lines: Int32Array): number =>
  lines.reduce((sum, line) => sum + (column[line] as number), 0)
