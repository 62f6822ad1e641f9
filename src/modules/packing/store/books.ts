import type { Queryable } from '../../../platform/db/index.ts'
import { sql } from '../../../platform/db/index.ts'
import type { BookFault } from '../../ledger/index.ts'

/** Every place where bags, hand-overs and books disagree; none when they agree. */
export const packingFaults = (db: Queryable, districtId: number): Promise<BookFault[]> =>
  db.rows<BookFault>(sql`select fault, subject, wanted, found from packing.check_books(${districtId})`)
