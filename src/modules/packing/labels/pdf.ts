import type { labelForms } from '../api.ts'
import type { Document, Ink } from './ink.ts'
import { bytesOf, inkFor, openDocument } from './ink.ts'
import { layoutLabel } from './layout.ts'
import { spreadLabels } from './sheet.ts'
import type { Box } from './sizes.ts'
import { mm } from './sizes.ts'
import type { LabelFacts, LabelWords } from './types.ts'

export type LabelForm = (typeof labelForms)[number]
/** Where the print is moved to, for a printer that does not hit its paper: tenths of a millimetre, right and down. */
export type PrinterOffset = { readonly offsetX: number; readonly offsetY: number }

const grid = { rows: 4, columns: 2 }
// What office printers cannot reach at the edge of a sheet.
const cellInset = mm(4)

/** A page's size per form: one label, or an A4 sheet of 2 x 4. */
export const pageSizes: Readonly<Record<LabelForm, Box>> = {
  '60x40': { width: mm(60), height: mm(40) },
  '80x60': { width: mm(80), height: mm(60) },
  '100x100': { width: mm(100), height: mm(100) },
  a4: { width: mm(210), height: mm(297) },
}

/** Begins a page of a form, with everything on it moved by the printer's offset. */
export const beginPage = (document: Document, size: Box, { offsetX, offsetY }: PrinterOffset): void => {
  document.addPage({ size: [size.width, size.height], margin: 0 })
  if (offsetX !== 0 || offsetY !== 0) document.translate(mm(offsetX / 10), mm(offsetY / 10))
}

type Page = (label: LabelFacts, index: number) => void
type Press = {
  readonly document: Document
  readonly ink: Ink
  readonly words: LabelWords
  readonly offset: PrinterOffset
}

const singleLabels = ({ document, ink, words, offset }: Press, size: Box): Page => {
  return (label) => {
    beginPage(document, size, offset)
    ink.draw(layoutLabel(label, words, size, ink.measure).marks, { x: 0, y: 0 })
  }
}

const sheets = ({ document, ink, words, offset }: Press, labels: readonly LabelFacts[]): Page => {
  const size = pageSizes.a4
  const cell = { width: size.width / grid.columns, height: size.height / grid.rows }
  const box = { width: cell.width - 2 * cellInset, height: cell.height - 2 * cellInset }
  const spots = spreadLabels(
    labels.map((label) => label.building),
    grid,
  )
  let page = -1
  return (label, index) => {
    const spot = spots[index]
    if (!spot) return
    if (spot.page !== page) {
      page = spot.page
      beginPage(document, size, offset)
    }
    const x = spot.column * cell.width
    const y = spot.row * cell.height
    // Light dashes between labels; a heavy line with the building's name where a building begins.
    document.lineWidth(0.4).dash(3, { space: 3 })
    document
      .moveTo(x + cell.width, y)
      .lineTo(x + cell.width, y + cell.height)
      .stroke('#888888')
    document
      .moveTo(x, y + cell.height)
      .lineTo(x + cell.width, y + cell.height)
      .stroke('#888888')
      .undash()
    if (spot.beginsBuilding) {
      if (spot.row > 0) document.lineWidth(1.4).moveTo(0, y).lineTo(size.width, y).stroke('black')
      const text = words.building(label.building)
      const width = ink.measure(text, 'bold') * 8
      const name = { x: cell.width - cellInset - width, y: 9, size: 8, width, text }
      ink.draw([{ kind: 'text', weight: 'bold', ink: 'black', ...name }], { x, y })
    }
    ink.draw(layoutLabel(label, words, box, ink.measure).marks, { x: x + cellInset, y: y + cellInset })
  }
}

const breathEvery = 25

/**
 * The labels of bags as one PDF: a page of exactly the form's size per label, or A4 sheets of 2 x 4 with cut lines.
 * `breathe` is called between labels, so that a long print does not keep the server from answering.
 */
export const printLabels = (
  labels: readonly LabelFacts[],
  form: LabelForm,
  words: LabelWords,
  facts: {
    readonly madeAt: string
    readonly breathe: () => Promise<void>
    readonly offset?: PrinterOffset
  },
): Promise<Buffer> => {
  const document = openDocument({ title: words.title(labels[0]?.estateName ?? ''), madeAt: facts.madeAt })
  return bytesOf(document, async () => {
    const offset = facts.offset ?? { offsetX: 0, offsetY: 0 }
    const press = { document, ink: inkFor(document), words, offset }
    const print = form === 'a4' ? sheets(press, labels) : singleLabels(press, pageSizes[form])
    for (const [index, label] of labels.entries()) {
      print(label, index)
      if (index % breathEvery === breathEvery - 1) await facts.breathe()
    }
  })
}
