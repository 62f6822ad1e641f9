import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlaceId, PlanId } from '../../kernel/ids.ts'
import { orRefuse, refused } from '../../kernel/result.ts'
import { projectRoot } from '../../platform/config.ts'
import type { Context, Transaction } from '../../platform/context.ts'
import { inTransaction } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import { sha256 } from '../../platform/secrets.ts'
import { proposeStores } from '../market/index.ts'
import { endCyclesOfPlan, openFirstCycle } from '../orders/index.ts'
import { grantRights, holdersByKind, withdrawRights } from '../people/index.ts'
import { findPlace } from '../places/index.ts'
import { endPlan, plansInForce, putInForce } from '../policy/index.ts'
import type { PlanView } from './api.ts'
import type { PlanFile } from './file.ts'
import { readPlanFile } from './file.ts'

type ReadPlan = { readonly file: PlanFile; readonly contentHash: Buffer }

/** Every plan file that ships with the product, by code. A faulty file is named and stops the reading. */
export const readPlans = (folder: string = join(projectRoot(), 'plans')): ReadonlyMap<string, ReadPlan> => {
  const plans = new Map<string, ReadPlan>()
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const source = readFileSync(join(folder, name), 'utf8')
    const file = orRefuse(readPlanFile(source))
    plans.set(file.plan, { file, contentHash: sha256(source) })
  }
  return plans
}

const findPlan = (code: string): ReadPlan => {
  const plan = readPlans().get(code)
  if (!plan) throw refused('plans.missing', { code })
  return plan
}

/** The rules of a plan as short facts for people; keys are translated by the screen. */
const factsOf = ({ market, orders, packing, posts }: PlanFile): PlanView['facts'] => [
  { key: 'storesMin', value: String(market.storesMin) },
  { key: 'cadence', value: orders.cadence },
  { key: 'opens', value: orders.opens },
  { key: 'cutOff', value: orders.cutOff },
  { key: 'delivers', value: `+${orders.delivers.daysAfterCutOff} ${orders.delivers.at}` },
  { key: 'channels', value: orders.channels.join(' ') },
  { key: 'packagesOnly', value: String(orders.packagesOnly) },
  { key: 'linesMax', value: String(orders.linesMax) },
  { key: 'packsPerLineMax', value: String(orders.packsPerLineMax) },
  { key: 'packagesMax', value: String(orders.packagesMax) },
  { key: 'amountMaxYuan', value: String(orders.amountMaxYuan) },
  { key: 'payment', value: orders.payment.join(' ') },
  { key: 'labelShows', value: packing.labelShows.join(' ') },
  { key: 'posts', value: Object.keys(posts).join(' ') },
]

export const listPlans = async (context: Context): Promise<PlanView[]> => {
  const inForce = await plansInForce(context.database, context.districtId)
  return Array.from(readPlans().values(), ({ file }) => ({
    code: file.plan,
    title: file.title,
    about: file.about,
    facts: factsOf(file),
    gaps: file.gaps,
    inForce: inForce.filter((plan) => plan.code === file.plan),
  }))
}

type Finding = {
  readonly code: string
  readonly severity: 'missing' | 'warning'
  readonly data: Readonly<Record<string, unknown>>
}

const readPlaceFor = async (db: Queryable, context: Context, placeId: string, file: PlanFile) => {
  const place = await findPlace(db, context.districtId, placeId)
  const postId = place ? await context.postFor(db, context, 'plans.switch', { placeId }) : null
  if (!place || !postId) throw refused('places.missing')
  if (!(file.places as readonly string[]).includes(place.kind))
    throw refused('plans.wrong_place', { kind: place.kind, places: file.places })
  return { place, postId }
}

const findingsAt = async (db: Queryable, context: Context, placeId: string, file: PlanFile) => {
  const counts = await db.one<{
    estates: number
    households: number
    unsigned: number
    stores: number
    offering: number
  }>(sql`
    select (select count(*) from places.v_place e where e.district_id = ${context.districtId} and e.kind = 'estate' and ${placeId}::uuid = any (e.lineage)) as estates,
      (select count(*) from places.v_place e where e.district_id = ${context.districtId} and e.kind = 'estate' and ${placeId}::uuid = any (e.lineage) and e.pickup_point is null) as unsigned,
      (select count(*) from places.v_household h join places.v_place e on e.district_id = h.district_id and e.id = h.estate_id
        where h.district_id = ${context.districtId} and ${placeId}::uuid = any (e.lineage)) as households,
      (select count(*) from market.v_store where district_id = ${context.districtId}) as stores,
      (select count(distinct store_id) from market.v_offer where district_id = ${context.districtId} and listed) as offering`)
  const holders = new Map(
    (await holdersByKind(db, context.districtId, placeId)).map((row) => [row.kind, row.count]),
  )
  const findings: Finding[] = []
  if (counts.estates === 0) findings.push({ code: 'no_estates', severity: 'missing', data: {} })
  if (counts.households === 0) findings.push({ code: 'no_households', severity: 'missing', data: {} })
  if (counts.stores === 0)
    findings.push({ code: 'no_stores', severity: 'missing', data: { wanted: file.market.storesMin } })
  else if (counts.stores < file.market.storesMin) {
    findings.push({
      code: 'few_stores',
      severity: 'warning',
      data: { found: counts.stores, wanted: file.market.storesMin },
    })
  }
  if (counts.offering < Math.min(counts.stores, file.market.storesMin)) {
    findings.push({
      code: 'stores_without_offers',
      severity: 'warning',
      data: { found: counts.offering, wanted: file.market.storesMin },
    })
  }
  if (file.packing.pickupPointSigned && counts.unsigned > 0) {
    findings.push({ code: 'no_pickup_point', severity: 'warning', data: { count: counts.unsigned } })
  }
  for (const kind of Object.keys(file.posts)) {
    if (!holders.get(kind))
      findings.push({
        code: 'post_unfilled',
        severity: kind === 'grid_worker' ? 'missing' : 'warning',
        data: { post: kind },
      })
  }
  return {
    ready: findings.every((finding) => finding.severity !== 'missing'),
    findings,
    estateCount: counts.estates,
    householdCount: counts.households,
    storeCount: counts.stores,
  }
}

/** Says what a place still lacks for a plan, without changing anything (PLN-2). */
export const checkPlan = async (context: Context, code: string, placeId: string) => {
  const { file } = findPlan(code)
  await readPlaceFor(context.database, context, placeId, file)
  return findingsAt(context.database, context, placeId, file)
}

/**
 * Switches a plan on for a place: its sections are put in force, its posts get their rights, stores are proposed by
 * distance for estates that have none, and the first cycle opens at once. All of it in one transaction; the same id
 * again changes nothing. Refuses `plans.not_ready` with the findings when something without which it cannot run lacks.
 */
export const switchOn = (
  context: Context,
  code: string,
  input: { readonly id: string; readonly placeId: string },
) => {
  const { file, contentHash } = findPlan(code)
  return inTransaction(context, async (tx) => {
    const { postId } = await readPlaceFor(tx, context, input.placeId, file)
    const check = await findingsAt(tx, context, input.placeId, file)
    if (!check.ready) throw refused('plans.not_ready', { findings: check.findings })
    const { market, orders, packing, posts } = file
    const outcome = await putInForce(tx, context.districtId, {
      id: input.id as PlanId,
      code,
      title: file.title,
      placeId: input.placeId as PlaceId,
      contentHash,
      sections: { market, orders, packing },
    })
    if (outcome === 'replayed') return { planId: input.id, cycleId: null, check }
    await setUp(tx, context, input, { posts })
    const cycleId = await openFirstCycle(tx, context, {
      planId: input.id,
      placeId: input.placeId,
      section: orders,
    })
    tx.audit({
      action: 'plans.switch_on',
      objectKind: 'plan',
      objectId: input.id,
      placeId: input.placeId,
      postId,
      body: { code },
    })
    return { planId: input.id, cycleId, check }
  })
}

const setUp = async (
  tx: Transaction,
  context: Context,
  input: { id: string; placeId: string },
  file: Pick<PlanFile, 'posts'>,
): Promise<void> => {
  const rights: Record<string, readonly string[]> = {}
  for (const [kind, actions] of Object.entries(file.posts)) if (actions) rights[kind] = actions
  await grantRights(tx, context, { placeId: input.placeId, source: `plan:${input.id}`, rights })
  await proposeStores(tx, context, input.placeId)
}

/**
 * Takes back the rights of plans that are switched off and have nothing under way any more: no live order whose bag is
 * not collected or written off. Safe to repeat.
 */
export const windUp = async (tx: Transaction, context: Context): Promise<void> => {
  const ended = await tx.rows<{ id: string }>(sql`select plan.id from policy.v_plan plan
    where plan.district_id = ${context.districtId} and plan.switched_off_at is not null
      and not exists (select 1 from orders.v_cycle c
        join orders.v_order o on o.district_id = c.district_id and o.cycle_id = c.id and o.state = 'placed'
        left join packing.v_bag b on b.district_id = o.district_id and b.order_id = o.id
       where c.district_id = plan.district_id and c.plan_id = plan.id and coalesce(b.state, 'to_pack') not in ('collected', 'missing'))`)
  for (const plan of ended) await withdrawRights(tx, context, `plan:${plan.id}`)
}

/** Ends a plan: its open cycle is frozen; its rights go when the last bag under way is handed out. */
export const switchOff = (context: Context, id: string): Promise<void> =>
  inTransaction(context, async (tx) => {
    const plan = await endPlan(tx, context.districtId, id)
    const postId = await context.postFor(tx, context, 'plans.switch', { placeId: plan.placeId })
    if (!postId) throw refused('policy.missing')
    await endCyclesOfPlan(tx, context, id)
    await windUp(tx, context)
    tx.audit({
      action: 'plans.switch_off',
      objectKind: 'plan',
      objectId: id,
      placeId: plan.placeId,
      postId,
      body: { code: plan.code },
    })
  })
