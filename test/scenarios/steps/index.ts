import type { WorldStep } from '../world.ts'
import { booksSteps } from './books.ts'
import { householdSteps } from './household.ts'
import { marketSteps } from './market.ts'
import { moneySteps } from './money.ts'
import { orderingSteps } from './ordering.ts'
import { packingSteps } from './packing.ts'
import { planSteps } from './plans.ts'

/** Every line that a scenario may say. */
export const steps: readonly WorldStep[] = [
  ...planSteps,
  ...marketSteps,
  ...orderingSteps,
  ...householdSteps,
  ...moneySteps,
  ...packingSteps,
  ...booksSteps,
]
