import type { PayMark } from '../rules.ts'

export type LabelPart = 'address' | 'items' | 'amount' | 'payMark'

/** What stands on one label. Names and telephones come masked; nothing here can be opened again. */
export type LabelFacts = {
  /** What the plan wants on the label; without the address the bag's number stands in its place. */
  readonly shows: readonly LabelPart[]
  /** "3-2-501", with the room by itself for the rare label that does not fit on one line. */
  readonly room: string
  readonly roomOnly: string
  readonly building: string
  readonly estateName: string
  readonly storeName: string
  /** "王**", or empty when nobody is known. */
  readonly contactMasked: string
  /** The last four digits, or empty for a household without a telephone. */
  readonly phoneTail: string
  readonly orderNumber: string
  readonly amountFen: number
  readonly payMark: PayMark
  readonly sequenceNo: number
  readonly sequenceCount: number
  readonly buildingNo: number
  readonly buildingCount: number
  readonly code: string
  readonly items: readonly LabelItem[]
}

/** `count` packs are in the bag, `shortCount` more were ordered and are missing. */
export type LabelItem = {
  readonly name: string
  readonly unitName: string
  readonly count: number
  readonly shortCount: number
}

/** The words of a label in one language. */
export type LabelWords = {
  readonly payMark: (mark: PayMark) => string
  readonly money: (amountFen: number) => string
  readonly building: (building: string) => string
  readonly counter: (no: number, count: number) => string
  readonly buildingCounter: (building: string, no: number, count: number) => string
  readonly phoneTail: (tail: string) => string
  readonly noPhone: () => string
  readonly short: (count: number) => string
  /** Closes a list that does not fit: how many items and packs there are in all. */
  readonly andMore: (itemCount: number, packCount: number) => string
  readonly title: (estateName: string) => string
  readonly testTitle: () => string
  readonly testRuler: () => string
  readonly testCorners: () => string
  /** How far the page was moved, in millimetres. */
  readonly testOffset: (right: number, down: number) => string
}

export type Weight = 'regular' | 'bold'
/** The width of a text in points at a size of one point: the sum of its letters' widths. */
export type Measure = (text: string, weight: Weight) => number

/** What is drawn, in points from the upper left corner; a text's `y` is its baseline. */
export type Mark =
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly size: number
      readonly weight: Weight
      readonly ink: 'black' | 'white'
      readonly text: string
      readonly width: number
    }
  | {
      readonly kind: 'line'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly thickness: number
    }
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly filled: boolean
    }
  | {
      readonly kind: 'qr'
      readonly x: number
      readonly y: number
      readonly module: number
      readonly code: string
    }

export type LabelLayout = {
  readonly marks: readonly Mark[]
  readonly roomSize: number
  readonly shownItemCount: number
}
