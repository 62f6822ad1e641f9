import type { Language, Texts } from '../text.ts'
import { sqlState } from '../db/index.ts'

/** What a refusal looks like on the wire (RFC 9457): a code for programs, a sentence for people. */
export type Problem = {
  readonly code: string
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>
  readonly requestId: string
}

export const problemOf = (
  texts: Texts,
  language: Language,
  code: string,
  data: Readonly<Record<string, unknown>>,
  requestId: string,
): Problem => ({ code, title: texts(language, `errors.${code}`, data), data, requestId })

// What a killed, stopping or starting server answers; the client may try again.
const awayStates = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', '08001', '53300'])
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])
const awayTexts = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/

export const isDatabaseAway = (error: Error & { code?: string }): boolean =>
  awayStates.has(sqlState(error) ?? '') || awayCodes.has(error.code ?? '') || awayTexts.test(error.message)
