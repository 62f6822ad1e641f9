import { setTimeout as sleep } from 'node:timers/promises'
import { refused } from '../../kernel/result.ts'
import type { Services } from '../../platform/context.ts'
import { sql, sqlState } from '../../platform/db/index.ts'
import { sha256 } from '../../platform/secrets.ts'
import { contentOf } from './rules.ts'

/** One act of ordering, as it goes into a batch. */
export type Act = {
  /** The new order's id, made by the client; for 'cancel' the id of the order to cancel. */
  readonly id: string
  readonly verb: 'place' | 'change' | 'cancel'
  readonly cycleId: string
  readonly householdId: string
  readonly replacesOrderId: string | null
  readonly channel: 'household' | 'liaison' | 'chain' | 'excel'
  readonly actorId: string | null
  readonly postId: string | null
  readonly deviceHash: Buffer | null
  readonly lines: readonly { readonly offerId: string; readonly count: number }[]
}

export type Answer = {
  readonly code: string
  readonly number: string | null
  readonly amountFen: number
  readonly data: Readonly<Record<string, unknown>>
}

export type Intake = {
  /** Decides one act together with those that arrive with it. Throws `orders.busy` when too many wait. */
  submit(act: Act): Promise<Answer>
  /** Waits until nothing is queued or under way. */
  idle(): Promise<void>
}

type Waiting = {
  readonly act: Act
  readonly receivedMs: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

const batchMax = 256
const inFlightMax = 2
const queueMax = 20_000
const triesMax = 6
/** Deadlock, serialization, and the ways in which a connection or a server goes away: the same ids may be sent again. */
const retryStates = new Set(['40P01', '40001', '57P01', '57P02', '57P03', '08006', '08003', '08000'])
const retryTexts =
  /Connection terminated|ECONNREFUSED|ECONNRESET|EPIPE|timeout exceeded when trying to connect|not queryable/

const mayRetry = (error: unknown): boolean =>
  retryStates.has(sqlState(error) ?? '') ||
  (error instanceof Error && retryTexts.test(`${error.message} ${'code' in error ? String(error.code) : ''}`))

const sendBatch = async (services: Services, batch: readonly Waiting[]): Promise<readonly Answer[]> => {
  const lines = batch.flatMap((waiting, index) =>
    waiting.act.lines.map((line) => ({ ...line, order: index + 1 })),
  )
  const acts = batch.map((waiting) => waiting.act)
  const now = services.clock.monotonicMs()
  const rows = await services.database.rows<
    Answer & { no: number; data: Record<string, unknown> | null }
  >(sql`
    select no, code, number, amount_fen, data from orders.place_batch(${services.districtId},
      ${acts.map((act) => act.id)}::uuid[], ${acts.map((act) => act.verb)}::text[], ${acts.map((act) => act.cycleId)}::uuid[],
      ${acts.map((act) => act.householdId)}::uuid[], ${acts.map((act) => act.replacesOrderId)}::uuid[], ${acts.map((act) => act.channel)}::text[],
      ${acts.map((act) => act.actorId)}::uuid[], ${acts.map((act) => act.postId)}::uuid[], ${acts.map((act) => act.deviceHash)}::bytea[],
      ${acts.map((act) => sha256(contentOf(act)))}::bytea[], ${batch.map((waiting) => Math.max(0, Math.round(now - waiting.receivedMs)))}::int[],
      ${lines.map((line) => line.order)}::int[], ${lines.map((line) => line.offerId)}::uuid[], ${lines.map((line) => line.count)}::int[])`)
  return rows.map((row) => ({
    code: row.code,
    number: row.number,
    amountFen: row.amountFen,
    data: row.data ?? {},
  }))
}

/**
 * Orders that arrive together are committed together: while two batches are under way, what comes in waits and
 * makes the next one, so the batch grows with the load and one order alone waits for nothing. A batch that throws is
 * halved until the one bad act is alone with its error. Repeated sending is safe: the ids are known to the database.
 */
export const openIntake = (services: Services): Intake => {
  let queue: Waiting[] = []
  let inFlight = 0
  let scheduled = false
  let idlers: (() => void)[] = []

  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      flush()
    })
  }

  const flush = (): void => {
    while (inFlight < inFlightMax && queue.length > 0) {
      const batch = queue.slice(0, batchMax)
      queue = queue.slice(batchMax)
      inFlight += 1
      void run(batch).finally(() => {
        inFlight -= 1
        if (queue.length > 0) schedule()
        else if (inFlight === 0) {
          const waiting = idlers
          idlers = []
          for (const wake of waiting) wake()
        }
      })
    }
  }

  const run = async (batch: readonly Waiting[]): Promise<void> => {
    for (let round = 1; ; round += 1) {
      try {
        const answers = await sendBatch(services, batch)
        batch.forEach((waiting, index) => {
          const answer = answers[index] as Answer
          // A second act of the same household or id: its turn comes in the next batch, in order.
          if (answer.code === 'again') queue.unshift(waiting)
          else waiting.resolve(answer)
        })
        return
      } catch (error) {
        if (mayRetry(error) && round < triesMax) {
          await sleep(50 * 2 ** round * (0.5 + (services.random.bytes(1)[0] as number) / 256))
          continue
        }
        if (batch.length === 1 || mayRetry(error)) {
          for (const waiting of batch) waiting.reject(error)
          return
        }
        const middle = Math.ceil(batch.length / 2)
        await run(batch.slice(0, middle))
        await run(batch.slice(middle))
        return
      }
    }
  }

  return {
    submit: (act) => {
      if (queue.length >= queueMax) return Promise.reject(refused('orders.busy'))
      return new Promise<Answer>((resolve, reject) => {
        queue.push({ act, receivedMs: services.clock.monotonicMs(), resolve, reject })
        schedule()
      })
    },
    idle: () =>
      queue.length === 0 && inFlight === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            idlers.push(resolve)
          }),
  }
}

const intakes = new WeakMap<Services['database'], Intake>()

/** The one intake of a running server. */
export const intakeOf = (services: Services): Intake => {
  const known = intakes.get(services.database)
  if (known) return known
  const made = openIntake(services)
  intakes.set(services.database, made)
  return made
}
