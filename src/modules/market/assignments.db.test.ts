// covers: HOU-2 walked refused, ORG-3 refused
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestWorld } from '../../../test/support/database.ts'
import { openWorld } from '../../../test/support/database.ts'
import { Refused } from '../../kernel/result.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { grantRights } from '../people/index.ts'
import {
  assignStore,
  confirmAt,
  proposeAt,
  proposeStores,
  readAssignments,
  storeOfEstate,
} from './assignments.ts'
import { seenStores } from './store.ts'

let world: TestWorld
let gridWorker: Context
let officer: Context
let commander: Context
let storeId: string
let districtPlaceId: string

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code
    throw error
  }
  return 'nothing was refused'
}

const loginAt = async (kind: string): Promise<Context> => {
  const { login } = await world.application.one<{ login: string }>(sql`select person.login from people.person
    join people.v_holding h on h.district_id = person.district_id and h.person_id = person.id
    join people.v_post post on post.district_id = h.district_id and post.id = h.post_id
    where post.kind = ${kind} order by person.login limit 1`)
  return world.as(login)
}

beforeAll(async () => {
  world = await openWorld()
  storeId = (
    await world.application.one<{ id: string }>(sql`select id from market.store order by name, id limit 1`)
  ).id
  districtPlaceId = (
    await world.application.one<{ id: string }>(sql`select id from places.v_place where kind = 'district'`)
  ).id
  await world.application.transaction((tx) =>
    grantRights(tx, world.services, {
      placeId: districtPlaceId,
      source: 'test',
      rights: { street_officer: ['market.assign'] },
    }),
  )
  gridWorker = await loginAt('grid_worker')
  officer = await loginAt('street_officer')
  commander = await loginAt('district_commander')
}, 120_000)

afterAll(async () => {
  await world?.close()
})

const personId = (context: Context): string => (context.actor as { personId: string }).personId

describe('which store serves an estate', () => {
  test('a grid worker sees the store of an estate in reach, and no other', async () => {
    await inTransaction(world.system, (tx) => proposeStores(tx, world.system, districtPlaceId))
    const stores = await seenStores(gridWorker, 'market.read_stores')
    const own = await world.application.rows<{
      storeId: string
    }>(sql`select distinct a.store_id from market.assignment a
      join places.v_place e on e.district_id = a.district_id and e.id = a.estate_id
      join people.reach(${world.services.districtId}, ${personId(gridWorker)},
        'market.read_stores') r on r.place_id = any (e.lineage)`)
    expect(own.length).toBeGreaterThan(0)
    expect(stores.map((store) => store.id).sort()).toEqual(own.map((row) => row.storeId).sort())
  })

  test("proposed by distance, changed by hand, confirmed; a person's choice stays", async () => {
    const proposed = await proposeAt(officer, await ownPlace(officer))
    expect(proposed.assignments.length).toBeGreaterThan(0)
    expect(proposed.assignments.every((one) => one.state === 'proposed' && one.distanceM > 0)).toBe(true)
    const [first] = proposed.assignments
    const other = first?.alternatives[0]
    if (!first || !other) throw new Error('the demo place has several stores')
    expect(other.distanceM).toBeGreaterThan(0)
    const chosen = await assignStore(officer, first.estateId, other.storeId)
    expect(chosen).toMatchObject({ storeId: other.storeId, distanceM: other.distanceM, state: 'confirmed' })
    const again = await proposeAt(officer, await ownPlace(officer))
    expect(again.assignments.find((one) => one.estateId === first.estateId)).toMatchObject({
      storeId: other.storeId,
      state: 'confirmed',
    })
    for (let round = 0; round < 2; round += 1) {
      const confirmed = await confirmAt(officer, await ownPlace(officer))
      expect(confirmed.assignments.every((one) => one.state === 'confirmed')).toBe(true)
    }
    expect(await storeOfEstate(world.application, world.services.districtId, first.estateId)).toMatchObject({
      storeId: other.storeId,
    })
    const sum = (rows: readonly { householdCount: number }[]) =>
      rows.reduce((total, row) => total + row.householdCount, 0)
    const all = await readAssignments(world.application, commander, districtPlaceId)
    expect(sum(all.loads)).toBe(sum(all.assignments))
    expect(await world.faults()).toEqual([])
  })

  test('not without the right, not for a foreign or an unknown place', async () => {
    const estate = await world.application.one<{ id: string }>(sql`select e.id from places.v_place e
      join people.reach(${world.services.districtId}, ${personId(gridWorker)},
        'market.read_stores') r on r.place_id = any (e.lineage)
      where e.kind = 'estate' order by e.id limit 1`)
    const unknown = '00000000-0000-7000-8000-000000000001'
    expect(await refusalOf(assignStore(gridWorker, estate.id, storeId))).toBe('http.forbidden')
    expect(await refusalOf(assignStore(gridWorker, unknown, storeId))).toBe('market.estate_missing')
    const foreign = await world.application.one<{
      id: string
    }>(sql`select e.id from places.v_place e where e.kind = 'estate' and not exists (
      select 1 from people.reach(${world.services.districtId},
        ${personId(officer)}, 'market.assign') r where r.place_id = any (e.lineage))
      order by e.id limit 1`)
    expect(await refusalOf(assignStore(officer, foreign.id, storeId))).toBe('market.estate_missing')
    expect(await refusalOf(readAssignments(world.application, officer, unknown))).toBe('market.place_missing')
    const [own] = (await readAssignments(world.application, officer, await ownPlace(officer))).assignments
    expect(await refusalOf(assignStore(officer, own?.estateId ?? '', unknown))).toBe('market.store_missing')
  })
})

const ownPlace = async (context: Context): Promise<string> =>
  (
    await world.application.one<{
      placeId: string
    }>(sql`select place_id from people.reach(${world.services.districtId},
    ${personId(context)}, 'market.assign') limit 1`)
  ).placeId
