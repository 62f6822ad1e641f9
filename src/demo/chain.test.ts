import { describe, expect, it } from 'vitest'
import { readDivisions } from '../modules/places/divisions/divisions.ts'
import { chainLineCount, type DemoChain, demoChain, demoEstate } from './chain.ts'
import { demoDistrictCode, demoPlace, demoSeed } from './place.ts'
import { seededRandom } from './random.ts'

const place = demoPlace(readDivisions().district(demoDistrictCode)!, seededRandom(demoSeed))
const estateKeys = place.places.filter((node) => node.kind === 'estate').map((node) => node.key)
const chains = estateKeys.map((key, index) => {
  const estate = demoEstate(place, key)
  return { estate, chain: demoChain(estate, place.stores[index % 3]!.priceList, seededRandom(index)) }
})

/** The numbered lines without their numbers, the head left off. */
function bodyLines({ text }: DemoChain): string[] {
  return text.split('\n').flatMap((line) => /^\d+(?:\. |、 ?)(.+)$/.exec(line)?.[1] ?? [])
}

describe('a demo order chain', () => {
  it('has a head with every item and sixty numbered lines', () => {
    for (const { chain } of chains) {
      expect(bodyLines(chain)).toHaveLength(chainLineCount)
      const head = chain.text.split('\n\n')[0]!
      for (const { name, priceFen, unit } of chain.items) {
        expect(head).toContain(`${name} ${priceFen / 100}元/${unit}(`)
      }
      expect(chain.text).not.toMatch(/undefined|NaN|null/)
    }
  })

  it('is written in many styles', () => {
    const all = chains.flatMap(({ chain }) => bodyLines(chain))
    const styles = [
      /^\d+-\d-\d+ /,
      /号楼\d单元\d+室/,
      /^[一二三四五六七八九十]+栋/,
      /^[０-９]/,
      /#/,
      /甲/,
      /^5A/,
    ]
    styles.push(
      /[①-⑳]×\d/,
      /各(1|一)份/,
      /两板/,
      /壹/,
      /\d+号\d/,
      /139\d{8}/,
      /尾号\d{4}/,
      /同上/,
      /\d+枚/,
      /\d斤/,
    )
    styles.push(/再加/, /改成/, /取消|不要/)
    for (const style of styles)
      expect(
        all.some((line) => style.test(line)),
        String(style),
      ).toBe(true)
  })

  it('has two or three doubtful lines, each what it is said to be', () => {
    const seen = new Set<string>()
    for (const { chain } of chains) {
      const lines = bodyLines(chain)
      expect([2, 3]).toContain(chain.doubtful.length)
      for (const { line, reason } of chain.doubtful) {
        seen.add(reason)
        const text = lines[line - 1]!
        if (reason === 'repeatedLine') expect(text).toBe(lines[line - 2])
        if (reason === 'halfPackage') expect(text).toContain('半份')
        if (reason === 'noHousehold') expect(text).toMatch(/^\p{Script=Han} /u)
        if (reason === 'unknownItem') {
          for (const item of chain.items) expect(text).not.toContain(item.name)
          expect(text).not.toMatch(/[①-⑳]/)
        }
        if (reason === 'overLimit') {
          const item = chain.items.find((candidate) => text.includes(` ${candidate.name}`))!
          expect(text).toContain(`${item.limitPerHousehold! + 1}${item.unit}`)
        }
      }
    }
    expect(seen.size).toBe(5)
  })

  it('orders for households that exist, once each, within the limits', () => {
    for (const { estate, chain } of chains) {
      const addresses = chain.orders.map(({ household }) => JSON.stringify(household))
      expect(new Set(addresses).size).toBe(addresses.length)
      expect(chain.orders.length).toBeGreaterThanOrEqual(44)
      for (const { household, lines } of chain.orders) {
        const { building, entrance, room } = household
        const homes = estate.households.filter(
          (home) =>
            home.building === building && home.room === room && (entrance ?? home.entrance) === home.entrance,
        )
        expect(homes).toHaveLength(1)
        expect(lines.length).toBeGreaterThan(0)
        for (const [name, quantity] of lines) {
          const item = chain.items.find((candidate) => candidate.name === name)!
          expect(quantity).toBeGreaterThan(0)
          expect(quantity).toBeLessThanOrEqual(item.limitPerHousehold ?? 9)
        }
      }
    }
  })

  it('says in its answer what its plainest lines say', () => {
    const compared = { order: 0, changed: 0, itemGone: 0, orderGone: 0 }
    for (const { chain } of manyChains()) {
      const doubtfulLines = new Set(chain.doubtful.map(({ line }) => line))
      const lines = bodyLines(chain).filter((_, index) => !doubtfulLines.has(index + 1))
      const later = lines.filter((line) => /再加|改成|取消|不要|退掉/.test(line))
      for (const line of lines) {
        const [, building, entrance, room, said] = /^(\d+)-(\d)-(\d+) (.+)$/.exec(line) ?? []
        if (room === undefined || said === undefined) continue
        const household = JSON.stringify({ building, entrance, room })
        const order = chain.orders.find((candidate) => JSON.stringify(candidate.household) === household)
        const quantityOf = (sign: string) => order?.lines.find(([name]) => name === nameOf(chain, sign))?.[1]
        const [, changed, quantity] = /^([①-⑳])改成(\d)/.exec(said) ?? []
        const [, dropped] = /^不要([①-⑳])了$/.exec(said) ?? []
        if (changed !== undefined) {
          expect(quantityOf(changed)).toBe(Number(quantity))
          compared.changed += 1
        } else if (dropped !== undefined) {
          expect(order).toBeDefined()
          expect(quantityOf(dropped)).toBeUndefined()
          compared.itemGone += 1
        } else if (/^(退掉|全部取消|整单不要了)$/.test(said)) {
          expect(order).toBeUndefined()
          compared.orderGone += 1
        } else if (/^([①-⑳][×*x]\d ?)+$/.test(said) && !later.some((other) => mentions(other, room))) {
          const read = [...said.matchAll(/([①-⑳])[×*x](\d)/g)]
          expect(order?.lines).toEqual(read.map(([, sign, count]) => [nameOf(chain, sign!), Number(count)]))
          compared.order += 1
        }
      }
    }
    expect(compared.order).toBeGreaterThan(50)
    for (const kind of ['changed', 'itemGone', 'orderGone'] as const)
      expect(compared[kind]).toBeGreaterThan(5)
  })

  it('is the same for the same seed', () => {
    const estate = demoEstate(place, 'estate-03')
    const { priceList } = place.stores[0]!
    expect(demoChain(estate, priceList, seededRandom(7))).toEqual(
      demoChain(estate, priceList, seededRandom(7)),
    )
    expect(demoChain(estate, priceList, seededRandom(7)).text).not.toBe(
      demoChain(estate, priceList, seededRandom(8)).text,
    )
  })
})

/** Ten chains of every estate: the plain lines of one alone are few. */
function manyChains(): { readonly chain: DemoChain }[] {
  return chains.flatMap(({ estate }, index) =>
    Array.from({ length: 10 }, (_, number) => ({
      chain: demoChain(estate, place.stores[index % 3]!.priceList, seededRandom(1_000 * number + index)),
    })),
  )
}

function nameOf(chain: DemoChain, sign: string): string {
  return chain.items[sign.codePointAt(0)! - '①'.codePointAt(0)!]!.name
}

/** Whether a line names this room in figures or in words; that the building differs does not matter here. */
function mentions(line: string, room: string): boolean {
  const inWords = Array.from(room, (digit) => '零一二三四五六七八九'[Number(digit)]).join('')
  return line.normalize('NFKC').includes(room) || line.includes(inWords)
}
