import { call } from './call.ts'
import type { Answer, Routes } from './routes.ts'

export type Place = Answer<'GET /api/places'>['places'][number]
export type Estate = Answer<'GET /api/estates/:id'>
export type Household = Answer<'GET /api/estates/:id/households'>['households'][number]
export type HouseholdLink = Answer<'POST /api/households/:id/link'>

export const readPlaces = (query: Routes['GET /api/places']['query'] = {}) =>
  call('GET /api/places', { query })
export const readEstates = (q?: string) => call('GET /api/estates', { query: { q } })
export const readEstate = (id: string) => call('GET /api/estates/:id', { params: { id } })
export const readHouseholds = (estateId: string, query: { q?: string; building?: string } = {}) =>
  call('GET /api/estates/:id/households', { params: { id: estateId }, query })
/** Shows a household's name and telephone; the reason goes to the audit record. */
export const revealHousehold = (id: string, reason: string) =>
  call('POST /api/households/:id/reveal', { params: { id }, body: { reason } })
/** Makes a new link for the household; the old one dies with it. */
export const makeHouseholdLink = (id: string) => call('POST /api/households/:id/link', { params: { id } })
export const reopenHouseholdLink = (id: string) =>
  call('POST /api/households/:id/reopen-link', { params: { id } })
