// covers: HOU-4 walked refused
import { describe, expect, test } from 'vitest'
import { corpus } from './corpus/cases.ts'
import { type ChainReading, readChain } from './index.ts'

/** Orders in the short writing of the corpus. */
function shortOrders(reading: ChainReading): string {
  return reading.orders
    .map(({ household, lines }) => {
      const home = `${household.building}/${household.entrance ?? ''}/${household.room}`
      return `${home} ${lines.map(({ item, quantity }) => `${item.name} ${quantity}`).join(', ')}`
    })
    .join('; ')
}

const cases = corpus()

describe('the corpus of lines judged by hand', () => {
  test('holds at least 300 chains, a third of them doubtful', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300)
    expect(cases.filter((each) => each.orders === null).length).toBeGreaterThanOrEqual(100)
  })

  for (const each of cases) {
    const wanted = each.orders === null ? `doubtful ${each.doubt ?? ''}` : each.orders
    test(`${each.file}:${each.row} ${each.lines.join(' // ')} => ${wanted}`, () => {
      const reading = readChain(each.text)
      const last = reading.lines.at(-1)
      if (each.orders === null) {
        expect(last?.kind).toBe('doubtful')
        expect(last?.effect).toBeUndefined()
        if (each.doubt !== null) expect(last?.doubt?.code).toBe(each.doubt)
      } else {
        expect(reading.doubtful).toEqual([])
        expect(shortOrders(reading)).toBe(each.orders)
      }
    })
  }

  test('reads at least 95 % of the readable lines, and none wrongly', () => {
    const readable = cases.filter((each) => each.orders !== null)
    const read = readable.filter((each) => readChain(each.text).doubtful.length === 0)
    const wrong = read.filter((each) => shortOrders(readChain(each.text)) !== each.orders)
    expect(wrong).toEqual([])
    expect(read.length / readable.length).toBeGreaterThanOrEqual(0.95)
  }, 60_000)
})
