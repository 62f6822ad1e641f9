import exceljs from 'exceljs'
import { DoesNotHold } from '../language.ts'
import type { WorldStep } from '../world.ts'
import { answered, person, placeId, recall, step, storeId, yuan } from '../world.ts'

type Assignments = {
  assignments: {
    estateName: string
    storeName: string
    distanceM: number
    state: string
    householdCount: number
  }[]
  loads: { storeName: string; householdCount: number; capacityOrders: number }[]
}
type Upload = {
  applied: boolean
  added: number
  changed: number
  unchanged: number
  unlisted: number
  faults: { sheet: string; row: number; column: string; code: string }[]
  rows: { name: string; change: string; priceFen: number; stockCount: number | null }[]
}

/** What can be typed into a cell: a number where it is one. */
const typed = (text: string): string | number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text)

const upload = async (
  world: Parameters<WorldStep['work']>[0],
  words: Readonly<Record<string, string>>,
  mode: 'preview' | 'apply',
): Promise<Upload> =>
  answered<Upload>(
    await person(world, words.who ?? '').upload(
      `/api/stores/${await storeId(world, words.store ?? '')}/price-list?mode=${mode}`,
      recall<Uint8Array>(world, 'sheet'),
      '价目表.xlsx',
    ),
  )

const changedRows = (list: Upload) =>
  list.rows
    .filter((row) => row.change !== 'unchanged')
    .map((row) => ({
      goods: row.name,
      change: row.change,
      price: yuan(row.priceFen),
      stock: row.stockCount === null ? '' : String(row.stockCount),
    }))

export const marketSteps: readonly WorldStep[] = [
  step('{who} sees who serves {place}:', async (world, { who = '', place = '' }) => {
    const { assignments } = answered<Assignments>(
      await person(world, who).get(`/api/assignments?placeId=${await placeId(world, place)}`),
    )
    return {
      rows: assignments.map((one) => ({
        estate: one.estateName,
        store: one.storeName,
        metres: String(one.distanceM),
        state: one.state,
      })),
      order: 'any',
    }
  }),
  step('{who} sees the load of the stores of {place}:', async (world, { who = '', place = '' }) => {
    const { loads } = answered<Assignments>(
      await person(world, who).get(`/api/assignments?placeId=${await placeId(world, place)}`),
    )
    return {
      rows: loads.map((one) => ({
        store: one.storeName,
        households: String(one.householdCount),
        'packs in a cycle': String(one.capacityOrders),
      })),
      order: 'any',
    }
  }),
  step('{who} confirms the stores of {place}', async (world, { who = '', place = '' }) => {
    answered(
      await person(world, who).post('/api/assignments/confirm', { placeId: await placeId(world, place) }),
    )
    return undefined
  }),
  step('{who} downloads the price list of {store}', async (world, { who = '', store = '' }) => {
    const path = `/api/stores/${await storeId(world, store)}/price-list.xlsx`
    const reply = await person(world, who).get(path)
    answered(reply)
    world.kept.set('sheet', await person(world, who).bytes(path))
    return undefined
  }),
  step('in the workbook these cells are changed:', async (world, _, line) => {
    const book = new exceljs.Workbook()
    await book.xlsx.load(recall<Uint8Array>(world, 'sheet').slice().buffer as never)
    for (const { goods = '', column = '', from = '', to = '' } of line.table?.rows ?? []) {
      let done = false
      for (const sheet of book.worksheets) {
        let head: exceljs.Row | undefined
        sheet.eachRow((row) => {
          const cells = Array.from({ length: 10 }, (_, index) => row.getCell(index + 1))
          if (!head && cells.some((cell) => cell.text === column)) head = row
          else if (head && cells[1]?.text === goods) {
            const at = cells.findIndex((_, index) => head?.getCell(index + 1).text === column)
            const cell = cells[at]
            if (!cell || cell.text !== from)
              throw new DoesNotHold(`${goods} ${column}: expected ${from}, found ${cell?.text}`)
            cell.value = typed(to)
            done = true
          }
        })
      }
      if (!done) throw new DoesNotHold(`no row ${goods} with a column ${column}`)
    }
    world.kept.set('sheet', new Uint8Array(await book.xlsx.writeBuffer()))
    return undefined
  }),
  step('{who} uploads it for {store} to look, and is shown:', async (world, words) => {
    const list = await upload(world, words, 'preview')
    if (list.applied) throw new DoesNotHold('a look has changed something')
    return { rows: changedRows(list), order: 'any' }
  }),
  step('{who} uploads it for {store} to look, and is told what is wrong:', async (world, words) => {
    const { faults } = await upload(world, words, 'preview')
    return {
      rows: faults.map(({ sheet, row, column, code }) => ({ sheet, row: String(row), column, code })),
      order: 'as shown',
    }
  }),
  step('{who} takes it over for {store}:', async (world, words) => {
    const { applied, added, changed, unchanged, unlisted } = await upload(world, words, 'apply')
    const counts = { added, changed, unchanged, unlisted }
    const rows = [
      Object.fromEntries(Object.entries({ ...counts }).map(([key, value]) => [key, String(value)])),
    ]
    return { rows: [{ taken: applied ? 'yes' : 'no', ...rows[0] }], order: 'as shown' }
  }),
  step('{who} can promise of {store}:', async (world, { who = '', store = '' }, line) => {
    const reply = await person(world, who).get(`/api/stores/${await storeId(world, store)}/offers`)
    const { offers } = answered<{
      offers: { name: string; priceFen: number; availableCount: number; limitPerHousehold: number | null }[]
    }>(reply)
    const wanted = new Set(line.table?.rows.map((row) => row.goods))
    return {
      rows: offers
        .filter((offer) => wanted.has(offer.name))
        .map((offer) => ({
          goods: offer.name,
          price: yuan(offer.priceFen),
          available: String(offer.availableCount),
          'limit per household': offer.limitPerHousehold === null ? '' : String(offer.limitPerHousehold),
        })),
      order: 'any',
    }
  }),
]
