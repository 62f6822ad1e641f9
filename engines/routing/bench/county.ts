import type { Place, RoutingProblem, Stop } from '../model.ts'
import { createRandom, draw } from '../search/random.ts'

/**
 * A made-up county of testing points: 40 x 40 km, half of the points in a dozen towns, 4 minutes at each, 10 minutes to
 * load, trips of at most 2 hours and shifts of at most 6 [C11], boxes by an exponential draw, vans of 400 boxes.
 */
export function makeCounty(seed: number, drops: number, vans: number): RoutingProblem {
  const stream = createRandom(seed)
  const within = (low: number, high: number): number => low + draw(stream) * (high - low)
  const towns = Array.from({ length: 12 }, () => [within(8_000, 32_000), within(8_000, 32_000)] as const)
  const places: Place[] = [{ id: 'store', x: 20_000, y: 20_000 }]
  const stops: Stop[] = []
  for (let i = 0; i < drops; i++) {
    const [x, y] = towns[Math.floor(draw(stream) * towns.length)]!
    const spread = (): number => (draw(stream) + draw(stream) - 1) * 4_000
    const place =
      draw(stream) < 0.5
        ? { x: x + spread(), y: y + spread() }
        : { x: within(6_000, 34_000), y: within(6_000, 34_000) }
    places.push({ id: `point${i}`, ...place })
    const boxes = 1 + Math.floor(-Math.log(1 - draw(stream)) * 15)
    stops.push({ id: `drop${i}`, place: `point${i}`, deliver: [boxes], serviceSeconds: 240 })
  }
  return {
    places,
    travel: { kind: 'straightLine', unit: 'metres', winding: 1.3, metresPerSecond: 35 / 3.6 },
    dimensions: ['boxes'],
    depots: [{ id: 'store', place: 'store' }],
    vehicles: [
      {
        id: 'van',
        depot: 'store',
        count: vans,
        capacity: [400],
        tripsMax: 4,
        loadingSeconds: 600,
        tripSecondsMax: 7_200,
        shiftSecondsMax: 21_600,
        costFixed: 20_000,
      },
    ],
    stops,
  }
}
