// covers: HOU-4 walked refused
import { describe, expect, test } from 'vitest'
import { readChain } from './index.ts'

/** Items in short: code|name|fen|unit|limit. */
function itemsOf(...rows: string[]): string[] {
  return readChain([...rows, '', '1. 3-2-501 取消'].join('\n')).head.items.map(
    (item) => `${item.code ?? ''}|${item.name}|${item.priceFen}|${item.unit}|${item.limitPerHousehold ?? ''}`,
  )
}

describe('price lists', () => {
  const layouts: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['a price with its unit', ['鸡蛋 32元/板'], ['|鸡蛋|3200|板|']],
    ['contents before the price', ['A套餐:土豆2斤、白菜1颗 68元'], ['|A套餐|6800|份|']],
    ['a bare price', ['鸡蛋 32', '面粉 26.5'], ['|鸡蛋|3200|份|', '|面粉|2650|份|']],
    ['several bare prices', ['A套餐68,B套餐98'], ['|A套餐|6800|份|', '|B套餐|9800|份|']],
    ['¥ and several in a row', ['蔬菜包¥68,牛奶 ¥5.88/箱'], ['|蔬菜包|6800|份|', '|牛奶|588|箱|']],
    ['a number by the unit', ['蔬菜包 68/份'], ['|蔬菜包|6800|份|']],
    ['the unit first', ['鸡蛋 一板32元', '面粉 每袋26元'], ['|鸡蛋|3200|板|', '|面粉|2600|袋|']],
    ['the price first', ['32元/板 鸡蛋'], ['|鸡蛋|3200|板|']],
    ['Chinese numerals', ['鸡蛋 三十二元/板'], ['|鸡蛋|3200|板|']],
    ['yuan and tenths', ['豆腐 3块5/块'], ['|豆腐|350|块|']],
    [
      'the older price beside',
      ['蔬菜包 原价80元 团购价68元', '水果包 98元(原价120元)'],
      ['|蔬菜包|6800|份|', '|水果包|9800|份|'],
    ],
    ['circled codes run together', ['①青菜包35元②肉包50元'], ['1|青菜包|3500|份|', '2|肉包|5000|份|']],
    ['keycaps', ['1️⃣青菜包35元', '2️⃣肉包50元'], ['1|青菜包|3500|份|', '2|肉包|5000|份|']],
    ['numbers', ['1. 鸡蛋 32元/板', '2、面粉 26元/袋'], ['1|鸡蛋|3200|板|', '2|面粉|2600|袋|']],
    ['letters', ['A. 青菜包 35元', 'B、肉包 50元'], ['A|青菜包|3500|份|', 'B|肉包|5000|份|']],
    ['codes in brackets', ['【套餐A】蔬菜套餐 68元'], ['A|蔬菜套餐|6800|份|']],
    [
      'limits',
      ['鸡蛋 32元/板 每户限1板', '肉包 50元 限购2', '鲜奶 5元/瓶(每人限3瓶)'],
      ['|鸡蛋|3200|板|1', '|肉包|5000|份|2', '|鲜奶|500|瓶|3'],
    ],
    [
      'a limit in a row of its own',
      ['鸡蛋 32元/板', '面粉 26元/袋', '鸡蛋每户限2板'],
      ['|鸡蛋|3200|板|2', '|面粉|2600|袋|'],
    ],
    [
      'a limit for each',
      ['鸡蛋 32元/板', '面粉 26元/袋', '每户每样限2份'],
      ['|鸡蛋|3200|板|2', '|面粉|2600|袋|2'],
    ],
    ['stock is no limit', ['鸡蛋 32元/板 限量100份'], ['|鸡蛋|3200|板|']],
    ['pack, unit and name in one word', ['面粉5kg/袋 26元'], ['|面粉|2600|袋|']],
    ['a table', ['|序号|品名|单价|单位|限购|', '|--|--|--|--|--|', '|1|鸡蛋|32|板|2|'], ['1|鸡蛋|3200|板|2']],
    ['tabs', ['品名\t价格\t单位', '鸡蛋\t32\t板'], ['|鸡蛋|3200|板|']],
    [
      'a paragraph for each',
      ['A套餐', '土豆2斤 白菜1颗', '价格:68元/份', 'B套餐', '猪肉2斤', '价格:98元/份'],
      ['|A套餐|6800|份|', '|B套餐|9800|份|'],
    ],
    [
      'fees and thresholds are no items',
      ['鸡蛋 32元/板', '满100元起送,配送费3元', '团长电话13900000000'],
      ['|鸡蛋|3200|板|'],
    ],
  ]
  for (const [name, rows, wanted] of layouts) {
    test(name, () => {
      expect(itemsOf(...rows)).toEqual(wanted)
    })
  }

  test('what shows a price but no name is handed back unread', () => {
    const { head } = readChain('今天:68元\n鸡蛋 32元/板\n1. 3-2-501 鸡蛋1')
    expect(head.items.map((item) => item.name)).toEqual(['鸡蛋'])
    expect(head.unread.map((row) => row.row)).toEqual([1])
  })

  test('the cut-off is kept as written', () => {
    expect(readChain('蔬菜团,今晚20:00截单,明天送\n鸡蛋 32元/板').head.cutOffText).toBe('今晚20:00截单')
    expect(readChain('幸福里 蔬菜团 今日截单18:00\n鸡蛋 32元/板').head.cutOffText).toBe('今日截单18:00')
    expect(readChain('截止时间:明天12点\n鸡蛋 32元/板').head.cutOffText).toBe('截止时间:明天12点')
  })

  test('a limit that may be for each or for all is doubtful only where it matters', () => {
    const reading = readChain(
      '每户限购2份\nA套餐 68元\nB套餐 98元\n1. 3-2-501 A1B1\n2. 3-2-502 A3\n3. 3-2-503 A2B1',
    )
    expect(reading.lines.map((line) => line.doubt?.code ?? line.kind)).toEqual([
      'order',
      'over-limit',
      'limit-two-ways',
    ])
  })
})
