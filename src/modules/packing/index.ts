/**
 * Packing: from frozen orders to a bag in a household's hands.
 *
 * When a cycle is frozen, each live order of a collection gets one bag, numbered in the order of the walk through the
 * estate: 12/41, and 2/7 in its building. The picker takes the totals from the shelves, packs, notes what is not
 * there, prints a label with a code, and a second person checks by scan. At the gate the store declares how many bags
 * it brings and the grid worker counts against it; when the numbers meet, one transaction moves the goods in the
 * ledger, gives up what did not come, takes its money off what households owe, and settles the cash collected.
 * Then each bag is ticked as collected, and what a household finds missing is noted and its money given back, once.
 * Every act is done once whoever repeats it, by a conditional update, and is on record; nobody agrees to their own
 * count. What the caller may not touch answers as if it were not there. `packing.check_books` proves it in SQL.
 */

export { agreeHandover } from './commands/agree.ts'
export type { ScanResult } from './commands/bags.ts'
export { packBag, scanBag } from './commands/bags.ts'
export { declareHandover } from './commands/declare.ts'
export { noteGateShort } from './commands/gate.ts'
export { makeBags } from './commands/make-bags.ts'
export type { LabelOrder } from './commands/print.ts'
export { printLabels } from './commands/print.ts'
export { packingErrors } from './errors.ts'
export type { PackingSection } from './plan.ts'
export { packingSection } from './plan.ts'
export { packingRoutes } from './routes.ts'
export { packingFaults } from './store/books.ts'
export { shortFenByOrder } from './store/shortages.ts'
export type { HandoverView } from './views.ts'
export { readHandover, readPickList } from './views.ts'
