/**
 * Writes the order chain (接龙) of a demo estate, as it would stand in the estate's chat group: a head with the
 * price list, then sixty lines in the styles of real neighbours, of which two or three must not be decided by
 * a program. With the text comes what a careful person reads out of it, so that a reader can be measured.
 */
import {
  type ChainHousehold,
  type ChainItem,
  circled,
  counted,
  type Entry,
  entriesText,
  householdText,
  itemName,
  signature,
} from './chain-words.ts'
import { between, chance, pick, type Random, shuffled } from './random.ts'
import type { DemoHousehold, DemoPlace, DemoPriceList } from './types.ts'

export const chainLineCount = 60

export type DemoEstate = {
  readonly name: string
  readonly pickupPointName: string
  readonly households: readonly DemoHousehold[]
}

/** Why a line must be put before a person. */
export type DoubtReason = 'unknownItem' | 'noHousehold' | 'halfPackage' | 'overLimit' | 'repeatedLine'

export type ChainOrder = {
  readonly household: ChainHousehold
  /** item name in the chain's head and packs, after all later lines */
  readonly lines: readonly (readonly [itemName: string, quantity: number])[]
}

export type DemoChain = {
  readonly text: string
  readonly items: readonly ChainItem[]
  readonly orders: readonly ChainOrder[]
  readonly doubtful: readonly { readonly line: number; readonly reason: DoubtReason }[]
}

/** Single items that go into a chain if the store has them; the first ten that it has. */
const singleCodes = [
  'E01',
  'E02',
  'G01',
  'G02',
  'G04',
  'S01',
  'H01',
  'G03',
  'M02',
  'H05',
  'V10',
  'M01',
  'V01',
]
const singlesInChain = 10
/** Things that neighbours ask for and no demo store sells. */
const unknownGoods = ['榴莲1个', '啤酒2箱', '蛋糕一个', '香烟1条', '三文鱼1斤']

/** What happens on the lines after the first twenty, besides new orders. A pair stays together. */
type Turn = 'order' | 'add' | 'change' | 'cancelItem' | 'cancelOrder' | 'sameAsAbove' | DoubtReason

/** An estate of the demo place with its households. */
export function demoEstate(place: DemoPlace, estateKey: string): DemoEstate {
  const node = place.places.find((candidate) => candidate.key === estateKey && candidate.kind === 'estate')
  if (node?.pickupPoint === undefined) throw new Error(`no estate ${estateKey}`)
  const households = place.households.filter((household) => household.estateKey === estateKey)
  return { name: node.name, pickupPointName: node.pickupPoint.name, households }
}

/** The chain of an estate that has at least sixty households. Same arguments and seed, same chain. */
export function demoChain(estate: DemoEstate, priceList: DemoPriceList, random: Random): DemoChain {
  const items = chainItems(priceList)
  const writer = createWriter(estate, items, random)
  for (const turn of planTurns(random)) writer.write(turn)
  const separator = pick(random, ['. ', '、', '、 '])
  const numbered = writer.lines.map((line, index) => `${index + 1}${separator}${line}`)
  return {
    text: [...headLines(estate, items, priceList), '', ...numbered, ''].join('\n'),
    items,
    orders: writer.orders(),
    doubtful: writer.doubtful,
  }
}

function chainItems(priceList: DemoPriceList): ChainItem[] {
  const singles = singleCodes
    .flatMap((code) => priceList.items.filter((item) => item.code === code))
    .slice(0, singlesInChain)
  const packages = priceList.packages.map((set) => ({ ...set, packQuantity: 1, baseUnit: 'piece' as const }))
  return [...packages, ...singles].map((item, index): ChainItem => {
    const { code, name, priceFen, unitWord, limitPerHousehold, packQuantity, baseUnit } = item
    return {
      code: String(index + 1),
      name,
      priceFen,
      unit: unitWord,
      limitPerHousehold,
      priceListCode: code,
      packQuantity,
      baseUnit,
    }
  })
}

function headLines(estate: DemoEstate, items: readonly ChainItem[], priceList: DemoPriceList): string[] {
  const nameOf = new Map(priceList.items.map((item) => [item.code, item.name]))
  const contents = new Map<string, string>([
    ...priceList.items.map((item) => [item.code, item.packText] as const),
    ...priceList.packages.map((set) => {
      const parts = set.components.map(
        (part) => `${nameOf.get(part.itemCode)}${part.packs > 1 ? `${part.packs}份` : ''}`,
      )
      return [set.code, parts.join('、')] as const
    }),
  ])
  return [
    '#接龙',
    `【${estate.name}】保供团购,明早10:00截单,下午送到${estate.pickupPointName}`,
    ...items.map(({ code, name, priceFen, unit, limitPerHousehold, priceListCode }) => {
      const limit = limitPerHousehold === null ? '' : ` 每户限${limitPerHousehold}${unit}`
      return `${circled(code)}${name} ${priceFen / 100}元/${unit}(${contents.get(priceListCode)})${limit}`
    }),
    '请按格式:楼-单元-房号+品种+数量',
  ]
}

/** Twenty plain orders first, then everything mixed: sixty lines in all. */
function planTurns(random: Random): Turn[] {
  const doubts = shuffled<DoubtReason>(random, [
    'unknownItem',
    'noHousehold',
    'halfPackage',
    'overLimit',
    'repeatedLine',
  ]).slice(0, between(random, 2, 3))
  const followsAnOrder = (turn: Turn): boolean => turn === 'sameAsAbove' || turn === 'repeatedLine'
  const special: Turn[] = ['add', 'add', 'add', 'change', 'change', 'cancelItem', 'cancelItem', 'cancelOrder']
  special.push('sameAsAbove', 'sameAsAbove', ...doubts)
  const groups = special.map((turn): Turn[] => (followsAnOrder(turn) ? ['order', turn] : [turn]))
  const opening = Array.from({ length: 20 }, (): Turn => 'order')
  const plain = chainLineCount - opening.length - groups.flat().length
  return [
    ...opening,
    ...shuffled(random, [...groups, ...Array.from({ length: plain }, (): Turn[] => ['order'])]).flat(),
  ]
}

type OpenOrder = {
  readonly household: ChainHousehold
  readonly quantities: Map<ChainItem, number>
  /** a later line, or a doubtful repeat, already speaks of it */
  spokenOf: boolean
}

function createWriter(estate: DemoEstate, items: readonly ChainItem[], random: Random) {
  const lines: string[] = []
  const doubtful: { line: number; reason: DoubtReason }[] = []
  const open: OpenOrder[] = []
  const waiting = shuffled(
    random,
    estate.households.filter((household) => !household.room.startsWith('-')),
  )
  const entrancesOf = new Map<string, Set<string>>()
  for (const { building, entrance } of estate.households) {
    entrancesOf.set(building, (entrancesOf.get(building) ?? new Set()).add(entrance))
  }

  /** The next neighbour who writes. The entrance is left out only where the building has no other. */
  const nextHousehold = (): { resident: DemoHousehold; household: ChainHousehold } => {
    const resident = waiting.pop()
    if (resident === undefined) throw new Error(`${estate.name} has too few households for a chain`)
    const { building, entrance, room } = resident
    const single = entrancesOf.get(building)?.size === 1 && entrance === '1'
    return { resident, household: { building, entrance: single ? null : entrance, room } }
  }

  const someEntries = (): Entry[] =>
    shuffled(random, items)
      .slice(0, pick(random, [1, 1, 2, 2, 2, 3, 3, 4]))
      .map((item) => ({
        item,
        quantity: Math.min(item.limitPerHousehold ?? 9, pick(random, [1, 1, 1, 1, 2, 2, 3])),
      }))

  const target = (fits: (order: OpenOrder) => boolean = () => true): OpenOrder => {
    const order = pick(
      random,
      open.filter((candidate) => !candidate.spokenOf && fits(candidate)),
    )
    order.spokenOf = true
    return order
  }

  const take = (household: ChainHousehold, entries: readonly Entry[]): void => {
    open.push({
      household,
      quantities: new Map(entries.map(({ item, quantity }) => [item, quantity])),
      spokenOf: false,
    })
  }

  /** Room under the limit of one household for so many packs more. */
  const mayAdd = (order: OpenOrder, item: ChainItem, more: number): boolean =>
    (order.quantities.get(item) ?? 0) + more <= (item.limitPerHousehold ?? 9)

  const doubt = (reason: DoubtReason, line: string): void => {
    lines.push(line)
    doubtful.push({ line: lines.length, reason })
  }

  const writeOrder = (): void => {
    const { resident, household } = nextHousehold()
    const entries = someEntries()
    const { before, after } = signature(random, resident)
    lines.push(`${householdText(random, household)}${before}${entriesText(random, entries)}${after}`)
    take(household, entries)
  }

  const write: Readonly<Record<Turn, () => void>> = {
    order: writeOrder,
    add: () => {
      const order = target()
      const item = pick(
        random,
        items.filter((candidate) => mayAdd(order, candidate, 1)),
      )
      const goods = `${counted(random, 1, item.unit)}${itemName(random, item)}`
      lines.push(`${householdText(random, order.household)} 再加${goods}`)
      order.quantities.set(item, (order.quantities.get(item) ?? 0) + 1)
    },
    change: () => {
      const changeable = (item: ChainItem): boolean => (item.limitPerHousehold ?? 9) >= 2
      const order = target(({ quantities }) => [...quantities.keys()].some(changeable))
      const item = pick(random, [...order.quantities.keys()].filter(changeable))
      const quantity = order.quantities.get(item) === 2 ? 1 : 2
      lines.push(`${householdText(random, order.household)} ${circled(item.code)}改成${quantity}${item.unit}`)
      order.quantities.set(item, quantity)
    },
    cancelItem: () => {
      const order = target(({ quantities }) => quantities.size > 1)
      const item = pick(random, [...order.quantities.keys()])
      const who = householdText(random, order.household)
      lines.push(chance(random, 0.5) ? `取消${who}的${item.name}` : `${who} 不要${circled(item.code)}了`)
      order.quantities.delete(item)
    },
    cancelOrder: () => {
      const order = target()
      lines.push(
        `${householdText(random, order.household)} ${pick(random, ['退掉', '全部取消', '整单不要了'])}`,
      )
      order.quantities.clear()
    },
    sameAsAbove: () => {
      const above = open[open.length - 1]!
      const { household } = nextHousehold()
      lines.push(`${householdText(random, household)} 同上`)
      take(
        household,
        [...above.quantities].map(([item, quantity]) => ({ item, quantity })),
      )
    },
    unknownItem: () => {
      doubt(
        'unknownItem',
        `${householdText(random, nextHousehold().household)} ${pick(random, unknownGoods)}`,
      )
    },
    noHousehold: () => {
      const name = nextHousehold().resident.contactName.slice(0, 1)
      doubt('noHousehold', `${name} ${entriesText(random, someEntries().slice(0, 1))}`)
    },
    halfPackage: () => {
      doubt('halfPackage', `${householdText(random, nextHousehold().household)} ${circled('1')}半份`)
    },
    overLimit: () => {
      const item = pick(
        random,
        items.filter((candidate) => candidate.limitPerHousehold !== null),
      )
      const goods = `${item.name}${item.limitPerHousehold! + 1}${item.unit}`
      doubt('overLimit', `${householdText(random, nextHousehold().household)} ${goods}`)
    },
    repeatedLine: () => {
      open[open.length - 1]!.spokenOf = true
      doubt('repeatedLine', lines[lines.length - 1]!)
    },
  }

  return {
    lines,
    doubtful,
    write: (turn: Turn): void => write[turn](),
    orders: (): ChainOrder[] =>
      open
        .filter(({ quantities }) => quantities.size > 0)
        .map(({ household, quantities }) => ({
          household,
          lines: [...quantities].map(([item, quantity]) => [item.name, quantity] as const),
        })),
  }
}
