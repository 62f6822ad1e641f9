import { pinyin } from 'pinyin-pro'
import { normaliseText } from '../kernel/text.ts'
import type { Statement } from './db/index.ts'
import { noSql, sql } from './db/index.ts'

const numerals: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
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
}
const isHan = (letter: string): boolean => /\p{Script=Han}/u.test(letter)

const bare = (text: string): string =>
  normaliseText(text)
    .toLowerCase()
    .replace(/[\s·•\-—_、,，.。()（）|]/g, '')

/** Half width, small letters, digits for Chinese numerals, no spaces: how names and what is typed are compared. */
export const foldSearch = (text: string): string =>
  Array.from(bare(text), (letter) => numerals[letter] ?? letter).join('')

/** Every reading of one character, also with u for ü, as people type it: 绿 is lv, lu. */
const readingsOf = (letter: string): string[] => {
  const sounds = pinyin(letter, { toneType: 'none', type: 'array', multiple: true, v: true })
  return Array.from(new Set(sounds.flatMap((sound) => [sound, sound.replace('v', 'u')])))
}

const capital = (sound: string): string => sound.charAt(0).toUpperCase() + sound.slice(1)

/**
 * What a name is found by: its characters, each with every reading that it has (重庆 is ` 重ChongZhong 庆Qing`), a
 * numeral as its digit (三 is ` 3San`). A space begins a character, a capital a reading. Made once when the name is
 * stored, kept in a column of collation "C", and asked by `searchCondition`.
 */
export const searchKey = (name: string): string =>
  Array.from(bare(name), (letter) => {
    const sign = numerals[letter] ?? letter
    return isHan(letter) ? ` ${sign}${readingsOf(letter).map(capital).join('')}` : ` ${capital(sign)}`
  }).join('')

/** The usual spellings of a name: its characters, its pinyin, its initials. */
export const spellings = (name: string): string[] => {
  const folded = foldSearch(name)
  const usual = pinyin(folded, { toneType: 'none', type: 'array', v: true })
  return Array.from(new Set([folded, usual.join(''), usual.map((sound) => sound.slice(0, 1)).join('')]))
}

const anyLater = '[^|]*'
const restOfThis = '[^ |]*'
const skippingFrom = 3

type Kind = 'sound' | 'digit' | 'sign'
const kindOf = (letter: string): Kind => {
  if (/\d/.test(letter)) return 'digit'
  return /\p{L}/u.test(letter) && !isHan(letter) ? 'sound' : 'sign'
}

/** Whether a letter can only begin a reading: inside one stand vowels, n, g, r, and h after z, c, s. */
const beginsReading = (letter: string, before: string | undefined): boolean =>
  before === undefined ||
  kindOf(before) !== 'sound' ||
  !(/[aeiouvngr]/.test(letter) || (letter === 'h' && /[zcs]/.test(before)))

/** What is typed as a regular expression over a key, of the signs that every engine knows. */
export const searchExpression = (folded: string): string => {
  const letters = Array.from(folded)
  // Two letters stand side by side, else every list would be full of chance; three may leave characters out.
  const skip = letters.length >= skippingFrom || letters.some(isHan) ? anyLater : restOfThis
  return letters
    .map((letter, index) => {
      const sign = letter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      const before = letters[index - 1]
      if (kindOf(letter) !== 'sound') {
        if (before === undefined) return ` ${sign}`
        // Digits of one number stand together.
        return `${kindOf(letter) === 'digit' && kindOf(before) === 'digit' ? restOfThis : skip} ${sign}`
      }
      if (before === undefined) return capital(sign)
      const next = `${skip} ${restOfThis}${capital(sign)}`
      // A letter goes on with the reading that is being typed, or begins that of a later character.
      return beginsReading(letter, before) ? next : `(?:${sign}|${next})`
    })
    .join('')
}

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/**
 * The condition that a key of one of the columns is what was typed: characters, pinyin and initials, mixed as people
 * mix them, with characters left out (ywkz finds 医用外科口罩, lh3c and lhsc find 龙华三村). Null when nothing was typed.
 * The plain comparison comes first and leaves few rows to the expression.
 */
export const searchCondition = (
  typed: string | undefined,
  ...columns: readonly Statement[]
): Statement | null => {
  const folded = foldSearch(typed ?? '')
  if (folded === '') return null
  const letters = Array.from(folded)
  const sure = letters.filter((letter, index) => beginsReading(letter, letters[index - 1]))
  const rough = `%${sure.map((letter) => capital(likeText(letter))).join('%')}%`
  const exact = searchExpression(folded)
  // A name that was stored by a version before this one has its key without the spaces: found as it was then.
  const former = `%${likeText(folded)}%`
  const each = columns.map(
    (column) => sql`(${column} like ${rough} and ${column} ~ ${exact}
      or ${column} not like ' %' and ${column} like ${former})`,
  )
  const any = each.reduce((all, one, index) => (index === 0 ? one : sql`${all} or ${one}`), noSql)
  return sql`(${any})`
}
