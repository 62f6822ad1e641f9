/** Whole fen. Amounts owed are positive; a refund is a posting the other way, never a negative amount. */
export type Fen = number & { readonly __fen: true }

export const isFen = (value: number): value is Fen => Number.isSafeInteger(value) && value >= 0

/** Makes an amount. Throws on a fraction, a negative or an unsafe number. */
export const fen = (value: number): Fen => {
  if (!isFen(value)) throw new Error(`not an amount in fen: ${value}`)
  return value
}

/** A price belongs to a pack, so a line is exact: packs x price, nothing to round. */
export const lineAmount = (packCount: number, priceFen: Fen): Fen => fen(fen(packCount) * priceFen)

export const sumFen = (amounts: readonly Fen[]): Fen => fen(amounts.reduce((sum, amount) => sum + amount, 0))

const yuanForm = /^(\d{1,12})(?:\.(\d{1,2}))?$/

/**
 * Reads yuan as people write them ("68", "58.8", "3.00") into fen. Null when it is not a plain amount with at
 * most two decimals: text is cut, never rounded, so "1.005" is refused and not guessed.
 */
export const parseYuan = (text: string): Fen | null => {
  const match = yuanForm.exec(text.trim())
  if (!match) return null
  return fen(Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')))
}

/** 5880 -> "58.80". */
export const formatYuan = (amount: number): string => {
  const sign = amount < 0 ? '-' : ''
  const whole = Math.abs(amount)
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`
}
