// covers: TRA-3 walked refused
import { describe, expect, it } from 'vitest'
import {
  checkPlan,
  findUnservable,
  planRoutes,
  type RoutePlan,
  type RoutingProblem,
  type Stop,
} from '../index.ts'
import { makeProblem } from './random-problem.ts'

const at = (id: string, x: number, y: number) => ({ id, x, y })

function town(stops: readonly Stop[], change: Partial<RoutingProblem> = {}): RoutingProblem {
  return {
    places: [
      at('depot', 0, 0),
      at('north', 0, 1000),
      at('east', 1000, 0),
      at('south', 0, -1000),
      at('far', 9000, 0),
    ],
    travel: { kind: 'straightLine', unit: 'metres', winding: 1, metresPerSecond: 10 },
    dimensions: ['boxes'],
    depots: [{ id: 'd', place: 'depot' }],
    vehicles: [{ id: 'van', depot: 'd', count: 2, capacity: [10] }],
    stops,
    ...change,
  }
}

const stop = (id: string, place: string, rest: Partial<Stop> = {}): Stop => ({
  id,
  place,
  deliver: [4],
  ...rest,
})

function plan(problem: RoutingProblem, iterations = 300): RoutePlan {
  const result = planRoutes(problem, { iterations, seed: 7 })
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  expect(checkPlan(problem, result.value)).toEqual([])
  return result.value
}

const order = (found: RoutePlan): string[][][] =>
  found.vehicles.map((vehicle) => vehicle.trips.map((trip) => trip.visits.map((visit) => visit.stop)))

describe('planRoutes', () => {
  it('finds the shortest tour of nine stops, as trying every order does', () => {
    const spots = Array.from({ length: 9 }, (_, i) =>
      at(`p${i}`, ((i * 379) % 97) * 10, ((i * 211) % 89) * 10),
    )
    const places = [at('depot', 400, 400), ...spots]
    const problem = town(
      spots.map((spot) => stop(spot.id, spot.id, { deliver: [1] })),
      { places, vehicles: [{ id: 'van', depot: 'd', count: 1, capacity: [9] }] },
    )
    let shortest = Number.POSITIVE_INFINITY
    const walk = (from: (typeof places)[number], left: typeof spots, length: number): void => {
      if (length >= shortest) return
      if (left.length === 0) {
        shortest = Math.min(shortest, length + Math.hypot(from.x - 400, from.y - 400))
        return
      }
      for (const spot of left) {
        walk(
          spot,
          left.filter((other) => other !== spot),
          length + Math.hypot(from.x - spot.x, from.y - spot.y),
        )
      }
    }
    walk(places[0]!, spots, 0)
    expect(plan(problem, 2000).metres).toBeCloseTo(shortest, 6)
  })

  it('gives the same plan for the same seed and number of steps', () => {
    const problem = makeProblem(11, { stops: 14, windows: true, trips: true, mixed: true, docks: true })
    expect(plan(problem)).toEqual(plan(problem))
  })

  it('loads again where one van must bring more than it holds', () => {
    const vehicles = [{ id: 'van', depot: 'd', count: 1, capacity: [5], tripsMax: 3, loadingSeconds: 300 }]
    const found = plan(town([stop('a', 'north'), stop('b', 'east'), stop('c', 'south')], { vehicles }))
    expect(found.vehicles[0]!.trips).toHaveLength(3)
    expect(found.vehicles[0]!.trips[1]!.loadingFrom).toBeGreaterThanOrEqual(
      found.vehicles[0]!.trips[0]!.returnsAt,
    )
  })

  it('lets two vans wait for one dock', () => {
    const found = plan(
      town([stop('a', 'north', { deliver: [9] }), stop('b', 'east', { deliver: [9] })], {
        depots: [{ id: 'd', place: 'depot', docks: 1 }],
        vehicles: [{ id: 'van', depot: 'd', count: 2, capacity: [10], loadingSeconds: 600 }],
      }),
    )
    expect(found.vehicles.map((vehicle) => vehicle.trips[0]!.loadingFrom).sort((a, b) => a - b)).toEqual([
      0, 600,
    ])
  })

  it('hands over at the border of a sealed zone and goes on inside with what arrived', () => {
    const inside = { id: 'cart', depot: '', count: 1, capacity: [4], tripsMax: 3 }
    const zones = [{ id: 'z', transferPlace: 'east', handoverSeconds: 60, insideVehicles: [inside] }]
    const found = plan(town([stop('a', 'far', { zone: 'z' }), stop('b', 'north')], { zones }))
    const visits = found.vehicles.flatMap((vehicle) => vehicle.trips.flatMap((trip) => trip.visits))
    const handed = visits.find((visit) => visit.stop === 'a')!
    expect([handed.place, handed.atBorder]).toEqual(['east', true])
    expect(found.inside[0]!.plan.vehicles[0]!.trips[0]!.loadingFrom).toBeGreaterThanOrEqual(handed.endsAt)
  })

  it('drives round a forbidden road and rests the driver', () => {
    const found = plan(
      town([stop('a', 'north'), stop('b', 'east')], {
        forbiddenRoads: [{ from: 'north', to: 'east' }],
        vehicles: [
          {
            id: 'van',
            depot: 'd',
            count: 1,
            capacity: [10],
            tripsMax: 2,
            rest: { earliestSeconds: 150, latestSeconds: 300, lengthSeconds: 600 },
          },
        ],
      }),
    )
    expect(order(found)[0]).toHaveLength(2)
    expect(found.vehicles[0]!.rest).not.toBeNull()
  })

  it('keeps locked stops first and what is aboard on its van', () => {
    const underway = [{ vehicle: 'van#2', place: 'south', atSeconds: 500, aboard: ['a', 'b'], locked: ['a'] }]
    const found = plan(town([stop('a', 'north'), stop('b', 'south'), stop('c', 'east')], { underway }))
    const second = found.vehicles.find((vehicle) => vehicle.vehicle === 'van#2')!
    expect(second.trips[0]!.visits.map((visit) => visit.stop)).toEqual(['a', 'b'])
    expect(second.trips[0]!.leavesAt).toBe(500)
  })

  it('drives slower in the rush', () => {
    const travel = {
      kind: 'straightLine',
      unit: 'metres',
      winding: 1,
      metresPerSecond: 10,
      speedByTime: [{ fromSeconds: 50, factor: 0.5 }],
    } as const
    const visit = plan(town([stop('a', 'north')], { travel })).vehicles[0]!.trips[0]!.visits[0]!
    // 50 s at full speed bring 500 m, the other 500 m take 100 s.
    expect(visit.arrivesAt).toBe(150)
  })

  it('tells before the search who cannot be served, and why', () => {
    const stops = [
      stop('heavy', 'north', { deliver: [11] }),
      stop('late', 'far', { closesAtSeconds: 800 }),
      stop('nobody', 'north', { vehicleKinds: [] }),
      stop('cut off', 'south'),
      stop('long', 'far'),
      stop('fine', 'east'),
    ]
    const problem = town(stops, {
      forbiddenRoads: [{ from: 'depot', to: 'south' }],
      vehicles: [{ id: 'van', depot: 'd', count: 2, capacity: [10], tripSecondsMax: 1700 }],
    })
    const found = findUnservable(problem)
    expect(found.ok && found.value.map(({ stop: id, reason }) => [id, reason])).toEqual([
      ['heavy', 'exceedsCapacity'],
      ['late', 'outsideWindow'],
      ['nobody', 'noVehicleAllowed'],
      ['cut off', 'unreachable'],
      ['long', 'tripTooLong'],
    ])
    expect(order(plan(problem))).toEqual([[['fine']]])
  })

  it('leaves out the lighter stop when the fleet is too small', () => {
    const vehicles = [{ id: 'van', depot: 'd', count: 1, capacity: [4] }]
    const found = plan(town([stop('a', 'north'), stop('b', 'east', { weight: 5 })], { vehicles }))
    expect(found.unserved).toEqual([{ stop: 'a', reason: 'fleetExhausted', data: {} }])
  })

  it('plans depots apart when every stop names its own', () => {
    const problem = makeProblem(5, { stops: 12, mixed: true, depots: true })
    const stops = problem.stops.map(({ vehicleKinds: _, ...rest }, i) => ({
      ...rest,
      depot: i % 2 ? 'd0' : 'd1',
    }))
    plan({ ...problem, stops })
  })

  it('ends at once with the best so far when told to, and reports how far it is', () => {
    const shares: number[] = []
    let looks = 0
    const result = planRoutes(makeProblem(3, { stops: 12 }), {
      iterations: 1e12,
      onProgress: (progress) => shares.push(progress.share),
      shouldStop: () => ++looks > 5,
    })
    expect(result.ok && result.value.iterations).toBeLessThan(1000)
    expect(shares.length).toBeGreaterThan(0)
  })

  it('ends when the clock that it is given says so', () => {
    let now = 0
    const result = planRoutes(makeProblem(3, { stops: 12 }), { milliseconds: 50, clock: () => now++ })
    expect(result.ok && result.value.iterations).toBeGreaterThan(0)
  })
})
