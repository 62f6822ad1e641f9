// covers: ALL-2 walked refused
import { describe, expect, it } from 'vitest'
import type { Demand, Instance, Stock } from './model.ts'
import { type Planning, planAllocation, startPlanning } from './plan.ts'
import { type Change, revise } from './revise.ts'
import { cityInstance, shapeOf, smallInstance } from './testing/instances.ts'
import { type Chance, seeded } from './testing/random.ts'

const started = (instance: Instance): Planning => {
  const outcome = startPlanning(instance)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.value
}

const randomChange = (instance: Instance, random: Chance): Change => {
  if (random.chance(0.4)) {
    const stock = instance.stocks[random.whole(0, instance.stocks.length - 1)] as Stock
    return { kind: 'stock', stock: { ...stock, quantity: random.whole(0, 200) } }
  }
  if (random.chance(0.3)) {
    const siteId = instance.sites[random.whole(0, instance.sites.length - 1)]?.id as string
    const itemId = instance.items[random.whole(0, instance.items.length - 1)]?.id as string
    return { kind: 'demand', demand: { siteId, itemId, use: 'late', quantity: random.whole(0, 90) } }
  }
  const {
    floor: _,
    cap: __,
    ...demand
  } = instance.demands[random.whole(0, instance.demands.length - 1)] as Demand
  return { kind: 'demand', demand: { ...demand, quantity: random.chance(0.2) ? 0 : random.whole(1, 90) } }
}

describe('revise', () => {
  it('gives the answer of a plan from scratch, 300 chains of changes', { timeout: 60_000 }, () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed)
      const instance = smallInstance(seed, { ...shapeOf(seed), floors: false })
      if (instance.demands.length === 0) continue
      let planning = started(instance)
      for (let step = 0; step < 4; step++) {
        const changes = [randomChange(planning.instance, random), randomChange(planning.instance, random)]
        const outcome = revise(planning, changes)
        if (!outcome.ok) throw new Error(`seed ${seed}: ${outcome.refusal.code}`)
        planning = outcome.value.planning
        const scratch = planAllocation(planning.instance)
        expect(JSON.stringify(scratch.ok && scratch.value), `seed ${seed}`).toBe(
          JSON.stringify(planning.plan),
        )
      }
    }
  })

  it('leaves the groups that a change does not touch as they are, and names the lines that changed', () => {
    const planning = started(cityInstance({ sites: 300, items: 5 }))
    const urgent = new Set(planning.instance.sites.filter((site) => site.class === 1).map((site) => site.id))
    const index = planning.instance.demands.findIndex((one) => urgent.has(one.siteId))
    const before = planning.instance.demands[index] as Demand
    const demand = { ...before, quantity: before.quantity + 500 }
    const outcome = revise(planning, [{ kind: 'demand', demand }])
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    const { planning: after, touchedItemIds, changedDemandIndexes } = outcome.value
    expect(touchedItemIds).toEqual([before.itemId])
    const same = after.plan.groups.filter((group, at) => group === planning.plan.groups[at])
    expect(same.length).toBe(4)
    expect(changedDemandIndexes).toContain(index)
    expect(planning.instance.demands[index]).toBe(before)
  })

  it('refuses bad changes and says where', () => {
    const planning = started(smallInstance(9))
    const demand = { ...(planning.instance.demands[0] as Demand), quantity: Number.NaN }
    expect(revise(planning, [{ kind: 'demand', demand }])).toMatchObject({
      refusal: { code: 'notAWholeNumber', data: { where: 'changes[0].quantity' } },
    })
    const stock = { depotId: 'nowhere', itemId: 'item-000000', quantity: 1 }
    expect(revise(planning, [{ kind: 'stock', stock }])).toMatchObject({
      refusal: { code: 'unknownId', data: { where: 'changes[0].depotId', id: 'nowhere' } },
    })
    expect(revise(planning, [{} as Change])).toMatchObject({ refusal: { code: 'malformed' } })
  })
})
