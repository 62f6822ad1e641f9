// covers: ALL-3 walked refused
import { beforeAll, describe, expect, it } from 'vitest'
import type { Instance } from './model.ts'
import { planWithRecipes, type Recipe, type RecipePlan } from './recipes.ts'
import type { Solver } from './solver.ts'
import { loadSolver } from './testing/highs.ts'
import { seeded } from './testing/random.ts'
import { verifyRecipes } from './verify-recipes.ts'

const count = process.env.LONG === '1' ? 100 : 4

let solver: Solver
beforeAll(async () => {
  solver = await loadSolver()
})

const decided = (instance: Instance, recipes: readonly Recipe[]): RecipePlan => {
  const outcome = planWithRecipes(instance, recipes, solver)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  expect(verifyRecipes(instance, recipes, outcome.value)).toEqual({ ok: true })
  return outcome.value
}

/** Base units that each demand got. */
const unitsByDemand = ({ planning }: RecipePlan): number[] => {
  const units = planning.instance.demands.map(() => 0)
  for (const group of planning.plan.groups) {
    group.demandIndexes.forEach((demand, line) => {
      units[demand] = (group.packs[line] as number) * group.packSize
    })
  }
  return units
}

const oneDepot = (
  stocks: Record<string, number>,
  demands: [string, string, number][],
  itemIds: string[],
): Instance => {
  const siteIds = [...new Set(demands.map(([siteId]) => siteId))]
  return {
    depots: [{ id: 'depot' }],
    sites: siteIds.map((id, at) => ({ id, class: at + 1 })),
    items: itemIds.map((id) => ({ id, packSize: 1 })),
    stocks: Object.entries(stocks).map(([itemId, quantity]) => ({ depotId: 'depot', itemId, quantity })),
    demands: demands.map(([siteId, itemId, quantity]) => ({ siteId, itemId, quantity })),
    costs: [siteIds.map(() => 1)],
  }
}

const kitRecipe: Recipe = {
  id: 'kit assembled',
  itemId: 'kit',
  yields: 1,
  uses: [
    { itemId: 'gown', quantity: 1 },
    { itemId: 'mask', quantity: 2 },
  ],
}

describe('kits', () => {
  it('are assembled from the goods of a depot, as many as the scarcest part allows', () => {
    const instance = oneDepot({ gown: 5, mask: 30, kit: 1 }, [['ward', 'kit', 20]], ['gown', 'mask', 'kit'])
    const result = decided(instance, [kitRecipe])
    expect(result.made).toEqual([{ depotId: 'depot', recipeId: 'kit assembled', batches: 5 }])
    expect(unitsByDemand(result)).toEqual([6])
  })

  it('leave the parts to a class that is served before', () => {
    const demands: [string, string, number][] = [
      ['clinic', 'gown', 4],
      ['ward', 'kit', 20],
    ]
    const result = decided(oneDepot({ gown: 5, mask: 30 }, demands, ['gown', 'mask', 'kit']), [kitRecipe])
    expect(unitsByDemand(result)).toEqual([4, 1])
  })

  it('are not made in vain', () => {
    const instance = oneDepot({ gown: 50, mask: 300, kit: 3 }, [['ward', 'kit', 2]], ['gown', 'mask', 'kit'])
    expect(decided(instance, [kitRecipe]).made).toEqual([])
  })

  it('share scarce parts so that the worst-off of a class stands best', () => {
    const instance = oneDepot(
      { gown: 12, mask: 100 },
      [
        ['a', 'kit', 12],
        ['b', 'gown', 12],
      ],
      ['gown', 'mask', 'kit'],
    )
    const equal = { ...instance, sites: instance.sites.map((site) => ({ ...site, class: 1 })) }
    expect(unitsByDemand(decided(equal, [kitRecipe]))).toEqual([6, 6])
  })
})

describe('a substitute that is not one for one', () => {
  const twoForOne: Recipe = {
    id: 'two KN95 for one N95',
    itemId: 'n95',
    yields: 1,
    uses: [{ itemId: 'kn95', quantity: 2 }],
    penalty: 10,
    notForUses: ['sampling'],
  }

  it('is used when the real thing is short, and not where it is barred', () => {
    const base = oneDepot({ n95: 4, kn95: 9 }, [['ward', 'n95', 10]], ['n95', 'kn95'])
    const result = decided(base, [twoForOne])
    expect(unitsByDemand(result)).toEqual([8])
    expect(result.made).toEqual([{ depotId: 'depot', recipeId: twoForOne.id, batches: 4 }])
    const barred = { ...base, demands: base.demands.map((demand) => ({ ...demand, use: 'sampling' })) }
    expect(unitsByDemand(decided(barred, [twoForOne]))).toEqual([4])
  })

  it(`holds on ${count} random instances: no goods used twice, the plan verified`, {
    timeout: 120_000,
  }, () => {
    let batches = 0
    for (let seed = 1; seed <= count; seed++) {
      const random = seeded(seed)
      const siteIds = Array.from({ length: random.whole(2, 9) }, (_, at) => `site ${at}`)
      const depotIds = Array.from({ length: random.whole(1, 4) }, (_, at) => `depot ${at}`)
      const itemIds = ['gown', 'kit', 'kn95', 'mask', 'n95']
      const instance: Instance = {
        depots: depotIds.map((id) => ({ id, serves: siteIds.filter(() => random.chance(0.7)) })),
        sites: siteIds.map((id) => ({ id, class: random.whole(1, 2) })),
        items: itemIds.map((id) => ({ id, packSize: 1 })),
        stocks: depotIds.flatMap((depotId) =>
          itemIds.map((itemId) => ({
            depotId,
            itemId,
            quantity: random.whole(0, 40),
            reserve: random.whole(0, 5),
          })),
        ),
        demands: siteIds.flatMap((siteId) =>
          itemIds.map((itemId) => ({ siteId, itemId, quantity: random.whole(0, 30) })),
        ),
        costs: depotIds.map(() => siteIds.map(() => random.whole(1, 50))),
      }
      for (const made of decided(instance, [kitRecipe, twoForOne]).made) batches += made.batches
    }
    expect(batches).toBeGreaterThan(count * 3)
  })
})

describe('refusals', () => {
  const instance = oneDepot({ gown: 5, mask: 30 }, [['ward', 'kit', 20]], ['gown', 'mask', 'kit'])

  it('names a bad recipe', () => {
    const code = (recipe: object): string => {
      const outcome = planWithRecipes(instance, [{ ...kitRecipe, ...recipe }], solver)
      return outcome.ok ? 'planned' : outcome.refusal.code
    }
    expect(code({ itemId: 'tent' })).toBe('unknownId')
    expect(code({ uses: [{ itemId: 'tent', quantity: 1 }] })).toBe('unknownId')
    expect(code({ uses: [] })).toBe('malformed')
    expect(code({ id: 'gown' })).toBe('doubledId')
    expect(code({ yields: 0 })).toBe('numberOutOfRange')
    expect(code({ uses: [{ itemId: 'gown', quantity: 0.5 }] })).toBe('notAWholeNumber')
  })

  it('names the cut when not even kits can keep the floors', () => {
    const floors = { ...instance, demands: [{ siteId: 'ward', itemId: 'kit', quantity: 20, floor: 9 }] }
    expect(planWithRecipes(floors, [kitRecipe], solver)).toMatchObject({
      refusal: { code: 'floorsInfeasible', data: { cuts: [{ packsPromised: 9, packsHeld: 5 }] } },
    })
  })

  it('says so when the solver fails', () => {
    const broken: Solver = () => ({ status: 'failed', objective: Number.NaN, values: [] })
    expect(planWithRecipes(instance, [kitRecipe], broken)).toMatchObject({
      refusal: { code: 'solverFailed' },
    })
  })

  it('the verifier refuses more batches than the goods allow, and goods made from nothing', () => {
    const result = decided(instance, [kitRecipe])
    const [made] = result.made
    if (made === undefined) throw new Error('nothing was made')
    const more = { ...result, made: [{ ...made, batches: made.batches + 1 }] }
    expect(verifyRecipes(instance, [kitRecipe], more)).toEqual({ ok: false, code: 'usedTooMuch' })
    expect(verifyRecipes(instance, [kitRecipe], { ...result, made: [] })).toEqual({
      ok: false,
      code: 'instanceWrong',
    })
  })
})
