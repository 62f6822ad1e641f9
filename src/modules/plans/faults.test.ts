// covers: PLN-1 refused
/** Forty kinds of fault in a plan file, each named with its line, its field and what it is. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { routes } from '../../cli/product.ts'
import type { PlanFault } from './file.ts'
import { readPlanFile } from './file.ts'

const good = readFileSync(resolve(import.meta.dirname, '../../../plans/D1-sealed-estates.yaml'), 'utf8')
// One page serves several acts: scanning asks for the right of the act.
const rights = new Set([
  ...routes.flatMap(({ access }) => ('action' in access ? [access.action] : [])),
  'packing.check',
  'packing.collect',
])

const lineWith = (source: string, text: string): number =>
  source.split('\n').findIndex((line) => line.includes(text)) + 1

/** [what is wrong, what is replaced, by what, field, code, a text on the line that must be named (default: the new text)] */
const cases: readonly (readonly [string, string, string, string, string, (string | undefined)?])[] = [
  ['a code that is no plan', 'plan: D1', 'plan: Z99', 'plan', 'wrong_form'],
  ['an empty title', 'title: 封闭小区居民生活必需品保供(区)', 'title: ""', 'title', 'too_small'],
  ['a title that is a number', 'title: 封闭小区居民生活必需品保供(区)', 'title: 7', 'title', 'wrong_type'],
  ['a kind of place that there is not', 'places: [district,', 'places: [planet,', 'places.0', 'not_allowed'],
  ['no place at all', 'places: [district, street, community, estate]', 'places: []', 'places', 'too_small'],
  ['a place twice', 'places: [district, street,', 'places: [district, district,', 'places', 'twice'],
  [
    'places that are no list',
    'places: [district, street, community, estate]',
    'places: district',
    'places',
    'wrong_type',
  ],
  ['gaps that are no list', 'gaps:\n', 'gaps: none\ngapped:\n', 'gaps', 'wrong_type', 'gaps: none'],
  ['a misspelt section', 'market:', 'markt:', 'markt', 'unknown_key'],
  ['a misspelt key', '  cutOff:', '  cutoff:', 'orders.cutoff', 'unknown_key'],
  ['no stores', 'storesMin: 3', 'storesMin: 0', 'market.storesMin', 'too_small'],
  ['half a store', 'storesMin: 3', 'storesMin: 2.5', 'market.storesMin', 'wrong_type'],
  ['stores as a word', 'storesMin: 3', 'storesMin: three', 'market.storesMin', 'wrong_type'],
  ['too many stores', 'storesMin: 3', 'storesMin: 5000', 'market.storesMin', 'too_big'],
  ['an unknown way to assign', 'assign: nearest', 'assign: lottery', 'market.assign', 'not_allowed'],
  ['a cadence in words', 'cadence: FREQ=DAILY', 'cadence: every day', 'orders.cadence', 'bad_cadence'],
  [
    'a cadence of no interval',
    'cadence: FREQ=DAILY',
    'cadence: FREQ=DAILY;INTERVAL=X',
    'orders.cadence',
    'bad_cadence',
  ],
  [
    'a weekday that there is not',
    'cadence: FREQ=DAILY',
    'cadence: FREQ=WEEKLY;BYDAY=XX',
    'orders.cadence',
    'bad_cadence',
  ],
  ['an hour past the day', 'opens: "06:00"', 'opens: "25:00"', 'orders.opens', 'wrong_form'],
  [
    'a time without quotes that is read as a number',
    'cutOff: "18:00"',
    'cutOff: 1800',
    'orders.cutOff',
    'wrong_type',
  ],
  ['a minute past the hour', 'cutOff: "18:00"', 'cutOff: "18:75"', 'orders.cutOff', 'wrong_form'],
  ['a window of no length', 'cutOff: "18:00"', 'cutOff: "06:00"', 'orders.cutOff', 'no_window'],
  [
    'a delivery before the cut-off',
    'daysAfterCutOff: 1',
    'daysAfterCutOff: -1',
    'orders.delivers.daysAfterCutOff',
    'too_small',
  ],
  [
    'a delivery that is a word',
    'delivers: { daysAfterCutOff: 1, at: "15:00" }',
    'delivers: tomorrow',
    'orders.delivers',
    'wrong_type',
  ],
  ['a turn that there is not', 'oncePer: cycle', 'oncePer: year', 'orders.oncePer', 'not_allowed'],
  [
    'a channel that there is not',
    'channels: [household,',
    'channels: [pigeon,',
    'orders.channels.0',
    'not_allowed',
  ],
  [
    'a channel twice',
    'channels: [household, liaison,',
    'channels: [household, household,',
    'orders.channels',
    'twice',
  ],
  ['no channel', 'channels: [household, liaison, chain]', 'channels: []', 'orders.channels', 'too_small'],
  ['yes instead of true', 'packagesOnly: false', 'packagesOnly: "no"', 'orders.packagesOnly', 'wrong_type'],
  ['no lines', 'linesMax: 40', 'linesMax: 0', 'orders.linesMax', 'too_small'],
  ['a limit that is not there', '  packagesMax: 4\n', '', 'orders.packagesMax', 'missing', 'orders:'],
  ['an amount with fen', 'amountMaxYuan: 1000', 'amountMaxYuan: 99.5', 'orders.amountMaxYuan', 'wrong_type'],
  [
    'an amount without end',
    'amountMaxYuan: 1000',
    'amountMaxYuan: 99999999',
    'orders.amountMaxYuan',
    'too_big',
  ],
  [
    'a payment that there is not',
    'payment: [collect, advance]',
    'payment: [barter]',
    'orders.payment.0',
    'not_allowed',
  ],
  ['a bag for whom', 'bagPer: household', 'bagPer: building', 'packing.bagPer', 'not_allowed'],
  [
    'a label that shows a face',
    'labelShows: [address,',
    'labelShows: [photo,',
    'packing.labelShows.0',
    'not_allowed',
  ],
  ['a post that there is not', '  store_picker:', '  store_dog:', 'posts.store_dog', 'unknown_key'],
  [
    'a right that is no right',
    'district_commander: [orders.end_cycle,',
    'district_commander: [orders.end_world,',
    'posts.district_commander',
    'unknown_right',
  ],
  [
    'a right that is not written as one',
    'district_commander: [orders.end_cycle,',
    'district_commander: [END IT,',
    'posts.district_commander.0',
    'wrong_form',
  ],
  [
    'a post without a right',
    'district_commander: [orders.end_cycle, market.assign]',
    'district_commander: []',
    'posts.district_commander',
    'too_small',
  ],
  [
    'a right twice',
    'district_commander: [orders.end_cycle, market.assign]',
    'district_commander: [market.assign, market.assign]',
    'posts.district_commander',
    'twice',
  ],
  ['a key twice', 'storesMin: 3\n', 'storesMin: 3\n  storesMin: 4\n', '', 'twice', 'storesMin: 4'],
  ['a tab for indentation', '  assign: nearest', '\tassign: nearest', '', 'syntax'],
  ['a quote that is not closed', 'opens: "06:00"', 'opens: "06:00', '', 'syntax', '*'],
  [
    'a bracket that is not closed',
    'payment: [collect, advance]',
    'payment: [collect, advance',
    '',
    'syntax',
    '*',
  ],
  ['an alias', 'about: ', 'about: *other ', '', 'syntax', '*'],
  ['a tag', 'title: ', 'title: !!js/function ', '', 'syntax', '*'],
]

describe('faults of a plan file', () => {
  test('the file itself has none', () => expect(readPlanFile(good, rights).ok).toBe(true))

  test('there are forty kinds and more', () => expect(cases.length).toBeGreaterThanOrEqual(40))

  test.each(cases.map(([what, from, to, field, code, place]) => ({ what, from, to, field, code, place })))(
    '$what',
    ({ from, to, field, code, place }) => {
      expect(good).toContain(from)
      const source = good.replace(from, to)
      const reading = readPlanFile(source, rights)
      expect(reading.ok).toBe(false)
      const faults = reading.ok ? [] : (reading.refusal.data.faults as PlanFault[])
      const found = faults.find((one) => one.field === field && one.code === code)
      expect(found, JSON.stringify(faults)).toBeDefined()
      if (place !== '*') expect(found?.line).toBe(lineWith(source, place ?? to.split('\n')[0] ?? ''))
      expect(found?.mend.length).toBeGreaterThan(5)
    },
  )

  test.each([
    ['nothing', ''],
    ['a list', '- a\n- b\n'],
    ['a word', 'hello'],
    ['two documents', `${good}\n---\n${good}`],
    ['a megabyte', good.padEnd(1_000_000, '#')],
    ['bytes', '\u0000\u0001\ufffd'],
    ['a thousand nested lists', '['.repeat(1000)],
  ])('%s instead of a plan is refused, not thrown', (_, source) => {
    expect(readPlanFile(source, rights).ok).toBe(false)
  })
})
