import { pinyin } from 'pinyin-pro'
import { foldSearch } from '../../platform/search.ts'
import type { Flag } from './import/values.ts'
import { flagWords } from './import/values.ts'

const known = new Map<string, readonly string[]>()
const soundsOf = (letter: string): readonly string[] => {
  const before = known.get(letter)
  if (before) return before
  const made = Array.from(
    new Set(pinyin(letter, { toneType: 'none', type: 'array', multiple: true, v: true })),
  ).map((sound) => sound.toLowerCase())
  known.set(letter, made)
  return made
}

// Each character gives its initial or its whole sound; the last one typed may be half a sound.
const soundsLike = (letters: readonly string[], at: number, typed: string): boolean => {
  if (typed === '') return true
  const letter = letters[at]
  if (letter === undefined) return false
  return soundsOf(letter).some(
    (sound) =>
      sound.startsWith(typed) ||
      (typed.startsWith(sound) && soundsLike(letters, at + 1, typed.slice(sound.length))) ||
      (sound[0] === typed[0] && soundsLike(letters, at + 1, typed.slice(1))),
  )
}

/** Whether a name is meant by what was typed: characters, pinyin or initials, from any character on. */
export const nameMatches = (name: string, typed: string): boolean => {
  const folded = foldSearch(name)
  if (typed === '' || folded.includes(typed)) return true
  if (!/^[a-z]{1,20}$/.test(typed)) return false
  const letters = Array.from(folded)
  return letters.some((_, at) => soundsLike(letters, at, typed))
}

const needs = Object.entries(flagWords) as [Flag, string][]

/** Whether somebody's name or need (独居, djlr) is what was typed; a bare number is a room and nobody. */
export const personFilter = (
  typed: string | undefined,
): ((flags: readonly string[], openName: () => string) => boolean) => {
  const folded = foldSearch(typed ?? '')
  if (folded === '' || /^[\d栋幢座楼号室户#单元]+$/.test(folded)) return () => false
  const wanted = needs.filter(([, word]) => nameMatches(word, folded)).map(([flag]) => flag as string)
  return (flags, openName) => flags.some((flag) => wanted.includes(flag)) || nameMatches(openName(), folded)
}
