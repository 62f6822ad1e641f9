// covers: ALL-6 walked refused
import { describe, expect, it } from 'vitest'
import type { GroupPlan, Instance } from './model.ts'
import { smallInstance } from './testing/instances.ts'
import { planInTwoSteps, type Sector, type TwoSteps } from './two-steps.ts'
import { verify } from './verify.ts'

const thirds = (instance: Instance): Sector[] =>
  [0, 1, 2].map((third) => ({
    id: `sector ${third}`,
    unitSiteIds: instance.sites.filter((_, at) => at % 3 === third).map((site) => site.id),
  }))

const planned = (instance: Instance, sectors: Sector[]): TwoSteps => {
  const outcome = planInTwoSteps(instance, sectors)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

const packsOf = (groups: readonly GroupPlan[]): number =>
  groups.reduce((sum, group) => sum + group.packs.reduce((total, packs) => total + packs, 0), 0)

describe('two steps', () => {
  it('give each sector a block and each unit its part of it, both verified, on 200 instances', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const shape = {
        levels: true,
        floors: false,
        caps: true,
        masks: false,
        substitution: false,
        packs: true,
      }
      const instance = smallInstance(seed, shape)
      const { blocks, divisions } = planned(instance, thirds(instance))
      expect(verify(blocks.instance, blocks.plan), `seed ${seed}`).toEqual({ ok: true })
      let divided = 0
      for (const { planning } of divisions) {
        expect(verify(planning.instance, planning.plan), `seed ${seed}`).toEqual({ ok: true })
        divided += packsOf(planning.plan.groups)
      }
      // A sector never gets more than its units may take, so every pack of every block reaches a unit.
      expect(divided, `seed ${seed}`).toBe(packsOf(blocks.plan.groups))
    }
  })

  it('weigh a sector by what its units ask for, class by class', () => {
    const instance: Instance = {
      depots: [{ id: 'depot' }],
      sites: [
        { id: 'a1', class: 1 },
        { id: 'a2', class: 2 },
        { id: 'b1', class: 2 },
        { id: 'b2', class: 2 },
      ],
      items: [{ id: 'mask', packSize: 1 }],
      stocks: [{ depotId: 'depot', itemId: 'mask', quantity: 25 }],
      demands: [
        { siteId: 'a1', itemId: 'mask', quantity: 10 },
        { siteId: 'a2', itemId: 'mask', quantity: 10 },
        { siteId: 'b1', itemId: 'mask', quantity: 10, floor: 6 },
        { siteId: 'b2', itemId: 'mask', quantity: 10 },
      ],
      costs: [[1, 1, 1, 1]],
    }
    const sectors = [
      { id: 'A', unitSiteIds: ['a1', 'a2'] },
      { id: 'B', unitSiteIds: ['b1', 'b2'] },
    ]
    const { blocks, divisions } = planned(instance, sectors)
    const shares = (groups: readonly GroupPlan[]): number[] => groups.flatMap((group) => [...group.packs])
    // Sector lines: A class 1 (10 of 10), A class 2 (5 of 10), B class 2 (10 of 20).
    expect(shares(blocks.plan.groups)).toEqual([10, 5, 10])
    expect(divisions.map(({ planning }) => shares(planning.plan.groups))).toEqual([
      [10, 5],
      [6, 4],
    ])
  })

  it('refuse a unit in two sectors, a unit in none, and strange ids', () => {
    const instance = smallInstance(3)
    const sectors = thirds(instance)
    const code = (given: Sector[]): string => {
      const outcome = planInTwoSteps(instance, given)
      return outcome.ok ? 'planned' : outcome.refusal.code
    }
    const [first, second, third] = sectors as [Sector, Sector, Sector]
    expect(
      code([first, second, { ...third, unitSiteIds: [...third.unitSiteIds, ...first.unitSiteIds] }]),
    ).toBe('doubledId')
    expect(code([first])).toBe('unknownId')
    expect(code([first, second, { ...third, unitSiteIds: ['nowhere'] }])).toBe('unknownId')
    expect(code([first, second, { ...third, depotIds: ['nowhere'] }])).toBe('unknownId')
    expect(code([first, first, third])).toBe('doubledId')
  })
})
