/**
 * Audit: who did what, that cannot be changed unseen.
 *
 * A transaction collects its lines and appends them as its last statement under one link of the district's
 * chain. A link's hash covers the link before it and every line; a line holds ids and a salted digest of its
 * personal body. Bodies lie apart and can be erased at the end of an event: the chain still verifies.
 * Each day's last link goes to an anchor file outside the database, so that even a rewritten chain is found.
 * Nothing here refuses: an act whose line cannot be written fails as a whole.
 */

export { anchorFaults, writeAnchor } from './anchor.ts'
export { auditJobs } from './jobs.ts'
export type { ChainEnd, ChainFault } from './store.ts'
export { appendAudit, chainEnd, chainFaults, eraseBodies } from './store.ts'
