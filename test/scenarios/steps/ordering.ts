import type { Client, Reply } from '../../support/client.ts'
import { documentId } from '../../support/client.ts'
import { DoesNotHold, differs } from '../language.ts'
import type { Goods, Sent, World, WorldStep } from '../world.ts'
import {
  answered,
  cycleId,
  goodsOf,
  goodsText,
  householdId,
  linesOf,
  offersFor,
  person,
  placeId,
  recall,
  refusalIn,
  step,
  yuan,
} from '../world.ts'

type Chain = {
  id: string
  orders: {
    householdId: string
    label: string
    lines: { name: string; count: number }[]
    amountFen: number
    standing: string
  }[]
  doubtful: { row: number; line: number | null; raw: string; code: string }[]
}
type ChainResult = { results: { label: string; code: string; amountFen: number }[] }

const bodyFor = async (world: World, home: string, goods: Goods): Promise<Record<string, unknown>> => {
  const estate = recall<string>(world, 'estate')
  const offers = recall<Awaited<ReturnType<typeof offersFor>>>(world, 'offers')
  return {
    id: documentId(),
    cycleId: await cycleId(world, estate),
    householdId: await householdId(world, home),
    lines: linesOf(offers, goods),
  }
}

/** What the estate may order, as its own grid worker sees it; a foreign worker's attempt must name the same goods. */
const readOffers = async (world: World, client: Client): Promise<void> => {
  const reply = await client.get(
    `/api/estates/${await placeId(world, recall<string>(world, 'estate'))}/sheet`,
  )
  const offers = (reply.body as { offers?: unknown[] }).offers
  if (reply.status === 200 && offers && offers.length > 0) world.kept.set('offers', offers)
}

const send = async (
  world: World,
  who: string,
  home: string,
  body: Record<string, unknown>,
): Promise<Reply> => {
  const reply = await person(world, who).post('/api/orders', body)
  if (reply.status === 200) {
    const { number } = reply.body as { number: string }
    world.orders.set(home, { id: body.id as string, path: '/api/orders', body, number })
  }
  return reply
}

const orderOf = (world: World, home: string): Sent => {
  const sent = world.orders.get(home)
  if (!sent) throw new DoesNotHold(`no order was sent for ${home} on a line before`)
  return sent
}

const order = async (world: World, who: string, home: string, goods: Goods): Promise<undefined> => {
  await readOffers(world, person(world, who))
  answered(await send(world, who, home, await bodyFor(world, home, goods)))
  return undefined
}

export const orderingSteps: readonly WorldStep[] = [
  step(
    '{who} copies the announcement of {estate}, which says:',
    async (world, { who = '', estate = '' }, line) => {
      const { text } = answered<{ text: string }>(
        await person(world, who).get(`/api/estates/${await placeId(world, estate)}/announcement`),
      )
      const missing = line.quote.filter((words) => !text.split('\n').some((one) => one.includes(words)))
      if (missing.length > 0 || line.quote.length === 0) throw differs(missing.join('\n'), text)
      world.kept.set('announcement', text)
      return undefined
    },
  ),
  step(
    '{who} pastes the announcement with these answers for {estate}',
    async (world, { who = '', estate = '' }, line) => {
      const text = `${recall<string>(world, 'announcement')}\n${line.quote.join('\n')}\n`
      const path = `/api/estates/${await placeId(world, estate)}/chains`
      world.kept.set(
        'chain',
        answered<Chain>(await person(world, who).post(path, { id: documentId(), text })),
      )
      await readOffers(world, person(world, who))
      return undefined
    },
  ),
  step('the chain is read as:', async (world) => ({
    rows: recall<Chain>(world, 'chain').orders.map((one) => ({
      household: one.label,
      goods: goodsText(one.lines),
      amount: yuan(one.amountFen),
      standing: one.standing,
    })),
    order: 'any',
  })),
  step('these answers are put before a person:', async (world) => ({
    rows: recall<Chain>(world, 'chain').doubtful.map((one) => ({
      answer: String(one.line ?? ''),
      words: one.raw,
      why: one.code,
    })),
    order: 'as shown',
  })),
  step('{who} settles them and applies the chain:', async (world, { who = '' }, line) => {
    const chain = recall<Chain>(world, 'chain')
    const settled = []
    for (const row of line.table?.rows ?? []) {
      const doubt = chain.doubtful.find((one) => String(one.line) === row.answer)
      if (!doubt) throw new DoesNotHold(`answer ${row.answer} is not doubtful`)
      if (row.decision === 'leave out') {
        settled.push({ row: doubt.row, decision: 'leave_out' })
        continue
      }
      const lines = linesOf(recall(world, 'offers'), goodsOf(row.goods ?? ''))
      settled.push({
        row: doubt.row,
        decision: 'order',
        householdId: await householdId(world, row.household ?? ''),
        lines,
      })
    }
    const body = { settled, replaceOwn: [] }
    world.kept.set('settled', { who, body })
    const path = `/api/chains/${chain.id}/apply`
    world.kept.set('applied', answered<ChainResult>(await person(world, who).post(path, body)))
    return undefined
  }),
  step('each household has its answer:', async (world) => ({
    rows: recall<ChainResult>(world, 'applied').results.map((one) => ({
      household: one.label,
      answer: one.code,
      amount: yuan(one.amountFen),
    })),
    order: 'any',
  })),
  step('the same chain is applied again', async (world) => {
    const { who, body } = recall<{ who: string; body: unknown }>(world, 'settled')
    const path = `/api/chains/${recall<Chain>(world, 'chain').id}/apply`
    world.kept.set('applied', answered<ChainResult>(await person(world, who).post(path, body)))
    return undefined
  }),
  step('{who} orders for {home}: {goods*}', (world, { who = '', home = '', goods = '' }) =>
    order(world, who, home, goodsOf(goods)),
  ),
  step(
    '{who} orders {kinds:n} kinds of goods for {home}',
    async (world, { who = '', kinds = '', home = '' }) => {
      const estateId = await placeId(world, recall<string>(world, 'estate'))
      const offers = (await offersFor(person(world, who), estateId)).slice(0, Number(kinds))
      if (offers.length !== Number(kinds))
        throw differs(`${kinds} kinds of goods on offer`, String(offers.length))
      return order(
        world,
        who,
        home,
        offers.map(({ name }) => ({ name, count: 1 })),
      )
    },
  ),
  step(
    '{who} sends the order of {home} once more, as after a lost answer',
    async (world, { who = '', home = '' }) => {
      const { path, body, number } = orderOf(world, home)
      const again = answered<{ number: string }>(await person(world, who).post(path, body))
      if (again.number !== number) throw differs(`order ${number}`, `order ${again.number}`)
      return undefined
    },
  ),
  step(
    '{who} sends other goods for {home} under the same number of request: {goods*}',
    async (world, { who = '', home = '', goods = '' }) => {
      const { path, body } = orderOf(world, home)
      const lines = linesOf(recall(world, 'offers'), goodsOf(goods))
      return refusalIn(await person(world, who).post(path, { ...(body as object), lines }))
    },
  ),
  step(
    '{who} changes the order of {home} to: {goods*}',
    async (world, { who = '', home = '', goods = '' }) => {
      const before = orderOf(world, home)
      const body = await bodyFor(world, home, goodsOf(goods))
      answered(await send(world, who, home, { ...body, replacesOrderId: before.id }))
      return undefined
    },
  ),
  step(
    '{one} and {other} order for {home} at the same moment: {goods*}',
    async (world, { one = '', other = '', home = '', goods = '' }) => {
      await readOffers(world, person(world, one))
      const body = async () => bodyFor(world, home, goodsOf(goods))
      const bodies = [await body(), await body()] as const
      const replies = await Promise.all([
        send(world, one, home, bodies[0]),
        send(world, other, home, bodies[1]),
      ])
      return {
        rows: replies.map((reply) => {
          const { code, title } = reply.body as { code: string; title?: string }
          return {
            answer: String(reply.status),
            code,
            'told of the other': title?.includes('已经有订单') ? 'yes' : '',
          }
        }),
        order: 'any',
      }
    },
  ),
  step('{who} looks at the homes of {estate}', async (world, { who = '', estate = '' }) => {
    answered(await person(world, who).get(`/api/estates/${await placeId(world, estate)}/households`))
    return undefined
  }),
]
