import type { Head } from './head.ts'
import { gap, moneyWidthOf } from './head.ts'
import { layoutItems } from './items.ts'
import type { Pen } from './pen.ts'
import type { Box } from './sizes.ts'
import { qrModule, qrModules, qrQuiet } from './sizes.ts'
import type { LabelFacts, LabelLayout, LabelWords, Measure } from './types.ts'

/**
 * What stands below the room on a small label: the QR in the lower right corner, its outer quiet zone in the margin;
 * on its left estate and telephone, the counters, as many items as have room; order number and code at the foot.
 */
export const layoutSmallBody = (
  pen: Pen,
  facts: LabelFacts,
  words: LabelWords,
  box: Box,
  head: Head,
  measure: Measure,
): LabelLayout => {
  const { sizes } = pen
  const module = qrModule(sizes)
  const bottom = box.height - sizes.margin
  const spelled = `${facts.code.slice(0, 5)} ${facts.code.slice(5)}`
  const codeWidth = pen.width(spelled, sizes.code, 'bold')
  const qr = {
    x: pen.right - module * qrModules,
    y: bottom - sizes.code - module * (qrModules + 2),
  }
  pen.marks.push({ kind: 'qr', x: qr.x, y: qr.y, module, code: facts.code })
  pen.write({ x: pen.right - codeWidth, y: bottom, size: sizes.code, weight: 'bold' }, spelled)
  pen.write(
    { x: pen.left, y: bottom, size: sizes.foot },
    pen.cut(facts.orderNumber, pen.inner - codeWidth - gap, sizes.foot),
  )

  const right = qr.x - module * qrQuiet
  // Where the money stands below the room it takes the right of the first line.
  const firstRight = head.moneyBelow ? pen.right - moneyWidthOf(pen, facts, words, false) - gap : right
  const first = head.y + sizes.estate * 1.1
  const telephone = facts.phoneTail === '' ? words.noPhone() : words.phoneTail(facts.phoneTail)
  const phone = pen.cut(telephone, firstRight - pen.left - gap - sizes.estate, sizes.contact)
  const phoneWidth = pen.width(phone, sizes.contact)
  pen.write({ x: firstRight - phoneWidth, y: first, size: sizes.contact }, phone)
  pen.write(
    { x: pen.left, y: first, size: sizes.estate, weight: 'bold' },
    pen.cut(facts.estateName, firstRight - phoneWidth - gap - pen.left, sizes.estate, 'bold'),
  )

  const second = first + sizes.counter * 1.1
  const counter = words.counter(facts.sequenceNo, facts.sequenceCount)
  const counterWidth = pen.width(counter, sizes.counter, 'bold')
  pen.write({ x: pen.left, y: second, size: sizes.counter, weight: 'bold' }, counter)
  const inBuilding = words.buildingCounter(
    words.building(facts.building),
    facts.buildingNo,
    facts.buildingCount,
  )
  const building = pen.cut(inBuilding, right - pen.left - counterWidth - 3, sizes.building)
  pen.write({ x: right - pen.width(building, sizes.building), y: second, size: sizes.building }, building)
  const line = second + sizes.estate * 0.4
  pen.marks.push({ kind: 'line', x: pen.left, y: line, width: right - pen.left, thickness: 0.6 })

  const area = {
    x: pen.left,
    y: line + 1,
    width: right - pen.left,
    height: bottom - sizes.foot - line - 1,
  }
  const items = facts.shows.includes('items')
    ? layoutItems(facts.items, words, area, measure, sizes.itemMax)
    : { marks: [], shownItemCount: 0 }
  return { marks: [...pen.marks, ...items.marks], roomSize: head.size, shownItemCount: items.shownItemCount }
}
