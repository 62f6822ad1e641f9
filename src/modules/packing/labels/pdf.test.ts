import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsQr from 'jsqr'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../../platform/config.ts'
import { readTexts } from '../../../platform/text.ts'
import type { LabelForm } from './pdf.ts'
import { measureWith, openDocument, printLabels } from './pdf.ts'
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

const print = (form: LabelForm): Promise<Buffer> =>
  printLabels(labels, form, labelWords(readTexts(projectRoot()), 'zh-Hans'), {
    madeAt: '2026-11-21T08:00:00.000Z',
    breathe: () => Promise.resolve(),
  })

it('breathes, so that a long print does not keep the server from answering', async () => {
  let breaths = 0
  const many = Array.from({ length: 60 }, (_, index) => labels[index % labels.length] as LabelFacts)
  await printLabels(many, '80x60', labelWords(readTexts(projectRoot()), 'zh-Hans'), {
    madeAt: '2026-11-21T08:00:00.000Z',
    breathe: async () => {
      breaths += 1
    },
  })
  expect(breaths).toBe(2)
})

it('measures letters as the font draws them', () => {
  const document = openDocument({ title: 'measure', madeAt: '2026-11-21T08:00:00.000Z' })
  const measure = measureWith(document)
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
    for (const form of ['80x60', 'a4'] as const) writeFileSync(fileOf(form), await print(form))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Every page's size in millimetres. */
  const sizes = (form: LabelForm): [number, number][] =>
    Array.from(
      run('pdfinfo', '-l', '99', fileOf(form)).matchAll(/^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts/gm),
      (match) => [(Number(match[1]) * 25.4) / 72, (Number(match[2]) * 25.4) / 72],
    )

  it('has one page of exactly 80 x 60 mm per label', () => {
    const pages = sizes('80x60')
    expect(pages).toHaveLength(labels.length)
    for (const [width, height] of pages) {
      expect(Math.abs(width - 80)).toBeLessThan(0.2)
      expect(Math.abs(height - 60)).toBeLessThan(0.2)
    }
  })

  it('has A4 sheets with a building begun on a sheet where it fits whole', () => {
    const pages = sizes('a4')
    expect(pages).toHaveLength(2)
    for (const [width, height] of pages) {
      expect(Math.abs(width - 210)).toBeLessThan(0.2)
      expect(Math.abs(height - 297)).toBeLessThan(0.2)
    }
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

  it('carries a QR that reads as the bag code at 203 dpi, the resolution of label printers', () => {
    for (const page of [1, 11]) {
      run(
        'pdftoppm',
        '-r',
        '203',
        '-f',
        String(page),
        '-l',
        String(page),
        '-singlefile',
        fileOf('80x60'),
        join(folder, `page-${page}`),
      )
      const { pixels, width, height } = readPpm(join(folder, `page-${page}.ppm`))
      expect(readQr(pixels, width, height)?.data).toBe(code(page - 1))
    }
  })
})

const readPpm = (file: string): { pixels: Uint8ClampedArray; width: number; height: number } => {
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
