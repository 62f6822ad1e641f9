import { learnServerTime } from './clock.ts'
import { jitter } from './ids.ts'
import type { Problem } from './problem.ts'
import { ProblemError } from './problem.ts'
import type { RouteName, Routes } from './routes.ts'

type Values = Readonly<Record<string, string | number | undefined>>
type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> =
  Routes[Name] extends Record<Key, infer Value>
    ? { readonly [K in Key]: Value }
    : { readonly [K in Key]?: never }

/** What a route needs: the parts that its entry in the table names, and nothing else. */
export type CallInput<Name extends RouteName> = Part<Name, 'params'> &
  Part<Name, 'query'> &
  Part<Name, 'body'>

const triesMax = 3
const waitMs = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

let sayUnreachable = (): string => ''

/** Hands in the sentence for "the server can't be reached": the only one that the server can't send. */
export const setUnreachableText = (say: () => string): void => {
  sayUnreachable = say
}

/** The address of a route with its parameters and query put in; for links to files too. */
export const addressOf = (path: string, params: Values = {}, query: Values = {}): string => {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs)}`
}

export const readProblem = async (response: Response): Promise<Problem> => {
  const text = await response.text()
  const base = { code: 'http.bug', title: sayUnreachable(), data: {}, requestId: '', status: response.status }
  if (!(response.headers.get('content-type') ?? '').includes('json')) return base
  return { ...base, ...(JSON.parse(text) as Partial<Problem>), status: response.status }
}

export const unreachable = (): ProblemError =>
  new ProblemError({ code: 'http.unreachable', title: sayUnreachable(), data: {}, requestId: '', status: 0 })

/** Sends a request and reads its JSON answer; throws a `ProblemError`. Only what is safe to send twice is retried. */
const send = async (address: string, init: RequestInit, mayRepeat: boolean): Promise<unknown> => {
  for (let attempt = 1; ; attempt += 1) {
    let response: Response
    try {
      response = await fetch(address, { credentials: 'same-origin', ...init })
    } catch {
      if (mayRepeat && attempt < triesMax) {
        await waitMs(500 * attempt + 500 * jitter())
        continue
      }
      throw unreachable()
    }
    learnServerTime(response.headers.get('date'))
    if (response.status === 503 && mayRepeat && attempt < triesMax) {
      const seconds = Number(response.headers.get('retry-after') ?? '1') || 1
      await waitMs(1000 * seconds + 1000 * jitter())
      continue
    }
    if (!response.ok) throw new ProblemError(await readProblem(response))
    return response.status === 204 ? undefined : await response.json()
  }
}

const split = (name: string): { method: string; path: string } => {
  const [method = '', path = ''] = name.split(' ')
  return { method, path }
}

/** Calls a route of the table. A POST whose body has a document id of its own is safe to send again. */
export const call = async <Name extends RouteName>(
  name: Name,
  input: CallInput<Name>,
): Promise<Routes[Name]['answer']> => {
  const { method, path } = split(name)
  const { params, query, body } = input as { params?: Values; query?: Values; body?: Record<string, unknown> }
  const mayRepeat = method !== 'POST' || (body !== undefined && 'id' in body)
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await send(addressOf(path, params, query), init, mayRepeat)) as Routes[Name]['answer']
}

/** Sends a file as the multipart field 'file'. */
export const upload = async <Name extends RouteName>(
  name: Name,
  file: File,
  params: Values,
  query: Values,
): Promise<Routes[Name]['answer']> => {
  const { method, path } = split(name)
  const form = new FormData()
  form.append('file', file)
  return (await send(addressOf(path, params, query), { method, body: form }, false)) as Routes[Name]['answer']
}
