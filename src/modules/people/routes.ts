import { z } from 'zod'
import { done, idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import { loginBody, meView, passwordBody, sessionsView } from './api.ts'
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
]
