import { randomBytes } from 'node:crypto'
import {
  linkSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { EmbeddedRefusal, systemCode } from './errors.ts'
import type { Layout } from './folders.ts'
import { writeWhole } from './folders.ts'
import { processMark, processState, sleep } from './processes.ts'

/** Who holds the data folder. Written whole, so that a reader never sees half of it. */
type Holder = {
  readonly pid: number
  readonly mark: string | null
  /** Machine and process space: a number from another container says nothing about processes here. */
  readonly space: string
  readonly since: string
  readonly where: string
}

export type Lock = {
  /** Tells a second start where this one can be reached. */
  note(where: string): void
  release(): void
}

const beatMs = 4_000
const silentAfterMs = 3 * beatMs

const space = (): string => {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

const readHolder = (file: string): Holder | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return null
  }
}

const beatAgeMs = (file: string): number => {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

const alive = (holder: Holder, file: string): boolean =>
  holder.space === space()
    ? processState(holder.pid) === 'running' && processMark(holder.pid) === holder.mark
    : beatAgeMs(file) < silentAfterMs

/** Who holds the data folder now, if that process lives: its number and where it says it can be reached. */
export const livingHolder = (layout: Layout): { readonly pid: number; readonly where: string } | null => {
  const holder = readHolder(layout.lock)
  return holder !== null && alive(holder, layout.lock) ? { pid: holder.pid, where: holder.where } : null
}

/** Takes a dead holder's lock away; false if somebody else was quicker and the lock is alive again. */
const clearStale = (file: string, judged: Holder | null): void => {
  const aside = `${file}.stale-${randomBytes(4).toString('hex')}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  // Between judging and renaming, another start may have put its own lock here: give that one back.
  const taken = readHolder(aside)
  if (taken && JSON.stringify(taken) !== JSON.stringify(judged)) {
    try {
      linkSync(aside, file)
    } catch {
      // A third start holds it now; the next round of the loop reads who.
    }
  }
  rmSync(aside, { force: true })
}

/**
 * Takes the data folder for this process. A holder that died is replaced; one that lives gives the refusal
 * ALREADY_RUNNING. A holder in another container counts as alive while it beats.
 */
export const takeLock = async (layout: Layout): Promise<Lock> => {
  const self: Holder = {
    pid: process.pid,
    mark: processMark(process.pid),
    space: space(),
    since: new Date().toISOString(),
    where: hostname(),
  }
  const fresh = `${layout.lock}.${process.pid}-${randomBytes(4).toString('hex')}`
  writeFileSync(fresh, JSON.stringify(self), { mode: 0o600 })
  try {
    const giveUpAt = performance.now() + silentAfterMs + 1_000
    for (;;) {
      try {
        linkSync(fresh, layout.lock)
        break
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error
      }
      const holder = readHolder(layout.lock)
      if (holder === null || !alive(holder, layout.lock)) {
        clearStale(layout.lock, holder)
      } else if (holder.space === self.space || performance.now() > giveUpAt) {
        throw new EmbeddedRefusal('ALREADY_RUNNING', {
          pid: holder.pid,
          folder: layout.dataDir,
          where: holder.where,
          since: holder.since,
        })
      } else {
        // A container that was just replaced leaves a beat behind: wait until it is surely silent.
        await sleep(250)
      }
    }
  } finally {
    rmSync(fresh, { force: true })
  }
  const mine = (): boolean => {
    const holder = readHolder(layout.lock)
    return holder?.pid === self.pid && holder.mark === self.mark && holder.since === self.since
  }
  const beat = setInterval(() => {
    try {
      const now = new Date()
      utimesSync(layout.lock, now, now)
    } catch {
      // The folder is gone or full: nothing that a beat could mend.
    }
  }, beatMs)
  beat.unref()
  return {
    note: (where) => {
      if (mine()) writeWhole(layout.lock, JSON.stringify({ ...self, where }))
    },
    release: () => {
      clearInterval(beat)
      if (mine()) rmSync(layout.lock, { force: true })
    },
  }
}
