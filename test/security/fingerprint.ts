import type { Database } from '../../src/platform/db/index.ts'
import { sql } from '../../src/platform/db/index.ts'

/** Everything that an act may change, as one number: it is the same before and after an act that did not happen. */
export const fingerprint = async (database: Database): Promise<string> => {
  const { mark } = await database.one<{ mark: string }>(sql`select md5(concat_ws('/',
    (select md5(string_agg(v::text, ',' order by v.id)) from ledger.voucher v),
    (select md5(string_agg(p::text, ',' order by p::text)) from ledger.posting p),
    (select md5(string_agg(b::text, ',' order by b.account_id)) from ledger.balance b),
    (select md5(string_agg(h::text, ',' order by h::text)) from ledger.hold h),
    (select md5(string_agg(o::text, ',' order by o.id)) from orders."order" o),
    (select md5(string_agg(g::text, ',' order by g::text)) from orders.gate g),
    (select md5(string_agg(p::text, ',' order by p.id)) from orders.payment p),
    (select md5(string_agg(b::text, ',' order by b.id)) from packing.bag b),
    (select md5(string_agg(h::text, ',' order by h.id)) from packing.handover h),
    (select md5(string_agg(c::text, ',' order by c::text)) from audit.chain c))) as mark`)
  return mark
}
