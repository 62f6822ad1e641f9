import pg from 'pg'
import type { Log } from '../log.ts'
import type { Statement } from './sql.ts'

/** Runs statements; rows come back with camelCase keys. */
export type Queryable = {
  rows<Row>(statement: Statement): Promise<Row[]>
  /** Exactly one row; anything else is a bug. */
  one<Row>(statement: Statement): Promise<Row>
  maybe<Row>(statement: Statement): Promise<Row | null>
  /** How many rows were touched. */
  run(statement: Statement): Promise<number>
}

export type Database = Queryable & {
  /** Runs `work` in one READ COMMITTED transaction: all of it stands, or nothing. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The role under which the product runs; it owns nothing and has no grant to change a voucher. */
export const applicationRole = 'changping_app'

// Goods and money are whole numbers that a double keeps exactly. One that does not fit is a bug, not a rounding.
const parseWhole = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`not a safe whole number: ${text}`)
  return value
}
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return parseWhole
    // Moments travel as ISO text in UTC; dates as they are.
    if (oid === pg.types.builtins.TIMESTAMPTZ) return (text: string) => new Date(text).toISOString()
    if (oid === pg.types.builtins.DATE) return (text: string) => text
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
  },
}

const camelNames = new Map<string, string>()
const camel = (name: string): string => {
  const known = camelNames.get(name)
  if (known) return known
  const made = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  camelNames.set(name, made)
  return made
}

const mapRow = (row: Record<string, unknown>): Record<string, unknown> => {
  const mapped: Record<string, unknown> = {}
  for (const key in row) mapped[camel(key)] = row[key]
  return mapped
}

type Runner = Pick<pg.ClientBase, 'query'>

const queryable = (runner: Runner): Queryable => {
  const rows = async <Row>(statement: Statement): Promise<Row[]> => {
    const result = await runner.query({ text: statement.text, values: [...statement.values] })
    return result.rows.map(mapRow) as Row[]
  }
  return {
    rows,
    one: async <Row>(statement: Statement): Promise<Row> => {
      const found = await rows<Row>(statement)
      if (found.length !== 1)
        throw new Error(`one row expected, ${found.length} found: ${statement.text.slice(0, 120)}`)
      return found[0] as Row
    },
    maybe: async <Row>(statement: Statement): Promise<Row | null> => {
      const found = await rows<Row>(statement)
      if (found.length > 1) throw new Error(`at most one row expected: ${statement.text.slice(0, 120)}`)
      return found[0] ?? null
    },
    run: async (statement: Statement): Promise<number> => {
      const result = await runner.query({ text: statement.text, values: [...statement.values] })
      return result.rowCount ?? 0
    },
  }
}

export type DatabaseOptions = {
  readonly url: string
  readonly log: Log
  /** `application` runs under the role without the right to change the books; `owner` migrates. */
  readonly as: 'application' | 'owner'
  readonly connectionsMax?: number
}

/** Opens a pool. Connections are made when needed, so this answers at once even if the database is not up yet. */
export const openDatabase = ({ url, log, as, connectionsMax = 10 }: DatabaseOptions): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    types,
    connectionTimeoutMillis: 15_000,
    application_name: 'changping',
    options: `-c TimeZone=UTC -c statement_timeout=60000${as === 'application' ? ` -c role=${applicationRole}` : ''}`,
  })
  // A killed server reports itself on idle connections; without a listener that would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'idle database connection lost'))
  return {
    ...queryable(pool as unknown as Runner),
    transaction: async (work) => {
      const client = await pool.connect()
      const onError = (error: Error): void => log.warn({ error: error.message }, 'database connection lost')
      client.on('error', onError)
      let broken: Error | undefined
      try {
        await client.query('begin')
        const value = await work(queryable(client))
        await client.query('commit')
        return value
      } catch (error) {
        await client.query('rollback').catch((rollbackError: Error) => {
          broken = rollbackError
        })
        throw error
      } finally {
        client.off('error', onError)
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

/** The five-character code that PostgreSQL gave, if the error is one of its own. */
export const sqlState = (error: unknown): string | null =>
  error instanceof pg.DatabaseError && typeof error.code === 'string' ? error.code : null
