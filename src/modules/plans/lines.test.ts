// covers: PLN-1 walked
/**
 * Every line of the plan files D1 and C3 is missed when it is gone. What the paper of each plan says is written out
 * here by hand, and held against the file as it stands; then each line is taken out, one at a time, and either the
 * reading refuses the file and names the field and its line, or what the paper says no longer holds.
 *
 * Sources: plan C3 (a district's sealed estates, excerpt) and plan D1 (the same, whole); `gaps` lists what their
 * papers leave open, so those figures are defaults of ours and must be said to be.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PlanFault, PlanFile } from './file.ts'
import { readPlanFile } from './file.ts'

const folder = resolve(import.meta.dirname, '..', '..', '..', 'plans')

type Expectation = {
  readonly says: string
  readonly of: (plan: PlanFile) => unknown
  readonly is: unknown
}

/** What both papers say alike: stores, ordering, money, bags, and who does what. */
const alike: readonly Expectation[] = [
  {
    says: 'holds for a district and for every place below it',
    of: (plan) => plan.places,
    is: ['district', 'street', 'community', 'estate'],
  },
  { says: 'wants at least three stores', of: (plan) => plan.market.storesMin, is: 3 },
  { says: 'gives an estate the store nearby', of: (plan) => plan.market.assign, is: 'nearest' },
  { says: 'collects orders every day by default', of: (plan) => plan.orders.cadence, is: 'FREQ=DAILY' },
  { says: 'opens at six by default', of: (plan) => plan.orders.opens, is: '06:00' },
  { says: 'cuts off at six in the evening by default', of: (plan) => plan.orders.cutOff, is: '18:00' },
  {
    says: 'delivers the day after by three by default',
    of: (plan) => plan.orders.delivers,
    is: { daysAfterCutOff: 1, at: '15:00' },
  },
  { says: 'lets a household order once in a cycle', of: (plan) => plan.orders.oncePer, is: 'cycle' },
  {
    says: 'takes orders from the household, from the grid worker who asks, and from the chat',
    of: (plan) => plan.orders.channels,
    is: ['household', 'liaison', 'chain'],
  },
  { says: 'sells single goods beside packages', of: (plan) => plan.orders.packagesOnly, is: false },
  { says: 'takes at most 40 lines by default', of: (plan) => plan.orders.linesMax, is: 40 },
  { says: 'takes at most 20 packs of a line by default', of: (plan) => plan.orders.packsPerLineMax, is: 20 },
  { says: 'takes at most 4 packages by default', of: (plan) => plan.orders.packagesMax, is: 4 },
  { says: 'takes at most 1000 yuan by default', of: (plan) => plan.orders.amountMaxYuan, is: 1000 },
  {
    says: 'has the grid worker collect, and advance for who cannot pay',
    of: (plan) => plan.orders.payment,
    is: ['collect', 'advance'],
  },
  { says: 'packs a bag per household', of: (plan) => plan.packing.bagPer, is: 'household' },
  {
    says: 'prints address, goods, amount and paid or owed on the label',
    of: (plan) => plan.packing.labelShows,
    is: ['address', 'items', 'amount', 'payMark'],
  },
  { says: 'wants a signed pickup point', of: (plan) => plan.packing.pickupPointSigned, is: true },
  {
    says: 'lets the commander end a cycle and give estates their stores',
    of: (plan) => plan.posts.district_commander,
    is: ['orders.end_cycle', 'market.assign'],
  },
  {
    says: 'lets the street officer do so in the street, and see totals and money',
    of: (plan) => plan.posts.street_officer,
    is: ['market.assign', 'orders.end_cycle', 'orders.read_collections', 'orders.read_money'],
  },
  {
    says: 'lets the community see totals, money and homes, and change nothing',
    of: (plan) => plan.posts.community_officer,
    is: ['orders.read_collections', 'orders.read_money', 'places.read_households'],
  },
  {
    says: 'has the grid worker order, paste, collect, count and hand out, and pack nothing',
    of: (plan) => plan.posts.grid_worker,
    is: [
      'places.read_households',
      'places.reveal',
      'places.issue_link',
      'orders.order_for',
      'orders.paste_chain',
      'orders.collect_money',
      'orders.read_money',
      'orders.read_collections',
      'packing.read',
      'packing.agree',
      'packing.collect',
      'packing.note_short',
    ],
  },
  {
    says: 'has the store manager offer, pack and declare, and take no money',
    of: (plan) => plan.posts.store_manager,
    is: [
      'market.upload_offers',
      'orders.read_collections',
      'packing.read',
      'packing.make_bags',
      'packing.print_labels',
      'packing.pack',
      'packing.check',
      'packing.declare',
    ],
  },
  {
    says: 'has the picker pack and declare, and change no price',
    of: (plan) => plan.posts.store_picker,
    is: [
      'market.read_offers',
      'orders.read_collections',
      'packing.read',
      'packing.make_bags',
      'packing.print_labels',
      'packing.pack',
      'packing.check',
      'packing.declare',
    ],
  },
]

const opensHours = '原方案只说“定时”上报,没有写几点。开单、截单、送达时间由启用地自定,这里是缺省值。'

const papers: readonly {
  readonly file: string
  readonly code: string
  readonly own: readonly Expectation[]
}[] = [
  {
    file: 'D1-sealed-estates.yaml',
    code: 'D1',
    own: [
      { says: 'is called so', of: (plan) => plan.title, is: '封闭小区居民生活必需品保供(区)' },
      {
        says: 'says what it does: stores nearby, the grid worker collects, a bag per household at the pickup point',
        of: (plan) => plan.about,
        is: '小区封闭期间,就近超市供货,网格员收单收款,一户一袋送到小区存放点。',
      },
      { says: 'owns that its paper gives no hours', of: (plan) => plan.gaps[0], is: opensHours },
      {
        says: 'owns that its paper gives no limits',
        of: (plan) => plan.gaps[1],
        is: '原方案没有限购数字。每单行数、份数、套餐数和金额上限是缺省值。',
      },
      { says: 'owns two gaps and no more', of: (plan) => plan.gaps.length, is: 2 },
    ],
  },
  {
    file: 'C3-sealed-estates.yaml',
    code: 'C3',
    own: [
      { says: 'is called so', of: (plan) => plan.title, is: '封闭小区居民生活必需品保供(区,摘录本)' },
      {
        says: 'says what it does: the same as D1, three stores nearby, the worker advances for old people',
        of: (plan) => plan.about,
        is: '与 D1 同一做法的摘录本:就近三家超市供货,网格员统一收款,老人代付记账。',
      },
      {
        says: 'owns that a part of its paper is missing and the stores are nameless, and invents neither',
        of: (plan) => plan.gaps[0],
        is: '原文缺第二部分,超市名称被隐去;缺的部分不补写。',
      },
      {
        says: 'owns that its paper gives no hours',
        of: (plan) => plan.gaps[1],
        is: opensHours,
      },
      {
        says: 'owns that its paper gives no limits',
        of: (plan) => plan.gaps[2],
        is: '原方案没有限购数字。每单行数、份数、套餐数和金额上限是缺省值。',
      },
      { says: 'owns three gaps and no more', of: (plan) => plan.gaps.length, is: 3 },
    ],
  },
]

const holds = (plan: PlanFile, expectation: Expectation): boolean =>
  JSON.stringify(expectation.of(plan)) === JSON.stringify(expectation.is)

/**
 * What a reader of the shortened file must be told: the field that is gone, at the line of the section where it
 * stood (a field of the whole file: line 1). Where a section's head is gone its parts no longer fit: then the line
 * from which on the file can't be read.
 */
const faultWithout = (
  lines: readonly string[],
  at: number,
): { readonly field: string; readonly line: number } | null => {
  const key = /^( *)([A-Za-z_]+):/.exec(lines[at] ?? '')
  if (!key) return null
  if (key[1] === '') return { field: key[2] as string, line: 1 }
  const head = lines.findLastIndex((line, index) => index < at && /^[a-z]+:$/.test(line))
  return { field: `${lines[head]?.replace(':', '')}.${key[2]}`, line: head + 1 }
}

for (const { file, code, own } of papers) {
  const source = readFileSync(resolve(folder, file), 'utf8')
  const lines = source.split('\n')
  const paper: readonly Expectation[] = [
    { says: 'is the plan of this code', of: (plan) => plan.plan, is: code },
    ...own,
    ...alike,
  ]

  describe(`plan ${code} as it stands`, () => {
    const read = readPlanFile(source)

    test(`${code} is read without a fault`, () => {
      expect(read).toMatchObject({ ok: true })
    })

    for (const expectation of paper) {
      test(`${code} ${expectation.says}`, () => {
        if (!read.ok) throw new Error(`${file} is no plan: ${JSON.stringify(read)}`)
        expect(expectation.of(read.value)).toEqual(expectation.is)
      })
    }
  })

  describe(`plan ${code} without one of its lines`, () => {
    for (const [at, line] of lines.entries()) {
      if (line.trim() === '') continue
      test(`${code} without line ${at + 1} "${line.trim().slice(0, 60)}"`, () => {
        const read = readPlanFile(lines.filter((_, index) => index !== at).join('\n'))
        if (read.ok) {
          const missed = paper.filter((expectation) => !holds(read.value, expectation))
          expect(missed.map((expectation) => expectation.says)).not.toEqual([])
          return
        }
        const { faults } = read.refusal.data as { faults: readonly PlanFault[] }
        const wanted = faultWithout(lines, at)
        const named = faults.find((fault) => fault.field === wanted?.field)
        // The fault of a broken form has no field: it stands where the line is missing.
        if (named) expect(named.line).toBe(wanted?.line)
        else expect(faults[0]).toMatchObject({ field: '', line: at + 1 })
        expect(faults.every((fault) => fault.problem !== '')).toBe(true)
      })
    }
  })
}
