// covers: TRA-3 refused
import { describe, expect, it } from 'vitest'
import {
  checkPlan,
  planRoutes,
  type RoutePlan,
  type RoutingProblem,
  type Trip,
  type VehiclePlan,
  type ViolationCode,
  type Visit,
} from '../index.ts'

/** Two vans, one dock, two trips, windows, a rest, a zone, goods to collect: a plan in which every rule is at work. */
const problem: RoutingProblem = {
  places: [
    { id: 'store', x: 0, y: 0 },
    { id: 'a', x: 3000, y: 0 },
    { id: 'b', x: 3000, y: 2000 },
    { id: 'c', x: -2500, y: 0 },
    { id: 'gate', x: 0, y: 4000 },
    { id: 'sealed', x: 0, y: 5000 },
  ],
  travel: { kind: 'straightLine', unit: 'metres', winding: 1.2, metresPerSecond: 10 },
  dimensions: ['boxes'],
  depots: [{ id: 'd', place: 'store', docks: 1 }],
  vehicles: [
    {
      id: 'van',
      depot: 'd',
      count: 2,
      capacity: [10],
      startsAtSeconds: 1000,
      endsAtSeconds: 20_000,
      tripsMax: 2,
      loadingSeconds: 300,
      tripSecondsMax: 6000,
      shiftSecondsMax: 15_000,
      stopsPerTripMax: 3,
      rest: { earliestSeconds: 2000, latestSeconds: 3500, lengthSeconds: 600 },
    },
  ],
  zones: [{ id: 'z', transferPlace: 'gate', handoverSeconds: 100 }],
  recovery: 'last',
  stops: [
    { id: 'A', place: 'a', deliver: [6], serviceSeconds: 200, opensAtSeconds: 1500, closesAtSeconds: 9000 },
    { id: 'B', place: 'b', deliver: [4], collect: [3], serviceSeconds: 200 },
    { id: 'C', place: 'c', deliver: [7], serviceSeconds: 200, readyAtSeconds: 1200 },
    { id: 'Z', place: 'sealed', zone: 'z', deliver: [5] },
  ],
}

const result = planRoutes(problem, { iterations: 500, seed: 2 })
if (!result.ok) throw new Error(result.refusal.code)
const plan = result.value

const codesOf = (mutant: RoutePlan, of = problem): ViolationCode[] =>
  checkPlan(of, mutant).map(({ code }) => code)
const withVehicle = (change: (vehicle: VehiclePlan) => VehiclePlan): RoutePlan => ({
  ...plan,
  vehicles: plan.vehicles.map(change),
})
const withTrips = (change: (trip: Trip, k: number) => Trip): RoutePlan =>
  withVehicle((vehicle) => ({ ...vehicle, trips: vehicle.trips.map(change) }))
const withVisits = (change: (visit: Visit) => Visit): RoutePlan =>
  withTrips((trip) => ({ ...trip, visits: trip.visits.map(change) }))
const shifted = (seconds: number): RoutePlan =>
  withTrips((trip) => ({
    loadingFrom: trip.loadingFrom + seconds,
    loadingUntil: trip.loadingUntil + seconds,
    leavesAt: trip.leavesAt + seconds,
    returnsAt: trip.returnsAt + seconds,
    visits: trip.visits.map((visit) => ({
      ...visit,
      arrivesAt: visit.arrivesAt + seconds,
      startsAt: visit.startsAt + seconds,
      endsAt: visit.endsAt + seconds,
      departsAt: visit.departsAt + seconds,
    })),
  }))
const kind = problem.vehicles[0]!
const ruled = (change: Partial<typeof kind>): RoutingProblem => ({
  ...problem,
  vehicles: [{ ...kind, ...change }],
})
const one = plan.vehicles[0]!

const mutants: readonly (readonly [ViolationCode, RoutePlan, RoutingProblem?])[] = [
  ['unknownVehicle', withVehicle((vehicle) => ({ ...vehicle, vehicle: 'van#3' }))],
  ['vehicleTwice', { ...plan, vehicles: [one, ...plan.vehicles] }],
  ['servedTwice', { ...plan, unserved: [{ stop: 'A', reason: 'fleetExhausted', data: {} }] }],
  ['unknownStop', { ...plan, unserved: [{ stop: 'Q', reason: 'fleetExhausted', data: {} }] }],
  [
    'forgotten',
    withTrips((trip) => ({ ...trip, visits: trip.visits.filter((visit) => visit.stop !== 'C') })),
  ],
  ['wrongPlace', withVisits((visit) => ({ ...visit, place: visit.stop === 'A' ? 'b' : visit.place }))],
  [
    'zoneEntered',
    withVisits((visit) => (visit.atBorder ? { ...visit, atBorder: false, place: 'sealed' } : visit)),
  ],
  [
    'kindNotAllowed',
    plan,
    { ...problem, stops: problem.stops.map((stop) => ({ ...stop, vehicleKinds: [] })) },
  ],
  ['wrongDepot', plan, { ...problem, stops: problem.stops.map((stop) => ({ ...stop, depot: 'e' })) }],
  ['tooManyTrips', plan, ruled({ tripsMax: 0 })],
  ['tooManyStops', plan, ruled({ stopsPerTripMax: 0 })],
  ['overloaded', plan, ruled({ capacity: [4] })],
  [
    'collectedBeforeDelivery',
    plan,
    { ...problem, stops: problem.stops.map((stop) => ({ ...stop, deliver: [1], collect: [1] })) },
  ],
  [
    'noRoad',
    plan,
    { ...problem, forbiddenRoads: problem.places.slice(1).map(({ id }) => ({ from: 'store', to: id })) },
  ],
  ['arrivesTooEarly', withTrips((trip) => ({ ...trip, returnsAt: trip.returnsAt - 1 }))],
  ['startsBeforeArrival', withVisits((visit) => ({ ...visit, startsAt: visit.arrivesAt - 1 }))],
  ['outsideWindow', shifted(10_000)],
  ['serviceTooShort', withVisits((visit) => ({ ...visit, endsAt: visit.startsAt }))],
  ['departsTooEarly', withVisits((visit) => ({ ...visit, departsAt: visit.endsAt - 1 }))],
  ['loadingTooShort', withTrips((trip) => ({ ...trip, loadingFrom: trip.loadingUntil }))],
  [
    'goodsNotReady',
    plan,
    { ...problem, stops: problem.stops.map((stop) => ({ ...stop, readyAtSeconds: 30_000 })) },
  ],
  ['tripsOverlap', withVehicle((vehicle) => ({ ...vehicle, trips: [vehicle.trips[0]!, ...vehicle.trips] }))],
  ['outsideShift', shifted(-900)],
  ['tripTooLong', plan, ruled({ tripSecondsMax: 100 })],
  ['shiftTooLong', plan, ruled({ shiftSecondsMax: 100 })],
  [
    'docksExceeded',
    { ...plan, vehicles: [one, { ...one, vehicle: one.vehicle === 'van#1' ? 'van#2' : 'van#1' }] },
  ],
  ['restMissing', withVehicle((vehicle) => ({ ...vehicle, rest: null }))],
  [
    'restOutsideWindow',
    withVehicle((vehicle) => ({ ...vehicle, rest: { fromSeconds: 100, untilSeconds: 700 } })),
  ],
  [
    'restTooShort',
    withVehicle((vehicle) => ({ ...vehicle, rest: { fromSeconds: 2000, untilSeconds: 2001 } })),
  ],
  [
    'restWhileWorking',
    withVehicle((vehicle) => ({
      ...vehicle,
      rest: vehicle.rest && {
        fromSeconds: vehicle.rest.fromSeconds + 1,
        untilSeconds: vehicle.rest.untilSeconds + 1,
      },
    })),
  ],
  ['wrongTotal', { ...plan, metres: plan.metres + 1 }],
  [
    'lockedChanged',
    plan,
    { ...problem, underway: [{ vehicle: 'van#2', place: 'a', atSeconds: 0, aboard: ['Z'], locked: ['Z'] }] },
  ],
  [
    'aboardElsewhere',
    plan,
    { ...problem, underway: [{ vehicle: 'van#9', place: 'a', atSeconds: 0, aboard: ['A'], locked: [] }] },
  ],
  [
    'notAboard',
    plan,
    { ...problem, underway: [{ vehicle: one.vehicle, place: 'a', atSeconds: 0, aboard: [], locked: [] }] },
  ],
]

describe('checkPlan', () => {
  it('accepts the plan that all mutants come from', () => {
    expect(plan.unserved).toEqual([])
    expect(plan.vehicles.some((vehicle) => vehicle.rest !== null)).toBe(true)
    expect(checkPlan(problem, plan)).toEqual([])
  })

  for (const [code, mutant, other] of mutants) {
    it(`refuses with ${code}`, () => expect(codesOf(mutant, other ?? problem)).toContain(code))
  }
})
