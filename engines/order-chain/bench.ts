import { readChain, readLines } from './index.ts'

/** A chain of so many lines, made by a fixed rule: orders, additions, changes and a few doubtful lines. */
export function madeChain(lines: number): string {
  const rows = [
    '#接龙',
    'A套餐 68元(土豆2斤、白菜1颗)',
    'B套餐 98元(A套餐+猪肉2斤)',
    '鸡蛋 32元/板(30枚)',
    '面粉 26元/袋(5kg)',
    '食用油 75元/桶(5L)',
    '',
  ]
  const wishes = [
    'A套餐1份',
    'A*2 鸡蛋1板',
    'B套餐x1,面粉一袋',
    'A、B各一份',
    '要两份A 鸡蛋两板',
    '油2桶 面粉3袋 鸡蛋 1',
    'AB各2',
    '大米10斤',
  ]
  for (let i = 0; i < lines; i += 1) {
    const adds = i % 11 === 10
    const n = adds ? i - 1 : i
    const home = `${(n % 100) + 1}栋${(Math.floor(n / 100) % 4) + 1}单元${(Math.floor(n / 400) % 30) + 1}0${(n % 4) + 1}`
    const wish = adds ? '再加一板鸡蛋' : (wishes[n % wishes.length] ?? '')
    rows.push(`${i + 1}. ${home} 王女士 139${String(n).padStart(8, '0')} ${wish}`)
  }
  return rows.join('\n')
}

function millisecondsOf(work: () => void, rounds: number): number {
  const times: number[] = []
  for (let i = 0; i < rounds; i += 1) {
    const from = performance.now()
    work()
    times.push(performance.now() - from)
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
}

/** Median of nine rounds after one to warm up: milliseconds for 1,000 lines, and lines a second over 10,000. */
export async function bench(): Promise<Record<string, number>> {
  const thousand = madeChain(1000)
  const many = madeChain(10_000)
  const items = readChain(thousand).head.items
  const cold = millisecondsOf(() => readChain(thousand), 1)
  const perThousand = millisecondsOf(() => readChain(thousand), 9)
  const known = millisecondsOf(() => readLines(thousand, items), 9)
  const ten = millisecondsOf(() => readChain(many), 3)
  return {
    coldMillisecondsFor1000Lines: Math.round(cold),
    millisecondsFor1000Lines: Math.round(perThousand),
    millisecondsFor1000LinesWithPriceList: Math.round(known),
    linesPerSecond: Math.round(10_000 / (ten / 1000)),
  }
}
