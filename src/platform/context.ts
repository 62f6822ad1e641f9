import type { DistrictId, HouseholdId, PersonId, PlaceId, PostId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import { instantOf } from '../kernel/time.ts'
import type { Clock, Random } from './clock.ts'
import type { Database, Queryable } from './db/index.ts'
import type { Log } from './log.ts'
import type { Vault } from './secrets.ts'
import type { Texts } from './text.ts'

/**
 * Who acts: a person of the staff, a household through its own link, or the system itself. A 'device' says it is let
 * in by a household; the act that it asks for must prove that.
 */
export type Actor =
  | {
      readonly kind: 'person'
      readonly personId: PersonId
      readonly login: string
      readonly sessionHash: Buffer
    }
  | { readonly kind: 'household'; readonly householdId: HouseholdId; readonly deviceHash: Buffer }
  | { readonly kind: 'device'; readonly deviceHash: Buffer }
  | { readonly kind: 'system' }

/** One line of the audit record. `body` is personal or free text: it can be erased without breaking the chain. */
export type AuditLine = {
  readonly action: string
  readonly objectKind: string
  readonly objectId?: string | null
  readonly placeId?: string | null
  readonly postId?: PostId | null
  readonly result?: 'done' | 'refused' | 'seen'
  readonly body?: Readonly<Record<string, unknown>> | null
}

/** Where an act is to be done: a place, and for a store's post the store. */
export type Target = { readonly placeId: PlaceId | string; readonly organizationId?: string | null }

/**
 * What main hands to every command. Rights and the audit record are functions here, so that platform and kernel
 * know nothing of the modules that keep them.
 */
export type Services = {
  readonly database: Database
  readonly districtId: DistrictId
  readonly clock: Clock
  readonly random: Random
  readonly vault: Vault
  readonly log: Log
  readonly texts: Texts
  readonly appendAudit: (tx: Queryable, context: Context, lines: readonly AuditLine[]) => Promise<void>
  /** The post by which the actor may do `action` there, or null. */
  readonly postFor: (
    db: Queryable,
    context: Context,
    action: string,
    target: Target,
  ) => Promise<PostId | null>
}

export type Context = Services & { readonly actor: Actor | null; readonly requestId: string }

/** A transaction with its audit lines collected: they are appended as its last statement. */
export type Transaction = Queryable & { audit(line: AuditLine): void }

/** Runs `work` in one transaction and appends its audit lines under one link at the very end. */
export const inTransaction = <T>(context: Context, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  context.database.transaction(async (queryable) => {
    const lines: AuditLine[] = []
    const value = await work({ ...queryable, audit: (line) => lines.push(line) })
    if (lines.length > 0) await context.appendAudit(queryable, context, lines)
    return value
  })

export const nowOf = (context: Services): Instant => instantOf(context.clock.nowMs())

/** The acting person's id. A household or the system in a staff command is a bug, not a refusal. */
export const personOf = (context: Context): PersonId => {
  if (context.actor?.kind !== 'person') throw new Error('a person must act here')
  return context.actor.personId
}
