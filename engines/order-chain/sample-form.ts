import { doubtSentence } from './doubts.ts'
import type { ChainReading, Household } from './types.ts'

/** The plain form of a reading, for comparison and exchange: price list, orders per household, doubtful line numbers. */
export type SampleForm = {
  readonly items: readonly {
    readonly code?: string
    readonly name: string
    readonly priceFen: number
    readonly unit: string
    readonly limitPerHousehold?: number
  }[]
  readonly orders: readonly {
    readonly household: Household
    readonly lines: readonly (readonly [string, number])[]
  }[]
  readonly doubtful: readonly { readonly line: number; readonly reason: string }[]
}

/** Turns a reading into the plain form; reasons in the language given. */
export function toSampleForm(reading: ChainReading, language: 'zhHans' | 'en' = 'en'): SampleForm {
  return {
    items: reading.head.items.map((item) => ({
      ...(item.code === undefined ? {} : { code: item.code }),
      name: item.name,
      priceFen: item.priceFen,
      unit: item.unit,
      ...(item.limitPerHousehold === undefined ? {} : { limitPerHousehold: item.limitPerHousehold }),
    })),
    orders: reading.orders.map(({ household, lines }) => ({
      household: { building: household.building, entrance: household.entrance, room: household.room },
      lines: lines.map(({ item, quantity }): [string, number] => [item.name, quantity]),
    })),
    doubtful: reading.doubtful.map((line) => ({
      line: line.line,
      reason: line.doubt === undefined ? '' : doubtSentence(line.doubt, language),
    })),
  }
}
