/**
 * A small seeded source of chance (mulberry32), so that every test and bench sees the same instances again.
 */
export type Chance = {
  /** At least 0, less than 1. */
  readonly share: () => number
  /** A whole number from `least` to `most`. */
  readonly whole: (least: number, most: number) => number
  readonly chance: (likelihood: number) => boolean
}

export const seeded = (seed: number): Chance => {
  let state = seed >>> 0
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    share,
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    chance: (likelihood) => share() < likelihood,
  }
}
