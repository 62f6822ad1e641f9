/**
 * Prints the schema of a migrated database by a catalog query of our own: every table, column, key, index, view,
 * function and grant, in a fixed order. `db/schema.sql` is what this prints; a migration shows its effect there in
 * review, and a test fails when it is stale.   npm run print
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openStore } from '../src/cli/product.ts'
import type { Queryable } from '../src/platform/db/index.ts'
import { sql } from '../src/platform/db/index.ts'
import { openLog } from '../src/platform/log.ts'

const root = resolve(import.meta.dirname, '..')

type Column = {
  relation: string
  kind: string
  column: string
  type: string
  rule: string
  note: string | null
}
type Named = { relation: string; text: string }

const ours = sql`n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public') and n.nspname not like 'pg_%'`

/** The schema as text. Not meant to be run: migrations make the database, this shows what they made. */
export const printSchema = async (db: Queryable): Promise<string> => {
  const columns = await db.rows<Column>(sql`
    select n.nspname || '.' || c.relname as relation, c.relkind::text as kind, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
        concat_ws(' ', case when a.attnotnull then 'not null' end, 'default ' || pg_get_expr(d.adbin, d.adrelid)) as rule,
        col_description(c.oid, a.attnum) as note
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relkind in ('r', 'v') and ${ours} order by 2, 1, a.attnum`)
  const constraints = await db.rows<Named>(sql`
    select n.nspname || '.' || c.relname as relation, pg_get_constraintdef(k.oid) as text
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype <> 'n' and ${ours} order by 1, k.contype = 'p' desc, 2`)
  const indexes = await db.rows<Named>(sql`
    select n.nspname || '.' || c.relname as relation, pg_get_indexdef(i.indexrelid) as text
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid) order by 1, 2`)
  const grants = await db.rows<Named>(sql`
    select n.nspname || '.' || c.relname as relation,
        'grant ' || string_agg(lower(g.privilege_type), ', ' order by g.privilege_type) || ' to ' || g.grantee::regrole as text
      from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g
     where c.relkind in ('r', 'v') and ${ours} and g.grantee <> c.relowner and g.grantee <> 0 group by 1, g.grantee order by 1, 2`)
  const functions = await db.rows<{ text: string }>(sql`
    select pg_get_functiondef(p.oid) as text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours} order by n.nspname, p.proname, 1`)

  const of = (rows: readonly Named[], relation: string): string[] =>
    rows.filter((row) => row.relation === relation).map((row) => row.text)
  const relations = Array.from(new Set(columns.map((column) => `${column.kind} ${column.relation}`)))
  const tables = relations.map((key) => {
    const [kind = '', relation = ''] = key.split(' ')
    const own = columns.filter((column) => column.relation === relation)
    return [
      `${kind === 'r' ? 'table' : 'view'} ${relation}`,
      ...own.map(
        (column) =>
          `  ${[column.column, column.type, kind === 'r' ? column.rule : '', column.note ? `-- ${column.note}` : ''].filter(Boolean).join(' ')}`,
      ),
      ...of(constraints, relation).map((text) => `  ${text}`),
      ...of(indexes, relation).map((text) => `  ${text}`),
      ...of(grants, relation).map((text) => `  ${text}`),
    ].join('\n')
  })
  return [
    '-- Printed by tools/schema.ts from the migrated database; a test fails when it is stale. Do not edit.',
    ...tables,
    ...functions.map(({ text }) => text.trimEnd()),
  ]
    .join('\n\n')
    .concat('\n')
}

const main = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'changping-schema-'))
  const log = openLog('error')
  const store = await openStore(
    { port: 0, host: '127.0.0.1', dataDir, databaseUrl: null, logLevel: 'error', root },
    log,
    { join: false },
  )
  try {
    writeFileSync(join(root, 'db', 'schema.sql'), await printSchema(store.owner))
  } finally {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
