// covers: ALL-2 walked refused
import { describe, expect, it } from 'vitest'
import type { Instance, Refusal } from './model.ts'
import { planAllocation } from './plan.ts'

const good: Instance = {
  depots: [{ id: 'north' }, { id: 'south', serves: ['a'] }],
  sites: [
    { id: 'a', class: 1 },
    { id: 'b', class: 2 },
  ],
  items: [
    { id: 'mask', packSize: 10 },
    { id: 'gown', packSize: 5 },
  ],
  stocks: [{ depotId: 'north', itemId: 'mask', quantity: 100 }],
  demands: [
    { siteId: 'a', itemId: 'mask', quantity: 50 },
    { siteId: 'b', itemId: 'mask', quantity: 50 },
  ],
  costs: [
    [1, 2],
    [3, 4],
  ],
}

const stock = { depotId: 'north', itemId: 'mask', quantity: 1 }
const demand = { siteId: 'a', itemId: 'mask', quantity: 1 }

/** Hands over anything, as a caller without types could. */
const codeOf = (change: object, options: object = {}): Refusal['code'] | 'planned' => {
  const outcome = planAllocation({ ...good, ...change } as Instance, options)
  return outcome.ok ? 'planned' : outcome.refusal.code
}

describe('bad input', () => {
  const cases: [string, Refusal['code'], object, object?][] = [
    ['NaN', 'notAWholeNumber', { demands: [{ ...demand, quantity: Number.NaN }] }],
    ['infinity', 'notAWholeNumber', { stocks: [{ ...stock, quantity: Number.POSITIVE_INFINITY }] }],
    ['a fraction', 'notAWholeNumber', { demands: [{ ...demand, quantity: 1.5 }] }],
    ['a text for a number', 'notAWholeNumber', { demands: [{ ...demand, quantity: '5' }] }],
    ['a negative request', 'numberOutOfRange', { demands: [{ ...demand, quantity: -1 }] }],
    ['a negative stock', 'numberOutOfRange', { stocks: [{ ...stock, quantity: -1 }] }],
    ['a negative reserve', 'numberOutOfRange', { stocks: [{ ...stock, reserve: -1 }] }],
    ['a negative floor', 'numberOutOfRange', { demands: [{ ...demand, floor: -5 }] }],
    ['a fraction of a cap', 'notAWholeNumber', { demands: [{ ...demand, cap: 0.5 }] }],
    [
      'a floor above the cap',
      'floorAboveCap',
      { demands: [{ ...demand, quantity: 50, floor: 40, cap: 30 }] },
    ],
    [
      'a floor that rounds up above the cap',
      'floorAboveCap',
      { demands: [{ ...demand, quantity: 50, floor: 31, cap: 39 }] },
    ],
    ['a pack of nothing', 'numberOutOfRange', { items: [{ id: 'mask', packSize: 0 }] }],
    ['class 0', 'numberOutOfRange', { sites: [{ id: 'a', class: 0 }] }],
    ['an unknown site', 'unknownId', { demands: [{ ...demand, siteId: 'z' }] }],
    ['an unknown item', 'unknownId', { stocks: [{ ...stock, itemId: 'z' }] }],
    ['an unknown depot', 'unknownId', { stocks: [{ ...stock, depotId: 'z' }] }],
    ['an unknown site served', 'unknownId', { depots: [{ id: 'north', serves: ['z'] }, { id: 'south' }] }],
    ['a number for an id', 'unknownId', { demands: [{ ...demand, siteId: 7 }] }],
    ['a doubled depot', 'doubledId', { depots: [{ id: 'north' }, { id: 'north' }] }],
    ['a doubled stock', 'doubledLine', { stocks: [stock, stock] }],
    ['a doubled request', 'doubledLine', { demands: [demand, demand] }],
    ['a missing cost row', 'costRowWrongLength', { costs: [[1, 2]] }],
    ['a short cost row', 'costRowWrongLength', { costs: [[1, 2], [3]] }],
    [
      'a negative cost',
      'numberOutOfRange',
      {
        costs: [
          [1, 2],
          [3, -4],
        ],
      },
    ],
    [
      'a cost that is not a number',
      'notAWholeNumber',
      {
        costs: [
          [1, 2],
          [3, Number.NaN],
        ],
      },
    ],
    [
      'a cost that would not be exact',
      'numberOutOfRange',
      {
        costs: [
          [1, 2],
          [3, 2 ** 40],
        ],
      },
    ],
    ['no list of requests', 'malformed', { demands: undefined }],
    ['an empty row', 'malformed', { demands: [null] }],
    ['an empty id', 'malformed', { sites: [{ id: '', class: 1 }] }],
    ['an unknown method', 'malformed', {}, { method: 'lottery' }],
    [
      'an unknown substitute',
      'unknownId',
      { substitutions: [{ itemId: 'mask', byItemId: 'z', penalty: 1 }] },
    ],
    [
      'itself as substitute',
      'malformed',
      { substitutions: [{ itemId: 'mask', byItemId: 'mask', penalty: 1 }] },
    ],
    [
      'substitutes in other packs',
      'packSizesDiffer',
      { substitutions: [{ itemId: 'mask', byItemId: 'gown', penalty: 1 }] },
    ],
    ['numbers too large to be exact', 'numbersTooLarge', { demands: [{ ...demand, quantity: 2 ** 52 }] }],
  ]
  for (const [name, code, change, options] of cases) {
    it(`${name} is refused: ${code}`, () => expect(codeOf(change, options)).toBe(code))
  }

  it('says where', () => {
    const outcome = planAllocation({ ...good, demands: [demand, { ...demand, siteId: 'b', quantity: -3 }] })
    expect(outcome).toEqual({
      ok: false,
      refusal: { code: 'numberOutOfRange', data: { where: 'demands[1].quantity', value: '-3' } },
    })
  })

  it('good input is planned, and nothing at all is planned too', () => {
    expect(codeOf({})).toBe('planned')
    expect(codeOf({ depots: [], sites: [], items: [], stocks: [], demands: [], costs: [] })).toBe('planned')
  })

  /** Every depot holds a piece of one item, every site asks for one. */
  const wide = (depotCount: number, siteCount: number): Instance => {
    const depots = Array.from({ length: depotCount }, (_, at) => ({ id: `d${at}` }))
    const sites = Array.from({ length: siteCount }, (_, at) => ({ id: `s${at}`, class: 1 }))
    return {
      depots,
      sites,
      items: [{ id: 'mask', packSize: 1 }],
      stocks: depots.map(({ id }) => ({ depotId: id, itemId: 'mask', quantity: 1 })),
      demands: sites.map(({ id }) => ({ siteId: id, itemId: 'mask', quantity: 1 })),
      costs: depots.map(() => new Int32Array(siteCount)),
    }
  }

  it('ten million arcs are refused in less than five seconds', () => {
    const start = performance.now()
    expect(planAllocation(wide(250, 40_000))).toEqual({
      ok: false,
      refusal: { code: 'tooManyArcs', data: { arcs: 10_000_000, arcsMax: 8_000_000 } },
    })
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('more depots than can be searched in good time are refused', () => {
    expect(planAllocation(wide(301, 10))).toEqual({
      ok: false,
      refusal: { code: 'tooManySources', data: { itemIds: ['mask'], sources: 301, sourcesMax: 300 } },
    })
    expect(planAllocation(wide(301, 10), { sourcesMax: 400 })).toMatchObject({ ok: true })
  })
})
