import { type Folded, foldMapped, markNumber } from './fold.ts'

/** One row of the text as it came, with what may be its number. */
export type Row = {
  readonly row: number
  readonly raw: string
  readonly mapped: Folded
  readonly folded: string
  /** A number with a sign of its own: 1. 1、 (1) 【1】. */
  readonly strong: NumberFound | null
  /** A number that only its neighbours can confirm: "1 ", ① and the like. */
  readonly weak: NumberFound | null
}
export type NumberFound = { readonly number: number; readonly rest: string }

const STRONG: readonly RegExp[] = [
  /^\s*(?:NO\.?|第)?\s*(\d{1,4})\s*(?:[、)]|\.(?!\d)|:(?!\d{2}(?!\d))|[,;](?=\D))\s*/,
  /^\s*\(\s*(\d{1,4})\s*\)\s*[.、:]?\s*/,
]
const WEAK: readonly RegExp[] = [
  /^\s*(\d{1,4})\s+(?=\S)/,
  /^\s*(\d{1,4})\.(?=\d)/,
  /^\s*(\d{1,4})(?=[一-鿿])(?!\s*(?:号|栋|幢|座|楼|单元|期|区|弄|组|份|箱|袋|桶|板|瓶|包|盒|斤|个|套|室|房|层|门|元|块))/,
  /^\s*(\d{1,4})[,;](?=\d)/,
  /^\s*([\ue001-\ue063])[.、:)]?\s*/,
]

function numberIn(patterns: readonly RegExp[], folded: string): NumberFound | null {
  for (const pattern of patterns) {
    const found = pattern.exec(folded)
    if (found?.[1] === undefined) continue
    const mark = markNumber(found[1])
    return { number: mark ?? Number(found[1]), rest: folded.slice(found[0].length) }
  }
  return null
}

const TIME =
  /^\s*[[(]?\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}(?=\s+\d{1,2}:))?\s*(?:星期.|周[一二三四五六日])?\s*(?:上午|下午|晚上|早上|中午|凌晨|AM|PM)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*[\])]?\s*/

/** Takes a time stamp of a chat export off the front. */
export function withoutTime(folded: string): string {
  return folded.replace(TIME, '')
}

/** Whether a row is only the name and time that a chat export puts above a message. */
export function isChatHeader(folded: string): boolean {
  return /^.{0,24}\s(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+)?(?:上午|下午|晚上|早上|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*$/.test(
    folded,
  )
}

/** What goes beyond is not looked at: such a row is far too long to be one order and is doubtful for that alone. */
const LONGEST_ROW = 2000

/** Cuts the text into rows. */
export function rowsOf(text: string): Row[] {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085]/).map((raw, i) => {
    const mapped = foldMapped(raw.slice(0, LONGEST_ROW))
    const folded = withoutTime(mapped.folded)
    return { row: i + 1, raw, mapped, folded, strong: numberIn(STRONG, folded), weak: numberIn(WEAK, folded) }
  })
}

export type NumberedRow = { readonly row: Row; readonly number: number | null; readonly text: string }

/**
 * Decides which rows of the body carry numbers. A strong number counts always; weak ones count only when they run on
 * from row to row, for "3 2 501" begins with a building.
 */
export function numberRows(
  rows: readonly Row[],
  startsLikeAddress: (rest: string) => boolean,
): NumberedRow[] {
  const filled = rows.filter((row) => row.folded.trim() !== '')
  const strongCount = filled.filter((row) => row.strong !== null).length
  const weakRuns = runsOn(filled)
  let last = 0
  return filled.map((row) => {
    if (row.strong !== null && (strongCount > 1 || !weakRuns)) {
      last = row.strong.number
      return { row, number: row.strong.number, text: row.strong.rest }
    }
    const weak = row.weak
    if (weak === null) return { row, number: null, text: row.folded }
    const single = filled.length === 1 && weak.number === 1 && startsLikeAddress(weak.rest)
    const follows = weak.number > last && weak.number <= last + 10
    const counts = weakRuns ? follows : single || (strongCount > 0 && weak.number === last + 1 && last > 0)
    if (!counts) return { row, number: null, text: row.folded }
    last = weak.number
    return { row, number: weak.number, text: weak.rest }
  })
}

function runsOn(rows: readonly Row[]): boolean {
  const numbers = rows.flatMap((row) => (row.weak !== null && row.strong === null ? [row.weak.number] : []))
  if (numbers.length < 2 || numbers.length < rows.length * 0.6 || (numbers[0] ?? 0) > 20) return false
  let steps = 0
  for (let i = 1; i < numbers.length; i += 1) if (numbers[i] === (numbers[i - 1] ?? 0) + 1) steps += 1
  return steps >= (numbers.length - 1) * 0.6
}
