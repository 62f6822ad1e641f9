import { z } from 'zod'
import type { DistrictId, PersonId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import { done } from '../../kernel/wire.ts'
import type { Context, Services } from '../../platform/context.ts'
import { inTransaction } from '../../platform/context.ts'
import type { Database } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute, escapeHtml } from '../../platform/http/index.ts'
import { equalBytes, hashPassword, randomCode, tokenHash } from '../../platform/secrets.ts'
import { languageOf } from '../../platform/text.ts'
import type { DistrictDivisions } from '../places/index.ts'
import { createPlace, readDivisions } from '../places/index.ts'
import { isGuessable } from './passwords.ts'
import { appoint, createPerson, findOrCreatePost, installBaseRights } from './store.ts'

/** An empty database belongs to no district yet. */
export const noDistrict = 0 as DistrictId
const codeHours = 24
const wrongMax = 20
const codeLength = 16

/** Makes the one code by which the first administrator comes in; any code before it is worth nothing from now on. */
export const issueActivation = async (
  database: Database,
  random: Services['random'],
): Promise<{ readonly code: string; readonly hours: number }> => {
  const code = randomCode(random, codeLength)
  await database.run(sql`insert into people.activation (district_id, code_hash, expires_at)
    values (${noDistrict}, ${tokenHash(code)}, clock_timestamp() + make_interval(hours => ${codeHours}))
    on conflict (district_id) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at, wrong_count = 0`)
  return { code: code.replace(/(.{4})(?=.)/g, '$1-'), hours: codeHours }
}

export const activationBody = z.strictObject({
  code: z.string().max(40),
  districtCode: z.string().max(12),
  login: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
  name: z.string().trim().min(1).max(40),
  password: z.string().min(8).max(200),
})
export type Activation = z.output<typeof activationBody>

// Wrong tries are counted outside of the transaction that they end.
const checkCode = async (database: Database, typed: string): Promise<void> => {
  const hash = tokenHash(typed.toUpperCase().replace(/[^0-9A-Z]/g, ''))
  const known = await database.maybe<{
    codeHash: Buffer
  }>(sql`update people.activation set wrong_count = wrong_count + 1
    where district_id = ${noDistrict} and expires_at > clock_timestamp() and wrong_count < ${wrongMax} returning code_hash`)
  if (!known || !equalBytes(known.codeHash, hash)) throw refused('people.activation_wrong')
}

/**
 * Makes an empty database the database of a district: its province, city, streets and communities by the national
 * codes, the administrator's post and the first account. The code works once and for 24 hours at most. Refuses
 * `people.activation_wrong`, `people.activation_district`, `people.weak_password`.
 */
export const activate = async (context: Context, input: Activation): Promise<PersonId> => {
  await checkCode(context.database, input.code)
  const tree = /^\d{6}$/.test(input.districtCode) ? readDivisions().district(input.districtCode) : null
  if (!tree) throw refused('people.activation_district')
  const names = [tree.province, tree.city, tree.district, ...tree.streets].map((place) => place.name)
  if (isGuessable(input.password, input.login, names)) throw refused('people.weak_password')
  const passwordHash = await hashPassword(input.password)
  const here: Context = { ...context, districtId: Number(input.districtCode) as DistrictId }
  return inTransaction(here, async (tx) => {
    // Two who hold the code at once: the row is there for the first only.
    const used = await tx.run(sql`delete from people.activation where district_id = ${noDistrict}`)
    if (used === 0) throw refused('people.activation_wrong')
    const districtPlaceId = await createTree(tx, here, tree)
    await installBaseRights(tx, here, districtPlaceId)
    const personId = await createPerson(tx, here, {
      login: input.login,
      name: input.name,
      phone: null,
      passwordHash,
    })
    const post = { kind: 'administrator' as const, placeId: districtPlaceId, organizationId: null }
    await appoint(tx, here, personId, await findOrCreatePost(tx, here, post))
    tx.audit({
      action: 'people.activate',
      objectKind: 'person',
      objectId: personId,
      placeId: districtPlaceId,
    })
    return personId
  })
}

const createTree = async (
  tx: Parameters<typeof createPlace>[0],
  services: Services,
  { province, city, district, streets }: DistrictDivisions,
): Promise<string> => {
  const make = (place: { kind: string; name: string; code: string }, parentId: string | null, sort: number) =>
    createPlace(tx, services, { kind: place.kind, name: place.name, code: place.code, parentId, sort })
  const provinceId = await make(province, null, 0)
  const districtId = await make(district, await make(city, provinceId, 0), 0)
  for (const [index, street] of streets.entries()) {
    const streetId = await make(street, districtId, index)
    for (const [at, community] of street.communities.entries()) await make(community, streetId, at)
  }
  return districtId
}

const fields = ['code', 'districtCode', 'login', 'name', 'password'] as const

const formPage = (context: Context, request: Parameters<typeof languageOf>[0]): string => {
  const language = languageOf(request)
  const word = (key: string): string => escapeHtml(context.texts(language, `activation.${key}`))
  const rows = fields.map(
    (name) =>
      `<p><label for="${name}">${word(name)}</label><input id="${name}" name="${name}" required autocomplete="off"${name === 'password' ? ' type="password" minlength="8"' : ''}></p>`,
  )
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${word('title')}</title><style>body{font:18px/1.5 system-ui,sans-serif;margin:0 auto;padding:24px;max-width:560px}
label{display:block}input,button{font:inherit;width:100%;min-height:48px;box-sizing:border-box}</style></head>
<body><h1>${word('title')}</h1><p>${word('about')}</p><form method="post" action="/activation">${rows.join('')}<button>${word('send')}</button></form></body></html>`
}

/** The only doors of an empty database. `activated` is called once, when the database has become a district's. */
export const activationRoutes = (activated: () => void): readonly Route[] => [
  defineRoute({
    method: 'POST',
    path: '/api/activation',
    access: { kind: 'public' },
    tag: 'people',
    summary: 'Make the first administrator of an empty database',
    schemas: { body: activationBody, answer: done },
    handle: async ({ body, context }) => {
      await activate(context, body)
      activated()
      return { done: true }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/',
    access: { kind: 'public' },
    tag: 'people',
    summary: 'The form for the activation code',
    form: 'page',
    schemas: {},
    handle: async ({ context, request, reply }) =>
      reply.type('text/html; charset=utf-8').send(formPage(context, request)),
  }),
  defineRoute({
    method: 'POST',
    path: '/activation',
    access: { kind: 'public' },
    tag: 'people',
    summary: 'The form, sent',
    form: 'page',
    schemas: { body: activationBody },
    handle: async ({ body, context, reply }) => {
      await activate(context, body)
      activated()
      return reply.redirect('/', 303)
    },
  }),
]
