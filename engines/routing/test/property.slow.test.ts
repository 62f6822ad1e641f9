// covers: TRA-3 walked refused
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan, planRoutes, type RoutePlan, type Visit } from '../index.ts'
import { type Features, makeProblem } from './random-problem.ts'

const flag = fc.boolean()
const features: fc.Arbitrary<Features> = fc.record({
  stops: fc.integer({ min: 5, max: 14 }),
  windows: flag,
  trips: flag,
  docks: flag,
  collect: flag,
  rest: flag,
  speeds: flag,
  zones: flag,
  roads: flag,
  limits: flag,
  mixed: flag,
  depots: flag,
  ready: flag,
  underway: flag,
})

function planned(
  seed: number,
  wanted: Features,
): { problem: ReturnType<typeof makeProblem>; plan: RoutePlan } | null {
  const problem = makeProblem(seed, wanted)
  const result = planRoutes(problem, { seed, iterations: 100 })
  if (!result.ok) {
    expect(result.refusal.code).toBe('lockedImpossible')
    return null
  }
  return { problem, plan: result.value }
}

/** The plan with one visit, chosen by number, changed or dropped. */
function changeVisit(plan: RoutePlan, number: number, change: (visit: Visit) => Visit | null): RoutePlan {
  let i = 0
  const total = plan.vehicles.reduce(
    (sum, vehicle) => sum + vehicle.trips.reduce((n, trip) => n + trip.visits.length, 0),
    0,
  )
  const target = total === 0 ? -1 : number % total
  return {
    ...plan,
    vehicles: plan.vehicles.map((vehicle) => ({
      ...vehicle,
      trips: vehicle.trips.map((trip) => ({
        ...trip,
        visits: trip.visits.flatMap((visit) => {
          const changed = i++ === target ? change(visit) : visit
          return changed === null ? [] : [changed]
        }),
      })),
    })),
  }
}

function servedCount(plan: RoutePlan): number {
  return plan.vehicles.reduce(
    (sum, vehicle) => sum + vehicle.trips.reduce((n, trip) => n + trip.visits.length, 0),
    0,
  )
}

describe('plans of random towns with random rules', () => {
  it('break no rule that the independent checker knows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), features, (seed, wanted) => {
        const found = planned(seed, wanted)
        if (found) expect(checkPlan(found.problem, found.plan)).toEqual([])
      }),
      { numRuns: +(process.env.ROUTING_RUNS ?? 120) },
    )
  })

  it('are refused after any small change for the worse', () => {
    let changed = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), features, fc.nat(), (seed, wanted, number) => {
        const found = planned(seed, wanted)
        if (!found || servedCount(found.plan) === 0) return
        const { problem, plan } = found
        changed++
        const codes = (mutant: RoutePlan): string[] =>
          checkPlan(problem, mutant).map((violation) => violation.code)
        expect(codes(changeVisit(plan, number, () => null))).toContain('forgotten')
        expect(codes(changeVisit(plan, number, (visit) => ({ ...visit, stop: 'nobody' })))).toContain(
          'unknownStop',
        )
        // Roads are rounded up to whole seconds, before and after a change of speed.
        const slack = wanted.speeds ? 3 : 1
        const early = changeVisit(plan, number, (visit) => ({ ...visit, arrivesAt: visit.arrivesAt - slack }))
        expect(codes(early)).toContain('arrivesTooEarly')
        const short = changeVisit(plan, number, (visit) => ({ ...visit, endsAt: visit.endsAt - 1 }))
        expect(codes(short)).toContain('serviceTooShort')
        const elsewhere = changeVisit(plan, number, (visit) => ({ ...visit, place: 'p2' }))
        expect(codes(elsewhere)).toContain('wrongPlace')
        const first = plan.vehicles[0]!
        expect(codes({ ...plan, vehicles: [...plan.vehicles, first] })).toContain('vehicleTwice')
        expect(codes({ ...plan, cost: plan.cost + 1 })).toContain('wrongTotal')
      }),
      { numRuns: 60 },
    )
    expect(changed).toBeGreaterThan(30)
  })
})
