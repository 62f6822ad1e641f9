/**
 * Bad input at the HTTP door. Requests are made from our own OpenAPI document, right in part and broken in part, and
 * sent as several posts and as nobody; the seed makes them the same every time. 3,000 here, 100,000 with LONG=1.
 */
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errors } from '../../src/cli/product.ts'
import { sql } from '../../src/platform/db/index.ts'
import type { Actor, Stage } from '../security/stage.ts'
import { actorNamed, freshId, openStage } from '../security/stage.ts'
import type { Dice, Operation, Pool } from './generator.ts'
import { diceOf, operationsOf, pageOperations, requestFor } from './generator.ts'

const requestCount = process.env.LONG ? 100_000 : 3_000
const seed = Number(process.env.SEED ?? 20_261_121)
const atOnce = 8
const answerMs = 30_000

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(async () => {
  await stage?.close()
})

const poolOf = async (): Promise<Pool> => {
  const { application, services } = stage.world
  const idsOf = async (statement: ReturnType<typeof sql>): Promise<string[]> =>
    (await application.rows<{ id: string }>(statement)).map((row) => row.id)
  const district = services.districtId
  const estates = await idsOf(
    sql`select id from places.v_place where district_id = ${district} and kind = 'estate' limit 6`,
  )
  const places = await idsOf(
    sql`select id from places.v_place where district_id = ${district} and kind <> 'estate' limit 8`,
  )
  const households = [...stage.households.slice(0, 20), ...stage.orders.map((order) => order.householdId)]
  const orders = stage.orders.map((order) => order.id)
  const collections = [stage.collectionId, stage.otherCollectionId]
  const near = [stage.estateId, ...estates]
  return {
    '/estates': near,
    '/households': households,
    '/stores': [stage.storeId, stage.otherStoreId],
    '/orders': orders,
    '/collections': collections,
    // What would end the round for all that comes after is called with the ids of rounds that have ended.
    '/cycles': [stage.frozenCycleId],
    '/plans-in-force': [freshId(stage.world)],
    '/sessions': [freshId(stage.world)],
    '/chains': [freshId(stage.world)],
    '/bags': [],
    '/handovers': [],
    placeId: [stage.communityId, stage.streetId, stage.estateId, ...places],
    underId: [...places, stage.estateId],
    storeId: [stage.storeId, stage.otherStoreId],
    cycleId: [stage.openCycleId, stage.frozenCycleId],
    householdId: households,
    orderId: orders,
    replacesOrderId: orders,
    collectionId: collections,
    offerId: stage.offers.map((offer) => offer.id),
    code: ['D1', 'C3', 'C9', 'A1'],
    text: ['1. 3-2-501 鸡蛋2\n2. 同上', '鸡蛋 A2 AB各1', '3栋501 要三份套餐'],
    reason: ['核对电话'],
    digits: ['0000', '1234'],
    link: ['nothing', '1507030123456789ABCDEFGHJKMNPQRS'],
    login: ['nobody-at-all', 'admin'],
    q: ['yg', '501', '小区', '%', '_'],
    any: [...near, ...households.slice(0, 3), ...orders, ...collections, ...places],
  }
}

/** Words that tell what we are built of, or where. None of them may stand in a refusal. */
const telling =
  /node_modules|\bat [^ ]+ \(|\.[tj]s:\d|\bselect\b.*\bfrom\b|\binsert into\b|\brelation\b|violates|constraint|syntax error|postgres|\bpg_|fastify|\bzod\b|SQLSTATE|ECONN|stack|v?\b(20|18|17|15)\.\d+\.\d+/i

const faultsOf = (operation: Operation, reply: LightMyRequestResponse): string[] => {
  const { statusCode: status, headers, body } = reply
  const found: string[] = []
  if (status >= 500 && !(status === 503 && headers['retry-after'])) found.push(`status ${status}`)
  for (const name of [
    'content-security-policy',
    'x-content-type-options',
    'referrer-policy',
    'cache-control',
  ])
    if (!headers[name]) found.push(`no header ${name}`)
  if (headers['x-powered-by'] || headers.server) found.push('names its maker')
  if (status < 400 || reply.raw.req.method === 'HEAD') return found
  if (telling.test(body)) found.push(`tells too much: ${telling.exec(body)?.[0]}`)
  const isPage = operation.form && String(headers['content-type']).startsWith('text/html')
  if (isPage) return found
  if (!String(headers['content-type']).startsWith('application/problem+json'))
    return [...found, `is no problem+json: ${headers['content-type']} ${body.slice(0, 100)}`]
  const problem = JSON.parse(body) as Record<string, unknown>
  if (Object.keys(problem).sort().join() !== 'code,data,requestId,title') found.push('has another shape')
  const code = String(problem.code)
  if (!(code in errors) && !code.startsWith('orders.')) found.push(`unknown code ${code}`)
  for (const language of ['zh-Hans', 'zh-Hant', 'en'] as const)
    if (stage.world.services.texts(language, `errors.${code}`) === `errors.${code}`)
      found.push(`no text for ${code}`)
  return found
}

const callers = [
  'commander',
  'street officer',
  'community officer',
  'grid worker',
  'grid worker',
  'store manager',
  'store picker',
  'store manager elsewhere',
  'administrator',
  'auditor',
  'person without a post',
  'household',
  'nobody',
]

/** Log-in hashes for a tenth of a second, PDF and workbook take their time: these come less often. */
const isDear = (operation: Operation): boolean =>
  /session$|password|\.pdf|\.xlsx|propose|switch-on/.test(operation.path) && operation.method !== 'GET'
    ? true
    : /\.pdf|\.xlsx/.test(operation.path)

const choose = (dice: Dice, operations: readonly Operation[]): Operation => {
  const operation = dice.pick(operations)
  return isDear(operation) && dice.chance(0.85) ? choose(dice, operations) : operation
}

/** A request that is never answered is a fault like any other. */
const withinTime = async (asked: Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse | null> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), answerMs)
  })
  const first = await Promise.race([asked, late])
  clearTimeout(timer)
  return first
}

describe('bad input at the HTTP door', () => {
  test(`${requestCount} requests from our own OpenAPI document: no bug, every refusal in its shape`, async () => {
    const dice = diceOf(seed)
    const pool = await poolOf()
    const operations = [...operationsOf(stage.app.swagger()), ...pageOperations].filter(
      // It would end the session of the caller, and say nothing new after the first time.
      (operation) => !(operation.method === 'DELETE' && operation.path === '/api/session'),
    )
    expect(operations.length).toBeGreaterThan(45)
    const faults = new Map<string, { count: number; example: string }>()
    const statuses = new Map<number, number>()
    const reached = new Map<string, number>()
    const send = async (operation: Operation, actor: Actor): Promise<void> => {
      const request = requestFor(dice, pool, operation)
      const asked = stage.app.inject({
        ...request,
        remoteAddress: `192.0.2.${dice.whole(250)}`,
        headers: { ...request.headers, ...(actor.cookie ? { cookie: actor.cookie } : {}) },
      })
      const name = `${operation.method} ${operation.path}`
      const reply = await withinTime(asked)
      if (reply === null) {
        faults.set(`${name}: no answer`, { count: 1, example: String(request.url) })
        return
      }
      statuses.set(reply.statusCode, (statuses.get(reply.statusCode) ?? 0) + 1)
      if (reply.statusCode < 400) reached.set(name, (reached.get(name) ?? 0) + 1)
      for (const fault of faultsOf(operation, reply)) {
        const key = `${name}: ${fault}`
        const known = faults.get(key)
        const example =
          known?.example ??
          `${request.url?.toString().slice(0, 200)} ${String(request.payload).slice(0, 300)}`
        faults.set(key, { count: (known?.count ?? 0) + 1, example })
      }
    }
    for (let sent = 0; sent < requestCount; sent += atOnce) {
      await Promise.all(
        Array.from({ length: atOnce }, () =>
          send(choose(dice, operations), actorNamed(stage, dice.pick(callers))),
        ),
      )
    }
    expect(Object.fromEntries(faults)).toEqual({})
    // The requests are no noise: most doors let some of them in, and all kinds of answers come back.
    expect(reached.size).toBeGreaterThan(operations.length * 0.5)
    for (const status of [200, 400, 401, 404, 422])
      expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(10)
    expect(await stage.world.faults()).toEqual([])
  }, 3_600_000)
})
