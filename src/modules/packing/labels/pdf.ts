import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import { create as createQr } from 'qrcode'
import { projectRoot } from '../../../platform/config.ts'
import { layoutLabel, mm } from './layout.ts'
import { spreadLabels } from './sheet.ts'
import type { LabelFacts, LabelWords, Mark, Measure, Weight } from './types.ts'

export type LabelForm = '80x60' | 'a4'

type Document = InstanceType<typeof PDFDocument>

const fontFiles: Readonly<Record<Weight, string>> = {
  regular: 'NotoSansSC_400Regular.ttf',
  bold: 'NotoSansSC_700Bold.ttf',
}
const labelSize = { width: mm(80), height: mm(60) }
const sheetSize = { width: mm(210), height: mm(297) }
const grid = { rows: 4, columns: 2 }
// What office printers cannot reach at the edge of a sheet.
const cellInset = mm(4)

/** An empty document with both weights, of which only the letters that are used get embedded. */
export const openDocument = (facts: { readonly title: string; readonly madeAt: string }): Document => {
  const document = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    info: {
      Title: facts.title,
      Producer: 'Changping',
      Creator: 'Changping',
      CreationDate: new Date(facts.madeAt),
    },
  })
  const folder = join(projectRoot(), 'assets', 'fonts')
  for (const weight of ['regular', 'bold'] as const)
    document.registerFont(weight, join(folder, fontFiles[weight]))
  return document
}

/** Widths letter by letter, remembered: labels use few letters and many times each. */
export const measureWith = (document: Document): Measure => {
  const widths: Readonly<Record<Weight, Map<string, number>>> = { regular: new Map(), bold: new Map() }
  return (text, weight) => {
    const known = widths[weight]
    let width = 0
    for (const letter of text) {
      let letterWidth = known.get(letter)
      if (letterWidth === undefined) {
        letterWidth = document.font(weight).fontSize(1000).widthOfString(letter) / 1000
        known.set(letter, letterWidth)
      }
      width += letterWidth
    }
    return width
  }
}

/** The QR of an upper-case code as one filled path: runs of dark modules per row, sharp at any size. */
const drawQr = (document: Document, mark: Extract<Mark, { kind: 'qr' }>): void => {
  const { modules } = createQr([{ data: mark.code, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' })
  const { size, data } = modules
  const runs: string[] = []
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const start = column
      while (column < size && data[row * size + column]) column += 1
      if (column > start) runs.push(`${start} ${row} ${column - start} 1 re`)
    }
  }
  document.save().translate(mark.x, mark.y).scale(mark.module).fillColor('black')
  // One module is one unit here, so the runs are whole numbers and go into the page as they are.
  document.addContent(`${runs.join(' ')} f`)
  document.restore()
}

const draw = (document: Document, mark: Mark): void => {
  switch (mark.kind) {
    case 'text':
      document
        .font(mark.weight)
        .fontSize(mark.size)
        .fillColor(mark.ink)
        .text(mark.text, mark.x, mark.y, { lineBreak: false, baseline: 'alphabetic' })
      break
    case 'line':
      document.rect(mark.x, mark.y, mark.width, mark.thickness).fill('black')
      break
    case 'box':
      document.rect(mark.x, mark.y, mark.width, mark.height)
      if (mark.filled) document.fill('black')
      else document.lineWidth(0.8).stroke('black')
      break
    case 'qr':
      drawQr(document, mark)
      break
  }
}

type Page = (label: LabelFacts, index: number) => void

const singleLabels = (document: Document, words: LabelWords, measure: Measure): Page => {
  const size: [number, number] = [labelSize.width, labelSize.height]
  return (label) => {
    document.addPage({ size, margin: 0 })
    for (const mark of layoutLabel(label, words, labelSize, measure).marks) draw(document, mark)
  }
}

const sheets = (
  document: Document,
  words: LabelWords,
  measure: Measure,
  labels: readonly LabelFacts[],
): Page => {
  const cell = { width: sheetSize.width / grid.columns, height: sheetSize.height / grid.rows }
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
      document.addPage({ size: [sheetSize.width, sheetSize.height], margin: 0 })
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
      if (spot.row > 0) document.lineWidth(1.4).moveTo(0, y).lineTo(sheetSize.width, y).stroke('black')
      const name = words.building(label.building)
      const width = measure(name, 'bold') * 8
      draw(document, {
        kind: 'text',
        x: x + cell.width - cellInset - width,
        y: y + 9,
        size: 8,
        weight: 'bold',
        ink: 'black',
        text: name,
        width,
      })
    }
    document.save().translate(x + cellInset, y + cellInset)
    for (const mark of layoutLabel(label, words, box, measure).marks) draw(document, mark)
    document.restore()
  }
}

const breathEvery = 25

/**
 * The labels of bags as one PDF: a page of exactly 80 x 60 mm per label, or A4 sheets of 2 x 4 with cut lines.
 * `breathe` is called between labels, so that a long print does not keep the server from answering.
 */
export const printLabels = async (
  labels: readonly LabelFacts[],
  form: LabelForm,
  words: LabelWords,
  facts: { readonly madeAt: string; readonly breathe: () => Promise<void> },
): Promise<Buffer> => {
  const document = openDocument({ title: words.title(labels[0]?.estateName ?? ''), madeAt: facts.madeAt })
  const chunks: Buffer[] = []
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', resolve)
    document.on('error', reject)
  })
  const measure = measureWith(document)
  const print =
    form === 'a4' ? sheets(document, words, measure, labels) : singleLabels(document, words, measure)
  for (const [index, label] of labels.entries()) {
    print(label, index)
    if (index % breathEvery === breathEvery - 1) await facts.breathe()
  }
  document.end()
  await finished
  return Buffer.concat(chunks)
}
