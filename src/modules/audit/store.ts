import type { DistrictId } from '../../kernel/ids.ts'
import type { AuditLine, Context } from '../../platform/context.ts'
import type { Database, Queryable } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'

const actorOf = (context: Context): string | null => {
  if (context.actor?.kind === 'person') return context.actor.personId
  if (context.actor?.kind === 'household') return context.actor.householdId
  return null
}

/** Appends the lines of one transaction as one link. Nothing may be locked after it. */
export const appendAudit = async (
  tx: Queryable,
  context: Context,
  lines: readonly AuditLine[],
): Promise<void> => {
  const actor = actorOf(context)
  await tx.run(sql`select audit.append_batch(${context.districtId},
    ${lines.map(() => actor)}::uuid[],
    ${lines.map((line) => line.postId ?? null)}::uuid[],
    ${lines.map((line) => line.action)}::text[],
    ${lines.map((line) => line.objectKind)}::text[],
    ${lines.map((line) => line.objectId ?? null)}::uuid[],
    ${lines.map((line) => line.placeId ?? null)}::uuid[],
    ${lines.map((line) => line.result ?? 'done')}::text[],
    ${lines.map((line) => (line.body ? JSON.stringify(line.body) : null))}::text[])`)
}

export type ChainFault = { readonly fault: string; readonly seq: number }

/** Every place where the chain does not hold, from link `fromSeq` on; none when it does. */
export const chainFaults = (db: Queryable, districtId: DistrictId, fromSeq = 1): Promise<ChainFault[]> =>
  db.rows<ChainFault>(sql`select fault, seq from audit.verify(${districtId}, ${fromSeq})
    union all
    select 'no end of chain', max(l.seq) from audit.link l where l.district_id = ${districtId}
      and not exists (select 1 from audit.chain c where c.district_id = ${districtId}) having count(*) > 0
    order by seq, fault`)

export type ChainEnd = {
  readonly districtId: number
  readonly seq: number
  readonly hash: string
  readonly recordedAt: string
}

/** The last link of each district's chain, for the anchor. */
export const chainEnd = (db: Queryable): Promise<ChainEnd[]> =>
  db.rows<ChainEnd>(sql`select c.district_id, c.seq, encode(c.hash, 'hex') as hash, l.recorded_at
    from audit.chain c join audit.link l on l.district_id = c.district_id and l.seq = c.seq order by c.district_id`)

/**
 * Erases the personal bodies of a district's record up to a link, under the eraser's role, which may do nothing else;
 * the chain still verifies, for it holds digests only. Gives how many were erased. `owner` is the connection that the
 * role was granted to.
 */
export const eraseBodies = (owner: Database, districtId: DistrictId, untilSeq: number): Promise<number> =>
  owner.transaction(async (tx) => {
    await tx.run(sql`set local role changping_eraser`)
    const { erased } = await tx.one<{ erased: number }>(
      sql`select audit.erase_bodies(${districtId}, ${untilSeq}) as erased`,
    )
    return erased
  })
