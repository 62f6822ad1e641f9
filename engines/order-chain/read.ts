import { openBook, takeLine } from './book.ts'
import { bodyStart, earlierStart, readHead } from './head.ts'
import { logicalLines } from './logical.ts'
import { type Row, rowsOf } from './rows.ts'
import type { ChainOrder, ChainReading, PriceItem, ReadOptions } from './types.ts'

/**
 * Reads a whole chain: the price list of its head, then its lines in order, each changing what its household has
 * ordered. A line that can be read in two ways, or not at all, is doubtful and changes nothing. Prices are whole fen,
 * quantities whole units of sale. Any text may be given; none makes it throw.
 */
export function readChain(text: string, options: ReadOptions = {}): ChainReading {
  return readText(text, null, options)
}

/**
 * Reads lines when the price list is known from elsewhere. A head in the text is skipped; its prices are not used.
 * Each `item` of the result is the very object of `priceList`.
 */
export function readLines(
  text: string,
  priceList: readonly PriceItem[],
  options: ReadOptions = {},
): ChainReading {
  return readText(text, priceList, options)
}

function readText(text: string, priceList: readonly PriceItem[] | null, options: ReadOptions): ChainReading {
  const rows = lastCopy(rowsOf(text))
  const firstHome = bodyStart(rows)
  const { head, index, itemRows } = readHead(rows.slice(0, firstHome), priceList)
  const start = earlierStart(rows, firstHome, index, itemRows)
  const book = openBook(head, index, options)
  const lines = logicalLines(rows, start, index).map((line) => takeLine(book, line))
  const orders: ChainOrder[] = []
  for (const { household, basket, fromLines } of book.households.values()) {
    if (basket.size === 0) continue
    const ordered = [...basket].map(([itemIndex, quantity]) => ({
      itemIndex,
      item: head.items[itemIndex]!,
      quantity,
    }))
    orders.push({ household, lines: ordered, fromLines })
  }
  return { head, orders, lines, doubtful: lines.filter((line) => line.kind === 'doubtful') }
}

/** Every reply in a group posts the whole chain again: when the last copy holds all earlier ones, it alone counts. */
function lastCopy(rows: Row[]): Row[] {
  const starts = rows.flatMap((row, i) => (/^\s*#\s*(?:接龙|GROUP\s*NOTE)/.test(row.folded) ? [i] : []))
  const last = starts[starts.length - 1]
  if (starts.length < 2 || last === undefined) return rows
  const final = rows.slice(last).map((row) => row.folded.trim())
  let at = 0
  for (const row of rows.slice(starts[0], last)) {
    const text = row.folded.trim()
    if (text === '') continue
    if (/^#/.test(text)) at = 0
    const found = final.indexOf(text, at)
    if (found < 0) return rows
    at = found + 1
  }
  return rows.slice(last)
}
