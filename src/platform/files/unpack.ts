import { refused } from '../../kernel/result.ts'
import { workbookLimits as limits } from './limits.ts'
import type { ZipEntry } from './zip.ts'
import { readZipDirectory, storeZip, unpackEntry } from './zip.ts'

/** A rectangle of merged cells, corners included, counted from 1. */
export type Merge = {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export type CleanSheet = {
  readonly name: string
  readonly hidden: boolean
  readonly merges: readonly Merge[]
}

/**
 * A workbook reduced to its cells, with nothing in it that a reader could choke on, and what was taken out.
 */
export type CleanWorkbook = { readonly bytes: Buffer; readonly sheets: readonly CleanSheet[] }

const mainNames = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const linkNames = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageNames = 'http://schemas.openxmlformats.org/package/2006/relationships'

const damaged = (detail: string): Error => refused('files.damaged', { detail })

const attribute = (tag: string, name: string): string | null =>
  new RegExp(`\\s(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    .exec(tag)
    ?.slice(1)
    .find((value) => value !== undefined) ?? null

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const decode = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return entities[name] ?? whole
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
const encode = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string,
  )

// Some programs write <x:row> for <row>: the reader below knows only the short names.
const withoutPrefix = (text: string): string => {
  const root = /<(\w+):(?:worksheet|workbook|sst|styleSheet|Relationships)[\s>]/.exec(text)?.[1]
  return root ? text.replace(new RegExp(`(</?)${root}:`, 'g'), '$1') : text
}

const columnNumber = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

const relationships = (text: string): ReadonlyMap<string, string> =>
  new Map(
    (text.match(/<Relationship\s[^<>]*>/g) ?? []).map((tag) => {
      const target = decode(attribute(tag, 'Target') ?? '')
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

const mergesOf = (text: string): Merge[] => {
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
 * Keeps a sheet's filled cells alone. Ghost rows and cells (formatted, empty) go; so do validations, formats
 * and names, whose ranges over whole columns would cost a reader minutes. Merges are handed on apart.
 */
const cleanSheet = (text: string, cellsMax: number): { xml: string; cellCount: number; merges: Merge[] } => {
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
  const filled = data
    .replace(/<c\s[^<>]*\/>|<c\s[^<>/]*><\/c>/g, '')
    .replace(/<row\s[^<>]*\/>|<row\s[^<>]*>\s*<\/row>/g, '')
  const rowCount = countUpTo(filled, /<row\s/g, limits.cells)
  if (rowCount > limits.rows) throw refused('files.too_many_rows', { found: rowCount, limit: limits.rows })
  let cellCount = 0
  for (const [, letters = ''] of filled.matchAll(/<c\s[^<>]*?\br=["']([A-Z]{1,3})\d/g)) {
    cellCount += 1
    if (columnNumber(letters) > limits.columns)
      throw refused('files.too_many_columns', { column: letters, limit: limits.columns })
  }
  if (cellCount > cellsMax) throw refused('files.too_many_cells', { limit: limits.cells })
  return {
    xml: `<worksheet xmlns="${mainNames}"><sheetData>${filled}</sheetData></worksheet>`,
    cellCount,
    merges: mergesOf(text.slice(Math.max(start, end))),
  }
}

// A few bytes unpack to minutes of work for a reader: what it gets is bounded apart from what is unpacked.
const keep = (text: string, bytesLeft: number): number => {
  if (text.length > bytesLeft) throw refused('files.unpacks_too_large', { limit: limits.keptBytes })
  return bytesLeft - text.length
}

const refuseOther = (entries: ReadonlyMap<string, ZipEntry>): void => {
  const names = Array.from(entries.keys())
  if (names.some((name) => /vbaProject\.bin$/i.test(name))) throw refused('files.macros')
  if (!entries.has('xl/workbook.xml')) throw refused('files.not_workbook')
  const claimed = Array.from(entries.values()).reduce((sum, entry) => sum + entry.claimedBytes, 0)
  if (claimed > limits.unpackedBytes)
    throw refused('files.unpacks_too_large', { limit: limits.unpackedBytes })
}

/**
 * Takes a workbook apart, keeps names and cells, and puts it together again for the reader. Everything is
 * unpacked once, here, and counted; the reader sees nothing else of the file.
 */
export const cleanWorkbook = async (bytes: Buffer): Promise<CleanWorkbook> => {
  const entries = readZipDirectory(bytes, limits.entries)
  refuseOther(entries)
  let bytesLeft: number = limits.unpackedBytes
  const unpack = async (name: string): Promise<string | null> => {
    const entry = entries.get(name)
    if (!entry) return null
    const content = await unpackEntry(bytes, entry, bytesLeft)
    bytesLeft -= content.length
    return withoutPrefix(content.toString('utf8'))
  }
  const types = (await unpack('[Content_Types].xml')) ?? ''
  if (/macroEnabled/i.test(types)) throw refused('files.macros')
  const book = (await unpack('xl/workbook.xml')) ?? ''
  const links = (await unpack('xl/_rels/workbook.xml.rels')) ?? ''
  keep(types + book + links, limits.keptBytes)
  const targets = relationships(links)

  const sheets: CleanSheet[] = []
  const files: { name: string; text: string }[] = []
  let cellsLeft: number = limits.cells
  let keptLeft: number = limits.keptBytes
  for (const tag of book.match(/<sheet\s[^<>]*>/g) ?? []) {
    const target = targets.get(attribute(tag, 'id') ?? '') ?? ''
    // Sheets that are charts hold no cells.
    if (!/worksheets\//.test(target)) continue
    if (sheets.length >= limits.sheets) throw refused('files.too_many_sheets', { limit: limits.sheets })
    const text = await unpack(target)
    if (text === null) throw damaged(target)
    const clean = cleanSheet(text, cellsLeft)
    cellsLeft -= clean.cellCount
    keptLeft = keep(clean.xml, keptLeft)
    sheets.push({
      name: decode(attribute(tag, 'name') ?? ''),
      hidden: attribute(tag, 'state') === 'hidden' || attribute(tag, 'state') === 'veryHidden',
      merges: clean.merges,
    })
    files.push({ name: `xl/worksheets/sheet${sheets.length}.xml`, text: clean.xml })
  }
  if (sheets.length === 0) throw damaged('no sheet')

  const texts = await unpack('xl/sharedStrings.xml')
  if (texts && countUpTo(texts, /<si[\s>/]/g, limits.cells) > limits.cells)
    throw refused('files.too_many_cells', { limit: limits.cells })
  if (texts) keep(texts, limits.keptBytes)
  if (texts) files.push({ name: 'xl/sharedStrings.xml', text: texts })
  const styles = await unpack('xl/styles.xml')
  // Workbooks that were copied over for years carry tens of thousands of styles.
  if (styles) keep(styles, limits.keptBytes)
  if (styles) files.push({ name: 'xl/styles.xml', text: styles })
  const numbers = sheets.map((_, index) => index + 1)
  files.push(
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns="${mainNames}" xmlns:r="${linkNames}"><sheets>${sheets
        .map(
          (sheet, index) =>
            `<sheet name="${encode(sheet.name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships xmlns="${packageNames}">${numbers
        .map(
          (number) =>
            `<Relationship Id="rId${number}" Type="${linkNames}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
        )
        .join('')}</Relationships>`,
    },
  )
  return { bytes: storeZip(files), sheets }
}
