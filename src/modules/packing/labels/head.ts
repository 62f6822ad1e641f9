import type { Pen } from './pen.ts'
import type { LabelFacts, LabelWords } from './types.ts'

export const gap = 6

/** The room's shape: beside the money or above it, whole or with building and entrance on a small line of their own. */
type RoomShape = {
  readonly prefix: string
  readonly big: string
  readonly size: number
  readonly moneyBelow: boolean
}

const shapeRoom = (pen: Pen, facts: LabelFacts, words: LabelWords, moneyWidth: number): RoomShape => {
  const whole = facts.shows.includes('address')
    ? facts.room
    : words.counter(facts.sequenceNo, facts.sequenceCount)
  const only = whole.endsWith(facts.roomOnly) ? facts.roomOnly : whole
  const prefix = whole.slice(0, whole.length - only.length)
  const sizeOf = (value: string, widthMax: number): number =>
    Math.min(pen.sizes.roomMax, widthMax / Math.max(pen.width(value, 1, 'bold'), 0.01))
  const beside = moneyWidth === 0 ? pen.inner : pen.inner - moneyWidth - gap
  const shapes: RoomShape[] = [
    { prefix: '', big: whole, size: sizeOf(whole, beside), moneyBelow: false },
    { prefix: '', big: whole, size: sizeOf(whole, pen.inner), moneyBelow: true },
    { prefix, big: only, size: sizeOf(only, beside), moneyBelow: false },
    { prefix, big: only, size: sizeOf(only, pen.inner), moneyBelow: true },
  ]
  return shapes.find((shape) => shape.size >= pen.sizes.roomMin) ?? (shapes[3] as RoomShape)
}

/** Writes the amount with its mark at the right edge; what is still to collect is white on black. */
const writeMoney = (pen: Pen, facts: LabelFacts, words: LabelWords, top: number, stacked: boolean): void => {
  const { money: moneySize, mark: markSize } = pen.sizes
  const money = facts.shows.includes('amount') ? words.money(facts.amountFen) : ''
  const moneyWidth = pen.width(money, moneySize, 'bold')
  if (money !== '') {
    pen.write(
      { x: pen.right - moneyWidth, y: top + moneySize * 0.95, size: moneySize, weight: 'bold' },
      money,
    )
  }
  if (!facts.shows.includes('payMark')) return
  const mark = words.payMark(facts.payMark)
  const filled = facts.payMark === 'owed'
  const width = pen.width(mark, markSize, 'bold') + 8
  const x = stacked || money === '' ? pen.right - width : pen.right - moneyWidth - gap - width
  const y = stacked && money !== '' ? top + moneySize * 1.4 : top
  pen.marks.push({ kind: 'box', x, y, width, height: markSize * 1.45, filled })
  pen.write(
    { x: x + 4, y: y + markSize * 1.1, size: markSize, weight: 'bold', ink: filled ? 'white' : 'black' },
    mark,
  )
}

export const moneyWidthOf = (pen: Pen, facts: LabelFacts, words: LabelWords, stacked: boolean): number => {
  const money = facts.shows.includes('amount')
    ? pen.width(words.money(facts.amountFen), pen.sizes.money, 'bold')
    : 0
  const mark = facts.shows.includes('payMark')
    ? pen.width(words.payMark(facts.payMark), pen.sizes.mark, 'bold') + 8
    : 0
  if (stacked || money === 0 || mark === 0) return Math.max(money, mark)
  return money + gap + mark
}

export type Head = { readonly y: number; readonly size: number; readonly moneyBelow: boolean }

/** Room and money; gives where the next part begins and whether the money still takes the right of its first line. */
export const writeHead = (pen: Pen, facts: LabelFacts, words: LabelWords): Head => {
  const { margin, prefixMax, roomLine, roomMin } = pen.sizes
  const shape = shapeRoom(pen, facts, words, moneyWidthOf(pen, facts, words, true))
  let y = margin
  if (shape.prefix !== '') {
    // On a small label the money begins at the very top: the small line ends before it.
    const beside = pen.sizes.small && !shape.moneyBelow
    const room = pen.inner - (beside ? moneyWidthOf(pen, facts, words, true) + gap : 0)
    const size = Math.min(prefixMax, room / Math.max(pen.width(shape.prefix, 1, 'bold'), 0.01))
    pen.write({ x: pen.left, y: y + size * 0.9, size, weight: 'bold' }, shape.prefix)
    y += size * 1.1
  }
  const height = shape.prefix === '' ? roomLine : Math.max(roomMin, shape.size * 0.86)
  pen.write(
    { x: pen.left, y: y + height * 0.5 + shape.size * 0.36, size: shape.size, weight: 'bold' },
    shape.big,
  )
  const top = pen.sizes.small ? margin : y + 2
  writeMoney(pen, facts, words, shape.moneyBelow ? y + height : top, !shape.moneyBelow)
  return { y: y + height, size: shape.size, moneyBelow: shape.moneyBelow }
}
