import { parentPort } from 'node:worker_threads'
import { Refused } from '../../kernel/result.ts'
import type { Hand, Task, Word } from './apart.ts'

/** The thread's side of `runApart`: loads the module, calls the function, says what came of it. */
const say = (word: Word): void => parentPort?.postMessage(word)

const work = async ({ moduleUrl, name, input }: Task): Promise<void> => {
  try {
    const module = (await import(moduleUrl)) as Record<
      string,
      (given: unknown, hand: Hand) => Promise<unknown>
    >
    const act = module[name]
    if (!act) throw new Error(`no ${name} in ${moduleUrl}`)
    say({ kind: 'end', value: await act(input, (value) => say({ kind: 'piece', value })) })
  } catch (error) {
    if (error instanceof Refused) say({ kind: 'refused', code: error.refusal.code, data: error.refusal.data })
    else say({ kind: 'bug', error })
  }
}

parentPort?.on('message', (task: Task) => void work(task))
