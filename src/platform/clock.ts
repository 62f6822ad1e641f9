import { randomBytes } from 'node:crypto'
import type { Id } from '../kernel/ids.ts'
import { uuidV7 } from '../kernel/ids.ts'

/** Time and chance, handed in everywhere, so that years can be simulated. */
export type Clock = { readonly nowMs: () => number; readonly monotonicMs: () => number }
export type Random = { readonly bytes: (count: number) => Uint8Array }

export const systemClock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() }
export const systemRandom: Random = { bytes: (count) => randomBytes(count) }

/** A new UUID v7 for a document that the server makes. */
export const newId = <Kind extends string>(clock: Clock, random: Random): Id<Kind> =>
  uuidV7(clock.nowMs(), random.bytes(10)) as Id<Kind>
