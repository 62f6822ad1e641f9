import type { ForbiddenRoad, Place, RoutingProblem, SpeedPeriod, Travel } from './model.ts'

const EARTH_METRES = 6_371_008.8
const DAY_SECONDS = 86_400

/** Metres and undisturbed seconds between two places; Infinity when there is no road. */
export type Road = { readonly metres: number; readonly seconds: number }

/** Answers for one kind of vehicle how far and how long it is from place to place (indexes into `problem.places`). */
export function createRoads(
  problem: RoutingProblem,
  kindId: string,
  speedFactor: number,
): (from: number, to: number) => Road {
  const closed = closedRoads(problem, kindId)
  const size = problem.places.length
  const { travel, places } = problem
  return (from, to) => {
    if (from === to) return { metres: 0, seconds: 0 }
    if (closed.has(from * size + to))
      return { metres: Number.POSITIVE_INFINITY, seconds: Number.POSITIVE_INFINITY }
    if (travel.kind === 'matrix') {
      const cell = from * size + to
      return { metres: travel.metres[cell]!, seconds: travel.seconds[cell]! / speedFactor }
    }
    const metres = straightLine(places[from]!, places[to]!, travel.unit) * travel.winding
    return { metres, seconds: metres / (travel.metresPerSecond * speedFactor) }
  }
}

function closedRoads(problem: RoutingProblem, kindId: string): Set<number> {
  const index = new Map(problem.places.map((place, i) => [place.id, i]))
  const closed = new Set<number>()
  const close = (road: ForbiddenRoad): void => {
    const from = index.get(road.from)!
    const to = index.get(road.to)!
    closed.add(from * problem.places.length + to)
    if (!road.oneWay) closed.add(to * problem.places.length + from)
  }
  for (const road of problem.forbiddenRoads ?? []) {
    if (road.vehicleKinds === undefined || road.vehicleKinds.includes(kindId)) close(road)
  }
  return closed
}

function straightLine(a: Place, b: Place, unit: 'metres' | 'degrees'): number {
  if (unit === 'metres') return Math.hypot(a.x! - b.x!, a.y! - b.y!)
  const radians = Math.PI / 180
  const south = Math.sin(((b.y! - a.y!) * radians) / 2)
  const east = Math.sin(((b.x! - a.x!) * radians) / 2)
  const chord = south * south + Math.cos(a.y! * radians) * Math.cos(b.y! * radians) * east * east
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Speeds by time of day as one table for the whole plan, or null when the speed is always the map's. */
export function speedsOf(travel: Travel): readonly SpeedPeriod[] | null {
  const periods = travel.speedByTime ?? []
  return periods.some((period) => period.factor !== 1) ? periods : null
}

/**
 * Seconds for a road of `seconds` when leaving at `departs`. The speed changes while driving (Ichoua et al. 2003), so
 * who leaves later never arrives earlier. Before the first entry the speed is the map's; the table repeats every day.
 */
export function drivingSeconds(
  periods: readonly SpeedPeriod[] | null,
  seconds: number,
  departs: number,
): number {
  if (periods === null || seconds === 0) return Math.ceil(seconds)
  let left = seconds
  let now = departs
  for (;;) {
    const day = Math.floor(now / DAY_SECONDS) * DAY_SECONDS
    let factor = 1
    let until = day + DAY_SECONDS
    for (const period of periods) {
      if (day + period.fromSeconds > now) {
        until = Math.min(until, day + period.fromSeconds)
        break
      }
      factor = period.factor
    }
    const possible = (until - now) * factor
    if (possible >= left) return Math.ceil(now + left / factor - departs)
    left -= possible
    now = until
  }
}
