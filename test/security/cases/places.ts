import { exportPriceList } from '../../../src/modules/market/price-lists.ts'

import type { Case } from './rules.ts'
import {
  assigns,
  at,
  atEstate,
  estate,
  everybody,
  files,
  get,
  post,
  reachesEstate,
  reachesStore,
  seesAround,
  upload,
  uploads,
} from './rules.ts'

export const listCases: readonly Case[] = [
  '/api/session',
  '/api/sessions',
  '/api/labels/test.pdf',
  '/api/places',
  '/api/estates',
  '/api/plans',
  '/api/stores',
  '/api/cycles',
  '/api/overview',
  '/api/collections',
].map((path) => ({ route: `GET ${path}`, rule: everybody, send: () => get(path) }))

export const placeCases: readonly Case[] = [
  {
    route: 'GET /api/estates/:id',
    rule: reachesEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}`),
  },
  {
    route: 'GET /api/estates/:id/households',
    rule: atEstate,
    send: (stage, pick) => get(`/api/estates/${pick(stage.estateId)}/households`),
  },
  {
    route: 'POST /api/households/:id/reveal',
    rule: atEstate,
    send: (stage, pick) =>
      post(`/api/households/${pick(stage.households[0] as string)}/reveal`, { reason: '核对电话' }),
  },
  {
    route: 'POST /api/households/:id/link',
    rule: atEstate,
    send: (stage, pick) => post(`/api/households/${pick(stage.households[1] as string)}/link`),
  },
  {
    route: 'POST /api/households/:id/reopen-link',
    rule: atEstate,
    send: (stage, pick) => post(`/api/households/${pick(stage.households[1] as string)}/reopen-link`),
  },
]

export const planCases: readonly Case[] = [
  {
    route: 'POST /api/plans/:code/check',
    rule: at((stage) => stage.communityId),
    send: (stage, pick) => post('/api/plans/D1/check', { placeId: pick(stage.communityId) }),
  },
  {
    route: 'POST /api/plans/:code/switch-on',
    rule: at((stage) => stage.streetId),
    send: (stage, pick) =>
      // The plan is in force there already: its own id again is the same act.
      post('/api/plans/D1/switch-on', { id: stage.planId, placeId: pick(stage.streetId) }),
  },
]

export const marketCases: readonly Case[] = [
  {
    route: 'GET /api/assignments',
    rule: seesAround,
    send: (stage, pick) => get(`/api/assignments?placeId=${pick(stage.streetId)}`),
  },
  {
    route: 'POST /api/assignments/propose',
    rule: assigns((stage) => stage.streetId),
    send: (stage, pick) => post('/api/assignments/propose', { placeId: pick(stage.streetId) }),
  },
  {
    route: 'POST /api/assignments/confirm',
    rule: assigns((stage) => stage.streetId),
    send: (stage, pick) => post('/api/assignments/confirm', { placeId: pick(stage.streetId) }),
  },
  {
    route: 'PUT /api/estates/:id/store',
    rule: assigns(estate),
    send: (stage, pick) => ({
      method: 'PUT',
      url: `/api/estates/${pick(stage.estateId)}/store`,
      payload: { storeId: stage.storeId },
    }),
  },
  {
    route: 'GET /api/stores/:id/offers',
    rule: reachesStore,
    send: (stage, pick) => get(`/api/stores/${pick(stage.storeId)}/offers`),
  },
  {
    route: 'GET /api/stores/:id/price-list.xlsx',
    rule: reachesStore,
    send: (stage, pick) => get(`/api/stores/${pick(stage.storeId)}/price-list.xlsx`),
  },
  {
    route: 'POST /api/stores/:id/price-list',
    rule: uploads,
    before: async (stage) => {
      files.workbook = Buffer.from((await exportPriceList(stage.contexts.manager, stage.storeId)).bytes)
    },
    send: (stage, pick) =>
      upload(`/api/stores/${pick(stage.storeId)}/price-list?mode=preview`, files.workbook),
  },
]
