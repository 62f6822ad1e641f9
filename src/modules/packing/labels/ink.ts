import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import { create as createQr } from 'qrcode'
import { projectRoot } from '../../../platform/config.ts'
import type { Mark, Measure, Weight } from './types.ts'

export type Document = InstanceType<typeof PDFDocument>

/** Draws the marks of one label with its upper left corner at `x`, `y` of the current page. */
export type Ink = {
  readonly measure: Measure
  readonly draw: (marks: readonly Mark[], at: { readonly x: number; readonly y: number }) => void
}

const fontFiles: Readonly<Record<Weight, string>> = {
  regular: 'NotoSansSC_400Regular.ttf',
  bold: 'NotoSansSC_700Bold.ttf',
}

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

/** What the document's current font can do; pdfkit keeps it to itself, and `pdf.test.ts` reads the texts back. */
type Face = {
  readonly id: string
  readonly encode: (text: string) => [string[], { readonly advanceWidth: number }[]]
  readonly ref: () => unknown
}
type Letter = { readonly glyphs: string; readonly width: number }

/** Glyphs and widths letter by letter, remembered: labels use few letters and many times each. */
const lettersOf = (document: Document, weight: Weight) => {
  document.font(weight)
  const face = (document as unknown as { readonly _font: Face })._font
  const known = new Map<string, Letter>()
  const texts = new Map<string, Letter>()
  const letterOf = (letter: string): Letter => {
    const kept = known.get(letter)
    if (kept) return kept
    const [glyphs, positions] = face.encode(letter)
    const made = {
      glyphs: glyphs.join(''),
      width: positions.reduce((sum, position) => sum + position.advanceWidth, 0) / 1000,
    }
    known.set(letter, made)
    return made
  }
  return {
    face,
    of: (text: string): Letter => {
      const kept = texts.get(text)
      if (kept) return kept
      let glyphs = ''
      let width = 0
      for (const letter of text) {
        const one = letterOf(letter)
        glyphs += one.glyphs
        width += one.width
      }
      const made = { glyphs, width }
      texts.set(text, made)
      return made
    },
  }
}

const short = (points: number): number => Math.round(points * 1000) / 1000

/** The dark modules of an upper-case code as one path: runs per row, whole numbers, one module is one unit. */
const qrPath = (code: string): string => {
  const { size, data } = createQr([{ data: code, mode: 'alphanumeric' }], {
    errorCorrectionLevel: 'M',
  }).modules
  let path = ''
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const start = column
      while (column < size && data[row * size + column]) column += 1
      if (column > start) path += `${start} ${row} ${column - start} 1 re `
    }
  }
  return path
}

/**
 * A label's marks become one piece of page content, written here and not by the library's general text calls: those
 * measure, encode and colour anew for each text, which is most of the time of a long print.
 */
export const inkFor = (document: Document): Ink => {
  const letters = { regular: lettersOf(document, 'regular'), bold: lettersOf(document, 'bold') }
  const drawn = (mark: Mark): string => {
    const at = `${short(mark.x)} ${short(mark.y)}`
    switch (mark.kind) {
      case 'text': {
        const { face, of } = letters[mark.weight]
        const { glyphs } = of(mark.text)
        if (glyphs === '') return ''
        document.page.fonts[face.id] ??= face.ref()
        // The page counts downwards, letters stand upwards: hence the -1.
        const text = `BT /${face.id} ${short(mark.size)} Tf 1 0 0 -1 ${at} Tm <${glyphs}> Tj ET`
        return mark.ink === 'white' ? `1 g ${text} 0 g` : text
      }
      case 'line':
        return `${at} ${short(mark.width)} ${short(mark.thickness)} re f`
      case 'box':
        return `0.8 w ${at} ${short(mark.width)} ${short(mark.height)} re ${mark.filled ? 'f' : 'S'}`
      case 'qr':
        return `q ${mark.module} 0 0 ${mark.module} ${at} cm ${qrPath(mark.code)}f Q`
    }
  }
  return {
    measure: (text, weight) => letters[weight].of(text).width,
    draw: (marks, at) => {
      const content = marks.map(drawn).join('\n')
      document.addContent(`q 1 0 0 1 ${short(at.x)} ${short(at.y)} cm 0 g\n${content}\nQ`)
    },
  }
}

/** Ends the document and gives its bytes. */
export const bytesOf = async (document: Document, draw: () => Promise<void>): Promise<Buffer> => {
  const chunks: Buffer[] = []
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', resolve)
    document.on('error', reject)
  })
  await draw()
  document.end()
  await finished
  return Buffer.concat(chunks)
}
