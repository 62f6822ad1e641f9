/**
 * The fixed order in which packs are handed out inside a class, in exact whole-number arithmetic.
 *
 * The k-th pack of a line stands at the fill rate that the line has BEFORE it gets that pack, (k - 1) /
 * quantity (the pack size is the same for all and drops out). Packs are handed out from the lowest rate up;
 * at equal rates the smaller request goes first, because there a pack lifts the rate more; then the line's
 * place in the fixed order of lines decides. Thus no two packs are equal and a plan repeats to the last pack.
 *
 * A `Mark` names one pack of this order; "the prefix up to a mark" is that pack and all before it.
 */
export type Mark = { readonly packsBefore: number; readonly quantity: number; readonly line: number }

/** The mark before the first pack of a class: floors only. */
export const floorsOnly: Mark = { packsBefore: -1, quantity: 1, line: -1 }

/**
 * How many packs of a line lie in the prefix up to `mark`, floor and cap aside. Exact while `packsBefore x
 * quantity` stays below 2^53, which the reader of the instance has made sure of: the quotient of two whole
 * numbers below 2^53 is never rounded up to the next whole number unless it is one.
 */
export const packsUpTo = (mark: Mark, quantity: number, line: number): number => {
  if (mark.packsBefore < 0) return 0
  const product = mark.packsBefore * quantity
  const whole = Math.floor(product / mark.quantity)
  // Packs 1 .. whole stand below the mark's rate; pack whole + 1 stands below it too, or exactly at it.
  if (product - whole * mark.quantity > 0) return whole + 1
  return quantity < mark.quantity || (quantity === mark.quantity && line <= mark.line) ? whole + 1 : whole
}

/** Negative if `one` is handed out before `other`. */
export const compareMarks = (one: Mark, other: Mark): number =>
  one.packsBefore * other.quantity - other.packsBefore * one.quantity ||
  one.quantity - other.quantity ||
  one.line - other.line

/** The lines that share one pool of packs, as columns over all lines of the problem. */
export type Lines = {
  readonly quantity: Float64Array
  readonly floor: Int32Array
  readonly most: Int32Array
}

const clampedAt = (lines: Lines, line: number, rate: number): number => {
  const packs = Math.ceil(rate * (lines.quantity[line] as number))
  const floor = lines.floor[line] as number
  const most = lines.most[line] as number
  return packs < floor ? floor : packs > most ? most : packs
}

const sumAt = (lines: Lines, pool: Int32Array, rate: number): number => {
  let sum = 0
  for (let at = 0; at < pool.length; at++) sum += clampedAt(lines, pool[at] as number, rate)
  return sum
}

/** A little lower and a little higher than a rate: wider than any rounding of a double product. */
const NARROWER = 1 - 2 ** -46
const WIDER = 1 + 2 ** -46

/**
 * Finds two rates with `sum(low) <= packs < sum(high)`, so close that few packs lie between them, or only
 * packs of one rate. Interpolation and halving take turns: the first is quick, the second makes an end
 * certain.
 */
const bracket = (lines: Lines, pool: Int32Array, packs: number): { low: number; high: number } => {
  let [high, quantityMax] = [0, 1]
  for (const line of pool) {
    const quantity = lines.quantity[line] as number
    high = Math.max(high, (lines.most[line] as number) / quantity)
    quantityMax = Math.max(quantityMax, quantity)
  }
  let low = 0
  let sumLow = sumAt(lines, pool, low)
  let sumHigh = sumAt(lines, pool, high)
  // Two different rates p/q differ by at least 1 / (q x q'); doubles can tell no more than 2^-50 apart.
  const apart = Math.max(0.5 / (quantityMax * quantityMax), high * 2 ** -50)
  for (let turn = 0; sumHigh - sumLow > 64 && high - low > apart; turn++) {
    const share = turn % 2 === 0 ? (packs - sumLow) / (sumHigh - sumLow) : 0.5
    const rate = low + (high - low) * Math.min(0.98, Math.max(0.02, share))
    if (rate <= low || rate >= high) break
    const sum = sumAt(lines, pool, rate)
    if (sum <= packs) [low, sumLow] = [rate, sum]
    else [high, sumHigh] = [rate, sum]
  }
  return { low, high }
}

/** The last mark that was handed out, given the packs of every line of the pool. */
const lastMark = (lines: Lines, pool: Int32Array, packsOf: (line: number) => number): Mark => {
  let last = floorsOnly
  for (const line of pool) {
    const packs = packsOf(line)
    if (packs <= (lines.floor[line] as number)) continue
    const mark = { packsBefore: packs - 1, quantity: lines.quantity[line] as number, line }
    if (last === floorsOnly || compareMarks(mark, last) > 0) last = mark
  }
  return last
}

/** The mark of the `count`-th pack in order, out of packs given as parallel lists. */
const pick = (lines: Lines, between: { line: number[]; packsBefore: number[] }, count: number): Mark => {
  const size = between.line.length
  const markAt = (at: number): Mark => {
    const line = between.line[at] as number
    return { packsBefore: between.packsBefore[at] as number, quantity: lines.quantity[line] as number, line }
  }
  const first = markAt(0)
  let oneRate = true
  for (let at = 1; at < size && oneRate; at++) {
    const quantity = lines.quantity[between.line[at] as number] as number
    oneRate = (between.packsBefore[at] as number) * first.quantity === first.packsBefore * quantity
  }
  if (!oneRate) {
    return Array.from({ length: size }, (_, at) => markAt(at)).sort(compareMarks)[count - 1] as Mark
  }
  // At one rate only request and line decide, and both fit into one exact number.
  const lineCount = lines.quantity.length
  const keys = new Float64Array(size)
  for (let at = 0; at < size; at++) {
    const line = between.line[at] as number
    keys[at] = (lines.quantity[line] as number) * lineCount + line
  }
  const line = (keys.sort()[count - 1] as number) % lineCount
  const quantity = lines.quantity[line] as number
  return { packsBefore: (first.packsBefore * quantity) / first.quantity, quantity, line }
}

/**
 * The mark up to which exactly `packs` packs are handed out to the lines of `pool` (floors included, caps
 * kept). Needs: the floors of the pool sum to at most `packs`, its caps to more.
 *
 * Doubles only narrow the search down. Below `low` (made a little lower) every pack surely lies in the
 * prefix, above `high` (made a little higher) surely none; the packs between are put in order exactly.
 */
export const markFor = (lines: Lines, pool: Int32Array, packs: number): Mark => {
  const { low, high } = bracket(lines, pool, packs)
  const [surely, perhaps] = [low * NARROWER, high * WIDER]
  const left = packs - sumAt(lines, pool, surely)
  if (left === 0) return lastMark(lines, pool, (line) => clampedAt(lines, line, surely))
  const between: { line: number[]; packsBefore: number[] } = { line: [], packsBefore: [] }
  for (const line of pool) {
    const end = clampedAt(lines, line, perhaps)
    for (let packsBefore = clampedAt(lines, line, surely); packsBefore < end; packsBefore++) {
      between.line.push(line)
      between.packsBefore.push(packsBefore)
    }
  }
  return pick(lines, between, left)
}
