// covers: HOU-4 walked
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readChain, type SampleForm, toSampleForm } from './index.ts'

const read = (name: string): string =>
  readFileSync(new URL(`./corpus/samples/${name}`, import.meta.url), 'utf8')

/** The reasons of the samples are sentences of people; a reading gives codes. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  '01': ['unknown-item', 'no-household'],
  '02': ['over-limit', 'half-quantity', 'unknown-item', 'floor-or-building'],
  '03': ['household-two-ways', 'repeated-line', 'household-two-ways'],
}

describe('the sample chains', () => {
  for (const [name, codes] of Object.entries(CODES)) {
    test(`${name} reads exactly`, () => {
      const wanted = JSON.parse(read(`${name}.json`)) as SampleForm
      const reading = readChain(read(`${name}.txt`))
      const got = toSampleForm(reading)
      expect(got.items).toEqual(wanted.items)
      expect(got.orders).toEqual(wanted.orders)
      expect(got.doubtful.map((line) => line.line)).toEqual(wanted.doubtful.map((line) => line.line))
      expect(reading.doubtful.map((line) => line.doubt?.code)).toEqual(codes)
    })

    test(`${name} reads the same with Windows line ends, full width and other dashes`, () => {
      const text = read(`${name}.txt`)
      const wanted = readChain(text).orders
      const wide = text.replace(/[0-9A-Za-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
      expect(readChain(text.replaceAll('\n', '\r\n')).orders).toEqual(wanted)
      const orders = (given: string) =>
        readChain(given).orders.map(({ household, lines }) => [
          household,
          lines.map((l) => [l.itemIndex, l.quantity]),
        ])
      expect(orders(wide)).toEqual(orders(text))
      expect(orders(text.replaceAll('-', '—'))).toEqual(orders(text))
    })
  }
})
