import { refused } from '../../kernel/result.ts'
import { done, idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import {
  estatesQuery,
  estatesView,
  estateView,
  householdsQuery,
  householdsView,
  linkView,
  placesQuery,
  placesView,
  revealBody,
  revealView,
} from './api.ts'
import { importRoutes } from './import/routes.ts'
import { issueLink, reopenLink, revealHousehold } from './links.ts'
import { listEstates, listHouseholds, listPlaces } from './store.ts'

const tag = 'places'
const read = { kind: 'reach', action: 'places.read' } as const

export const placesRoutes: readonly Route[] = [
  ...importRoutes,
  defineRoute({
    method: 'GET',
    path: '/api/places',
    access: read,
    tag,
    summary: 'Places that I may see',
    schemas: { query: placesQuery, answer: placesView },
    handle: async ({ query, context }) => ({ places: await listPlaces(context, 'places.read', query) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates',
    access: read,
    tag,
    summary: 'Estates that I may see',
    schemas: { query: estatesQuery, answer: estatesView },
    handle: async ({ query, context }) => ({ estates: await listEstates(context, query) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id',
    access: read,
    tag,
    summary: 'One estate',
    schemas: { params: idParams, answer: estateView },
    handle: async ({ params, context }) => {
      const [estate] = await listEstates(context, { id: params.id })
      if (!estate) throw refused('places.missing')
      return estate
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/estates/:id/households',
    access: { kind: 'post', action: 'places.read_households' },
    tag,
    summary: 'Households of an estate, masked',
    schemas: { params: idParams, query: householdsQuery, answer: householdsView },
    handle: async ({ params, query, context }) => {
      const [estate] = await listEstates(context, { id: params.id })
      const action = 'places.read_households'
      if (!estate || !(await context.postFor(context.database, context, action, { placeId: params.id }))) {
        throw refused('places.missing')
      }
      return { households: await listHouseholds(context, params.id, query) }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/households/:id/reveal',
    access: { kind: 'post', action: 'places.reveal' },
    tag,
    summary: 'Show name and telephone, with the reason on record',
    schemas: { params: idParams, body: revealBody, answer: revealView },
    handle: ({ params, body, context }) => revealHousehold(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/households/:id/link',
    access: { kind: 'post', action: 'places.issue_link' },
    tag,
    summary: 'Give a household a new link; the old one dies',
    schemas: { params: idParams, answer: linkView },
    handle: ({ params, context, request }) =>
      issueLink(context, params.id, `${request.protocol}://${request.host}`),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/households/:id/reopen-link',
    access: { kind: 'post', action: 'places.issue_link' },
    tag,
    summary: 'Open a link again that closed after wrong tries',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await reopenLink(context, params.id)
      return { done: true }
    },
  }),
]
