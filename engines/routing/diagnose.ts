import type { KindModel, Model } from './compile.ts'
import type { Unserved, UnservedReason } from './model.ts'
import { FORBIDDEN } from './search/fast/problem.ts'
import { createScheduler, everFreeDock } from './search/rich/schedule.ts'

type Finding = {
  readonly rank: number
  readonly reason: UnservedReason
  readonly data: Record<string, string | number>
}

/**
 * Stops that no vehicle could serve even alone and fresh from its depot, each with the reason of the kind that came
 * closest. Told before the search starts, because no search can mend it. Stops aboard a vehicle underway are judged by
 * the search. The answer maps nodes to findings.
 */
export function diagnose(model: Model): Map<number, Unserved> {
  const scheduler = createScheduler(model)
  const sequence = new Int32Array(1)
  const aboard = new Set<number>()
  for (const vehicle of model.vehicles) for (const node of vehicle.underway?.aboard ?? []) aboard.add(node)
  const hopeless = new Map<number, Unserved>()
  for (let node = 1; node <= model.stops.length; node++) {
    if (aboard.has(node)) continue
    let closest: Finding | null = { rank: 0, reason: 'noVehicleAllowed', data: {} }
    for (const kind of model.kinds) {
      if (kind.allowed[node] === 0) continue
      sequence[0] = node
      const fault =
        findStaticFault(model, kind, node) ??
        (scheduler.run({ id: '', kind, underway: null }, sequence, 1, everFreeDock)
          ? null
          : findTimeFault(model, kind, node))
      if (fault === null) {
        closest = null
        break
      }
      if (fault.rank >= closest.rank) closest = fault
    }
    if (closest === null) continue
    hopeless.set(node, { stop: model.stops[node - 1]!.id, reason: closest.reason, data: closest.data })
  }
  return hopeless
}

function findStaticFault(model: Model, kind: KindModel, node: number): Finding | null {
  const { dimensions, problem } = model
  for (let d = 0; d < dimensions; d++) {
    const demanded = Math.max(model.deliver[node * dimensions + d]!, model.collect[node * dimensions + d]!)
    const capacity = kind.kind.capacity[d]!
    if (demanded <= capacity) continue
    return {
      rank: 1,
      reason: 'exceedsCapacity',
      data: { dimension: problem.dimensions[d]!, demanded, capacity },
    }
  }
  const out = kind.seconds[node]!
  const home = kind.seconds[node * model.size]!
  return out >= FORBIDDEN || home >= FORBIDDEN
    ? { rank: 2, reason: 'unreachable', data: { kind: kind.kind.id } }
    : null
}

function findTimeFault(model: Model, kind: KindModel, node: number): Finding {
  const leavesAt = Math.max(kind.shiftFrom, model.ready[node]!) + kind.loading
  const out = kind.seconds[node]!
  const home = kind.seconds[node * model.size]!
  const service = kind.service[node]!
  const arrivesAt = leavesAt + out
  if (arrivesAt > kind.close[node]!)
    return { rank: 3, reason: 'outsideWindow', data: { arrivesAt, closesAtSeconds: kind.close[node]! } }
  const seconds = out + service + home
  if (seconds > kind.tripMax)
    return { rank: 4, reason: 'tripTooLong', data: { seconds, secondsMax: kind.tripMax } }
  const returnsAt = Math.max(arrivesAt, kind.open[node]!) + service + home
  const endsAtSeconds = Math.min(kind.shiftUntil, kind.shiftFrom + kind.shiftMax)
  return { rank: 5, reason: 'shiftTooShort', data: { returnsAt, endsAtSeconds } }
}
