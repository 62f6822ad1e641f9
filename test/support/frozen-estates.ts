import { expect } from 'vitest'
import { Refused } from '../../src/kernel/result.ts'
import { endCycle, orderFor } from '../../src/modules/orders/commands.ts'
import {
  agreeHandover,
  declareHandover,
  makeBags,
  packBag,
  packingFaults,
  readPickList,
} from '../../src/modules/packing/index.ts'
import { appoint, createPerson, findOrCreatePost } from '../../src/modules/people/index.ts'
import { switchOn } from '../../src/modules/plans/index.ts'
import { newId } from '../../src/platform/clock.ts'
import type { Context } from '../../src/platform/context.ts'
import { sql } from '../../src/platform/db/index.ts'
import type { TestWorld } from './database.ts'
import { openWorld } from './database.ts'

type Line = { readonly offerId: string; readonly count: number }
/** One estate with its orders, and the people who pack for it and count at its gate. */
export type Place = {
  readonly estateId: string
  readonly collectionId: string
  readonly storeId: string
  readonly worker: Context
  readonly manager: Context
  readonly picker: Context
  readonly orders: {
    readonly id: string
    readonly householdId: string
    readonly amountFen: number
    readonly lines: readonly Line[]
  }[]
}

export let world: TestWorld
export let cycleId = ''
export const places: Place[] = []
export const district = (): number => world.services.districtId
export const freshId = (): string => newId(world.services.clock, world.services.random)
/** The code of a refusal, or "done". A bug goes on up. */
export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code
    throw error
  }
}
export const refusalOf = async (work: Promise<unknown>) => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
  throw new Error('nothing was refused')
}
const loginOf = async (
  kind: string,
  organizationId: string | null,
  placeId: string | null,
): Promise<string> => {
  const { login } = await world.application.one<{
    login: string
  }>(sql`select person.login from people.v_post post
    join people.v_holding h on h.district_id = post.district_id and h.post_id = post.id
    join people.person person on person.district_id = h.district_id and person.id = h.person_id
   where post.district_id = ${district()} and post.kind = ${kind}
     and (${organizationId}::uuid is null or post.organization_id = ${organizationId})
     and (${placeId}::uuid is null or post.place_id = ${placeId})
   order by person.login limit 1`)
  return login
}
export const ordersPerEstate = 6

/** One estate with its six orders: two offers each, the second one with three packs. */
const placeOrders = async (estate: {
  id: string
  parentId: string
  collectionId: string
  storeId: string
}): Promise<Place> => {
  const offers = await world.application.rows<{
    id: string
    priceFen: number
  }>(sql`select id, price_fen from market.v_offer
    where district_id = ${district()} and store_id = ${estate.storeId} and listed and kind = 'single' and coalesce(limit_per_household, 99) >= 3
    order by sort limit 4`)
  const households = await world.application.rows<{ id: string }>(sql`select id from places.v_household
    where district_id = ${district()} and estate_id = ${estate.id} order by md5(id::text) limit ${ordersPerEstate}`)
  const worker = await world.as(await loginOf('grid_worker', null, estate.parentId))
  const orders = []
  for (const [index, household] of households.entries()) {
    const id = freshId()
    const lines = [
      { offerId: offers[index % 4]?.id as string, count: 1 },
      { offerId: offers[(index + 1) % 4]?.id as string, count: 3 },
    ]
    const answer = await orderFor(worker, { id, cycleId, householdId: household.id, lines })
    expect(answer.code).toBe('placed')
    orders.push({ id, householdId: household.id, amountFen: answer.amountFen, lines })
  }
  return {
    estateId: estate.id,
    collectionId: estate.collectionId,
    storeId: estate.storeId,
    worker,
    manager: await world.as(await loginOf('store_manager', estate.storeId, null)),
    picker: await world.as(await loginOf('store_picker', estate.storeId, null)),
    orders,
  }
}

const estateCount = 12

/**
 * Opens a demo place under plan D1 with twelve estates of six orders each, two offers in an order, and freezes the
 * cycle. Each test file has a world of its own, so what it opened is reached through `world` and `place`.
 */
export const openFrozenEstates = async (
  beforeFreeze: (place: Place) => Promise<void> = async () => {},
): Promise<void> => {
  world = await openWorld()
  const commander = await world.as('commander')
  const root = await world.application.one<{ id: string }>(
    sql`select id from places.v_place where district_id = ${district()} and kind = 'district'`,
  )
  const plan = await switchOn(commander, 'D1', { id: freshId(), placeId: root.id })
  cycleId = plan.cycleId as string
  // Estates of different communities, so that each has a grid worker of its own.
  const estates = await world.application.rows<{
    id: string
    parentId: string
    collectionId: string
    storeId: string
  }>(sql`
    select distinct on (p.parent_id) p.id, p.parent_id, co.id as collection_id, co.store_id
      from orders.v_collection co join places.v_place p on p.district_id = co.district_id and p.id = co.estate_id
     where co.district_id = ${district()} and co.cycle_id = ${cycleId}
       and (select count(*) from places.v_household h where h.district_id = p.district_id and h.estate_id = p.id) >= ${ordersPerEstate}
     order by p.parent_id, p.sort limit ${estateCount}`)
  expect(estates).toHaveLength(estateCount)
  for (const estate of estates) places.push(await placeOrders(estate))
  await beforeFreeze(place(0))
  await endCycle(commander, cycleId)
}

export const place = (index: number): Place => places[index] as Place
export const bagsOf = async ({ manager, collectionId }: Place) =>
  (await readPickList(manager, collectionId)).bags
export const packAll = async (where: Place): Promise<void> => {
  await makeBags(where.manager, where.collectionId)
  for (const bag of await bagsOf(where)) await packBag(where.picker, bag.id, [])
}
export const handOver = async (where: Place): Promise<void> => {
  await packAll(where)
  const id = freshId()
  await declareHandover(where.manager, where.collectionId, { id, bagCount: ordersPerEstate })
  await agreeHandover(where.worker, id, { bagCount: ordersPerEstate, missingBagIds: [] })
}
export const balanceOf = async (ownerId: string, purpose: string): Promise<number> => {
  const { balance } = await world.application.one<{
    balance: number
  }>(sql`select ledger.computed_balance(${district()},
    ledger.account_id(${district()}, ${ownerId}, ledger.yuan(), 'none', ${purpose})) as balance`)
  return balance
}
/** What was posted for a document, by verb. */
export const vouchers = (documentId: string) =>
  world.application.rows<{
    verb: string
    quantity: number
  }>(sql`select verb, sum(quantity)::bigint as quantity from ledger.v_posting
    where district_id = ${district()} and document_id = ${documentId} group by verb order by verb`)
/** How often an act on an object is on record. */
export const audited = async (action: string, objectId: string): Promise<number> => {
  const { count } = await world.owner.one<{ count: number }>(
    sql`select count(*) from audit.line where action = ${action} and object_id = ${objectId}`,
  )
  return count
}

export const paid = (bags: readonly { readonly amountFen: number }[], which: readonly number[]): number =>
  which.reduce((sum, index) => sum + (bags[index]?.amountFen ?? 0), 0)

export const actorId = (context: Context): string => {
  if (context.actor?.kind !== 'person') throw new Error('a person')
  return context.actor.personId
}

export const priceOf = async (offerId: string): Promise<number> => {
  const { priceFen } = await world.application.one<{ priceFen: number }>(
    sql`select price_fen from market.v_offer where district_id = ${district()} and id = ${offerId}`,
  )
  return priceFen
}

/** A person who is the store's manager and the estate's grid worker at once. */
export const twoPosts = async (where: Place): Promise<Context> => {
  const { services } = world
  await world.application.transaction(async (tx) => {
    const personId = await createPerson(tx, services, {
      login: 'two-posts',
      name: '两岗',
      phone: null,
      passwordHash: null,
    })
    const root = await tx.one<{ id: string }>(
      sql`select id from places.v_place where district_id = ${district()} and kind = 'district'`,
    )
    const posts = [
      { kind: 'store_manager' as const, placeId: root.id, organizationId: where.storeId },
      { kind: 'grid_worker' as const, placeId: where.estateId, organizationId: null },
    ]
    for (const post of posts)
      await appoint(tx, services, personId, await findOrCreatePost(tx, services, post))
  })
  return world.as('two-posts')
}

/** The names of the faults that check_books finds after a change, which is undone. */
export const faultsWith = async (change: ReturnType<typeof sql>): Promise<string[]> => {
  let names: string[] = []
  const undo = new Error('undone')
  await world.owner
    .transaction(async (tx) => {
      await tx.run(change)
      names = [...new Set((await packingFaults(tx, district())).map((fault) => fault.fault))].sort()
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  return names
}
