import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refused, refused } from '../../../kernel/result.ts'
import { documentIdForm, idForm } from '../../../kernel/wire.ts'
import { newId } from '../../../platform/clock.ts'
import type { Context } from '../../../platform/context.ts'
import { sql } from '../../../platform/db/index.ts'
import type { Route } from '../../../platform/http/index.ts'
import { defineRoute } from '../../../platform/http/index.ts'
import { languageOf, languages } from '../../../platform/text.ts'
import { listOffers } from '../../market/index.ts'
import {
  findByLink,
  findHousehold,
  findPlace,
  householdCookie,
  knock,
  readLink,
  roomLabel,
} from '../../places/index.ts'
import { cancelOrder, orderOwn, orRefused } from '../commands.ts'
import { currentCycle, findCollection, liveOrder } from '../store.ts'
import type { Html } from './html.ts'
import { html, page, script, wordsOf } from './html.ts'
import { doorView, shopView } from './views.ts'

const cookie = {
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'lax',
  maxAge: 60 * 60 * 24 * 30,
} as const
const tag = 'household'

const send = (
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  title: string,
  body: Html,
  status = 200,
) => {
  const language = languageOf(request)
  const words = wordsOf(context.texts, language)
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(page({ words, language, elder: request.cookies.elder === '1', title: words(title), body }))
}

const linkParams = z.strictObject({ link: z.string().max(64) })

/** The form at a link. A wrong or unknown link shows the same form: nobody learns which links there are. */
const showDoor = (
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  link: string,
  notice: Html | null,
  closed = false,
) => {
  const words = wordsOf(context.texts, languageOf(request))
  return send(
    context,
    request,
    reply,
    'title',
    doorView(words, { action: `/h/${link}`, hint: words('digitsHint'), notice, closed }),
    notice ? 422 : 200,
  )
}

/** The household's page, with what was typed kept when the order was refused. */
const showShop = async (
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  input: {
    readonly changing: boolean
    readonly typed: ReadonlyMap<string, number> | null
    readonly notice: Html | null
    readonly cancelling?: boolean
    readonly status?: number
  },
) => {
  if (context.actor?.kind !== 'household') throw refused('people.not_logged_in')
  const household = await findHousehold(context.database, context.districtId, context.actor.householdId)
  if (!household) throw refused('places.household_missing')
  const estate = await findPlace(context.database, context.districtId, household.estateId)
  const cycle = await currentCycle(context.database, context.districtId, household.estateId)
  const collection = cycle
    ? await findCollection(context.database, context.districtId, cycle.id, household.estateId)
    : null
  const offers = collection ? await listOffers(context.database, context.districtId, collection.storeId) : []
  const order = cycle ? await liveOrder(context, household.id, cycle.id) : null
  const words = wordsOf(context.texts, languageOf(request))
  const body = shopView(words, {
    estateName: estate?.name ?? '',
    label: roomLabel(household.building, household.entrance, household.room),
    pickupPoint: estate?.pickupPoint ?? null,
    cycle,
    offers,
    order,
    orderId: newId(context.clock, context.random),
    changing: input.changing,
    cancelling: input.cancelling === true,
    typed: input.typed,
    notice: input.notice,
  })
  return send(context, request, reply, 'title', body, input.status ?? 200)
}

const orderForm = z.looseObject({ id: documentIdForm, cycleId: idForm, replaces: idForm.optional() })

/** The lines of the form: fields `q_OFFER` with a whole number; anything else in them is refused, never guessed. */
const readLines = (fields: Readonly<Record<string, unknown>>): { offerId: string; count: number }[] => {
  const lines: { offerId: string; count: number }[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith('q_')) continue
    const offerId = name.slice(2)
    const typed = String(value).normalize('NFKC').trim()
    if (typed === '' || typed === '0') continue
    if (!idForm.safeParse(offerId).success || !/^\d{1,3}$/.test(typed))
      throw refused('orders.count_out_of_range', { limit: 999 })
    lines.push({ offerId, count: Number(typed) })
  }
  return lines.slice(0, 101)
}

export const householdPages: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/h-script.js',
    access: { kind: 'public' },
    tag,
    summary: "The household page's script",
    form: 'page',
    schemas: {},
    handle: async ({ reply }) => reply.type('text/javascript; charset=utf-8').send(script),
  }),
  defineRoute({
    method: 'GET',
    path: '/h-view',
    access: { kind: 'public' },
    tag,
    summary: 'Language and size of the household page',
    form: 'page',
    schemas: {
      query: z.strictObject({ language: z.enum(languages).optional(), elder: z.enum(['0', '1']).optional() }),
    },
    handle: async ({ query, reply }) => {
      const kept = { path: '/', sameSite: 'lax', maxAge: 60 * 60 * 24 * 365 } as const
      if (query.language) reply.setCookie('language', query.language, kept)
      if (query.elder) reply.setCookie('elder', query.elder, kept)
      return reply.redirect('/h', 303)
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/h/:link',
    access: { kind: 'public' },
    tag,
    summary: "A household's link: only the four digits",
    form: 'page',
    schemas: { params: linkParams },
    handle: async ({ params, context, request, reply }) =>
      showDoor(context, request, reply, params.link, null),
  }),
  defineRoute({
    method: 'POST',
    path: '/h/:link',
    access: { kind: 'public' },
    tag,
    summary: 'Open a link with the four digits',
    form: 'page',
    schemas: { params: linkParams, body: z.looseObject({ digits: z.string().max(20) }) },
    handle: async ({ params, body, context, request, reply }) => {
      const words = wordsOf(context.texts, languageOf(request))
      const wrong = (key: string, values = {}) =>
        html`<div class="card bad" role="alert">${words(key, values)}</div>`
      const link = readLink(params.link)
      const known =
        link && link.districtId === context.districtId
          ? await findByLink(context.database, link.districtId, link.hash)
          : null
      if (!link || !known)
        return showDoor(context, request, reply, params.link, wrong('wrongDigits', { left: '' }))
      const outcome = await knock(context, link, body.digits, request.cookies[householdCookie] ?? null)
      if (outcome.outcome === 'closed')
        return showDoor(context, request, reply, params.link, wrong('doorClosed'), true)
      reply.setCookie(householdCookie, outcome.deviceToken, cookie)
      if (outcome.outcome === 'wrong')
        return showDoor(
          context,
          request,
          reply,
          params.link,
          wrong('wrongDigits', { left: outcome.triesLeft }),
        )
      return reply.redirect('/h', 303)
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/h',
    access: { kind: 'household' },
    tag,
    summary: "The household's own page",
    form: 'page',
    schemas: {
      query: z.strictObject({
        change: z.literal('1').optional(),
        cancel: z.literal('1').optional(),
        cancelled: z.literal('1').optional(),
      }),
    },
    handle: ({ query, context, request, reply }) =>
      showShop(context, request, reply, {
        changing: query.change === '1',
        cancelling: query.cancel === '1',
        typed: null,
        notice:
          query.cancelled === '1'
            ? html`<div class="card" role="status">${wordsOf(context.texts, languageOf(request))('cancelled')}</div>`
            : null,
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/h/order',
    access: { kind: 'household' },
    tag,
    summary: 'The household orders or changes its order',
    form: 'page',
    schemas: { body: orderForm },
    handle: async ({ body, context, request, reply }) => {
      let lines: { offerId: string; count: number }[] = []
      try {
        lines = readLines(body)
        if (context.actor?.kind !== 'household') throw refused('people.not_logged_in')
        orRefused(
          await orderOwn(context, {
            id: body.id,
            cycleId: body.cycleId,
            householdId: context.actor.householdId,
            lines,
            replacesOrderId: body.replaces ?? null,
          }),
        )
        return reply.redirect('/h', 303)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const data = await namedData(context, error.refusal.data)
        const notice = html`<div class="card bad" role="alert">${context.texts(languageOf(request), `errors.${error.refusal.code}`, data)}</div>`
        const already = error.refusal.code === 'orders.already_ordered'
        return showShop(context, request, reply, {
          changing: !already,
          typed: new Map(lines.map((line) => [line.offerId, line.count])),
          notice,
          status: 422,
        })
      }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/h/cancel',
    access: { kind: 'household' },
    tag,
    summary: 'The household cancels its order',
    form: 'page',
    schemas: { body: z.looseObject({ orderId: idForm }) },
    handle: async ({ body, context, request, reply }) => {
      try {
        orRefused(await cancelOrder(context, body.orderId))
        return reply.redirect('/h?cancelled=1', 303)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const notice = html`<div class="card bad" role="alert">${context.texts(languageOf(request), `errors.${error.refusal.code}`, error.refusal.data)}</div>`
        return showShop(context, request, reply, { changing: false, typed: null, notice, status: 422 })
      }
    },
  }),
]

/** Refusals name an offer by id; people read its name. */
const namedData = async (
  context: Context,
  data: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> => {
  if (typeof data.offerId !== 'string' || typeof data.name === 'string') return { ...data }
  const offer = await context.database.maybe<{ name: string }>(sql`select name from market.v_offer
    where district_id = ${context.districtId} and id = ${data.offerId}`)
  return { ...data, name: offer?.name ?? '' }
}
