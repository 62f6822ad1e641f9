/**
 * Plans: read, check, switch on.
 *
 * A plan is one readable file. Its sections are the modules' own: market, orders, packing; `posts` says which post does
 * what. Reading names every fault with its line. Checking says what a place lacks. Switching on sets all of it up in
 * one transaction: sections in force, rights given, stores proposed by distance, the first cycle open. Switching off
 * takes the rights back and freezes what is open. No other module knows a plan by name. Codes: see errors.ts.
 */
export { listPlans, readPlans, switchOff, switchOn } from './commands.ts'
export { plansErrors } from './errors.ts'
export type { PlanFault, PlanFile } from './file.ts'
export { readPlanFile } from './file.ts'
export { plansJobs } from './jobs.ts'
export { plansRoutes } from './routes.ts'
