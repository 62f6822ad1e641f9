import type { FastifyRequest } from 'fastify'
import { isUuid } from '../../kernel/ids.ts'
import type { RefusalKind } from '../../kernel/result.ts'
import type { AuditLine, Context } from '../context.ts'
import { inTransaction } from '../context.ts'
import type { Route } from './contract.ts'

/** What the route is about, where its address says so. */
const objectIdOf = (request: FastifyRequest): string | null => {
  const { id } = (request.params ?? {}) as { id?: unknown }
  return typeof id === 'string' && isUuid(id) ? id : null
}

const actionOf = (route: Route): string =>
  'action' in route.access ? route.access.action : `${route.method} ${route.path}`

const append = (context: Context, line: AuditLine): Promise<void> =>
  inTransaction(context, async (tx) => tx.audit(line))

// The intake records what it refuses itself, by count: a rush on the last eggs is no attack.
const countedElsewhere = new Set(['/api/orders', '/api/orders/:id/cancel'])

const isOnRecord = (route: Route, kind: RefusalKind): boolean => {
  if (kind === 'forbidden' || kind === 'missing') return true
  const isOfState = kind === 'refused' || kind === 'conflict'
  return isOfState && route.method !== 'GET' && !countedElsewhere.has(route.path)
}

/**
 * Keeps on record that somebody was refused: what is foreign or not there, and every act that a rule stopped. An
 * input that does not fit its form is a slip of the hand and is not kept. A refusal stands even if it cannot be kept.
 */
export const noteRefusal = async (
  context: Context,
  request: FastifyRequest,
  route: Route,
  kind: RefusalKind,
  code: string,
): Promise<void> => {
  if (!isOnRecord(route, kind)) return
  try {
    await append(context, {
      action: actionOf(route),
      objectKind: 'refusal',
      objectId: objectIdOf(request),
      result: 'refused',
      body: { code },
    })
  } catch (error) {
    context.log.error(
      { requestId: request.id, code, error: (error as Error).message },
      'refusal not on record',
    )
  }
}

/** Keeps on record that a file left the house. Throws when it cannot: then the file stays. */
export const noteExport = (context: Context, request: FastifyRequest, route: Route): Promise<void> =>
  append(context, {
    action: actionOf(route),
    objectKind: 'export',
    objectId: objectIdOf(request),
    result: 'seen',
    body: { file: route.path },
  })
