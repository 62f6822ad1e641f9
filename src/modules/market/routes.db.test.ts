// covers: HOU-2 walked refused
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestWorld } from '../../../test/support/database.ts'
import { openWorld } from '../../../test/support/database.ts'
import type { Actor } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { filesErrors } from '../../platform/files/index.ts'
import { buildServer } from '../../platform/http/index.ts'
import { grantRights } from '../people/index.ts'
import { assignmentsView, assignmentView, offersView, storesView, uploadView } from './api.ts'
import { marketErrors, marketRoutes } from './index.ts'

let world: TestWorld
let server: Awaited<ReturnType<typeof buildServer>>
let storeId: string
let districtPlaceId: string
let actor: Actor | null = null

const actAs = async (kind: string): Promise<void> => {
  const { login } = await world.application.one<{ login: string }>(sql`select person.login from people.person
    join people.v_holding h on h.district_id = person.district_id and h.person_id = person.id
    join people.v_post post on post.district_id = h.district_id and post.id = h.post_id
    where post.kind = ${kind} and (post.organization_id is null or post.organization_id = ${storeId}) order by
      person.login limit 1`)
  actor = (await world.as(login)).actor
}

beforeAll(async () => {
  world = await openWorld()
  const { services, application } = world
  storeId = (
    await application.one<{ id: string }>(sql`select id from market.store order by name, id limit 1`)
  ).id
  districtPlaceId = (
    await application.one<{ id: string }>(sql`select id from places.v_place where kind = 'district'`)
  ).id
  await application.transaction((tx) =>
    grantRights(tx, services, {
      placeId: districtPlaceId,
      source: 'test',
      rights: { store_manager: ['market.upload_offers'], district_commander: ['market.assign'] },
    }),
  )
  server = await buildServer({
    services,
    routes: marketRoutes,
    errors: { ...marketErrors, ...filesErrors },
    texts: (_language: string, key: string) => key,
    identify: async () => actor,
    isReady: async () => true,
    webFolder: null,
    tls: null,
  } as unknown as Parameters<typeof buildServer>[0])
}, 120_000)

afterAll(async () => {
  await server?.close()
  await world?.close()
})

/** A file in the form in which a browser sends it. */
const sent = (bytes: Buffer, fileName: string) => {
  const boundary = 'changping-boundary'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  return {
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}

const upload = (mode: string, bytes: Buffer, fileName = '价目表.xlsx') =>
  server.inject({
    method: 'POST',
    url: `/api/stores/${storeId}/price-list?mode=${mode}`,
    ...sent(bytes, fileName),
  })

describe('over HTTP', () => {
  test('a manager downloads the list, uploads it and sees what is offered', async () => {
    await actAs('store_manager')
    const file = await server.inject({ method: 'GET', url: `/api/stores/${storeId}/price-list.xlsx` })
    expect(file.statusCode).toBe(200)
    expect(file.headers['content-type']).toContain('spreadsheetml')
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="price-list\.xlsx"; filename\*=UTF-8''%E/,
    )
    for (const mode of ['preview', 'apply']) {
      const answer = await upload(mode, file.rawPayload)
      expect(answer.statusCode).toBe(200)
      expect(uploadView.parse(answer.json())).toMatchObject({
        applied: mode === 'apply',
        changed: 0,
        faults: [],
      })
    }
    const stores = await server.inject({ method: 'GET', url: '/api/stores' })
    const [own] = storesView.parse(stores.json()).stores
    const offers = await server.inject({ method: 'GET', url: `/api/stores/${storeId}/offers?q=td` })
    const list = offersView.parse(offers.json())
    expect(own).toMatchObject({ id: storeId, name: list.storeName })
    expect(own?.uploadedAt).toBeTruthy()
    expect(list.offers.map((offer) => offer.name)).toContain('土豆')
  })

  test('what is no workbook is refused with its reason, and nothing but files', async () => {
    await actAs('store_manager')
    const refusals = [
      [await upload('apply', Buffer.from('a,b\n1,2'), 'a.csv'), 400, 'files.csv'],
      [await upload('apply', Buffer.alloc(0)), 400, 'files.missing'],
      [await upload('apply', Buffer.alloc(20 * 1024 * 1024 + 1)), 400, 'http.too_large'],
      [await upload('nonsense', Buffer.alloc(1)), 400, 'http.invalid_input'],
    ] as const
    for (const [answer, status, code] of refusals) {
      expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    }
    actor = null
    expect((await upload('apply', Buffer.alloc(1))).json().code).toBe('people.not_logged_in')
  })

  test('a commander proposes, changes and confirms the stores of the district', async () => {
    await actAs('district_commander')
    const body = { placeId: districtPlaceId }
    const proposed = await server.inject({ method: 'POST', url: '/api/assignments/propose', payload: body })
    const { assignments, loads } = assignmentsView.parse(proposed.json())
    const estates = await world.application.one<{ n: number }>(
      sql`select count(*) as n from places.v_place where kind = 'estate'`,
    )
    expect(assignments).toHaveLength(estates.n)
    expect(loads.length).toBeGreaterThan(1)
    const [first] = assignments
    const changed = await server.inject({
      method: 'PUT',
      url: `/api/estates/${first?.estateId}/store`,
      payload: { storeId: first?.alternatives[0]?.storeId },
    })
    expect(assignmentView.parse(changed.json())).toMatchObject({
      state: 'confirmed',
      storeId: first?.alternatives[0]?.storeId,
    })
    const confirmed = await server.inject({ method: 'POST', url: '/api/assignments/confirm', payload: body })
    expect(
      assignmentsView.parse(confirmed.json()).assignments.every((one) => one.state === 'confirmed'),
    ).toBe(true)
    const read = await server.inject({ method: 'GET', url: `/api/assignments?placeId=${districtPlaceId}` })
    expect(read.json()).toEqual(confirmed.json())
    expect(await world.faults()).toEqual([])
  })
})
