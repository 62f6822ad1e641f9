import { pinyin } from 'pinyin-pro'
import { normaliseText } from '../kernel/text.ts'

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
const readingsMax = 8

/** Half width, small letters, digits for Chinese numerals, no spaces: how names and what is typed are compared. */
export const foldSearch = (text: string): string =>
  Array.from(
    normaliseText(text)
      .toLowerCase()
      .replace(/[\s·•\-—_、,，.。()（）]/g, ''),
    (letter) => numerals[letter] ?? letter,
  ).join('')

/**
 * What a name is found by: itself, its pinyin and its initials, in every reading of its characters (重庆 is cq
 * and zq), so that `like '%typed%'` finds it. Made once when the name is stored.
 */
export const searchKey = (name: string): string => {
  const folded = foldSearch(name)
  let readings: { full: string; initials: string }[] = [{ full: '', initials: '' }]
  for (const letter of folded) {
    const sounds = /\p{Script=Han}/u.test(letter)
      ? Array.from(new Set(pinyin(letter, { toneType: 'none', type: 'array', multiple: true, v: true })))
      : [letter]
    const grown = readings.flatMap((reading) =>
      sounds.map((sound) => ({ full: reading.full + sound, initials: reading.initials + sound.slice(0, 1) })),
    )
    // The usual reading of the whole word comes first; rare combinations beyond the limit are left out.
    readings = grown.slice(0, readingsMax)
  }
  const usual = pinyin(folded, { toneType: 'none', type: 'array', v: true })
  const keys = new Set([folded, usual.join(''), usual.map((sound) => sound.slice(0, 1)).join('')])
  for (const reading of readings) {
    keys.add(reading.initials)
    keys.add(reading.full)
  }
  return Array.from(keys).join('|')
}

/** A pattern for `search like ...`, or null when nothing was typed. Signs with a meaning in LIKE are taken as they are. */
export const searchPattern = (typed: string | undefined): string | null => {
  const folded = foldSearch(typed ?? '')
  return folded === '' ? null : `%${folded.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}
