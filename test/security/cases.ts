import type { InjectOptions } from 'fastify'
import { exportPriceList } from '../../src/modules/market/price-lists.ts'
import { pasteChain } from '../../src/modules/orders/chain.ts'
import { orderFor } from '../../src/modules/orders/commands.ts'
import { declareHandover, makeBags, packBag, readPickList } from '../../src/modules/packing/index.ts'
import { switchOn } from '../../src/modules/plans/index.ts'
import { sql } from '../../src/platform/db/index.ts'
import type { Actor, Stage } from './stage.ts'
import { freshId, hire, openSession } from './stage.ts'

/** How a route must answer: done or refused for its own reasons; as if it were not there; seen but not allowed. */
export type Verdict = 'open' | 'missing' | 'forbidden'

type Rule = (stage: Stage, actor: Actor, action: string) => Verdict

/** One call of a route at real things of the stage. `pick` gives the real id, or in its place one that nobody has. */
export type Case = {
  readonly route: string
  readonly note?: string
  /** The action that decides, when the act in the body asks for another one than the route. */
  readonly action?: string
  readonly rule: Rule
  readonly before?: (stage: Stage) => Promise<void>
  /** `before` is needed anew for every caller: the act uses up what it is done to. */
  readonly each?: boolean
  readonly send: (stage: Stage, pick: (id: string) => string) => InjectOptions
  /** A route that nobody of the stage may open: foreign things only. */
  readonly nobodyOpens?: boolean
}

const everybody: Rule = () => 'open'
const nobody: Rule = () => 'missing'
const at =
  (place: (stage: Stage) => string, store: (stage: Stage) => string | null = () => null): Rule =>
  (stage, actor, action) =>
    stage.model.can(actor.posts, action, place(stage), store(stage)) ? 'open' : 'missing'
const estate = (stage: Stage): string => stage.estateId
const store = (stage: Stage): string => stage.storeId
const atEstate = at(estate)
const atCollection = at(estate, store)

const sees = (stage: Stage, actor: Actor, action: string, placeId: string): boolean =>
  stage.model.reach(actor.posts, action).some((one) => stage.model.lineage(placeId).includes(one.placeId))
const seesOpenly = (stage: Stage, actor: Actor, action: string, placeId: string): boolean =>
  stage.model
    .reach(actor.posts, action)
    .some((one) => one.storeId === null && stage.model.lineage(placeId).includes(one.placeId))
const reachesEstate: Rule = (stage, actor, action) =>
  sees(stage, actor, action, stage.estateId) ? 'open' : 'missing'
const reachesCollection: Rule = (stage, actor, action) =>
  stage.model
    .reach(actor.posts, action)
    .some(
      (one) =>
        stage.model.lineage(stage.estateId).includes(one.placeId) &&
        (one.storeId === null || one.storeId === stage.storeId),
    )
    ? 'open'
    : 'missing'
/** A store is seen by its own people, where it stands, and from the estates that it serves. */
const seesStore = (stage: Stage, actor: Actor, action: string): boolean =>
  stage.model
    .reach(actor.posts, action)
    .some(
      (one) =>
        one.storeId === stage.storeId ||
        (one.storeId === null &&
          [stage.storeId, ...stage.servedEstates].some((placeId) =>
            stage.model.lineage(placeId).includes(one.placeId),
          )),
    )
const reachesStore: Rule = (stage, actor, action) => (seesStore(stage, actor, action) ? 'open' : 'missing')
const assigns =
  (place: (stage: Stage) => string): Rule =>
  (stage, actor, action) => {
    if (stage.model.can(actor.posts, action, place(stage), null)) return 'open'
    return seesOpenly(stage, actor, 'market.read_stores', place(stage)) ? 'forbidden' : 'missing'
  }
const uploads: Rule = (stage, actor, action) => {
  const own = stage.model.reach(actor.posts, action).some((one) => one.storeId === stage.storeId)
  if (own || stage.model.can(actor.posts, action, stage.storeId, stage.storeId)) return 'open'
  return seesStore(stage, actor, 'market.read_stores') ? 'forbidden' : 'missing'
}
const seesAround: Rule = (stage, actor, action) =>
  stage.model
    .reach(actor.posts, action)
    .some(
      (one) =>
        stage.model.lineage(stage.streetId).includes(one.placeId) ||
        stage.model.lineage(one.placeId).includes(stage.streetId),
    )
    ? 'open'
    : 'missing'
const money: Rule = (stage, actor, action) => {
  if (stage.model.can(actor.posts, action, stage.estateId, null)) return 'open'
  return sees(stage, actor, 'places.read', stage.estateId) ? 'forbidden' : 'missing'
}

// What a case before leaves for a later one.
const kept = new Map<string, string>()
const keep = (name: string): string => {
  const value = kept.get(name)
  if (value === undefined) throw new Error(`nothing kept as ${name}`)
  return value
}
let workbook: Buffer = Buffer.alloc(0)

const get = (url: string): InjectOptions => ({ method: 'GET', url })
const post = (url: string, payload?: Record<string, unknown>): InjectOptions => ({
  method: 'POST',
  url,
  ...(payload ? { payload } : {}),
})
const form = (url: string, fields: Record<string, string>): InjectOptions => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
})
/** A file as a browser sends it. */
export const upload = (url: string, bytes: Buffer, name = 'list.xlsx'): InjectOptions => {
  const line = '----changping'
  return {
    method: 'POST',
    url,
    headers: { 'content-type': `multipart/form-data; boundary=${line}` },
    payload: Buffer.concat([
      Buffer.from(
        `--${line}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${line}--\r\n`),
    ]),
  }
}

const bagOf = async (stage: Stage, index: number) => {
  const { bags } = await readPickList(stage.contexts.manager, stage.collectionId)
  const bag = bags[index]
  if (!bag) throw new Error(`no bag ${index}`)
  return bag
}

const listCases: readonly Case[] = [
  '/api/session',
  '/api/sessions',
  '/api/labels/test.pdf',
  '/api/places',
  '/api/estates',
  '/api/plans',
  '/api/stores',
  '/api/cycles',
  '/api/overview',
  '/api/collections',
].map((path) => ({ route: `GET ${path}`, rule: everybody, send: () => get(path) }))

const placeCases: readonly Case[] = [
  {
    route: 'GET /api/estates/:id',
    rule: reachesEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}`),
  },
  {
    route: 'GET /api/estates/:id/households',
    rule: atEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/households`),
  },
  {
    route: 'POST /api/households/:id/reveal',
    rule: atEstate,
    send: (stage, pick) =>
      post(`/api/households/${pick(stage.households[0] as string)}/reveal`, { reason: '核对电话' }),
  },
  {
    route: 'POST /api/households/:id/link',
    rule: atEstate,
    send: (stage, pick) => post(`/api/households/${pick(stage.households[1] as string)}/link`),
  },
  {
    route: 'POST /api/households/:id/reopen-link',
    rule: atEstate,
    send: (stage, pick) => post(`/api/households/${pick(stage.households[1] as string)}/reopen-link`),
  },
]

const planCases: readonly Case[] = [
  {
    route: 'POST /api/plans/:code/check',
    rule: at((stage) => stage.communityId),
    send: (stage, pick) => post('/api/plans/D1/check', { placeId: pick(stage.communityId) }),
  },
  {
    route: 'POST /api/plans/:code/switch-on',
    rule: at((stage) => stage.streetId),
    send: (stage, pick) =>
      // The plan is in force there already: its own id again is the same act.
      post('/api/plans/D1/switch-on', { id: stage.planId, placeId: pick(stage.streetId) }),
  },
]

const marketCases: readonly Case[] = [
  {
    route: 'GET /api/assignments',
    rule: seesAround,
    send: (stage, pick) => get(`/api/assignments?placeId=${pick(stage.streetId)}`),
  },
  {
    route: 'POST /api/assignments/propose',
    rule: assigns((stage) => stage.streetId),
    send: (stage, pick) => post('/api/assignments/propose', { placeId: pick(stage.streetId) }),
  },
  {
    route: 'POST /api/assignments/confirm',
    rule: assigns((stage) => stage.streetId),
    send: (stage, pick) => post('/api/assignments/confirm', { placeId: pick(stage.streetId) }),
  },
  {
    route: 'PUT /api/estates/:id/store',
    rule: assigns(estate),
    send: (stage, pick) => ({
      method: 'PUT',
      url: `/api/estates/${pick(stage.estateId)}/store`,
      payload: { storeId: stage.storeId },
    }),
  },
  {
    route: 'GET /api/stores/:id/offers',
    rule: reachesStore,
    send: (stage, pick) => get(`/api/stores/${pick(stage.storeId)}/offers`),
  },
  {
    route: 'GET /api/stores/:id/price-list.xlsx',
    rule: reachesStore,
    send: (stage, pick) => get(`/api/stores/${pick(stage.storeId)}/price-list.xlsx`),
  },
  {
    route: 'POST /api/stores/:id/price-list',
    rule: uploads,
    before: async (stage) => {
      workbook = Buffer.from((await exportPriceList(stage.contexts.manager, stage.storeId)).bytes)
    },
    send: (stage, pick) => upload(`/api/stores/${pick(stage.storeId)}/price-list?mode=preview`, workbook),
  },
]

const orderCases: readonly Case[] = [
  ...['sheet', 'announcement'].map((what) => ({
    route: `GET /api/estates/:id/${what}`,
    rule: reachesEstate,
    send: (stage: Stage, pick: (id: string) => string) => get(`/api/estates/${pick(stage.estateId)}/${what}`),
  })),
  {
    route: 'POST /api/orders',
    rule: atEstate,
    send: (stage, pick) =>
      post('/api/orders', {
        id: freshId(stage.world),
        cycleId: stage.openCycleId,
        householdId: pick(stage.households[2] as string),
        lines: [{ offerId: stage.offers[0]?.id, count: 1 }],
      }),
  },
  {
    route: 'POST /api/orders/:id/cancel',
    rule: atEstate,
    before: async (stage) => {
      kept.set('order', freshId(stage.world))
      const answer = await orderFor(stage.contexts.grid, {
        id: keep('order'),
        cycleId: stage.openCycleId,
        householdId: stage.households[3] as string,
        lines: [{ offerId: stage.offers[1]?.id as string, count: 1 }],
      })
      if (answer.code !== 'placed') throw new Error(answer.code)
    },
    send: (_stage, pick) => post(`/api/orders/${pick(keep('order'))}/cancel`),
  },
  {
    route: 'GET /api/households/:id/order',
    rule: reachesEstate,
    send: (stage, pick) => get(`/api/households/${pick(stage.households[2] as string)}/order`),
  },
  {
    route: 'POST /api/estates/:id/chains',
    rule: atEstate,
    send: (stage, pick) =>
      post(`/api/estates/${pick(stage.estateId)}/chains`, { id: freshId(stage.world), text: '1. 大家好' }),
  },
  {
    route: 'GET /api/chains/:id',
    rule: atEstate,
    before: async (stage) => {
      kept.set('chain', freshId(stage.world))
      await pasteChain(stage.contexts.grid, stage.estateId, { id: keep('chain'), text: '1. 你好' })
    },
    send: (_stage, pick) => get(`/api/chains/${pick(keep('chain'))}`),
  },
  {
    route: 'POST /api/chains/:id/apply',
    rule: atEstate,
    send: (_stage, pick) => post(`/api/chains/${pick(keep('chain'))}/apply`, { settled: [] }),
  },
  {
    route: 'GET /api/estates/:id/money',
    rule: money,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/money`),
  },
  {
    route: 'POST /api/payments',
    rule: atEstate,
    send: (stage, pick) =>
      post('/api/payments', {
        id: freshId(stage.world),
        orderId: pick(stage.orders[0]?.id as string),
        kind: 'collect',
        amountFen: 1,
      }),
  },
]

const scan = (act: string, action: string, index: number): Case => ({
  route: 'POST /api/bags/scan',
  note: act,
  action,
  rule: atCollection,
  before: async (stage) => {
    kept.set(`scan ${act}`, String((await bagOf(stage, index)).code))
  },
  send: (stage, pick) =>
    post('/api/bags/scan', {
      act,
      // Nobody's bag has a code of the same form, with other signs.
      code: pick('code') === 'code' ? keep(`scan ${act}`) : otherCode(keep(`scan ${act}`)),
      collectionId: stage.collectionId,
    }),
})
const otherCode = (code: string): string =>
  code.replace(/[0-9A-Z]{4}$/, (end) => (end === 'ZZZZ' ? 'YYYY' : 'ZZZZ'))

const packingCases: readonly Case[] = [
  {
    route: 'POST /api/collections/:id/bags',
    rule: atCollection,
    send: (stage, pick) => post(`/api/collections/${pick(stage.collectionId)}/bags`),
  },
  {
    route: 'GET /api/collections/:id/pick-list',
    rule: atCollection,
    send: (stage, pick) => get(`/api/collections/${pick(stage.collectionId)}/pick-list`),
  },
  {
    route: 'GET /api/collections/:id/labels.pdf',
    rule: atCollection,
    send: (stage, pick) =>
      get(
        `/api/collections/${pick(stage.collectionId)}/labels.pdf?from=1&to=1&reason=${encodeURIComponent('重打')}`,
      ),
  },
  {
    route: 'POST /api/bags/:id/pack',
    rule: atCollection,
    before: async (stage) => {
      await makeBags(stage.contexts.manager, stage.collectionId)
      kept.set('bag', (await bagOf(stage, 0)).id)
    },
    send: (_stage, pick) => post(`/api/bags/${pick(keep('bag'))}/pack`, { short: [] }),
  },
  scan('look', 'packing.read', 0),
  scan('pack', 'packing.pack', 1),
  scan('check', 'packing.check', 1),
  {
    route: 'POST /api/collections/:id/handover',
    rule: atCollection,
    before: async (stage) => {
      for (let index = 0; index < stage.orders.length; index += 1)
        await packBag(stage.contexts.picker, (await bagOf(stage, index)).id, [])
    },
    send: (stage, pick) =>
      post(`/api/collections/${pick(stage.collectionId)}/handover`, {
        id: freshId(stage.world),
        bagCount: stage.orders.length,
      }),
  },
  {
    route: 'GET /api/collections/:id/handover',
    rule: atCollection,
    send: (stage, pick) => get(`/api/collections/${pick(stage.collectionId)}/handover`),
  },
  {
    route: 'POST /api/handovers/:id/agree',
    rule: atCollection,
    before: async (stage) => {
      kept.set('handover', freshId(stage.world))
      await declareHandover(stage.contexts.manager, stage.collectionId, {
        id: keep('handover'),
        bagCount: stage.orders.length,
      })
    },
    send: (stage, pick) =>
      post(`/api/handovers/${pick(keep('handover'))}/agree`, { bagCount: stage.orders.length }),
  },
  scan('collect', 'packing.collect', 0),
  {
    route: 'POST /api/bags/:id/short',
    rule: atCollection,
    before: async (stage) => {
      kept.set('short offer', String((await bagOf(stage, 0)).lines[0]?.offerId))
    },
    send: (_stage, pick) =>
      post(`/api/bags/${pick(keep('bag'))}/short`, { short: [{ offerId: keep('short offer'), count: 1 }] }),
  },
  {
    route: 'GET /api/estates/:id/board',
    rule: reachesEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/board`),
  },
  ...['totals', 'totals.xlsx'].map((what) => ({
    route: `GET /api/collections/:id/${what}`,
    rule: reachesCollection,
    send: (stage: Stage, pick: (id: string) => string) =>
      get(`/api/collections/${pick(stage.collectionId)}/${what}`),
  })),
]

const householdCases: readonly Case[] = [
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
const peopleCases: readonly Case[] = [
  { route: 'GET /api/persons', rule: everybody, send: () => get('/api/persons') },
  onPerson('end-sessions'),
  onPerson('disable'),
  onPerson('enable'),
  onPerson('end-post', () => ({ postId: keep('post') })),
]

/** Those that end something come last. */
const endingCases: readonly Case[] = [
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

export const cases: readonly Case[] = [
  ...listCases,
  ...placeCases,
  ...planCases,
  ...marketCases,
  ...orderCases,
  ...packingCases,
  ...householdCases,
  ...peopleCases,
  ...endingCases,
]
