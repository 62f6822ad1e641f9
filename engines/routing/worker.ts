/*
 * Node only: plans several problems at once, one worker thread each, as many threads as wanted. The engine itself
 * knows nothing of threads; a browser would wrap `planRoutes` in a Web Worker just so.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import {
  type PlanOptions,
  type Progress,
  planRoutes,
  type Result,
  type RoutePlan,
  type RoutingProblem,
} from './index.ts'

export type WorkerOptions = {
  readonly seed?: number
  readonly iterations?: number
  /** For each problem, by the clock on the wall. */
  readonly milliseconds?: number
  /** Problems planned at the same time; 1 unless said. */
  readonly threads?: number
  readonly onProgress?: (problem: number, progress: Progress) => void
  readonly signal?: AbortSignal
}

type Task = {
  readonly problem: RoutingProblem
  readonly options: Pick<WorkerOptions, 'seed' | 'iterations' | 'milliseconds'>
  readonly stop: Int32Array
}

type Message = { readonly progress: Progress } | { readonly result: Result<RoutePlan> }

/** Plans every problem in threads of its own; answers come in the order of the problems. An abort ends with the best so far. */
export async function planInWorkers(
  problems: readonly RoutingProblem[],
  options: WorkerOptions,
): Promise<readonly Result<RoutePlan>[]> {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const abort = (): void => {
    Atomics.store(stop, 0, 1)
  }
  if (options.signal?.aborted) abort()
  options.signal?.addEventListener('abort', abort)
  const results: Result<RoutePlan>[] = []
  let next = 0
  const line = async (): Promise<void> => {
    while (next < problems.length) {
      const index = next++
      results[index] = await planInThread(problems[index]!, index, options, stop)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.max(1, options.threads ?? 1) }, line))
  } finally {
    options.signal?.removeEventListener('abort', abort)
  }
  return results
}

function planInThread(
  problem: RoutingProblem,
  index: number,
  options: WorkerOptions,
  stop: Int32Array,
): Promise<Result<RoutePlan>> {
  const { seed, iterations, milliseconds } = options
  const task: Task = {
    problem,
    options: {
      ...(seed === undefined ? {} : { seed }),
      ...(iterations === undefined ? {} : { iterations }),
      ...(milliseconds === undefined ? {} : { milliseconds }),
    },
    stop,
  }
  return new Promise((resolve, reject) => {
    const worker = startThread(import.meta.url, task)
    worker.on('message', (message: Message) => {
      if ('progress' in message) options.onProgress?.(index, message.progress)
      else resolve(message.result)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`routing: the thread ended early with code ${code}`)))
  })
}

/** Built files run as they are; sources (development, tests) through the loader, which a thread must register itself. */
function startThread(url: string, task: Task): Worker {
  const data = { workerData: { routingTask: task } }
  if (!url.endsWith('.ts')) return new Worker(new URL(url), data)
  const load = `import('tsx/esm/api').then((api) => { api.register(); return import(${JSON.stringify(url)}) })`
  return new Worker(load, { ...data, eval: true })
}

function runTask(task: Task): void {
  const { options, stop } = task
  const planOptions: PlanOptions = {
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.iterations === undefined ? {} : { iterations: options.iterations }),
    ...(options.milliseconds === undefined
      ? {}
      : { milliseconds: options.milliseconds, clock: () => performance.now() }),
    shouldStop: () => Atomics.load(stop, 0) === 1,
    onProgress: (progress) => parentPort!.postMessage({ progress } satisfies Message),
  }
  parentPort!.postMessage({ result: planRoutes(task.problem, planOptions) } satisfies Message)
}

const task = (workerData as { routingTask?: Task } | null)?.routingTask
if (!isMainThread && parentPort !== null && task !== undefined) runTask(task)
