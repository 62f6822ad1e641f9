import type { RoutingProblem, SealedZone, Stop, VehicleKind } from '../model.ts'
import { createRandom, draw } from '../search/random.ts'

/** Which rules a made-up problem has. */
export type Features = {
  readonly stops: number
  readonly windows?: boolean
  readonly trips?: boolean
  readonly docks?: boolean
  readonly collect?: boolean
  readonly rest?: boolean
  readonly speeds?: boolean
  readonly zones?: boolean
  readonly roads?: boolean
  readonly limits?: boolean
  readonly mixed?: boolean
  readonly depots?: boolean
  readonly ready?: boolean
  readonly underway?: boolean
}

/** A small town with the rules asked for; the same seed and features always give the same town. */
export function makeProblem(seed: number, features: Features): RoutingProblem {
  const stream = createRandom(seed)
  const whole = (low: number, high: number): number => low + Math.floor(draw(stream) * (high - low + 1))
  const chance = (share: number): boolean => draw(stream) < share
  const places = Array.from({ length: features.stops + 3 }, (_, i) => ({
    id: `p${i}`,
    x: whole(0, 8_000),
    y: whole(0, 8_000),
  }))
  const zone: SealedZone = {
    id: 'z',
    transferPlace: 'p1',
    handoverSeconds: 120,
    ...(chance(0.5)
      ? { insideVehicles: [{ id: 'inside', depot: '', count: 2, capacity: [60, 60], tripsMax: 6 }] }
      : {}),
  }
  const stops = Array.from({ length: features.stops }, (_, i): Stop => {
    const open = features.windows && chance(0.6) ? whole(28_800, 50_000) : 0
    return {
      id: `s${i}`,
      place: `p${i + 3}`,
      deliver: features.collect && chance(0.3) ? [0, 0] : [whole(1, 12), whole(0, 9)],
      ...(features.collect && chance(0.5) ? { collect: [whole(0, 10), whole(0, 4)] } : {}),
      ...(open > 0 ? { opensAtSeconds: open, closesAtSeconds: open + whole(900, 9_000) } : {}),
      serviceSeconds: whole(60, 400),
      ...(features.ready && chance(0.4) ? { readyAtSeconds: whole(28_800, 40_000) } : {}),
      ...(features.zones && chance(0.4) ? { zone: 'z' } : {}),
      ...(features.mixed && chance(0.2) ? { vehicleKinds: ['lorry'] } : {}),
    }
  })
  const common = {
    startsAtSeconds: 28_800,
    endsAtSeconds: 64_800,
    ...(features.trips ? { tripsMax: 4, loadingSeconds: 600 } : {}),
    ...(features.limits
      ? { tripSecondsMax: whole(3_600, 7_200), shiftSecondsMax: 21_600, stopsPerTripMax: 6 }
      : {}),
    ...(features.rest
      ? { rest: { earliestSeconds: 39_600, latestSeconds: 45_000, lengthSeconds: 1_800 } }
      : {}),
  }
  const vehicles: VehicleKind[] = [
    { id: 'van', depot: 'd0', count: whole(1, 4), capacity: [40, 40], costFixed: 500, ...common },
  ]
  if (features.mixed) {
    vehicles.push({
      id: 'lorry',
      depot: features.depots ? 'd1' : 'd0',
      count: whole(1, 2),
      capacity: [90, 90],
      costPerMetre: 2,
      costPerSecond: 0.5,
      speedFactor: 0.7,
      passes: features.zones ? ['z'] : [],
      ...common,
    })
  }
  return {
    places,
    travel: {
      kind: 'straightLine',
      unit: 'metres',
      winding: 1.3,
      metresPerSecond: 9,
      ...(features.speeds
        ? {
            speedByTime: [
              { fromSeconds: 27_000, factor: 0.6 },
              { fromSeconds: 34_200, factor: 1.1 },
            ],
          }
        : {}),
    },
    dimensions: ['boxes', 'kilograms'],
    depots: [
      { id: 'd0', place: 'p0', ...(features.docks ? { docks: 1 } : {}) },
      { id: 'd1', place: 'p2' },
    ],
    vehicles,
    stops,
    zones: [zone],
    forbiddenRoads: features.roads
      ? [
          { from: 'p3', to: 'p4' },
          { from: 'p0', to: 'p5', oneWay: true },
          { from: 'p6', to: 'p7', vehicleKinds: ['van'] },
        ]
      : [],
    recovery: chance(0.5) ? 'last' : 'mixed',
    ...(features.underway
      ? {
          underway: [
            {
              vehicle: 'van#1',
              place: 'p5',
              atSeconds: 36_000,
              aboard: ['s0', 's1', 's3'],
              locked: ['s1', 's0'],
            },
          ],
        }
      : {}),
  }
}
