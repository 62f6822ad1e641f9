// covers: LED-1 walked refused, OVR-3 refused
/** The books against their pure twin, and what nobody may do to them. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentId } from '../../../test/support/client.ts'
import type { TestWorld } from '../../../test/support/database.ts'
import { openWorld } from '../../../test/support/database.ts'
import type { AccountId, CommodityId } from '../../kernel/ids.ts'
import { Refused } from '../../kernel/result.ts'
import { sql, sqlState } from '../../platform/db/index.ts'
import type { AccountKey } from './index.ts'
import { applyPostings, openAccounts, postVoucher } from './index.ts'

let world: TestWorld
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  expect(await world.faults()).toEqual([])
  await world.close()
})

const at = '2026-11-22T00:00:00.000Z'

/** Four guarded shelves and an outside account for one fresh item. */
const shelves = async () => {
  const itemId = documentId()
  const keys: AccountKey[] = [0, 1, 2, 3].map(() => ({
    ownerId: documentId(),
    commodityId: itemId,
    purpose: 'on_hand',
    guarded: true,
  }))
  const outside: AccountKey = {
    ownerId: documentId(),
    commodityId: itemId,
    purpose: 'opening',
    guarded: false,
  }
  await openAccounts(world.application, world.services.districtId, [...keys, outside])
  return { itemId, keys, outside, all: [...keys, outside] }
}

const balancesOf = async (itemId: string) =>
  new Map(
    (
      await world.application.rows<{
        ownerId: AccountId
        posted: number
        held: number
      }>(sql`select owner_id, posted, held from ledger.v_balance
        where district_id = ${world.services.districtId} and commodity_id = ${itemId}`)
    ).map((row) => [row.ownerId, { posted: row.posted, held: row.held }] as const),
  )

const move = fc
  .record({
    source: fc.integer({ min: 0, max: 4 }),
    target: fc.integer({ min: 0, max: 4 }),
    quantity: fc.integer({ min: 1, max: 9 }),
  })
  .filter((one) => one.source !== one.target)

describe('postings', () => {
  test('the database and the pure rule agree on every voucher, refused ones change nothing', {
    timeout: 120_000,
  }, async () => {
    let refusals = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 25 }),
        async (vouchers) => {
          const { itemId, all } = await shelves()
          for (const moves of vouchers) {
            const before = await balancesOf(itemId)
            const pure = applyPostings(
              before,
              moves.map((one) => ({
                source: all[one.source]?.ownerId as AccountId,
                target: all[one.target]?.ownerId as AccountId,
                commodity: itemId as CommodityId,
                quantity: one.quantity,
                fromHold: false,
              })),
            )
            const outcome = await world.application
              .transaction((tx) =>
                postVoucher(tx, world.services.districtId, {
                  kind: 'test',
                  documentId: documentId(),
                  verb: 'move',
                  occurredAt: at,
                  postings: moves.map((one) => ({
                    source: all[one.source] as AccountKey,
                    target: all[one.target] as AccountKey,
                    quantity: one.quantity,
                  })),
                }),
              )
              .catch((error: unknown) =>
                error instanceof Refused ? error.refusal.code : Promise.reject(error),
              )
            if (!pure.ok) refusals += 1
            expect(outcome).toBe(pure.ok ? 'posted' : pure.refusal.code)
            expect(await balancesOf(itemId)).toEqual(pure.ok ? pure.value : before)
          }
        },
      ),
      { numRuns: process.env.LONG ? 200 : 12 },
    )
    expect(refusals).toBeGreaterThan(0)
  })

  test('the same voucher again is replayed, with other content a conflict; a reversal undoes it once', async () => {
    const { itemId, keys, outside } = await shelves()
    const document = documentId()
    const post = (quantity: number) =>
      world.application.transaction((tx) =>
        postVoucher(tx, world.services.districtId, {
          kind: 'test',
          documentId: document,
          verb: 'move',
          occurredAt: at,
          postings: [{ source: outside, target: keys[0] as AccountKey, quantity }],
        }),
      )
    expect([await post(5), await post(5)]).toEqual(['posted', 'replayed'])
    await expect(post(6)).rejects.toMatchObject({ refusal: { code: 'ledger.voucher_conflict' } })
    const reverse = sql`select ledger.reverse(${world.services.districtId}, ledger.voucher_id(${world.services.districtId}, ${document}, 'move', '1'), null, null, ${at}) as answer`
    expect([await world.application.one(reverse), await world.application.one(reverse)]).toEqual([
      { answer: 'posted' },
      { answer: 'replayed' },
    ])
    expect((await balancesOf(itemId)).get(keys[0]?.ownerId as AccountId)).toEqual({ posted: 0, held: 0 })
  })
})

describe('what nobody may do', () => {
  test.each([
    ['change a voucher', sql`update ledger.voucher set kind = 'x'`],
    ['delete a voucher', sql`delete from ledger.voucher`],
    ['change a posting', sql`update ledger.posting set quantity = 1`],
    ['delete a posting', sql`delete from ledger.posting`],
    ['truncate the postings', sql`truncate ledger.posting`],
    ['change an audit line', sql`update audit.line set action = 'x'`],
    ['delete an audit link', sql`delete from audit.link`],
    ['delete an audit body', sql`delete from audit.body`],
    ['make a table', sql`create table ledger.mine (x int)`],
  ])('the application may not %s', async (_, statement) => {
    const error = await world.application.run(statement).then(
      () => null,
      (caught: unknown) => caught,
    )
    expect(sqlState(error)).toBe('42501')
  })

  test('the application is no superuser and owns nothing', async () => {
    expect(
      await world.application.one(
        sql`select rolsuper, (select count(*) from pg_class c where c.relowner = r.oid) as owned from pg_roles r where rolname = current_user`,
      ),
    ).toEqual({ rolsuper: false, owned: 0 })
  })
})

describe('check-ledger sees', () => {
  test.each([
    [
      'a balance that was moved by hand',
      sql`update ledger.balance set posted = posted + 1 where account_id = (select account_id from ledger.balance where posted > 0 order by account_id limit 1)`,
    ],
    [
      'a hold that no order explains',
      sql`insert into ledger.hold (district_id, document_id, account_id, quantity) select district_id, gen_random_uuid(), account_id, 1 from ledger.balance order by account_id limit 1`,
    ],
    [
      'a posting that was changed',
      sql`update ledger.posting set quantity = quantity + 1 where (voucher_id, line_no) = (select voucher_id, line_no from ledger.posting order by voucher_id, line_no limit 1)`,
    ],
    [
      'a voucher whose postings are gone',
      sql`delete from ledger.posting where voucher_id = (select voucher_id from ledger.posting order by voucher_id limit 1)`,
    ],
    [
      'an audit line that was changed',
      sql`update audit.line set action = 'x' where (link_seq, line_no) = (select link_seq, line_no from audit.line order by link_seq limit 1)`,
    ],
    [
      'an audit link whose time was changed',
      sql`update audit.link set recorded_at = recorded_at + interval '1 microsecond' where seq = (select min(seq) from audit.link)`,
    ],
    ['an audit link that is gone', sql`delete from audit.chain`],
  ])('%s', async (_, tamper) => {
    const own = await openWorld()
    try {
      expect(await own.faults()).toEqual([])
      await own.owner.run(tamper)
      expect((await own.faults()).length).toBeGreaterThan(0)
    } finally {
      await own.close()
    }
  })
})
