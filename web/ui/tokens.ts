const names = [
  'paper',
  'surface',
  'sunken',
  'ink',
  'ink-soft',
  'ink-faint',
  'line',
  'line-strong',
  'accent',
  'accent-strong',
  'accent-soft',
  'on-accent',
  'wait',
  'wait-soft',
  'wait-line',
  'wrong',
  'wrong-soft',
  'wrong-line',
  'font',
] as const

export type TokenName = (typeof names)[number]
export type Tokens = Readonly<Record<TokenName, string>>

/** The tokens of tokens.css as they stand now: what antd needs as values, because it computes shades of them. */
export const readTokens = (): Tokens => {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Tokens
}
