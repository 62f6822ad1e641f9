/**
 * The country's administrative divisions down to the community and the village, read from the committed data
 * file (National Bureau of Statistics, 2023 edition; printed by `tools/divisions.mjs`).
 *
 * Only the small index is held in memory. A city's block is unpacked when someone asks for a place in it, and
 * the last one is kept, because a screen that opens a tree asks for its branches one after another.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** Level of a division; `street` covers streets, towns and townships, `community` covers villages too. */
export type DivisionKind = 'province' | 'city' | 'district' | 'street' | 'community'

/** One place of the tree. The code has 2, 4, 6, 9 or 12 digits; a parent's code is the beginning of it. */
export type Division = {
  readonly code: string
  readonly name: string
  readonly kind: DivisionKind
  /** null for a province */
  readonly parentCode: string | null
}

export type StreetDivision = Division & { readonly communities: readonly Division[] }

/** A district with the path above it and all that lies below it. */
export type DistrictDivisions = {
  readonly province: Division
  readonly city: Division
  readonly district: Division
  readonly streets: readonly StreetDivision[]
}

export type DivisionCounts = {
  readonly provinces: number
  readonly cities: number
  readonly districts: number
  readonly streets: number
  readonly communities: number
}

export type Divisions = {
  readonly counts: DivisionCounts
  readonly provinces: readonly Division[]
  /** The divisions directly below a code, in the order of their codes; empty for a community or no code. */
  children(code: string): readonly Division[]
  /** The division with this code of 2, 4, 6, 9 or 12 digits, or null. */
  find(code: string): Division | null
  /** A district by its six digits with everything below it, or null. */
  district(code: string): DistrictDivisions | null
}

type Branches = {
  readonly byCode: ReadonlyMap<string, Division>
  readonly below: ReadonlyMap<string, readonly Division[]>
}

type Block = { readonly offset: number; readonly byteLength: number }

const folder = 'src/modules/places/divisions'
const kindByDigits: Readonly<Record<number, DivisionKind>> = {
  2: 'province',
  4: 'city',
  6: 'district',
  9: 'street',
  12: 'community',
}
/** Digits of the code on each level below the city, and of its parent. */
const levels = [
  { digits: 6, parentDigits: 4 },
  { digits: 9, parentDigits: 6 },
  { digits: 12, parentDigits: 9 },
] as const

/**
 * The code in the twelve digits of the national statistical standard, e.g. `150703` as `150703000000`.
 * Not to be turned round by cutting zeros: Dongguan's city (4419) and its one district (441900) meet there.
 */
export function toTwelveDigits(code: string): string {
  return code.padEnd(12, '0')
}

/** Opens the divisions: reads the index (some 12 kB) and nothing else. */
export function readDivisions(): Divisions {
  const dataFolder = findDataFolder()
  const dataFile = join(dataFolder, 'divisions.tsv.gz')
  const { provinces, cities, blocks, counts } = readIndex(readFileSync(join(dataFolder, 'index.tsv'), 'utf8'))
  const top = toBranches([...provinces, ...cities])
  let lastCity: { readonly code: string; readonly branches: Branches } | null = null

  function branchesOf(cityCode: string): Branches | null {
    if (lastCity?.code === cityCode) return lastCity.branches
    const block = blocks.get(cityCode)
    if (block === undefined) return null
    const text = gunzipSync(readBytes(dataFile, block)).toString('utf8')
    const branches = toBranches(parseBlock(cityCode, text))
    lastCity = { code: cityCode, branches }
    return branches
  }

  function children(code: string): readonly Division[] {
    const branches = code.length <= 2 ? top : branchesOf(code.slice(0, 4))
    return branches?.below.get(code) ?? []
  }

  function find(code: string): Division | null {
    const branches = code.length <= 4 ? top : branchesOf(code.slice(0, 4))
    return branches?.byCode.get(code) ?? null
  }

  function district(code: string): DistrictDivisions | null {
    const found = find(code)
    const city = find(code.slice(0, 4))
    const province = find(code.slice(0, 2))
    if (found?.kind !== 'district' || city === null || province === null) return null
    const streets = children(code).map((street) => ({ ...street, communities: children(street.code) }))
    return { province, city, district: found, streets }
  }

  return { counts, provinces, children, find, district }
}

function toBranches(rows: readonly Division[]): Branches {
  const byCode = new Map<string, Division>()
  const below = new Map<string, Division[]>()
  for (const row of rows) {
    byCode.set(row.code, row)
    if (row.parentCode === null) continue
    const siblings = below.get(row.parentCode)
    if (siblings === undefined) below.set(row.parentCode, [row])
    else siblings.push(row)
  }
  return { byCode, below }
}

/**
 * The data lies in the source tree; the compiled build runs from a folder beside it and holds no copy.
 * So the way goes up from this file until a folder has it.
 */
function findDataFolder(): string {
  let root = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(root, folder, 'index.tsv'))) {
    const above = dirname(root)
    if (above === root) throw new Error(`${folder}/index.tsv not found above ${import.meta.url}`)
    root = above
  }
  return join(root, folder)
}

function readBytes(file: string, block: Block): Buffer {
  const bytes = Buffer.alloc(block.byteLength)
  const handle = openSync(file, 'r')
  try {
    const read = readSync(handle, bytes, 0, block.byteLength, block.offset)
    if (read !== block.byteLength) throw new Error(`${file} ends before its index says`)
  } finally {
    closeSync(handle)
  }
  return bytes
}

function readIndex(text: string) {
  const provinces: Division[] = []
  const cities: Division[] = []
  const blocks = new Map<string, Block>()
  const below = { districts: 0, streets: 0, communities: 0 }
  let offset = 0
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('#')) continue
    const [code = '', name = '', ...figures] = line.split('\t')
    if (code.length === 2) {
      provinces.push(toDivision(code, name, 0))
      continue
    }
    const [byteLength = 0, districts = 0, streets = 0, communities = 0] = figures.map(Number)
    cities.push(toDivision(code, name, 2))
    blocks.set(code, { offset, byteLength })
    offset += byteLength
    below.districts += districts
    below.streets += streets
    below.communities += communities
  }
  return {
    provinces,
    cities,
    blocks,
    counts: { provinces: provinces.length, cities: cities.length, ...below },
  }
}

/** Lines as the printer wrote them: tabs give the level, missing digits mean "one after the last sibling". */
function parseBlock(cityCode: string, text: string): readonly Division[] {
  const parents = [cityCode, '', '']
  const last = [0, 0, 0]
  const rows: Division[] = []
  for (const line of text.trimEnd().split('\n')) {
    const level = line.startsWith('\t\t') ? 2 : line.startsWith('\t') ? 1 : 0
    const { digits, parentDigits } = levels[level]
    const space = line.indexOf(' ')
    const number = space < 0 ? (last[level] ?? 0) + 1 : Number(line.slice(level, space))
    const code = (parents[level] ?? '') + String(number).padStart(digits - parentDigits, '0')
    last[level] = number
    if (level < 2) {
      parents[level + 1] = code
      last[level + 1] = 0
    }
    rows.push(toDivision(code, line.slice(space < 0 ? level : space + 1), parentDigits))
  }
  return rows
}

function toDivision(code: string, name: string, parentDigits: number): Division {
  const kind = kindByDigits[code.length]
  if (kind === undefined) throw new Error(`division code of ${code.length} digits: ${code}`)
  return { code, name, kind, parentCode: parentDigits === 0 ? null : code.slice(0, parentDigits) }
}
