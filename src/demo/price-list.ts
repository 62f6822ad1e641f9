import { between, pick, type Random, shuffled } from './random.ts'
import type { BaseUnit, DemoPackage, DemoPriceItem, DemoPriceList, ItemCategory } from './types.ts'

/** The categories by the names that a household reads. */
export const categoryNames: Readonly<Record<ItemCategory, string>> = {
  vegetables: '蔬菜水果',
  meat: '肉禽水产',
  eggsMilk: '蛋奶豆制品',
  grainOil: '米面粮油',
  seasoning: '调味品',
  baby: '母婴用品',
  hygiene: '日用清洁',
}

type Row = readonly [
  code: string,
  category: ItemCategory,
  name: string,
  packText: string,
  packQuantity: number,
  baseUnit: BaseUnit,
  unitWord: string,
  priceFen: number,
  /** packs stocked for every hundred orders that the store can carry in a cycle */
  stockPerHundredOrders: number,
  limitPerHousehold: number | null,
]

const rows: readonly Row[] = [
  ['V01', 'vegetables', '土豆', '1kg', 1000, 'gram', '份', 480, 90, null],
  ['V02', 'vegetables', '大白菜', '2kg', 2000, 'gram', '颗', 560, 80, null],
  ['V03', 'vegetables', '胡萝卜', '1kg', 1000, 'gram', '份', 520, 70, null],
  ['V04', 'vegetables', '西红柿', '1kg', 1000, 'gram', '份', 980, 70, 3],
  ['V05', 'vegetables', '黄瓜', '1kg', 1000, 'gram', '份', 860, 60, 3],
  ['V06', 'vegetables', '圆葱', '1kg', 1000, 'gram', '份', 460, 60, null],
  ['V07', 'vegetables', '青椒', '500g', 500, 'gram', '份', 620, 50, 3],
  ['V08', 'vegetables', '油菜', '500g', 500, 'gram', '把', 550, 40, 2],
  ['V09', 'vegetables', '大葱', '500g', 500, 'gram', '把', 480, 40, null],
  ['V10', 'vegetables', '苹果', '1.5kg', 1500, 'gram', '袋', 1580, 50, 3],
  ['V11', 'vegetables', '蜜桔', '1.5kg', 1500, 'gram', '袋', 1380, 40, 3],
  ['M01', 'meat', '猪后腿肉', '500g', 500, 'gram', '份', 1680, 60, 3],
  ['M02', 'meat', '猪五花肉', '500g', 500, 'gram', '份', 1880, 50, 3],
  ['M03', 'meat', '牛腩', '500g', 500, 'gram', '份', 3980, 25, 2],
  ['M04', 'meat', '羊肉片', '500g', 500, 'gram', '盒', 4280, 25, 2],
  ['M05', 'meat', '白条鸡', '1kg', 1000, 'gram', '只', 2180, 35, 2],
  ['M06', 'meat', '带鱼段', '500g', 500, 'gram', '袋', 2380, 20, 2],
  ['E01', 'eggsMilk', '鸡蛋', '30枚', 30, 'piece', '板', 2980, 80, 2],
  ['E02', 'eggsMilk', '纯牛奶', '12盒', 12, 'piece', '箱', 4580, 40, 2],
  ['E03', 'eggsMilk', '袋装酸奶', '8袋', 8, 'piece', '提', 1980, 25, 2],
  ['E04', 'eggsMilk', '老豆腐', '400g', 400, 'gram', '块', 350, 60, 4],
  ['E05', 'eggsMilk', '干豆腐', '500g', 500, 'gram', '份', 690, 35, 3],
  ['G01', 'grainOil', '东北大米', '5kg', 5000, 'gram', '袋', 3280, 50, 2],
  ['G02', 'grainOil', '高筋面粉', '5kg', 5000, 'gram', '袋', 2680, 45, 2],
  ['G03', 'grainOil', '挂面', '1kg', 1000, 'gram', '把', 780, 60, 4],
  ['G04', 'grainOil', '大豆油', '5L', 5000, 'millilitre', '桶', 7280, 40, 1],
  ['G05', 'grainOil', '小米', '1kg', 1000, 'gram', '袋', 1180, 30, null],
  ['G06', 'grainOil', '馒头', '6个', 6, 'piece', '袋', 600, 60, 4],
  ['G07', 'grainOil', '速冻饺子', '1kg', 1000, 'gram', '袋', 1990, 40, 3],
  ['S01', 'seasoning', '食盐', '400g', 400, 'gram', '袋', 250, 40, 3],
  ['S02', 'seasoning', '酿造酱油', '800ml', 800, 'millilitre', '瓶', 1180, 25, null],
  ['S03', 'seasoning', '陈醋', '800ml', 800, 'millilitre', '瓶', 890, 20, null],
  ['S04', 'seasoning', '白糖', '500g', 500, 'gram', '袋', 580, 20, null],
  ['S05', 'seasoning', '黄豆酱', '500g', 500, 'gram', '袋', 650, 20, null],
  ['B01', 'baby', '婴儿奶粉二段', '800g', 800, 'gram', '罐', 19_800, 6, 2],
  ['B02', 'baby', '婴儿纸尿裤M', '40片', 40, 'piece', '包', 6980, 8, 2],
  ['B03', 'baby', '婴儿湿巾', '80抽', 80, 'piece', '包', 990, 10, 3],
  ['B04', 'baby', '婴儿米粉', '225g', 225, 'gram', '盒', 3280, 4, 2],
  ['H01', 'hygiene', '卷纸', '10卷', 10, 'piece', '提', 1880, 40, 2],
  ['H02', 'hygiene', '卫生巾', '10片', 10, 'piece', '包', 890, 30, 4],
  ['H03', 'hygiene', '洗衣液', '2kg', 2000, 'gram', '瓶', 1990, 20, 1],
  ['H04', 'hygiene', '洗洁精', '1kg', 1000, 'gram', '瓶', 980, 20, 1],
  ['H05', 'hygiene', '84消毒液', '500ml', 500, 'millilitre', '瓶', 680, 40, 2],
  ['H06', 'hygiene', '成人护理垫', '10片', 10, 'piece', '包', 2680, 6, 2],
]

type PackageRow = readonly [code: string, name: string, components: readonly (readonly [string, number])[]]

const packageRows: readonly PackageRow[] = [
  [
    'T01',
    '时令蔬菜套餐',
    [
      ['V01', 1],
      ['V02', 1],
      ['V03', 1],
      ['V04', 1],
      ['V06', 1],
    ],
  ],
  [
    'T02',
    '荤素搭配套餐',
    [
      ['V01', 1],
      ['V02', 1],
      ['V04', 1],
      ['M01', 1],
      ['M05', 1],
      ['E01', 1],
    ],
  ],
  [
    'T03',
    '米面粮油套餐',
    [
      ['G01', 1],
      ['G02', 1],
      ['G04', 1],
      ['S01', 1],
    ],
  ],
  [
    'T04',
    '宝宝营养套餐',
    [
      ['E02', 1],
      ['V10', 1],
      ['B02', 1],
      ['B03', 2],
    ],
  ],
]

/** Items that a package needs or that no store of daily goods goes without. */
const alwaysSold = new Set(packageRows.flatMap(([, , components]) => components.map(([code]) => code)))

/** A package costs a twentieth less than its parts, in whole yuan. */
const packageShareOfPrice = 0.95

/**
 * A store's price list for one cycle: about 40 of the 44 everyday items at the store's own prices, and four
 * packages made of them. Two items are short, as they are in life: some of those who order will miss them.
 */
export function demoPriceList(random: Random, capacityOrdersPerCycle: number): DemoPriceList {
  const optional = shuffled(
    random,
    rows.filter(([code]) => !alwaysSold.has(code)).map(([code]) => code),
  )
  const missing = new Set(optional.slice(0, between(random, 3, 5)))
  const short = new Set(optional.slice(-2))
  const items = rows
    .filter(([code]) => !missing.has(code))
    .map((row): DemoPriceItem => {
      const [code, category, name, packText, packQuantity, baseUnit, unitWord, price, stock, limit] = row
      const factor = between(random, 94, 108) / 100
      const plenty = short.has(code) ? 0.1 : between(random, 90, 140) / 100
      return {
        code,
        name,
        category,
        packText,
        packQuantity,
        baseUnit,
        unitWord,
        priceFen: Math.round((price * factor) / 10) * 10,
        stockPacks: Math.max(5, Math.round((capacityOrdersPerCycle / 100) * stock * plenty)),
        limitPerHousehold: limit,
      }
    })
  const priceOf = new Map(items.map((item) => [item.code, item.priceFen]))
  const packages = packageRows.map(([code, name, components]): DemoPackage => {
    const sumFen = components.reduce(
      (sum, [itemCode, packs]) => sum + (priceOf.get(itemCode) ?? 0) * packs,
      0,
    )
    return {
      code,
      name,
      unitWord: '份',
      priceFen: Math.round((sumFen * packageShareOfPrice) / 100) * 100,
      limitPerHousehold: pick(random, [2, 2, 3]),
      components: components.map(([itemCode, packs]) => ({ itemCode, packs })),
    }
  })
  return { items, packages }
}
