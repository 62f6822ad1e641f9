/**
 * The language of scenarios: one step a line, read by people and run by machines.
 *
 *   grid worker orders for 1-1-101: 鸡蛋 1      a step: matched whole against the patterns of steps/*.ts
 *     refused 409 orders.already_ordered        indented: the step before must be refused so
 *   | household | amount |                      a table with named columns belongs to the step before
 *   > text                                      so does quoted text, line by line
 *   # ...                                       a remark
 *
 * A line that no pattern, or more than one, knows fails with its number. A table names the columns that it compares.
 */

export type Row = Readonly<Record<string, string>>
export type Table = { readonly columns: readonly string[]; readonly rows: readonly Row[] }
export type Refusal = { readonly status: number; readonly code: string | null; readonly words: string | null }
export type Line = {
  readonly number: number
  readonly text: string
  readonly table: Table | null
  readonly quote: readonly string[]
  readonly refusal: Refusal | null
}

/** What a step found out: a refusal of the system; a table to compare; or nothing, when it is simply done. */
export type Outcome =
  | { readonly refused: { readonly status: number; readonly code: string | null; readonly words: string } }
  | { readonly rows: readonly Row[]; readonly order: 'as shown' | 'any' }
  | undefined

export type Step<World> = {
  /** The line; `{name}` stands for words without a comma, colon or quote, `{name*}` for any, `{name:n}` for a number. */
  readonly says: string
  readonly work: (
    world: World,
    words: Readonly<Record<string, string>>,
    line: Line,
  ) => Promise<Outcome> | Outcome
}

/** A line that does not hold: its number in the file, what it expected and what was found. */
export class DoesNotHold extends Error {}

/** The message of a step that found something else than it says. */
export const differs = (expected: string, found: string): DoesNotHold =>
  new DoesNotHold(`expected ${expected}\n   found ${found}`)

const blockStart = /^```scenario\s*$/
const refusalForm = /^\s+refused (\d{3})(?: ([a-z]+\.[a-z_]+))?(?: “(.+)”)?\s*$/

/** The numbered lines of all ```scenario blocks of a page, or of a whole `.scenario` file. */
const scenarioLines = (source: string, isPage: boolean): { number: number; text: string }[] => {
  let inside = !isPage
  return source.split('\n').flatMap((text, index) => {
    if (isPage && !inside && blockStart.test(text)) {
      inside = true
      return []
    }
    if (isPage && inside && text.startsWith('```')) {
      inside = false
      return []
    }
    return inside ? [{ number: index + 1, text }] : []
  })
}

const cellsOf = (text: string): string[] =>
  text
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())

type Draft = { number: number; text: string; rows: string[][]; quote: string[]; refusal: Refusal | null }

const asTable = (draft: Draft): Table | null => {
  const [columns, ...rows] = draft.rows
  if (!columns) return null
  const bad = rows.find((cells) => cells.length !== columns.length)
  if (bad) {
    throw new DoesNotHold(
      `line ${draft.number}: a row of its table has not ${columns.length} cells: ${bad.join(' | ')}`,
    )
  }
  return {
    columns,
    rows: rows.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']))),
  }
}

/** Reads a page (fenced blocks) or a `.scenario` file into its steps. */
export const readScenario = (source: string, form: 'page' | 'scenario'): readonly Line[] => {
  const drafts: Draft[] = []
  for (const { number, text } of scenarioLines(source, form === 'page')) {
    if (text.trim() === '' || text.startsWith('#')) continue
    const last = drafts.at(-1)
    if (!/^[\s|>]/.test(text)) {
      drafts.push({ number, text: text.trim(), rows: [], quote: [], refusal: null })
      continue
    }
    if (!last) throw new DoesNotHold(`line ${number}: nothing stands before it: ${text}`)
    const refusal = refusalForm.exec(text)
    if (text.startsWith('|')) {
      if (!/^[|\s:-]+$/.test(text)) last.rows.push(cellsOf(text))
    } else if (text.startsWith('>')) last.quote.push(text.slice(1).replace(/^ /, ''))
    else if (refusal) {
      last.refusal = { status: Number(refusal[1]), code: refusal[2] ?? null, words: refusal[3] ?? null }
    } else
      throw new DoesNotHold(
        `line ${number}: an indented line says "refused STATUS CODE “words”", not: ${text.trim()}`,
      )
  }
  return drafts.map((draft) => ({
    number: draft.number,
    text: draft.text,
    table: asTable(draft),
    quote: draft.quote,
    refusal: draft.refusal,
  }))
}

const escaped = (text: string): string => text.replace(/[.*+?^$()[\]\\|]/g, '\\$&')

const forms: Readonly<Record<string, string>> = { '': '[^,:“”]+', ':n': '\\d+', '\\*': '.+' }

const patternOf = (says: string): RegExp =>
  new RegExp(
    `^${escaped(says).replace(/\{(\w+)(:n|\\\*)?\}/g, (_, name: string, form?: string) => `(?<${name}>${forms[form ?? ''] ?? ''})`)}$`,
  )

/** Text tables with their columns aligned, for what was expected and what was found. */
export const drawTable = (columns: readonly string[], rows: readonly Row[]): string =>
  [columns, ...rows.map((row) => columns.map((name) => row[name] ?? '(no such column)'))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** Holds the rows of a line's table against what was found, in the columns that the line names. */
export const compareTables = (wanted: Table, found: readonly Row[], order: 'as shown' | 'any'): void => {
  const cells = (rows: readonly Row[]): string[] => {
    const drawn = rows.map((row) => drawTable(wanted.columns, [row]).split('\n')[1] ?? '')
    return order === 'any' ? drawn.sort() : drawn
  }
  if (JSON.stringify(cells(wanted.rows)) === JSON.stringify(cells(found))) return
  throw new DoesNotHold(
    `expected\n${drawTable(wanted.columns, wanted.rows)}\n   found\n${drawTable(wanted.columns, found)}`,
  )
}

const checkOutcome = (line: Line, outcome: Outcome): void => {
  const refused = outcome && 'refused' in outcome ? outcome.refused : null
  const found = refused ? `refused ${refused.status} ${refused.code ?? ''} “${refused.words}”` : 'it was done'
  if (line.refusal) {
    const { status, code, words } = line.refusal
    const same = refused && refused.status === status && (code === null || refused.code === code)
    if (!same || (words !== null && !refused.words.includes(words))) {
      throw differs(`refused ${status} ${code ?? ''}${words ? ` “${words}”` : ''}`, found)
    }
  } else if (refused) throw differs('it is done', found)
  if (outcome && 'rows' in outcome) {
    if (!line.table) throw differs('a table', drawTable(Object.keys(outcome.rows[0] ?? {}), outcome.rows))
    compareTables(line.table, outcome.rows, outcome.order)
  }
}

/** The steps that know a line, each with the words that stand in its places. */
export const knownBy = <World>(
  text: string,
  steps: readonly Step<World>[],
): readonly { readonly step: Step<World>; readonly words: Readonly<Record<string, string>> }[] =>
  steps.flatMap((step) => {
    const match = patternOf(step.says).exec(text)
    return match ? [{ step, words: { ...match.groups } }] : []
  })

/** Runs the lines in order and stops at the first that does not hold, naming file and line. */
export const runScenario = async <World>(
  name: string,
  lines: readonly Line[],
  steps: readonly Step<World>[],
  world: World,
): Promise<number> => {
  for (const line of lines) {
    const fitting = knownBy(line.text, steps)
    const [chosen] = fitting
    const at = `${name}:${line.number}: ${line.text}`
    if (!chosen) throw new DoesNotHold(`${at}\nno step says this`)
    if (fitting.length > 1) {
      throw new DoesNotHold(
        `${at}\nmore than one step says this: ${fitting.map(({ step }) => step.says).join(' / ')}`,
      )
    }
    try {
      checkOutcome(line, await chosen.step.work(world, chosen.words, line))
    } catch (error) {
      const reason = error instanceof DoesNotHold ? error.message : ((error as Error).stack ?? String(error))
      throw new DoesNotHold(`${at}\n${reason}`)
    }
  }
  return lines.length
}
