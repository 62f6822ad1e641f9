/** Full-width letters, digits and signs to half width, and the white space folded: how texts are compared. */
export const normaliseText = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim()

/** 138****1234: what a telephone number shows until somebody who needs it asks for it. */
export const maskPhone = (phone: string): string =>
  phone.length >= 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'

/** 王**: what a name shows until somebody who needs it asks for it. */
export const maskName = (name: string): string => (name.length > 0 ? `${Array.from(name)[0]}**` : '')

/** The number inside a label such as "12", "3A" or "12号", for sorting; labels without one come last. */
export const labelNumber = (label: string): number => {
  const match = /-?\d+/.exec(label.normalize('NFKC'))
  return match ? Number(match[0]) : 999_999
}

/**
 * What a table says of a word that a stranger wrote. A plain look-up would find "constructor" in every object; this
 * finds only what the table itself has.
 */
export const lookUp = <Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined
