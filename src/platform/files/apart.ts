import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { Refused, refused } from '../../kernel/result.ts'

/** What a thread says: pieces of the answer as they come, then the end or a refusal. */
export type Word =
  | { readonly kind: 'piece'; readonly value: unknown }
  | { readonly kind: 'end'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly data: Readonly<Record<string, unknown>> }

/** How work that runs apart hands over a long answer: in pieces that the server takes without stopping. */
export type Hand = (piece: unknown) => void

const isSource = import.meta.url.endsWith('.ts')
const threadFile = new URL(isSource ? './thread.ts' : './thread.js', import.meta.url)
// From the sources (tests, benches) a thread has to learn to read TypeScript first.
const starter = (): string => {
  const reader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href
  return `import(${JSON.stringify(reader)}).then(({ register }) => { register(); return import(${JSON.stringify(threadFile.href)}) })`
}
const threadsMax = 2
let running = 0
const waiting: (() => void)[] = []

/**
 * Runs the function `name` of a module in a thread of its own, so that the server goes on answering: reading a
 * workbook of a whole community takes seconds. At most two run at a time, the others wait. What it hands over on
 * its way goes to `take`; a refusal comes back as one. A thread that needs more than a gigabyte is ended
 * and the file refused as too large.
 */
export const runApart = async <Answer>(
  moduleUrl: string,
  name: string,
  input: unknown,
  take: (piece: unknown) => void = () => undefined,
): Promise<Answer> => {
  if (running >= threadsMax) await new Promise<void>((go) => waiting.push(go))
  running += 1
  try {
    return await runThread<Answer>(moduleUrl, name, input, take)
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const runThread = <Answer>(
  moduleUrl: string,
  name: string,
  input: unknown,
  take: (piece: unknown) => void,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = {
      workerData: { moduleUrl, name, input },
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
      execArgv: [],
    }
    const thread = isSource
      ? new Worker(starter(), { ...options, eval: true })
      : new Worker(threadFile, options)
    let isSettled = false
    const settle = (act: () => void): void => {
      if (isSettled) return
      isSettled = true
      act()
      void thread.terminate()
    }
    thread.on('message', (word: Word) => {
      if (word.kind === 'piece') {
        try {
          take(word.value)
        } catch (error) {
          settle(() => reject(error))
        }
      } else if (word.kind === 'end') settle(() => resolve(word.value as Answer))
      else settle(() => reject(new Refused({ code: word.code, data: word.data })))
    })
    thread.on('error', (error: Error & { code?: string }) =>
      settle(() =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refused('files.too_many_cells') : error),
      ),
    )
    thread.on('exit', () => settle(() => reject(new Error('a thread ended without an answer'))))
  })
