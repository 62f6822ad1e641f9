import type { Doubt } from './doubts.ts'
import { householdKey } from './household.ts'
import { codeKey } from './items.ts'
import { readChain } from './read.ts'
import type { Household, PriceItem } from './types.ts'

/** What to write as a chain. Orders name items by their place in `items`. */
export type ChainToWrite = {
  readonly title?: string
  readonly cutOffText?: string
  readonly items: readonly PriceItem[]
  readonly orders: readonly {
    readonly household: Household
    readonly lines: readonly { readonly itemIndex: number; readonly quantity: number }[]
  }[]
}

export type WrittenChain =
  | { readonly ok: true; readonly text: string }
  /** The text would not read back to the same; `data.text` says where it first differs. */
  | {
      readonly ok: false
      readonly refusal: { readonly code: 'cannot-write-back'; readonly data: Doubt['data'] }
    }

/**
 * Writes a chain that people can go on with: the price list, then one numbered line per household with orders. The
 * text is read back before it is handed out; where names, codes or homes are such that it would not read the same, the
 * answer is a refusal. Prices are whole fen, quantities whole units.
 */
export function writeChain(chain: ChainToWrite): WrittenChain {
  const text = textOf(chain)
  const difference = firstDifference(chain, text)
  if (difference === null) return { ok: true, text }
  return { ok: false, refusal: { code: 'cannot-write-back', data: { text: difference } } }
}

function textOf(chain: ChainToWrite): string {
  const rows = ['#接龙']
  if (chain.title !== undefined && chain.title !== '') rows.push(chain.title)
  if (chain.cutOffText !== undefined && chain.cutOffText !== '') rows.push(chain.cutOffText)
  for (const item of chain.items) rows.push(itemRow(item))
  rows.push('')
  const orders = chain.orders.filter((order) => order.lines.length > 0)
  orders.forEach(({ household, lines }, i) => {
    const goods = lines.map(({ itemIndex, quantity }) => {
      const item = chain.items[itemIndex]
      return item === undefined ? '' : `${item.name}×${quantity}`
    })
    rows.push(`${i + 1}. ${homeText(household)} ${goods.join(',')}`)
  })
  return rows.join('\n')
}

function itemRow(item: PriceItem): string {
  const limit = item.limitPerHousehold === undefined ? '' : ` 每户限${item.limitPerHousehold}${item.unit}`
  const pack = item.packText === undefined || item.packText === '' ? '' : `(${item.packText})`
  return `${codeText(item.code)}${item.name} ${yuan(item.priceFen)}元/${item.unit}${pack}${limit}`
}

/** ① for 1, A. for A, 套餐一: for 一; other codes are the system's own and are not written. */
function codeText(code: string | undefined): string {
  const key = code === undefined ? null : codeKey(code)
  if (key === null || code === undefined) return ''
  if (/^[A-Z]$/.test(key)) return `${code}. `
  if (/^[一-鿿]/.test(code)) return `套餐${code}:`
  const number = Number(key)
  return number >= 1 && number <= 20 ? String.fromCharCode(0x2460 + number - 1) : `${number}. `
}

function yuan(fen: number): string {
  const whole = Math.trunc(fen / 100)
  const part = fen % 100
  return part === 0 ? String(whole) : `${whole}.${String(part).padStart(2, '0')}`
}

function homeText(household: Household): string {
  const entrance = household.entrance === null ? '' : `${household.entrance}单元`
  return `${household.building}栋${entrance}${household.room}室`
}

/** Reads the text back and names the first thing that is not what was to be written; null when all is the same. */
function firstDifference(chain: ChainToWrite, text: string): string | null {
  const read = readChain(text)
  if (read.doubtful[0] !== undefined) return read.doubtful[0].raw
  if (read.head.items.length !== chain.items.length || read.head.limits.length > 0)
    return chain.items[0]?.name ?? ''
  for (const [i, item] of chain.items.entries()) {
    const got = read.head.items[i]
    const same =
      got !== undefined &&
      got.name === item.name &&
      got.priceFen === item.priceFen &&
      got.unit === item.unit &&
      got.limitPerHousehold === item.limitPerHousehold &&
      (codeText(item.code) === '' ||
        (got.code !== undefined && codeKey(got.code) === codeKey(item.code ?? '')))
    if (!same) return item.name
  }
  const wanted = chain.orders.filter((order) => order.lines.length > 0)
  if (read.orders.length !== wanted.length)
    return wanted[0] === undefined ? '' : homeText(wanted[0].household)
  for (const [i, order] of wanted.entries()) {
    const got = read.orders[i]
    const same =
      got !== undefined &&
      householdKey(got.household) === householdKey(order.household) &&
      got.lines.length === order.lines.length &&
      got.lines.every(
        (line, n) =>
          line.itemIndex === order.lines[n]?.itemIndex && line.quantity === order.lines[n]?.quantity,
      )
    if (!same) return homeText(order.household)
  }
  return null
}
