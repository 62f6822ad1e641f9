// covers: HOU-4 walked refused
import { describe, expect, test } from 'vitest'
import { readChain } from './index.ts'

const HEAD = '鸡蛋 32元/板\n面粉 26元/袋\n'
const kinds = (body: string): (string | number)[][] =>
  readChain(HEAD + body).lines.map((line) => [line.line, line.row, line.doubt?.code ?? line.kind])

describe('rows and their numbers', () => {
  test('numbers in many writings', () => {
    const body =
      '(1)3-2-501 鸡蛋1\n【2】3-2-502 鸡蛋1\n3)3-2-503 鸡蛋1\n4、3-2-504 鸡蛋1\n5,3-2-505 鸡蛋1\n06. 3-2-506 鸡蛋1\n7.3-2-507 鸡蛋1'
    expect(kinds(body).map(([line, , kind]) => [line, kind])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => [n, 'order']),
    )
  })

  test('numbers with a space count only when they run on', () => {
    expect(kinds('1 28栋401 鸡蛋1\n2 28-402 鸡蛋1').map(([line]) => line)).toEqual([1, 2])
    const homes = readChain(`${HEAD}3 2 501 鸡蛋1\n7 1 302 鸡蛋1\n5 2 1203 面粉1`).orders.map(
      (order) => order.household.building,
    )
    expect(homes).toEqual(['3', '7', '5'])
  })

  test('without numbers a line is called by its row', () => {
    expect(kinds('3-2-501 鸡蛋1\n3-2-502 白菜1')).toEqual([
      [3, 3, 'order'],
      [4, 4, 'unknown-item'],
    ])
  })

  test('an order without a home before the first home is not lost in the head', () => {
    expect(kinds('\n赵 面粉一袋\n3-2-502 鸡蛋1')[0]?.[2]).toBe('no-household')
    expect(kinds('1. 赵 面粉一袋\n2. 3-2-502 鸡蛋1')[0]).toEqual([1, 3, 'no-household'])
  })

  test('notes, advertisements, examples and chat headers are no orders', () => {
    const body =
      '例:3-2-501 鸡蛋1\n1. 3-2-502 鸡蛋1\n新鲜草莓 30元/斤 加微信\n2. 谢谢团长\n开心果 20:15\n3. 3-2-503 鸡蛋1'
    const reading = readChain(HEAD + body)
    expect(reading.doubtful).toEqual([])
    expect(reading.orders.map((order) => order.household.room)).toEqual(['502', '503'])
  })

  test('a numbered example is put before a person', () => {
    expect(kinds('1. 例:3-2-501 鸡蛋1\n2. 3-2-502 鸡蛋1')[0]?.[2]).toBe('example-line')
  })

  test('chat exports', () => {
    const body = '[2022-04-05 20:13:11] 小陈: 3-2-501 鸡蛋1\n20:14 开心果: 3-2-502 鸡蛋2\n3-2-503王女士:面粉1'
    expect(
      readChain(HEAD + body).orders.map((order) => [order.household.room, order.lines[0]?.quantity]),
    ).toEqual([
      ['501', 1],
      ['502', 2],
      ['503', 1],
    ])
  })

  test('goods on the rows after a line that only says whose it is', () => {
    const reading = readChain(`${HEAD}1. 3-2-501 王女士\n鸡蛋1板\n面粉1袋\n2. 3-2-502\n面粉2袋`)
    expect(reading.doubtful).toEqual([])
    expect(reading.orders.map((order) => order.lines.map((line) => line.quantity))).toEqual([[1, 1], [2]])
  })

  test('a row of goods after a whole order belongs to nobody', () => {
    const reading = readChain(`${HEAD}1. 3-2-501 鸡蛋1\n面粉1袋\n2. 3-2-502 鸡蛋1`)
    expect(reading.doubtful.map((line) => [line.row, line.doubt?.code])).toEqual([[4, 'no-household']])
    expect(reading.orders[0]?.lines).toHaveLength(1)
  })

  test('a chain posted again and longer counts once', () => {
    const first = `#接龙\n${HEAD}\n1. 3-2-501 鸡蛋1`
    const reading = readChain(`${first}\n${first}\n2. 3-2-502 鸡蛋2`)
    expect(reading.doubtful).toEqual([])
    expect(reading.orders.map((order) => order.lines[0]?.quantity)).toEqual([1, 2])
  })

  test('two chains that differ are not merged in silence', () => {
    const reading = readChain(`#接龙\n${HEAD}\n1. 3-2-501 鸡蛋1\n#接龙\n${HEAD}\n1. 3-2-501 鸡蛋2`)
    expect(reading.doubtful.map((line) => line.doubt?.code)).toContain('repeat-or-second')
  })
})
