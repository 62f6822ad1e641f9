/**
 * Kits, and substitutes that are not one for one. Both are recipes: a depot uses up so much of some items and
 * has so much of another (a first-level kit from gowns, masks and gloves; one N95 from two KN95). Such
 * questions are no longer flows, so they are decided in two parts:
 *
 *   1. how many batches of each recipe each depot makes: a small whole-number program over AGGREGATES (lines
 *      with the same item, class and depots are one), solved by the solver that the caller hands in
 *      (`solver.ts`);
 *   2. with what was made as stock and what was used up gone, the ordinary exact plan (`plan.ts`).
 *
 * Part 1 keeps the same order: floors, then class by class the worst-off aggregate as full as possible, then
 * as many packs as possible, and last as few penalties and batches as possible. It is optimal for the
 * aggregates; inside them, and given the batches, part 2 is exact. Fill rates of single lines are not
 * compared across part 1.
 */
import { COST_MAX, checkInstance, checkRows, checkWhole } from './check.ts'
import { readFacts } from './facts.ts'
import {
  accept,
  type Instance,
  type Item,
  type Options,
  type Outcome,
  type Refusal,
  refuse,
  type Stock,
} from './model.ts'
import { type Planning, startPlanning } from './plan.ts'
import { type Problem, readProblem } from './problem.ts'
import { type Aggregate, decideBatches } from './recipe-program.ts'
import type { Solver } from './solver.ts'

/**
 * One batch uses `uses` and yields `yields` base units that may serve requests for `itemId` at `penalty` a
 * pack. `id` names the made goods in the plan; no item may have it.
 */
export type Recipe = {
  readonly id: string
  readonly itemId: string
  readonly yields: number
  readonly uses: readonly { readonly itemId: string; readonly quantity: number }[]
  readonly penalty?: number
  readonly notForSiteIds?: readonly string[]
  readonly notForClasses?: readonly number[]
  readonly notForUses?: readonly string[]
}

export type Made = { readonly depotId: string; readonly recipeId: string; readonly batches: number }

export type RecipePlan = {
  /** What each depot makes; nothing is left out but zeros. */
  readonly made: readonly Made[]
  /** The plan, for `instanceAfter`. */
  readonly planning: Planning
  /**
   * The instance with used goods taken out and made goods added as items of their own, named by their
   * recipe.
   */
  readonly instanceAfter: Instance
}

const checkRecipe = (recipe: Recipe, at: number, itemIds: ReadonlySet<string>): Refusal | undefined => {
  const where = `recipes[${at}]`
  if (typeof recipe.id !== 'string' || recipe.id === '')
    return { code: 'malformed', data: { where: `${where}.id` } }
  if (itemIds.has(recipe.id)) return { code: 'doubledId', data: { where, id: recipe.id } }
  if (!itemIds.has(recipe.itemId)) {
    return { code: 'unknownId', data: { where: `${where}.itemId`, id: String(recipe.itemId) } }
  }
  if (!Array.isArray(recipe.uses) || recipe.uses.length === 0) {
    return { code: 'malformed', data: { where: `${where}.uses` } }
  }
  for (const [use, { itemId, quantity }] of recipe.uses.entries()) {
    if (!itemIds.has(itemId))
      return { code: 'unknownId', data: { where: `${where}.uses[${use}]`, id: String(itemId) } }
    const refusal = checkWhole(quantity, `${where}.uses[${use}].quantity`, 1, 1_000_000_000)
    if (refusal) return refusal
  }
  return (
    checkWhole(recipe.yields, `${where}.yields`, 1, 1_000_000_000) ??
    checkWhole(recipe.penalty ?? 0, `${where}.penalty`, 0, COST_MAX)
  )
}

const checkRecipes = (
  instance: Instance,
  recipes: readonly Recipe[],
  options: Options,
): Refusal | undefined => {
  const checked = checkInstance(instance, options)
  if ('refusal' in checked) return checked.refusal
  const itemIds = new Set(instance.items.map((item) => item.id))
  const seen = new Set<string>()
  return checkRows(recipes, 'recipes', (recipe, at) => {
    if (seen.has(recipe.id)) return { code: 'doubledId', data: { where: `recipes[${at}]`, id: recipe.id } }
    seen.add(recipe.id)
    return checkRecipe(recipe, at, itemIds)
  })
}

/** Base units of each item in each depot that may be planned. */
export const availableUnits = (instance: Instance): Map<string, Map<string, number>> => {
  const units = new Map(instance.depots.map((depot) => [depot.id, new Map<string, number>()]))
  for (const stock of instance.stocks) {
    const free = Math.max(0, stock.quantity - (stock.reserve ?? 0) - (stock.heldBack ?? 0))
    units.get(stock.depotId)?.set(stock.itemId, free)
  }
  return units
}

/**
 * The instance with made goods as items that stand in for what they are made for. `batchesOf` says how much
 * is made; what that uses up comes off the stock.
 */
export const withMade = (
  instance: Instance,
  recipes: readonly Recipe[],
  batchesOf: (depotId: string, recipe: Recipe) => number,
  takeUsed: boolean,
): Instance => {
  const packSizes = new Map(instance.items.map((item: Item) => [item.id, item.packSize]))
  const used = new Map<string, number>()
  const made: Stock[] = []
  for (const { id: depotId } of instance.depots) {
    for (const recipe of recipes) {
      const batches = batchesOf(depotId, recipe)
      if (batches <= 0) continue
      made.push({ depotId, itemId: recipe.id, quantity: batches * recipe.yields })
      for (const { itemId, quantity } of recipe.uses) {
        const key = JSON.stringify([depotId, itemId])
        used.set(key, (used.get(key) ?? 0) + batches * quantity)
      }
    }
  }
  const left = instance.stocks.map((stock): Stock => {
    const gone = takeUsed ? (used.get(JSON.stringify([stock.depotId, stock.itemId])) ?? 0) : 0
    return gone === 0 ? stock : { ...stock, quantity: stock.quantity - gone }
  })
  return {
    ...instance,
    items: [
      ...instance.items,
      ...recipes.map(({ id, itemId }) => ({ id, packSize: packSizes.get(itemId) as number })),
    ],
    stocks: [...left, ...made],
    substitutions: [
      ...(instance.substitutions ?? []),
      ...recipes.map((recipe) => ({
        itemId: recipe.itemId,
        byItemId: recipe.id,
        penalty: recipe.penalty ?? 0,
        ...(recipe.notForSiteIds ? { notForSiteIds: recipe.notForSiteIds } : {}),
        ...(recipe.notForClasses ? { notForClasses: recipe.notForClasses } : {}),
        ...(recipe.notForUses ? { notForUses: recipe.notForUses } : {}),
      })),
    ],
  }
}

/** Lines of one group with the same wanted item, class and sources become one aggregate. */
const aggregatesOf = (instance: Instance, problem: Problem): Aggregate[] => {
  const byKey = new Map<string, Aggregate>()
  const ranked = [...instance.depots].sort((one, other) => (one.id < other.id ? -1 : 1))
  for (let line = 0; line < problem.class.length; line++) {
    const signature = problem.signature[line] as number
    const key = [problem.wanted[line], problem.class[line], signature].join()
    const sources = Array.from(problem.signatures[signature] as Int32Array, (number) => {
      const source = problem.sources[number]
      const itemId = instance.items[source?.item ?? 0]?.id ?? ''
      return { depotId: ranked[source?.depotRank ?? 0]?.id ?? '', itemId }
    })
    const known = byKey.get(key)
    const aggregate = known ?? {
      class: problem.class[line] as number,
      packSize: problem.packSize,
      wantedItemId: instance.items[problem.items[problem.wanted[line] as number] as number]?.id ?? '',
      sources,
      floor: 0,
      most: 0,
    }
    aggregate.floor += problem.floor[line] as number
    aggregate.most += problem.most[line] as number
    byKey.set(key, aggregate)
  }
  return [...byKey.values()]
}

/** The most batches that a depot's own stock would allow if nothing else needed it. */
const batchesMost = (instance: Instance): ((depotId: string, recipe: Recipe) => number) => {
  const units = availableUnits(instance)
  return (depotId, recipe) => {
    const most = recipe.uses.map(({ itemId, quantity }) => (units.get(depotId)?.get(itemId) ?? 0) / quantity)
    return Math.floor(Math.min(...most))
  }
}

/**
 * Plans with recipes. Needs a solver (`solverFromHighs`). Refuses what `startPlanning` refuses, bad recipes,
 * and a solver that finds no answer (`solverFailed`). If the floors cannot be kept, as many of their packs as
 * possible are made and the refusal names the cut that still binds.
 */
export const planWithRecipes = (
  instance: Instance,
  recipes: readonly Recipe[],
  solver: Solver,
  options: Options = {},
): Outcome<RecipePlan> => {
  const refusal = checkRecipes(instance, recipes, options)
  if (refusal) return refuse(refusal)
  const most = batchesMost(instance)
  const widest = withMade(instance, recipes, most, false)
  const read = readFacts(widest, options)
  if ('refusal' in read) return refuse(read.refusal)
  const aggregates: Aggregate[] = []
  const concerned = new Set(
    recipes.flatMap((recipe) => [recipe.itemId, ...recipe.uses.map(({ itemId }) => itemId)]),
  )
  for (const [group, items] of read.facts.groups.entries()) {
    // Items that no recipe makes or uses are left to the plan itself.
    if (!items.some((item) => concerned.has(widest.items[item]?.id ?? ''))) continue
    const problem = readProblem(read.facts, group)
    if ('refusal' in problem) return refuse(problem.refusal)
    aggregates.push(...aggregatesOf(widest, problem.problem))
  }
  const decided = decideBatches(
    { instance: widest, recipes, aggregates, most, units: availableUnits(instance) },
    solver,
  )
  if (!decided.ok) return decided
  const batches = new Map(
    decided.value.map((one) => [JSON.stringify([one.depotId, one.recipeId]), one.batches]),
  )
  const after = withMade(
    instance,
    recipes,
    (depotId, recipe) => batches.get(JSON.stringify([depotId, recipe.id])) ?? 0,
    true,
  )
  const planned = startPlanning(after, options)
  if (!planned.ok) return planned
  return accept({ made: decided.value, planning: planned.value, instanceAfter: after })
}
