// covers: HOU-5 walked
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../platform/config.ts'
import { readTexts } from '../../../platform/text.ts'
import { layoutLabel } from './layout.ts'
import { mm } from './sizes.ts'
import type { LabelFacts, LabelItem, Mark, Measure } from './types.ts'
import { labelWords } from './words.ts'

const words = labelWords(readTexts(projectRoot()), 'zh-Hans')
// Chinese letters are square; others take about six tenths, as in the committed font.
const measure: Measure = (text) =>
  Array.from(text).reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.6), 0)
const small = { width: mm(80), height: mm(60) }
const tiny = { width: mm(60), height: mm(40) }
const large = { width: mm(100), height: mm(100) }
const sheet = { width: mm(97), height: mm(66.25) }

const item = (name: string, count = 1, shortCount = 0): LabelItem => ({
  name,
  unitName: '袋',
  count,
  shortCount,
})
const facts = (over: Partial<LabelFacts> = {}): LabelFacts => ({
  shows: ['address', 'items', 'amount', 'payMark'],
  room: '3-2-501',
  roomOnly: '501',
  building: '3',
  estateName: '示范小区',
  storeName: '示范超市',
  contactMasked: '王**',
  phoneTail: '1234',
  orderNumber: 'DD-20261121-00012',
  amountFen: 6800,
  payMark: 'owed',
  sequenceNo: 12,
  sequenceCount: 41,
  buildingNo: 2,
  buildingCount: 7,
  code: '7K3M9QX2AB',
  items: [item('白菜'), item('鸡蛋', 2, 1)],
  ...over,
})
const texts = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
const lay = (over: Partial<LabelFacts> = {}, box = small) => layoutLabel(facts(over), words, box, measure)

type Rect = { left: number; right: number; top: number; bottom: number; name: string }
const rectOf = (mark: Mark): Rect[] => {
  if (mark.kind === 'text')
    return [
      {
        left: mark.x,
        right: mark.x + mark.width,
        top: mark.y - mark.size * 0.8,
        bottom: mark.y + mark.size * 0.1,
        name: mark.text,
      },
    ]
  if (mark.kind === 'qr')
    return [
      {
        left: mark.x,
        right: mark.x + 21 * mark.module,
        top: mark.y,
        bottom: mark.y + 21 * mark.module,
        name: 'qr',
      },
    ]
  return []
}
const overlaps = (marks: readonly Mark[]): string[] => {
  const rects = marks.flatMap(rectOf)
  const found: string[] = []
  rects.forEach((one, index) => {
    for (const other of rects.slice(index + 1)) {
      const apart =
        one.right <= other.left + 0.01 ||
        other.right <= one.left + 0.01 ||
        one.bottom <= other.top + 0.5 ||
        other.bottom <= one.top + 0.5
      if (!apart) found.push(`${one.name} on ${other.name}`)
    }
  })
  return found
}
const outside = (marks: readonly Mark[], box: { width: number; height: number }): string[] =>
  marks
    .flatMap(rectOf)
    .filter((rect) => rect.left < 0 || rect.top < 0 || rect.right > box.width || rect.bottom > box.height)
    .map((rect) => rect.name)

describe('a label', () => {
  it('says room, amount and mark, counters, estate, household, items, numbers and code', () => {
    const { marks, roomSize } = lay()
    expect(texts(marks)).toEqual([
      '3-2-501',
      '68.00 元',
      '待收',
      '12/41',
      '（3号楼 2/7）',
      '示范小区',
      '王**  尾号 1234',
      'DD-20261121-00012',
      '示范超市',
      '7K3M9 QX2AB',
      '白菜',
      '×1袋',
      '鸡蛋',
      '×2袋 缺1',
    ])
    expect(roomSize).toBeGreaterThanOrEqual(34)
    expect(marks.find((mark) => mark.kind === 'box')).toMatchObject({ filled: true })
    expect(lay({ payMark: 'paid' }).marks.find((mark) => mark.kind === 'box')).toMatchObject({
      filled: false,
    })
    expect(texts(lay({ payMark: 'advanced', phoneTail: '', contactMasked: '' }).marks)).toEqual(
      expect.arrayContaining(['代付', '无电话']),
    )
  })

  it('keeps the room at 30 points or more, whatever it is called', () => {
    for (const [room, roomOnly] of [
      ['3-2-501', '501'],
      ['13-2-1701', '1701'],
      ['113-12-1701A', '1701A'],
      ['东方花园西区三号-12-1701A', '1701A'],
    ] as const) {
      for (const box of [small, sheet, large]) {
        const { marks, roomSize } = lay({ room, roomOnly, amountFen: 12_345_678 }, box)
        expect(roomSize, room).toBeGreaterThanOrEqual(30)
        expect(texts(marks).join('')).toContain(room)
        expect(overlaps(marks)).toEqual([])
      }
    }
  })

  it('at 60 x 40 mm still says room, counters, amount, mark and code, the room large', () => {
    for (const [room, roomOnly] of [
      ['3-2-501', '501'],
      ['13-2-1701', '1701'],
      ['113-12-1701A', '1701A'],
      ['东方花园西区三号-12-1701A', '1701A'],
    ] as const) {
      for (const amountFen of [6800, 1_234_567]) {
        const { marks, roomSize } = lay({ room, roomOnly, amountFen }, tiny)
        expect(roomSize, room).toBeGreaterThanOrEqual(22)
        const said = texts(marks)
        expect(said.join('')).toContain(room)
        expect(said).toEqual(
          expect.arrayContaining(['待收', '12/41', '（3号楼 2/7）', '尾号 1234', '7K3M9 QX2AB']),
        )
        expect(said).toContain(amountFen === 6800 ? '68.00 元' : '12345.67 元')
        expect(marks.some((mark) => mark.kind === 'qr')).toBe(true)
        expect(overlaps(marks)).toEqual([])
        expect(outside(marks, tiny)).toEqual([])
      }
    }
    const many = Array.from({ length: 20 }, (_, index) => item(`商品${index}`))
    expect(texts(lay({ items: many }, tiny).marks)).toContain('…等 20 项，共 20 件')
    expect(lay({}, tiny).shownItemCount).toBe(2)
  })

  it('leaves the QR its quiet zone of four modules on every form', () => {
    for (const box of [tiny, small, sheet, large]) {
      const { marks } = lay({ amountFen: 12_345_678, room: '113-12-1701A', roomOnly: '1701A' }, box)
      const qr = marks.find((mark) => mark.kind === 'qr')
      if (qr?.kind !== 'qr') throw new Error('no QR')
      const near = marks.filter((mark) => mark !== qr).flatMap(rectOf)
      const [quiet, below] = [4 * qr.module, 2 * qr.module]
      const [left, right, top, bottom] = [
        qr.x - quiet,
        qr.x + 25 * qr.module,
        qr.y - quiet,
        qr.y + 21 * qr.module,
      ]
      for (const rect of near.filter(({ name }) => name !== '7K3M9 QX2AB')) {
        const inside =
          rect.right > left + 0.01 && rect.left < right && rect.bottom > top && rect.top < bottom + quiet
        // Only the foot line, far below on the left, may come near the lower edge.
        if (inside) expect(rect.top, rect.name).toBeGreaterThanOrEqual(bottom + below - 0.5)
      }
    }
  })

  it('never drops items silently: 60 items end with how many there are', () => {
    const items = Array.from({ length: 60 }, (_, index) =>
      item(`一个比较长的商品名称 规格 ${index} 500克`, 1 + (index % 3)),
    )
    const { marks, shownItemCount } = lay({ items })
    const packs = items.reduce((sum, { count }) => sum + count, 0)
    expect(texts(marks)).toContain(`…等 60 项，共 ${packs} 件`)
    expect(shownItemCount).toBeGreaterThanOrEqual(13)
    expect(texts(marks).filter((text) => text.startsWith('×'))).toHaveLength(shownItemCount)
    expect(overlaps(marks)).toEqual([])
  })

  it('wraps long names and cuts an endless one with an ellipsis, the count always whole', () => {
    const long = '内蒙古呼伦贝尔草原散养土鸡蛋三十枚装新鲜无抗礼盒'
    expect(texts(lay({ items: [item(long, 3)] }).marks).join('')).toContain(long.slice(0, 8))
    const wrapped = texts(lay({ items: [item(long, 3), item('白菜')] }).marks)
    expect(wrapped.slice(wrapped.indexOf('7K3M9 QX2AB') + 1).join('')).toBe(
      `${wrapped.filter((text) => long.includes(text)).join('')}×3袋白菜×1袋`,
    )
    expect(wrapped.filter((text) => long.includes(text)).join('')).toBe(long)
    const endless = texts(lay({ items: [item('长'.repeat(2000), 12)] }).marks)
    expect(endless.some((text) => text.endsWith('…'))).toBe(true)
    expect(endless).toContain('×12袋')
  })

  it('shows what the plan wants and nothing else', () => {
    const bare = texts(lay({ shows: ['address'] }).marks)
    expect(bare).toContain('3-2-501')
    for (const gone of ['68.00 元', '待收', '白菜']) expect(bare).not.toContain(gone)
    expect(texts(lay({ shows: ['items', 'amount', 'payMark'] }).marks)).not.toContain('3-2-501')
  })

  it('any label: nothing overlaps, nothing leaves the paper, every item is shown or counted', () => {
    const name = fc.oneof(
      fc.string({
        unit: fc.constantFrom('菜', '米', '油', 'a', '1', ' ', '（'),
        minLength: 1,
        maxLength: 30,
      }),
      fc.constant('蛋'.repeat(300)),
    )
    const anyItem = fc.record({
      name,
      unitName: fc.constantFrom('袋', '板', '公斤装大包'),
      count: fc.integer({ min: 0, max: 999 }),
      shortCount: fc.integer({ min: 0, max: 99 }),
    })
    const label = fc.record({
      room: fc.constantFrom('3-2-501', '13-2-1701', '113-12-1701A', '东方花园西区-3-501'),
      items: fc.array(anyItem, { minLength: 1, maxLength: 70 }),
      estateName: fc.string({ unit: fc.constantFrom('小', '区', 'A'), maxLength: 60 }),
      storeName: fc.string({ unit: fc.constantFrom('超', '市', 'b'), maxLength: 80 }),
      building: fc.constantFrom('3', '12A', '东方花园西区三号商住综合楼'),
      amountFen: fc.integer({ min: 0, max: 99_999_999 }),
      sequenceNo: fc.integer({ min: 1, max: 2000 }),
      payMark: fc.constantFrom('paid' as const, 'owed' as const, 'advanced' as const),
      phoneTail: fc.constantFrom('1234', ''),
    })
    fc.assert(
      fc.property(label, fc.constantFrom(small, sheet, tiny, large), (over, box) => {
        const { marks, shownItemCount } = lay(
          { ...over, roomOnly: over.room.split('-').at(-1) as string, sequenceCount: 2000 },
          box,
        )
        expect(outside(marks, box)).toEqual([])
        expect(overlaps(marks)).toEqual([])
        if (shownItemCount < over.items.length)
          expect(texts(marks).join('')).toContain(`等 ${over.items.length} 项`)
      }),
      { numRuns: 150 },
    )
  })
})
