import { idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import { languageOf } from '../../platform/text.ts'
import {
  agreeBody,
  bagsMadeView,
  bagView,
  declareBody,
  gateShortBody,
  handoverMaybeView,
  handoverView,
  labelsQuery,
  labelTestQuery,
  packBody,
  pickListView,
  scanBody,
  scanView,
} from './api.ts'
import { boardRoutes } from './board-routes.ts'
import { agreeHandover } from './commands/agree.ts'
import { packBag, scanBag } from './commands/bags.ts'
import { declareHandover } from './commands/declare.ts'
import { noteGateShort } from './commands/gate.ts'
import { makeBags } from './commands/make-bags.ts'
import { printLabels, printTest } from './commands/print.ts'
import { readHandover, readPickList } from './views.ts'

const tag = 'packing'

export const packingRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/collections/:id/bags',
    access: { kind: 'post', action: 'packing.make_bags' },
    tag,
    summary: 'Make one bag per order of a frozen collection',
    schemas: { params: idParams, answer: bagsMadeView },
    handle: ({ params, context }) => makeBags(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/collections/:id/pick-list',
    access: { kind: 'post', action: 'packing.read' },
    tag,
    summary: 'What to take from the shelves, and the bags to fill',
    schemas: { params: idParams, answer: pickListView },
    handle: ({ params, context }) => readPickList(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/collections/:id/labels.pdf',
    access: { kind: 'post', action: 'packing.print_labels' },
    tag,
    summary: 'Labels of the bags as a PDF',
    form: 'file',
    schemas: { params: idParams, query: labelsQuery },
    handle: async ({ params, query, context, request, reply }) => {
      const { pdf, estateName } = await printLabels(context, params.id, {
        ...query,
        language: languageOf(request),
      })
      const name = encodeURIComponent(`${estateName}-labels.pdf`)
      return reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="labels.pdf"; filename*=UTF-8''${name}`)
        .send(pdf)
    },
  }),
  // It holds nobody's data: whoever has a session may try a printer.
  defineRoute({
    method: 'GET',
    path: '/api/labels/test.pdf',
    access: { kind: 'self' },
    tag,
    summary: 'A page to try a label printer with: a 50 mm ruler and corner marks',
    form: 'file',
    schemas: { query: labelTestQuery },
    handle: async ({ query, context, request, reply }) =>
      reply
        .type('application/pdf')
        .header('content-disposition', 'inline; filename="label-test.pdf"')
        .send(await printTest(context, { ...query, language: languageOf(request) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/bags/:id/pack',
    access: { kind: 'post', action: 'packing.pack' },
    tag,
    summary: 'A bag is packed; packs that are not in it are named',
    schemas: { params: idParams, body: packBody, answer: bagView },
    handle: ({ params, body, context }) => packBag(context, params.id, body.short),
  }),
  // Looking is the least that a scan does; packing, checking and handing out are each authorised by their own action.
  defineRoute({
    method: 'POST',
    path: '/api/bags/scan',
    access: { kind: 'post', action: 'packing.read' },
    tag,
    summary: 'Scan a bag: look, pack, check or hand out',
    schemas: { body: scanBody, answer: scanView },
    handle: ({ body, context }) => scanBag(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/bags/:id/short',
    access: { kind: 'post', action: 'packing.note_short' },
    tag,
    summary: 'Packs that a household found missing at the gate',
    schemas: { params: idParams, body: gateShortBody, answer: bagView },
    handle: ({ params, body, context }) => noteGateShort(context, params.id, body.short),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/collections/:id/handover',
    access: { kind: 'post', action: 'packing.declare' },
    tag,
    summary: 'The store says how many bags it brings',
    schemas: { params: idParams, body: declareBody, answer: handoverView },
    handle: ({ params, body, context }) => declareHandover(context, params.id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/collections/:id/handover',
    access: { kind: 'post', action: 'packing.read' },
    tag,
    summary: 'How the hand-over stands',
    schemas: { params: idParams, answer: handoverMaybeView },
    handle: async ({ params, context }) => ({ handover: await readHandover(context, params.id) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/handovers/:id/agree',
    access: { kind: 'post', action: 'packing.agree' },
    tag,
    summary: 'The grid worker counts too, and the hand-over stands',
    schemas: { params: idParams, body: agreeBody, answer: handoverView },
    handle: ({ params, body, context }) => agreeHandover(context, params.id, body),
  }),
  ...boardRoutes,
]
