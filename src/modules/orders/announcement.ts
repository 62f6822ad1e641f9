import { formatYuan } from '../../kernel/money.ts'
import type { Instant, Zone } from '../../kernel/time.ts'
import { unixMsOf, wallClock } from '../../kernel/time.ts'

type Offer = {
  readonly name: string
  readonly unitName: string
  readonly packText: string
  readonly priceFen: number
  readonly limitPerHousehold: number | null
  readonly kind: 'single' | 'package'
  readonly availableCount: number
  readonly components: readonly {
    readonly itemName: string
    readonly quantity: number
    readonly baseUnit: string
  }[]
}

/** 11月22日18:00: how a chat says a moment. */
export const spokenMoment = (instant: string, zone: Zone): string => {
  const { date, time } = wallClock(unixMsOf(instant as Instant), zone)
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日${time.slice(0, 5)}`
}

/** 6800 -> "68", 5880 -> "58.8": prices as people write them. */
const spokenYuan = (fen: number): string => formatYuan(fen).replace(/\.?0+$/, '')

const packed = (offer: Offer): string => {
  if (offer.kind === 'package') {
    const parts = offer.components.map((part) => `${part.itemName}${part.quantity}${part.baseUnit}`)
    return parts.length > 0 ? `(${parts.join('、')})` : ''
  }
  return offer.packText && offer.packText !== offer.unitName ? `(${offer.packText})` : ''
}

/**
 * The text that the grid worker copies into the estate's chat: what there is, until when, how to write it. Its head is
 * the price list of an order chain, so that what comes back underneath can be pasted and read as it is. Sold-out
 * offers are left out. Always Chinese: it goes into a Chinese chat, whatever language the screen has.
 */
export const announcementText = (input: {
  readonly estateName: string
  readonly storeName: string
  readonly pickupPoint: string | null
  readonly closesAt: string
  readonly deliversAt: string
  readonly zone: Zone
  readonly offers: readonly Offer[]
}): string => {
  // Packages first: most households want one of them and nothing else.
  const lines = [...input.offers]
    .sort((left, right) => Number(right.kind === 'package') - Number(left.kind === 'package'))
    .filter((offer) => offer.availableCount > 0)
    .map((offer) => {
      const limit =
        offer.limitPerHousehold === null ? '' : ` 每户限${offer.limitPerHousehold}${offer.unitName}`
      return `${offer.name} ${spokenYuan(offer.priceFen)}元/${offer.unitName}${packed(offer)}${limit}`
    })
  return [
    '#接龙',
    `【${input.estateName}】生活必需品订购,${input.storeName}供货`,
    `${spokenMoment(input.closesAt, input.zone)}截单,${spokenMoment(input.deliversAt, input.zone)}前送到${input.pickupPoint ?? '小区存放点'}`,
    ...lines,
    '请接龙写:楼号-单元-房号 品名 数量',
    '',
  ].join('\n')
}
