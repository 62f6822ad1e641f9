import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Services } from '../../platform/context.ts'
import { nowOf } from '../../platform/context.ts'
import { chainEnd } from './store.ts'

/**
 * Writes each district's last link to `anchors.txt` in the data folder and gives the lines back to be printed:
 * a copy on paper is the one that nobody can rewrite with the database.
 */
export const writeAnchor = async (services: Services, dataDir: string): Promise<readonly string[]> => {
  const ends = await chainEnd(services.database)
  const lines = ends.map((end) => `${nowOf(services)} ${end.districtId} ${end.seq} ${end.hash}`)
  mkdirSync(dataDir, { recursive: true })
  if (lines.length > 0) appendFileSync(join(dataDir, 'anchors.txt'), `${lines.join('\n')}\n`, { mode: 0o600 })
  return lines
}
