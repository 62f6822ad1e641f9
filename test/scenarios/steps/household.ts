import type { Client, Reply } from '../../support/client.ts'
import { documentId } from '../../support/client.ts'
import type { Outcome } from '../language.ts'
import { DoesNotHold, differs } from '../language.ts'
import type { World, WorldStep } from '../world.ts'
import {
  answered,
  cycleId,
  goodsOf,
  householdId,
  linesOf,
  newDevice,
  person,
  recall,
  step,
} from '../world.ts'

const device = (world: World, home: string): Client => {
  const client = world.devices.get(home) ?? newDevice(world)
  world.devices.set(home, client)
  return client
}

const linkOf = (world: World, home: string): { path: string; digits: string } => {
  const link = world.links.get(home)
  if (!link) throw new DoesNotHold(`${home} has no link`)
  return link
}

const words = (page: string): string =>
  page
    .replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

/** A page says its refusal in words only, in the place where a screen reader is told of it. */
const pageRefusal = (reply: Reply): Outcome => {
  if (reply.status < 400) return undefined
  const notice = /role="alert">([\s\S]*?)<\/div>/.exec(reply.text)?.[1] ?? reply.text
  return { refused: { status: reply.status, code: null, words: words(notice).trim() } }
}

const pageOf = async (world: World, home: string, path = '/h'): Promise<string> => {
  const reply = await device(world, home).get(path)
  if (reply.status !== 200) throw differs('the page of the household', `${reply.status} ${words(reply.text)}`)
  return reply.text
}

const hidden = (page: string, name: string): string | undefined =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1]

const sendForm = async (
  world: World,
  home: string,
  goods: string,
  replaces: string | undefined,
): Promise<Outcome> => {
  const lines = linesOf(recall(world, 'offers'), goodsOf(goods))
  const form = {
    id: documentId(),
    cycleId: await cycleId(world, recall<string>(world, 'estate')),
    ...(replaces === undefined ? {} : { replaces }),
    ...Object.fromEntries(lines.map(({ offerId, count }) => [`q_${offerId}`, String(count)])),
  }
  const reply = await device(world, home).form('/h/order', form)
  if (reply.status === 303) world.orders.set(home, { id: form.id, path: '/h/order', body: form, number: '' })
  return pageRefusal(reply)
}

export const householdSteps: readonly WorldStep[] = [
  step('{who} gives {home} its link', async (world, { who = '', home = '' }) => {
    const id = await householdId(world, home)
    const reply = await person(world, who).post(`/api/households/${id}/link`)
    const { path, digits, doorCode } = answered<{ path: string; digits: string; doorCode: string | null }>(
      reply,
    )
    const known = doorCode ?? world.links.get(home)?.digits ?? ''
    world.links.set(home, { path, digits: digits === 'door_code' ? (doorCode ?? '') : known })
    return undefined
  }),
  step(
    '{who} looks up the telephone of {home}, because “{reason*}”',
    async (world, { who = '', home = '', reason = '' }) => {
      const id = await householdId(world, home)
      const reply = await person(world, who).post(`/api/households/${id}/reveal`, { reason })
      const { phone } = answered<{ phone: string }>(reply)
      world.links.set(home, { path: world.links.get(home)?.path ?? '', digits: phone.slice(-4) })
      return undefined
    },
  ),
  step('{home} opens its link with the digits {digits:n}', async (world, { home = '', digits = '' }) =>
    pageRefusal(await device(world, home).form(linkOf(world, home).path, { digits })),
  ),
  step('{home} opens its link with the last four digits of its telephone', async (world, { home = '' }) => {
    const { path, digits } = linkOf(world, home)
    return pageRefusal(await device(world, home).form(path, { digits }))
  }),
  step('{home} tries the link of {other} with its own digits', async (world, { home = '', other = '' }) =>
    pageRefusal(
      await device(world, home).form(linkOf(world, other).path, { digits: linkOf(world, home).digits }),
    ),
  ),
  step('{home} cancels on its page the order of {other}', async (world, { home = '', other = '' }) => {
    const orderId = world.orders.get(other)?.id
    if (!orderId) throw new DoesNotHold(`${other} has no order`)
    return pageRefusal(await device(world, home).form('/h/cancel', { orderId }))
  }),
  step('a stranger without a link asks for the page of the household', async (world) => {
    const reply = await newDevice(world).get('/h')
    return reply.status >= 400
      ? { refused: { status: reply.status, code: null, words: words(reply.text) } }
      : undefined
  }),
  step('{home} orders on its page: {goods*}', (world, { home = '', goods = '' }) =>
    sendForm(world, home, goods, undefined),
  ),
  step('{home} changes its order on its page to: {goods*}', async (world, { home = '', goods = '' }) => {
    const replaces = hidden(await pageOf(world, home, '/h?change=1'), 'replaces')
    if (replaces === undefined) throw new DoesNotHold('the page shows no order to change')
    return sendForm(world, home, goods, replaces)
  }),
  step('{home} reads on its page:', async (world, { home = '' }, line) => {
    const page = words(await pageOf(world, home))
    const missing = line.quote.filter((text) => !page.includes(text))
    if (missing.length > 0 || line.quote.length === 0) throw differs(missing.join('\n'), page)
    return undefined
  }),
]
