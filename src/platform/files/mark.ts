import { pieces } from './cells.ts'
import type { WorkbookLimits } from './limits.ts'
import { workbookLimits } from './limits.ts'
import { attribute, columnLetters, columnNumber, encodeXml, prefixOf } from './xml.ts'
import { exchangeEntries, readZipDirectory, unpackEntry } from './zip.ts'

/** What is to be said beside one row; `columns` are the cells that are wrong. Rows and columns count from 1. */
export type Mark = { readonly row: number; readonly columns: readonly number[]; readonly text: string }

/** The marks of one sheet, by its path inside the file; `headRow` gets the new column's head. */
export type SheetMarks = {
  readonly path: string
  readonly headRow: number
  readonly head: string
  readonly marks: readonly Mark[]
}

const redFill =
  '<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill>'

type Styles = {
  /** The style that looks like this one, on red. */
  red(style: number): number
  /** The styles file with what was added, or null where there is none to add to. */
  text(): string | null
}

// Adds the red fill once and, for each style that a wrong cell has, a style like it with that fill.
const openStyles = (xml: string): Styles => {
  const prefix = prefixOf(xml)
  const named = (name: string): string => `${prefix}${name}`
  const fillsEnd = xml.indexOf(`</${named('fills')}>`)
  const xfsStart = xml.indexOf(`<${named('cellXfs')}`)
  const xfsEnd = xml.indexOf(`</${named('cellXfs')}>`)
  if (fillsEnd < 0 || xfsStart < 0 || xfsEnd < 0) return { red: (style) => style, text: () => null }
  const fillsStart = xml.indexOf(`<${named('fills')}`)
  const fillId = xml.slice(fillsStart, fillsEnd).split(`<${named('fill')}>`).length - 1
  const bare = xml.slice(xfsStart, xfsEnd)
  const known = Array.from(
    bare.matchAll(new RegExp(`<${named('xf')}(?:\\s[^<>]*)?(?:/>|>[\\s\\S]*?</${named('xf')}>)`, 'g')),
    ([text]) => text,
  )
  const added: string[] = []
  const made = new Map<number, number>()
  return {
    red: (style) => {
      const before = made.get(style)
      if (before !== undefined) return before
      const source = known[style] ?? `<${named('xf')} numFmtId="0" fontId="0" borderId="0"/>`
      const bareTag = source.replace(/\s(?:fillId|applyFill)\s*=\s*(?:"[^"]*"|'[^']*')/g, '')
      added.push(bareTag.replace(`<${named('xf')}`, `<${named('xf')} fillId="${fillId}" applyFill="1"`))
      const index = known.length + added.length - 1
      made.set(style, index)
      return index
    },
    text: () => {
      if (added.length === 0) return null
      const counted = (text: string, name: string, count: number): string =>
        text.replace(new RegExp(`(<${named(name)}[^<>]*?\\scount\\s*=\\s*["'])\\d+`), `$1${count}`)
      const fill = prefix === '' ? redFill : redFill.replace(/<(\/?)/g, `<$1${prefix}`)
      const whole =
        xml.slice(0, fillsEnd) + fill + xml.slice(fillsEnd, xfsEnd) + added.join('') + xml.slice(xfsEnd)
      return counted(counted(whole, 'fills', fillId + 1), 'cellXfs', known.length + added.length)
    },
  }
}

type Cell = { readonly column: number; readonly xml: string }

const cellsOf = (content: string): Cell[] =>
  Array.from(pieces(content, 'c'), ({ start, end, tag }) => ({
    column: columnNumber(/^[A-Z]{1,3}/.exec(attribute(tag, 'r') ?? '')?.[0] ?? 'A'),
    xml: content.slice(start, end),
  }))

const withStyle = (xml: string, style: number): string => {
  const end = xml.indexOf('>')
  const tag = xml.slice(0, end).replace(/\ss\s*=\s*(?:"\d*"|'\d*')/, '')
  return tag.endsWith('/')
    ? `${tag.slice(0, -1)} s="${style}"/${xml.slice(end)}`
    : `${tag} s="${style}"${xml.slice(end)}`
}

const textCell = (row: number, column: number, text: string, style: number | null): string =>
  `<c r="${columnLetters(column)}${row}"${style === null ? '' : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${encodeXml(text)}</t></is></c>`

const markSheet = (xml: string, sheet: SheetMarks, styles: Styles): string => {
  const prefix = prefixOf(xml)
  // Cells are written with short names and given the prefix again at the end.
  const short = prefix === '' ? xml : xml.replace(new RegExp(`(</?)${prefix}`, 'g'), '$1')
  const start = short.indexOf('>', short.indexOf('<sheetData')) + 1
  const end = short.lastIndexOf('</sheetData>')
  const data = short.slice(start, end)
  let column = 0
  for (const [, letters = ''] of data.matchAll(/<c\s[^<>]*?\br=["']([A-Z]{1,3})\d[^<>]*(?<!\/)>(?!<\/c>)/g))
    column = Math.max(column, columnNumber(letters))
  column += 1
  const marks = new Map(sheet.marks.map((mark) => [mark.row, mark]))
  const head: Mark = { row: sheet.headRow, columns: [], text: sheet.head }
  let copy = ''
  let at = 0
  for (const row of pieces(data, 'row')) {
    const number = Number(attribute(row.tag, 'r'))
    const mark = number === sheet.headRow ? head : marks.get(number)
    if (!mark) continue
    const wrong = new Set(mark.columns)
    const cells = new Map(cellsOf(row.content).map((cell) => [cell.column, cell.xml]))
    for (const place of wrong) {
      const known = cells.get(place)
      const style = Number(known ? (attribute(known.slice(0, known.indexOf('>') + 1), 's') ?? '0') : '0')
      cells.set(
        place,
        known
          ? withStyle(known, styles.red(style))
          : `<c r="${columnLetters(place)}${number}" s="${styles.red(style)}"/>`,
      )
    }
    cells.set(column, textCell(number, column, mark.text, mark === head ? null : styles.red(0)))
    const content = Array.from(cells)
      .sort(([a], [b]) => a - b)
      .map(([, cell]) => cell)
      .join('')
    const tag = row.tag.replace(/\sspans\s*=\s*(?:"[^"]*"|'[^']*')/, '').replace(/\/>$/, '>')
    copy += `${data.slice(at, row.start)}${tag}${content}</row>`
    at = row.end
  }
  const before = short.slice(0, start).replace(/<dimension\s[^<>]*\/>/, '')
  const whole = before + copy + data.slice(at) + short.slice(end)
  return prefix === '' ? whole : whole.replace(/<(\/?)(?=[a-zA-Z])(?!\w+:)/g, `<$1${prefix}`)
}

/**
 * A copy of a person's own workbook with what is wrong written into it: the wrong cells on red and a new last
 * column that says why. Everything else stays as it is, byte for byte where it lies in files of its own.
 */
export const markWorkbook = async (
  bytes: Buffer,
  sheets: readonly SheetMarks[],
  limits: WorkbookLimits = workbookLimits,
): Promise<Buffer> => {
  const entries = readZipDirectory(bytes, limits.entries)
  let bytesLeft: number = limits.unpackedBytes
  const unpack = async (path: string): Promise<string> => {
    const entry = entries.get(path)
    if (!entry) return ''
    const content = await unpackEntry(bytes, entry, bytesLeft)
    bytesLeft -= content.length
    return content.toString('utf8')
  }
  const styles = openStyles(await unpack('xl/styles.xml'))
  const contents = new Map<string, string>()
  for (const sheet of sheets) {
    if (sheet.marks.length > 0) contents.set(sheet.path, markSheet(await unpack(sheet.path), sheet, styles))
  }
  const stylesText = styles.text()
  if (stylesText !== null) contents.set('xl/styles.xml', stylesText)
  return exchangeEntries(bytes, entries, contents)
}
