/**
 * Checks a plan with recipes: that no depot used up more than it had to plan with, that the instance after
 * the making is the one before with exactly that done, and that the plan is right for it (`verify`).
 */
import type { Instance } from './model.ts'
import { availableUnits, type Recipe, type RecipePlan, withMade } from './recipes.ts'
import { type Verdict, verify } from './verify.ts'

export type RecipeVerdict =
  | Verdict
  | { readonly ok: false; readonly code: 'madeWrong' | 'usedTooMuch' | 'instanceWrong' }

export const verifyRecipes = (
  instance: Instance,
  recipes: readonly Recipe[],
  result: Pick<RecipePlan, 'made' | 'instanceAfter'> & {
    readonly planning: Pick<RecipePlan['planning'], 'plan'>
  },
): RecipeVerdict => {
  const batches = new Map<string, number>()
  const left = availableUnits(instance)
  for (const made of result.made) {
    const recipe = recipes.find((one) => one.id === made.recipeId)
    const units = left.get(made.depotId)
    const key = JSON.stringify([made.depotId, made.recipeId])
    if (!recipe || !units || !Number.isSafeInteger(made.batches) || made.batches <= 0 || batches.has(key)) {
      return { ok: false, code: 'madeWrong' }
    }
    batches.set(key, made.batches)
    for (const { itemId, quantity } of recipe.uses) {
      units.set(itemId, (units.get(itemId) ?? 0) - quantity * made.batches)
    }
  }
  for (const units of left.values()) {
    for (const quantity of units.values()) if (quantity < 0) return { ok: false, code: 'usedTooMuch' }
  }
  const batchesOf = (depotId: string, recipe: Recipe): number =>
    batches.get(JSON.stringify([depotId, recipe.id])) ?? 0
  const after = withMade(instance, recipes, batchesOf, true)
  if (JSON.stringify(after) !== JSON.stringify(result.instanceAfter))
    return { ok: false, code: 'instanceWrong' }
  return verify(after, result.planning.plan)
}
