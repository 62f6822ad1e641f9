/** The example of the README, with the figures that it claims. */
import { describe, expect, it } from 'vitest'
import { explainLine, type Instance, revise, startPlanning, verify } from './index.ts'

const instance: Instance = {
  depots: [{ id: 'city' }, { id: 'north', serves: ['clinic'] }],
  sites: [
    { id: 'clinic', class: 1 },
    { id: 'estate', class: 2 },
    { id: 'school', class: 2 },
  ],
  items: [{ id: 'mask', packSize: 10 }],
  stocks: [
    { depotId: 'city', itemId: 'mask', quantity: 100, reserve: 20 },
    { depotId: 'north', itemId: 'mask', quantity: 30 },
  ],
  demands: [
    { siteId: 'clinic', itemId: 'mask', quantity: 60 },
    { siteId: 'estate', itemId: 'mask', quantity: 90 },
    { siteId: 'school', itemId: 'mask', quantity: 40, floor: 10 },
  ],
  costs: [
    [4, 2, 3],
    [1, 9, 9],
  ],
}

describe('the example of the README', () => {
  it('gives what the README says', () => {
    const outcome = startPlanning(instance)
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    const { plan } = outcome.value
    expect([...(plan.groups[0]?.packs ?? [])]).toEqual([6, 3, 2])
    expect(verify(instance, plan)).toEqual({ ok: true })
    expect(explainLine(outcome.value, 1)).toMatchObject({
      boundBy: 'level',
      level: { numerator: 10, denominator: 40 },
      shipments: [{ depotId: 'city', cheaperPassed: [] }],
    })
    const stock = { depotId: 'city', itemId: 'mask', quantity: 130, reserve: 20 }
    const revised = revise(outcome.value, [{ kind: 'stock', stock }])
    if (!revised.ok) throw new Error(revised.refusal.code)
    expect([...(revised.value.planning.plan.groups[0]?.packs ?? [])]).toEqual([6, 5, 3])
  })
})
