import { z } from 'zod'
import { done, idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import { endPost, endSessionsOf, listPersons, setDisabled } from './administer.ts'
import { endPostBody, loginBody, meView, passwordBody, personsView, sessionsView } from './api.ts'
import {
  changePassword,
  cookieOptions,
  endSession,
  logIn,
  logOut,
  ownSessions,
  sessionCookie,
} from './sessions.ts'
import { readMe } from './store.ts'

const tag = 'people'
const administer = { kind: 'post', action: 'people.administer' } as const

export const peopleRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/session',
    access: { kind: 'public' },
    tag,
    summary: 'Log in',
    schemas: { body: loginBody, answer: done },
    handle: async ({ body, context, request, reply }) => {
      const value = await logIn(context, {
        ...body,
        source: request.ip,
        device: String(request.headers['user-agent'] ?? ''),
      })
      reply.setCookie(sessionCookie, value, cookieOptions)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/session',
    access: { kind: 'self' },
    tag,
    summary: 'Log out',
    schemas: { answer: done },
    handle: async ({ context, reply }) => {
      await logOut(context)
      reply.clearCookie(sessionCookie, cookieOptions)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/session',
    access: { kind: 'self' },
    tag,
    summary: 'Who am I, with posts and rights',
    schemas: { answer: meView },
    handle: ({ context }) => readMe(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/sessions',
    access: { kind: 'self' },
    tag,
    summary: 'My open sessions',
    schemas: { answer: sessionsView },
    handle: async ({ context }) => ({ sessions: await ownSessions(context) }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/sessions/:id',
    access: { kind: 'self' },
    tag,
    summary: 'End one of my sessions',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await endSession(context, params.id)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/password',
    access: { kind: 'self' },
    tag,
    summary: 'Change my password',
    schemas: { body: passwordBody, answer: z.object({ done: z.literal(true) }) },
    handle: async ({ body, context }) => {
      await changePassword(context, body)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/persons',
    access: { kind: 'reach', action: 'people.administer' },
    tag,
    summary: 'People whom I administer',
    schemas: { answer: personsView },
    handle: async ({ context }) => ({ persons: await listPersons(context) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/persons/:id/end-sessions',
    access: administer,
    tag,
    summary: 'End every session of a person',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await endSessionsOf(context, params.id)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/persons/:id/disable',
    access: administer,
    tag,
    summary: 'Let a person in no more',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await setDisabled(context, params.id, true)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/persons/:id/enable',
    access: administer,
    tag,
    summary: 'Let a person in again',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await setDisabled(context, params.id, false)
      return { done: true }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/persons/:id/end-post',
    access: administer,
    tag,
    summary: "End a person's post",
    schemas: { params: idParams, body: endPostBody, answer: done },
    handle: async ({ params, body, context }) => {
      await endPost(context, params.id, body.postId)
      return { done: true }
    },
  }),
]
