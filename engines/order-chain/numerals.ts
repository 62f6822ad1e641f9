/** Numbers as people write them: Arabic, Chinese, Chinese for accounts (壹贰叁), digit by digit (三零三). */

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  两: 2,
  俩: 2,
  仨: 3,
  幺: 1,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
}

const POWERS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }

/** Characters that can stand in a Chinese number, for use inside a character class. */
export const HAN_DIGITS = '零一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾佰'

/**
 * The whole number that a Chinese numeral says (十二 is 12, 二十 is 20), or null when it is no such numeral. A row of
 * bare digits such as 三零三 is not one; see `hanDigitString`.
 */
export function hanNumber(text: string): number | null {
  if (text === '') return null
  let total = 0
  let digit: number | null = null
  let lastPower = 10_000
  let zeroSeen = false
  for (const character of text) {
    const power = POWERS[character]
    const value = DIGITS[character]
    if (power !== undefined) {
      if (power >= lastPower || (digit === null && (power !== 10 || total > 0))) return null
      total += (digit ?? 1) * power
      lastPower = power
      digit = null
      zeroSeen = false
    } else if (value === 0 && text.length > 1) {
      if (digit !== null || zeroSeen || total === 0) return null
      zeroSeen = true
    } else if (value !== undefined) {
      if (digit !== null) return null
      digit = value
    } else return null
  }
  return total + (digit ?? 0)
}

/** 三零三 as '303'; null when a character is not a single digit. */
export function hanDigitString(text: string): string | null {
  let digits = ''
  for (const character of text) {
    const value = DIGITS[character]
    if (value === undefined || character === '两' || character === '俩' || character === '仨') return null
    digits += String(value)
  }
  return digits === '' ? null : digits
}

/** A small whole number, Arabic or Chinese, or null. */
export function smallNumber(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : hanNumber(text)
}

/** The number as Arabic digits without leading zeros, whichever way it was written; null when it is none. */
export function plainDigits(text: string): string | null {
  if (/^\d+$/.test(text)) return text.replace(/^0+(?=\d)/, '')
  const whole = hanNumber(text)
  if (whole !== null) return String(whole)
  const digits = hanDigitString(text)
  return digits === null ? null : digits.replace(/^0+(?=\d)/, '')
}
