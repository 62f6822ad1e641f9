import { fold } from './fold.ts'
import { codeKey } from './items.ts'
import { findLimit } from './limits.ts'
import { findPrices } from './price-rows.ts'
import type { Row } from './rows.ts'
import type { PriceItem } from './types.ts'
import { UNITS } from './units.ts'

type Column = 'code' | 'name' | 'price' | 'unit' | 'pack' | 'limit'

const TITLES: readonly (readonly [RegExp, Column])[] = [
  [/^(?:序号|编号|代码|代号|NO\.?|号|#|编码)$/, 'code'],
  [/^(?:品名|名称|品种|商品|商品名|商品名称|品类|物品|货品|菜品|套餐|套餐名|项目|产品)$/, 'name'],
  [/^(?:价格|单价|售价|价|团购价|单价\(元\)|价格\(元\)|元|单价元|团价)$/, 'price'],
  [/^(?:单位|计量单位)$/, 'unit'],
  [/^(?:规格|包装|内容|含量|说明|备注|明细)$/, 'pack'],
  [/^(?:限购|每户限购|限量|限|每户限)$/, 'limit'],
]

/** Reads price lists drawn as tables with | or tabs. Only rows that give a name and a price become items. */
export function readTable(rows: readonly Row[]): { items: PriceItem[]; rows: ReadonlySet<number> } {
  const items: PriceItem[] = []
  const used = new Set<number>()
  let columns: (Column | null)[] | null = null
  for (const row of rows) {
    const cells = cellsOf(row.raw)
    if (cells.length < 2) continue
    if (cells.every((cell) => /^[-:\s]*$/.test(cell))) {
      used.add(row.row)
      continue
    }
    const titles = cells.map(
      (cell) => TITLES.find(([pattern]) => pattern.test(fold(cell).replace(/\s+/g, '')))?.[1] ?? null,
    )
    if (titles.includes('name') && titles.includes('price')) {
      columns = titles
      used.add(row.row)
      continue
    }
    const item = columns === null ? guessed(cells) : byColumns(cells, columns)
    if (item === null) continue
    items.push(item)
    used.add(row.row)
  }
  return { items, rows: used }
}

function cellsOf(raw: string): string[] {
  if (!/[|｜│┃\t]/.test(raw)) return []
  return raw
    .replace(/^\s*[|｜│┃]/, '')
    .replace(/[|｜│┃]\s*$/, '')
    .split(/[|｜│┃\t]+/)
    .map((cell) => cell.trim())
}

function priceOf(cell: string): { fen: number; unit: string | null } | null {
  const folded = fold(cell).trim()
  const [price, second] = findPrices(folded)
  if (price !== undefined)
    return second === undefined && price.start === 0 ? { fen: price.fen, unit: price.unit } : null
  const bare = /^(\d{1,5})(?:\.(\d{1,2}))?$/.exec(folded)
  if (bare === null) return null
  return { fen: Number(bare[1]) * 100 + Number((bare[2] ?? '').padEnd(2, '0')), unit: null }
}

function unitOf(cell: string | undefined): string | null {
  const folded = fold(cell ?? '').replace(/[\s/]/g, '')
  return UNITS.includes(folded) ? (cell ?? '').replace(/[\s/]/g, '') : null
}

function byColumns(cells: readonly string[], columns: readonly (Column | null)[]): PriceItem | null {
  const cell = (column: Column): string | undefined => {
    const at = columns.indexOf(column)
    return at < 0 ? undefined : cells[at]
  }
  const price = priceOf(cell('price') ?? '')
  return price === null
    ? null
    : made(cell('code'), cell('name'), price, cell('unit'), cell('pack'), cell('limit'))
}

/** Without titles: an optional code, a name, then a price; unit, pack and limit are known by their look. */
function guessed(cells: readonly string[]): PriceItem | null {
  const first = cells[0] ?? ''
  const coded = codeKey(first) !== null && cells.length > 2 && codeKey(cells[1] ?? '') === null
  const rest = coded ? cells.slice(1) : cells
  const priceAt = rest.findIndex((cell, i) => i > 0 && priceOf(cell) !== null)
  const price = priceAt < 0 ? null : priceOf(rest[priceAt] ?? '')
  if (price === null) return null
  const others = rest.filter((_cell, i) => i > 0 && i !== priceAt)
  const unit = others.find((cell) => unitOf(cell) !== null)
  const limit = others.find((cell) => findLimit(fold(cell)) !== null)
  const pack = others.find((cell) => cell !== unit && cell !== limit && cell !== '')
  return made(coded ? first : undefined, rest[0], price, unit, pack, limit)
}

function made(
  code: string | undefined,
  name: string | undefined,
  price: { fen: number; unit: string | null },
  unit: string | undefined,
  pack: string | undefined,
  limit: string | undefined,
): PriceItem | null {
  const spelt = (name ?? '').replace(/\s+/g, '')
  if (!/[一-鿿A-Za-z]/.test(spelt)) return null
  const key = code === undefined || code === '' ? null : codeKey(code)
  const bareLimit = /^\d{1,2}$/.test(fold(limit ?? '').trim()) ? Number(fold(limit ?? '').trim()) : null
  const bound = bareLimit ?? findLimit(fold(limit ?? ''))?.quantity ?? null
  return {
    ...(key === null || code === undefined ? {} : { code: /^[A-Za-z一-鿿]$/.test(code) ? code : key }),
    name: spelt.replace(/[（(][^）)]*[）)]$/, ''),
    priceFen: price.fen,
    unit: unitOf(unit) ?? price.unit ?? '份',
    ...(bound === null ? {} : { limitPerHousehold: bound }),
    ...(pack === undefined || pack === '' ? {} : { packText: pack }),
  }
}
