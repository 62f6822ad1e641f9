// covers: HOU-5 walked
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsQr from 'jsqr'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../../platform/config.ts'
import { readTexts } from '../../../platform/text.ts'
import { labelForms } from '../api.ts'
import { inkFor, openDocument } from './ink.ts'
import type { LabelForm, PrinterOffset } from './pdf.ts'
import { printLabels } from './pdf.ts'
import { printTestPage } from './test-page.ts'
import type { LabelFacts } from './types.ts'
import { labelWords } from './words.ts'

// The package is CommonJS: its default export is the function itself.
const readQr = jsQr as unknown as typeof jsQr.default
const poppler = ['pdfinfo', 'pdftotext', 'pdftoppm'].every((name) => existsSync(`/usr/bin/${name}`))
const code = (index: number): string => `7K3M9QX${String(index).padStart(3, '0')}`
const labels = Array.from({ length: 11 }, (_, index): LabelFacts => {
  const building = index < 5 ? '3' : '10'
  return {
    shows: ['address', 'items', 'amount', 'payMark'],
    room: `${building}-2-${index + 1}01`,
    roomOnly: `${index + 1}01`,
    building,
    estateName: '铁北示范小区',
    storeName: '示范超市',
    contactMasked: '王**',
    phoneTail: '1234',
    orderNumber: `DD-20261121-${String(index).padStart(5, '0')}`,
    amountFen: 6800 + index,
    payMark: 'owed',
    sequenceNo: index + 1,
    sequenceCount: 11,
    buildingNo: index < 5 ? index + 1 : index - 4,
    buildingCount: index < 5 ? 5 : 6,
    code: code(index),
    items: [
      { name: '鸡蛋（30枚）', unitName: '板', count: 2, shortCount: 0 },
      { name: '东北大米', unitName: '袋', count: 1, shortCount: 0 },
    ],
  }
})

const words = labelWords(readTexts(projectRoot()), 'zh-Hans')
const print = (form: LabelForm, offset?: PrinterOffset): Promise<Buffer> =>
  printLabels(labels, form, words, {
    madeAt: '2026-11-21T08:00:00.000Z',
    breathe: () => Promise.resolve(),
    ...(offset ? { offset } : {}),
  })

it('breathes, so that a long print does not keep the server from answering', async () => {
  let breaths = 0
  const many = Array.from({ length: 60 }, (_, index) => labels[index % labels.length] as LabelFacts)
  await printLabels(many, '80x60', words, {
    madeAt: '2026-11-21T08:00:00.000Z',
    breathe: async () => {
      breaths += 1
    },
  })
  expect(breaths).toBe(2)
})

it('measures letters as the font draws them', () => {
  const document = openDocument({ title: 'measure', madeAt: '2026-11-21T08:00:00.000Z' })
  const { measure } = inkFor(document)
  for (const text of ['3-2-501', '鸡蛋（30枚）', 'DD-20261121']) {
    const drawn = document.font('bold').fontSize(10).widthOfString(text)
    expect(Math.abs(measure(text, 'bold') * 10 - drawn)).toBeLessThan(drawn * 0.03)
  }
})

describe.skipIf(!poppler)('a printed PDF, read back by poppler (poppler-utils)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'labels-'))
  const fileOf = (form: LabelForm): string => join(folder, `${form}.pdf`)
  const run = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { encoding: 'utf8' })
  beforeAll(async () => {
    for (const form of labelForms) writeFileSync(fileOf(form), await print(form))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Every page's size in millimetres. */
  const sizes = (form: LabelForm): [number, number][] =>
    Array.from(
      run('pdfinfo', '-l', '99', fileOf(form)).matchAll(/^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts/gm),
      (match) => [(Number(match[1]) * 25.4) / 72, (Number(match[2]) * 25.4) / 72],
    )

  it('has A4 sheets with a building begun on a sheet where it fits whole', () => {
    const second = run('pdftotext', '-f', '2', '-l', '2', fileOf('a4'), '-')
    for (const label of labels) expect(second.includes(label.room)).toBe(label.building === '10')
  })

  it('holds room, items, amount, mark and counters as text that can be found', () => {
    labels.forEach((label, index) => {
      const page = run(
        'pdftotext',
        '-f',
        String(index + 1),
        '-l',
        String(index + 1),
        '-layout',
        fileOf('80x60'),
        '-',
      )
      for (const wanted of [
        label.room,
        '铁北示范小区',
        '鸡蛋（30枚）',
        '×2板',
        '待收',
        `${label.sequenceNo}/11`,
        '尾号 1234',
        label.orderNumber,
      ]) {
        expect(page).toContain(wanted)
      }
      expect(page).toContain(`68.${String(index).padStart(2, '0')} 元`)
      expect(page).toContain(`${label.building}号楼 ${label.buildingNo}/${label.buildingCount}`)
    })
  })

  it('embeds both weights as subsets and nothing else', () => {
    const fonts = run('pdffonts', fileOf('80x60')).split('\n').slice(2).filter(Boolean)
    expect(fonts).toHaveLength(2)
    for (const font of fonts)
      expect(font).toMatch(/^[A-Z]{6}\+NotoSansSC-(Bold|Regular)\s+CID TrueType\s+Identity-H\s+yes yes yes/)
    expect(readFileSync(fileOf('80x60')).length).toBeLessThan(200_000)
  })

  it.each(['60x40', '80x60', '100x100', 'a4'] as const)('%s: every page is exact to 0.2 mm', (form) => {
    const wanted = form === 'a4' ? [210, 297] : form.split('x').map(Number)
    const pages = sizes(form)
    expect(pages).toHaveLength(form === 'a4' ? 2 : labels.length)
    for (const [width, height] of pages) {
      expect(Math.abs(width - (wanted[0] as number))).toBeLessThan(0.2)
      expect(Math.abs(height - (wanted[1] as number))).toBeLessThan(0.2)
    }
  })

  it.each(['60x40', '80x60', '100x100'] as const)(
    '%s: a QR that reads as the bag code at 203 dpi, the resolution of label printers',
    (form) => {
      for (const page of [1, 11]) {
        const { pixels, width, height } = draw(fileOf(form), page, 203)
        expect(readQr(pixels, width, height)?.data).toBe(code(page - 1))
      }
    },
  )

  it('a4: every QR of a sheet reads at 203 dpi, each in its own field', () => {
    const { pixels, width, height } = draw(fileOf('a4'), 1, 203)
    const found: string[] = []
    for (let row = 0; row < 4; row += 1) {
      for (let column = 0; column < 2; column += 1) {
        const field = cut({ pixels, width, height }, { row, column, rows: 4, columns: 2 })
        const read = readQr(field.pixels, field.width, field.height)
        if (read) found.push(read.data)
      }
    }
    expect(found).toEqual(labels.slice(0, 5).map((label) => label.code))
  })

  it('60x40: room, counter, amount, mark and the code are text that can be found', () => {
    const page = run('pdftotext', '-f', '1', '-l', '1', '-layout', fileOf('60x40'), '-')
    for (const wanted of ['3-2-101', '1/11', '68.00 元', '待收', '7K3M9 QX000', '鸡蛋（30枚）', '×2板'])
      expect(page).toContain(wanted)
  })

  it('moves the print by the printer offset, in tenths of a millimetre', async () => {
    const dpi = 508
    const inkAt = async (offsetX: number, offsetY: number): Promise<{ left: number; top: number }> => {
      const file = join(folder, `offset-${offsetX}-${offsetY}.pdf`)
      writeFileSync(file, await print('80x60', { offsetX, offsetY }))
      const { left, top } = inkBox(draw(file, 1, dpi))
      return { left: (left / dpi) * 25.4, top: (top / dpi) * 25.4 }
    }
    const plain = await inkAt(0, 0)
    for (const [x, y] of [
      [12, -7],
      [-20, 15],
    ] as const) {
      const moved = await inkAt(x, y)
      expect(Math.abs(moved.left - plain.left - x / 10)).toBeLessThan(0.11)
      expect(Math.abs(moved.top - plain.top - y / 10)).toBeLessThan(0.11)
    }
  })

  it.each(['60x40', '80x60', '100x100', 'a4'] as const)(
    '%s: the test page has a ruler of 50 mm and corner marks 3 mm from the edges',
    async (form) => {
      const file = join(folder, `test-${form}.pdf`)
      const facts = { madeAt: '2026-11-21T08:00:00.000Z', offset: { offsetX: 0, offsetY: 0 } }
      writeFileSync(file, await printTestPage(form, words, facts))
      const dpi = 508
      const picture = draw(file, 1, dpi)
      const millimetres = (dots: number): number => (dots / dpi) * 25.4
      const box = inkBox(picture)
      expect(Math.abs(millimetres(box.left) - 3)).toBeLessThan(0.2)
      expect(Math.abs(millimetres(box.top) - 3)).toBeLessThan(0.2)
      expect(Math.abs(millimetres(picture.width - box.right) - 3)).toBeLessThan(0.2)
      expect(Math.abs(millimetres(picture.height - box.bottom) - 3)).toBeLessThan(0.2)
      // A row of dots 9 mm from the top goes through every tick of the ruler.
      const row = Math.round((9 / 25.4) * dpi)
      const dark = Array.from({ length: picture.width }, (_, x) => x).filter((x) => isDark(picture, x, row))
      const [first, last] = [dark[0] as number, dark.at(-1) as number]
      expect(Math.abs(millimetres(last - first) - 50)).toBeLessThan(0.2)
      const ticks = dark.filter((x, index) => index === 0 || x - (dark[index - 1] as number) > 1)
      expect(ticks).toHaveLength(51)
      expect(readQr(picture.pixels, picture.width, picture.height)?.data).toBe('TEST-50MM')
      expect(run('pdftotext', file, '-')).toContain('打印机试页')
    },
  )

  const draw = (file: string, page: number, dpi: number): Picture => {
    const name = join(folder, `page-${page}-${dpi}`)
    const pages = ['-f', String(page), '-l', String(page), '-singlefile']
    run('pdftoppm', '-r', String(dpi), ...pages, file, name)
    return readPpm(`${name}.ppm`)
  }
})

type Picture = { pixels: Uint8ClampedArray; width: number; height: number }

const isDark = ({ pixels, width }: Picture, x: number, y: number): boolean =>
  (pixels[(y * width + x) * 4] as number) < 128

/** The rectangle that holds everything dark. */
const inkBox = (picture: Picture): { left: number; right: number; top: number; bottom: number } => {
  const box = { left: picture.width, right: 0, top: picture.height, bottom: 0 }
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      if (!isDark(picture, x, y)) continue
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x + 1)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y + 1)
    }
  }
  return box
}

/** One field of a sheet as a picture of its own. */
const cut = (
  { pixels, width, height }: Picture,
  field: { row: number; column: number; rows: number; columns: number },
): Picture => {
  const [fieldWidth, fieldHeight] = [Math.floor(width / field.columns), Math.floor(height / field.rows)]
  const part = new Uint8ClampedArray(fieldWidth * fieldHeight * 4)
  for (let y = 0; y < fieldHeight; y += 1) {
    const from = ((field.row * fieldHeight + y) * width + field.column * fieldWidth) * 4
    part.set(pixels.subarray(from, from + fieldWidth * 4), y * fieldWidth * 4)
  }
  return { pixels: part, width: fieldWidth, height: fieldHeight }
}

const readPpm = (file: string): Picture => {
  const bytes = readFileSync(file)
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString('latin1'))
  if (!head) throw new Error('not a PPM picture')
  const [width, height] = [Number(head[1]), Number(head[2])]
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let index = 0; index < width * height; index += 1) {
    for (let colour = 0; colour < 3; colour += 1)
      pixels[index * 4 + colour] = bytes[head[0].length + index * 3 + colour] as number
  }
  return { pixels, width, height }
}
