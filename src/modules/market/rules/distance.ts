/** A place on the earth in whole millionths of a degree. */
export type Point = { readonly longitudeE6: number; readonly latitudeE6: number }

const earthRadiusM = 6_371_008.8
const radians = (degreesE6: number): number => (degreesE6 / 1e6) * (Math.PI / 180)

/**
 * Metres between two points along the earth's surface, as the crow flies, rounded to the whole metre
 * (haversine on the mean sphere; within 0.6 % of the ellipsoid). Geometry alone: no goods and no money hang
 * on it.
 */
export const distanceM = (from: Point, to: Point): number => {
  const [fromLatitude, toLatitude] = [radians(from.latitudeE6), radians(to.latitudeE6)]
  const height = Math.sin((toLatitude - fromLatitude) / 2)
  const width = Math.sin(radians(to.longitudeE6 - from.longitudeE6) / 2)
  const part = height * height + Math.cos(fromLatitude) * Math.cos(toLatitude) * width * width
  return Math.round(2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(part))))
}
