import type {} from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { refused } from '../../../kernel/result.ts'
import { idParams } from '../../../kernel/wire.ts'
import type { Route } from '../../../platform/http/index.ts'
import { defineRoute } from '../../../platform/http/index.ts'
import { householdsFileQuery, importQuery, importsView, importView, undoneView } from './api.ts'
import { importAction, importHouseholds, undoImport } from './commands.ts'
import { exportHouseholds } from './export.ts'
import { readCopy, recentImports } from './store.ts'

const tag = 'places'
const mayImport = { kind: 'post', action: 'places.import_households' } as const
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const givenFile = async (request: FastifyRequest): Promise<{ bytes: Buffer; name: string }> => {
  const file = await request.file()
  if (!file) throw refused('files.missing')
  return { bytes: await file.toBuffer(), name: file.filename }
}

const disposition = (plain: string, name: string): string =>
  `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`

export const importRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/estates/:id/households/import',
    access: mayImport,
    tag,
    form: 'upload',
    summary: "Look at a list of an estate's households, or take it over",
    schemas: { params: idParams, query: importQuery, answer: importView },
    handle: async ({ params, query, context, request }) =>
      importHouseholds(context, params.id, 'estate', query.mode, await givenFile(request)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/places/:id/households/import',
    access: mayImport,
    tag,
    form: 'upload',
    summary: 'Look at a list of households of many estates, or take it over',
    schemas: { params: idParams, query: importQuery, answer: importView },
    handle: async ({ params, query, context, request }) =>
      importHouseholds(context, params.id, 'place', query.mode, await givenFile(request)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/imports',
    access: mayImport,
    tag,
    summary: "Imports of an estate's households in the last 24 hours",
    schemas: { params: idParams, answer: importsView },
    handle: async ({ params, context }) => {
      const post = await context.postFor(context.database, context, importAction, { placeId: params.id })
      if (!post) throw refused('places.missing')
      return { imports: await recentImports(context.database, context.districtId, params.id) }
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/imports/:id',
    access: mayImport,
    tag,
    summary: 'Take an import back within 24 hours',
    schemas: { params: idParams, answer: undoneView },
    handle: ({ params, context }) => undoImport(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/import-copies/:id',
    access: { kind: 'self' },
    tag,
    form: 'file',
    summary: 'My own file with its faults written in, for this session',
    schemas: { params: idParams },
    handle: async ({ params, context, reply }) => {
      const { actor } = context
      const copy = actor?.kind === 'person' ? await readCopy(context, params.id, actor.sessionHash) : null
      if (!copy) throw refused('places.import_copy_missing')
      const name = `${copy.fileName.replace(/\.xlsx$/i, '')}-标注.xlsx`
      return reply
        .type(workbookType)
        .header('content-disposition', disposition('marked.xlsx', name))
        .send(copy.bytes)
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/households.xlsx',
    access: { kind: 'post', action: 'places.read_households' },
    tag,
    form: 'file',
    summary: 'The households of an estate as a workbook, masked unless a reason is given',
    schemas: { params: idParams, query: householdsFileQuery },
    handle: async ({ params, query, context, reply }) => {
      const { fileName, bytes } = await exportHouseholds(context, params.id, query.reveal)
      return reply
        .type(workbookType)
        .header('content-disposition', disposition('households.xlsx', fileName))
        .send(bytes)
    },
  }),
]
