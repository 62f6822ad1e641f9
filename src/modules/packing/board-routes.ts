import { idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import { languageOf } from '../../platform/text.ts'
import {
  boardQuery,
  boardView,
  collectionsQuery,
  collectionsView,
  overviewQuery,
  overviewView,
  totalsView,
} from '../orders/api.ts'
import { collectionBoard, collectionSheet, estateBoard, overview } from './boards.ts'
import { totalsWorkbook } from './totals-file.ts'

const tag = 'boards'
const board = { kind: 'reach', action: 'orders.read_board' } as const
const collections = { kind: 'reach', action: 'orders.read_collections' } as const

export const boardRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/overview',
    access: board,
    tag,
    summary: 'Every estate that I may see, in its cycle',
    schemas: { query: overviewQuery, answer: overviewView },
    handle: ({ query, context }) => overview(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/board',
    access: board,
    tag,
    summary: 'Where each household of an estate stands',
    schemas: { params: idParams, query: boardQuery, answer: boardView },
    handle: ({ params, query, context }) => estateBoard(context, params.id, query.cycleId),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/collections',
    access: collections,
    tag,
    summary: 'Collections of orders that I may see',
    schemas: { query: collectionsQuery, answer: collectionsView },
    handle: async ({ query, context }) => ({ collections: await collectionBoard(context, query) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/collections/:id/totals',
    access: collections,
    tag,
    summary: "A collection's totals by offer and by item",
    schemas: { params: idParams, answer: totalsView },
    handle: ({ params, context }) => collectionSheet(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/collections/:id/totals.xlsx',
    access: collections,
    tag,
    summary: "A collection's totals and box list as a workbook",
    form: 'file',
    schemas: { params: idParams },
    handle: async ({ params, context, request, reply }) => {
      const file = await totalsWorkbook(context, params.id, languageOf(request))
      return reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .send(file.bytes)
    },
  }),
]
