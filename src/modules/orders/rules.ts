/**
 * The rules of the intake, said purely: facts and one act in, an answer and the facts after it out. The database
 * decides the same in `orders.place_batch`, for whole batches at once; a property test holds the two equal on random
 * orders. Screens use it to say beforehand what would be refused.
 */

export type CycleFacts = {
  readonly id: string
  readonly state: 'open' | 'frozen'
  readonly opensMs: number
  readonly closesMs: number
  readonly allowedAgainMs: number
  readonly channels: readonly string[]
  readonly packagesOnly: boolean
  readonly lineLimit: number
  readonly packageLimit: number | null
  readonly packCountLimit: number
  readonly amountLimitFen: number | null
  /** Which store serves which estate in this cycle. */
  readonly storeOfEstate: ReadonlyMap<string, string>
}

export type OfferFacts = {
  readonly id: string
  readonly storeId: string
  readonly kind: 'single' | 'package'
  readonly listed: boolean
  readonly priceFen: number
  readonly limitPerHousehold: number | null
  /** Base units of each stock account in one pack. */
  readonly needs: ReadonlyMap<string, number>
}

export type OrderFacts = {
  readonly id: string
  readonly householdId: string
  readonly cycleId: string
  readonly state: 'placed' | 'replaced' | 'cancelled'
  readonly content: string
  readonly amountFen: number
  readonly lines: readonly Line[]
}

type Line = { readonly offerId: string; readonly count: number }

export type Facts = {
  readonly cycles: ReadonlyMap<string, CycleFacts>
  readonly estateOfHousehold: ReadonlyMap<string, string>
  readonly offers: ReadonlyMap<string, OfferFacts>
  readonly orders: ReadonlyMap<string, OrderFacts>
  /** Whose turn is used up: by which order, and until when. */
  readonly turns: ReadonlyMap<string, { readonly orderId: string; readonly allowedAgainMs: number }>
  readonly available: ReadonlyMap<string, number>
}

export type ActFacts = {
  readonly id: string
  readonly verb: 'place' | 'change' | 'cancel'
  readonly cycleId: string
  readonly householdId: string
  readonly replacesOrderId: string | null
  readonly channel: string
  readonly receivedMs: number
  readonly lines: readonly Line[]
}

export type Decision = { readonly code: string; readonly amountFen: number; readonly after: Facts }

/** What makes two requests with one id the same request. */
export const contentOf = (
  act: Pick<ActFacts, 'verb' | 'cycleId' | 'householdId' | 'replacesOrderId' | 'lines'>,
): string =>
  [
    act.verb,
    act.cycleId,
    act.householdId,
    act.replacesOrderId ?? '-',
    ...act.lines.map((line) => `${line.offerId}*${line.count}`).sort(),
  ].join('|')

/** Decides one act: 'placed', 'changed', 'cancelled', or the code of the first rule that says no. */
export const decide = (facts: Facts, act: ActFacts): Decision => {
  const no = (code: string, amountFen = 0): Decision => ({ code, amountFen, after: facts })
  const known = act.verb === 'cancel' ? undefined : facts.orders.get(act.id)
  if (known) {
    if (known.content !== contentOf(act)) return no('orders.id_conflict')
    return no(act.verb === 'change' ? 'changed' : 'placed', known.amountFen)
  }
  const cycle = facts.cycles.get(act.cycleId)
  const window = windowRefusal(facts, cycle, act)
  if (window !== null || !cycle) return no(window ?? 'orders.cycle_missing')
  if (act.verb !== 'cancel') {
    const lines = linesRefusal(facts, cycle, act)
    if (lines !== null) return no(lines)
  }
  const old =
    act.verb === 'place'
      ? undefined
      : facts.orders.get(act.verb === 'cancel' ? act.id : (act.replacesOrderId ?? ''))
  if (act.verb !== 'place') {
    if (!old || old.householdId !== act.householdId || old.cycleId !== act.cycleId)
      return no('orders.order_missing')
    if (act.verb === 'cancel' && old.state === 'cancelled') return no('cancelled', old.amountFen)
    if (old.state !== 'placed') return no('orders.not_current')
  } else {
    const turn = facts.turns.get(act.householdId)
    if (turn && turn.allowedAgainMs > cycle.opensMs) return no('orders.already_ordered')
  }
  const needs = netNeeds(facts, act.verb === 'cancel' ? [] : act.lines, old?.lines ?? [])
  for (const [account, quantity] of needs) {
    if (quantity > 0 && (facts.available.get(account) ?? 0) < quantity) return no('orders.sold_out')
  }
  return carryOut(facts, cycle, act, old, needs)
}

const windowRefusal = (facts: Facts, cycle: CycleFacts | undefined, act: ActFacts): string | null => {
  const estate = facts.estateOfHousehold.get(act.householdId)
  if (estate === undefined) return 'orders.household_missing'
  if (!cycle) return 'orders.cycle_missing'
  if (act.receivedMs < cycle.opensMs) return 'orders.not_open_yet'
  if (cycle.state !== 'open' || act.receivedMs > cycle.closesMs) return 'orders.cycle_closed'
  if (!cycle.storeOfEstate.has(estate)) return 'orders.no_store'
  return cycle.channels.includes(act.channel) ? null : 'orders.channel_closed'
}

const linesRefusal = (facts: Facts, cycle: CycleFacts, act: ActFacts): string | null => {
  const store = cycle.storeOfEstate.get(facts.estateOfHousehold.get(act.householdId) ?? '')
  const lines = act.lines.map((line) => ({ ...line, offer: facts.offers.get(line.offerId) }))
  if (lines.length === 0) return 'orders.empty'
  if (lines.length > cycle.lineLimit) return 'orders.too_many_lines'
  if (lines.some(({ offer }) => !offer?.listed || offer.storeId !== store)) return 'orders.not_offered'
  if (new Set(act.lines.map((line) => line.offerId)).size < act.lines.length) return 'orders.offer_twice'
  if (lines.some(({ count }) => count < 1 || count > cycle.packCountLimit)) return 'orders.count_out_of_range'
  if (lines.some(({ offer, count }) => offer?.limitPerHousehold != null && count > offer.limitPerHousehold))
    return 'orders.over_limit'
  if (cycle.packagesOnly && lines.some(({ offer }) => offer?.kind === 'single')) return 'orders.packages_only'
  const packages = lines
    .filter(({ offer }) => offer?.kind === 'package')
    .reduce((sum, { count }) => sum + count, 0)
  if (cycle.packageLimit !== null && packages > cycle.packageLimit) return 'orders.too_many_packages'
  return cycle.amountLimitFen !== null && amountOf(facts, act.lines) > cycle.amountLimitFen
    ? 'orders.over_amount'
    : null
}

/** What lines cost, in fen: packs times the price of a pack. */
export const amountOf = (facts: Pick<Facts, 'offers'>, lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + line.count * (facts.offers.get(line.offerId)?.priceFen ?? 0), 0)

/** Base units that an act takes from each account beyond what the order that it replaces has already. */
const netNeeds = (
  facts: Facts,
  wanted: readonly Line[],
  before: readonly Line[],
): ReadonlyMap<string, number> => {
  const needs = new Map<string, number>()
  const add = (lines: readonly Line[], sign: 1 | -1): void => {
    for (const line of lines) {
      for (const [account, quantity] of facts.offers.get(line.offerId)?.needs ?? []) {
        needs.set(account, (needs.get(account) ?? 0) + sign * line.count * quantity)
      }
    }
  }
  add(wanted, 1)
  add(before, -1)
  return needs
}

const carryOut = (
  facts: Facts,
  cycle: CycleFacts,
  act: ActFacts,
  old: OrderFacts | undefined,
  needs: ReadonlyMap<string, number>,
): Decision => {
  const orders = new Map(facts.orders)
  const turns = new Map(facts.turns)
  const available = new Map(facts.available)
  for (const [account, quantity] of needs) available.set(account, (available.get(account) ?? 0) - quantity)
  if (old) orders.set(old.id, { ...old, state: act.verb === 'cancel' ? 'cancelled' : 'replaced' })
  if (act.verb === 'cancel') {
    turns.delete(act.householdId)
    return {
      code: 'cancelled',
      amountFen: old?.amountFen ?? 0,
      after: { ...facts, orders, turns, available },
    }
  }
  const amountFen = amountOf(facts, act.lines)
  const { id, householdId, cycleId, lines } = act
  orders.set(id, { id, householdId, cycleId, state: 'placed', content: contentOf(act), amountFen, lines })
  turns.set(householdId, {
    orderId: id,
    allowedAgainMs:
      act.verb === 'change'
        ? (turns.get(householdId)?.allowedAgainMs ?? cycle.allowedAgainMs)
        : cycle.allowedAgainMs,
  })
  return {
    code: act.verb === 'change' ? 'changed' : 'placed',
    amountFen,
    after: { ...facts, orders, turns, available },
  }
}
