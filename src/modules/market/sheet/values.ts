import type { Fen } from '../../../kernel/money.ts'
import { parseYuan } from '../../../kernel/money.ts'
import { normaliseText } from '../../../kernel/text.ts'

const fold = (text: string): string => normaliseText(text).replaceAll(' ', '')

// "1,280.50" with its commas in the right places; any other comma makes it no number.
const withoutCommas = (text: string): string =>
  /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text

/**
 * Yuan as stores write them: 58.8, "¥58.80", "58.8元/袋", full width, with commas. Null when it is no such
 * amount.
 */
export const readPrice = (text: string): Fen | null => {
  const plain = fold(text)
    .replace(/^(?:¥|人民币|RMB)/i, '')
    .replace(/元(?:整|\/\D{1,3})?$/, '')
  return parseYuan(withoutCommas(plain).replace(/(\.\d{2})0+$/, '$1'))
}

/**
 * A count of packs: 100, "100袋" where the offer is sold by the 袋, "1,000". Null when it is no whole number.
 */
export const readCount = (text: string, unitName: string, countMax: number): number | null => {
  const plain = fold(text)
  const unit = fold(unitName)
  const bare = unit !== '' && plain.endsWith(unit) ? plain.slice(0, -unit.length) : plain
  const digits = /^(\d{1,9})(?:\.0+)?$/.exec(withoutCommas(bare))?.[1]
  if (digits === undefined) return null
  const count = Number(digits)
  return count <= countMax ? count : null
}

const nothing = new Set(['', '-', '—', '/', '无', '不限', '不限量', '不限购'])
/** How people write that there is no limit. */
export const saysNothing = (text: string): boolean => nothing.has(fold(text))
