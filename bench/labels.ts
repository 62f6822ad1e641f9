/** Prints the labels of 2,000 households in every form and holds the time against a bare document of the same pages. */
import PDFDocument from 'pdfkit'
import type { labelForms } from '../src/modules/packing/api.ts'
import { printLabels } from '../src/modules/packing/labels/pdf.ts'
import type { LabelFacts, LabelItem } from '../src/modules/packing/labels/types.ts'
import { labelWords } from '../src/modules/packing/labels/words.ts'
import { projectRoot } from '../src/platform/config.ts'
import { readTexts } from '../src/platform/text.ts'

const labelCount = 2_000
const boundMs = 10_000
const goods = [
  '白菜',
  '土豆',
  '胡萝卜',
  '洋葱',
  '西红柿',
  '青椒',
  '黄瓜',
  '茄子',
  '豆腐',
  '鸡蛋（30枚）',
  '鲜牛奶（950毫升）',
  '猪前腿肉',
  '鸡胸肉',
  '东北大米（10公斤）',
  '面粉（5公斤）',
  '挂面',
  '大豆油（5升）',
  '食盐',
  '酱油',
  '陈醋',
  '卫生纸（10卷）',
  '洗衣液',
  '婴儿纸尿裤 L 码',
  '婴儿配方奶粉 3 段（900克）',
  '蔬菜应急包',
  '肉蛋奶应急包',
  '老人软食包',
  '苹果（2.5公斤）',
  '香蕉',
  '橘子',
]
const units = ['份', '袋', '板', '桶', '盒', '提']
const surnames = Array.from('王李张刘陈杨赵黄周吴')

/** Every label another room and another set of 3 to 14 items, without any chance in it. */
const madeUpLabel = (index: number): LabelFacts => {
  const building = String(1 + Math.floor(index / 100))
  const inBuilding = index % 100
  const roomOnly = `${1 + Math.floor((inBuilding % 50) / 2)}0${1 + (inBuilding % 2)}`
  const room = `${building}-${1 + Math.floor(inBuilding / 50)}-${roomOnly}`
  const items = Array.from({ length: 3 + (index % 12) }, (_, line): LabelItem => {
    const name = goods[(index * 7 + line * 11) % goods.length] as string
    return {
      name,
      unitName: units[(index + line) % units.length] as string,
      count: 1 + ((index + line) % 3),
      shortCount: 0,
    }
  })
  return {
    shows: ['address', 'items', 'amount', 'payMark'],
    room,
    roomOnly,
    building,
    estateName: '铁北示范小区',
    storeName: '常平示范超市（测量）',
    contactMasked: `${surnames[index % surnames.length]}**`,
    phoneTail: String(1000 + ((index * 37) % 9000)),
    orderNumber: `DD-20261121-${String(index + 1).padStart(5, '0')}`,
    amountFen: 1_990 + ((index * 97) % 20_000),
    payMark: (['paid', 'owed', 'advanced'] as const)[index % 3] as 'paid' | 'owed' | 'advanced',
    sequenceNo: index + 1,
    sequenceCount: labelCount,
    buildingNo: inBuilding + 1,
    buildingCount: 100,
    code: (index * 7_919 + 1_000_003)
      .toString(32)
      .toUpperCase()
      .replace(/[ILOU]/g, 'Z')
      .padStart(10, '0'),
    items,
  }
}

/** The least that such a document can cost: the same pages with one line each in a built-in font. */
const printBare = async (): Promise<number> => {
  const began = performance.now()
  const document = new PDFDocument({ autoFirstPage: false, margin: 0 })
  let bytes = 0
  const finished = new Promise<void>((resolve) => {
    document.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    document.on('end', resolve)
  })
  for (let index = 0; index < labelCount; index += 1) {
    document.addPage({ size: [226.77, 170.08], margin: 0 })
    document.fontSize(36).text(`3-2-${index}`, 8, 8, { lineBreak: false })
  }
  document.end()
  await finished
  if (bytes === 0) throw new Error('nothing was printed')
  return performance.now() - began
}

export const run = async (_options: { readonly json: boolean; readonly args: readonly string[] }) => {
  const labels = Array.from({ length: labelCount }, (_, index) => madeUpLabel(index))
  const words = labelWords(readTexts(projectRoot()), 'zh-Hans')
  const facts = {
    madeAt: '2026-11-21T00:00:00.000Z',
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
  }
  const timed = async (form: (typeof labelForms)[number]) => {
    const began = performance.now()
    const cpuBefore = process.cpuUsage()
    const pdf = await printLabels(labels, form, words, facts)
    const { user, system } = process.cpuUsage(cpuBefore)
    return { ms: performance.now() - began, cpuMs: (user + system) / 1_000, bytes: pdf.length }
  }
  const bareMs = await printBare()
  const single = await timed('80x60')
  const sheet = await timed('a4')
  const small = await timed('60x40')
  const large = await timed('100x100')
  return {
    labels2000Ms: Math.round(single.ms),
    labels2000CpuMs: Math.round(single.cpuMs),
    labelsPerSecond: Math.round(labelCount / (single.ms / 1_000)),
    a4Labels2000Ms: Math.round(sheet.ms),
    smallLabels2000Ms: Math.round(small.ms),
    largeLabels2000Ms: Math.round(large.ms),
    barePdfMs: Math.round(bareMs),
    ratioToBarePdf: Math.round((single.ms / bareMs) * 10) / 10,
    megabytes: Math.round(single.bytes / 100_000) / 10,
    boundMs,
    withinBound: Math.max(single.ms, sheet.ms, small.ms, large.ms) <= boundMs,
  }
}
