import { z } from 'zod'

/** Forms that every module's requests and answers share. */
export const idForm = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
/** The id of a document that a client makes: a UUID version 7, the one idempotency key. */
export const documentIdForm = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
export const momentForm = z.string().max(40)
export const wholeForm = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER)
export const countForm = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
export const fenForm = z.number().int().min(0).max(1_000_000_000_000)
export const searchForm = z.string().max(60).optional()
export const idParams = z.strictObject({ id: idForm })
export const done = z.object({ done: z.literal(true) })
