/** A refusal tells which rule said no, with the facts a person needs to go on. It is a value, not an error. */
export type Refusal<Code extends string = string> = {
  readonly code: Code
  readonly data: Readonly<Record<string, unknown>>
}

export type Result<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal<Code> }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const refuse = <Code extends string>(
  code: Code,
  data: Readonly<Record<string, unknown>> = {},
): { readonly ok: false; readonly refusal: Refusal<Code> } => ({ ok: false, refusal: { code, data } })

/** What kind of no it is; each kind has one HTTP status. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'refused'
  | 'busy'

export const refusalStatus: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  refused: 422,
  busy: 503,
}

/** A module's refusal codes, each with its kind. Text for people lives in `web/text` under the same code. */
export const defineErrors = <const Codes extends Readonly<Record<string, RefusalKind>>>(
  codes: Codes,
): Codes => codes

/**
 * A refusal on its way up to the edge. Commands throw it so that the transaction rolls back; only the HTTP
 * edge, the worker and the command line catch it.
 */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.name = 'Refused'
    this.refusal = refusal
  }
}

/** Throws the refusal of a result, or gives its value. */
export const orRefuse = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Refused(result.refusal)
  return result.value
}

export const refused = (code: string, data: Readonly<Record<string, unknown>> = {}): Refused =>
  new Refused({ code, data })
