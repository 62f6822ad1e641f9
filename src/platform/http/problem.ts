import { sqlState } from '../db/index.ts'
import type { Language, Texts } from '../text.ts'

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

export const escapeHtml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] as string,
  )

/** The same refusal on a page that people see: what happened, and a way back. */
export const problemPage = (
  texts: Texts,
  language: Language,
  code: string,
  data: Readonly<Record<string, unknown>>,
  requestId: string,
): string => `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(texts(language, 'household.title'))}</title><style>body{font:20px/1.5 system-ui,sans-serif;margin:0;padding:24px;max-width:640px}
a{display:block;padding:16px;border-radius:12px;background:#0e5a4e;color:#fff;text-align:center;text-decoration:none;margin-top:24px}small{color:#667}</style></head>
<body><h1>${escapeHtml(texts(language, `errors.${code}`, data))}</h1><a href="/h">${escapeHtml(texts(language, 'household.back'))}</a>
<p><small>${escapeHtml(requestId)}</small></p></body></html>`

// What a killed, stopping or starting server answers; the client may try again.
const awayStates = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', '08001', '53300'])
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])
const awayTexts =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/

export const isDatabaseAway = (error: Error & { code?: string }): boolean =>
  awayStates.has(sqlState(error) ?? '') || awayCodes.has(error.code ?? '') || awayTexts.test(error.message)
