import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Services } from '../../platform/context.ts'
import { nowOf } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import type { ChainFault } from './store.ts'
import { chainEnd } from './store.ts'

const fileName = 'anchors.txt'

/**
 * Writes each district's last link to `anchors.txt` in the data folder and gives the lines back to be printed:
 * a copy on paper is the one that nobody can rewrite with the database.
 */
export const writeAnchor = async (services: Services, dataDir: string): Promise<readonly string[]> => {
  const ends = await chainEnd(services.database)
  const lines = ends.map((end) => `${nowOf(services)} ${end.districtId} ${end.seq} ${end.hash}`)
  mkdirSync(dataDir, { recursive: true })
  if (lines.length > 0) appendFileSync(join(dataDir, fileName), `${lines.join('\n')}\n`, { mode: 0o600 })
  return lines
}

const anchorForm = /^\S+ (\d{1,6}) (\d{1,15}) ([0-9a-f]{64})$/

/**
 * Every anchor of a district that the chain does not hold any more: a chain that was written anew from end to end
 * verifies in itself, but not against what was kept outside of the database. A line that cannot be read is a fault too.
 */
export const anchorFaults = async (
  db: Queryable,
  districtId: number,
  dataDir: string,
): Promise<readonly ChainFault[]> => {
  const file = join(dataDir, fileName)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const anchors = lines.map((line) => anchorForm.exec(line))
  const own = anchors.filter((match) => Number(match?.[1]) === districtId)
  const links = await db.rows<{ seq: number; hash: string }>(sql`select seq, encode(hash, 'hex') as hash
    from audit.link where district_id = ${districtId} and seq = any(${own.map((match) => match?.[2])}::bigint[])`)
  const hashes = new Map(links.map((link) => [link.seq, link.hash]))
  return [
    ...anchors.flatMap((match, index) => (match ? [] : [{ fault: 'anchor line', seq: index + 1 }])),
    ...own.flatMap((match) => {
      const seq = Number(match?.[2])
      return hashes.get(seq) === match?.[3] ? [] : [{ fault: 'anchor', seq }]
    }),
  ]
}
