// covers: ORG-3 walked refused
/** Accounts, passwords and sessions: reliability requirements by their numbers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { makeActivationServer } from '../../src/cli/activation.ts'
import { findDistrict, makeServer, migrateDatabase } from '../../src/cli/product.ts'
import { issueActivation } from '../../src/modules/people/index.ts'
import { commonPasswords, isGuessable } from '../../src/modules/people/passwords.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { openDatabase, sql } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { hashPassword } from '../../src/platform/secrets.ts'
import type { TestWorld } from '../support/database.ts'
import { openWorld } from '../support/database.ts'
import { databaseUrl, dropDatabase, makeDatabase } from '../support/databases.ts'
import { hire, openSession } from './stage.ts'

let world: TestWorld
let app: FastifyInstance
let password = ''
beforeAll(async () => {
  world = await openWorld()
  app = await makeServer(world.config, world.services, null)
  const logins = readFileSync(join(world.config.dataDir, 'demo-logins.txt'), 'utf8')
  password = /commander\s+commander\s+(\S+)/.exec(logins)?.[1] ?? ''
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})

const district = (): number => world.services.districtId
const logIn = (login: string, typed: string, from = '192.0.2.1'): Promise<LightMyRequestResponse> =>
  app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { login, password: typed },
    remoteAddress: from,
  })
const cookieOf = (reply: LightMyRequestResponse): string =>
  String(reply.headers['set-cookie']).split(';')[0] as string
const me = async (cookie: string): Promise<number> =>
  (await app.inject({ method: 'GET', url: '/api/session', headers: { cookie } })).statusCode
const codeOf = (reply: LightMyRequestResponse): string => (reply.json() as { code: string }).code
const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
const forgetTries = (): Promise<number> =>
  world.application.run(sql`delete from people.attempt where district_id = ${district()}`)

describe('R01 a fresh installation', () => {
  const name = 'changping_test_empty'
  test('R01 knows no account: one code, 24 hours at most, once, makes the first administrator', async () => {
    const serverUrl = inject('serverUrl')
    await dropDatabase(serverUrl, name)
    await makeDatabase(serverUrl, name, null)
    const url = databaseUrl(serverUrl, name)
    const log = openLog('silent')
    const owner = openDatabase({ url, log, as: 'owner', connectionsMax: 2 })
    const application = openDatabase({ url, log, as: 'application', connectionsMax: 3 })
    let activated = 0
    const server = await makeActivationServer(world.config, { application }, { log, tls: null }, () => {
      activated += 1
    })
    try {
      await migrateDatabase(owner, url, world.config.root)
      expect((await owner.one<{ n: number }>(sql`select count(*) as n from people.person`)).n).toBe(0)
      const { code, hours } = await issueActivation(application, systemRandom)
      expect(hours).toBeLessThanOrEqual(24)
      const send = (change: Record<string, string>) =>
        server.inject({
          method: 'POST',
          url: '/api/activation',
          payload: {
            code,
            districtCode: '150703',
            login: 'first',
            name: '第一人',
            password: 'zwei-Birnen-am-Baum',
            ...change,
          },
        })
      expect(codeOf(await send({ code: 'AAAA-AAAA-AAAA-AAAA' }))).toBe('people.activation_wrong')
      expect(codeOf(await send({ districtCode: '999999' }))).toBe('people.activation_district')
      expect(codeOf(await send({ password: 'first-2026' }))).toBe('people.weak_password')
      const old = await owner.run(sql`update people.activation set expires_at = clock_timestamp()`)
      expect(old).toBe(1)
      expect(codeOf(await send({}))).toBe('people.activation_wrong')
      await owner.run(sql`update people.activation set expires_at = clock_timestamp() + interval '24 hours'`)
      // Two at once: one of them.
      const both = await Promise.all([send({}), send({ login: 'second' })])
      expect(both.map((reply) => reply.statusCode).sort()).toEqual([200, 422])
      expect(activated).toBe(1)
      expect(codeOf(await send({ login: 'third' }))).toBe('people.activation_wrong')
      expect(await findDistrict(application)).toBe(150703)
      const { n } = await owner.one<{ n: number }>(sql`select count(*) as n from places.place`)
      expect(n).toBeGreaterThan(10)
      const after = await makeServer(world.config, { ...world.services, database: application }, null)
      const login = both[0]?.statusCode === 200 ? 'first' : 'second'
      const reply = await after.inject({
        method: 'POST',
        url: '/api/session',
        payload: { login, password: 'zwei-Birnen-am-Baum' },
      })
      expect(reply.statusCode).toBe(200)
      expect((await after.inject({ method: 'POST', url: '/api/activation', payload: {} })).statusCode).toBe(
        404,
      )
      await after.close()
    } finally {
      await server.close()
      await application.close()
      await owner.close()
      await dropDatabase(serverUrl, name)
    }
  })
})

describe('R02 R03 passwords', () => {
  test('R02 at least 3,000 common passwords, dates, runs, and the words of this place are refused', async () => {
    expect(commonPasswords().size).toBeGreaterThan(3_000)
    const names = ['扎赉诺尔区', '呼伦贝尔市', '友谊超市']
    const weak = [
      '12345678 password1 P@ssw0rd Qwerty123 iloveyou1 woaini1314 5201314520 1qaz2wsx 87654321 19900101 01011990',
      '13912345678 aaaaaaaa abcabcabc 12121212 qwertyuiop admin123 zhangwei1988 wangwei123 88888888 mima1234',
      'grid-1-2026 zhalainuoer1 hulunbeier2026 changping1 Changping@2026 扎赉诺尔2026 常平常平 youyi123chaoshi',
    ]
    const missed = weak
      .flatMap((line) => line.split(' '))
      .filter((text) => text.length >= 8 || /\p{Script=Han}/u.test(text))
      .filter((text) => !isGuessable(text, 'grid-1', names))
    expect(missed).toEqual(['youyi123chaoshi'])
  })

  test('R02 any other of 8 signs to 64 and more is taken as it is, blanks and all', async () => {
    const names = ['扎赉诺尔区', '友谊超市']
    const good = [
      '三只羊过河去吃草',
      ' seven spare  keys ',
      'kX9$vv-2rT',
      '🐑🐑🐫🐫🦌🦌🐎🐎',
      'm'.repeat(3) + 'Qz7 '.repeat(20),
    ]
    expect(good.filter((text) => isGuessable(text, 'grid-1', names))).toEqual([])
    await hire(world, 'chooser', null)
    await world.application.run(
      sql`update people.person set password_hash = ${await hashPassword('the old one here')} where login = 'chooser'`,
    )
    const cookie = await openSession(world, 'chooser')
    const change = (oldPassword: string, newPassword: string) =>
      app.inject({
        method: 'PUT',
        url: '/api/password',
        headers: { cookie },
        payload: { oldPassword, newPassword },
      })
    expect(codeOf(await change('the old one here', 'chooser-2026'))).toBe('people.weak_password')
    expect(codeOf(await change('the old one here', 'short'))).toBe('http.invalid_input')
    const long = ` ${'很长的密码 '.repeat(12)}`
    expect((await change('the old one here', long)).statusCode).toBe(200)
    expect((await logIn('chooser', long)).statusCode).toBe(200)
    expect(codeOf(await logIn('chooser', long.trim()))).toBe('people.wrong_login')
  })

  test('R03 Argon2id is stored, and older terms are hashed anew at the log-in', async () => {
    const read = () =>
      world.application.one<{ hash: string }>(
        sql`select password_hash as hash from people.person where login = 'stale'`,
      )
    await hire(world, 'stale', null)
    const { hash } = await import('@node-rs/argon2')
    const old = await hash('an older password', { memoryCost: 8_192, timeCost: 1, parallelism: 1 })
    await world.application.run(sql`update people.person set password_hash = ${old} where login = 'stale'`)
    expect((await logIn('stale', 'an older password')).statusCode).toBe(200)
    const renewed = (await read()).hash
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect((await logIn('stale', 'an older password')).statusCode).toBe(200)
    expect((await read()).hash).toBe(renewed)
  })
})

describe('R05 R07 guessing', () => {
  test('R05 ten tries close one account to one source, and nobody else is locked out', async () => {
    await forgetTries()
    for (let count = 0; count < 10; count += 1)
      expect((await logIn('auditor', 'wrong wrong')).statusCode).toBe(401)
    const closed = await logIn('auditor', password)
    expect([closed.statusCode, codeOf(closed), closed.headers['retry-after']]).toEqual([
      503,
      'people.too_many_tries',
      '900',
    ])
    expect((await logIn('auditor', password, '192.0.2.2')).statusCode).toBe(200)
    expect((await logIn('commander', password)).statusCode).toBe(200)
  })

  test('R05 tries from everywhere close the account to strangers, not to where its owner works', async () => {
    await forgetTries()
    expect((await logIn('auditor', password, '192.0.2.77')).statusCode).toBe(200)
    await world.application.run(sql`insert into people.attempt (district_id, subject, failed_count, since_at)
      values (${district()}, 'account:auditor', 100, clock_timestamp())`)
    expect(codeOf(await logIn('auditor', password, '192.0.2.78'))).toBe('people.too_many_tries')
    expect((await logIn('auditor', password, '192.0.2.77')).statusCode).toBe(200)
    await world.application.run(sql`update people.attempt set since_at = since_at - interval '16 minutes'`)
    expect((await logIn('auditor', password, '192.0.2.78')).statusCode).toBe(200)
  })

  test('R07 unknown user and wrong password look alike, in the answer and in time', async () => {
    await forgetTries()
    const strip = (reply: LightMyRequestResponse): unknown => ({ ...(reply.json() as object), requestId: '' })
    const [unknown, wrong] = [await logIn('nobody-here', 'x'), await logIn('commander', 'x')]
    expect([unknown.statusCode, strip(unknown)]).toEqual([wrong.statusCode, strip(wrong)])
    const times: Record<string, number[]> = { nobody: [], known: [] }
    for (let round = 0; round < 24; round += 1) {
      for (const [kind, login] of [
        ['nobody', `nobody-${round}`],
        ['known', 'commander'],
      ] as const) {
        const began = performance.now()
        await logIn(login, 'wrong wrong', `198.51.100.${round}`)
        times[kind]?.push(performance.now() - began)
      }
    }
    // Hashing alone takes some 20 ms or more: leaving it out for unknown users would show at once.
    const [nobody, known] = [middle(times.nobody ?? []), middle(times.known ?? [])]
    expect(Math.abs(nobody - known)).toBeLessThan(Math.max(5, 0.25 * known))
  })
})

describe('R10 R11 R12 R13 sessions', () => {
  test('R10 an opaque token of 128 bits or more in a __Host- cookie, another one at every log-in', async () => {
    const replies = [await logIn('commander', password), await logIn('commander', password)]
    const lines = replies.map((reply) => String(reply.headers['set-cookie']))
    for (const line of lines) {
      expect(line).toMatch(/^__Host-changping=150703\.[0-9A-Z]{26}; /)
      for (const word of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(line).toContain(word)
      expect(line).not.toContain('Domain')
    }
    expect(lines[0]).not.toBe(lines[1])
    // The token is not in the database: only its hash.
    const token = /\.([0-9A-Z]{26})/.exec(lines[0] as string)?.[1] as string
    const { n } = await world.owner.one<{ n: number }>(
      sql`select count(*) as n from people.session s where s::text like ${`%${token}%`} or s.token_hash = ${Buffer.from(token)}`,
    )
    expect(n).toBe(0)
  })

  test('R11 a session ends twelve hours after its last use and seven days after the log-in', async () => {
    const shift = (cookie: string, column: 'seen' | 'created', hours: number): Promise<number> =>
      world.application.run(sql`update people.session set
          seen_at = seen_at - make_interval(mins => ${column === 'seen' ? hours * 60 : 0}),
          created_at = created_at - make_interval(mins => ${column === 'created' ? hours * 60 : 0})
        where token_hash = sha256(convert_to(${cookie.slice(-26)}, 'UTF8'))`)
    const idle = await openSession(world, 'commander')
    expect(await shift(idle, 'seen', 11.9)).toBe(1)
    expect(await me(idle)).toBe(200)
    // That request was a use: the twelve hours start again.
    await shift(idle, 'seen', 11.9)
    expect(await me(idle)).toBe(200)
    await shift(idle, 'seen', 12.1)
    expect(await me(idle)).toBe(401)
    const old = await openSession(world, 'commander')
    await shift(old, 'created', 7 * 24 - 0.1)
    expect(await me(old)).toBe(200)
    await shift(old, 'created', 0.2)
    expect(await me(old)).toBe(401)
  })

  test('R12 log-out, disabling and the end of a post kill every session at the next request', async () => {
    const admin = await openSession(world, 'admin')
    const root = await world.application.one<{ id: string }>(
      sql`select id from places.v_place where district_id = ${district()} and kind = 'district'`,
    )
    const act = async (url: string, payload: Record<string, unknown> = {}): Promise<void> => {
      const reply = await app.inject({ method: 'POST', url, payload, headers: { cookie: admin } })
      expect(reply.statusCode, reply.body).toBe(200)
    }
    const post = { kind: 'district_commander' as const, placeId: root.id, organizationId: null }
    const id = await hire(world, 'leaver', post)
    const first = await openSession(world, 'leaver')
    const second = await openSession(world, 'leaver')
    expect([await me(first), await me(second)]).toEqual([200, 200])
    await app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie: first } })
    expect([await me(first), await me(second)]).toEqual([401, 200])
    await act(`/api/persons/${id}/disable`)
    expect(await me(second)).toBe(401)
    await act(`/api/persons/${id}/enable`)
    // What was dead stays dead.
    expect(await me(second)).toBe(401)
    const third = await openSession(world, 'leaver')
    expect(await me(third)).toBe(200)
    const held = await world.application.one<{ postId: string }>(
      sql`select post_id from people.v_holding where person_id = ${id}`,
    )
    // Even if only the holding ends and nobody touches the sessions.
    await world.application.run(
      sql`update people.holding set until_at = clock_timestamp() where person_id = ${id} and post_id = ${held.postId}`,
    )
    expect(await me(third)).toBe(401)
    expect(await me(await openSession(world, 'leaver'))).toBe(200)
  })

  test('R13 people see and end their own sessions, administrators end those of anybody, nobody ends others', async () => {
    const [own, other] = [await openSession(world, 'commander'), await openSession(world, 'commander')]
    const list = await app.inject({ method: 'GET', url: '/api/sessions', headers: { cookie: own } })
    const { sessions } = list.json() as { sessions: { id: string; current: boolean }[] }
    expect(sessions.length).toBeGreaterThan(1)
    const { id } = await world.application.one<{ id: string }>(
      sql`select id from people.session where token_hash = sha256(convert_to(${other.slice(-26)}, 'UTF8'))`,
    )
    expect(sessions.map((session) => session.id)).toContain(id)
    const stranger = await openSession(world, 'auditor')
    const end = (cookie: string) =>
      app.inject({ method: 'DELETE', url: `/api/sessions/${id}`, headers: { cookie } })
    expect(codeOf(await end(stranger))).toBe('people.session_missing')
    expect(await me(other)).toBe(200)
    expect((await end(own)).statusCode).toBe(200)
    expect([await me(own), await me(other)]).toEqual([200, 401])
    const person = await world.application.one<{ id: string }>(
      sql`select id from people.person where district_id = ${district()} and login = 'commander'`,
    )
    const endAll = (cookie: string) =>
      app.inject({ method: 'POST', url: `/api/persons/${person.id}/end-sessions`, headers: { cookie } })
    expect(codeOf(await endAll(stranger))).toBe('people.person_missing')
    expect((await endAll(await openSession(world, 'admin'))).statusCode).toBe(200)
    expect(await me(own)).toBe(401)
  })

  test('R13 nobody disables their own account or ends their own post', async () => {
    const cookie = await openSession(world, 'admin')
    const { persons } = (
      await app.inject({ method: 'GET', url: '/api/persons', headers: { cookie } })
    ).json() as {
      persons: { id: string; login: string; posts: { id: string }[] }[]
    }
    const self = persons.find((one) => one.login === 'admin')
    const reply = await app.inject({
      method: 'POST',
      url: `/api/persons/${self?.id}/disable`,
      headers: { cookie },
    })
    expect(codeOf(reply)).toBe('people.own_account')
    const ended = await app.inject({
      method: 'POST',
      url: `/api/persons/${self?.id}/end-post`,
      headers: { cookie },
      payload: { postId: self?.posts[0]?.id },
    })
    expect(codeOf(ended)).toBe('people.own_account')
  })
})

test('R12 the session cookie of another district is nobody here', async () => {
  const cookie = cookieOf(await logIn('commander', password, '192.0.2.99')).replace('150703.', '150702.')
  expect(await me(cookie)).toBe(401)
})
