import type { InjectOptions } from 'fastify'

/** Numbers from a seed: the same seed sends the same requests. */
export type Dice = {
  next(): number
  whole(below: number): number
  chance(of: number): boolean
  pick<T>(from: readonly T[]): T
}

export const diceOf = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return {
    next,
    whole,
    chance: (of) => next() < of,
    pick: (from) => from[whole(from.length)] as never,
  }
}

type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
}
export type Operation = {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly body: Schema | null
  readonly upload: boolean
  readonly form: boolean
}

type Document = {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            parameters?: Operation['parameters']
            requestBody?: { content?: Record<string, { schema?: Schema }> }
          }
        >
      >
    >
  >
}

/** Every operation of our own OpenAPI document. */
export const operationsOf = (document: unknown): readonly Operation[] =>
  Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content?.['application/json']?.schema ?? null,
      upload: /\/(price-list|import)$/.test(path) && method === 'post',
      form: false,
    })),
  )

/** Ids that are really there, by what they name; `any` for a field whose name says nothing. */
export type Pool = Readonly<Record<string, readonly string[]>>

const evilTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '‮abc',
  '👩‍👩‍👧‍👦'.repeat(8),
  '１２３４',
  "' or 1=1 --",
  '"; drop table people.person; --',
  '$1 $(1) {{code}} %s %00 ../../etc/passwd',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-0',
  '1e999',
  '٣٤',
  '\r\nset-cookie: a=b',
  'x'.repeat(201),
  '长'.repeat(5_000),
  'true',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '%',
  '_',
  '\\',
]
const evilNumbers: readonly unknown[] = [
  0,
  -1,
  -0,
  1.5,
  0.1,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_VALUE,
  '7',
  'NaN',
  'Infinity',
]
const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value }
  return value
}
const evilValues: readonly unknown[] = [
  null,
  true,
  [],
  {},
  [[]],
  { toString: 1 },
  { length: -1 },
  { constructor: { prototype: { polluted: 1 } } },
  ...evilTexts,
  ...evilNumbers,
]

const hex = (dice: Dice, length: number): string =>
  Array.from({ length }, () => dice.whole(16).toString(16)).join('')

/** A new id as a screen makes one. */
export const documentIdFrom = (dice: Dice): string =>
  `0199${hex(dice, 4)}-${hex(dice, 4)}-7${hex(dice, 3)}-8${hex(dice, 3)}-${hex(dice, 12)}`

const idFor = (dice: Dice, pool: Pool, name: string, pattern: string): string => {
  // A document's id is new most of the time, and one that was used before now and then.
  if (name === 'id' && pattern.includes('-7'))
    return dice.chance(0.8) ? documentIdFrom(dice) : dice.pick(pool.any ?? [])
  const known = pool[name] ?? pool.any ?? []
  if (dice.chance(0.06)) return documentIdFrom(dice)
  return dice.chance(0.9) && known.length > 0 ? dice.pick(known) : dice.pick(pool.any ?? [''])
}

/** A value that the schema takes, mostly. */
const madeFor = (dice: Dice, pool: Pool, name: string, schema: Schema): unknown => {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return dice.pick(schema.enum)
  if (schema.anyOf) return madeFor(dice, pool, name, dice.pick(schema.anyOf))
  switch (schema.type) {
    case 'object': {
      const made: Record<string, unknown> = {}
      for (const [key, inner] of Object.entries(schema.properties ?? {}))
        if (schema.required?.includes(key) || dice.chance(0.5)) made[key] = madeFor(dice, pool, key, inner)
      return made
    }
    case 'array': {
      const single = name === 'missingBagIds' ? 'bagId' : name === 'replaceOwn' ? 'householdId' : name
      return Array.from({ length: dice.whole(Math.min(4, (schema.maxItems ?? 3) + 1)) }, () =>
        madeFor(dice, pool, single, schema.items ?? {}),
      )
    }
    case 'integer':
    case 'number': {
      const least = schema.minimum ?? 0
      return least + dice.whole(Math.min(12, (schema.maximum ?? 100) - least + 1))
    }
    case 'boolean':
      return dice.chance(0.5)
    case 'string':
      if (schema.pattern?.startsWith('^[0-9a-f]{8}')) return idFor(dice, pool, name, schema.pattern)
      return dice.chance(0.8) && pool[name]
        ? dice.pick(pool[name])
        : dice.pick(['A', '501', '鸡蛋', '12345', 'zs'])
    default:
      return dice.pick(evilValues)
  }
}

/** Puts something wrong somewhere into a value. */
const spoil = (dice: Dice, value: unknown): unknown => {
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.chance(0.2))
      return dice.chance(0.1) ? Array(3_000).fill(1) : dice.pick(evilValues)
    const index = dice.whole(value.length)
    return value.map((one, at) => (at === index ? spoil(dice, one) : one))
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    const way = dice.whole(6)
    if (way === 0 || entries.length === 0)
      return {
        ...value,
        [dice.pick(['extra', 'constructor', 'isAdmin', 'districtId', '长'])]: dice.pick(evilValues),
      }
    if (way === 1)
      return Object.fromEntries(entries.filter((_, index) => index !== dice.whole(entries.length)))
    if (way === 2 && dice.chance(0.1)) return { ...value, extra: deep(40) }
    const at = dice.whole(entries.length)
    return Object.fromEntries(
      entries.map(([key, inner], index) => [key, index === at ? spoil(dice, inner) : inner]),
    )
  }
  if (typeof value === 'number') return dice.pick(evilNumbers)
  return dice.pick(evilValues)
}

const encode = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  try {
    return encodeURIComponent(text)
  } catch {
    return '%ED%A0%80'
  }
}

/** JSON as a broken or hostile client sends it. */
const spoilJson = (dice: Dice, json: string): string => {
  switch (dice.whole(7)) {
    case 0:
      return json.slice(0, dice.whole(json.length + 1))
    case 1:
      return `{"__proto__":{"admin":true},${json.slice(1)}`
    case 2:
      return json.replace(/\d+/, dice.pick(['1e999', '99999999999999999999999', '0x10', 'NaN', '-', '01']))
    case 3:
      return json.replace(/"/g, "'")
    case 4:
      return `\ufeff${json}`
    case 5:
      return json.replace(/,/, ',,')
    default:
      return '['.repeat(500)
  }
}

const uploadOf = (dice: Dice): Pick<InjectOptions, 'headers' | 'payload'> => {
  const line = 'fuzz'
  const bytes = dice.chance(0.5) ? 'PK\x03\x04' + hex(dice, 200) : hex(dice, dice.whole(2_000))
  const end = dice.chance(0.8) ? `\r\n--${line}--\r\n` : ''
  const name = encode(dice.pick(['list.xlsx', 'list.csv', '../x.xls', ...evilTexts.slice(0, 8)]))
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${dice.chance(0.9) ? line : ''}` },
    payload: Buffer.from(
      `--${line}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${bytes}${end}`,
      'latin1',
    ),
  }
}

/** One request for an operation: right in about four of ten, else wrong in one to three places. */
export const requestFor = (dice: Dice, pool: Pool, operation: Operation): InjectOptions => {
  const isRight = dice.chance(0.4)
  const spoils = (of: number): boolean => !isRight && dice.chance(of)
  let url = operation.path
  const query: string[] = []
  const what = /^\/api\/([a-z-]+)/.exec(operation.path)?.[1] ?? ''
  for (const { in: place, name, schema } of operation.parameters) {
    const known = place === 'path' && name === 'id' ? `/${what}` : name
    const value = spoils(0.3) ? dice.pick(evilValues) : madeFor(dice, pool, known, schema)
    if (place === 'path') url = url.replace(`{${name}}`, encode(value) || '%20')
    else if (place === 'query' && (operation.method === 'GET' || dice.chance(0.9)) && dice.chance(0.7)) {
      query.push(`${name}=${encode(value)}`)
      if (spoils(0.15)) query.push(`${name}=${encode(dice.pick(evilValues))}`)
    }
  }
  if (spoils(0.1)) query.push(dice.pick(['__proto__[a]=1', 'a[]=1', 'x=%', '%ff=1', 'constructor=1']))
  if (spoils(0.03))
    url = dice.pick([`${url}/%ED%A0%80`, `${url}/%zz`, `${url}//`, url.toUpperCase(), `/${url}`])
  if (query.length > 0) url += `?${query.join('&')}`
  const method = (
    spoils(0.03) ? dice.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD']) : operation.method
  ) as 'GET'
  const headers: Record<string, string> = {}
  if (dice.chance(0.1))
    headers['accept-language'] = dice.pick(['en', 'zh-TW', 'x'.repeat(900), ';;;,,,', 'zh-hant-TW;q=0'])
  if (operation.upload) {
    const made = uploadOf(dice)
    return { method, url, ...made, headers: { ...made.headers } }
  }
  if (!operation.body) return { method, url, headers, ...(spoils(0.1) ? { payload: { extra: 1 } } : {}) }
  let body = madeFor(dice, pool, '', operation.body)
  for (let count = spoils(0.8) ? 1 + dice.whole(2) : 0; count > 0; count -= 1) body = spoil(dice, body)
  if (operation.form) {
    const fields = Object.entries((body ?? {}) as Record<string, unknown>).map(([key, value]) => [
      key,
      encode(value),
    ])
    return {
      method,
      url,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: fields.map((field) => field.join('=')).join('&'),
    }
  }
  const json = JSON.stringify(body) ?? 'null'
  headers['content-type'] = spoils(0.08)
    ? dice.pick([
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'x',
        'application/json; charset=utf-16',
        'multipart/form-data',
      ])
    : 'application/json'
  return { method, url, headers, payload: spoils(0.15) ? spoilJson(dice, json) : json }
}

const text = (maxLength: number): Schema => ({ type: 'string', maxLength })
const idSchema: Schema = { type: 'string', pattern: '^[0-9a-f]{8}-' }
const page = (method: string, path: string, fields: Readonly<Record<string, Schema>> | null): Operation => ({
  method,
  path,
  parameters: path.includes('{link}') ? [{ in: 'path', name: 'link', schema: text(64) }] : [],
  body: fields ? { type: 'object', properties: fields, required: Object.keys(fields) } : null,
  upload: false,
  form: true,
})
/** The household's pages stand in no document; they are doors all the same. */
export const pageOperations: readonly Operation[] = [
  page('GET', '/h', null),
  page('GET', '/h/{link}', null),
  page('POST', '/h/{link}', { digits: text(20) }),
  page('POST', '/h/order', {
    id: { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7' },
    cycleId: idSchema,
    q_offer: { type: 'integer', minimum: 0, maximum: 3 },
  }),
  page('POST', '/h/cancel', { orderId: idSchema }),
]
