import { fold, markNumber } from './fold.ts'
import { initialsOf } from './initials.ts'
import { HAN_DIGITS, smallNumber } from './numerals.ts'
import type { PriceItem } from './types.ts'
import { packContent, type SaleForm, UNITS } from './units.ts'

/** Which items a word may mean, and whether it is their own name (strong) or only a way of speaking. */
export type Meaning = { readonly items: readonly number[]; readonly strong: boolean }

/** A price list made ready for reading lines. */
export type ItemIndex = {
  readonly items: readonly PriceItem[]
  readonly sales: readonly SaleForm[]
  readonly words: ReadonlyMap<string, Meaning>
  readonly longestWord: number
  readonly initials: ReadonlyMap<string, Meaning>
  /** Items by code: '1' for ①, 1 and 一, 'A' for A and a. */
  readonly codes: ReadonlyMap<string, readonly number[]>
}

/** Names of one thing. */
const SYNONYMS: readonly (readonly string[])[] = [
  '大米 米 白米 香米 稻米',
  '鸡蛋 蛋 鲜鸡蛋',
  '土豆 马铃薯 洋芋',
  '西红柿 番茄',
  '红薯 地瓜 山芋 番薯',
  '卷心菜 包菜 圆白菜 包心菜 洋白菜',
  '白菜 大白菜',
  '黄瓜 青瓜',
  '生姜 姜 老姜',
  '大蒜 蒜 蒜头',
  '胡萝卜 红萝卜',
  '食盐 盐 精盐 食用盐',
  '白糖 白砂糖 糖 砂糖',
  '方便面 泡面',
  '面条 挂面',
  '卫生纸 卷纸',
  '抽纸 纸巾 面巾纸',
  '面粉 小麦粉',
  '牛奶 纯牛奶 鲜牛奶 奶',
  '矿泉水 饮用水 纯净水',
  '食用油 油 调和油 烹调油',
  '猕猴桃 奇异果',
  '西兰花 西蓝花',
  '香菜 芫荽',
  '红萝卜 胡萝卜',
].map((row) => row.split(' '))

/** A short word for whatever ends so: 油 for 花生油 when no other cooking oil is on the list. */
const SHORT_WORDS: readonly (readonly [string, RegExp])[] = [
  ['油', /(?:食用|调和|花生|菜籽|大豆|玉米|葵花|葵花籽|橄榄|色拉|山茶|稻米|菜|豆|植物)油$/],
  ['食用油', /(?:调和|花生|菜籽|大豆|玉米|葵花|葵花籽|橄榄|色拉|山茶|稻米|菜|植物)油$/],
  ['米', /(?:大|香|白|稻|贡|粳)米$/],
  ['蛋', /蛋$/],
  ['奶', /奶$/],
  ['盐', /盐$/],
  ['醋', /醋$/],
  ['糖', /糖$/],
]

/** Parts of a name in front of 萝卜, 牛奶 and the like that make it another thing. */
const OTHER_KIND = /[胡酸咸臭卤腌皮小水熟干泡甜素豆炸烤仿假无代毛茶椰奶枣草花]$|松花$/
const SPEC = new RegExp(
  `(?:\\d+(?:\\.\\d+)?|[${HAN_DIGITS}]{1,3})(?:${UNITS.join('|')})(?:[×X]\\d+(?:${UNITS.join('|')})?)?(?:装|\\/.*|左右)?$`,
)
const PACKAGE_END = /(?:大礼包|礼包|保供套餐|套餐|套装|组合装|组合|拼盘|包|套|餐|箱|盒|篮|袋)$/
/** Whole names such as A套餐, 套餐一, 一号套餐. */
const LETTERED =
  /^([A-Z])(?:款|类|型|号)?(?:套餐|套装|套|餐|包|组合|礼包|组)$|^(?:套餐|套装|组合|礼包|套)([A-Z])$/
const NUMBERED = new RegExp(
  `^([${HAN_DIGITS}]|\\d{1,2})号?(?:套餐|套装|组合|礼包)$|^(?:套餐|套装|组合|礼包)([${HAN_DIGITS}]|\\d{1,2})$`,
)

/** The key of a code: digits for any number, capitals for letters; null when it is neither. */
export function codeKey(code: string): string | null {
  const folded = fold(code).trim()
  const mark = folded.length === 1 ? markNumber(folded) : null
  if (mark !== null) return String(mark)
  const number = smallNumber(folded)
  if (number !== null) return String(number)
  return /^[A-Z]$/.test(folded) ? folded : null
}

type Draft = Map<string, { strong: Set<number>; weak: Set<number> }>

function put(draft: Draft, word: string, item: number, strong: boolean): void {
  if (word === '') return
  const entry = draft.get(word) ?? { strong: new Set(), weak: new Set() }
  ;(strong ? entry.strong : entry.weak).add(item)
  draft.set(word, entry)
}

function finish(draft: Draft): Map<string, Meaning> {
  const finished = new Map<string, Meaning>()
  for (const [word, { strong, weak }] of draft) {
    const items = strong.size > 0 ? strong : weak
    finished.set(word, { items: [...items].sort((a, b) => a - b), strong: strong.size > 0 })
  }
  return finished
}

/** The forms of a name: as written, without what stands in brackets, without its amount (米10斤, 鸡蛋(30枚)). */
function formsOf(name: string): { full: string; bare: string; core: string } {
  const full = fold(name).replace(/\s+/g, '')
  const open = full.replace(/\([^)]*\)?/g, '')
  const stripped = open.replace(SPEC, '').replace(/[-/·:]+$/, '')
  const bare = stripped === '' ? open : stripped
  const packaged = bare.replace(PACKAGE_END, '')
  return { full, bare, core: [...packaged].length >= 2 ? packaged : bare }
}

function putNames(draft: Draft, initials: Draft, name: string, item: number): void {
  const { full, bare, core } = formsOf(name)
  put(draft, full, item, true)
  put(draft, full.replace(/[()]/g, ''), item, true)
  put(draft, bare, item, true)
  put(draft, core, item, false)
  if (/(?:礼包|大礼包)$/.test(bare) && core !== bare) put(draft, `${core}包`, item, false)
  for (const form of [bare, core]) {
    const characters = [...form]
    for (let cut = 1; characters.length - cut >= 2; cut += 1) {
      const dropped = characters.slice(0, cut).join('')
      const tail = characters.slice(cut).join('')
      if (/^[一-鿿]+$/.test(tail) && !OTHER_KIND.test(dropped) && !/^[A-Z0-9]/.test(tail))
        put(draft, tail, item, false)
    }
    for (const row of SYNONYMS) {
      const said = row.find(
        (word) => form === word || (form.endsWith(word) && word.length > 1 && !isOther(form, word)),
      )
      if (said === undefined) continue
      for (const word of row) put(draft, word, item, false)
    }
    for (const [word, pattern] of SHORT_WORDS) if (pattern.test(form)) put(draft, word, item, false)
    const letters = initialsOf(form)
    if (letters !== null && letters.length >= 2) put(initials, letters, item, true)
  }
}

function isOther(form: string, word: string): boolean {
  return OTHER_KIND.test(form.slice(0, form.length - word.length))
}

function putPackages(draft: Draft, codes: Map<string, Set<number>>, name: string, item: number): void {
  const { bare } = formsOf(name)
  const letter = LETTERED.exec(bare)
  const mark = letter?.[1] ?? letter?.[2]
  if (mark !== undefined) {
    putCode(codes, mark, item)
    for (const form of ['套餐', '套', '餐', '款', '份餐']) put(draft, mark + form, item, false)
    for (const form of ['套餐', '套']) put(draft, form + mark, item, false)
  }
  const number = NUMBERED.exec(bare)
  const digits = number?.[1] ?? number?.[2]
  if (digits !== undefined) putCode(codes, String(smallNumber(digits)), item)
  const size = /^([大中小])(?:套餐|套|份|包|组合|礼包)$/.exec(bare)?.[1]
  if (size !== undefined) for (const form of ['套餐', '套', '份', '包']) put(draft, size + form, item, false)
}

function putCode(codes: Map<string, Set<number>>, key: string, item: number): void {
  const set = codes.get(key) ?? new Set()
  set.add(item)
  codes.set(key, set)
}

/** 蔬菜A and 蔬菜B are called A and B; a single name with a letter (维生素C) is not. */
function letterRows(items: readonly PriceItem[]): Map<number, string> {
  const found = items.map((item) => /^([一-鿿]+)([A-Z])$/.exec(formsOf(item.name).bare))
  const shared = (stem: string | undefined): boolean => found.filter((each) => each?.[1] === stem).length > 1
  const letters = new Map<number, string>()
  found.forEach((each, index) => {
    if (each?.[2] !== undefined && shared(each[1])) letters.set(index, each[2])
  })
  return letters
}

/** How an item is sold, from its unit, its name and what the head says of the pack. */
export function saleOf(item: PriceItem): SaleForm {
  const unit = fold(item.unit)
  const name = fold(item.name).replace(/\s+/g, '')
  const bracket = /\(([^)]*)\)/.exec(name)?.[1]
  const inName = SPEC.exec(name.replace(/\([^)]*\)?/g, ''))?.[0]
  const source = inName ?? bracket ?? (item.packText === undefined ? '' : fold(item.packText))
  const content = packContent(source.trim())
  return { unit, nameEnd: formsOf(item.name).bare.slice(-1), content }
}

/** Makes a price list ready. Words that fit several items equally well stay in the index with all of them. */
export function indexItems(items: readonly PriceItem[]): ItemIndex {
  const draft: Draft = new Map()
  const initials: Draft = new Map()
  const codes = new Map<string, Set<number>>()
  const rows = letterRows(items)
  items.forEach((item, index) => {
    putNames(draft, initials, item.name, index)
    const letter = rows.get(index)
    if (letter !== undefined) putCode(codes, letter, index)
    putPackages(draft, codes, item.name, index)
    const key = item.code === undefined ? null : codeKey(item.code)
    if (key !== null) putCode(codes, key, index)
    else if (item.code !== undefined) put(draft, fold(item.code).replace(/\s+/g, ''), index, true)
    for (const alias of item.aliases ?? []) {
      const aliasKey = codeKey(alias)
      if (aliasKey !== null) putCode(codes, aliasKey, index)
      else put(draft, fold(alias).replace(/\s+/g, ''), index, true)
    }
  })
  for (const [key, indexes] of codes)
    if (/^[A-Z]$/.test(key)) for (const index of indexes) put(draft, key, index, true)
  const words = finish(draft)
  // A bare number or measure is never a word for goods, whatever the head says.
  for (const word of words.keys()) if (smallNumber(word) !== null || UNITS.includes(word)) words.delete(word)
  return {
    items,
    sales: items.map(saleOf),
    words,
    longestWord: Math.max(1, ...[...words.keys()].map((word) => word.length)),
    initials: finish(initials),
    codes: new Map([...codes].map(([key, set]) => [key, [...set]])),
  }
}
