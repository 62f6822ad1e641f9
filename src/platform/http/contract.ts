import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Context, Target } from '../context.ts'

/** Who may call a route. Every route says it; a route that does not cannot be written. */
export type Access =
  /** Anybody, without a session: the log-in page, health, a household's link. */
  | { readonly kind: 'public' }
  /** Any person with a session: their own matters only. */
  | { readonly kind: 'self' }
  /** A post that may do `action` at the place (and store) that the request is about. */
  | { readonly kind: 'post'; readonly action: string }
  /** A list: the answer itself is narrowed, in SQL, to where the person may do `action`. */
  | { readonly kind: 'reach'; readonly action: string }
  /**
   * A household through its own opened link. `checked: 'inside'` costs no query of its own: only the device is read
   * from the request, and the act proves in its own statement that this device is let in by that household.
   */
  | { readonly kind: 'household'; readonly checked?: 'inside' }

type Schemas = {
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer?: z.ZodType
}

type Infer<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

export type RouteInput<S extends Schemas> = {
  readonly params: Infer<S['params']>
  readonly query: Infer<S['query']>
  readonly body: Infer<S['body']>
  readonly context: Context
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/**
 * One route: method, path, who may call it, what goes in and out. `handle` holds no business: it calls one
 * command or query. A command behind `post` access authorises itself, in SQL, at the place it is about.
 */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly tag: string
  readonly schemas: Schemas
  /** 'json' answers by the schema; 'file' and 'page' write their own reply; 'upload' takes a multipart file. */
  readonly form: 'json' | 'file' | 'page' | 'upload'
  readonly handle: (input: never) => Promise<unknown>
}

export const defineRoute = <const S extends Schemas>(
  route: Omit<Route, 'schemas' | 'handle' | 'form'> & {
    readonly schemas: S
    readonly form?: Route['form']
    readonly handle: (input: RouteInput<S>) => Promise<unknown>
  },
): Route => ({ form: 'json', ...route }) as unknown as Route

export type { Target }
