/**
 * Orders: cycles, each estate's collection of orders, the orders, and the money for them.
 *
 * A plan in force opens a cycle: a window with a cut-off, whose rules stay as they were when it opened. A household
 * orders once per cycle: through its own link, through the grid worker in an explicit "for this household" mode, or out
 * of the estate's pasted order chain. All of them go through one function, `orders.place_batch`, which decides and
 * commits together what arrives together: window, turn, limits and stock, with an answer for each. At the cut-off the
 * totals freeze and what each household owes is posted. The grid worker collects, advances for those who cannot pay,
 * gives back; every fen is in the ledger. `rules.ts` says the intake's rules purely for screens and for the property
 * test. Codes: see errors.ts.
 */

export { spokenMoment } from './announcement.ts'
export { cancelOrder, endCyclesOfPlan, freezeCycle, openFirstCycle, orderOwn, orRefused } from './commands.ts'
export { isCadence } from './cycles.ts'
export { ordersErrors } from './errors.ts'
export type { Act, Answer } from './intake.ts'
export { intakeOf } from './intake.ts'
export { ordersJobs } from './jobs.ts'
export { advanceDue, ownMoney, receivable, workerCash } from './money.ts'
export { householdPages } from './pages/routes.ts'
export type { OrdersSection } from './plan.ts'
export { ordersSection } from './plan.ts'
export { ordersRoutes } from './routes.ts'
export { visibleEstate } from './sheets.ts'
export type { CollectionRow } from './store.ts'
export {
  collectionTotals,
  currentCycle,
  findCollection,
  findCycle,
  listCollections,
  liveOrder,
  ordersFaults,
  ordersOfCollection,
  ordersOfHousehold,
} from './store.ts'
