import type { Model } from './compile.ts'
import { SECONDS_MAX } from './limits.ts'
import { type FastProblem, type FastTimes, FORBIDDEN } from './search/fast/problem.ts'

/**
 * The same problem for the fast search, or null when a rule asks for the search that knows them all. A limit on the
 * trip becomes the depot's closing time, which is the same thing as long as no stop has a window to wait for.
 */
export function adaptForFast(model: Model): FastProblem | null {
  const { kinds, vehicles, dimensions, stops, size, speeds } = model
  const kind = kinds[0]!
  if (kinds.length !== 1 || dimensions > 1 || speeds !== null || size !== stops.length + 1) return null
  if (kind.kind.rest !== undefined || kind.docks < Number.POSITIVE_INFINITY || kind.stopsMax < stops.length)
    return null
  if (kind.tripsMax > 1 && vehicles.length < stops.length) return null
  let windows = false
  for (let node = 1; node < size; node++) {
    if (kind.allowed[node] === 0 || model.collects[node] === 1 || model.ready[node]! > kind.shiftFrom)
      return null
    if (model.stops[node - 1]!.weight !== undefined) return null
    if (kind.open[node]! > kind.shiftFrom || kind.close[node]! < SECONDS_MAX) windows = true
  }
  for (let cell = 0; cell < kind.cost.length; cell++) if (kind.cost[cell]! >= FORBIDDEN) return null
  const limit = Math.min(kind.tripMax + kind.loading, kind.shiftMax)
  if (windows && limit < SECONDS_MAX) return null
  let time: FastTimes | null = null
  if (windows || limit < SECONDS_MAX || kind.shiftUntil < SECONDS_MAX) {
    const close = kind.close.slice()
    close[0] = Math.min(kind.shiftUntil, kind.shiftFrom + limit)
    const service = kind.service.slice()
    service[0] = kind.loading
    time = { open: kind.open, close, service }
  }
  return {
    size,
    cost: kind.cost,
    duration: sameNumbers(kind.cost, kind.seconds) ? kind.cost : kind.seconds,
    symmetric: kind.symmetric,
    demand: dimensions === 1 ? model.deliver : new Int32Array(size),
    capacity: dimensions === 1 ? kind.kind.capacity[0]! : 0,
    time,
    fleetLimit: vehicles.length,
    vehicleCost: Math.round(kind.fixedCost),
    overFleetCost: Math.round(model.absence[1]!),
  }
}

function sameNumbers(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
