import { lookUp, normaliseText } from '../../kernel/text.ts'
import type { Cell } from './cells.ts'
import type { Row } from './read.ts'

/** A header word without what people put around it: "＊单 价（元）" is 单价. */
export const headerWord = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s*:]/g, '')
    .replace(/[([【].*?[)\]】]/g, '')
    .replace(/\/元$/, '')

/** What each header word of a kind of table means. */
export type Aliases<Field extends string> = Readonly<Record<string, Field>>

/** Where a column stands and what its head says. */
export type Columns<Field extends string> = ReadonlyMap<
  Field,
  { readonly column: number; readonly text: string }
>

export type FoundHeader<Field extends string> = {
  /** The last row that belongs to the header. */
  readonly lastRow: number
  readonly columns: Columns<Field>
}

const columnsOf = <Field extends string>(aliases: Aliases<Field>, rows: readonly Row[]): Columns<Field> => {
  const found = new Map<Field, { column: number; text: string }>()
  for (const row of rows) {
    for (const [column, cell] of row.cells) {
      const field = lookUp(aliases, headerWord(cell.text))
      if (field && !found.has(field)) found.set(field, { column, text: cell.text })
    }
  }
  return found
}

// A title and a few lines of explanation may stand above; further down there is no header to look for.
const searchedRows = 30

const holdsNumbers = (row: Row): boolean =>
  Array.from(row.cells.values()).some((cell) => /^[¥￥]?\d/.test(cell.text))

/**
 * Looks for heads row by row, one row or two rows high, in the first thirty filled rows: for each row every kind
 * of table in the order given, the first that `fits`.
 */
export const searchHeader = <Kind extends string, Field extends string>(
  rows: readonly Row[],
  kinds: readonly { readonly kind: Kind; readonly aliases: Aliases<Field> }[],
  fits: (kind: Kind, columns: Columns<Field>) => boolean,
): (FoundHeader<Field> & { readonly kind: Kind }) | null => {
  for (const [index, row] of rows.slice(0, searchedRows).entries()) {
    const next = rows[index + 1]
    // A second row of heads stands right below the first and holds words only.
    const pair = next && next.number === row.number + 1 && !holdsNumbers(next) ? [row, next] : [row]
    for (const { kind, aliases } of kinds) {
      const one = columnsOf(aliases, [row])
      const both = columnsOf(aliases, pair)
      const columns = both.size > one.size ? both : one
      if (fits(kind, columns))
        return { kind, columns, lastRow: columns === both ? (pair.at(-1) as Row).number : row.number }
    }
  }
  return null
}

const total = /^(?:合计|总计|小计|共计|累计|总合计)/
const note = /^(?:备注|注|说明|附注|附|填表|制表|审核|经办|联系|日期|填报|单位负责人|温馨提示)(?:人|\d)?[:：]/

/** A cell's text for comparing: half width, without any space. */
export const bareText = (cell: Cell | undefined): string =>
  cell ? normaliseText(cell.text).replaceAll(' ', '') : ''

/**
 * Whether a row below a header is no record: a total, a note, the heading of a group over the whole width, the head
 * printed once more, a number given in advance to a row that was never filled in. `named`: the column without which
 * there is no record; `valued`: columns that no note fills; `counted`: running numbers.
 */
export const isBeside = <Field extends string>(
  row: Row,
  columns: Columns<Field>,
  about: {
    readonly named: Field
    readonly valued: readonly Field[]
    readonly counted: readonly Field[]
    readonly aliases: Aliases<Field>
  },
): boolean => {
  const cells = Array.from(row.cells.entries()).sort(([a], [b]) => a - b)
  const texts = cells.map(([, cell]) => bareText(cell))
  if (texts.slice(0, 3).some((text) => total.test(text))) return true
  const at = (field: Field): Cell | undefined => row.cells.get(columns.get(field)?.column ?? 0)
  const name = at(about.named)
  if (
    name &&
    lookUp(about.aliases, headerWord(name.text)) === about.named &&
    !about.valued.some((field) => /\d/.test(bareText(at(field))))
  )
    return true
  if (about.valued.every((field) => !at(field)) && note.test(texts[0] ?? '')) return true
  const different = new Set(texts)
  const alone = cells.length === 1 && cells[0]?.[0] === columns.get(about.named)?.column
  if (different.size === 1 && !alone && !/^¥?\d/.test(texts[0] ?? '')) return true
  // Numbered in advance and never filled in.
  const known = Array.from(columns).filter(([, { column }]) => row.cells.has(column))
  return known.every(([field]) => about.counted.includes(field))
}
