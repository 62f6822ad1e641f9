import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import type { Database } from '../../src/platform/db/index.ts'
import { sql } from '../../src/platform/db/index.ts'

/** The kernel counts CPU time in hundredths of a second for everybody. */
const tickSeconds = 0.01

const ticksOf = (pid: number, withEnded: boolean): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [own, ended] = [
      [11, 12],
      [13, 14],
    ].map((places) => places.reduce((sum, place) => sum + Number(fields[place]), 0)) as [number, number]
    return own + (withEnded ? ended : 0)
  } catch {
    return 0
  }
}

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  } catch {
    return []
  }
}

/** CPU seconds that a process (all its threads) has used. */
export const cpuSeconds = (pid: number): number => ticksOf(pid, false) * tickSeconds

/** CPU seconds of PostgreSQL: the postmaster, its processes, and those of them that have ended. */
export const databaseCpuSeconds = (postmaster: number): number =>
  (ticksOf(postmaster, true) + childrenOf(postmaster).reduce((sum, pid) => sum + ticksOf(pid, false), 0)) *
  tickSeconds

/** Bytes of log that the database has written since it was made. */
export const walBytes = async (database: Database): Promise<number> => {
  const { bytes } = await database.one<{ bytes: number }>(
    sql`select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as bytes`,
  )
  return bytes
}

/** Bytes of all tables and indexes. */
export const diskBytes = async (database: Database): Promise<number> => {
  const { bytes } = await database.one<{ bytes: number }>(
    sql`select pg_database_size(current_database())::bigint as bytes`,
  )
  return bytes
}

/** The value below which `share` of the sorted values lie. */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted.length === 0 ? 0 : (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number)

/** How busy the machine is beside us: figures are worth little without it. */
export const loadAverage = (): number => Number((loadavg()[0] ?? 0).toFixed(1))

export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits))
