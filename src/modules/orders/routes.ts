import { refused } from '../../kernel/result.ts'
import { done, idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import { findHousehold } from '../places/index.ts'
import {
  announcementView,
  boardQuery,
  chainApplyBody,
  chainBody,
  chainResultView,
  chainView,
  cyclesView,
  estateSheetView,
  householdOrderView,
  moneyView,
  paidView,
  payBody,
  placedView,
  placeOrderBody,
} from './api.ts'
import { applyChain, pasteChain, showChain } from './chain.ts'
import { cancelOrder, endCycle, orderFor, orderOwn, orRefused } from './commands.ts'
import { orderImportRoutes } from './import/routes.ts'
import { pay } from './money.ts'
import { announcement, estateMoney, estateSheet } from './sheets.ts'
import { currentCycle, listCycles, liveOrder } from './store.ts'

const tag = 'orders'
const read = { kind: 'reach', action: 'places.read' } as const
const orderForThem = { kind: 'post', action: 'orders.order_for' } as const
const paste = { kind: 'post', action: 'orders.paste_chain' } as const

export const ordersRoutes: readonly Route[] = [
  ...orderImportRoutes,
  defineRoute({
    method: 'GET',
    path: '/api/cycles',
    access: { kind: 'reach', action: 'orders.read_board' },
    tag,
    summary: 'Cycles that I may see',
    schemas: { answer: cyclesView },
    handle: async ({ context }) => ({ cycles: await listCycles(context) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/cycles/:id/end',
    access: { kind: 'post', action: 'orders.end_cycle' },
    tag,
    summary: 'End a cycle now and freeze its totals',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await endCycle(context, params.id)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/sheet',
    access: read,
    tag,
    summary: 'Window, store and offers of an estate',
    schemas: { params: idParams, answer: estateSheetView },
    handle: ({ params, context }) => estateSheet(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/announcement',
    access: read,
    tag,
    summary: 'The price list as a text for the chat',
    schemas: { params: idParams, answer: announcementView },
    handle: ({ params, context }) => announcement(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/orders',
    access: orderForThem,
    tag,
    summary: 'Order for a household, or change its order',
    schemas: { body: placeOrderBody, answer: placedView },
    handle: async ({ body, context }) => ({ id: body.id, ...orRefused(await orderFor(context, body)) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/household/orders',
    access: { kind: 'household', checked: 'inside' },
    tag,
    summary: "Place or change the household's own order",
    schemas: { body: placeOrderBody, answer: placedView },
    handle: async ({ body, context }) => ({
      id: body.id,
      ...orRefused(await orderOwn(context, { ...body, replacesOrderId: body.replacesOrderId ?? null })),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/orders/:id/cancel',
    access: orderForThem,
    tag,
    summary: 'Cancel an order before the cut-off',
    schemas: { params: idParams, answer: placedView },
    handle: async ({ params, context }) => ({
      id: params.id,
      ...orRefused(await cancelOrder(context, params.id)),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/households/:id/order',
    access: read,
    tag,
    summary: "A household's live order in its current cycle",
    schemas: { params: idParams, answer: householdOrderView },
    handle: async ({ params, context }) => {
      const household = await findHousehold(context.database, context.districtId, params.id)
      // A foreign household answers as one that is not there.
      const target = { placeId: household?.estateId ?? params.id }
      const postId = household && (await context.postFor(context.database, context, 'places.read', target))
      if (!household || !postId) throw refused('places.household_missing')
      const cycle = await currentCycle(context.database, context.districtId, household.estateId)
      return { order: cycle ? await liveOrder(context, params.id, cycle.id) : null }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/estates/:id/chains',
    access: paste,
    tag,
    summary: 'Read a pasted order chain',
    schemas: { params: idParams, body: chainBody, answer: chainView },
    handle: ({ params, body, context }) => pasteChain(context, params.id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/chains/:id',
    access: paste,
    tag,
    summary: 'A pasted chain, read again',
    schemas: { params: idParams, answer: chainView },
    handle: ({ params, context }) => showChain(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/chains/:id/apply',
    access: paste,
    tag,
    summary: 'Make orders of a settled chain',
    schemas: { params: idParams, body: chainApplyBody, answer: chainResultView },
    handle: ({ params, body, context }) => applyChain(context, params.id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/money',
    access: { kind: 'post', action: 'orders.read_money' },
    tag,
    summary: 'Who owes what in an estate',
    schemas: { params: idParams, query: boardQuery, answer: moneyView },
    handle: ({ params, query, context }) => estateMoney(context, params.id, query.cycleId),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/payments',
    access: { kind: 'post', action: 'orders.collect_money' },
    tag,
    summary: 'Collect, advance, repay or refund money for an order',
    schemas: { body: payBody, answer: paidView },
    handle: ({ body, context }) => pay(context, body),
  }),
]
