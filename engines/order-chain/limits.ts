import { HAN_DIGITS, smallNumber } from './numerals.ts'
import { UNITS } from './units.ts'

const LIMIT = new RegExp(
  `(?:(?:每|一|单)(?:户|家|人|单|户家庭)[^,。;()\\d]{0,4}?)?限(?:购|订|定|买|领|拿|量)?\\s*(?:每户|每家|每人)?\\s*(\\d{1,3}|[${HAN_DIGITS}])\\s*(${UNITS.join('|')})?|(?:每|一)(?:户|家|人)\\s*(?:最多|至多|不超过|不得超过|上限)(?:买|购|订|购买|订购)?\\s*(\\d{1,3}|[${HAN_DIGITS}])\\s*(${UNITS.join('|')})?`,
)

/** A limit where text begins. */
export const LIMIT_FIRST = new RegExp(`^[\\s,]*(?:${LIMIT.source})`)

export type LimitFound = {
  readonly quantity: number
  readonly unit: string | null
  readonly perHousehold: boolean
}

/** A limit per household in folded text, or null. 限量100份 is the seller's stock and no such limit. */
export function findLimit(folded: string): LimitFound | null {
  const found = LIMIT.exec(folded)
  if (found === null) return null
  const quantity = smallNumber(found[1] ?? found[3] ?? '')
  if (quantity === null || quantity < 1) return null
  const perHousehold = /[每一单](?:户|家|人|单)/.test(found[0])
  if (!perHousehold && (/限量/.test(found[0]) || quantity > 10)) return null
  return { quantity, unit: found[2] ?? found[4] ?? null, perHousehold }
}
