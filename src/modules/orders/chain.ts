import type { Household as ChainHousehold, ChainReading } from '../../../engines/order-chain/index.ts'
import { readLines } from '../../../engines/order-chain/index.ts'
import type { PostId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { sha256 } from '../../platform/secrets.ts'
import { listOffers } from '../market/index.ts'
import { listHouseholds } from '../places/index.ts'
import type { ChainView, CycleView, OrderView } from './api.ts'
import { orderFor } from './commands.ts'
import { currentCycle, findCollection, findCycle, liveOrdersOfEstate } from './store.ts'

type Line = {
  readonly offerId: string
  readonly name: string
  readonly unitName: string
  readonly count: number
}
type Home = {
  readonly id: string
  readonly building: string
  readonly entrance: string
  readonly room: string
  readonly label: string
}

/** What one household is to have, by offer. */
type Wish = { readonly home: Home; readonly rows: number[]; readonly lines: Map<string, number> }

type Desk = {
  readonly cycle: CycleView
  readonly collectionId: string
  readonly reading: ChainReading
  readonly offers: ReadonlyMap<string, { name: string; unitName: string; priceFen: number }>
  readonly homes: ReadonlyMap<string, Home>
  readonly homeOf: (household: ChainHousehold) => Home | null
  readonly standing: ReadonlyMap<string, OrderView>
}

const homeKey = (building: string, entrance: string | null, room: string): string =>
  `${building}|${entrance ?? ''}|${room}`.toUpperCase()

/** Finds the home that a line names: exactly, or by building and room where only one home has them. */
const homeFinder = (homes: readonly Home[]) => {
  const exact = new Map(homes.map((home) => [homeKey(home.building, home.entrance, home.room), home]))
  const loose = new Map<string, Home | null>()
  for (const home of homes) {
    const key = homeKey(home.building, null, home.room)
    loose.set(key, loose.has(key) ? null : home)
  }
  return (household: ChainHousehold): Home | null =>
    exact.get(homeKey(household.building, household.entrance, household.room)) ??
    (household.entrance === null
      ? (loose.get(homeKey(household.building, null, household.room)) ?? null)
      : null)
}

const openDesk = async (
  context: Context,
  estateId: string,
  cycle: CycleView,
  text: string,
): Promise<Desk> => {
  const collection = await findCollection(context.database, context.districtId, cycle.id, estateId)
  if (!collection) throw refused('orders.no_store')
  const [offers, households, standing] = await Promise.all([
    listOffers(context.database, context.districtId, collection.storeId),
    listHouseholds(context, estateId, {}),
    liveOrdersOfEstate(context, estateId, cycle.id),
  ])
  const reading = readLines(
    text,
    offers.map((offer) => ({
      id: offer.id,
      ...(offer.code ? { code: offer.code } : {}),
      name: offer.name,
      unit: offer.unitName,
      ...(offer.packText ? { packText: offer.packText } : {}),
      ...(offer.limitPerHousehold === null ? {} : { limitPerHousehold: offer.limitPerHousehold }),
      priceFen: offer.priceFen,
    })),
    {
      households: households.map((home) => ({
        building: home.building,
        entrance: home.entrance === '' ? null : home.entrance,
        room: home.room,
      })),
      quantityUnlikelyAbove: cycle.packCountLimit,
    },
  )
  return {
    cycle,
    collectionId: collection.id,
    reading,
    offers: new Map(offers.map((offer) => [offer.id, offer])),
    homes: new Map(households.map((home) => [home.id, home])),
    homeOf: homeFinder(households),
    standing: new Map(standing.map((order) => [order.householdId, order])),
  }
}

/** What the chain says of each household. A household that the estate does not have stays out: its lines are doubtful. */
const wishesOf = (desk: Desk): Map<string, Wish> => {
  const wishes = new Map<string, Wish>()
  for (const order of desk.reading.orders) {
    const home = desk.homeOf(order.household)
    if (!home) continue
    const lines = new Map<string, number>()
    for (const line of order.lines) {
      if (line.item.id) lines.set(line.item.id, (lines.get(line.item.id) ?? 0) + line.quantity)
    }
    if (lines.size > 0) wishes.set(home.id, { home, rows: [...order.fromLines], lines })
  }
  return wishes
}

const linesView = (desk: Desk, lines: ReadonlyMap<string, number>): Line[] =>
  Array.from(lines, ([offerId, count]) => ({
    offerId,
    count,
    name: desk.offers.get(offerId)?.name ?? '',
    unitName: desk.offers.get(offerId)?.unitName ?? '',
  }))

const sameLines = (wish: ReadonlyMap<string, number>, order: OrderView): boolean =>
  wish.size === order.lines.length && order.lines.every((line) => wish.get(line.offerId) === line.count)

const standingOf = (wish: Wish, current: OrderView | undefined): 'new' | 'same' | 'change' | 'own' => {
  if (!current) return 'new'
  if (sameLines(wish.lines, current)) return 'same'
  return current.channel === 'household' ? 'own' : 'change'
}

const view = (desk: Desk, chain: { id: string; estateId: string; appliedAt: string | null }): ChainView => ({
  id: chain.id,
  estateId: chain.estateId,
  cycle: desk.cycle,
  appliedAt: chain.appliedAt,
  rowCount: desk.reading.lines.length,
  orders: Array.from(wishesOf(desk).values(), (wish) => {
    const current = desk.standing.get(wish.home.id)
    return {
      householdId: wish.home.id,
      label: wish.home.label,
      rows: wish.rows,
      lines: linesView(desk, wish.lines),
      amountFen: Array.from(wish.lines).reduce(
        (sum, [offerId, count]) => sum + count * (desk.offers.get(offerId)?.priceFen ?? 0),
        0,
      ),
      standing: standingOf(wish, current),
      currentOrderId: current?.id ?? null,
      currentLines:
        current?.lines.map(({ offerId, name, unitName, count }) => ({ offerId, name, unitName, count })) ??
        [],
    }
  }),
  doubtful: desk.reading.doubtful.map((line) => ({
    row: line.row,
    line: line.line,
    raw: line.raw,
    code: line.doubt?.code ?? 'unread-text',
    data: { ...line.doubt?.data },
    householdId: line.household ? (desk.homeOf(line.household)?.id ?? null) : null,
    lines: [],
  })),
})

/** Nobody outside the estate's own grid worker pastes for it; a foreign estate answers as a missing one does. */
const authorise = async (context: Context, estateId: string) => {
  const postId = await context.postFor(context.database, context, 'orders.paste_chain', { placeId: estateId })
  if (!postId) throw refused('places.missing')
  return postId
}

/**
 * Takes a pasted order chain in, keeps it sealed, and shows what it says: the orders of each household beside what
 * stands already, and every doubtful line for a person to settle. Nothing is ordered yet. The same id and text again
 * gives the same reading. A chain that has grown since the last paste is simply pasted whole again.
 */
export const pasteChain = async (
  context: Context,
  estateId: string,
  input: { readonly id: string; readonly text: string },
): Promise<ChainView> => {
  const postId = await authorise(context, estateId)
  const cycle = await currentCycle(context.database, context.districtId, estateId)
  if (cycle?.state !== 'open') throw refused('orders.no_cycle')
  const desk = await openDesk(context, estateId, cycle, input.text)
  await inTransaction(context, async (tx) => {
    const added =
      await tx.run(sql`insert into orders.chain (district_id, id, cycle_id, estate_id, text_sealed, pasted_by_id, pasted_at)
      values (${context.districtId}, ${input.id}, ${cycle.id}, ${estateId}, ${context.vault.seal(input.text)}, ${personOf(context)}, ${nowOf(context)})
      on conflict (district_id, id) do nothing`)
    if (added === 1)
      tx.audit({
        action: 'orders.paste_chain',
        objectKind: 'chain',
        objectId: input.id,
        placeId: estateId,
        postId,
      })
  })
  return readChainAgain(context, input.id, desk, input.text)
}

type StoredChain = {
  id: string
  estateId: string
  cycleId: string
  textSealed: Buffer
  appliedAt: string | null
}

const storedChain = async (
  context: Context,
  id: string,
): Promise<StoredChain & { readonly postId: PostId }> => {
  const chain =
    await context.database.maybe<StoredChain>(sql`select id, estate_id, cycle_id, text_sealed, applied_at
    from orders.chain where district_id = ${context.districtId} and id = ${id}`)
  if (!chain) throw refused('orders.chain_missing')
  const postId = await context.postFor(context.database, context, 'orders.paste_chain', {
    placeId: chain.estateId,
  })
  if (!postId) throw refused('orders.chain_missing')
  return { ...chain, postId }
}

const readChainAgain = async (
  context: Context,
  id: string,
  desk?: Desk,
  text?: string,
): Promise<ChainView> => {
  const chain = await storedChain(context, id)
  const stored = context.vault.open(chain.textSealed)
  if (desk && text !== undefined) {
    if (stored !== text) throw refused('orders.id_conflict')
    return view(desk, chain)
  }
  const cycle = await findCycle(context.database, context.districtId, chain.cycleId)
  if (!cycle) throw refused('orders.cycle_missing')
  return view(await openDesk(context, chain.estateId, cycle, stored), chain)
}

export const showChain = (context: Context, id: string): Promise<ChainView> => readChainAgain(context, id)

/**
 * The order's id follows from chain, household and content: applying the same chain twice sends the same orders, and
 * the intake answers what it answered before. Time and version bits are the chain's own.
 */
const orderIdOf = (chainId: string, wish: Wish, replaces: string | null): string => {
  const content = Array.from(wish.lines, ([offerId, count]) => `${offerId}*${count}`)
    .sort()
    .join('|')
  const hex = sha256(`${chainId}|${wish.home.id}|${replaces ?? '-'}|${content}`).toString('hex')
  return `${chainId.slice(0, 14)}7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`
}

type Settled = {
  readonly row: number
  readonly decision: 'order' | 'leave_out'
  readonly householdId?: string | undefined
  readonly lines?: readonly { readonly offerId: string; readonly count: number }[] | undefined
}

/**
 * Makes orders of a chain that a person has settled. Every household is one order, decided by the intake like any
 * other, each with its own answer; a refused one does not keep the others back. What a household ordered itself is
 * replaced only where the worker ticked it [whoever is second is told].
 */
export const applyChain = async (
  context: Context,
  id: string,
  input: { readonly settled: readonly Settled[]; readonly replaceOwn: readonly string[] },
) => {
  const chain = await storedChain(context, id)
  const cycle = await findCycle(context.database, context.districtId, chain.cycleId)
  if (!cycle) throw refused('orders.cycle_missing')
  const desk = await openDesk(context, chain.estateId, cycle, context.vault.open(chain.textSealed))
  const wishes = wishesOf(desk)
  for (const settled of input.settled) {
    if (settled.decision === 'leave_out') continue
    const home = settled.householdId ? desk.homes.get(settled.householdId) : undefined
    if (!home || !settled.lines) throw refused('orders.chain_row_missing', { row: settled.row })
    const wish = wishes.get(home.id) ?? { home, rows: [], lines: new Map<string, number>() }
    for (const line of settled.lines)
      wish.lines.set(line.offerId, (wish.lines.get(line.offerId) ?? 0) + line.count)
    wish.rows.push(settled.row)
    wishes.set(home.id, wish)
  }
  const replaceOwn = new Set(input.replaceOwn)
  const results = await Promise.all(
    Array.from(wishes.values(), async (wish) => {
      const current = desk.standing.get(wish.home.id)
      const standing = standingOf(wish, current)
      const base = { householdId: wish.home.id, label: wish.home.label }
      if (current && standing === 'same')
        return { ...base, code: 'same', number: current.number, amountFen: current.amountFen, data: {} }
      if (current && standing === 'own' && !replaceOwn.has(wish.home.id)) {
        return {
          ...base,
          code: 'orders.already_ordered',
          number: current.number,
          amountFen: current.amountFen,
          data: { number: current.number, channel: current.channel },
        }
      }
      const replaces = current?.id ?? null
      const lines = Array.from(wish.lines, ([offerId, count]) => ({ offerId, count }))
      const answer = await orderFor(
        context,
        {
          id: orderIdOf(id, wish, replaces),
          cycleId: cycle.id,
          householdId: wish.home.id,
          lines,
          ...(replaces ? { replacesOrderId: replaces } : {}),
        },
        'chain',
      )
      return {
        ...base,
        code: answer.code,
        number: answer.number,
        amountFen: answer.amountFen,
        data: answer.data,
      }
    }),
  )
  await inTransaction(context, async (tx) => {
    await tx.run(
      sql`update orders.chain set applied_at = coalesce(applied_at, ${nowOf(context)}) where district_id = ${context.districtId} and id = ${id}`,
    )
    tx.audit({
      action: 'orders.apply_chain',
      objectKind: 'chain',
      objectId: id,
      placeId: chain.estateId,
      postId: chain.postId,
    })
  })
  const counted = (code: string): number => results.filter((result) => result.code === code).length
  const [placed, changed, same] = [counted('placed'), counted('changed'), counted('same')]
  return { results, placed, changed, same, refused: results.length - placed - changed - same }
}
