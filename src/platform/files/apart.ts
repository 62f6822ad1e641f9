import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { Refused, refused } from '../../kernel/result.ts'

/** What a thread is asked to do. */
export type Task = { readonly moduleUrl: string; readonly name: string; readonly input: unknown }

/** What a thread says: pieces of the answer as they come, then the end, a refusal or a bug. */
export type Word =
  | { readonly kind: 'piece'; readonly value: unknown }
  | { readonly kind: 'end'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'bug'; readonly error: unknown }

/** How work that runs apart hands over a long answer: in pieces that the server takes without stopping. */
export type Hand = (piece: unknown) => void

const isSource = import.meta.url.endsWith('.ts')
const threadFile = new URL(isSource ? './thread.ts' : './thread.js', import.meta.url)
// From the sources (tests, benches) a thread has to learn to read TypeScript first.
const starter = (): string => {
  const required = createRequire(import.meta.url).resolve('tsx/esm/api')
  const reader = pathToFileURL(required.replace(/\.cjs$/, '.mjs')).href
  return `import(${JSON.stringify(reader)}).then(({ register }) => { register(); return import(${JSON.stringify(threadFile.href)}) })`
}

const threadsMax = 2
/** A thread that has nothing to do is kept for the next file this long. */
const idleMs = 20_000
let running = 0
const waiting: (() => void)[] = []
const idle: { readonly thread: Worker; readonly timer: NodeJS.Timeout; readonly forget: () => void }[] = []

const newThread = (): Worker => {
  const options = { resourceLimits: { maxOldGenerationSizeMb: 1024 }, execArgv: [] }
  return isSource ? new Worker(starter(), { ...options, eval: true }) : new Worker(threadFile, options)
}

const takeThread = (): Worker => {
  const kept = idle.pop()
  if (!kept) return newThread()
  clearTimeout(kept.timer)
  kept.thread.off('error', kept.forget).off('exit', kept.forget)
  kept.thread.ref()
  return kept.thread
}

const keepThread = (thread: Worker): void => {
  // Nobody waits for it: it must not keep the server alive, and if it ends, the next file gets a new one.
  thread.unref()
  const forget = (): void => {
    const at = idle.findIndex((one) => one.thread === thread)
    if (at >= 0) clearTimeout(idle.splice(at, 1)[0]?.timer)
  }
  thread.on('error', forget).on('exit', forget)
  const timer = setTimeout(() => {
    forget()
    void thread.terminate()
  }, idleMs)
  timer.unref()
  idle.push({ thread, timer, forget })
}

/**
 * Runs the function `name` of a module in a thread of its own, so that the server goes on answering: reading a
 * workbook of a whole community takes seconds. At most two run at a time, the others wait. What it hands over on
 * its way goes to `take`; a refusal comes back as one. A thread that needs more than a gigabyte is ended and the
 * file refused as too large.
 */
export const runApart = async <Answer>(
  task: Task,
  take: (piece: unknown) => void = () => undefined,
): Promise<Answer> => {
  while (running >= threadsMax) await new Promise<void>((go) => waiting.push(go))
  running += 1
  try {
    return await runThread<Answer>(task, take)
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const runThread = <Answer>(task: Task, take: (piece: unknown) => void): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const thread = takeThread()
    const leave = (): void => {
      thread.off('message', hear)
      thread.off('error', fail)
      thread.off('exit', end)
    }
    const done = (act: () => void): void => {
      leave()
      keepThread(thread)
      act()
    }
    const dead = (error: unknown): void => {
      leave()
      void thread.terminate()
      reject(error)
    }
    const hear = (word: Word): void => {
      if (word.kind === 'end') done(() => resolve(word.value as Answer))
      else if (word.kind === 'refused') done(() => reject(new Refused({ code: word.code, data: word.data })))
      else if (word.kind === 'bug') dead(word.error)
      else {
        try {
          take(word.value)
        } catch (error) {
          dead(error)
        }
      }
    }
    const fail = (error: Error & { code?: string }): void =>
      dead(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refused('files.too_many_cells') : error)
    const end = (): void => dead(new Error('a thread ended without an answer'))
    thread.on('message', hear)
    thread.on('error', fail)
    thread.on('exit', end)
    thread.postMessage(task)
  })
