import type {} from '@fastify/multipart'
import { refused } from '../../../kernel/result.ts'
import { idParams } from '../../../kernel/wire.ts'
import type { Route } from '../../../platform/http/index.ts'
import { defineRoute } from '../../../platform/http/index.ts'
import { orderImportQuery, orderImportView } from './api.ts'
import { importOrders } from './commands.ts'

export const orderImportRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/estates/:id/orders/import',
    access: { kind: 'post', action: 'orders.order_for' },
    tag: 'orders',
    form: 'upload',
    summary: "Look at a workbook of an estate's orders, or make orders of it",
    schemas: { params: idParams, query: orderImportQuery, answer: orderImportView },
    handle: async ({ params, query, context, request }) => {
      const file = await request.file()
      if (!file) throw refused('files.missing')
      return importOrders(context, params.id, query.mode, {
        bytes: await file.toBuffer(),
        name: file.filename,
      })
    },
  }),
]
