/** Doors, answers, secrets and links: reliability requirements by their numbers. */
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServer, routes } from '../../src/cli/product.ts'
import { sql } from '../../src/platform/db/index.ts'
import { readWorkbook, writeWorkbook } from '../../src/platform/files/index.ts'
import { openLog } from '../../src/platform/log.ts'
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
const codeOf = (reply: LightMyRequestResponse): string => (reply.json() as { code: string }).code

/** A right body for each route that takes one; what is in it need not be there. */
const bodies = (): Readonly<Record<string, Record<string, unknown>>> => {
  const id = freshId(stage.world)
  const lines = [{ offerId: id, count: 1 }]
  const order = { id, cycleId: id, householdId: id, lines }
  return {
    '/api/session': { login: 'a', password: 'b' },
    '/api/password': { oldPassword: 'a', newPassword: 'long enough now' },
    '/api/persons/:id/end-post': { postId: id },
    '/api/households/:id/reveal': { reason: '核对电话' },
    '/api/plans/:code/check': { placeId: id },
    '/api/plans/:code/switch-on': { id, placeId: id },
    '/api/assignments/propose': { placeId: id },
    '/api/assignments/confirm': { placeId: id },
    '/api/estates/:id/store': { storeId: id },
    '/api/orders': order,
    '/api/household/orders': order,
    '/api/estates/:id/chains': { id, text: '1' },
    '/api/chains/:id/apply': { settled: [] },
    '/api/payments': { id, orderId: id, kind: 'collect', amountFen: 1 },
    '/api/bags/:id/pack': { short: [] },
    '/api/bags/scan': { act: 'look', code: '1', collectionId: id },
    '/api/bags/:id/short': { short: lines },
    '/api/collections/:id/handover': { id, bagCount: 1 },
    '/api/handovers/:id/agree': { bagCount: 1 },
  }
}

describe('R17 R24 R25 what comes in', () => {
  test('R17 a field that nobody asked for is refused at every door, in body and query', async () => {
    const known = bodies()
    const taking = routes.filter((route) => route.schemas.body && route.form === 'json')
    expect(taking.map((route) => route.path).filter((path) => !(path in known))).toEqual([])
    const passed: string[] = []
    for (const route of routes.filter((one) => one.form !== 'page')) {
      const url = route.path.replace(':id', freshId(stage.world)).replace(':code', 'D1')
      const who = route.access.kind === 'household' ? 'household' : 'administrator'
      const send = (change: { query?: Record<string, string>; body?: Record<string, unknown> }) =>
        as(who, {
          method: route.method,
          url,
          ...(change.query ? { query: change.query } : {}),
          ...(change.body ? { payload: change.body } : {}),
        })
      if (route.schemas.body && route.form === 'json') {
        const reply = await send({ body: { ...known[route.path], isAdmin: true } })
        if (codeOf(reply) !== 'http.invalid_input')
          passed.push(`${route.path} body: ${reply.body.slice(0, 80)}`)
      }
      if (route.schemas.query) {
        const reply = await send({ query: { isAdmin: 'true', mode: 'preview' } })
        if (codeOf(reply) !== 'http.invalid_input') passed.push(`${route.path} query`)
      }
    }
    expect(passed).toEqual([])
  })

  test('R17 names and telephones are masked in every list, and shown by an audited look only', async () => {
    const url = `/api/estates/${stage.estateId}/households`
    const people = await stage.world.application.rows<{
      contactSealed: Buffer | null
      phoneSealed: Buffer | null
    }>(sql`select contact_sealed, phone_sealed from places.household where estate_id = ${stage.estateId}`)
    const open = (sealed: Buffer | null): string => (sealed ? stage.world.services.vault.open(sealed) : '')
    const secrets = people
      .flatMap((row) => [open(row.contactSealed), open(row.phoneSealed)])
      .filter((text) => text.length > 1)
    expect(secrets.length).toBeGreaterThan(20)
    const seen: string[] = []
    for (const actor of stage.actors)
      for (const path of [
        url,
        `/api/estates/${stage.estateId}/board`,
        `/api/collections/${stage.collectionId}/pick-list`,
        `/api/estates/${stage.estateId}/money`,
      ]) {
        const reply = await as(actor.name, { method: 'GET', url: path })
        for (const secret of secrets)
          if (reply.body.includes(`"${secret}"`) || (secret.length > 7 && reply.body.includes(secret)))
            seen.push(`${actor.name} ${path}`)
      }
    expect(seen).toEqual([])
    const reply = await as(
      'grid worker',
      post(`/api/households/${stage.households[0]}/reveal`, { reason: '核对电话' }),
    )
    expect(secrets).toContain((reply.json() as { contactName: string }).contactName)
  })

  test('R24 no statement is built of strings: values go apart from the text', () => {
    const root = stage.world.config.root
    const files = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
      )
    const offences = files(join(root, 'src'))
      .filter(
        (path) =>
          path.endsWith('.ts') && !path.endsWith('.test.ts') && !/\/platform\/(postgres|db)\//.test(path),
      )
      .flatMap((path) => {
        const text = readFileSync(path, 'utf8')
        return [
          // A statement made by hand, a call of sql as a function, or a driver used past the template.
          ...Array.from(text.matchAll(/\btext:[^,}\n]*,\s*values:|\bsql\(|\bas unknown as Statement\b/g)),
          ...(path.includes('/platform/') || path.includes('/cli/')
            ? []
            : Array.from(text.matchAll(/from 'pg'/g))),
        ].map((match) => `${path}: ${match[0]}`)
      })
    expect(offences).toEqual([])
  })

  test('R25 bodies, headers, lists, depth and numbers have their bounds', async () => {
    const id = freshId(stage.world)
    const order = (change: Record<string, unknown>) =>
      as('grid worker', post('/api/orders', { ...bodies()['/api/orders'], ...change }))
    const line = { offerId: id, count: 1 }
    for (const lines of [
      Array(101).fill(line),
      [],
      [{ ...line, count: 0 }],
      [{ ...line, count: 1.5 }],
      [{ ...line, count: 1e9 }],
      [{ ...line, count: 2 ** 63 }],
      [{ ...line, count: '1' }],
    ])
      expect(codeOf(await order({ lines }))).toBe('http.invalid_input')
    const money = (amountFen: unknown) =>
      as('grid worker', post('/api/payments', { ...bodies()['/api/payments'], amountFen }))
    for (const amount of [0, -1, 0.5, 1e10, 2 ** 53, '5', null])
      expect(codeOf(await money(amount))).toBe('http.invalid_input')
    const raw = (payload: string) =>
      as('grid worker', {
        method: 'POST',
        url: '/api/orders',
        payload,
        headers: { 'content-type': 'application/json' },
      })
    expect(codeOf(await raw(`{"a":${'['.repeat(60)}1${']'.repeat(60)}}`))).toBe('http.invalid_request')
    expect(codeOf(await raw(`{"a":[${'1,'.repeat(60_000)}1]}`))).toBe('http.invalid_request')
    expect(codeOf(await raw(`{"a":"${'x'.repeat(1_100_000)}"}`))).toBe('http.too_large')
    expect(codeOf(await raw('{"__proto__":{"admin":true}}'))).toBe('http.invalid_request')
    const big = await answerOf(['GET /api/estates HTTP/1.1', 'host: x', `x-long: ${'a'.repeat(70_000)}`])
    expect(big).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(big).toContain('content-security-policy:')
  })
})

/** Sends lines as they are to a listening server, and gives what comes back. */
const answerOf = async (lines: readonly string[]): Promise<string> => {
  const server = await makeServer(stage.world.config, stage.world.services, null)
  await server.listen({ port: 0, host: '127.0.0.1' })
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`))
      let said = ''
      socket.on('data', (chunk) => {
        said += chunk.toString()
      })
      socket.on('close', () => resolve(said))
      socket.on('error', (error) => (said ? resolve(said) : reject(error)))
      socket.setTimeout(5_000, () => socket.destroy())
    })
  } finally {
    await server.close()
  }
}

describe('R33 R34 R35 R36 what goes out', () => {
  test('R33 a cell that begins like a formula is text in every workbook, full width too', async () => {
    const evil = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '=cmd|/c calc',
      '＝1+1',
      '＋1',
      '－1',
      '＠A1',
    ]
    const table = {
      name: '表',
      title: '=HYPERLINK("http://x")',
      columns: [{ header: '=A', kind: 'text' as const, width: 10 }],
      rows: evil.map((text) => [text]),
      notes: ['=note'],
    }
    const book = await readWorkbook(Buffer.from(await writeWorkbook([table], 0)), 'x.xlsx')
    const cells = JSON.stringify(book)
    const bare = ['"=1+1"', '"+1"', '"@SUM(A1)"', '"=cmd|/c calc"', '"=HYPERLINK'].filter((text) =>
      cells.includes(text),
    )
    expect(bare).toEqual([])
    expect(cells).not.toContain('"formula"')
  })

  test('R34 every answer carries the headers: pages, files, refusals, bugs and what is no HTTP', async () => {
    const replies: [string, Record<string, unknown>][] = []
    const ask = async (name: string, request: InjectOptions): Promise<void> => {
      const reply = await as(name, request)
      replies.push([`${request.method} ${request.url} ${reply.statusCode}`, reply.headers])
    }
    await ask('nobody', { method: 'GET', url: '/api/estates' })
    await ask('nobody', { method: 'GET', url: '/nowhere' })
    await ask('nobody', { method: 'GET', url: '/%zz' })
    await ask('nobody', { method: 'GET', url: '/healthz' })
    await ask('nobody', { method: 'GET', url: '/h/nothing' })
    await ask('nobody', { method: 'GET', url: '/h' })
    await ask('household', { method: 'GET', url: '/h' })
    await ask('administrator', { method: 'GET', url: '/openapi.json' })
    await ask('store manager', { method: 'GET', url: `/api/collections/${stage.collectionId}/totals.xlsx` })
    await ask('store manager', { method: 'GET', url: `/api/stores/${freshId(stage.world)}/offers` })
    await ask('grid worker', post('/api/orders', {}))
    for (const [name, headers] of replies) {
      const policy = String(headers['content-security-policy'])
      const script = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
      expect(script, name).toMatch(/'self'/)
      expect(script.replace("'wasm-unsafe-eval'", ''), name).not.toMatch(/unsafe|\*|https?:/)
      for (const part of [
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "default-src 'self'",
      ])
        expect(policy, name).toContain(part)
      expect(headers['x-content-type-options'], name).toBe('nosniff')
      expect(headers['referrer-policy'], name).toBe('no-referrer')
      expect(headers['access-control-allow-origin'], name).toBeUndefined()
      // R35 what is personal is never kept by a browser.
      expect(headers['cache-control'], name).toBe('no-store')
    }
    const page = await as('household', { method: 'GET', url: '/h' })
    expect(String(page.headers['content-security-policy'])).not.toContain('unsafe-inline')
    expect(await answerOf(['NOT HTTP AT ALL'])).toContain("frame-ancestors 'none'")
  })

  test('R34 with TLS the browser is told to come by TLS only, for a year or more', async () => {
    const { securityHeaders } = await import('../../src/platform/http/headers.ts')
    const age = /max-age=(\d+)/.exec(securityHeaders(true)['strict-transport-security'] ?? '')?.[1]
    expect(Number(age)).toBeGreaterThanOrEqual(365 * 24 * 3_600)
  })

  test('R34 the description of the interface is for people who are logged in', async () => {
    expect((await as('nobody', { method: 'GET', url: '/openapi.json' })).statusCode).toBe(401)
    expect((await as('household', { method: 'GET', url: '/openapi.json' })).statusCode).toBe(401)
    const reply = await as('auditor', { method: 'GET', url: '/openapi.json' })
    expect(Object.keys((reply.json() as { paths: object }).paths).length).toBeGreaterThan(30)
  })

  test('R36 a bug answers in the same shape, with a request id and nothing else', async () => {
    const broken = {
      ...stage.world.services,
      log: openLog('silent'),
      postFor: async () => {
        throw new Error('select secret from people.person at /home/x.ts:12')
      },
    }
    const app = await makeServer(stage.world.config, broken, null)
    const reply = await app.inject({
      method: 'GET',
      url: `/api/estates/${stage.estateId}/households`,
      headers: { cookie: actorNamed(stage, 'grid worker').cookie },
    })
    await app.close()
    expect(reply.statusCode).toBe(500)
    expect(Object.keys(reply.json() as object).sort()).toEqual(['code', 'data', 'requestId', 'title'])
    expect(reply.body).not.toMatch(/secret|select|people\.|\.ts|Error/)
    expect((reply.json() as { requestId: string }).requestId).toMatch(/^[0-9a-f]{16}$/)
  })
})
