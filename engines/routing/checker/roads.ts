import type { RoutingProblem, VehicleKind } from '../model.ts'

/** Metres and seconds of a road for a kind when leaving at a moment; written anew so that it can't share a fault. */
export function measureRoad(
  problem: RoutingProblem,
  kind: VehicleKind,
  from: string,
  to: string,
  departs: number,
): { metres: number; baseSeconds: number; seconds: number } {
  if (from === to) return { metres: 0, baseSeconds: 0, seconds: 0 }
  const nowhere = { metres: Infinity, baseSeconds: Infinity, seconds: Infinity }
  for (const road of problem.forbiddenRoads ?? []) {
    if (road.vehicleKinds && !road.vehicleKinds.includes(kind.id)) continue
    if (road.from === from && road.to === to) return nowhere
    if (!road.oneWay && road.from === to && road.to === from) return nowhere
  }
  const { travel } = problem
  let metres: number
  let baseSeconds: number
  if (travel.kind === 'matrix') {
    const cell = placeIndex(problem, from) * problem.places.length + placeIndex(problem, to)
    metres = travel.metres[cell]!
    baseSeconds = travel.seconds[cell]! / (kind.speedFactor ?? 1)
  } else {
    const a = problem.places[placeIndex(problem, from)]!
    const b = problem.places[placeIndex(problem, to)]!
    metres =
      travel.winding *
      (travel.unit === 'metres' ? plane(a.x!, a.y!, b.x!, b.y!) : globe(a.x!, a.y!, b.x!, b.y!))
    baseSeconds = metres / (travel.metresPerSecond * (kind.speedFactor ?? 1))
  }
  if (!(metres < Infinity && baseSeconds < Infinity)) return nowhere
  return { metres, baseSeconds, seconds: drive(problem, baseSeconds, departs) }
}

const indexes = new WeakMap<RoutingProblem, Map<string, number>>()

function placeIndex(problem: RoutingProblem, id: string): number {
  let index = indexes.get(problem)
  if (!index) {
    index = new Map(problem.places.map((place, i) => [place.id, i]))
    indexes.set(problem, index)
  }
  const found = index.get(id)
  if (found === undefined) throw new Error(`routing: unknown place ${id}`)
  return found
}

function plane(ax: number, ay: number, bx: number, by: number): number {
  return Math.sqrt((ax - bx) ** 2 + (ay - by) ** 2)
}

/** Great circle by the angle between two directions from the earth's centre. */
function globe(ax: number, ay: number, bx: number, by: number): number {
  const direction = (longitude: number, latitude: number): [number, number, number] => {
    const east = (longitude * Math.PI) / 180
    const north = (latitude * Math.PI) / 180
    return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)]
  }
  const a = direction(ax, ay)
  const b = direction(bx, by)
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
  return 6_371_008.8 * 2 * Math.asin(Math.min(1, chord / 2))
}

/** Second by second would be the plain way; this goes from one change of speed to the next. */
function drive(problem: RoutingProblem, baseSeconds: number, departs: number): number {
  const periods = problem.travel.speedByTime ?? []
  let left = baseSeconds
  let now = departs
  while (left > 0) {
    const clock = now % 86_400
    const begun = periods.filter((period) => period.fromSeconds <= clock)
    const factor = begun.length > 0 ? begun[begun.length - 1]!.factor : 1
    const change = periods[begun.length]?.fromSeconds ?? 86_400
    const stretch = Math.min(Math.max(change, clock + 1e-9), 86_400) - clock
    if (stretch * factor >= left) return now + left / factor - departs
    left -= stretch * factor
    now += stretch
  }
  return now - departs
}
