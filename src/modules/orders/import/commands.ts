import { refused } from '../../../kernel/result.ts'
import type { Context } from '../../../platform/context.ts'
import { sql } from '../../../platform/db/index.ts'
import { runApart } from '../../../platform/files/index.ts'
import { sha256 } from '../../../platform/secrets.ts'
import { listOffers } from '../../market/index.ts'
import { homeFinder, listHouseholds, roomLabel } from '../../places/index.ts'
import type { OrderView } from '../api.ts'
import { orderFor } from '../commands.ts'
import { currentCycle, findCollection, liveOrdersOfEstate } from '../store.ts'
import type { OrderImportView } from './api.ts'
import type { OrderFault, ReadOrders, Wish } from './read.ts'

const taskUrl = new URL(import.meta.url.endsWith('.ts') ? './task.ts' : './task.js', import.meta.url).href
const action = 'orders.order_for'

type Row = OrderImportView['orders'][number]
type Home = {
  readonly id: string
  readonly building: string
  readonly entrance: string
  readonly room: string
  readonly label: string
}
type Basket = { readonly home: Home; readonly rows: number[]; readonly lines: Map<string, number> }

// The open cycle of the estate, if it takes orders by Excel at all: a file must not be filled in in vain.
const openForExcel = async (context: Context, estateId: string) => {
  const cycle = await currentCycle(context.database, context.districtId, estateId)
  if (cycle?.state !== 'open') throw refused('orders.no_cycle')
  const { channels } = await context.database.one<{ channels: string[] }>(
    sql`select channels from orders.cycle where district_id = ${context.districtId} and id = ${cycle.id}`,
  )
  if (!channels.includes('excel')) throw refused('orders.channel_closed')
  const collection = await findCollection(context.database, context.districtId, cycle.id, estateId)
  if (!collection) throw refused('orders.no_store')
  return { cycle, collection }
}

const faultAt = (wish: Wish, code: OrderFault['code'], data: OrderFault['data']): OrderFault => ({
  sheet: wish.sheet,
  row: wish.row,
  column: wish.column,
  code,
  data,
})

/** What each home is to have. A home with any doubtful row, or with one item twice, is left out whole. */
const basketsOf = (
  read: ReadOrders,
  homes: readonly Home[],
  nameOf: (offerId: string) => string,
): { readonly baskets: readonly Basket[]; readonly faults: readonly OrderFault[] } => {
  const find = homeFinder(homes)
  const faults = [...read.faults]
  const baskets = new Map<string, Basket>()
  const left = new Set<string>()
  for (const room of read.doubtful) {
    const home = find(room)
    if (home && home !== 'unclear') left.add(home.id)
  }
  const said = new Set<string>()
  for (const wish of read.wishes) {
    const home = find(wish)
    const value = roomLabel(wish.building, wish.entrance, wish.room)
    if (!home || home === 'unclear') {
      const key = `${wish.sheet} ${wish.row}`
      if (!said.has(key))
        faults.push(faultAt({ ...wish, column: '' }, 'orders.import_household_unknown', { value }))
      said.add(key)
      continue
    }
    const basket = baskets.get(home.id) ?? { home, rows: [], lines: new Map<string, number>() }
    baskets.set(home.id, basket)
    if (!basket.rows.includes(wish.row)) basket.rows.push(wish.row)
    if (basket.lines.has(wish.offerId)) {
      left.add(home.id)
      faults.push(faultAt(wish, 'orders.import_item_twice', { value, name: nameOf(wish.offerId) }))
    } else basket.lines.set(wish.offerId, wish.count)
  }
  return { baskets: Array.from(baskets.values()).filter(({ home }) => !left.has(home.id)), faults }
}

const standingOf = (basket: Basket, current: OrderView | undefined): Row['standing'] => {
  if (!current) return 'new'
  const isSame =
    basket.lines.size === current.lines.length &&
    current.lines.every((line) => basket.lines.get(line.offerId) === line.count)
  if (isSame) return 'same'
  return current.channel === 'household' ? 'own' : 'change'
}

// The order's id follows from cycle, household, what it replaces and content: the same file again sends the same orders.
const orderIdOf = (cycleId: string, basket: Basket, replaces: string | null): string => {
  const content = Array.from(basket.lines, ([offerId, count]) => `${offerId}*${count}`)
    .sort()
    .join('|')
  const hex = sha256(`excel|${cycleId}|${basket.home.id}|${replaces ?? '-'}|${content}`).toString('hex')
  return `${cycleId.slice(0, 14)}7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`
}

/**
 * A file of an estate's orders, to look at first (`preview`) or to make orders of (`apply`). Each household is one
 * order, decided by the intake like any other under the channel 'excel', with an answer of its own. What a household
 * ordered itself is left as it is and said. Refuses `places.missing`, `orders.no_cycle`, `orders.channel_closed`
 * where the plan takes no orders by Excel, `orders.no_store`, and by `files.…` what is no workbook.
 */
export const importOrders = async (
  context: Context,
  estateId: string,
  mode: 'preview' | 'apply',
  file: { readonly bytes: Buffer; readonly name: string },
): Promise<OrderImportView> => {
  const { database, districtId } = context
  if (!(await context.postFor(database, context, action, { placeId: estateId })))
    throw refused('places.missing')
  const { cycle, collection } = await openForExcel(context, estateId)
  const [offers, homes, standing] = await Promise.all([
    listOffers(database, districtId, collection.storeId),
    listHouseholds(context, estateId, {}),
    liveOrdersOfEstate(context, estateId, cycle.id),
  ])
  const known = new Map(offers.map((offer) => [offer.id, offer]))
  const named = offers.map(({ id, code, name, packText, unitName }) => ({
    id,
    code,
    name,
    packText,
    unitName,
  }))
  const read = await runApart<ReadOrders>({
    moduleUrl: taskUrl,
    name: 'readFile',
    input: { bytes: file.bytes, name: file.name, offers: named },
  })
  const { baskets, faults } = basketsOf(read, homes, (offerId) => known.get(offerId)?.name ?? '')
  const current = new Map(standing.map((order) => [order.householdId as string, order]))
  const orders = await Promise.all(
    baskets.map(async (basket): Promise<Row> => {
      const order = current.get(basket.home.id)
      const lines = Array.from(basket.lines, ([offerId, count]) => ({ offerId, count }))
      const row: Row = {
        householdId: basket.home.id,
        label: basket.home.label,
        rows: basket.rows,
        lines: lines.map((line) => ({
          ...line,
          name: known.get(line.offerId)?.name ?? '',
          unitName: known.get(line.offerId)?.unitName ?? '',
        })),
        amountFen: lines.reduce(
          (sum, line) => sum + line.count * (known.get(line.offerId)?.priceFen ?? 0),
          0,
        ),
        standing: standingOf(basket, order),
        code: null,
        number: order?.number ?? null,
        data: {},
      }
      if (mode === 'preview') return row
      if (row.standing === 'same') return { ...row, code: 'same' }
      if (order && row.standing === 'own')
        return {
          ...row,
          code: 'orders.already_ordered',
          data: { number: order.number, channel: order.channel },
        }
      const replaces = order?.id ?? null
      const answer = await orderFor(
        context,
        {
          id: orderIdOf(cycle.id, basket, replaces),
          cycleId: cycle.id,
          householdId: basket.home.id,
          lines,
          ...(replaces ? { replacesOrderId: replaces } : {}),
        },
        'excel',
      )
      return { ...row, code: answer.code, number: answer.number, data: answer.data }
    }),
  )
  const counted = (code: string): number => orders.filter((order) => order.code === code).length
  const [placed, changed, same] = [counted('placed'), counted('changed'), counted('same')]
  const isApplied = mode === 'apply' && read.layout !== ''
  return {
    applied: isApplied,
    cycleId: cycle.id,
    layout: read.layout,
    faults: faults.slice(0, 500).map((fault) => ({ ...fault })),
    orders,
    placed,
    changed,
    same,
    refused: isApplied ? orders.length - placed - changed - same : 0,
  }
}
