import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The description of the interface. It names every door of the house, so not everybody gets it. */
export const addDocument = (
  app: FastifyInstance,
  admit: (request: FastifyRequest) => Promise<void>,
): void => {
  app.get('/openapi.json', { schema: { hide: true }, preValidation: admit }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger())),
  )
}
