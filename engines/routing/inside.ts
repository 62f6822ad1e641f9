import type { Result, RoutePlan, RoutingProblem, SealedZone, Stop, Unserved } from './model.ts'

type PlanPart = (problem: RoutingProblem, from: number, to: number) => Result<RoutePlan>

/**
 * The second leg into sealed zones that have vehicles of their own: what was handed over at the border is ready there
 * when the handing over ends, and the zone's vehicles bring it to the stops. `planPart` gets the part of the remaining
 * budget, 0 to 1, that a zone may use.
 */
export function planInside(
  problem: RoutingProblem,
  outside: RoutePlan,
  planPart: PlanPart,
): Result<RoutePlan> {
  const handedAt = new Map<string, number>()
  for (const vehicle of outside.vehicles) {
    for (const trip of vehicle.trips) {
      for (const visit of trip.visits) if (visit.atBorder) handedAt.set(visit.stop, visit.endsAt)
    }
  }
  const zones = (problem.zones ?? []).filter((zone) => zone.insideVehicles !== undefined)
  const inside: { zone: string; plan: RoutePlan }[] = []
  const unserved: Unserved[] = [...outside.unserved]
  for (const [i, zone] of zones.entries()) {
    const stops = problem.stops.filter((stop) => stop.zone === zone.id && handedAt.has(stop.id))
    if (stops.length === 0) continue
    const planned = planPart(
      insideProblem(problem, zone, stops, handedAt),
      i / zones.length,
      (i + 1) / zones.length,
    )
    if (!planned.ok) return planned
    inside.push({ zone: zone.id, plan: planned.value })
    unserved.push(...planned.value.unserved)
  }
  return { ok: true, value: { ...outside, unserved, inside } }
}

/** The zone's own small problem: its transfer point is the depot. */
export function insideProblem(
  problem: RoutingProblem,
  zone: SealedZone,
  stops: readonly Stop[],
  handedAt: ReadonlyMap<string, number>,
): RoutingProblem {
  const depot = `transfer:${zone.id}`
  const { places, travel, dimensions, forbiddenRoads, recovery } = problem
  const kinds = new Set((zone.insideVehicles ?? []).map((kind) => kind.id))
  return {
    places,
    travel,
    dimensions,
    depots: [{ id: depot, place: zone.transferPlace }],
    vehicles: (zone.insideVehicles ?? []).map((kind) => ({ ...kind, depot, passes: [zone.id] })),
    zones: [{ id: zone.id, transferPlace: zone.transferPlace }],
    stops: stops.map((stop) => {
      const { depot: _depot, vehicleKinds: _kinds, ...rest } = stop
      return { ...rest, readyAtSeconds: handedAt.get(stop.id)! }
    }),
    forbiddenRoads: (forbiddenRoads ?? [])
      .filter((road) => road.vehicleKinds?.some((kind) => kinds.has(kind)) ?? true)
      .map((road) => ({
        ...road,
        ...(road.vehicleKinds ? { vehicleKinds: road.vehicleKinds.filter((kind) => kinds.has(kind)) } : {}),
      })),
    ...(recovery ? { recovery } : {}),
  }
}
