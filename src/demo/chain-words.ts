/**
 * How people write a household, a quantity and an item into an estate's order chain. Every function gives a
 * text that a careful reader can read in one way only.
 */
import { chance, pick, type Random } from './random.ts'
import type { BaseUnit, DemoHousehold } from './types.ts'

/** A line of the chain's own price list. */
export type ChainItem = {
  /** number in the chain, written ① in the head */
  readonly code: string
  readonly name: string
  readonly priceFen: number
  readonly unit: string
  readonly limitPerHousehold: number | null
  /** code of the item or package in the store's price list */
  readonly priceListCode: string
  readonly packQuantity: number
  readonly baseUnit: BaseUnit
}

/** A household as its lines name it: the entrance is null where the writer leaves it out. */
export type ChainHousehold = {
  readonly building: string
  readonly entrance: string | null
  readonly room: string
}

export type Entry = { readonly item: ChainItem; readonly quantity: number }

const chineseDigits = Array.from('零一二三四五六七八九')
const formalDigits = Array.from('零壹贰叁肆伍陆柒捌玖')

/** ① for '1' up to ⑳. */
export function circled(code: string): string {
  return String.fromCodePoint('①'.codePointAt(0)! + Number(code) - 1)
}

/** 12 as 十二; for 1 to 99. */
function chineseNumber(value: number): string {
  const tens = Math.floor(value / 10)
  const ones = value % 10
  if (tens === 0) return chineseDigits[ones]!
  return `${tens === 1 ? '' : chineseDigits[tens]}十${ones === 0 ? '' : chineseDigits[ones]}`
}

const digitByDigit = (text: string): string =>
  Array.from(text, (digit) => chineseDigits[Number(digit)]!).join('')
const isNumber = (text: string): boolean => /^\d+$/.test(text)
const fullWidth = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint('０'.codePointAt(0)! + Number(digit)))

/** A household in one of the ways of writing it. */
export function householdText(random: Random, household: ChainHousehold): string {
  const { building, entrance, room } = household
  if (entrance === null) {
    return pick(random, [
      `${building}-${room}`,
      `${building}号楼${room}`,
      `${building}#${room}`,
      `${building}栋${room}室`,
      `${building}号楼-${room}`,
    ])
  }
  const ways = [
    `${building}-${entrance}-${room}`,
    `${building}-${entrance}-${room}`,
    `${building}栋${entrance}单元${room}`,
    `${building}号楼${entrance}单元${room}室`,
    `${building}幢${entrance}单元${room}`,
    `${building}#${entrance}单元${room}`,
  ]
  if (isNumber(building) && isNumber(entrance)) {
    const inWords = `${chineseNumber(Number(building))}栋${chineseNumber(Number(entrance))}单元`
    ways.push(inWords + digitByDigit(room), inWords + room, fullWidth(`${building}-${entrance}-${room}`))
  }
  return pick(random, ways)
}

/** What a household is called by its neighbours, maybe with its telephone; often nothing at all. */
export function signature(random: Random, household: DemoHousehold): { before: string; after: string } {
  const { contactName, phone } = household
  const name = contactName.length <= 3 ? contactName.slice(0, 1) : contactName
  const way = random()
  if (way < 0.35) return { before: ' ', after: '' }
  if (way < 0.55) return { before: ` ${name}${pick(random, ['女士', '先生', '阿姨', '师傅'])} `, after: '' }
  if (way < 0.65) return { before: ` ${name}:`, after: '' }
  if (way < 0.75 || phone === null) return { before: ` ${name} `, after: '' }
  if (way < 0.87) return { before: ` ${name} ${phone} `, after: '' }
  return { before: ' ', after: chance(random, 0.5) ? ` ${phone}` : ` 尾号${phone.slice(-4)}` }
}

/** 2板, 两板, 贰板. */
export function counted(random: Random, quantity: number, unit: string): string {
  const way = random()
  if (way < 0.5) return `${quantity}${unit}`
  if (way < 0.9) return `${quantity === 2 ? '两' : chineseDigits[quantity]}${unit}`
  return `${formalDigits[quantity]}${unit}`
}

/** Shorter names that people use and that fit one item of the chain only. */
const shortNames: Readonly<Record<string, string>> = {
  东北大米: '大米',
  高筋面粉: '面粉',
  纯牛奶: '牛奶',
  大豆油: '豆油',
  时令蔬菜套餐: '蔬菜套餐',
  荤素搭配套餐: '荤素套餐',
  米面粮油套餐: '粮油套餐',
  宝宝营养套餐: '宝宝套餐',
}

/** The item's name, or the short one where no other item of the chain could be meant. */
export function itemName(random: Random, item: ChainItem): string {
  const short = shortNames[item.name]
  return short !== undefined && chance(random, 0.4) ? short : item.name
}

/** The quantity by what is inside the packs: 鸡蛋60枚 for two trays of 30, 大米20斤 for two bags of 5 kg. */
function byContents(item: ChainItem, quantity: number): string | null {
  if (item.baseUnit === 'piece' && item.name === '鸡蛋') return `鸡蛋${item.packQuantity * quantity}枚`
  if (item.name === '东北大米') return `大米${(item.packQuantity * quantity) / 500}斤`
  return null
}

/** The goods of one line, all written in the same way. */
export function entriesText(random: Random, entries: readonly Entry[]): string {
  const separator = pick(random, [' ', ' ', ',', '、', ';', '+'])
  const first = entries[0]
  if (first === undefined) throw new Error('a line without goods')
  const same = entries.length > 1 && entries.every((entry) => entry.quantity === first.quantity)
  const way = random()
  if (same && way < 0.4) {
    return `${entries.map(({ item }) => circled(item.code)).join('')}各${counted(random, first.quantity, '份')}`
  }
  if (way < 0.3) {
    const sign = pick(random, ['×', '*', 'x', ''])
    const tight = sign === '' ? '' : ' '
    return entries.map(({ item, quantity }) => `${circled(item.code)}${sign}${quantity}`).join(tight)
  }
  if (way < 0.4) {
    return entries.map(({ item, quantity }) => `${item.code}号${quantity}${item.unit}`).join(',')
  }
  if (way < 0.55) {
    const sign = pick(random, ['×', '*', 'x'])
    return entries.map(({ item, quantity }) => `${itemName(random, item)}${sign}${quantity}`).join(separator)
  }
  if (way < 0.62 && entries.length === 1) {
    return `要${counted(random, first.quantity, first.item.unit)}${itemName(random, first.item)}`
  }
  return entries
    .map(({ item, quantity }) => {
      const contents = quantity > 1 && chance(random, 0.3) ? byContents(item, quantity) : null
      return contents ?? `${itemName(random, item)}${counted(random, quantity, item.unit)}`
    })
    .join(separator)
}
