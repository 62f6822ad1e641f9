import { parentPort, workerData } from 'node:worker_threads'
import { Refused } from '../../kernel/result.ts'
import type { Hand, Word } from './apart.ts'

/** The thread's side of `runApart`: loads the module, calls the function, says what came of it. */
const { moduleUrl, name, input } = workerData as {
  readonly moduleUrl: string
  readonly name: string
  readonly input: unknown
}
const say = (word: Word): void => parentPort?.postMessage(word)

try {
  const module = (await import(moduleUrl)) as Record<string, (given: unknown, hand: Hand) => Promise<unknown>>
  const work = module[name]
  if (!work) throw new Error(`no ${name} in ${moduleUrl}`)
  say({ kind: 'end', value: await work(input, (value) => say({ kind: 'piece', value })) })
} catch (error) {
  if (!(error instanceof Refused)) throw error
  say({ kind: 'refused', code: error.refusal.code, data: error.refusal.data })
}
