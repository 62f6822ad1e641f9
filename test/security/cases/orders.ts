import { pasteChain } from '../../../src/modules/orders/chain.ts'
import { orderFor } from '../../../src/modules/orders/commands.ts'
import { declareHandover, makeBags, packBag } from '../../../src/modules/packing/index.ts'
import type { Stage } from '../stage.ts'
import { freshId } from '../stage.ts'

import type { Case } from './rules.ts'
import {
  atCollection,
  atEstate,
  bagOf,
  get,
  keep,
  kept,
  money,
  post,
  reachesCollection,
  reachesEstate,
} from './rules.ts'

export const orderCases: readonly Case[] = [
  ...['sheet', 'announcement'].map((what) => ({
    route: `GET /api/estates/:id/${what}`,
    rule: reachesEstate,
    send: (stage: Stage, pick: (id: string) => string) => get(`/api/estates/${pick(stage.estateId)}/${what}`),
  })),
  {
    route: 'POST /api/orders',
    rule: atEstate,
    send: (stage, pick) =>
      post('/api/orders', {
        id: freshId(stage.world),
        cycleId: stage.openCycleId,
        householdId: pick(stage.households[2] as string),
        lines: [{ offerId: stage.offers[0]?.id, count: 1 }],
      }),
  },
  {
    route: 'POST /api/orders/:id/cancel',
    rule: atEstate,
    before: async (stage) => {
      kept.set('order', freshId(stage.world))
      const answer = await orderFor(stage.contexts.grid, {
        id: keep('order'),
        cycleId: stage.openCycleId,
        householdId: stage.households[3] as string,
        lines: [{ offerId: stage.offers[1]?.id as string, count: 1 }],
      })
      if (answer.code !== 'placed') throw new Error(answer.code)
    },
    send: (_stage, pick) => post(`/api/orders/${pick(keep('order'))}/cancel`),
  },
  {
    route: 'GET /api/households/:id/order',
    rule: reachesEstate,
    send: (stage, pick) => get(`/api/households/${pick(stage.households[2] as string)}/order`),
  },
  {
    route: 'POST /api/estates/:id/chains',
    rule: atEstate,
    send: (stage, pick) =>
      post(`/api/estates/${pick(stage.estateId)}/chains`, { id: freshId(stage.world), text: '1. 大家好' }),
  },
  {
    route: 'GET /api/chains/:id',
    rule: atEstate,
    before: async (stage) => {
      kept.set('chain', freshId(stage.world))
      await pasteChain(stage.contexts.grid, stage.estateId, { id: keep('chain'), text: '1. 你好' })
    },
    send: (_stage, pick) => get(`/api/chains/${pick(keep('chain'))}`),
  },
  {
    route: 'POST /api/chains/:id/apply',
    rule: atEstate,
    send: (_stage, pick) => post(`/api/chains/${pick(keep('chain'))}/apply`, { settled: [] }),
  },
  {
    route: 'GET /api/estates/:id/money',
    rule: money,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/money`),
  },
  {
    route: 'POST /api/payments',
    rule: atEstate,
    send: (stage, pick) =>
      post('/api/payments', {
        id: freshId(stage.world),
        orderId: pick(stage.orders[0]?.id as string),
        kind: 'collect',
        amountFen: 1,
      }),
  },
]

const scan = (act: string, action: string, index: number): Case => ({
  route: 'POST /api/bags/scan',
  note: act,
  action,
  rule: atCollection,
  before: async (stage) => {
    kept.set(`scan ${act}`, String((await bagOf(stage, index)).code))
  },
  send: (stage, pick) =>
    post('/api/bags/scan', {
      act,
      // Nobody's bag has a code of the same form, with other signs.
      code: pick('code') === 'code' ? keep(`scan ${act}`) : otherCode(keep(`scan ${act}`)),
      collectionId: stage.collectionId,
    }),
})
const otherCode = (code: string): string =>
  code.replace(/[0-9A-Z]{4}$/, (end) => (end === 'ZZZZ' ? 'YYYY' : 'ZZZZ'))

export const packingCases: readonly Case[] = [
  {
    route: 'POST /api/collections/:id/bags',
    rule: atCollection,
    send: (stage, pick) => post(`/api/collections/${pick(stage.collectionId)}/bags`),
  },
  {
    route: 'GET /api/collections/:id/pick-list',
    rule: atCollection,
    send: (stage, pick) => get(`/api/collections/${pick(stage.collectionId)}/pick-list`),
  },
  {
    route: 'GET /api/collections/:id/labels.pdf',
    rule: atCollection,
    send: (stage, pick) =>
      get(
        `/api/collections/${pick(stage.collectionId)}/labels.pdf?from=1&to=1&reason=${encodeURIComponent('重打')}`,
      ),
  },
  {
    route: 'POST /api/bags/:id/pack',
    rule: atCollection,
    before: async (stage) => {
      await makeBags(stage.contexts.manager, stage.collectionId)
      kept.set('bag', (await bagOf(stage, 0)).id)
    },
    send: (_stage, pick) => post(`/api/bags/${pick(keep('bag'))}/pack`, { short: [] }),
  },
  scan('look', 'packing.read', 0),
  scan('pack', 'packing.pack', 1),
  scan('check', 'packing.check', 1),
  {
    route: 'POST /api/collections/:id/handover',
    rule: atCollection,
    before: async (stage) => {
      for (let index = 0; index < stage.orders.length; index += 1)
        await packBag(stage.contexts.picker, (await bagOf(stage, index)).id, [])
    },
    send: (stage, pick) =>
      post(`/api/collections/${pick(stage.collectionId)}/handover`, {
        id: freshId(stage.world),
        bagCount: stage.orders.length,
      }),
  },
  {
    route: 'GET /api/collections/:id/handover',
    rule: atCollection,
    send: (stage, pick) => get(`/api/collections/${pick(stage.collectionId)}/handover`),
  },
  {
    route: 'POST /api/handovers/:id/agree',
    rule: atCollection,
    before: async (stage) => {
      kept.set('handover', freshId(stage.world))
      await declareHandover(stage.contexts.manager, stage.collectionId, {
        id: keep('handover'),
        bagCount: stage.orders.length,
      })
    },
    send: (stage, pick) =>
      post(`/api/handovers/${pick(keep('handover'))}/agree`, { bagCount: stage.orders.length }),
  },
  scan('collect', 'packing.collect', 0),
  {
    route: 'POST /api/bags/:id/short',
    rule: atCollection,
    before: async (stage) => {
      kept.set('short offer', String((await bagOf(stage, 0)).lines[0]?.offerId))
    },
    send: (_stage, pick) =>
      post(`/api/bags/${pick(keep('bag'))}/short`, { short: [{ offerId: keep('short offer'), count: 1 }] }),
  },
  {
    route: 'GET /api/estates/:id/board',
    rule: reachesEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/board`),
  },
  ...['totals', 'totals.xlsx'].map((what) => ({
    route: `GET /api/collections/:id/${what}`,
    rule: reachesCollection,
    send: (stage: Stage, pick: (id: string) => string) =>
      get(`/api/collections/${pick(stage.collectionId)}/${what}`),
  })),
]
