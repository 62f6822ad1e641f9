/**
 * Policy: what the plans in force say for this place and this moment.
 *
 * A plan that is switched on for a place leaves one row and one section of data per module. A module asks for its own
 * section at a place and gets that of the plan that prevails: the higher place first, then the newest [B1]. Policy
 * knows no plan by name and reads no section: each module owns the form of its own. Refuses `policy.already_on` and
 * `policy.missing`.
 */
import type { DistrictId, PlaceId, PlanId } from '../../kernel/ids.ts'
import { defineErrors, refused } from '../../kernel/result.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql, sqlState } from '../../platform/db/index.ts'

export const policyErrors = defineErrors({ 'policy.already_on': 'conflict', 'policy.missing': 'missing' })

export type PlanInForce = {
  readonly id: PlanId
  readonly code: string
  readonly title: string
  readonly placeId: PlaceId
  readonly placeName: string
  readonly since: string
}

export type NewPlan = {
  readonly id: PlanId
  readonly code: string
  readonly title: string
  readonly placeId: PlaceId
  readonly contentHash: Buffer
  readonly sections: Readonly<Record<string, unknown>>
}

/** Puts a plan in force. The same id again changes nothing; the same plan twice at one place is refused. */
export const putInForce = async (
  tx: Queryable,
  districtId: DistrictId,
  plan: NewPlan,
): Promise<'on' | 'replayed'> => {
  try {
    const added =
      await tx.run(sql`insert into policy.plan (district_id, id, code, title, place_id, content_hash)
      values (${districtId}, ${plan.id}, ${plan.code}, ${plan.title}, ${plan.placeId}, ${plan.contentHash})
      on conflict (district_id, id) do nothing`)
    if (added === 0) return 'replayed'
  } catch (error) {
    if (sqlState(error) === '23505') throw refused('policy.already_on', { code: plan.code })
    throw error
  }
  for (const [module, data] of Object.entries(plan.sections)) {
    await tx.run(sql`insert into policy.section (district_id, plan_id, module, data)
      values (${districtId}, ${plan.id}, ${module}, ${JSON.stringify(data)}::jsonb)`)
  }
  return 'on'
}

/** Ends a plan; gives it as it was. */
export const endPlan = async (
  tx: Queryable,
  districtId: DistrictId,
  id: string,
): Promise<{ code: string; placeId: PlaceId }> => {
  const ended = await tx.maybe<{
    code: string
    placeId: PlaceId
  }>(sql`update policy.plan set switched_off_at = clock_timestamp()
    where district_id = ${districtId} and id = ${id} and switched_off_at is null returning code, place_id`)
  if (!ended) throw refused('policy.missing')
  return ended
}

export const plansInForce = (db: Queryable, districtId: DistrictId): Promise<PlanInForce[]> =>
  db.rows<PlanInForce>(sql`select plan.id, plan.code, plan.title, plan.place_id, place.name as place_name, plan.switched_on_at as since
    from policy.plan plan join places.v_place place on place.district_id = plan.district_id and place.id = plan.place_id
   where plan.district_id = ${districtId} and plan.switched_off_at is null order by plan.switched_on_at desc`)

/** A module's section of the plan that prevails at a place, or null when no plan in force has one. */
export const sectionFor = (
  db: Queryable,
  districtId: DistrictId,
  placeId: string,
  module: string,
): Promise<{ planId: PlanId; code: string; data: unknown } | null> =>
  db.maybe(sql`select plan_id, code, data from policy.section_for(${districtId}, ${placeId}, ${module})`)

/** A module's section of one plan, in force or not. */
export const sectionOf = (
  db: Queryable,
  districtId: DistrictId,
  planId: string,
  module: string,
): Promise<{ data: unknown; inForce: boolean; placeId: PlaceId; code: string } | null> =>
  db.maybe(sql`select section.data, plan.switched_off_at is null as in_force, plan.place_id, plan.code
    from policy.plan plan join policy.section section on section.district_id = plan.district_id and section.plan_id = plan.id
   where plan.district_id = ${districtId} and plan.id = ${planId} and section.module = ${module}`)
