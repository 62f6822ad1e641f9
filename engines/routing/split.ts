import type { RoutingProblem, Stop, VehicleKind } from './model.ts'
import { createRoads } from './travel.ts'

/** Up to this many stops all depots are planned together, so that a stop can go to whichever depot is best. */
const TOGETHER_MAX = 1_500

/**
 * Cuts a problem with several depots into one for each. Always exact when every stop names its depot; otherwise only
 * beyond what can be planned together, and then a stop goes to the depot from which the drive is shortest.
 */
export function splitByDepot(problem: RoutingProblem): readonly RoutingProblem[] {
  const active = problem.depots.filter((depot) =>
    problem.vehicles.some((kind) => kind.depot === depot.id && kind.count > 0),
  )
  const settled = problem.stops.every((stop) => stop.depot !== undefined)
  if (active.length < 2 || (!settled && problem.stops.length <= TOGETHER_MAX)) return [problem]
  const vehicleDepot = new Map<string, string>()
  for (const entry of problem.underway ?? []) {
    const kind = problem.vehicles.find((candidate) => entry.vehicle.startsWith(`${candidate.id}#`))
    for (const stop of entry.aboard) if (kind) vehicleDepot.set(stop, kind.depot)
  }
  const choose = createChooser(problem)
  const groups = new Map<string, Stop[]>(active.map((depot) => [depot.id, []]))
  for (const stop of problem.stops) {
    const depot = vehicleDepot.get(stop.id) ?? stop.depot ?? choose(stop)
    // A stop of a depot without vehicles still needs a piece that says so.
    const group = groups.get(depot) ?? groups.get(active[0]!.id)!
    group.push(stop)
  }
  return active
    .map((depot) => {
      const stops = groups.get(depot.id)!
      const ids = new Set(stops.map((stop) => stop.id))
      const vehicles = problem.vehicles.filter((kind) => kind.depot === depot.id)
      const names = new Set(vehicles.map((kind) => kind.id))
      const underway = (problem.underway ?? []).filter((entry) =>
        names.has(entry.vehicle.slice(0, entry.vehicle.lastIndexOf('#'))),
      )
      return {
        ...problem,
        stops,
        vehicles,
        underway: underway.filter((entry) => entry.aboard.every((id) => ids.has(id))),
      }
    })
    .filter((piece) => piece.stops.length > 0)
}

function createChooser(problem: RoutingProblem): (stop: Stop) => string {
  const placeIndex = new Map(problem.places.map((place, i) => [place.id, i]))
  const depotPlace = new Map(problem.depots.map((depot) => [depot.id, placeIndex.get(depot.place)!]))
  const kinds = problem.vehicles.filter((kind) => kind.count > 0)
  const roads = kinds.map((kind) => createRoads(problem, kind.id, kind.speedFactor ?? 1))
  const zones = new Map((problem.zones ?? []).map((zone) => [zone.id, zone.transferPlace]))
  return (stop) => {
    let best: VehicleKind = kinds[0]!
    let least = Number.POSITIVE_INFINITY
    for (const [i, kind] of kinds.entries()) {
      if (!(stop.vehicleKinds?.includes(kind.id) ?? true)) continue
      const outside = stop.zone !== undefined && !(kind.passes ?? []).includes(stop.zone)
      const place = placeIndex.get(outside ? zones.get(stop.zone!)! : stop.place)!
      const { seconds } = roads[i]!(depotPlace.get(kind.depot)!, place)
      if (seconds >= least) continue
      least = seconds
      best = kind
    }
    return best.depot
  }
}
