import { MATRIX_CELLS_MAX, SECONDS_MAX, STOPS_PER_DEPOT_MAX } from './limits.ts'
import type { Refusal, RoutingProblem, SpeedPeriod, Stop, Underway, VehicleKind } from './model.ts'
import { refuse } from './refuse.ts'
import { FORBIDDEN } from './search/fast/problem.ts'
import { createRoads, speedsOf } from './travel.ts'

/**
 * What one kind of vehicle sees: node 0 is its depot, 1..n the stops, then the places where vehicles underway are.
 * A stop in a sealed zone that the kind may not enter lies at the zone's transfer point, with its hours and handling.
 */
export type KindModel = {
  readonly index: number
  readonly kind: VehicleKind
  /** Row-major, row = from; whole seconds rounded up, FORBIDDEN without a road. */
  readonly seconds: Int32Array
  /** Cost in the search's whole units (`Model.scale` of the caller's). */
  readonly cost: Int32Array
  readonly symmetric: boolean
  readonly open: Int32Array
  readonly close: Int32Array
  readonly service: Int32Array
  readonly allowed: Uint8Array
  readonly atBorder: Uint8Array
  readonly fixedCost: number
  readonly shiftFrom: number
  readonly shiftUntil: number
  readonly loading: number
  readonly tripMax: number
  readonly shiftMax: number
  readonly stopsMax: number
  readonly tripsMax: number
  readonly depot: number
  readonly docks: number
}

export type VehicleModel = {
  readonly id: string
  readonly kind: KindModel
  readonly underway: UnderwayModel | null
}

export type UnderwayModel = {
  readonly node: number
  readonly at: number
  readonly aboard: ReadonlySet<number>
  readonly locked: readonly number[]
}

export type Model = {
  readonly problem: RoutingProblem
  /** Stop i of `stops` is node i + 1. */
  readonly stops: readonly Stop[]
  readonly size: number
  readonly dimensions: number
  /** Row-major node x dimension. */
  readonly deliver: Int32Array
  readonly collect: Int32Array
  readonly collects: Uint8Array
  readonly ready: Int32Array
  readonly kinds: readonly KindModel[]
  readonly vehicles: readonly VehicleModel[]
  readonly speeds: readonly SpeedPeriod[] | null
  readonly scale: number
  readonly absence: Float64Array
}

const ENDLESS = SECONDS_MAX * 4

/** Turns a problem without faults into flat numbers. The only refusal left is size. */
export function compile(problem: RoutingProblem, stops: readonly Stop[]): Model | Refusal {
  if (stops.length > STOPS_PER_DEPOT_MAX) {
    return refuse('tooManyStops', { stops: stops.length, max: STOPS_PER_DEPOT_MAX })
  }
  const placeIndex = new Map(problem.places.map((place, i) => [place.id, i]))
  const stopNode = new Map(stops.map((stop, i) => [stop.id, i + 1]))
  const underways = (problem.underway ?? []).filter((entry) => entry.aboard.every((id) => stopNode.has(id)))
  const size = stops.length + 1 + underways.length
  const used = problem.vehicles.filter((kind) => kind.count > 0)
  const tables = new Set(used.map((kind) => tableKey(problem, kind))).size
  if (size * size * tables > MATRIX_CELLS_MAX) return refuse('tooManyStops', { stops: stops.length, tables })
  const dimensions = problem.dimensions.length
  const deliver = new Int32Array(size * dimensions)
  const collect = new Int32Array(size * dimensions)
  const collects = new Uint8Array(size)
  const ready = new Int32Array(size)
  for (const [i, stop] of stops.entries()) {
    deliver.set(stop.deliver ?? [], (i + 1) * dimensions)
    collect.set(stop.collect ?? [], (i + 1) * dimensions)
    collects[i + 1] = stop.collect?.some((amount) => amount > 0) ? 1 : 0
    ready[i + 1] = stop.readyAtSeconds ?? 0
  }
  const cache = new Map<string, RoadTable>()
  const drafts = used.map((kind) => {
    const key = tableKey(problem, kind)
    const table = cache.get(key) ?? readRoads(problem, kind, stops, underways, placeIndex)
    cache.set(key, table)
    return { kind, table }
  })
  let highest = 0
  let whole = true
  for (const { table } of drafts) {
    highest = Math.max(highest, table.highest)
    whole &&= table.whole
  }
  const scale = highest === 0 ? 1 : whole && highest <= 4e6 ? 1 : 1e6 / highest
  for (const table of cache.values()) {
    for (let i = 0; i < table.exact.length; i++) {
      const value = table.exact[i]!
      table.cost[i] = value === Number.POSITIVE_INFINITY ? FORBIDDEN : Math.round(value * scale)
    }
  }
  const kinds = drafts.map(({ kind, table }, index) =>
    modelKind(problem, kind, index, table, stops, size, scale),
  )
  const byVehicle = new Map(
    underways.map((entry, i) => [
      entry.vehicle,
      {
        node: stops.length + 1 + i,
        at: entry.atSeconds,
        aboard: new Set(entry.aboard.map((id) => stopNode.get(id)!)),
        locked: entry.locked.map((id) => stopNode.get(id)!),
      },
    ]),
  )
  const vehicles: VehicleModel[] = []
  for (const kind of kinds) {
    for (let number = 1; number <= kind.kind.count; number++) {
      const id = `${kind.kind.id}#${number}`
      vehicles.push({ id, kind, underway: byVehicle.get(id) ?? null })
    }
  }
  const dearest = 4 * highest * scale + Math.max(...kinds.map((kind) => kind.fixedCost)) + 1
  const absence = Float64Array.from({ length: size }, (_, node) => dearest * (stops[node - 1]?.weight ?? 1))
  return {
    problem,
    stops,
    size,
    dimensions,
    deliver,
    collect,
    collects,
    ready,
    kinds,
    vehicles,
    speeds: speedsOf(problem.travel),
    scale,
    absence,
  }
}

type RoadTable = {
  readonly seconds: Int32Array
  readonly exact: Float64Array
  readonly cost: Int32Array
  readonly symmetric: boolean
  readonly whole: boolean
  readonly highest: number
}

/** Kinds that share depot, speed, prices, passes and closed roads share one table. */
function tableKey(problem: RoutingProblem, kind: VehicleKind): string {
  const closed = (problem.forbiddenRoads ?? []).map((road) => road.vehicleKinds?.includes(kind.id) ?? true)
  const { depot, speedFactor = 1, costPerMetre = 1, costPerSecond = 0, passes = [] } = kind
  return JSON.stringify([depot, speedFactor, costPerMetre, costPerSecond, [...passes].sort(), closed])
}

function mustTransfer(kind: VehicleKind, stop: Stop): boolean {
  return stop.zone !== undefined && !(kind.passes ?? []).includes(stop.zone)
}

function readRoads(
  problem: RoutingProblem,
  kind: VehicleKind,
  stops: readonly Stop[],
  underways: readonly Underway[],
  placeIndex: ReadonlyMap<string, number>,
): RoadTable {
  const depot = problem.depots.find((entry) => entry.id === kind.depot)!
  const zones = new Map((problem.zones ?? []).map((zone) => [zone.id, zone]))
  const places = [
    depot.place,
    ...stops.map((stop) => (mustTransfer(kind, stop) ? zones.get(stop.zone!)!.transferPlace : stop.place)),
    ...underways.map((entry) => entry.place),
  ].map((id) => placeIndex.get(id)!)
  const roads = createRoads(problem, kind.id, kind.speedFactor ?? 1)
  const size = places.length
  const seconds = new Int32Array(size * size)
  const exact = new Float64Array(size * size)
  const perMetre = kind.costPerMetre ?? 1
  const perSecond = kind.costPerSecond ?? 0
  let highest = 0
  let whole = true
  let symmetric = true
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const road = roads(places[i]!, places[j]!)
      const cell = i * size + j
      const open = road.metres < Number.POSITIVE_INFINITY && road.seconds < Number.POSITIVE_INFINITY
      seconds[cell] = open ? Math.min(FORBIDDEN, Math.ceil(road.seconds)) : FORBIDDEN
      exact[cell] = open ? road.metres * perMetre + road.seconds * perSecond : Number.POSITIVE_INFINITY
      if (open) {
        highest = Math.max(highest, exact[cell]!)
        whole &&= Number.isInteger(exact[cell])
      }
      if (j < i && (exact[cell] !== exact[j * size + i] || seconds[cell] !== seconds[j * size + i]))
        symmetric = false
    }
  }
  return { seconds, exact, cost: new Int32Array(size * size), symmetric, whole, highest }
}

function modelKind(
  problem: RoutingProblem,
  kind: VehicleKind,
  index: number,
  table: RoadTable,
  stops: readonly Stop[],
  size: number,
  scale: number,
): KindModel {
  const depotIndex = problem.depots.findIndex((entry) => entry.id === kind.depot)
  const depot = problem.depots[depotIndex]!
  const zones = new Map((problem.zones ?? []).map((zone) => [zone.id, zone]))
  const open = new Int32Array(size)
  const close = new Int32Array(size).fill(ENDLESS)
  const service = new Int32Array(size)
  const allowed = new Uint8Array(size)
  const atBorder = new Uint8Array(size)
  for (const [i, stop] of stops.entries()) {
    const border = mustTransfer(kind, stop)
    const zone = border ? zones.get(stop.zone!)! : null
    open[i + 1] = (zone ?? stop).opensAtSeconds ?? 0
    close[i + 1] = (zone ?? stop).closesAtSeconds ?? ENDLESS
    service[i + 1] = (zone ? zone.handoverSeconds : stop.serviceSeconds) ?? 0
    atBorder[i + 1] = border ? 1 : 0
    const depotFits = stop.depot === undefined || stop.depot === kind.depot
    allowed[i + 1] = depotFits && (stop.vehicleKinds?.includes(kind.id) ?? true) ? 1 : 0
  }
  open[0] = Math.max(depot.opensAtSeconds ?? 0, kind.startsAtSeconds ?? 0)
  close[0] = Math.min(depot.closesAtSeconds ?? ENDLESS, kind.endsAtSeconds ?? ENDLESS)
  return {
    index,
    kind,
    seconds: table.seconds,
    cost: table.cost,
    symmetric: table.symmetric,
    open,
    close,
    service,
    allowed,
    atBorder,
    fixedCost: (kind.costFixed ?? 0) * scale,
    shiftFrom: open[0],
    shiftUntil: close[0],
    loading: kind.loadingSeconds ?? 0,
    tripMax: kind.tripSecondsMax ?? ENDLESS,
    shiftMax: kind.shiftSecondsMax ?? ENDLESS,
    stopsMax: kind.stopsPerTripMax ?? Number.MAX_SAFE_INTEGER,
    tripsMax: kind.tripsMax ?? 1,
    depot: depotIndex,
    docks: depot.docks ?? Number.POSITIVE_INFINITY,
  }
}
