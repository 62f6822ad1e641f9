import { refused } from '../../kernel/result.ts'
import type { WorkbookLimits } from './limits.ts'
import { attribute, columnNumber, decodeXml, plainXml } from './xml.ts'
import type { ZipEntry } from './zip.ts'
import { readZipDirectory, unpackEntry } from './zip.ts'

/** A rectangle of merged cells, corners included, counted from 1. */
export type Merge = {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** A sheet with the text of its filled rows; `path` names it inside the archive. */
export type RawSheet = {
  readonly name: string
  readonly hidden: boolean
  readonly path: string
  readonly merges: readonly Merge[]
  readonly rowsXml: string
}

/** A workbook taken apart: its sheets, the table of shared texts and the styles, all still as XML. */
export type RawWorkbook = {
  readonly sheets: readonly RawSheet[]
  readonly textsXml: string
  readonly stylesXml: string
  /** Days are counted from 1904, as old programs on the Macintosh did. */
  readonly isFrom1904: boolean
}

const damaged = (detail: string): Error => refused('files.damaged', { detail })

const relationships = (text: string): ReadonlyMap<string, string> =>
  new Map(
    (text.match(/<Relationship\s[^<>]*>/g) ?? []).map((tag) => {
      const target = decodeXml(attribute(tag, 'Target') ?? '')
      return [attribute(tag, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`]
    }),
  )

// Counts no further than it matters, and keeps nothing of what it counts.
const countUpTo = (text: string, pattern: RegExp, countMax: number): number => {
  let count = 0
  for (const _ of text.matchAll(pattern)) {
    count += 1
    if (count > countMax) break
  }
  return count
}

const mergesOf = (text: string, limits: WorkbookLimits): Merge[] => {
  const merges: Merge[] = []
  for (const [, left = '', top, right = '', bottom] of text.matchAll(
    /<mergeCell\s[^<>]*ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']/g,
  )) {
    merges.push({
      top: Number(top),
      left: columnNumber(left),
      bottom: Number(bottom),
      right: columnNumber(right),
    })
    if (merges.length > limits.cells) throw refused('files.too_many_cells', { limit: limits.cells })
  }
  return merges
}

/**
 * Keeps a sheet's filled cells alone. Ghost rows and cells (formatted, empty) go; validations, formats and
 * names, whose ranges over whole columns would cost a reader minutes, are never looked at.
 */
const filledRows = (
  text: string,
  limits: WorkbookLimits,
  cellsLeft: number,
): { rowsXml: string; cellCount: number; merges: Merge[] } => {
  const start = text.indexOf('<sheetData')
  if (start < 0) throw damaged('sheet')
  const end = text.lastIndexOf('</sheetData>')
  const data = end < 0 ? '' : text.slice(text.indexOf('>', start) + 1, end)
  if (
    /<row(?!\w)(?![^<>]*\sr=["']\d)[^<>]*>/.test(data) ||
    /<c(?!\w)(?![^<>]*\sr=["'][A-Z])[^<>]*>/.test(data)
  ) {
    throw damaged('cells without address')
  }
  const rowsXml = data
    .replace(/<c\s[^<>]*\/>|<c\s[^<>/]*><\/c>/g, '')
    .replace(/<row\s[^<>]*\/>|<row\s[^<>]*>\s*<\/row>/g, '')
  const rowCount = countUpTo(rowsXml, /<row\s/g, limits.cells)
  if (rowCount > limits.rows) throw refused('files.too_many_rows', { found: rowCount, limit: limits.rows })
  let cellCount = 0
  for (const [, letters = ''] of rowsXml.matchAll(/<c\s[^<>]*?\br=["']([A-Z]{1,3})\d/g)) {
    cellCount += 1
    if (columnNumber(letters) > limits.columns)
      throw refused('files.too_many_columns', { column: letters, limit: limits.columns })
  }
  if (cellCount > cellsLeft) throw refused('files.too_many_cells', { limit: limits.cells })
  return { rowsXml, cellCount, merges: mergesOf(text.slice(Math.max(start, end)), limits) }
}

const refuseOther = (entries: ReadonlyMap<string, ZipEntry>, limits: WorkbookLimits): void => {
  const names = Array.from(entries.keys())
  if (names.some((name) => /vbaProject\.bin$/i.test(name))) throw refused('files.macros')
  if (!entries.has('xl/workbook.xml')) throw refused('files.not_workbook')
  const claimed = Array.from(entries.values()).reduce((sum, entry) => sum + entry.claimedBytes, 0)
  if (claimed > limits.unpackedBytes)
    throw refused('files.unpacks_too_large', { limit: limits.unpackedBytes })
}

/**
 * Takes a workbook apart and keeps names and filled cells. Everything is unpacked once, here, and counted;
 * nothing else of the file is seen by anybody.
 */
export const unpackWorkbook = async (bytes: Buffer, limits: WorkbookLimits): Promise<RawWorkbook> => {
  const entries = readZipDirectory(bytes, limits.entries)
  refuseOther(entries, limits)
  let bytesLeft: number = limits.unpackedBytes
  const unpack = async (name: string): Promise<string> => {
    const entry = entries.get(name)
    if (!entry) return ''
    const content = await unpackEntry(bytes, entry, bytesLeft)
    bytesLeft -= content.length
    return plainXml(content.toString('utf8'))
  }
  // A few bytes unpack to minutes of work for a reader: what it gets is bounded apart from what is unpacked.
  const keep = (text: string, keptLeft: number): number => {
    if (text.length > keptLeft) throw refused('files.unpacks_too_large', { limit: limits.keptBytes })
    return keptLeft - text.length
  }
  const types = await unpack('[Content_Types].xml')
  if (/macroEnabled/i.test(types)) throw refused('files.macros')
  const book = await unpack('xl/workbook.xml')
  const links = await unpack('xl/_rels/workbook.xml.rels')
  keep(types + book + links, limits.keptBytes)
  const targets = relationships(links)

  const sheets: RawSheet[] = []
  let cellsLeft: number = limits.cells
  let keptLeft: number = limits.keptBytes
  for (const tag of book.match(/<sheet\s[^<>]*>/g) ?? []) {
    const path = targets.get(attribute(tag, 'id') ?? '') ?? ''
    // Sheets that are charts hold no cells.
    if (!/worksheets\//.test(path)) continue
    if (sheets.length >= limits.sheets) throw refused('files.too_many_sheets', { limit: limits.sheets })
    if (!entries.has(path)) throw damaged(path)
    const { rowsXml, cellCount, merges } = filledRows(await unpack(path), limits, cellsLeft)
    cellsLeft -= cellCount
    keptLeft = keep(rowsXml, keptLeft)
    sheets.push({
      name: decodeXml(attribute(tag, 'name') ?? ''),
      hidden: attribute(tag, 'state') === 'hidden' || attribute(tag, 'state') === 'veryHidden',
      path,
      merges,
      rowsXml,
    })
  }
  if (sheets.length === 0) throw damaged('no sheet')

  const textsXml = await unpack('xl/sharedStrings.xml')
  if (countUpTo(textsXml, /<si[\s>/]/g, limits.cells) > limits.cells)
    throw refused('files.too_many_cells', { limit: limits.cells })
  keep(textsXml, limits.keptBytes)
  // Workbooks that were copied over for years carry tens of thousands of styles.
  const stylesXml = await unpack('xl/styles.xml')
  keep(stylesXml, limits.keptBytes)
  const isFrom1904 = /<workbookPr\s[^<>]*date1904\s*=\s*["'](?:1|true)["']/.test(book)
  return { sheets, textsXml, stylesXml, isFrom1904 }
}
