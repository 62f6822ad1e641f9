import type { LabelItem, LabelWords, Mark, Measure } from './types.ts'

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
type Row = { readonly lines: readonly string[]; readonly count: string; readonly cut: boolean }
type Form = { readonly size: number; readonly columns: 1 | 2 }

const leading = 1.24
const columnGap = 6
const countGap = 4

// Large letters while they fit, then smaller ones, then two columns. Below 6.5 points nobody reads.
const forms: readonly Form[] = [
  { size: 13, columns: 1 },
  { size: 11.5, columns: 1 },
  { size: 10, columns: 1 },
  { size: 9, columns: 1 },
  { size: 8, columns: 1 },
  { size: 7.2, columns: 1 },
  { size: 7.2, columns: 2 },
  { size: 6.5, columns: 2 },
]
const smallest: Form = { size: 6.5, columns: 2 }
const fewItems = 5

/** Cuts a text at the width and says so with an ellipsis. */
export const ellipsis = (
  text: string,
  widthMax: number,
  size: number,
  measureText: (text: string) => number,
): string => {
  if (measureText(text) * size <= widthMax) return text
  const room = widthMax - measureText('…') * size
  let width = 0
  let kept = ''
  for (const letter of text) {
    width += measureText(letter) * size
    if (width > room) break
    kept += letter
  }
  return `${kept}…`
}

type Wrapped = { readonly lines: string[]; readonly cut: boolean }

/** Breaks a text into lines of at most `widthMax`; with `linesMax` the last line ends in an ellipsis if it must. */
const wrap = (text: string, widthMax: number, size: number, linesMax: number, measure: Measure): Wrapped => {
  const widthOf = (part: string): number => measure(part, 'regular')
  if (widthOf(text) * size <= widthMax) return { lines: [text], cut: false }
  const letters = Array.from(text)
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const [index, letter] of letters.entries()) {
    const step = widthOf(letter) * size
    if (line === '' || width + step <= widthMax) {
      line += letter
      width += step
      continue
    }
    if (lines.length + 1 === linesMax) {
      const rest = line + letters.slice(index).join('')
      return { lines: [...lines, ellipsis(rest, widthMax, size, widthOf)], cut: true }
    }
    lines.push(line)
    line = letter === ' ' ? '' : letter
    width = letter === ' ' ? 0 : step
  }
  return { lines: [...lines, line], cut: false }
}

const countText = (item: LabelItem, words: LabelWords): string =>
  `×${item.count}${item.unitName}${item.shortCount > 0 ? ` ${words.short(item.shortCount)}` : ''}`

const rowsOf = (
  items: readonly LabelItem[],
  words: LabelWords,
  measure: Measure,
  facts: { readonly size: number; readonly width: number; readonly linesMax: number },
): Row[] =>
  items.map((item) => {
    const { size, width, linesMax } = facts
    // The count is never cut; a unit's name that leaves no room for the item itself is.
    const whole = countText(item, words)
    const count = ellipsis(whole, width * 0.6, size, (part) => measure(part, 'bold'))
    const nameWidth = width - measure(count, 'bold') * size - countGap
    const { lines, cut } = wrap(item.name, nameWidth, size, linesMax, measure)
    return { lines, count, cut: cut || count !== whole }
  })

/** Fills columns from the top; null when the rows need more lines than there are. */
const place = (
  rows: readonly Row[],
  linesPerColumn: number,
  columns: number,
): { column: number; line: number }[] | null => {
  let column = 0
  let line = 0
  const spots: { column: number; line: number }[] = []
  for (const row of rows) {
    if (line + row.lines.length > linesPerColumn) {
      column += 1
      line = 0
    }
    if (column >= columns || row.lines.length > linesPerColumn) return null
    spots.push({ column, line })
    line += row.lines.length
  }
  return spots
}

/**
 * Sets a bag's items into an area: as large as they fit up to `sizeMax` points, names wrapped and nothing cut while that is possible. What
 * does not fit is never dropped silently: the last line says how many items and packs there are in all.
 */
export const layoutItems = (
  items: readonly LabelItem[],
  words: LabelWords,
  area: Area,
  measure: Measure,
  sizeMax: number,
): { readonly marks: Mark[]; readonly shownItemCount: number } => {
  const columnWidth = (columns: number): number => (area.width - columnGap * (columns - 1)) / columns
  const linesAt = (size: number): number => Math.floor(area.height / (size * leading))
  const draw = (
    { size, columns }: Form,
    rows: readonly Row[],
    spots: readonly { column: number; line: number }[],
  ): Mark[] =>
    rows.flatMap((row, index) => {
      const spot = spots[index] as { column: number; line: number }
      const x = area.x + spot.column * (columnWidth(columns) + columnGap)
      const baseline = (line: number): number => area.y + (spot.line + line) * size * leading + size * 0.95
      const text = (at: number, line: number, part: string, weight: 'regular' | 'bold'): Mark => ({
        kind: 'text',
        x: at,
        y: baseline(line),
        size,
        weight,
        ink: 'black',
        text: part,
        width: measure(part, weight) * size,
      })
      const names = row.lines.map((part, line) => text(x, line, part, 'regular'))
      if (row.count === '') return names
      const right = x + columnWidth(columns) - measure(row.count, 'bold') * size
      return [...names, text(right, 0, row.count, 'bold')]
    })

  for (const form of forms.filter(({ size }) => size <= sizeMax)) {
    const rows = rowsOf(items, words, measure, {
      size: form.size,
      width: columnWidth(form.columns),
      linesMax: Number.POSITIVE_INFINITY,
    })
    const spots = place(rows, linesAt(form.size), form.columns)
    if (spots && !rows.some((row) => row.cut))
      return { marks: draw(form, rows, spots), shownItemCount: items.length }
  }

  // Few items with endless names: each gets its share of the lines.
  if (items.length <= fewItems) {
    const form: Form = { size: smallest.size, columns: 1 }
    const linesMax = Math.max(1, Math.floor(linesAt(form.size) / items.length))
    const rows = rowsOf(items, words, measure, { size: form.size, width: columnWidth(1), linesMax })
    const spots = place(rows, linesAt(form.size), 1)
    if (spots) return { marks: draw(form, rows, spots), shownItemCount: items.length }
  }

  const lines = linesAt(smallest.size)
  const rows = rowsOf(items, words, measure, { size: smallest.size, width: columnWidth(2), linesMax: 1 })
  const whole = place(rows, lines, 2)
  if (whole) return { marks: draw(smallest, rows, whole), shownItemCount: items.length }
  const packCount = items.reduce((sum, item) => sum + item.count, 0)
  const more = words.andMore(items.length, packCount)
  const fitsColumn = measure(more, 'regular') * smallest.size <= columnWidth(2)
  // The closing line takes the last place of the second column, or where that is too narrow a line of its own.
  const shown = rows.slice(0, fitsColumn ? lines * 2 - 1 : (lines - 1) * 2)
  const spots = [
    ...(place(shown, fitsColumn ? lines : lines - 1, 2) ?? []),
    fitsColumn ? { column: 1, line: lines - 1 } : { column: 0, line: lines - 1 },
  ]
  const text = ellipsis(more, area.width, smallest.size, (part) => measure(part, 'regular'))
  const closed = [...shown, { lines: [text], count: '', cut: false }]
  return { marks: draw(smallest, closed, spots), shownItemCount: shown.length }
}
