import type {} from '@fastify/multipart'
import { refused } from '../../kernel/result.ts'
import { idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import {
  assignmentsQuery,
  assignmentsView,
  assignmentView,
  estateStoreBody,
  offersQuery,
  offersView,
  placeBody,
  storesView,
  uploadQuery,
  uploadView,
} from './api.ts'
import { assignStore, confirmAt, proposeAt, readAssignments } from './assignments.ts'
import { exportPriceList, uploadPriceList } from './price-lists.ts'
import { listOffers, seenStore, seenStores } from './store.ts'

const tag = 'market'
const readStores = { kind: 'reach', action: 'market.read_stores' } as const
const readOffers = { kind: 'reach', action: 'market.read_offers' } as const
const assign = { kind: 'post', action: 'market.assign' } as const
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const marketRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/stores',
    access: readStores,
    tag,
    summary: 'Stores that I may see',
    schemas: { answer: storesView },
    handle: async ({ context }) => ({ stores: await seenStores(context, 'market.read_stores') }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/assignments',
    access: readStores,
    tag,
    summary: 'Which store serves which estate at a place',
    schemas: { query: assignmentsQuery, answer: assignmentsView },
    handle: ({ query, context }) => readAssignments(context.database, context, query.placeId),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/assignments/propose',
    access: assign,
    tag,
    summary: 'Propose stores by distance and capacity; confirmed ones stay',
    schemas: { body: placeBody, answer: assignmentsView },
    handle: ({ body, context }) => proposeAt(context, body.placeId),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/assignments/confirm',
    access: assign,
    tag,
    summary: 'Confirm the proposed stores of a place',
    schemas: { body: placeBody, answer: assignmentsView },
    handle: ({ body, context }) => confirmAt(context, body.placeId),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/estates/:id/store',
    access: assign,
    tag,
    summary: 'Give an estate another store, from the next cycle on',
    schemas: { params: idParams, body: estateStoreBody, answer: assignmentView },
    handle: ({ params, body, context }) => assignStore(context, params.id, body.storeId),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/stores/:id/offers',
    access: readOffers,
    tag,
    summary: 'What a store offers, with what can still be promised',
    schemas: { params: idParams, query: offersQuery, answer: offersView },
    handle: async ({ params, query, context }) => {
      const store = await seenStore(context.database, context, 'market.read_offers', params.id)
      if (!store) throw refused('market.store_missing')
      const offers = await listOffers(context.database, context.districtId, params.id, query.q)
      return { storeId: store.id, storeName: store.name, offers }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/stores/:id/price-list.xlsx',
    access: readOffers,
    tag,
    form: 'file',
    summary: 'The price list as a workbook, or its template',
    schemas: { params: idParams },
    handle: async ({ params, context, reply }) => {
      const { store, bytes } = await exportPriceList(context, params.id)
      const name = encodeURIComponent(`${store.name}价目表.xlsx`)
      return reply
        .type(workbookType)
        .header('content-disposition', `attachment; filename="price-list.xlsx"; filename*=UTF-8''${name}`)
        .send(bytes)
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/stores/:id/price-list',
    access: { kind: 'post', action: 'market.upload_offers' },
    tag,
    form: 'upload',
    summary: 'Look at an uploaded price list, or take it over',
    schemas: { params: idParams, query: uploadQuery, answer: uploadView },
    handle: async ({ params, query, context, request }) => {
      const file = await request.file()
      if (!file) throw refused('files.missing')
      const bytes = await file.toBuffer()
      return uploadPriceList(context, params.id, query.mode, { bytes, name: file.filename })
    },
  }),
]
