import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../demo/random.ts'
import { between, chance, pick } from '../demo/random.ts'
import { newId, systemClock, systemRandom } from '../platform/clock.ts'

type Line = { readonly offerId: string; readonly count: number }
export type Offer = {
  readonly id: string
  readonly kind: string
  readonly availableCount: number
  readonly limitPerHousehold: number | null
}

/** What a household must have, by everything that was acknowledged to it. */
export type Household = {
  readonly id: string
  /** The live order as acknowledged, or null. */
  live: { id: string; number: string; amountFen: number; lines: readonly Line[] } | null
  /** Every order that was acknowledged, live or not. */
  readonly orderIds: string[]
  readonly payments: Map<string, number>
  /** Paid for the live order. */
  paidFen: number
}

/** A person's session: knows its cookie and nothing else. */
export type Session = {
  readonly base: string
  cookie: string
}

type Reply = { readonly status: number; readonly body: Record<string, unknown> }

/** One try. Throws when no answer came; a status of 500 or more says as little. */
export const ask = async (session: Session, method: string, path: string, body?: unknown): Promise<Reply> => {
  const answer = await fetch(`${session.base}${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie: session.cookie },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  })
  const [cookie] = answer.headers.getSetCookie()
  if (cookie && session.cookie === '') session.cookie = cookie.split(';')[0] as string
  const text = await answer.text()
  return {
    status: answer.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}

export type Counts = { acts: number; repeats: number; lost: number; refused: number }

export type LoadOptions = {
  readonly random: Random
  readonly cycleId: string
  readonly offers: readonly Offer[]
  /** Whether a repeated request keeps its id, as every client of ours does. Without it acts double: the control. */
  readonly replay: boolean
  readonly until: () => boolean
  readonly note: (fault: string) => void
  readonly counts: Counts
}

type Act = {
  readonly path: string
  readonly body: Record<string, unknown>
  readonly settle: (reply: Reply) => void
}

const isSameAnswer = (first: Reply, second: Reply): boolean =>
  first.status === second.status && first.body.number === second.body.number

/**
 * Carries one act through to an answer, through every outage; one act in three is sent once more although it was
 * answered, as a finger does that taps twice.
 */
const carryThrough = async (session: Session, act: Act, options: LoadOptions): Promise<void> => {
  const { counts, random } = options
  counts.acts += 1
  let first: Reply | null = null
  let repeatOnce = chance(random, 1 / 3)
  let body = act.body
  for (let round = 0; round < 2000; round += 1) {
    if (round > 0) {
      counts.repeats += 1
      if (!options.replay && 'id' in body) body = { ...body, id: newId(systemClock, systemRandom) }
    }
    let reply: Reply | null = null
    try {
      reply = await ask(session, 'POST', act.path, body)
    } catch {
      counts.lost += 1
    }
    if (!reply || reply.status >= 500) {
      await sleep(between(random, 50, 200))
      continue
    }
    if (!first) {
      first = reply
      act.settle(reply)
    } else if (options.replay && first.status === 200 && !isSameAnswer(first, reply)) {
      options.note(
        `${act.path} was answered ${JSON.stringify(first.body)}, then ${JSON.stringify(reply.body)}`,
      )
    }
    if (!repeatOnce) return
    repeatOnce = false
  }
  if (!first) options.note(`no answer to ${act.path} at all`)
}

const linesOf = (random: Random, offers: readonly Offer[]): Line[] => {
  const chosen = new Map<string, Line>()
  for (let count = between(random, 1, 4); count > 0; count -= 1) {
    const offer = pick(random, offers)
    chosen.set(offer.id, {
      offerId: offer.id,
      count: between(random, 1, Math.min(2, offer.limitPerHousehold ?? 2)),
    })
  }
  return [...chosen.values()]
}

/** What a household does next, by the seed; what comes back is written into what it must have. */
const nextAct = (household: Household, options: LoadOptions): Act => {
  const { random, note, counts, cycleId } = options
  const { live } = household
  const id = newId<'document'>(systemClock, systemRandom)
  const refusedAs = (reply: Reply, allowed: readonly string[]): void => {
    counts.refused += 1
    const code = typeof reply.body.code === 'string' ? reply.body.code : String(reply.status)
    if (!allowed.includes(code)) note(`household ${household.id}: ${code} was not to be expected`)
  }
  const chosen = random()
  if (live && chosen < 0.45 && live.amountFen > household.paidFen) {
    const amountFen = Math.min(live.amountFen - household.paidFen, between(random, 1, 50))
    return {
      path: '/api/payments',
      body: { id, orderId: live.id, kind: 'collect', amountFen },
      settle: (reply) => {
        if (reply.status !== 200) return refusedAs(reply, [])
        household.payments.set(id, amountFen)
        household.paidFen += amountFen
      },
    }
  }
  if (live && chosen > 0.8 && household.paidFen === 0) {
    return {
      path: `/api/orders/${live.id}/cancel`,
      body: {},
      settle: (reply) => {
        if (reply.status !== 200) return refusedAs(reply, [])
        household.live = null
      },
    }
  }
  const lines = linesOf(random, options.offers)
  return {
    path: '/api/orders',
    body: { id, cycleId, householdId: household.id, lines, ...(live ? { replacesOrderId: live.id } : {}) },
    settle: (reply) => {
      if (reply.status !== 200) return refusedAs(reply, ['orders.sold_out'])
      household.orderIds.push(id)
      household.live = {
        id,
        number: String(reply.body.number),
        amountFen: Number(reply.body.amountFen),
        lines,
      }
    },
  }
}

/** One worker goes round its households, one act after the other, until told to stop. */
export const workThrough = async (
  session: Session,
  households: readonly Household[],
  options: LoadOptions,
): Promise<void> => {
  while (!options.until()) {
    await carryThrough(session, nextAct(pick(options.random, households), options), options)
  }
}
