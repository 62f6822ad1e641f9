import type { Head } from './head.ts'
import { gap, moneyWidthOf, writeHead } from './head.ts'
import { layoutItems } from './items.ts'
import type { Pen } from './pen.ts'
import { penFor } from './pen.ts'
import type { Box } from './sizes.ts'
import { qrModule, qrModules, qrQuiet, qrSize, sizesFor } from './sizes.ts'
import { layoutSmallBody } from './small.ts'
import type { LabelFacts, LabelLayout, LabelWords, Measure } from './types.ts'

/** Estate and household on the left, the counters on the right; gives the line below. */
const writeWho = (pen: Pen, facts: LabelFacts, words: LabelWords, head: Head): number => {
  const { counter: counterSize, building: small, estate: estateSize, contact: contactSize } = pen.sizes
  const counter = words.counter(facts.sequenceNo, facts.sequenceCount)
  const counterWidth = pen.width(counter, counterSize, 'bold')
  const inBuilding = words.buildingCounter(
    words.building(facts.building),
    facts.buildingNo,
    facts.buildingCount,
  )
  const building = pen.cut(inBuilding, pen.inner * 0.5, small)
  const buildingWidth = pen.width(building, small)
  const first = head.y + estateSize * 1.2
  const second = first + estateSize * (head.moneyBelow ? 2.1 : 1.1)
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
    { x: pen.left, y: first, size: estateSize, weight: 'bold' },
    pen.cut(facts.estateName, pen.inner - firstTaken - gap, estateSize, 'bold'),
  )
  const secondTaken = buildingWidth + (head.moneyBelow ? counterWidth + 3 : 0)
  const telephone = facts.phoneTail === '' ? words.noPhone() : words.phoneTail(facts.phoneTail)
  const contact = [facts.contactMasked, telephone].filter((part) => part !== '').join('  ')
  pen.write(
    { x: pen.left, y: second, size: contactSize },
    pen.cut(contact, pen.inner - secondTaken - gap, contactSize),
  )
  const line = second + estateSize * 0.4
  pen.marks.push({ kind: 'line', x: pen.left, y: line, width: pen.inner, thickness: 0.6 })
  return line
}

/** Order number and store at the foot; gives where the body must end. */
const writeFoot = (pen: Pen, facts: LabelFacts, box: Box): number => {
  const size = pen.sizes.foot
  const y = box.height - pen.sizes.margin
  pen.write({ x: pen.left, y, size }, facts.orderNumber)
  const widthMax = pen.inner - pen.width(facts.orderNumber, size) - 8
  const store = pen.cut(facts.storeName, widthMax, size)
  pen.write({ x: pen.right - pen.width(store, size), y, size }, store)
  return y - size * 1.3
}

/** The QR of the bag with its code below, to be typed when it cannot be scanned. */
const writeCode = (pen: Pen, code: string, top: number, bottom: number): void => {
  const module = qrModule(pen.sizes)
  const size = pen.sizes.code
  const x = pen.right - qrSize(pen.sizes) + module * qrQuiet
  const y = Math.max(top + 1, bottom - size - qrSize(pen.sizes) + module * 2) + module * qrQuiet
  pen.marks.push({ kind: 'qr', x, y, module, code })
  const spelled = `${code.slice(0, 5)} ${code.slice(5)}`
  const width = pen.width(spelled, size, 'bold')
  const middle = x + (module * qrModules) / 2
  pen.write({ x: Math.min(pen.right - width, middle - width / 2), y: bottom, size, weight: 'bold' }, spelled)
}

/**
 * Where everything of one label stands in a box of `width` x `height` points (at least 60 x 40 mm): the room as large
 * as fits, the amount with its mark beside it, the counters, the items, the QR of the bag. From 75 x 55 mm the room is
 * not below 30 points; a smaller label leaves out the household's name and the store, shows fewer items and says how
 * many there are.
 */
export const layoutLabel = (
  facts: LabelFacts,
  words: LabelWords,
  box: Box,
  measure: Measure,
): LabelLayout => {
  const sizes = sizesFor(box)
  const pen = penFor(box, sizes, measure)
  const head = writeHead(pen, facts, words)
  if (sizes.small) return layoutSmallBody(pen, facts, words, box, head, measure)
  const top = writeWho(pen, facts, words, head)
  const bottom = writeFoot(pen, facts, box)
  writeCode(pen, facts.code, top, bottom)
  const area = {
    x: pen.left,
    y: top + 2,
    width: pen.inner - qrSize(sizes) - 2,
    height: bottom - top - 2,
  }
  const items = facts.shows.includes('items')
    ? layoutItems(facts.items, words, area, measure, sizes.itemMax)
    : { marks: [], shownItemCount: 0 }
  return { marks: [...pen.marks, ...items.marks], roomSize: head.size, shownItemCount: items.shownItemCount }
}
