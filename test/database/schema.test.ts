/** The database that the migrations make is the one that `db/schema.sql` shows. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { printSchema } from '../../tools/schema.ts'
import type { TestWorld } from '../support/database.ts'
import { openWorld } from '../support/database.ts'

let world: TestWorld
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

// Versions of the server write definitions differently; the printed one is the embedded server's.
test.skipIf(Boolean(process.env.DATABASE_URL))(
  'db/schema.sql is what the migrations make (embedded server only)',
  async () => {
    expect(await printSchema(world.owner)).toBe(
      readFileSync(resolve(import.meta.dirname, '../../db/schema.sql'), 'utf8'),
    )
  },
)
