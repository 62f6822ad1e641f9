import type { Document, Ink } from './ink.ts'
import { bytesOf, inkFor, openDocument } from './ink.ts'
import type { PrinterOffset } from './pdf.ts'
import { beginPage, type LabelForm, pageSizes } from './pdf.ts'
import { mm } from './sizes.ts'
import type { LabelWords, Mark, Weight } from './types.ts'

const cornerInset = 3
const cornerLength = 4
const ticksEvery = { long: 10, middle: 5 }
const hair = 0.5

/** Two strokes in each corner, 3 mm from both edges: what is off after printing is what the offset has to mend. */
const corners = (document: Document, width: number, height: number): void => {
  document.lineWidth(hair).strokeColor('black')
  for (const [x, towardsX] of [[cornerInset, 1] as const, [width - cornerInset, -1] as const]) {
    for (const [y, towardsY] of [[cornerInset, 1] as const, [height - cornerInset, -1] as const]) {
      document
        .moveTo(mm(x + towardsX * cornerLength), mm(y))
        .lineTo(mm(x), mm(y))
        .lineTo(mm(x), mm(y + towardsY * cornerLength))
        .stroke()
    }
  }
}

/** A ruler of `length` millimetres from its first to its last tick, numbered every ten. */
const ruler = (document: Document, ink: Ink, at: { x: number; y: number }, length: number): void => {
  const numbers: Mark[] = []
  document.lineWidth(0.25).strokeColor('black')
  for (let tick = 0; tick <= length; tick += 1) {
    const tall = tick % ticksEvery.long === 0 ? 5 : tick % ticksEvery.middle === 0 ? 3.5 : 2
    const x = mm(at.x + tick)
    document
      .moveTo(x, mm(at.y))
      .lineTo(x, mm(at.y + tall))
      .stroke()
    if (tick % ticksEvery.long !== 0) continue
    const text = String(tick)
    const width = ink.measure(text, 'regular') * 6
    const name = { x: x - width / 2, y: mm(at.y + tall) + 6.5, size: 6, width, text }
    numbers.push({ kind: 'text', weight: 'regular', ink: 'black', ...name })
  }
  ink.draw(numbers, { x: 0, y: 0 })
}

const rulerLength = 50

/**
 * A page to try a printer with: a ruler of 50 mm, corner marks 3 mm from the edges, the form and the offset in
 * words, and a QR of the size that the labels carry. A printer that scales or shifts shows it here, not on 400 bags.
 */
export const printTestPage = (
  form: LabelForm,
  words: LabelWords,
  facts: { readonly madeAt: string; readonly offset: PrinterOffset },
): Promise<Buffer> => {
  const document = openDocument({ title: words.testTitle(), madeAt: facts.madeAt })
  return bytesOf(document, async () => {
    const size = pageSizes[form]
    const [width, height] = [(size.width * 25.4) / 72, (size.height * 25.4) / 72]
    const ink = inkFor(document)
    beginPage(document, size, facts.offset)
    corners(document, width, height)
    ruler(document, ink, { x: (width - rulerLength) / 2, y: 8 }, rulerLength)
    const lines: readonly [string, Weight, number][] = [
      [`${words.testTitle()} ${form}`, 'bold', 7.5],
      [words.testRuler(), 'regular', 6.5],
      [words.testCorners(), 'regular', 6.5],
      [words.testOffset(facts.offset.offsetX / 10, facts.offset.offsetY / 10), 'regular', 6.5],
    ]
    // Sixty millimetres hold the words on the left and the QR on the right of them; wider forms have room to spare.
    const marks = lines.map(
      ([text, weight, points], index): Mark => ({
        kind: 'text',
        x: mm(5),
        y: mm(20.5 + index * 3.6),
        size: points,
        weight,
        ink: 'black',
        text,
        width: ink.measure(text, weight) * points,
      }),
    )
    ink.draw(
      [...marks, { kind: 'qr', x: mm(width - 17), y: mm(21), module: (4 / 203) * 72, code: 'TEST-50MM' }],
      { x: 0, y: 0 },
    )
  })
}
