import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

const policyWith = (styles: string): string =>
  [
    "default-src 'self'",
    // Scanning bags needs WebAssembly; no script may stand in a page or be made out of text.
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' ${styles}`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

// antd writes its styles at run time into the console; styles can show nothing that the page does not hold already.
const consolePolicy = policyWith("'unsafe-inline'")

/** The headers that every answer carries, refusals and files too. No site may read ours: there is no CORS header. */
export const securityHeaders = (isTls: boolean): Readonly<Record<string, string>> => ({
  'content-security-policy': consolePolicy,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  ...(isTls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
})

const hashOf = (style: string): string => `'sha256-${createHash('sha256').update(style).digest('base64')}'`

/** A page that the server wrote names its own styles by hash: there nothing else counts, not even a style. */
const policyOfPage = (page: string): string => {
  const sheets = Array.from(page.matchAll(/<style>([\s\S]*?)<\/style>/g), (match) => hashOf(match[1] ?? ''))
  const attributes = Array.from(page.matchAll(/ style="([^"]*)"/g), (match) => hashOf(match[1] ?? ''))
  const styles = Array.from(new Set([...sheets, ...attributes]))
  return policyWith([...styles, ...(attributes.length > 0 ? ["'unsafe-hashes'"] : [])].join(' '))
}

/** Puts the headers on every answer; only files whose name changes with their content may be kept by the browser. */
export const guardHeaders = (app: FastifyInstance, isTls: boolean): void => {
  const headers = securityHeaders(isTls)
  app.addHook('onSend', async (request, reply, payload) => {
    const keeps = request.url.startsWith('/assets/') && reply.statusCode < 400
    for (const [name, value] of Object.entries(headers))
      if (name !== 'cache-control' || !keeps) reply.header(name, value)
    if (typeof payload === 'string' && String(reply.getHeader('content-type')).startsWith('text/html'))
      reply.header('content-security-policy', policyOfPage(payload))
    return payload
  })
}
