import { ellipsis } from './items.ts'
import type { Box, Sizes } from './sizes.ts'
import type { Mark, Measure, Weight } from './types.ts'

/** Collects the marks of one label and knows how wide each text is. */
export type Pen = {
  readonly marks: Mark[]
  readonly sizes: Sizes
  readonly left: number
  readonly right: number
  readonly inner: number
  readonly width: (value: string, size: number, weight?: Weight) => number
  readonly cut: (value: string, widthMax: number, size: number, weight?: Weight) => string
  readonly write: (
    at: {
      readonly x: number
      readonly y: number
      readonly size: number
      readonly weight?: Weight
      readonly ink?: 'black' | 'white'
    },
    value: string,
  ) => void
}

export const penFor = (box: Box, sizes: Sizes, measure: Measure): Pen => {
  const marks: Mark[] = []
  const width = (value: string, size: number, weight: Weight = 'regular'): number =>
    measure(value, weight) * size
  return {
    marks,
    sizes,
    left: sizes.margin,
    right: box.width - sizes.margin,
    inner: box.width - 2 * sizes.margin,
    width,
    cut: (value, widthMax, size, weight = 'regular') =>
      ellipsis(value, widthMax, size, (part) => measure(part, weight)),
    write: ({ x, y, size, weight = 'regular', ink = 'black' }, value) => {
      marks.push({ kind: 'text', x, y, size, weight, ink, text: value, width: width(value, size, weight) })
    },
  }
}
