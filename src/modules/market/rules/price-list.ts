import type { Fen } from '../../../kernel/money.ts'
import { normaliseText } from '../../../kernel/text.ts'
import { readPack, readPackText, unitMeasure } from '../../catalog/index.ts'
import type { ListCode } from '../errors.ts'
import { listNotes } from '../errors.ts'
import type { Good } from './contents.ts'
import { readContents } from './contents.ts'

/** Where in a file a row stands, so that a fault can name what the person sees in the spreadsheet. */
export type Origin = { readonly sheet: string; readonly row: number }

/** One offer as a store writes it. For a package `packText` says what is in it ("土豆2斤、鸡蛋10枚"). */
export type PriceRow = {
  readonly origin: Origin
  readonly kind: 'single' | 'package'
  readonly code: string
  readonly name: string
  readonly packText: string
  readonly unitName: string
  readonly priceFen: Fen
  /** Whole packs that may be sold, those promised already included. Null: a package whose parts decide it. */
  readonly stockCount: number | null
  readonly limitPerHousehold: number | null
  readonly category: string
}

export type ListFault = Origin & {
  readonly column: string
  readonly code: ListCode
  readonly data: Readonly<Record<string, unknown>>
}

/** A fault that stops the list; the others only say how something was understood. */
export const isBlocking = (fault: ListFault): boolean => !(fault.code in listNotes)

export const faultOf = (
  origin: Origin,
  column: string,
  code: ListCode,
  data: Readonly<Record<string, unknown>> = {},
): ListFault => ({
  sheet: origin.sheet,
  row: origin.row,
  column,
  code,
  data: { ...data, blocking: !(code in listNotes) },
})

/** So many base units of an item in one pack of an offer. */
export type Component = { readonly itemName: string; readonly baseUnit: string; readonly quantity: number }

/**
 * An offer with its content in base units, and the stock of its own that the list sets (none for a made-up
 * package).
 */
export type WantedOffer = Omit<PriceRow, 'origin'> & {
  readonly origin: Origin
  readonly sort: number
  readonly components: readonly Component[]
  readonly stock: {
    readonly itemName: string
    readonly baseUnit: string
    readonly packQuantity: number
    readonly count: number
  } | null
}

const goodOf = (row: PriceRow): Good => {
  const { baseUnit, quantity } = readPack(row.packText, row.unitName)
  return { name: row.name, baseUnit, packQuantity: quantity, unitName: row.unitName }
}

const single = (row: PriceRow, sort: number): WantedOffer => {
  const good = goodOf(row)
  return {
    ...row,
    sort,
    components: [{ itemName: good.name, baseUnit: good.baseUnit, quantity: good.packQuantity }],
    stock: {
      itemName: good.name,
      baseUnit: good.baseUnit,
      packQuantity: good.packQuantity,
      count: row.stockCount ?? 0,
    },
  }
}

// A package whose parts all stand on the list lives on their stock; one that is only described is an item of
// its own.
const composed = (
  row: PriceRow,
  sort: number,
  goods: readonly Good[],
  faults: ListFault[],
): WantedOffer | null => {
  const { components, unread } = readContents(row.packText, goods)
  if (components.length > 0 && unread.length === 0) {
    if (row.stockCount !== null)
      faults.push(faultOf(row.origin, '', 'market.package_stock_ignored', { name: row.name }))
    return { ...row, sort, components, stock: null, stockCount: null }
  }
  if (row.stockCount === null) {
    faults.push(
      faultOf(row.origin, '', 'market.package_stock_missing', { name: row.name, parts: unread.join('、') }),
    )
    return null
  }
  if (unread.length > 0)
    faults.push(
      faultOf(row.origin, '', 'market.package_described', { name: row.name, parts: unread.join('、') }),
    )
  const own = { itemName: row.name, baseUnit: row.unitName }
  return {
    ...row,
    sort,
    components: [{ ...own, quantity: 1 }],
    stock: { ...own, packQuantity: 1, count: row.stockCount },
  }
}

/**
 * Turns a store's rows into offers with their content in whole base units. Faults by code: a name that stands
 * twice, a price per weight beside a pack of another weight, a package that neither its parts nor a number of
 * its own limits. A row with such a fault gives no offer.
 */
export const resolveList = (
  rows: readonly PriceRow[],
): { readonly offers: readonly WantedOffer[]; readonly faults: readonly ListFault[] } => {
  const faults: ListFault[] = []
  const firsts = new Map<string, PriceRow>()
  const sound = rows.filter((row) => {
    const key = normaliseText(row.name)
    const first = firsts.get(key)
    if (first) {
      faults.push(
        faultOf(row.origin, '', 'market.name_twice', {
          name: row.name,
          sheet: first.origin.sheet,
          firstRow: first.origin.row,
        }),
      )
      return false
    }
    firsts.set(key, row)
    if (row.kind === 'package') return true
    // "10斤/袋" priced by the 斤: nobody can tell what the price is for.
    const [pack, unit] = [readPackText(row.packText), unitMeasure(row.unitName)]
    if (
      pack === null ||
      unit === null ||
      (pack.baseUnit === unit.baseUnit && pack.quantity === unit.quantity)
    )
      return true
    faults.push(
      faultOf(row.origin, '', 'market.unit_and_pack_differ', {
        name: row.name,
        packText: row.packText,
        unitName: row.unitName,
      }),
    )
    return false
  })
  const goods = sound.filter((row) => row.kind === 'single').map(goodOf)
  const offers = sound.flatMap((row, sort): WantedOffer[] => {
    if (row.kind === 'single') return [single(row, sort)]
    const offer = composed(row, sort, goods, faults)
    return offer ? [offer] : []
  })
  return { offers, faults }
}

/**
 * Offers and faults of a list as it was read. What only follows from another fault is left out: a package
 * whose part stands on a faulty row is no fault of its own. `faultyNames`: rows that are there, though they
 * gave no offer.
 */
export const judgeList = (list: {
  readonly rows: readonly PriceRow[]
  readonly faults: readonly ListFault[]
}): {
  readonly offers: readonly WantedOffer[]
  readonly faults: readonly ListFault[]
  readonly isBlocked: boolean
  readonly faultyNames: ReadonlySet<string>
} => {
  const namesOf = (some: readonly ListFault[]): string[] =>
    some
      .filter(isBlocking)
      .flatMap(({ data }) => (typeof data.name === 'string' && data.name !== '' ? [data.name] : []))
  const misread = namesOf(list.faults)
  const resolved = resolveList(list.rows)
  const faults = [
    ...list.faults,
    ...resolved.faults.filter(
      (fault) =>
        !(
          fault.code === 'market.package_stock_missing' &&
          misread.some((name) => String(fault.data.parts).includes(name))
        ),
    ),
  ]
  return {
    offers: resolved.offers,
    faults,
    isBlocked: faults.some(isBlocking),
    faultyNames: new Set([...misread, ...namesOf(resolved.faults)]),
  }
}
