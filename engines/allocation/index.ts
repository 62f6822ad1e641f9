/**
 * Fair allocation under shortage: exact, explained, certified. Start with `planAllocation`, or with
 * `startPlanning` to explain and revise; check with `verify`. The README tells the rest.
 */
export {
  type BoundBy,
  explainLine,
  explainPlan,
  type LineExplained,
  type Passed,
  type ShipmentExplained,
} from './explain.ts'
export type {
  Cut,
  Demand,
  Depot,
  FloorCut,
  GroupPlan,
  Instance,
  Item,
  Level,
  Method,
  Options,
  Outcome,
  Plan,
  Refusal,
  Site,
  Source,
  Stock,
  Substitution,
} from './model.ts'
export { demandsFromNorms, type Headcount, type Norm } from './norms.ts'
export { type Planning, planAllocation, startPlanning } from './plan.ts'
export { type Made, planWithRecipes, type Recipe, type RecipePlan } from './recipes.ts'
export { type Change, type Revision, revise } from './revise.ts'
export {
  type HighsLike,
  type LinearAnswer,
  type LinearProgram,
  type Solver,
  solverFromHighs,
} from './solver.ts'
export { planInTwoSteps, type Sector, type TwoSteps } from './two-steps.ts'
export { type Fault, type FaultCode, type Verdict, verify } from './verify.ts'
export { verifyRecipes } from './verify-recipes.ts'
