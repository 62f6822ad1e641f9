/** Secrets, the database's role and the household's link: reliability requirements by their numbers. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { makeServer, openStore } from '../../src/cli/product.ts'
import { serve } from '../../src/cli/serve.ts'
import { openDatabase, sql, unsafeSettings } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { databaseUrl } from '../support/databases.ts'
import type { Stage } from './stage.ts'
import { actorNamed, freshId, openStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(async () => {
  await stage?.close()
})

const as = (name: string, request: InjectOptions): Promise<LightMyRequestResponse> =>
  stage.app.inject({ ...request, headers: { ...request.headers, cookie: actorNamed(stage, name).cookie } })
const post = (url: string, payload: Record<string, unknown>): InjectOptions => ({
  method: 'POST',
  url,
  payload,
})
const form = (url: string, text: string, cookie = ''): Promise<LightMyRequestResponse> =>
  stage.app.inject({
    method: 'POST',
    url,
    payload: text,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie ? { cookie } : {}) },
  })
const refusedBy = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: Error) => error.message,
  )

describe('R38 R40 R58 R59 secrets and the house they live in', () => {
  test('R38 a dump of the database tells no name, telephone, note or pasted chain', async () => {
    const { owner, services } = stage.world
    const people = await owner.rows<{
      sealed: Buffer
    }>(sql`select contact_sealed as sealed from places.household where contact_sealed is not null
      union all select phone_sealed from places.household where phone_sealed is not null
      union all select name_sealed from people.person union all select phone_sealed from people.person where phone_sealed is not null`)
    const plain = Array.from(new Set(people.map((row) => services.vault.open(row.sealed)))).filter(
      (text) => text.length > 2,
    )
    expect(plain.length).toBeGreaterThan(3_000)
    const canary = '金丝雀王小明13800001111'
    await as(
      'grid worker',
      post(`/api/estates/${stage.estateId}/chains`, { id: freshId(stage.world), text: canary }),
    )
    const tables = await owner.rows<{
      name: string
    }>(sql`select format('%I.%I', n.nspname, c.relname) as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`)
    const found: string[] = []
    const wanted = new Set(plain.filter((text) => /^1\d{10}$/.test(text)))
    for (const { name } of tables) {
      const rows = await owner.rows<{ row: string }>({
        text: `select t::text as row from ${name} t`,
        values: [],
      })
      for (const { row } of rows) {
        if (row.includes('金丝雀')) found.push(`${name}: canary`)
        for (const match of row.matchAll(/(?<!\d)1\d{10}(?!\d)/g))
          if (wanted.has(match[0])) found.push(`${name}: ${match[0]}`)
        if (/people\.person|places\.household/.test(name))
          for (const text of row.match(/\p{Script=Han}{2,4}/gu) ?? [])
            if (plain.includes(text)) found.push(`${name}: ${text}`)
      }
    }
    expect(found).toEqual([])
  })

  test('R38 what is sealed cannot be changed unseen, and the key lies outside of the database, for its owner only', async () => {
    const { vault } = stage.world.services
    const sealed = vault.seal('王小明')
    expect(vault.seal('王小明').equals(sealed)).toBe(false)
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] as number) ^ 1
      expect(() => vault.open(changed)).toThrow()
    }
    const { statSync } = await import('node:fs')
    const file = join(stage.world.config.dataDir, 'personal-data.key')
    expect(statSync(file).mode & 0o077).toBe(0)
    const key = readFileSync(file, 'utf8').trim()
    const { n } = await stage.world.owner.one<{ n: number }>(
      sql`select count(*) as n from pg_settings where setting like ${`%${key}%`}`,
    )
    expect(n).toBe(0)
  })

  test('R40 no secret in a log, an argument of a process, or the sources', async () => {
    const said: string[] = []
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        said.push(String(chunk))
        done()
      },
    })
    const log = pino({ level: 'trace' }, sink)
    const app = await makeServer(stage.world.config, { ...stage.world.services, log }, null)
    const send = (name: string, request: InjectOptions) =>
      app.inject({ ...request, headers: { ...request.headers, cookie: actorNamed(stage, name).cookie } })
    const home = stage.households[6] as string
    const link = (await send('grid worker', post(`/api/households/${home}/link`, {}))).json() as {
      path: string
    }
    const shown = (
      await send('grid worker', post(`/api/households/${home}/reveal`, { reason: '核对' }))
    ).json() as {
      contactName: string
      phone: string
    }
    await app.inject(post('/api/session', { login: 'commander', password: 'tell-nobody-this' }))
    await app.inject({ method: 'GET', url: link.path })
    await app.inject({ method: 'GET', url: `${link.path}/nowhere?x=${link.path}` })
    const broken = { ...stage.world.services, log, postFor: async () => Promise.reject(new Error('a bug')) }
    const bad = await makeServer(stage.world.config, broken, null)
    await bad.inject({
      ...post(`/api/households/${home}/reveal`, { reason: 'tell-nobody-this' }),
      headers: { cookie: actorNamed(stage, 'grid worker').cookie },
    })
    await Promise.all([app.close(), bad.close()])
    const text = said.join('')
    expect(text).toContain('a bug')
    const cookie = actorNamed(stage, 'grid worker').cookie.slice(-26)
    const linesWith = (secret: string): string => said.filter((line) => line.includes(secret)).join('')
    for (const secret of [link.path.slice(9), 'tell-nobody-this', cookie, shown.contactName, shown.phone])
      expect(secret === '' ? '' : linesWith(secret)).toEqual('')

    const password = new URL(inject('serverUrl')).password
    if (process.platform === 'linux' && password) {
      const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
      const leaks = processes.filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(decodeURIComponent(password))
        } catch {
          return false
        }
      })
      expect(leaks).toEqual([])
    }
    const walk = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
      )
    const root = stage.world.config.root
    const sources = ['src', 'db', 'plans', 'tools', 'web/api', 'web/console', 'web/mobile'].flatMap(
      (folder) => walk(join(root, folder)),
    )
    const secrets = /-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|postgres(ql)?:\/\/[a-z]+:[^$@{\s]{6,}@/
    expect(
      sources.filter(
        (path) => /\.(ts|tsx|mjs|sql|yaml|json)$/.test(path) && secrets.test(readFileSync(path, 'utf8')),
      ),
    ).toEqual([])
    const chance = sources.filter(
      (path) =>
        /src\/.*\.ts$/.test(path) &&
        // A port is tried by chance; nothing hangs on nobody knowing it.
        !path.includes('/platform/postgres/') &&
        !path.endsWith('.test.ts') &&
        readFileSync(path, 'utf8').includes('Math.random'),
    )
    expect(chance).toEqual([])
  })

  test("R58 the product's role owns nothing, is no superuser, and cannot make or give rights", async () => {
    const { application, owner, config } = stage.world
    const role = await application.one<
      Record<string, boolean | string>
    >(sql`select current_user as name, rolsuper, rolcreaterole, rolcreatedb,
      rolbypassrls, rolcanlogin, rolreplication from pg_roles where rolname = current_user`)
    expect(role).toEqual({
      name: 'changping_app',
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      rolcanlogin: false,
      rolreplication: false,
    })
    const { n } = await owner.one<{ n: number }>(
      sql`select count(*) as n from pg_class where relowner = 'changping_app'::regrole`,
    )
    expect(n).toBe(0)
    for (const act of [
      'create table people.mine (x int)',
      'create schema mine',
      'drop table people.person',
      'create role mine',
      'alter table people.person add x int',
    ])
      expect(await refusedBy(application.run({ text: act, values: [] })), act).toMatch(
        /permission denied|must be owner|no privileges/,
      )
    expect(config.host).toBe('127.0.0.1')
    expect(
      await refusedBy(serve(config, { demo: false, worker: false, host: '0.0.0.0', tls: null })),
    ).toContain('TLS')
  })

  test('R59 the start is refused where an acknowledged order could be lost', async () => {
    const { owner, config, url } = stage.world
    expect(await unsafeSettings(owner)).toEqual([])
    const name = new URL(url).pathname.slice(1)
    await owner.run({ text: `alter database ${name} set synchronous_commit = off`, values: [] })
    try {
      const fresh = openDatabase({ url, log: openLog('silent'), as: 'owner', connectionsMax: 1 })
      expect(await unsafeSettings(fresh)).toEqual(['synchronous_commit'])
      await fresh.close()
      expect(await refusedBy(openStore(config, openLog('silent'), { join: false }))).toContain(
        'synchronous_commit',
      )
    } finally {
      await owner.run({ text: `alter database ${name} reset synchronous_commit`, values: [] })
    }
    expect(databaseUrl(url, name)).toBe(url)
  })
})

describe("R64 R65 a household's link", () => {
  const issue = async (home: string): Promise<{ path: string; digits: string }> => {
    const link = (await as('grid worker', post(`/api/households/${home}/link`, {}))).json() as {
      path: string
      doorCode: string | null
    }
    const shown = (
      await as('grid worker', post(`/api/households/${home}/reveal`, { reason: '核对' }))
    ).json() as { phone: string }
    return { path: link.path, digits: link.doorCode ?? shown.phone.slice(-4) }
  }
  const deviceOf = (reply: LightMyRequestResponse): string =>
    /__Host-household=[0-9A-Z]{26}/.exec(String(reply.headers['set-cookie']))?.[0] ?? ''

  test('R64 128 bits or more, only its hash at rest, for one household, and revocable', async () => {
    const [home, other] = stage.households.slice(7, 9) as [string, string]
    const { path, digits } = await issue(home)
    const token = path.slice(9)
    expect(path).toMatch(/^\/h\/\d{6}[0-9A-HJKMNP-TV-Z]{26}$/)
    for (const table of ['places.household', 'places.household_device', 'audit.line', 'audit.body']) {
      const { n } = await stage.world.owner.one<{ n: number }>({
        text: `select count(*) as n from ${table} t where t::text like '%' || $1 || '%' or t::text like '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'`,
        values: [token],
      })
      expect(n, table).toBe(0)
    }
    const opened = await form(path, `digits=${digits}`)
    expect([opened.statusCode, opened.headers.location]).toEqual([303, '/h'])
    const device = deviceOf(opened)
    const ask = (cookie: string, householdId: string) =>
      stage.app.inject({
        ...post('/api/household/orders', {
          id: freshId(stage.world),
          cycleId: stage.openCycleId,
          householdId,
          lines: [{ offerId: stage.offers[0]?.id, count: 1 }],
        }),
        headers: { cookie },
      })
    expect((await ask(device, other)).statusCode).toBeGreaterThanOrEqual(400)
    expect((await ask(device, home)).statusCode).toBe(200)
    // A new link: the old one and every device that it let in are dead.
    await issue(home)
    expect(
      (await stage.app.inject({ method: 'GET', url: '/h', headers: { cookie: device } })).statusCode,
    ).toBe(401)
    expect((await ask(device, home)).statusCode).toBeGreaterThanOrEqual(400)
    expect((await form(path, `digits=${digits}`)).statusCode).toBe(422)
  })

  test('R64 a token that somebody planted is worth nothing once the link is open, and thirty days are all', async () => {
    const { path, digits } = await issue(stage.households[9] as string)
    const planted = `__Host-household=${'A'.repeat(26)}`
    const device = deviceOf(await form(path, `digits=${digits}`, planted))
    expect(device).not.toBe(planted)
    const look = (cookie: string) => stage.app.inject({ method: 'GET', url: '/h', headers: { cookie } })
    expect([(await look(planted)).statusCode, (await look(device)).statusCode]).toEqual([401, 200])
    await stage.world.owner.run(sql`update places.household_device set verified_at = verified_at - interval '31 days'
      where token_hash = sha256(convert_to(${device.slice(-26)}, 'UTF8'))`)
    expect((await look(device)).statusCode).toBe(401)
  })

  test('R65 previews and scanners neither use a link up nor open it, whatever they ask', async () => {
    const { path, digits } = await issue(stage.households[10] as string)
    const state = () =>
      stage.world.owner.one<{
        mark: string
      }>(sql`select md5(concat((select string_agg(h::text, ',' order by id) from places.household h),
        (select string_agg(d::text, ',' order by token_hash) from places.household_device d), (select max(seq) from audit.link))) as mark`)
    const before = await state()
    const pages: string[] = []
    for (let round = 0; round < 25; round += 1)
      for (const method of ['GET', 'HEAD'] as const) {
        const reply = await stage.app.inject({ method, url: path, headers: { 'user-agent': 'preview' } })
        expect(reply.statusCode).toBe(200)
        expect(reply.headers['set-cookie']).toBeUndefined()
        expect(reply.headers['referrer-policy']).toBe('no-referrer')
        if (method === 'GET') pages.push(reply.body)
      }
    expect(await state()).toEqual(before)
    // A link that does not exist shows the same form.
    const nowhere = `${path.slice(0, -2)}00`
    const other = await stage.app.inject({ method: 'GET', url: nowhere })
    expect(other.body.replaceAll(nowhere, path)).toBe(pages[0])
    expect((await form(path, `digits=${digits}`)).statusCode).toBe(303)
  })
})
