// covers: ALL-2 refused
import { describe, expect, it } from 'vitest'
import type { GroupPlan, Instance, Plan, Source } from './model.ts'
import { planAllocation } from './plan.ts'
import { smallInstance } from './testing/instances.ts'
import { type Chance, seeded } from './testing/random.ts'
import { type FaultCode, verify } from './verify.ts'

const replaced = (plan: Plan, at: number, change: Partial<GroupPlan>): Plan => ({
  ...plan,
  groups: plan.groups.map((group, number) => (number === at ? { ...group, ...change } : group)),
})

const withAt = (column: Int32Array, at: number, value: number): Int32Array => {
  const copy = column.slice()
  copy[at] = value
  return copy
}

/**
 * A pack of line `to` taken from line `from`, allotment and shipment alike, from a source that may serve
 * both.
 */
const robbed = (instance: Instance, plan: Plan, random: Chance): Plan | undefined => {
  const at = random.whole(0, plan.groups.length - 1)
  const group = plan.groups[at] as GroupPlan
  const { line, source, packs } = group.shipments
  if (line.length < 2) return undefined
  const [one, other] = [random.whole(0, line.length - 1), random.whole(0, line.length - 1)]
  const [from, to] = [line[one] as number, line[other] as number]
  if (from === to || source[one] !== source[other] || (packs[one] as number) < 2) return undefined
  const cost = (shipment: number): number => {
    const demand = instance.demands[group.demandIndexes[line[shipment] as number] as number]
    const { depotId, itemId } = group.sources[source[shipment] as number] as Source
    const rule = instance.substitutions?.find(
      (pair) => pair.itemId === demand?.itemId && pair.byItemId === itemId,
    )
    const depot = instance.depots.findIndex(({ id }) => id === depotId)
    const site = instance.sites.findIndex(({ id }) => id === demand?.siteId)
    return (instance.costs[depot]?.[site] ?? 0) + (itemId === demand?.itemId ? 0 : (rule?.penalty ?? 0))
  }
  const moved = withAt(withAt(packs, one, (packs[one] as number) - 1), other, (packs[other] as number) + 1)
  const shares = withAt(group.packs, from, (group.packs[from] as number) - 1)
  const difference = cost(other) - cost(one)
  const changed = replaced(plan, at, {
    packs: withAt(shares, to, (shares[to] as number) + 1),
    shipments: { line, source, packs: moved },
    cost: group.cost + difference,
  })
  return { ...changed, cost: plan.cost + difference }
}

/** One small lie in a random place of a plan, with its name; undefined where it cannot be told. */
const lies: Record<string, (plan: Plan, group: GroupPlan, at: number, random: Chance) => Plan | undefined> = {
  'a pack more for a line': (plan, group, at, random) => {
    const line = random.whole(0, group.packs.length - 1)
    return replaced(plan, at, { packs: withAt(group.packs, line, (group.packs[line] as number) + 1) })
  },
  'a shipment larger': (plan, group, at, random) => {
    if (group.shipments.packs.length === 0) return undefined
    const one = random.whole(0, group.shipments.packs.length - 1)
    const packs = withAt(group.shipments.packs, one, (group.shipments.packs[one] as number) + 1)
    return replaced(plan, at, { shipments: { ...group.shipments, packs } })
  },
  'a shipment from elsewhere': (plan, group, at, random) => {
    if (group.shipments.packs.length === 0 || group.sources.length < 2) return undefined
    const one = random.whole(0, group.shipments.packs.length - 1)
    const other = ((group.shipments.source[one] as number) + 1) % group.sources.length
    return replaced(plan, at, {
      shipments: { ...group.shipments, source: withAt(group.shipments.source, one, other) },
    })
  },
  'a shipment lost': (plan, group, at) => {
    if (group.shipments.packs.length === 0) return undefined
    const { line, source, packs } = group.shipments
    return replaced(plan, at, {
      shipments: { line: line.slice(1), source: source.slice(1), packs: packs.slice(1) },
    })
  },
  'a cheaper cost claimed': (plan, group, at) => ({
    ...replaced(plan, at, { cost: group.cost - 1 }),
    cost: plan.cost - 1,
  }),
  'a wrong total': (plan) => ({ ...plan, cost: plan.cost + 1 }),
  'more stock than there is': (plan, group, at, random) => {
    if (group.sources.length === 0) return undefined
    const number = random.whole(0, group.sources.length - 1)
    const sources = group.sources.map((source, one) =>
      one === number ? { ...source, packs: source.packs + 1 } : source,
    )
    return replaced(plan, at, { sources })
  },
  'a price on what is left over': (plan, group, at) => {
    const number = group.sources.findIndex((source) => source.packsUsed < source.packs)
    if (number < 0) return undefined
    const sources = group.sources.map((source, one) => (one === number ? { ...source, price: 1 } : source))
    return replaced(plan, at, { sources })
  },
  'a price below zero': (plan, group, at) => {
    if (group.sources.length === 0) return undefined
    return replaced(plan, at, {
      sources: group.sources.map((source) => ({ ...source, price: source.price - 1000 })),
    })
  },
  'the cuts forgotten': (plan, group, at) =>
    group.cuts.length === 0 ? undefined : replaced(plan, at, { cuts: [] }),
  'a cut of another class': (plan, group, at) =>
    group.cuts.length === 0
      ? undefined
      : replaced(plan, at, { cuts: group.cuts.map((cut) => ({ ...cut, class: cut.class + 7 })) }),
  'a line told another reason': (plan, group, at, random) => {
    const line = random.whole(0, group.packs.length - 1)
    return replaced(plan, at, {
      closedBy: withAt(group.closedBy, line, (group.closedBy[line] as number) + 1),
    })
  },
  'a line left out': (plan, group, at) =>
    replaced(plan, at, {
      demandIndexes: group.demandIndexes.slice(1),
      packs: group.packs.slice(1),
      closedBy: group.closedBy.slice(1),
    }),
  'a line doubled': (plan, group, at) =>
    group.demandIndexes.length < 2
      ? undefined
      : replaced(plan, at, {
          demandIndexes: withAt(group.demandIndexes, 0, group.demandIndexes[1] as number),
        }),
  'a group left out': (plan) => ({ ...plan, groups: plan.groups.slice(1) }),
}

describe('verify', () => {
  for (const [name, lie] of Object.entries(lies)) {
    it(`refuses ${name}`, () => {
      let told = 0
      for (let seed = 1; seed <= 120; seed++) {
        const instance = smallInstance(seed)
        const outcome = planAllocation(instance)
        const random = seeded(seed)
        if (!outcome.ok) continue
        const at = random.whole(0, outcome.value.groups.length - 1)
        const group = outcome.value.groups[at] as GroupPlan
        const plan = group.packs.length === 0 ? undefined : lie(outcome.value, group, at, random)
        if (plan === undefined) continue
        expect(verify(instance, plan).ok, `seed ${seed}`).toBe(false)
        told++
      }
      expect(told).toBeGreaterThan(15)
    })
  }

  it('refuses a pack taken from one line for another although all adds up: not the fairest', () => {
    let told = 0
    for (let seed = 1; seed <= 400; seed++) {
      const instance = smallInstance(seed)
      const outcome = planAllocation(instance)
      if (!outcome.ok) continue
      const plan = robbed(instance, outcome.value, seeded(seed))
      if (plan === undefined) continue
      const verdict = verify(instance, plan)
      const codes = verdict.ok ? [] : verdict.faults.map((fault) => fault.code)
      const expected: FaultCode[] = ['shareWrong', 'packsOutOfBounds', 'closedByWrong']
      expect(
        codes.some((code) => expected.includes(code)),
        `seed ${seed}`,
      ).toBe(true)
      told++
    }
    expect(told).toBeGreaterThan(30)
  })

  it('refuses shipments exchanged between two depots when that costs more', () => {
    const instance: Instance = {
      depots: [{ id: 'north' }, { id: 'south' }],
      sites: [
        { id: 'a', class: 1 },
        { id: 'b', class: 1 },
      ],
      items: [{ id: 'mask', packSize: 1 }],
      stocks: ['north', 'south'].map((depotId) => ({ depotId, itemId: 'mask', quantity: 5 })),
      demands: ['a', 'b'].map((siteId) => ({ siteId, itemId: 'mask', quantity: 5 })),
      costs: [
        [1, 9],
        [9, 1],
      ],
    }
    const outcome = planAllocation(instance)
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    expect(outcome.value.cost).toBe(10)
    const source = Int32Array.of(1, 0)
    const group = outcome.value.groups[0] as GroupPlan
    const exchanged = replaced(outcome.value, 0, { shipments: { ...group.shipments, source }, cost: 90 })
    const verdict = verify(instance, { ...exchanged, cost: 90 })
    expect(verdict.ok ? [] : verdict.faults.map((fault) => fault.code)).toEqual([
      'notCheapest',
      'notCheapest',
    ])
  })
})
