import type { SheetColumn, SheetTable } from '../../../platform/files/index.ts'
import type { ListedOffer } from '../rules/index.ts'

const column = (header: string, kind: SheetColumn['kind'], width: number): SheetColumn => ({
  header,
  kind,
  width,
})

const goodsColumns = [
  column('编号', 'text', 14),
  column('商品', 'text', 24),
  column('规格', 'text', 14),
  column('单位', 'text', 8),
  column('单价(元)', 'yuan', 11),
  column('可售数量', 'count', 11),
  column('每户限量', 'count', 11),
  column('类别', 'text', 14),
]
const packageColumns = [
  column('编号', 'text', 14),
  column('套餐名', 'text', 24),
  column('单位', 'text', 8),
  column('单价(元)', 'yuan', 11),
  column('可售数量', 'count', 11),
  column('每户限量', 'count', 11),
  column('内含', 'text', 60),
  column('类别', 'text', 14),
]
const goodsNotes = [
  '说明:一行写一种商品。单价写元,最多两位小数;可售数量按单位计,已经被订走的也算在内。',
  '说明:规格写一个单位里有多少,例如 30枚、5kg、10斤、500ml、500g*2。每户限量不限就空着。',
  '说明:上传后,这张表里没有的商品会下架。已经被订走的数量不会因此减少。',
]
const packageNotes = [
  '说明:内含写商品名和数量,用顿号分开,例如 土豆2斤、鸡蛋10枚。商品都在价目表里的,可售数量不用填。',
  '说明:内含的商品不在价目表里的,请填可售数量。',
]

/** Packs on hand as the list shows them: whole ones, those promised included. Null where its parts decide. */
export const shownCount = (
  offer: ListedOffer,
  postedOf: (itemName: string, baseUnit: string) => number,
): number | null => {
  const [only] = offer.components
  if (offer.components.length !== 1 || only === undefined) return null
  const isOwn = only.itemName === offer.name && only.baseUnit === offer.unitName
  if (offer.kind === 'package' && !isOwn) return null
  return Math.floor(postedOf(only.itemName, only.baseUnit) / only.quantity)
}

/**
 * A store's list as two sheets in the form in which it is read back: uploaded again unchanged, it changes
 * nothing. Without offers it is the template, with its heads and how to fill them in.
 */
export const priceListTables = (
  storeName: string,
  offers: readonly ListedOffer[],
  postedOf: (itemName: string, baseUnit: string) => number,
): readonly SheetTable[] => {
  const count = (offer: ListedOffer): number | null => shownCount(offer, postedOf)
  return [
    {
      name: '价目表',
      title: `${storeName} 价目表`,
      columns: goodsColumns,
      rows: offers
        .filter((offer) => offer.kind === 'single')
        .map((offer) => [
          offer.code,
          offer.name,
          offer.packText,
          offer.unitName,
          offer.priceFen,
          count(offer),
          offer.limitPerHousehold,
          offer.category,
        ]),
      notes: goodsNotes,
    },
    {
      name: '套餐',
      title: `${storeName} 套餐`,
      columns: packageColumns,
      rows: offers
        .filter((offer) => offer.kind === 'package')
        .map((offer) => [
          offer.code,
          offer.name,
          offer.unitName,
          offer.priceFen,
          count(offer),
          offer.limitPerHousehold,
          offer.packText,
          offer.category,
        ]),
      notes: packageNotes,
    },
  ]
}
