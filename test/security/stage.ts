import type { FastifyInstance } from 'fastify'
import { makeServer } from '../../src/cli/product.ts'
import type { PersonId } from '../../src/kernel/ids.ts'
import { endCycle, orderFor } from '../../src/modules/orders/commands.ts'
import type { PostKind } from '../../src/modules/people/index.ts'
import { appoint, createPerson, findOrCreatePost } from '../../src/modules/people/index.ts'
import { switchOn } from '../../src/modules/plans/index.ts'
import { newId } from '../../src/platform/clock.ts'
import type { Context, Services } from '../../src/platform/context.ts'
import { sql } from '../../src/platform/db/index.ts'
import { newToken, tokenHash } from '../../src/platform/secrets.ts'
import type { TestWorld } from '../support/database.ts'
import { openWorld } from '../support/database.ts'
import type { Model, Post } from './model.ts'
import { openModel } from './model.ts'

/** Somebody who calls: what the browser sends along, and which posts count for this person. */
export type Actor = {
  readonly name: string
  readonly cookie: string
  readonly posts: readonly Post[]
  /** 'person' has a live session, 'household' a let-in device, 'nobody' neither. */
  readonly kind: 'person' | 'household' | 'nobody'
}

export type Order = { readonly id: string; readonly householdId: string }

/** Two streets under plan D1 with orders frozen, one community of the first with a second plan whose cycle is open. */
export type Stage = {
  readonly world: TestWorld
  readonly app: FastifyInstance
  readonly model: Model
  readonly actors: readonly Actor[]
  readonly rootId: string
  readonly streetId: string
  readonly otherStreetId: string
  readonly communityId: string
  readonly estateId: string
  readonly storeId: string
  readonly otherStoreId: string
  /** The estates that the store serves. */
  readonly servedEstates: readonly string[]
  readonly planId: string
  readonly frozenCycleId: string
  readonly openCycleId: string
  readonly collectionId: string
  readonly otherCollectionId: string
  readonly orders: readonly Order[]
  /** Households of the estate that have not ordered in the frozen cycle. */
  readonly households: readonly string[]
  readonly offers: readonly { readonly id: string; readonly priceFen: number }[]
  readonly contexts: {
    readonly grid: Context
    readonly manager: Context
    readonly picker: Context
    readonly street: Context
  }
  close(): Promise<void>
}

export const actorNamed = (stage: Stage, name: string): Actor => {
  const actor = stage.actors.find((one) => one.name === name)
  if (!actor) throw new Error(`no actor ${name}`)
  return actor
}

export const freshId = (world: TestWorld): string => newId(world.services.clock, world.services.random)

/** A live session of a person, as a log-in makes it but without the second that hashing takes. */
export const openSession = async (world: TestWorld, login: string): Promise<string> => {
  const token = newToken(world.services.random)
  const { districtId } = world.services
  await world.application.run(sql`insert into people.session (district_id, token_hash, id, person_id, device)
    select ${districtId}, ${tokenHash(token)}, ${freshId(world)}, id, 'test' from people.person
     where district_id = ${districtId} and login = ${login}`)
  return `__Host-changping=${districtId}.${token}`
}

const postsOf = (world: TestWorld, login: string): Promise<Post[]> =>
  world.application.rows<Post>(sql`select post.kind, post.place_id, post.organization_id as store_id
    from people.person p
    join people.v_holding h on h.district_id = p.district_id and h.person_id = p.id
    join people.v_post post on post.district_id = h.district_id and post.id = h.post_id
   where p.district_id = ${world.services.districtId} and p.login = ${login}`)

/** A new person with a post; gives the login. */
export const hire = async (
  world: TestWorld,
  login: string,
  post: { readonly kind: PostKind; readonly placeId: string; readonly organizationId: string | null } | null,
): Promise<PersonId> => {
  const { services } = world
  return world.application.transaction(async (tx) => {
    const personId = await createPerson(tx, services, {
      login,
      name: '测试员',
      phone: null,
      passwordHash: null,
    })
    if (post) await appoint(tx, services, personId, await findOrCreatePost(tx, services, post))
    return personId
  })
}

export const openDevice = async (world: TestWorld, householdId: string): Promise<string> => {
  const token = newToken(world.services.random)
  await world.application.run(sql`insert into places.household_device (district_id, token_hash, household_id, verified_at)
    values (${world.services.districtId}, ${tokenHash(token)}, ${householdId}, clock_timestamp())`)
  return `__Host-household=${token}`
}

const loginAt = async (
  world: TestWorld,
  kind: string,
  at: { placeId?: string; storeId?: string },
): Promise<string> => {
  const { login } = await world.application.one<{ login: string }>(sql`select p.login from people.v_post post
    join people.v_holding h on h.district_id = post.district_id and h.post_id = post.id
    join people.person p on p.district_id = h.district_id and p.id = h.person_id
   where post.district_id = ${world.services.districtId} and post.kind = ${kind}
     and (${at.placeId ?? null}::uuid is null or post.place_id = ${at.placeId ?? null})
     and (${at.storeId ?? null}::uuid is null or post.organization_id = ${at.storeId ?? null})
   order by p.login limit 1`)
  return login
}

type EstateRow = { id: string; communityId: string; streetId: string; count: number }

const chooseEstates = async (world: TestWorld) => {
  const rows =
    await world.application.rows<EstateRow>(sql`select e.id, e.parent_id as community_id, c.parent_id as street_id,
      (select count(*) from places.v_household h where h.district_id = e.district_id and h.estate_id = e.id) as count
    from places.v_place e join places.v_place c on c.district_id = e.district_id and c.id = e.parent_id
   where e.district_id = ${world.services.districtId} and e.kind = 'estate' order by c.sort, e.sort, e.id`)
  const full = rows.filter((row) => row.count >= 20)
  for (const estate of full) {
    const neighbour = full.find(
      (row) => row.streetId === estate.streetId && row.communityId !== estate.communityId,
    )
    const abroad = full.find((row) => row.streetId !== estate.streetId)
    if (neighbour && abroad) return { estate, neighbour, abroad }
  }
  throw new Error('the demo has no such estates')
}

const placeOrders = async (
  world: TestWorld,
  worker: Context,
  cycleId: string,
  households: readonly string[],
  offers: readonly { id: string }[],
): Promise<Order[]> => {
  const orders: Order[] = []
  for (const [index, householdId] of households.entries()) {
    const id = freshId(world)
    const lines = [{ offerId: offers[index % offers.length]?.id as string, count: 2 }]
    const answer = await orderFor(worker, { id, cycleId, householdId, lines })
    if (answer.code !== 'placed') throw new Error(`not placed: ${answer.code}`)
    orders.push({ id, householdId })
  }
  return orders
}

const householdsOf = async (world: TestWorld, estateId: string): Promise<string[]> =>
  (
    await world.application.rows<{ id: string }>(sql`select id from places.v_household
      where district_id = ${world.services.districtId} and estate_id = ${estateId} order by building_sort, room_sort, id`)
  ).map((row) => row.id)

const offersOf = (world: TestWorld, storeId: string) =>
  world.application.rows<{ id: string; priceFen: number }>(sql`select id, price_fen from market.v_offer
    where district_id = ${world.services.districtId} and store_id = ${storeId} and listed and kind = 'single'
      and coalesce(limit_per_household, 99) >= 3 order by sort limit 4`)

const collectionOf = (world: TestWorld, cycleId: string, estateId: string) =>
  world.application.one<{ id: string; storeId: string }>(sql`select id, store_id from orders.v_collection
    where district_id = ${world.services.districtId} and cycle_id = ${cycleId} and estate_id = ${estateId}`)

/**
 * Opens the stage: about two seconds. Close it when the tests of the file are done. `change` is what the server, and
 * only the server, gets otherwise than the product has it.
 */
export const openStage = async (change: Partial<Services> = {}): Promise<Stage> => {
  const world = await openWorld()
  const { districtId } = world.services
  const app = await makeServer(world.config, { ...world.services, ...change }, null)
  await app.ready()
  const root = await world.application.one<{ id: string }>(
    sql`select id from places.v_place where district_id = ${districtId} and kind = 'district'`,
  )
  const { estate, neighbour, abroad } = await chooseEstates(world)
  const street = await world.as(await loginAt(world, 'street_officer', { placeId: estate.streetId }))
  const otherStreet = await world.as(await loginAt(world, 'street_officer', { placeId: abroad.streetId }))
  const plan = async (who: Context, code: string, placeId: string) => {
    const { planId, cycleId } = await switchOn(who, code, { id: freshId(world), placeId })
    return { planId, cycleId: cycleId as string }
  }
  const here = await plan(street, 'D1', estate.streetId)
  const there = await plan(otherStreet, 'D1', abroad.streetId)

  const collection = await collectionOf(world, here.cycleId, estate.id)
  const otherCollection = await collectionOf(world, there.cycleId, abroad.id)
  const gridLogin = await loginAt(world, 'grid_worker', { placeId: estate.communityId })
  const grid = await world.as(gridLogin)
  const otherGrid = await world.as(await loginAt(world, 'grid_worker', { placeId: abroad.communityId }))
  const households = await householdsOf(world, estate.id)
  const offers = await offersOf(world, collection.storeId)
  const orders = await placeOrders(world, grid, here.cycleId, households.slice(0, 5), offers)
  await placeOrders(
    world,
    otherGrid,
    there.cycleId,
    (await householdsOf(world, abroad.id)).slice(0, 2),
    await offersOf(world, otherCollection.storeId),
  )
  await endCycle(street, here.cycleId)
  await endCycle(otherStreet, there.cycleId)
  const open = await plan(street, 'C3', estate.communityId)

  const stores = await world.application.rows<{ id: string }>(
    sql`select id from market.v_store where district_id = ${districtId} and id <> ${collection.storeId} order by id`,
  )
  const otherStoreId = stores[0]?.id as string
  const served = await world.application.rows<{
    estateId: string
  }>(sql`select estate_id from market.v_assignment
    where district_id = ${districtId} and store_id = ${collection.storeId}`)
  const managerLogin = await loginAt(world, 'store_manager', { storeId: collection.storeId })
  const pickerLogin = await loginAt(world, 'store_picker', { storeId: collection.storeId })
  const actors = await openActors(world, {
    administrator: await loginAt(world, 'administrator', {}),
    commander: await loginAt(world, 'district_commander', {}),
    'street officer': await loginAt(world, 'street_officer', { placeId: estate.streetId }),
    'street officer elsewhere': await loginAt(world, 'street_officer', { placeId: abroad.streetId }),
    'community officer': await loginAt(world, 'community_officer', { placeId: estate.communityId }),
    'community officer next door': await loginAt(world, 'community_officer', {
      placeId: neighbour.communityId,
    }),
    'grid worker': gridLogin,
    'grid worker next door': await loginAt(world, 'grid_worker', { placeId: neighbour.communityId }),
    'grid worker elsewhere': await loginAt(world, 'grid_worker', { placeId: abroad.communityId }),
    'store manager': managerLogin,
    'store manager elsewhere': await loginAt(world, 'store_manager', { storeId: otherStoreId }),
    'store picker': pickerLogin,
    'store picker elsewhere': await loginAt(world, 'store_picker', { storeId: otherStoreId }),
    auditor: await loginAt(world, 'auditor', {}),
  })
  const strangers = await openStrangers(world, estate.communityId, households[0] as string)
  const model = await openModel(world.application, districtId, root.id, [
    { code: 'D1', placeId: estate.streetId },
    { code: 'D1', placeId: abroad.streetId },
    { code: 'C3', placeId: estate.communityId },
  ])
  return {
    world,
    app,
    model,
    actors: [...actors, ...strangers],
    rootId: root.id,
    streetId: estate.streetId,
    otherStreetId: abroad.streetId,
    communityId: estate.communityId,
    estateId: estate.id,
    storeId: collection.storeId,
    otherStoreId,
    servedEstates: served.map((row) => row.estateId),
    planId: here.planId,
    frozenCycleId: here.cycleId,
    openCycleId: open.cycleId,
    collectionId: collection.id,
    otherCollectionId: otherCollection.id,
    orders,
    households: households.slice(5),
    offers,
    contexts: {
      grid,
      manager: await world.as(managerLogin),
      picker: await world.as(pickerLogin),
      street,
    },
    close: async () => {
      await app.close()
      await world.close()
    },
  }
}

const openActors = async (
  world: TestWorld,
  logins: Readonly<Record<string, string>>,
): Promise<readonly Actor[]> => {
  const actors: Actor[] = []
  for (const [name, login] of Object.entries(logins)) {
    const cookie = await openSession(world, login)
    actors.push({ name, cookie, posts: await postsOf(world, login), kind: 'person' })
  }
  return actors
}

/** Those whose session, post or account has ended, who never had one, and a household at its own device. */
const openStrangers = async (
  world: TestWorld,
  communityId: string,
  householdId: string,
): Promise<readonly Actor[]> => {
  const { districtId } = world.services
  const gridPost = { kind: 'grid_worker' as const, placeId: communityId, organizationId: null }
  const hired = async (login: string, post: typeof gridPost | null) => {
    const personId = await hire(world, login, post)
    return { personId, cookie: await openSession(world, login) }
  }
  const loggedOut = await hired('logged-out', gridPost)
  await world.application.run(sql`update people.session set ended_at = clock_timestamp()
    where district_id = ${districtId} and person_id = ${loggedOut.personId}`)
  const disabled = await hired('disabled', gridPost)
  await world.application.run(sql`update people.person set disabled_at = clock_timestamp()
    where district_id = ${districtId} and id = ${disabled.personId}`)
  const former = await hire(world, 'former', gridPost)
  await world.application.run(sql`update people.holding set until_at = clock_timestamp()
    where district_id = ${districtId} and person_id = ${former}`)
  const formerCookie = await openSession(world, 'former')
  const idle = await hired('idle', null)
  const nobody = { posts: [], kind: 'nobody' as const }
  return [
    { name: 'nobody', cookie: '', ...nobody },
    { name: 'ended session', cookie: loggedOut.cookie, ...nobody },
    { name: 'disabled person', cookie: disabled.cookie, ...nobody },
    { name: 'person whose post ended', cookie: formerCookie, posts: [], kind: 'person' },
    { name: 'person without a post', cookie: idle.cookie, posts: [], kind: 'person' },
    { name: 'household', cookie: await openDevice(world, householdId), posts: [], kind: 'household' },
  ]
}
