// covers: TRA-3 refused
import { describe, expect, it } from 'vitest'
import { planRoutes, type RefusalCode, type RoutingProblem } from '../index.ts'
import { makeProblem } from './random-problem.ts'

const base = makeProblem(1, { stops: 4 })
const size = base.places.length
const table = (value: number): Float64Array => new Float64Array(size * size).fill(value)

function matrix(metres: Float64Array, seconds = table(10), symmetric = true): RoutingProblem {
  return { ...base, travel: { kind: 'matrix', metres, seconds, symmetric } }
}

function poked(cell: number, value: number): Float64Array {
  const cells = table(10)
  cells[cell] = value
  return cells
}

const cases: readonly (readonly [string, RefusalCode, RoutingProblem])[] = [
  ['NaN in the matrix', 'notANumber', matrix(poked(3, Number.NaN))],
  ['a negative road', 'negative', matrix(poked(3, -1))],
  ['a way back that differs from the promise', 'notSymmetric', matrix(poked(1, 11))],
  ['a matrix of the wrong size', 'wrongLength', matrix(new Float64Array(3))],
  ['no vehicles', 'noVehicles', { ...base, vehicles: base.vehicles.map((kind) => ({ ...kind, count: 0 })) }],
  ['no stops', 'noStops', { ...base, stops: [] }],
  ['no depots', 'noDepots', { ...base, depots: [] }],
  [
    '100,000 stops',
    'tooManyStops',
    { ...base, stops: Array.from({ length: 100_000 }, (_, i) => ({ id: `s${i}`, place: 'p3' })) },
  ],
  [
    'more stops than one depot can plan',
    'tooManyStops',
    { ...base, stops: Array.from({ length: 20_000 }, (_, i) => ({ id: `s${i}`, place: 'p3' })) },
  ],
  ['a million vans', 'tooManyVehicles', { ...base, vehicles: [{ ...base.vehicles[0]!, count: 1_000_000 }] }],
  ['half a van', 'notWhole', { ...base, vehicles: [{ ...base.vehicles[0]!, count: 1.5 }] }],
  [
    'an infinite capacity',
    'outOfRange',
    { ...base, vehicles: [{ ...base.vehicles[0]!, capacity: [Infinity, 1] }] },
  ],
  ['a demand of NaN', 'notANumber', { ...base, stops: [{ id: 's', place: 'p3', deliver: [Number.NaN, 1] }] }],
  ['a demand below zero', 'negative', { ...base, stops: [{ id: 's', place: 'p3', deliver: [-1, 1] }] }],
  [
    'a demand without its second dimension',
    'wrongLength',
    { ...base, stops: [{ id: 's', place: 'p3', deliver: [1] }] },
  ],
  [
    'a window that closes before it opens',
    'windowClosesBeforeItOpens',
    { ...base, stops: [{ id: 's', place: 'p3', opensAtSeconds: 9, closesAtSeconds: 8 }] },
  ],
  ['an unknown place', 'unknownReference', { ...base, stops: [{ id: 's', place: 'nowhere' }] }],
  ['two stops of one name', 'duplicateId', { ...base, stops: [base.stops[0]!, base.stops[0]!] }],
  [
    'a locked stop that is not aboard',
    'lockedNotAboard',
    { ...base, underway: [{ vehicle: 'van#1', place: 'p3', atSeconds: 0, aboard: [], locked: ['s0'] }] },
  ],
  [
    'locked stops that cannot be driven in time',
    'lockedImpossible',
    {
      ...base,
      underway: [{ vehicle: 'van#1', place: 'p3', atSeconds: 64_799, aboard: ['s1'], locked: ['s1'] }],
    },
  ],
  ['a place without coordinates', 'notANumber', { ...base, places: [{ id: 'p0' }] }],
]

describe('bad input', () => {
  it.each(cases)('%s is refused as %s', (_name, code, problem) => {
    const result = planRoutes(problem, { iterations: 10 })
    expect(result.ok ? 'planned' : result.refusal.code).toBe(code)
  })

  it('a budget without end or without clock is refused', () => {
    for (const options of [{}, { milliseconds: 5 }, { iterations: -1 }, { iterations: Number.NaN }]) {
      const result = planRoutes(base, options)
      expect(result.ok ? 'planned' : result.refusal.code).toBe('badBudget')
    }
  })

  it('a stop that no road reaches is told, not refused', () => {
    const metres = table(10)
    for (let i = 0; i < size; i++) {
      if (i === 3) continue
      metres[3 * size + i] = Number.POSITIVE_INFINITY
      metres[i * size + 3] = Number.POSITIVE_INFINITY
    }
    const result = planRoutes(matrix(metres), { iterations: 10 })
    expect(result.ok && result.value.unserved.map((entry) => entry.reason)).toEqual(['unreachable'])
  })
})
