// covers: ALL-1 walked, ALL-2 walked
import { describe, expect, it } from 'vitest'
import type { Instance, Plan } from './model.ts'
import { planAllocation } from './plan.ts'
import { shapeOf, smallInstance } from './testing/instances.ts'
import { fairestByTrial, readInstance, sortedRates } from './testing/oracle.ts'
import { seeded } from './testing/random.ts'
import { verify } from './verify.ts'

/** Packs by position in `demands`. */
const packsByDemand = (instance: Instance, plan: Plan): number[] => {
  const packs = instance.demands.map(() => 0)
  for (const group of plan.groups) {
    group.demandIndexes.forEach((demand, line) => {
      packs[demand] = group.packs[line] as number
    })
  }
  return packs
}

const planned = (instance: Instance): Plan => {
  const outcome = planAllocation(instance)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.value
}

/** An instance small enough to try every allotment: requests of at most four packs, at most four lines. */
const tinyInstance = (seed: number): Instance => {
  const instance = smallInstance(seed, shapeOf(seed), 4)
  const sizes = new Map(instance.items.map((item) => [item.id, item.packSize]))
  const demands = instance.demands.slice(0, 4).map((demand) => {
    const packSize = sizes.get(demand.itemId) as number
    const quantity = Math.min(demand.quantity, 4 * packSize)
    const { cap: _, floor: __, ...rest } = demand
    const cap = demand.cap === undefined ? {} : { cap: Math.min(demand.cap, 3 * packSize) }
    const floor =
      demand.floor === undefined || demand.cap !== undefined
        ? {}
        : { floor: Math.min(demand.floor, quantity) }
    return { ...rest, quantity, ...cap, ...floor }
  })
  const stocks = instance.stocks.slice(0, 4).map((stock) => {
    return {
      ...stock,
      quantity: Math.min(stock.quantity, 5 * (sizes.get(stock.itemId) as number)),
      reserve: 0,
    }
  })
  return { ...instance, demands, stocks }
}

describe('the fairest share in whole packs', () => {
  it('has the best sorted fill rates of all allotments, every one tried, on 600 tiny instances', {
    timeout: 60_000,
  }, () => {
    let [compared, infeasible] = [0, 0]
    for (let seed = 1; seed <= 600; seed++) {
      const instance = tinyInstance(seed)
      const reading = readInstance(instance)
      const best = fairestByTrial(reading)
      const outcome = planAllocation(instance)
      if (best === undefined) {
        expect(outcome, `seed ${seed}`).toMatchObject({ ok: false, refusal: { code: 'floorsInfeasible' } })
        infeasible++
        continue
      }
      if (!outcome.ok) throw new Error(`seed ${seed}: ${outcome.refusal.code}`)
      const packs = packsByDemand(instance, outcome.value)
      const own = reading.lines.map(({ index }) => packs[index] as number)
      expect(sortedRates(reading.lines, own), `seed ${seed}`).toEqual(best)
      compared++
    }
    expect(compared).toBeGreaterThan(550)
    expect(infeasible).toBeGreaterThan(5)
  })

  it('never cuts a line when supply grows: 2,000 scans, packs added one by one at random depots', {
    timeout: 60_000,
  }, () => {
    let steps = 0
    for (let scan = 1; scan <= 2000; scan++) {
      const random = seeded(scan)
      let instance = smallInstance(scan, { ...shapeOf(scan), floors: false }, 8)
      let before = packsByDemand(instance, planned(instance))
      for (let step = 0; step < 5; step++) {
        const grown = random.whole(0, instance.stocks.length - 1)
        const stocks = instance.stocks.map((stock, at) => {
          const packSize = instance.items.find((item) => item.id === stock.itemId)?.packSize ?? 1
          return at === grown ? { ...stock, quantity: stock.quantity + packSize } : stock
        })
        instance = { ...instance, stocks }
        const after = packsByDemand(instance, planned(instance))
        const cut = after.findIndex((packs, at) => packs < (before[at] as number))
        expect(cut, `scan ${scan}, step ${step}`).toBe(-1)
        before = after
        steps++
      }
    }
    expect(steps).toBe(10_000)
  })

  it('names the depots and lines that bind floors which cannot be kept', () => {
    const instance: Instance = {
      depots: [
        { id: 'north', serves: ['a', 'b'] },
        { id: 'south', serves: ['c'] },
      ],
      sites: ['a', 'b', 'c'].map((id) => ({ id, class: 1 })),
      items: [{ id: 'mask', packSize: 10 }],
      stocks: [
        { depotId: 'north', itemId: 'mask', quantity: 59 },
        { depotId: 'south', itemId: 'mask', quantity: 1000 },
      ],
      demands: [
        { siteId: 'a', itemId: 'mask', quantity: 100, floor: 30 },
        { siteId: 'b', itemId: 'mask', quantity: 100, floor: 25 },
        { siteId: 'c', itemId: 'mask', quantity: 100, floor: 100 },
      ],
      costs: [
        [1, 1, 1],
        [1, 1, 1],
      ],
    }
    expect(planAllocation(instance)).toEqual({
      ok: false,
      refusal: {
        code: 'floorsInfeasible',
        data: {
          cuts: [
            {
              itemIds: ['mask'],
              sources: [{ depotId: 'north', itemId: 'mask', packs: 5 }],
              demandIndexes: [0, 1],
              packsPromised: 6,
              packsHeld: 5,
            },
          ],
        },
      },
    })
  })
})

describe('the plan', () => {
  it('is the same for every order in which the rows are handed in', { timeout: 60_000 }, () => {
    const shuffle = <Row>(rows: readonly Row[], seed: number): Row[] => {
      const random = seeded(seed)
      return rows
        .map((row) => ({ row, key: random.share() }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row)
    }
    for (let seed = 1; seed <= 200; seed++) {
      const instance = smallInstance(seed, { ...shapeOf(seed), floors: false })
      const sites = shuffle(instance.sites, seed)
      const depots = shuffle(instance.depots, seed + 1)
      const costs = depots.map((depot) => {
        const row = instance.costs[instance.depots.indexOf(depot)] as ArrayLike<number>
        return sites.map((site) => row[instance.sites.indexOf(site)] as number)
      })
      const mixed: Instance = {
        depots,
        sites,
        costs,
        items: shuffle(instance.items, seed),
        stocks: shuffle(instance.stocks, seed),
        demands: shuffle(instance.demands, seed),
        substitutions: shuffle(instance.substitutions ?? [], seed),
      }
      const describePlan = (given: Instance) =>
        planned(given).groups.map((group) => ({
          items: group.itemIds,
          cost: group.cost,
          shipments: Array.from(group.shipments.packs, (packs, at) => {
            const demand = given.demands[group.demandIndexes[group.shipments.line[at] as number] as number]
            const source = group.sources[group.shipments.source[at] as number]
            return [demand?.siteId, demand?.itemId, demand?.use, source?.depotId, source?.itemId, packs]
          }),
          prices: group.sources.map((source) => source.price),
        }))
      expect(describePlan(mixed), `seed ${seed}`).toEqual(describePlan(instance))
    }
  })

  it('passes the independent verifier on 1,500 instances of all shapes, by either method', {
    timeout: 60_000,
  }, () => {
    const counts = { maxMin: 0, largestRemainder: 0 }
    for (let seed = 1; seed <= 1500; seed++) {
      const instance = smallInstance(seed)
      for (const method of ['maxMin', 'largestRemainder'] as const) {
        const outcome = planAllocation(instance, { method })
        if (!outcome.ok) continue
        expect(verify(instance, outcome.value), `seed ${seed}, ${method}`).toEqual({ ok: true })
        counts[method]++
      }
    }
    expect(counts.maxMin).toBeGreaterThan(1400)
    expect(counts.largestRemainder).toBeGreaterThan(400)
  })
})

describe('largest remainder, by name', () => {
  const pool = (quantity: number): Instance => ({
    depots: [{ id: 'depot' }],
    sites: ['a', 'b', 'c'].map((id) => ({ id, class: 1 })),
    items: [{ id: 'mask', packSize: 1 }],
    stocks: [{ depotId: 'depot', itemId: 'mask', quantity }],
    demands: [6, 6, 2].map((asked, at) => ({ siteId: 'abc'.charAt(at), itemId: 'mask', quantity: asked })),
    costs: [[1, 1, 1]],
  })
  const shares = (quantity: number, method: 'maxMin' | 'largestRemainder'): number[] => {
    const outcome = planAllocation(pool(quantity), { method })
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    return packsByDemand(pool(quantity), outcome.value)
  }

  it('cuts the small site when supply grows from ten to eleven: the paradox', () => {
    expect(shares(10, 'largestRemainder')).toEqual([4, 4, 2])
    expect(shares(11, 'largestRemainder')).toEqual([5, 5, 1])
  })

  it('does not happen under the default rule', () => {
    expect(shares(10, 'maxMin')).toEqual([4, 4, 2])
    expect(shares(11, 'maxMin')).toEqual([5, 4, 2])
  })

  it('is refused where lines do not share one pool', () => {
    const base = pool(10)
    const instance: Instance = {
      ...base,
      depots: [{ id: 'depot' }, { id: 'other', serves: ['a'] }],
      stocks: [...base.stocks, { depotId: 'other', itemId: 'mask', quantity: 3 }],
      costs: [
        [1, 1, 1],
        [1, 1, 1],
      ],
    }
    expect(planAllocation(instance, { method: 'largestRemainder' })).toMatchObject({
      refusal: { code: 'largestRemainderNeedsOnePool' },
    })
  })
})
