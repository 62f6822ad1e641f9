import { between, type Random } from './random.ts'
import type { DemoPosition } from './types.ts'

/** Centre of the demo district's town, about 49.45 N, 117.70 E. */
export const centre: DemoPosition = { longitudeE6: 117_700_000, latitudeE6: 49_450_000 }

/** Millionths of a degree per metre north: 1,000,000 / 111,320. */
const latitudeE6PerMetre = 8.983

/** The position so many metres away, `angle` in radians from east turning north. */
export function moved(from: DemoPosition, metres: number, angle: number): DemoPosition {
  const narrowing = Math.cos((from.latitudeE6 / 1_000_000) * (Math.PI / 180))
  return {
    longitudeE6: from.longitudeE6 + Math.round((metres * Math.cos(angle) * latitudeE6PerMetre) / narrowing),
    latitudeE6: from.latitudeE6 + Math.round(metres * Math.sin(angle) * latitudeE6PerMetre),
  }
}

/** Metres between two positions of one town, on a flat map. */
export function metresBetween(left: DemoPosition, right: DemoPosition): number {
  const narrowing = Math.cos((left.latitudeE6 / 1_000_000) * (Math.PI / 180))
  const east = ((left.longitudeE6 - right.longitudeE6) * narrowing) / latitudeE6PerMetre
  const north = (left.latitudeE6 - right.latitudeE6) / latitudeE6PerMetre
  return Math.hypot(east, north)
}

/** A position `least` to `most` metres away in any direction. */
export function scattered(random: Random, from: DemoPosition, least: number, most: number): DemoPosition {
  return moved(from, between(random, least, most), random() * 2 * Math.PI)
}

/** The turn that spreads points evenly over a disc (the golden angle), in radians. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5))

/** The n-th of evenly spread points around a centre, neighbours about 1.7 x `spacingMetres` apart. */
export function spreadOut(around: DemoPosition, n: number, spacingMetres: number): DemoPosition {
  return moved(around, spacingMetres * Math.sqrt(n + 0.5), n * goldenAngle)
}
