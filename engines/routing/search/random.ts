/**
 * A seeded stream of numbers in [0, 1): mulberry32, whose whole state is one 32-bit cell. The same seed gives the
 * same numbers on every machine, which is what makes a plan repeatable.
 */
export function createRandom(seed: number): Int32Array {
  return Int32Array.of(seed)
}

/** Draws the next number of a stream made by `createRandom`. */
export function draw(stream: Int32Array): number {
  const state = (stream[0]! + 0x6d2b79f5) | 0
  stream[0] = state
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
