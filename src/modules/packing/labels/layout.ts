import { ellipsis, layoutItems } from './items.ts'
import type { LabelFacts, LabelLayout, LabelWords, Mark, Measure, Weight } from './types.ts'

/** Millimetres to points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4

type Box = { readonly width: number; readonly height: number }
type Pen = {
  readonly marks: Mark[]
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

const margin = mm(2.8)
const gap = 6
const roomSizeMin = 30
const roomSizeMax = 44
const roomLine = 40
const prefixSizeMax = 13
const moneySize = 12
const markSize = 11
const footSize = 6.5
const codeSize = 7
// Five dots of a 203 dpi label printer per module: every module is equally wide. 21 modules and four of quiet around.
const qrModule = (5 / 203) * 72
const qrModules = 21
const qrQuiet = 4
const qrSize = qrModule * (qrModules + 2 * qrQuiet)

const penFor = (box: Box, measure: Measure): Pen => {
  const marks: Mark[] = []
  const width = (value: string, size: number, weight: Weight = 'regular'): number =>
    measure(value, weight) * size
  return {
    marks,
    left: margin,
    right: box.width - margin,
    inner: box.width - 2 * margin,
    width,
    cut: (value, widthMax, size, weight = 'regular') =>
      ellipsis(value, widthMax, size, (part) => measure(part, weight)),
    write: ({ x, y, size, weight = 'regular', ink = 'black' }, value) => {
      marks.push({ kind: 'text', x, y, size, weight, ink, text: value, width: width(value, size, weight) })
    },
  }
}

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
    Math.min(roomSizeMax, widthMax / Math.max(pen.width(value, 1, 'bold'), 0.01))
  const beside = moneyWidth === 0 ? pen.inner : pen.inner - moneyWidth - gap
  const shapes: RoomShape[] = [
    { prefix: '', big: whole, size: sizeOf(whole, beside), moneyBelow: false },
    { prefix: '', big: whole, size: sizeOf(whole, pen.inner), moneyBelow: true },
    { prefix, big: only, size: sizeOf(only, beside), moneyBelow: false },
    { prefix, big: only, size: sizeOf(only, pen.inner), moneyBelow: true },
  ]
  return shapes.find((shape) => shape.size >= roomSizeMin) ?? (shapes[3] as RoomShape)
}

/** Writes the amount with its mark at the right edge; what is still to collect is white on black. */
const writeMoney = (pen: Pen, facts: LabelFacts, words: LabelWords, top: number, stacked: boolean): void => {
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

const moneyWidthOf = (pen: Pen, facts: LabelFacts, words: LabelWords, stacked: boolean): number => {
  const money = facts.shows.includes('amount')
    ? pen.width(words.money(facts.amountFen), moneySize, 'bold')
    : 0
  const mark = facts.shows.includes('payMark')
    ? pen.width(words.payMark(facts.payMark), markSize, 'bold') + 8
    : 0
  if (stacked || money === 0 || mark === 0) return Math.max(money, mark)
  return money + gap + mark
}

/** Room and money; gives where the next part begins and whether the money still takes the right of its first line. */
const writeHead = (
  pen: Pen,
  facts: LabelFacts,
  words: LabelWords,
): { y: number; size: number; moneyBelow: boolean } => {
  const shape = shapeRoom(pen, facts, words, moneyWidthOf(pen, facts, words, true))
  let y = margin
  if (shape.prefix !== '') {
    const size = Math.min(prefixSizeMax, pen.inner / Math.max(pen.width(shape.prefix, 1, 'bold'), 0.01))
    pen.write({ x: pen.left, y: y + size * 0.9, size, weight: 'bold' }, shape.prefix)
    y += size * 1.1
  }
  const height = shape.prefix === '' ? roomLine : Math.max(roomSizeMin, shape.size * 0.86)
  pen.write(
    { x: pen.left, y: y + height * 0.5 + shape.size * 0.36, size: shape.size, weight: 'bold' },
    shape.big,
  )
  writeMoney(pen, facts, words, shape.moneyBelow ? y + height : y + 2, !shape.moneyBelow)
  return { y: y + height, size: shape.size, moneyBelow: shape.moneyBelow }
}

/** Estate and household on the left, the counters on the right; gives the line below. */
const writeWho = (
  pen: Pen,
  facts: LabelFacts,
  words: LabelWords,
  head: { y: number; moneyBelow: boolean },
): number => {
  const counter = words.counter(facts.sequenceNo, facts.sequenceCount)
  const counterSize = 13
  const counterWidth = pen.width(counter, counterSize, 'bold')
  const small = 8.5
  const inBuilding = words.buildingCounter(
    words.building(facts.building),
    facts.buildingNo,
    facts.buildingCount,
  )
  const building = pen.cut(inBuilding, pen.inner * 0.5, small)
  const buildingWidth = pen.width(building, small)
  const first = head.y + 12
  const second = first + (head.moneyBelow ? 21 : 11)
  const counterRight = head.moneyBelow ? pen.right - buildingWidth - 3 : pen.right
  pen.write(
    {
      x: counterRight - counterWidth,
      y: head.moneyBelow ? second : first + 1,
      size: counterSize,
      weight: 'bold',
    },
    counter,
  )
  pen.write({ x: pen.right - buildingWidth, y: second, size: small }, building)

  const firstTaken = head.moneyBelow ? moneyWidthOf(pen, facts, words, false) : counterWidth
  pen.write(
    { x: pen.left, y: first, size: 10, weight: 'bold' },
    pen.cut(facts.estateName, pen.inner - firstTaken - gap, 10, 'bold'),
  )
  const secondTaken = buildingWidth + (head.moneyBelow ? counterWidth + 3 : 0)
  const telephone = facts.phoneTail === '' ? words.noPhone() : words.phoneTail(facts.phoneTail)
  const contact = [facts.contactMasked, telephone].filter((part) => part !== '').join('  ')
  pen.write({ x: pen.left, y: second, size: 9 }, pen.cut(contact, pen.inner - secondTaken - gap, 9))
  pen.marks.push({ kind: 'line', x: pen.left, y: second + 4, width: pen.inner, thickness: 0.6 })
  return second + 4
}

/** Order number and store at the foot; gives where the body must end. */
const writeFoot = (pen: Pen, facts: LabelFacts, box: Box): number => {
  const y = box.height - margin
  pen.write({ x: pen.left, y, size: footSize }, facts.orderNumber)
  const widthMax = pen.inner - pen.width(facts.orderNumber, footSize) - 8
  const store = pen.cut(facts.storeName, widthMax, footSize)
  pen.write({ x: pen.right - pen.width(store, footSize), y, size: footSize }, store)
  return y - footSize * 1.3
}

/** The QR of the bag with its code below, to be typed when it cannot be scanned. */
const writeCode = (pen: Pen, code: string, top: number, bottom: number): void => {
  const x = pen.right - qrSize + qrModule * qrQuiet
  const y = Math.max(top + 1, bottom - codeSize - qrSize + qrModule * 2) + qrModule * qrQuiet
  pen.marks.push({ kind: 'qr', x, y, module: qrModule, code })
  const spelled = `${code.slice(0, 5)} ${code.slice(5)}`
  const width = pen.width(spelled, codeSize, 'bold')
  const middle = x + (qrModule * qrModules) / 2
  pen.write(
    { x: Math.min(pen.right - width, middle - width / 2), y: bottom, size: codeSize, weight: 'bold' },
    spelled,
  )
}

/**
 * Where everything of one label stands in a box of `width` x `height` points (at least 75 x 55 mm): the room as large
 * as fits and not below 30 points, the amount with its mark beside it, the counters, the items, the QR of the bag.
 */
export const layoutLabel = (
  facts: LabelFacts,
  words: LabelWords,
  box: Box,
  measure: Measure,
): LabelLayout => {
  const pen = penFor(box, measure)
  const head = writeHead(pen, facts, words)
  const top = writeWho(pen, facts, words, head)
  const bottom = writeFoot(pen, facts, box)
  writeCode(pen, facts.code, top, bottom)
  const area = { x: pen.left, y: top + 2, width: pen.inner - qrSize - 2, height: bottom - top - 2 }
  const items = facts.shows.includes('items')
    ? layoutItems(facts.items, words, area, measure)
    : { marks: [], shownItemCount: 0 }
  return { marks: [...pen.marks, ...items.marks], roomSize: head.size, shownItemCount: items.shownItemCount }
}
