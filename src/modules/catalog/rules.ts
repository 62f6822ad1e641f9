import type { Quantity } from '../../kernel/quantity.ts'
import { isQuantity, quantity } from '../../kernel/quantity.ts'
import { lookUp, normaliseText } from '../../kernel/text.ts'

/** The base unit of everything that is weighed. */
export const gramUnit = '克'
/** The base unit of everything that is poured. */
export const millilitreUnit = '毫升'

/** So much of a base unit: 30 枚, 5000 克, 500 毫升. */
export type Measure = { readonly baseUnit: string; readonly quantity: Quantity }

/** The most base units that one pack may hold: a thousand tonnes in grams. */
export const packQuantityMax = 1_000_000_000

const weighedAndPoured: Readonly<Record<string, readonly [baseUnit: string, each: number]>> = {
  g: [gramUnit, 1],
  克: [gramUnit, 1],
  kg: [gramUnit, 1000],
  千克: [gramUnit, 1000],
  公斤: [gramUnit, 1000],
  斤: [gramUnit, 500],
  市斤: [gramUnit, 500],
  两: [gramUnit, 50],
  ml: [millilitreUnit, 1],
  毫升: [millilitreUnit, 1],
  l: [millilitreUnit, 1000],
  升: [millilitreUnit, 1000],
}

// A closed list: "52度", "3年陈" and "1号" are descriptions, not counts.
const countingWord =
  /^[大小]?[枚个只片包袋盒瓶罐桶箱板把颗根块条支卷提抽张双套份捆株头朵粒听杯碗串件排筐篮对节贴筒匹联屉枝棵扎]$/u

const numerals: Readonly<Record<string, string>> = {
  半: '0.5',
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  十: '10',
}

const amountForm = /^(\d{1,7}(?:\.\d{1,3})?|[半一二两三四五六七八九十])(\D{1,3})$/u

/** Half width, small letters, no white space: how pack texts are compared. */
const fold = (text: string): string => normaliseText(text).toLowerCase().replaceAll(' ', '')

/**
 * `text` ("2.5") times `each`, in whole numbers all the way. Null unless it comes out whole, positive and at
 * most `packQuantityMax`: nothing is rounded.
 */
export const timesWhole = (text: string, each: number): Quantity | null => {
  const [whole = '', part = ''] = text.split('.')
  const thousandths = (Number(whole) * 1000 + Number(part.padEnd(3, '0'))) * each
  if (thousandths % 1000 !== 0) return null
  const value = thousandths / 1000
  return isQuantity(value) && value > 0 && value <= packQuantityMax ? quantity(value) : null
}

/**
 * A number and the word after it, the number as decimal text: "两斤" is "2" and "斤". Null when it is nothing
 * such.
 */
export const readAmount = (text: string): { readonly amount: string; readonly unit: string } | null => {
  const match = amountForm.exec(fold(text))
  if (!match) return null
  const [, amount = '', unit = ''] = match
  return { amount: lookUp(numerals, amount) ?? amount, unit }
}

/**
 * Reads one amount with its unit: "2斤" is 1000 克, "1.5L" is 1500 毫升, "10枚" is 10 枚, "两斤" is 1000 克.
 * Null when it says no such thing or does not come out in whole base units.
 */
export const readMeasure = (text: string): Measure | null => {
  const read = readAmount(text)
  if (!read) return null
  const known = lookUp(weighedAndPoured, read.unit)
  if (!known && !countingWord.test(read.unit)) return null
  const [baseUnit, each] = known ?? [read.unit, 1]
  const value = timesWhole(read.amount, each)
  return value === null ? null : { baseUnit, quantity: value }
}

/** What one of a sale unit that is itself a measure holds ("斤" is 500 克), or null for 袋, 份 and the like. */
export const unitMeasure = (unitName: string): Measure | null => {
  const known = lookUp(weighedAndPoured, fold(unitName))
  return known ? { baseUnit: known[0], quantity: quantity(known[1]) } : null
}

const isMeasured = (measure: Measure): boolean =>
  measure.baseUnit === gramUnit || measure.baseUnit === millilitreUnit

const countOf = (text: string): number | null => (/^\d{1,4}$/.test(text) ? Number(text) : null)

// "500g*2", "12*250ml", "250ml×12盒", "30枚*2": so many times what is weighed, poured or counted.
const readProduct = (left: string, right: string): Measure | null => {
  const [one, other] = [readMeasure(left), readMeasure(right)]
  const times = (measure: Measure, count: number): Measure | null => {
    const value = timesWhole(String(count), measure.quantity)
    return value === null ? null : { baseUnit: measure.baseUnit, quantity: value }
  }
  if (one && other) {
    // Two counted words ("10包*20片") leave open which of them the item is counted in.
    if (isMeasured(one) === isMeasured(other)) return null
    return isMeasured(one) ? times(one, other.quantity) : times(other, one.quantity)
  }
  if (one) {
    const count = countOf(right)
    return count === null ? null : times(one, count)
  }
  const count = countOf(left)
  return other && count !== null ? times(other, count) : null
}

/**
 * What a pack text says that one pack holds: "30枚", "5kg", "10斤装", "500ml/瓶", "500g*2". Null when the text is
 * a description ("特级", "10-12枚", "52度").
 */
export const readPackText = (packText: string): Measure | null => {
  const text = fold(packText)
    .replace(/^(?:净含量|净重|规格|约)[::]?/u, '')
    .replace(/\/\D{1,3}$/u, '')
    .replace(/(?:左右|装)$/u, '')
  const factors = text.split(/[*x×✕]/u)
  if (factors.length === 2) return readProduct(factors[0] as string, factors[1] as string)
  return readMeasure(text)
}

/**
 * What one pack of an offer holds in base units. A text that says nothing countable leaves the sale unit
 * itself as the base unit, one per pack; a sale unit that is a measure ("斤") is taken at its word.
 */
export const readPack = (packText: string, unitName: string): Measure =>
  readPackText(packText) ??
  unitMeasure(unitName) ?? { baseUnit: normaliseText(unitName), quantity: quantity(1) }

/** One text for a name and its base unit, to find an item by. */
export const itemKey = (item: { readonly name: string; readonly baseUnit: string }): string =>
  `${normaliseText(item.name)}\n${normaliseText(item.baseUnit)}`
