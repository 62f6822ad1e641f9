import { setTimeout as sleep } from 'node:timers/promises'
import { between, pick, seededRandom } from '../demo/random.ts'
import { newId, systemClock, systemRandom } from '../platform/clock.ts'
import { sql } from '../platform/db/index.ts'
import type { Counts, Household, Offer, Session } from './torture-load.ts'
import { ask, workThrough } from './torture-load.ts'
import { proveAll } from './torture-proof.ts'
import type { Fault, Victim } from './torture-server.ts'
import { faults, startVictim } from './torture-server.ts'
import { seconds } from './words.ts'

export type TortureOptions = {
  readonly rounds: number
  readonly seed: number
  /** False is the control: a repeated request gets a new id, and the proof must find what doubled. */
  readonly replay: boolean
  readonly say: (line: string) => void
}

type Round = {
  readonly round: number
  readonly fault: Fault
  readonly backAfterMs: number
  readonly found: readonly string[]
}

export type TortureReport = Counts & {
  readonly seed: number
  readonly rounds: readonly Round[]
  readonly faultCount: number
}

const workersPerSession = 6
const householdsPerSession = 60
const workLogins = ['grid-150703001001-1', 'grid-150703001001-2']

const logIn = async (victim: Victim, login: string): Promise<Session> => {
  const session: Session = { base: victim.base, cookie: '' }
  const reply = await ask(session, 'POST', '/api/session', { login, password: victim.password })
  if (reply.status !== 200) throw new Error(`log-in of ${login}: ${reply.status}`)
  return session
}

const get = async <T>(session: Session, path: string): Promise<T> => {
  const reply = await ask(session, 'GET', path)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`)
  return reply.body as T
}

type Post = {
  readonly session: Session
  readonly cycleId: string
  readonly offers: readonly Offer[]
  readonly households: readonly Household[]
}

/** A grid worker with the first of the worker's estates: two may share one, so each has its own households there. */
const takePost = async (victim: Victim, login: string, station: number): Promise<Post> => {
  const session = await logIn(victim, login)
  const { estates } = await get<{ estates: { id: string }[] }>(session, '/api/estates')
  const estateId = estates[0]?.id ?? ''
  const sheet = await get<{ cycle: { id: string } | null; offers: Offer[] }>(
    session,
    `/api/estates/${estateId}/sheet`,
  )
  const { households } = await get<{ households: { id: string }[] }>(
    session,
    `/api/estates/${estateId}/households`,
  )
  if (!sheet.cycle) throw new Error('no cycle is open')
  return {
    session,
    cycleId: sheet.cycle.id,
    offers: sheet.offers.filter((offer) => offer.kind === 'single' && offer.availableCount > 50),
    households: households
      .slice(station * householdsPerSession, (station + 1) * householdsPerSession)
      .map(({ id }) => ({ id, live: null, orderIds: [], payments: new Map(), paidFen: 0 })),
  }
}

const openWindow = async (victim: Victim): Promise<void> => {
  const commander = await logIn(victim, 'commander')
  const { district } = await get<{ district: { placeId: string } }>(commander, '/api/session')
  const id = newId(systemClock, systemRandom)
  const reply = await ask(commander, 'POST', '/api/plans/D1/switch-on', { id, placeId: district.placeId })
  if (reply.status !== 200) throw new Error(`D1 was not switched on: ${reply.status}`)
  // The plan's own cut-off may be near: here the window stays open.
  await victim.query(
    sql`update orders.cycle set closes_at = clock_timestamp() + interval '1 day' where state = 'open' returning id`,
  )
}

/**
 * Kills what serves under orders, changes, cancellations and payments from a seed, brings it back, lets every request
 * come through, and proves that what was acknowledged stands exactly once. Round after round in one database.
 */
export const torture = async (options: TortureOptions): Promise<TortureReport> => {
  const random = seededRandom(options.seed)
  const counts: Counts = { acts: 0, repeats: 0, lost: 0, refused: 0 }
  const rounds: Round[] = []
  const victim = await startVictim()
  try {
    await openWindow(victim)
    const posts = await Promise.all(workLogins.map((login, station) => takePost(victim, login, station)))
    const households = posts.flatMap((post) => post.households)
    const offers = posts.flatMap((post) => post.offers)
    for (let round = 1; round <= options.rounds; round += 1) {
      const fault = round <= faults.length ? (faults[round - 1] as Fault) : pick(random, faults)
      const noted: string[] = []
      let over = false
      const load = Promise.all(
        posts.flatMap((post, station) =>
          Array.from({ length: workersPerSession }, (_, worker) =>
            workThrough(
              post.session,
              post.households.filter((_one, index) => index % workersPerSession === worker),
              {
                random: seededRandom(options.seed * 7919 + round * 101 + station * 11 + worker),
                cycleId: post.cycleId,
                offers: post.offers,
                replay: options.replay,
                until: () => over,
                note: (what) => noted.push(what),
                counts,
              },
            ),
          ),
        ),
      )
      await sleep(between(random, 300, 1200))
      const struckMs = performance.now()
      await victim.strike(fault)
      await victim.recover()
      const backAfterMs = Math.round(performance.now() - struckMs)
      await sleep(500)
      over = true
      await load
      const found = [...noted, ...(await proveAll(victim, households, offers))]
      rounds.push({ round, fault, backAfterMs, found })
      const orders = households.reduce((sum, household) => sum + household.orderIds.length, 0)
      options.say(
        `${round}/${options.rounds} ${fault.padEnd(10)} ${seconds(backAfterMs)}  ${orders} orders, ${counts.repeats} repeats, ${counts.lost} lost answers: ${found.length === 0 ? '无差错 no fault' : `${found.length} 处差错 faults`}`,
      )
      for (const line of found.slice(0, 10)) options.say(`  ${line}`)
    }
  } finally {
    await victim.remove()
  }
  return {
    seed: options.seed,
    ...counts,
    rounds,
    faultCount: rounds.reduce((sum, { found }) => sum + found.length, 0),
  }
}

/** The command: prints each round, or one JSON line. The exit code is 0 when no fault was found. */
export const tortureCommand = async (
  options: Omit<TortureOptions, 'say'> & { readonly json: boolean },
): Promise<number> => {
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const report = await torture({ ...options, say: options.json ? () => undefined : print })
  if (options.json) print(JSON.stringify(report))
  return report.faultCount === 0 ? 0 : 1
}
