import { importHouseholds } from '../../../src/modules/places/import/commands.ts'
import { switchOn } from '../../../src/modules/plans/index.ts'
import { sql } from '../../../src/platform/db/index.ts'
import { writeWorkbook } from '../../../src/platform/files/index.ts'
import type { Stage } from '../stage.ts'
import { actorNamed, freshId, hire, openSession } from '../stage.ts'

import type { Case } from './rules.ts'
import {
  at,
  atEstate,
  estate,
  everybody,
  files,
  form,
  get,
  keep,
  kept,
  nobody,
  post,
  upload,
} from './rules.ts'

export const householdCases: readonly Case[] = [
  { route: 'GET /h-script.js', rule: everybody, send: () => get('/h-script.js') },
  { route: 'GET /h-view', rule: everybody, send: () => get('/h-view?elder=1') },
  { route: 'GET /h/:link', rule: everybody, send: () => get('/h/nothing') },
  {
    route: 'POST /h/:link',
    rule: everybody,
    nobodyOpens: true,
    send: () => form('/h/nothing', { digits: '0000' }),
  },
  { route: 'GET /h', rule: everybody, send: () => get('/h') },
  {
    route: 'POST /h/order',
    rule: everybody,
    send: (stage) =>
      form('/h/order', {
        id: freshId(stage.world),
        cycleId: stage.openCycleId,
        [`q_${stage.offers[0]?.id}`]: '1',
      }),
  },
  {
    route: 'POST /api/household/orders',
    note: 'own order',
    rule: everybody,
    before: async (stage) => {
      const own = await stage.world.application.one<{ id: string }>(sql`select id from orders.v_order
        where district_id = ${stage.world.services.districtId} and household_id = ${stage.orders[0]?.householdId}
          and cycle_id = ${stage.openCycleId} and state = 'placed'`)
      kept.set('order to change', own.id)
    },
    send: (stage) =>
      post('/api/household/orders', {
        id: freshId(stage.world),
        cycleId: stage.openCycleId,
        householdId: stage.orders[0]?.householdId,
        replacesOrderId: keep('order to change'),
        lines: [{ offerId: stage.offers[0]?.id, count: 2 }],
      }),
  },
  {
    route: 'POST /h/cancel',
    note: 'own order',
    rule: everybody,
    before: async (stage) => {
      const own = await stage.world.application.one<{ id: string }>(sql`select id from orders.v_order
        where district_id = ${stage.world.services.districtId} and household_id = ${stage.orders[0]?.householdId}
          and cycle_id = ${stage.openCycleId} and state = 'placed'`)
      kept.set('own order', own.id)
    },
    send: () => form('/h/cancel', { orderId: keep('own order') }),
  },
  ...[
    { note: 'own', opens: true, household: (stage: Stage) => stage.orders[0]?.householdId },
    { note: "a neighbour's", opens: false, household: (stage: Stage) => stage.orders[1]?.householdId },
  ].map(({ note, opens, household }) => ({
    route: 'POST /api/household/orders',
    note,
    rule: opens ? everybody : nobody,
    nobodyOpens: !opens,
    send: (stage: Stage, pick: (id: string) => string) =>
      post('/api/household/orders', {
        id: freshId(stage.world),
        cycleId: stage.openCycleId,
        householdId: pick(household(stage) as string),
        lines: [{ offerId: stage.offers[0]?.id, count: 1 }],
      }),
  })),
  {
    route: 'POST /h/cancel',
    note: "a neighbour's order",
    rule: nobody,
    nobodyOpens: true,
    send: (stage, pick) => form('/h/cancel', { orderId: pick(stage.orders[1]?.id as string) }),
  },
]

let roomNumber = 100
/** A list of one new home, as somebody at a desk writes it. */
const homeList = async (estateName: string, room: string): Promise<Buffer> => {
  const column = (header: string) => ({ header, kind: 'text' as const, width: 10 })
  const table = {
    name: '住户',
    title: '住户',
    columns: ['小区', '楼栋', '单元', '房号', '姓名', '人数'].map(column),
    rows: [[estateName, '99', '1', room, '新住户', '2']],
    notes: [],
  }
  return Buffer.from(await writeWorkbook([table], 0))
}
const nameOf = async (stage: Stage, placeId: string): Promise<string> => {
  const { name } = await stage.world.application.one<{ name: string }>(
    sql`select name from places.v_place where id = ${placeId}`,
  )
  return name
}
const copyHolder = 'community officer'

export const importCases: readonly Case[] = [
  ...[
    { scope: 'estates', place: estate },
    { scope: 'places', place: (stage: Stage) => stage.communityId },
  ].map(({ scope, place }) => ({
    route: `POST /api/${scope}/:id/households/import`,
    rule: at(place),
    before: async (stage: Stage) => {
      files.homes = await homeList(await nameOf(stage, stage.estateId), '101')
    },
    send: (stage: Stage, pick: (id: string) => string) =>
      upload(`/api/${scope}/${pick(place(stage))}/households/import?mode=preview`, files.homes),
  })),
  {
    route: 'POST /api/estates/:id/orders/import',
    rule: atEstate,
    // A list of homes is no list of orders: those who may are told so.
    nobodyOpens: true,
    send: (stage, pick) =>
      upload(`/api/estates/${pick(stage.estateId)}/orders/import?mode=preview`, files.homes),
  },
  {
    route: 'GET /api/estates/:id/imports',
    rule: atEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/imports`),
  },
  {
    route: 'DELETE /api/imports/:id',
    rule: atEstate,
    each: true,
    before: async (stage) => {
      roomNumber += 1
      const bytes = await homeList(await nameOf(stage, stage.estateId), String(roomNumber))
      const file = { bytes, name: 'x.xlsx' }
      const done = await importHouseholds(stage.contexts.street, stage.estateId, 'estate', 'apply', file)
      kept.set('import', String(done.importId))
    },
    send: (_stage, pick) => ({ method: 'DELETE', url: `/api/imports/${pick(keep('import'))}` }),
  },
  {
    route: 'GET /api/import-copies/:id',
    rule: (_stage, actor) => (actor.name === copyHolder ? 'open' : 'missing'),
    before: async (stage) => {
      const wrong = await homeList('没有这个小区', '')
      const reply = await stage.app.inject({
        ...upload(`/api/estates/${stage.estateId}/households/import?mode=preview`, wrong),
        headers: {
          ...upload('', wrong).headers,
          cookie: actorNamed(stage, copyHolder).cookie,
        },
      })
      kept.set('copy', String((reply.json() as { markedCopyId: string }).markedCopyId))
    },
    send: (_stage, pick) => get(`/api/import-copies/${pick(keep('copy'))}`),
  },
  {
    route: 'GET /api/estates/:id/households.xlsx',
    rule: atEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/households.xlsx`),
  },
  {
    route: 'GET /api/estates/:id/households.xlsx',
    note: 'revealed',
    rule: (stage, actor) => {
      const may = (action: string): boolean => stage.model.can(actor.posts, action, stage.estateId, null)
      if (!may('places.read_households')) return 'missing'
      return may('places.reveal') ? 'open' : 'forbidden'
    },
    send: (stage, pick) =>
      get(`/api/estates/${pick(stage.estateId)}/households.xlsx?reveal=${encodeURIComponent('核对名单')}`),
  },
]

const onPerson = (what: string, body: () => Record<string, unknown> = () => ({})): Case => ({
  route: `POST /api/persons/:id/${what}`,
  rule: at((stage) => stage.communityId),
  each: true,
  before: async (stage) => {
    const login = `staff-${freshId(stage.world)}`
    const post = { kind: 'grid_worker' as const, placeId: stage.communityId, organizationId: null }
    kept.set('person', await hire(stage.world, login, post))
    const held = await stage.world.application.one<{ postId: string }>(
      sql`select post_id from people.v_holding where person_id = ${keep('person')}`,
    )
    kept.set('post', held.postId)
  },
  send: (_stage, pick) => post(`/api/persons/${pick(keep('person'))}/${what}`, body()),
})
export const peopleCases: readonly Case[] = [
  { route: 'GET /api/persons', rule: everybody, send: () => get('/api/persons') },
  onPerson('end-sessions'),
  onPerson('disable'),
  onPerson('enable'),
  onPerson('end-post', () => ({ postId: keep('post') })),
]

/** Those that end something come last. */
export const endingCases: readonly Case[] = [
  {
    route: 'POST /api/session',
    rule: everybody,
    nobodyOpens: true,
    send: (stage) => ({
      ...post('/api/session', { login: freshId(stage.world), password: 'not-the-password' }),
      remoteAddress: '192.0.2.7',
    }),
  },
  {
    route: 'PUT /api/password',
    rule: everybody,
    nobodyOpens: true,
    send: () => ({
      method: 'PUT',
      url: '/api/password',
      payload: { oldPassword: 'not-the-password', newPassword: 'neither-is-this' },
    }),
  },
  {
    route: 'POST /api/cycles/:id/end',
    rule: at((stage) => stage.communityId),
    send: (stage, pick) => post(`/api/cycles/${pick(stage.openCycleId)}/end`),
  },
  {
    route: 'POST /api/plans-in-force/:id/switch-off',
    // Its rights stay while bags are under way; who may switch does not hang on them.
    rule: at((stage) => stage.communityId),
    each: true,
    before: async (stage) => {
      const known = await stage.world.application.maybe<{ id: string }>(sql`select id from policy.v_plan
        where district_id = ${stage.world.services.districtId} and code = 'C3' and switched_off_at is null`)
      const id = known?.id ?? freshId(stage.world)
      if (!known) await switchOn(stage.contexts.street, 'C3', { id, placeId: stage.communityId })
      kept.set('plan', id)
    },
    send: (_stage, pick) => post(`/api/plans-in-force/${pick(keep('plan'))}/switch-off`),
  },
  {
    route: 'DELETE /api/sessions/:id',
    note: "another person's",
    rule: nobody,
    nobodyOpens: true,
    before: async (stage) => {
      await hire(stage.world, 'bystander', null)
      await openSession(stage.world, 'bystander')
      const session = await stage.world.owner.one<{ id: string }>(sql`select s.id from people.session s
        join people.person p on p.district_id = s.district_id and p.id = s.person_id where p.login = 'bystander'`)
      kept.set('session', session.id)
    },
    send: (_stage, pick) => ({ method: 'DELETE', url: `/api/sessions/${pick(keep('session'))}` }),
  },
  {
    route: 'DELETE /api/session',
    rule: everybody,
    send: () => ({ method: 'DELETE', url: '/api/session' }),
  },
]
