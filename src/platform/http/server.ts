import { existsSync } from 'node:fs'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Fastify, { LogController } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import type { RefusalKind } from '../../kernel/result.ts'
import { refusalStatus } from '../../kernel/result.ts'
import type { Actor, Context, Services } from '../context.ts'
import { languageOf } from '../text.ts'
import type { Route } from './contract.ts'
import { addDocument } from './document.ts'
import { guardHeaders, securityHeaders } from './headers.ts'
import { isBrokenUpload, isWithinBounds } from './limits.ts'
import { isDatabaseAway, problemOf, problemPage } from './problem.ts'
import { noteExport, noteRefusal } from './record.ts'

/** Who must be calling; a 'device' carries a household's cookie that the act itself will check. */
type Wanted = 'person' | 'household' | 'device'

const wantedBy = (access: Route['access']): Wanted => {
  if (access.kind !== 'household') return 'person'
  return access.checked === 'inside' ? 'device' : 'household'
}

export type ServerOptions = {
  readonly services: Services
  readonly routes: readonly Route[]
  readonly errors: Readonly<Record<string, RefusalKind>>
  /** Finds out who is calling, from the cookies of the request: a person of the staff, or a household. */
  readonly identify: (services: Services, request: FastifyRequest, wanted: Wanted) => Promise<Actor | null>
  /** Answers whether the product can serve: the database answers. */
  readonly isReady: () => Promise<boolean>
  readonly webFolder: string | null
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Whether the description of the interface is for everybody; else for people who are logged in. */
  readonly docs?: boolean
}

const uploadBytesMax = 20 * 1024 * 1024
const bodyBytesMax = 1024 * 1024

const changing = new Set(['POST', 'PUT', 'DELETE'])

/** A browser's request from another site must not change anything here, whatever cookies it carries. */
const isForeign = (request: FastifyRequest): boolean => {
  const site = request.headers['sec-fetch-site']
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none'
  const origin = request.headers.origin
  if (typeof origin !== 'string') return false
  try {
    return new URL(origin).host !== request.headers.host
  } catch {
    return true
  }
}

/** The HTTP edge: every route with its access, its schemas and one shape of refusal. */
export const buildServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const { services } = options
  const { texts } = services
  const app = Fastify({
    loggerInstance: services.log as never,
    // A household's link stands in the address: no request line is ever logged.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    genReqId: () => Buffer.from(services.random.bytes(8)).toString('hex'),
    // What is no HTTP at all, or comes too slowly, is answered before any hook: with the same headers and shape.
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return
      const body = JSON.stringify(problemOf(texts, 'zh-Hans', 'http.invalid_request', {}, '-'))
      const head = [
        'HTTP/1.1 400 Bad Request',
        'content-type: application/problem+json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        ...Object.entries(securityHeaders(options.tls !== null)).map(([name, value]) => `${name}: ${value}`),
      ]
      socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
    },
    // An address that cannot be read reaches no route and no hook either.
    frameworkErrors: (_error, request, anyReply) => {
      const reply = anyReply as unknown as FastifyReply
      for (const [name, value] of Object.entries(securityHeaders(options.tls !== null)))
        reply.header(name, value)
      return reply
        .code(400)
        .type('application/problem+json; charset=utf-8')
        .send(JSON.stringify(problemOf(texts, 'zh-Hans', 'http.invalid_request', {}, request.id)))
    },
    ...(options.tls ? { https: options.tls } : {}),
  }) as unknown as FastifyInstance
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(cookie)
  await app.register(multipart, {
    limits: { fileSize: uploadBytesMax, files: 1, fields: 10, fieldSize: 10_000 },
  })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Changping 常平', version: '1' } },
    transform: jsonSchemaTransform,
  })
  // A household's page is a plain form: it must work before any script does.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      const fields: Record<string, string> = Object.create(null)
      for (const [key, value] of new URLSearchParams(body as string)) fields[key] = value
      done(null, fields)
    },
  )

  const pages = new Set<string>()
  const fail = (
    request: FastifyRequest,
    reply: FastifyReply,
    code: string,
    data: Record<string, unknown>,
  ): FastifyReply => {
    const status = refusalStatus[options.errors[code] ?? 'invalid']
    if (status === 503)
      reply.header('retry-after', typeof data.minutes === 'number' ? String(data.minutes * 60) : '2')
    if (pages.has(request.routeOptions.url ?? '')) {
      return reply
        .code(status)
        .type('text/html; charset=utf-8')
        .send(problemPage(texts, languageOf(request), code, data, request.id))
    }
    return reply
      .code(status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemOf(texts, languageOf(request), code, data, request.id)))
  }

  app.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const refusal =
      'refusal' in error
        ? (error as unknown as { refusal: { code: string; data: Record<string, unknown> } }).refusal
        : null
    if (refusal) {
      const route = byUrl.get(`${request.method} ${request.routeOptions.url}`)
      const actor = callers.get(request)
      if (route && actor?.kind === 'person') {
        const context: Context = { ...services, actor, requestId: request.id }
        await noteRefusal(context, request, route, options.errors[refusal.code] ?? 'invalid', refusal.code)
      }
      return fail(request, reply, refusal.code, refusal.data)
    }
    if (hasZodFastifySchemaValidationErrors(error)) {
      const fields = error.validation.map((issue) => ({
        field: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
        problem: String(issue.message ?? issue.keyword),
      }))
      return fail(request, reply, 'http.invalid_input', { fields })
    }
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.code === 'FST_REQ_FILE_TOO_LARGE') {
      return fail(request, reply, 'http.too_large', {})
    }
    if (isBrokenUpload(error)) return fail(request, reply, 'http.invalid_request', {})
    if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
      return fail(request, reply, 'http.invalid_request', {})
    }
    if (isDatabaseAway(error)) {
      services.log.warn({ requestId: request.id, error: error.message }, 'the database is away')
      return fail(request, reply, 'http.database_away', {})
    }
    const { message, stack } = error
    services.log.error({ requestId: request.id, route: request.routeOptions.url, message, stack }, 'a bug')
    return reply
      .code(500)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemOf(texts, languageOf(request), 'http.bug', {}, request.id)))
  })
  app.setNotFoundHandler((request, reply) => fail(request, reply, 'http.not_found', {}))

  guardHeaders(app, options.tls !== null)
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    const ready = await options.isReady()
    return reply.code(ready ? 200 : 503).send({ ready })
  })
  const byUrl = new Map<string, Route>()
  for (const route of options.routes) {
    if (route.form === 'page') pages.add(route.path)
    byUrl.set(`${route.method} ${route.path}`, route)
    addRoute(app, options, route)
  }
  addDocument(app, async (request) => {
    if (options.docs || (await options.identify(services, request, 'person'))) return
    throw refusal('people.not_logged_in')
  })

  const web = options.webFolder
  if (web && existsSync(web)) {
    await app.register(fastifyStatic, {
      root: web,
      prefix: '/',
      index: false,
      wildcard: false,
      maxAge: '365d',
      immutable: true,
    })
    const page = (file: string) => async (_request: FastifyRequest, reply: FastifyReply) =>
      reply.sendFile(file, { maxAge: 0, immutable: false })
    for (const path of ['/', '/console', '/console/*'])
      app.get(path, { schema: { hide: true } }, page('index.html'))
    for (const path of ['/m', '/m/*']) app.get(path, { schema: { hide: true } }, page('m.html'))
  }
  return app
}

const addRoute = (app: FastifyInstance, options: ServerOptions, route: Route): void => {
  const { services } = options
  const { params, query, body, answer } = route.schemas
  app.route({
    method: route.method,
    url: route.path,
    ...(route.form === 'upload' ? { bodyLimit: uploadBytesMax } : {}),
    schema: {
      summary: route.summary,
      tags: [route.tag],
      ...(route.form === 'page' ? { hide: true } : {}),
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      ...(answer && route.form === 'json' ? { response: { 200: answer } } : {}),
    } as never,
    preValidation: async (request) => {
      if (changing.has(request.method) && isForeign(request)) throw refusal('http.foreign_site')
      if (![request.params, request.query, request.body].every(isWithinBounds))
        throw refusal('http.invalid_request')
      if (route.access.kind === 'public') return
      const wanted = wantedBy(route.access)
      const actor = await options.identify(services, request, wanted)
      if (actor?.kind !== wanted) throw refusal('people.not_logged_in')
      callers.set(request, actor)
    },
    // A file leaves the house only when that is on record: the act fails with its audit line.
    ...(route.form === 'file'
      ? {
          onSend: async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
            const actor = callers.get(request)
            if (reply.statusCode === 200 && actor)
              await noteExport({ ...services, actor, requestId: request.id }, request, route)
            return payload
          },
        }
      : {}),
    handler: async (request, reply) => {
      const context: Context = { ...services, actor: callers.get(request) ?? null, requestId: request.id }
      const input = {
        params: request.params,
        query: request.query,
        body: request.body,
        context,
        request,
        reply,
      }
      const value = await route.handle(input as never)
      return route.form === 'file' || route.form === 'page' || reply.sent ? value : reply.send(value)
    },
  })
}

const callers = new WeakMap<FastifyRequest, Actor>()

const refusal = (code: string): Error => Object.assign(new Error(code), { refusal: { code, data: {} } })
