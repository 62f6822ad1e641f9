import type { Database } from '../../src/platform/db/index.ts'
import { sql } from '../../src/platform/db/index.ts'
import type { Client, Reply } from '../support/client.ts'
import { logIn, openClient } from '../support/client.ts'
import type { RunningServer } from '../support/server.ts'
import type { Outcome, Step } from './language.ts'
import { DoesNotHold } from './language.ts'

export type Goods = readonly { readonly name: string; readonly count: number }[]

/** What a person sent last, so that it can be sent again as it was. */
export type Sent = {
  readonly id: string
  readonly path: string
  readonly body: unknown
  readonly number: string
}

/** A scenario's world: the running product, its people as browsers have them, and what the lines spoke of. */
export type World = {
  readonly server: RunningServer
  readonly database: Database
  readonly districtId: number
  readonly people: Map<string, Client>
  /** A household's telephone at its link, by the label of the home. */
  readonly devices: Map<string, Client>
  readonly links: Map<string, { readonly path: string; readonly digits: string }>
  readonly orders: Map<string, Sent>
  readonly seenVouchers: Set<string>
  /** Everything else that a later line may mean by "it": the last sheet, chain, PDF, hand-over. */
  readonly kept: Map<string, unknown>
}

export type WorldStep = Step<World>

export const openWorld = (server: RunningServer, database: Database, districtId: number): World => ({
  server,
  database,
  districtId,
  people: new Map(),
  devices: new Map(),
  links: new Map(),
  orders: new Map(),
  seenVouchers: new Set(),
  kept: new Map(),
})

export const person = (world: World, name: string): Client => {
  const client = world.people.get(name)
  if (!client) throw new DoesNotHold(`nobody here is called "${name}"`)
  return client
}

export const enter = async (world: World, name: string, login: string): Promise<Client> => {
  const client = await logIn(world.server.base, login, world.server.password)
  world.people.set(name, client)
  return client
}

export const newDevice = (world: World): Client => openClient(world.server.base)

/** What was kept under a name, or a plain word that it is not there. */
export const recall = <T>(world: World, what: string): T => {
  if (!world.kept.has(what)) throw new DoesNotHold(`no line before has made: ${what}`)
  return world.kept.get(what) as T
}

/** The refusal in an answer of the system, or nothing where it did what it was asked. */
export const refusalIn = (reply: Reply): Extract<Outcome, { refused: unknown }> | undefined => {
  if (reply.status < 400) return undefined
  const body = reply.body as { code?: string; title?: string }
  return { refused: { status: reply.status, code: body.code ?? null, words: body.title ?? reply.text } }
}

export class Refusing extends Error {
  readonly outcome: Extract<Outcome, { refused: unknown }>
  constructor(outcome: Extract<Outcome, { refused: unknown }>) {
    super(`refused ${outcome.refused.status} ${outcome.refused.code} ${outcome.refused.words}`)
    this.outcome = outcome
  }
}

/** The answer's body; a refusal ends the step, and the line says whether it was meant. */
export const answered = <T>(reply: Reply): T => {
  const refusal = refusalIn(reply)
  if (refusal) throw new Refusing(refusal)
  return reply.body as T
}

/** A step whose calls may be refused. */
export const step = (says: string, work: WorldStep['work']): WorldStep => ({
  says,
  work: async (world, words, line) => {
    try {
      return await work(world, words, line)
    } catch (error) {
      if (error instanceof Refusing) return error.outcome
      throw error
    }
  },
})

/** 5880 -> "58.80", as the page writes money. */
export const yuan = (amountFen: number): string =>
  `${amountFen < 0 ? '-' : ''}${Math.floor(Math.abs(amountFen) / 100)}.${String(Math.abs(amountFen) % 100).padStart(2, '0')}`

export const fenOf = (text: string): number => {
  const match = /^(\d+)\.(\d\d)$/.exec(text)
  if (!match) throw new DoesNotHold(`not an amount like 58.80: ${text}`)
  return Number(match[1]) * 100 + Number(match[2])
}

/** "鸡蛋 1, 馒头 2" */
export const goodsOf = (text: string): Goods =>
  text.split(',').map((part) => {
    const match = /^(.+?) (\d+)$/.exec(part.trim())
    if (!match) throw new DoesNotHold(`not goods like "鸡蛋 1": ${part}`)
    return { name: match[1] as string, count: Number(match[2]) }
  })

export const goodsText = (lines: readonly { readonly name: string; readonly count: number }[]): string =>
  lines
    .map((line) => `${line.name} ${line.count}`)
    .sort()
    .join(', ')

const idOf = async (world: World, what: string, statement: ReturnType<typeof sql>): Promise<string> => {
  const row = await world.database.maybe<{ id: string }>(statement)
  if (!row) throw new DoesNotHold(`there is no ${what}`)
  return row.id
}

export const placeId = (world: World, name: string): Promise<string> =>
  idOf(
    world,
    `place ${name}`,
    sql`select id from places.v_place where district_id = ${world.districtId} and name = ${name} and kind <> 'store'`,
  )

export const storeId = (world: World, name: string): Promise<string> =>
  idOf(
    world,
    `store ${name}`,
    sql`select id from market.v_store where district_id = ${world.districtId} and name = ${name}`,
  )

/** A home of the estate that the scenario plays in, by its label: 1-2-301. */
export const householdId = async (world: World, label: string): Promise<string> => {
  const estateId = await placeId(world, recall<string>(world, 'estate'))
  return idOf(
    world,
    `home ${label}`,
    sql`select id from places.v_household where district_id = ${world.districtId} and estate_id = ${estateId}
      and concat_ws('-', building, nullif(entrance, ''), room) = ${label}`,
  )
}

/** The estate's newest collection: its orders in the newest cycle that has opened. */
export const collectionId = async (world: World, estate: string): Promise<string> => {
  const estateId = await placeId(world, estate)
  return idOf(
    world,
    `collection of ${estate}`,
    sql`select co.id from orders.v_collection co join orders.v_cycle c on c.district_id = co.district_id and c.id = co.cycle_id
      where co.district_id = ${world.districtId} and co.estate_id = ${estateId} and c.opens_at <= clock_timestamp()
      order by c.opens_at desc limit 1`,
  )
}

export const cycleId = async (world: World, estate: string): Promise<string> => {
  const id = await collectionId(world, estate)
  return idOf(
    world,
    'cycle',
    sql`select cycle_id as id from orders.v_collection where district_id = ${world.districtId} and id = ${id}`,
  )
}

export type Offer = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly priceFen: number
  readonly availableCount: number
  readonly limitPerHousehold: number | null
}

/** What the estate's store offers, out of the person's own order sheet. */
export const offersFor = async (client: Client, estateId: string): Promise<readonly Offer[]> =>
  answered<{ offers: Offer[] }>(await client.get(`/api/estates/${estateId}/sheet`)).offers

export const linesOf = (offers: readonly Offer[], goods: Goods): { offerId: string; count: number }[] =>
  goods.map(({ name, count }) => {
    const offer = offers.find((candidate) => candidate.name === name)
    if (!offer) throw new DoesNotHold(`the store does not offer ${name}`)
    return { offerId: offer.id, count }
  })
