import { randomBytes } from 'node:crypto'
import { uuidV7 } from '../../src/kernel/ids.ts'

/** What came back: status, parsed body (JSON where it is JSON, else text), headers. */
export type Reply = {
  readonly status: number
  readonly body: never
  readonly text: string
  readonly headers: Headers
}

/** A caller with its own cookies, as a browser has. */
export type Client = {
  readonly base: string
  get(path: string): Promise<Reply>
  post(path: string, body?: unknown): Promise<Reply>
  put(path: string, body?: unknown): Promise<Reply>
  delete(path: string): Promise<Reply>
  form(path: string, fields: Readonly<Record<string, string>>): Promise<Reply>
  upload(path: string, bytes: Uint8Array, name: string): Promise<Reply>
  bytes(path: string): Promise<Uint8Array>
  readonly cookies: Map<string, string>
}

/** A new document id, as every screen makes one for each intention. */
export const documentId = (): string => uuidV7(Date.now(), randomBytes(10))

export const openClient = (base: string, headers: Readonly<Record<string, string>> = {}): Client => {
  const cookies = new Map<string, string>()
  const send = async (
    method: string,
    path: string,
    init: { body?: string | FormData; type?: string } = {},
  ): Promise<{ reply: Reply; raw: Uint8Array }> => {
    const answer = await fetch(`${base}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(cookies.size > 0
          ? { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') }
          : {}),
        ...(init.type ? { 'content-type': init.type } : {}),
      },
      ...(init.body === undefined ? {} : { body: init.body }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      const value = pair.slice(pair.indexOf('=') + 1)
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const raw = new Uint8Array(await answer.arrayBuffer())
    const text = new TextDecoder().decode(raw)
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return {
      raw,
      reply: {
        status: answer.status,
        text,
        headers: answer.headers,
        body: (isJson && text ? JSON.parse(text) : text) as never,
      },
    }
  }
  const json = async (method: string, path: string, body?: unknown): Promise<Reply> =>
    (
      await send(
        method,
        path,
        body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' },
      )
    ).reply
  return {
    base,
    cookies,
    get: (path) => json('GET', path),
    post: (path, body) => json('POST', path, body),
    put: (path, body) => json('PUT', path, body),
    delete: (path) => json('DELETE', path),
    form: async (path, fields) =>
      (
        await send('POST', path, {
          body: new URLSearchParams({ ...fields }).toString(),
          type: 'application/x-www-form-urlencoded',
        })
      ).reply,
    upload: async (path, bytes, name) => {
      const form = new FormData()
      form.append('file', new Blob([Buffer.from(bytes)]), name)
      return (await send('POST', path, { body: form })).reply
    },
    bytes: async (path) => (await send('GET', path)).raw,
  }
}

/** Logs in, or throws with what the server said. */
export const logIn = async (base: string, login: string, password: string): Promise<Client> => {
  const client = openClient(base)
  const reply = await client.post('/api/session', { login, password })
  if (reply.status !== 200) throw new Error(`log-in of ${login}: ${reply.status} ${reply.text}`)
  return client
}
