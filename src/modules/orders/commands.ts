import type { CycleId, HouseholdId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import { defaultZone, instantOf, unixMsOf } from '../../kernel/time.ts'
import { newId } from '../../platform/clock.ts'
import type { Context, Services } from '../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import { findHousehold } from '../places/index.ts'
import { sectionOf } from '../policy/index.ts'
import type { CycleWindow } from './cycles.ts'
import { firstWindow, nextWindow } from './cycles.ts'
import type { Act, Answer } from './intake.ts'
import { intakeOf } from './intake.ts'
import type { OrdersSection } from './plan.ts'
import { ordersSection } from './plan.ts'
import { findOrder } from './store.ts'

type Lines = readonly { readonly offerId: string; readonly count: number }[]

const placedCodes = new Set(['placed', 'changed', 'cancelled'])

/** Throws the refusal that the intake gave, or passes the answer on. */
export const orRefused = (answer: Answer): Answer => {
  if (!placedCodes.has(answer.code)) throw refused(answer.code, answer.data)
  return answer
}

/**
 * Orders for a household in its name: by the grid worker (explicitly, never as the household) or out of a chain.
 * Foreign households answer as missing ones do. Every rule of window, turn, limit and stock is the intake's.
 */
export const orderFor = async (
  context: Context,
  input: {
    readonly id: string
    readonly cycleId: string
    readonly householdId: string
    readonly lines: Lines
    readonly replacesOrderId?: string | undefined
  },
  channel: Act['channel'] = 'liaison',
): Promise<Answer> => {
  const household = await findHousehold(context.database, context.districtId, input.householdId)
  const action = channel === 'chain' ? 'orders.paste_chain' : 'orders.order_for'
  const postId = household
    ? await context.postFor(context.database, context, action, { placeId: household.estateId })
    : null
  if (!household || !postId) throw refused('orders.household_missing')
  return intakeOf(context).submit({
    id: input.id,
    verb: input.replacesOrderId ? 'change' : 'place',
    cycleId: input.cycleId,
    householdId: input.householdId,
    replacesOrderId: input.replacesOrderId ?? null,
    channel,
    actorId: personOf(context),
    postId,
    deviceHash: null,
    lines: input.lines,
  })
}

/**
 * The household's own order through its link. The intake checks in its own statement that the household let this
 * device in: a device that names another household is answered `orders.link_closed`.
 */
export const orderOwn = (
  context: Context,
  input: {
    readonly id: string
    readonly cycleId: string
    readonly householdId: string
    readonly lines: Lines
    readonly replacesOrderId: string | null
  },
): Promise<Answer> => {
  const { actor } = context
  if (actor?.kind !== 'household' && actor?.kind !== 'device') throw refused('people.not_logged_in')
  return intakeOf(context).submit({
    id: input.id,
    verb: input.replacesOrderId ? 'change' : 'place',
    cycleId: input.cycleId,
    householdId: input.householdId,
    replacesOrderId: input.replacesOrderId,
    channel: 'household',
    actorId: null,
    postId: null,
    deviceHash: actor.deviceHash,
    lines: input.lines,
  })
}

/** Cancels an order before the cut-off; what it held and the household's turn are given back with it. */
export const cancelOrder = async (context: Context, orderId: string): Promise<Answer> => {
  const order = await findOrder(context.database, context.districtId, orderId)
  if (!order) throw refused('orders.order_missing')
  const own = context.actor?.kind === 'household'
  if (own && context.actor.householdId !== order.householdId) throw refused('orders.order_missing')
  const postId = own
    ? null
    : await context.postFor(context.database, context, 'orders.order_for', { placeId: order.estateId })
  if (!own && !postId) throw refused('orders.order_missing')
  return intakeOf(context).submit({
    id: orderId,
    verb: 'cancel',
    cycleId: order.cycleId,
    householdId: order.householdId,
    replacesOrderId: null,
    channel: own ? 'household' : 'liaison',
    actorId: own ? null : personOf(context),
    postId,
    deviceHash: context.actor?.kind === 'household' ? context.actor.deviceHash : null,
    lines: [],
  })
}

// --- cycles -----------------------------------------------------------------------------------------------

/** A cycle freezes a little after its cut-off, when what arrived in time has been decided. */
const freezeDelayMs = 3000

const openCycle = async (
  tx: Queryable,
  services: Services,
  plan: { readonly planId: string; readonly placeId: string; readonly section: OrdersSection },
  window: CycleWindow,
): Promise<CycleId | null> => {
  const { section } = plan
  const id = newId<'cycle'>(services.clock, services.random)
  const opened =
    await tx.run(sql`insert into orders.cycle (district_id, id, plan_id, place_id, opens_at, closes_at, delivers_at, allowed_again_at,
      state, zone, channels, packages_only, line_limit, package_limit, pack_count_limit, amount_limit_fen, payment)
    values (${services.districtId}, ${id}, ${plan.planId}, ${plan.placeId}, ${instantOf(window.opensMs)}, ${instantOf(window.closesMs)},
      ${instantOf(window.deliversMs)}, ${instantOf(window.closesMs)}, 'open', ${defaultZone}, ${section.channels}::text[], ${section.packagesOnly},
      ${section.linesMax}, ${section.packagesMax}, ${section.packsPerLineMax}, ${section.amountMaxYuan * 100}, ${section.payment.join(' ')})
    on conflict (district_id, plan_id, opens_at) do nothing`)
  if (opened === 0) return null
  // Every estate whose store is settled gets its collection; the store is kept for this cycle whatever changes later.
  await tx.run(sql`insert into orders.collection (district_id, id, cycle_id, estate_id, store_id)
    select a.district_id, gen_random_uuid(), ${id}, a.estate_id, a.store_id
      from market.v_assignment a join places.v_place estate on estate.district_id = a.district_id and estate.id = a.estate_id
     where a.district_id = ${services.districtId} and ${plan.placeId}::uuid = any (estate.lineage)
     order by a.estate_id`)
  await tx.run(sql`select platform.enqueue('orders_freeze', ${JSON.stringify({ cycleId: id })}::json,
    ${instantOf(window.closesMs + freezeDelayMs)}::timestamptz, ${`freeze:${id}`})`)
  return id
}

/** Opens the first window of a plan that has just been switched on: at once, until the next cut-off. */
export const openFirstCycle = (
  tx: Queryable,
  services: Services,
  plan: { readonly planId: string; readonly placeId: string; readonly section: OrdersSection },
): Promise<CycleId | null> =>
  openCycle(tx, services, plan, firstWindow(plan.section, services.clock.nowMs(), defaultZone))

/**
 * Freezes a cycle whose cut-off has passed and opens the next one while the plan is in force. Safe to repeat: a
 * frozen cycle stays frozen, a cycle that is open already is not opened twice.
 */
export const freezeCycle = (context: Context, cycleId: string): Promise<number | null> =>
  inTransaction(context, async (tx) => {
    const cycle = await tx.maybe<{
      planId: string
      closesAt: string
      due: boolean
    }>(sql`select plan_id, closes_at, closes_at <= clock_timestamp() as due
      from orders.cycle where district_id = ${context.districtId} and id = ${cycleId}`)
    if (!cycle) return null
    if (!cycle.due) throw new Error('a cycle is frozen after its cut-off only')
    const { posted } = await tx.one<{ posted: number | null }>(
      sql`select orders.freeze(${context.districtId}, ${cycleId}, null, ${nowOf(context)}) as posted`,
    )
    const plan = await sectionOf(tx, context.districtId, cycle.planId, 'orders')
    if (plan?.inForce) {
      const since = await tx.one<{ switchedOnAt: string }>(
        sql`select switched_on_at from policy.v_plan where district_id = ${context.districtId} and id = ${cycle.planId}`,
      )
      const section = ordersSection.parse(plan.data)
      const window = nextWindow(
        section,
        unixMsOf(since.switchedOnAt as never),
        unixMsOf(cycle.closesAt as never),
        defaultZone,
      )
      await openCycle(tx, context, { planId: cycle.planId, placeId: plan.placeId, section }, window)
    }
    if (posted !== null) tx.audit({ action: 'orders.freeze', objectKind: 'cycle', objectId: cycleId })
    return posted
  })

/** Ends an open cycle now instead of at its cut-off [commander or street officer], and freezes its totals. */
export const endCycle = async (context: Context, cycleId: string): Promise<void> => {
  await intakeOf(context).idle()
  await inTransaction(context, async (tx) => {
    const cycle = await tx.maybe<{
      placeId: string
      state: string
    }>(sql`select place_id, state from orders.cycle
      where district_id = ${context.districtId} and id = ${cycleId}`)
    const postId = cycle
      ? await context.postFor(tx, context, 'orders.end_cycle', { placeId: cycle.placeId })
      : null
    if (!cycle || !postId) throw refused('orders.cycle_missing')
    await tx.run(sql`update orders.cycle set closes_at = least(closes_at, clock_timestamp()), allowed_again_at = least(allowed_again_at, clock_timestamp())
      where district_id = ${context.districtId} and id = ${cycleId} and state = 'open'`)
    tx.audit({
      action: 'orders.end_cycle',
      objectKind: 'cycle',
      objectId: cycleId,
      placeId: cycle.placeId,
      postId,
    })
  })
  await freezeCycle(context, cycleId)
}

/** Ends what a plan that is switched off still has open. */
export const endCyclesOfPlan = async (tx: Queryable, services: Services, planId: string): Promise<void> => {
  const open = await tx.rows<{
    id: string
  }>(sql`update orders.cycle set closes_at = least(closes_at, greatest(clock_timestamp(), opens_at + interval '1 microsecond'))
    where district_id = ${services.districtId} and plan_id = ${planId} and state = 'open' returning id`)
  for (const cycle of open)
    await tx.run(sql`select orders.freeze(${services.districtId}, ${cycle.id}, null, ${nowOf(services)})`)
}

export type { HouseholdId }
