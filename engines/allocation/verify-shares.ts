/**
 * Checks that no plan could share the packs out more fairly, from the cuts that the plan names as its proof.
 *
 * Let U be the first cuts together, and "captive" lines those whose sources all lie in U. The plan must show
 * that
 *
 *   a. the captive lines of all cuts so far have exactly the packs that the sources of U hold;
 *   b. each line that became captive with a cut stands where the order of packs was at that cut: all it may
 *      get if its class came before, its floor if its class comes later, else its packs up to the cut's
 *      level;
 *   c. lines that never became captive have all they may get; and the cuts' levels never go back.
 *
 * Why this suffices. Take any beginning of the order of packs and the last cut not after it. Of this
 * beginning no plan can give more than: the packs in U for the captive lines, and the whole beginning for the
 * others. By (a), (b) and (c) this plan gives just that. It is so for every beginning at once, which is what
 * max-min in whole packs means (`fair.ts`, facts 2 and 3).
 */
import type { Cut, GroupPlan, Level } from './model.ts'
import type { FaultCode, Reading } from './verify.ts'

type Report = (code: FaultCode, at: number) => void

/**
 * Packs of a line that stand in the order no later than `level`. `place` is the level's line in the fixed
 * order.
 */
const packsAtLevel = (level: Level, place: number, quantity: number, line: number): number => {
  if (level.packsBefore < 0) return 0
  // Pack k stands at rate (k - 1) / quantity: count the k with (k - 1) x level.quantity below the product.
  const product = level.packsBefore * quantity
  const below = Math.ceil(product / level.quantity)
  const onLevel = product % level.quantity === 0
  const first = quantity < level.quantity || (quantity === level.quantity && line <= place)
  return onLevel && first ? below + 1 : below
}

/** The place of each level's line, or undefined if a level names a line that it cannot stand for. */
const placesOf = (group: GroupPlan, reading: Reading): number[] | undefined => {
  const places: number[] = []
  for (const { level } of group.cuts) {
    if (!Number.isSafeInteger(level.packsBefore) || !Number.isSafeInteger(level.quantity)) return undefined
    if (level.quantity <= 0 || level.packsBefore < -1) return undefined
    const place = level.demandIndex < 0 ? -1 : group.demandIndexes.indexOf(level.demandIndex)
    if (level.demandIndex >= 0 && place < 0) return undefined
    const own = place < 0 || group.method === 'largestRemainder' || reading.quantity[place] === level.quantity
    if (!own || (group.method === 'maxMin' && place < 0 !== level.packsBefore < 0)) return undefined
    places.push(place)
  }
  return places
}

/** Cuts come in the order of classes and, inside a class, of levels. */
const comesBefore = (one: Cut, placeOne: number, other: Cut, placeOther: number): boolean => {
  if (one.class !== other.class) return one.class < other.class
  const [a, b] = [one.level, other.level]
  const byRate = a.packsBefore * b.quantity - b.packsBefore * a.quantity
  return byRate !== 0
    ? byRate < 0
    : a.quantity !== b.quantity
      ? a.quantity < b.quantity
      : placeOne <= placeOther
}

/** For each source the cut that it belongs to; cuts must not share sources. */
const cutOfSources = (group: GroupPlan, report: Report): Int32Array => {
  const cutOf = new Int32Array(group.sources.length).fill(group.cuts.length)
  for (const [number, cut] of group.cuts.entries()) {
    for (const source of cut.sources) {
      if (cutOf[source] !== group.cuts.length) report('cutWrong', number)
      cutOf[source] = number
    }
  }
  return cutOf
}

/** The cut with which each line became captive; the number of cuts if never, -1 if no source may serve it. */
const captivity = (group: GroupPlan, reading: Reading, cutOf: Int32Array): Int32Array => {
  const captive = new Int32Array(group.packs.length)
  for (let line = 0; line < captive.length; line++) {
    let last = -1
    for (let arc = reading.arcStart[line] as number; arc < (reading.arcStart[line + 1] as number); arc++) {
      last = Math.max(last, cutOf[reading.arcs[arc] as number] as number)
    }
    captive[line] = last
  }
  return captive
}

/** (a): packs of captive lines and packs of the cut's sources are the same number, cut by cut. */
const checkFull = (group: GroupPlan, captive: Int32Array, report: Report): void => {
  const balance = new Float64Array(group.cuts.length)
  for (const [number, cut] of group.cuts.entries()) {
    for (const source of cut.sources)
      balance[number] = (balance[number] as number) + (group.sources[source]?.packs ?? 0)
  }
  for (let line = 0; line < captive.length; line++) {
    const cut = captive[line] as number
    if (cut >= 0 && cut < balance.length)
      balance[cut] = (balance[cut] as number) - (group.packs[line] as number)
  }
  for (const [number, left] of balance.entries()) if (left !== 0) report('cutNotFull', number)
}

const between = (packs: number, floor: number, most: number): number => Math.max(floor, Math.min(most, packs))

/**
 * Largest remainder: the exact quota of each line at the cut's share (packs / base units), as whole part and
 * rest. Lines whose rest is larger than that of the level's line, or equal and not later, got one pack more.
 */
const remainderAt = (level: Level, place: number, reading: Reading, line: number): number => {
  const quotaOf = (at: number): [bigint, bigint] => {
    const product = BigInt(level.packsBefore) * BigInt(reading.quantity[at] as number)
    return [product / BigInt(level.quantity), product % BigInt(level.quantity)]
  }
  const [whole, rest] = quotaOf(line)
  if (place < 0 || whole < reading.floor[line]! || whole >= reading.most[line]!) return Number(whole)
  const [, lastRest] = quotaOf(place)
  return Number(whole) + (rest > lastRest || (rest === lastRest && line <= place) ? 1 : 0)
}

/**
 * Largest remainder: the exact quotas of the cut's class, clamped, must sum to the packs that its lines
 * have.
 */
const checkShareSum = (group: GroupPlan, reading: Reading, captive: Int32Array, report: Report): void => {
  for (const [number, cut] of group.cuts.entries()) {
    const denominator = BigInt(cut.level.quantity)
    let balance = 0n
    for (let line = 0; line < captive.length; line++) {
      if (captive[line] !== number || reading.class[line] !== cut.class) continue
      const quota = BigInt(cut.level.packsBefore) * BigInt(reading.quantity[line] as number)
      const floor = BigInt(reading.floor[line] as number) * denominator
      const most = BigInt(reading.most[line] as number) * denominator
      const clamped = quota < floor ? floor : quota > most ? most : quota
      balance += clamped - BigInt(group.packs[line] as number) * denominator
    }
    if (balance !== 0n) report('cutWrong', number)
  }
}

/** (a) to (c) for one group, and the column that tells each line why it got no more. */
export const checkShares = (group: GroupPlan, reading: Reading, report: Report): void => {
  const sourcesExist = group.cuts.every((cut) =>
    cut.sources.every((source) => group.sources[source] !== undefined),
  )
  const places = sourcesExist ? placesOf(group, reading) : undefined
  if (places === undefined) {
    report('cutWrong', -1)
    return
  }
  for (let cut = 1; cut < group.cuts.length; cut++) {
    const [before, here] = [group.cuts[cut - 1] as Cut, group.cuts[cut] as Cut]
    if (!comesBefore(before, places[cut - 1] as number, here, places[cut] as number))
      report('cutOrderWrong', cut)
  }
  const captive = captivity(group, reading, cutOfSources(group, report))
  checkFull(group, captive, report)
  if (group.method === 'largestRemainder') checkShareSum(group, reading, captive, report)
  for (let line = 0; line < captive.length; line++) {
    const number = captive[line] as number
    const [floor, most] = [reading.floor[line] as number, reading.most[line] as number]
    const cut = group.cuts[number]
    let packs = number < 0 ? 0 : most
    if (cut !== undefined && cut.class < (reading.class[line] as number)) packs = floor
    if (cut !== undefined && cut.class === reading.class[line]) {
      const [quantity, place] = [reading.quantity[line] as number, places[number] as number]
      const raw =
        group.method === 'maxMin'
          ? packsAtLevel(cut.level, place, quantity, line)
          : remainderAt(cut.level, place, reading, line)
      packs = between(raw, floor, most)
    }
    if (group.packs[line] !== packs) report('shareWrong', line)
    if (group.closedBy[line] !== (number < 0 ? -2 : packs === most ? -1 : number))
      report('closedByWrong', line)
  }
}
