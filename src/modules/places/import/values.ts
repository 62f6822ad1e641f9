import { lookUp, normaliseText } from '../../../kernel/text.ts'
import { householdFlags } from '../api.ts'

export type Flag = (typeof householdFlags)[number]

/** The word for each need, as it is written out; it is read back like this too. */
export const flagWords: Readonly<Record<Flag, string>> = {
  alone_elderly: '独居老人',
  no_smartphone: '没有智能手机',
  infant: '婴儿',
  bedridden: '卧床',
  pregnant: '孕妇',
  disabled: '残疾',
  poor: '困难户',
  long_term_medicine: '长期用药',
  stranded: '滞留人员',
}

const otherWords: Readonly<Record<string, Flag>> = {
  独居: 'alone_elderly',
  孤寡老人: 'alone_elderly',
  空巢老人: 'alone_elderly',
  独居高龄: 'alone_elderly',
  无智能手机: 'no_smartphone',
  不会用手机: 'no_smartphone',
  不会用智能手机: 'no_smartphone',
  老年机: 'no_smartphone',
  老人机: 'no_smartphone',
  婴幼儿: 'infant',
  有婴儿: 'infant',
  有婴幼儿: 'infant',
  卧床病人: 'bedridden',
  长期卧床: 'bedridden',
  失能: 'bedridden',
  失能老人: 'bedridden',
  有孕妇: 'pregnant',
  怀孕: 'pregnant',
  残疾人: 'disabled',
  残障: 'disabled',
  低保: 'poor',
  低保户: 'poor',
  特困: 'poor',
  困难: 'poor',
  慢性病: 'long_term_medicine',
  长期服药: 'long_term_medicine',
  滞留: 'stranded',
}

const words = new Map<string, Flag>([
  ...householdFlags.map((flag) => [flagWords[flag], flag] as const),
  ...Object.entries(otherWords),
])

export const isNothing = (text: string): boolean => /^(?:无|没有|-|—|\/|\\|暂无|正常)$/.test(text.trim())

/** The needs named by exactly one word each, in their fixed order; every other word goes to `rest`. */
export const readNeeds = (text: string): { readonly flags: readonly Flag[]; readonly rest: string } => {
  const found = new Set<Flag>()
  const rest: string[] = []
  for (const part of normaliseText(text).split(/[、,;/\s]+/)) {
    const flag = words.get(part)
    if (flag) found.add(flag)
    else if (part !== '' && !isNothing(part)) rest.push(part)
  }
  return { flags: householdFlags.filter((flag) => found.has(flag)), rest: rest.join('、') }
}

/** Needs as they are written out; codes of older versions stay as they are. */
export const needsText = (flags: readonly string[]): string =>
  flags.map((flag) => lookUp(flagWords, flag) ?? flag).join('、')

/** A mobile or fixed telephone as it is kept; null when it is none. */
export const readPhone = (text: string): string | null => {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s()]/g, '')
    .replace(/[‐-―−]/g, '-')
  const bare = plain.replace(/^(?:\+|00)86-?/, '')
  const mobile = bare.replaceAll('-', '')
  if (/^1[3-9]\d{9}$/.test(mobile)) return mobile
  const fixed = /^(0\d{2,3})-?(\d{7,8})$/.exec(bare)
  if (fixed) return `${fixed[1]}-${fixed[2]}`
  return /^\d{7,8}$/.test(bare) ? bare : null
}

/** "3", "3人", "3口人"; null when it is no number from 0 to 99. */
export const readPersons = (text: string): number | null => {
  const found = /^(\d{1,2})(?:\.0+)?(?:人|口|口人|名|位)?$/.exec(text.normalize('NFKC').replace(/\s/g, ''))
  return found ? Number(found[1]) : null
}

/** 王** or 138****1234: a value out of a masked list, which says nothing new. */
export const isMasked = (text: string): boolean => /[*＊]/.test(text)
