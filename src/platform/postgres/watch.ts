import type { Layout } from './folders.ts'
import { clusterFolder } from './folders.ts'
import type { Death, Embedded, EmbeddedLog } from './index.ts'
import type { Lock } from './lock.ts'
import type { Postmaster } from './postmaster.ts'
import { endPostmaster } from './postmaster.ts'
import { isPostmasterOf, sleep } from './processes.ts'

type Watched = {
  readonly layout: Layout
  readonly log: EmbeddedLog
  readonly lock: Lock
  readonly url: string
  readonly how: Embedded['how']
  readonly first: Postmaster
  /** Starts the server again on exactly the same port, because its address is already in use all over. */
  readonly restart: () => Promise<Postmaster>
}

const lookMs = 500
const longestPauseMs = 15_000

/** Watches a running server: tells of its death and starts it again, until it is told to stop. */
export const watch = ({ layout, log, lock, url, how, first, restart }: Watched): Embedded => {
  let current = first
  let stopping: Promise<void> | null = null
  let reviving: Promise<void> | null = null
  const callbacks: ((death: Death) => void)[] = []

  const revive = async (): Promise<void> => {
    const began = performance.now()
    for (let pause = 250; stopping === null; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        follow(await restart())
        const seconds = ((performance.now() - began) / 1_000).toFixed(1)
        log.warn(`the database runs again after ${seconds} s (process ${current.pid})`)
        return
      } catch (error) {
        log.warn(
          `the database did not start again: ${error instanceof Error ? error.message : String(error)}`,
        )
        for (let waited = 0; waited < pause && stopping === null; waited += 50) await sleep(50)
      }
    }
  }

  const died = (pid: number): void => {
    if (stopping !== null || reviving !== null || pid !== current.pid) return
    log.warn(`database process ${pid} died; it is started again`)
    reviving = revive().finally(() => {
      reviving = null
    })
    for (const callback of callbacks) callback({ pid, at: new Date() })
  }

  const follow = (postmaster: Postmaster): void => {
    current = postmaster
    const { pid, child } = postmaster
    if (child !== null) {
      child.once('exit', () => died(pid))
      // It may have died between becoming ready and this line.
      if (child.exitCode !== null || child.signalCode !== null) setImmediate(() => died(pid))
      return
    }
    const cluster = clusterFolder(layout)
    const look = setInterval(() => {
      if (current.pid === pid && isPostmasterOf(pid, cluster)) return
      clearInterval(look)
      died(pid)
    }, lookMs)
    look.unref()
  }

  follow(first)

  const end = async (): Promise<void> => {
    try {
      // A revival under way must not outlive the stop.
      await reviving
      await endPostmaster(current.pid, clusterFolder(layout), log)
    } finally {
      lock.release()
    }
  }

  return {
    url,
    how,
    pid: () => current.pid,
    note: (where) => lock.note(where),
    stop: () => {
      stopping ??= end()
      return stopping
    },
    onDeath: (callback) => {
      callbacks.push(callback)
    },
  }
}
