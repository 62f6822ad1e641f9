/** One SQL statement with its values apart from its text: the only way a value gets into a statement. */
export type Statement = { readonly text: string; readonly values: readonly unknown[] }

/**
 * Writes a statement as a template: every `${value}` becomes a numbered parameter, so no statement is ever
 * built by joining strings. A nested statement is put in place with its parameters renumbered.
 */
export const sql = (parts: TemplateStringsArray, ...values: readonly unknown[]): Statement => {
  let text = parts[0] ?? ''
  const all: unknown[] = []
  values.forEach((value, index) => {
    if (isStatement(value)) {
      text += value.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + all.length}`)
      all.push(...value.values)
    } else {
      all.push(value)
      text += `$${all.length}`
    }
    text += parts[index + 1] ?? ''
  })
  return { text, values: all }
}

/** Nothing at all: for a condition that is left out. */
export const noSql: Statement = { text: '', values: [] }

const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  'values' in value &&
  Array.isArray(value.values)
