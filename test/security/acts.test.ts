import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refused } from '../../src/kernel/result.ts'
import { orderFor } from '../../src/modules/orders/commands.ts'
import { pay } from '../../src/modules/orders/money.ts'
import {
  agreeHandover,
  declareHandover,
  makeBags,
  packBag,
  readPickList,
} from '../../src/modules/packing/index.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Database, Queryable } from '../../src/platform/db/index.ts'
import { sql } from '../../src/platform/db/index.ts'
import { fingerprint } from './fingerprint.ts'
import type { Stage } from './stage.ts'
import { freshId, hire, openStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(async () => {
  await stage?.close()
})

const district = () => stage.world.services.districtId
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code
    return `bug: ${(error as Error).message}`
  }
}
class Injected extends Error {}

/** The database as it is, but the Nth statement from now fails, before it is sent or after it was done. */
const failing = (database: Database, at: number, when: 'before' | 'after') => {
  let count = 0
  const wrap = (inner: Queryable): Queryable => {
    const guard =
      <In, Out>(work: (statement: In) => Promise<Out>) =>
      async (statement: In): Promise<Out> => {
        count += 1
        if (count === at && when === 'before') throw new Injected('injected')
        const value = await work(statement)
        if (count === at && when === 'after') throw new Injected('injected')
        return value
      }
    return {
      rows: guard(inner.rows),
      one: guard(inner.one),
      maybe: guard(inner.maybe),
      run: guard(inner.run),
    } as Queryable
  }
  const broken: Database = {
    ...wrap(database),
    transaction: (work) => database.transaction((tx) => work(wrap(tx))),
    close: () => database.close(),
  }
  return { broken, reached: () => count >= at }
}

/** Fails at every statement in turn until the act has none left; gives how many there were. */
const failEverywhere = async (who: Context, act: (context: Context) => Promise<unknown>): Promise<number> => {
  for (let at = 1; at < 200; at += 1) {
    for (const when of ['before', 'after'] as const) {
      const before = await fingerprint(stage.world.owner)
      const { broken, reached } = failing(who.database, at, when)
      try {
        await act({ ...who, database: broken })
        if (!reached()) return at - 1
        throw new Error(`statement ${at} failed and the act went on`)
      } catch (error) {
        if (!(error instanceof Injected)) throw error
      }
      expect(await fingerprint(stage.world.owner), `failed ${when} statement ${at}`).toBe(before)
    }
  }
  throw new Error('the act never ends')
}

const bagsOf = async () => (await readPickList(stage.contexts.manager, stage.collectionId)).bags

describe('R18 R21 R22 acts', () => {
  test('R22 all or nothing: placing an order, failed at every statement', async () => {
    const { grid } = stage.contexts
    const input = {
      id: freshId(stage.world),
      cycleId: stage.openCycleId,
      householdId: stage.households[0] as string,
      lines: [{ offerId: stage.offers[0]?.id as string, count: 1 }],
    }
    // The order itself is one statement that commits alone, so a failure after it leaves it whole, not undone.
    let stands = false
    for (let at = 1; at <= 4; at += 1) {
      const before = await fingerprint(stage.world.owner)
      const { broken, reached } = failing(grid.database, at, 'before')
      const code = await codeOf(orderFor({ ...grid, database: broken }, input))
      if (!reached()) {
        stands = code === 'done'
        break
      }
      expect(code).toMatch(/injected/)
      expect(await fingerprint(stage.world.owner), `statement ${at}`).toBe(before)
    }
    expect(stands).toBe(true)
    expect(await stage.world.faults()).toEqual([])
    expect((await orderFor(grid, input)).code).toBe('placed')
  })

  test('R22 all or nothing: a payment, a declaration and an agreed hand-over, failed at every statement', async () => {
    const { grid, manager, picker } = stage.contexts
    const order = stage.orders[0]?.id as string
    const paid = { id: freshId(stage.world), orderId: order, kind: 'collect' as const, amountFen: 100 }
    expect(await failEverywhere(grid, (who) => pay(who, paid))).toBeGreaterThan(6)
    await makeBags(manager, stage.collectionId)
    const bags = await bagsOf()
    for (const bag of bags) await packBag(picker, bag.id, [])
    const declared = { id: freshId(stage.world), bagCount: bags.length }
    // Reading the answer comes after the commit: those last statements fail with the act done, and repeat it for nothing.
    const declare = async (who: Context): Promise<void> => {
      await declareHandover(who, stage.collectionId, declared)
    }
    await failUntilDone(manager, declare)
    await failUntilDone(grid, (who) =>
      agreeHandover(who, declared.id, { bagCount: bags.length, missingBagIds: [] }),
    )
    expect(await stage.world.faults()).toEqual([])
  })

  test('R18 nobody agrees to their own declaration', async () => {
    const { world } = stage
    const personId = await hire(world, 'two-hands', {
      kind: 'store_manager',
      placeId: stage.rootId,
      organizationId: (await otherStore()) as string,
    })
    await world.application.run(sql`insert into people.holding (district_id, id, post_id, person_id, from_at)
      select ${district()}, ${freshId(world)}, post.id, ${personId}, clock_timestamp() - interval '1 minute'
        from people.post post where post.district_id = ${district()} and post.kind = 'grid_worker' and post.place_id = ${await otherCommunity()}`)
    const both = await world.as('two-hands')
    const collectionId = stage.otherCollectionId
    await makeBags(both, collectionId)
    const { bags } = await readPickList(both, collectionId)
    for (const bag of bags) await packBag(both, bag.id, [])
    const id = freshId(world)
    await declareHandover(both, collectionId, { id, bagCount: bags.length })
    expect(await codeOf(agreeHandover(both, id, { bagCount: bags.length, missingBagIds: [] }))).toBe(
      'packing.own_declaration',
    )
  })

  test('R21 1,000 callers at the last pieces: exactly what there is is sold', async () => {
    const { world } = stage
    const { grid } = stage.contexts
    const homes = stage.households.slice(10, 60)
    expect(homes.length).toBeGreaterThan(20)
    const offer = stage.offers[3]?.id as string
    const left = Math.floor(homes.length / 3)
    // All but a few pieces are promised to somebody else.
    const need = await world.owner.one<{ accountId: string; quantity: number }>(
      sql`select account_id, quantity from orders.v_offer_need where district_id = ${district()} and offer_id = ${offer}`,
    )
    const { available } = await world.owner.one<{ available: number }>(
      sql`select available from ledger.v_balance where district_id = ${district()} and account_id = ${need.accountId}`,
    )
    const taken = available - left * need.quantity
    const elsewhere = freshId(world)
    const promise = (quantity: number): Promise<number> =>
      world.application.run(sql`select ledger.hold_batch(${district()}, array[${elsewhere}]::uuid[],
        array[${need.accountId}]::uuid[], array[${quantity}]::bigint[])`)
    await promise(taken)
    const tries = Array.from({ length: 1_000 }, (_, index) =>
      codeOf(
        orderFor(grid, {
          id: freshId(world),
          cycleId: stage.openCycleId,
          householdId: homes[index % homes.length] as string,
          lines: [{ offerId: offer, count: 1 }],
        }).then((answer) => {
          if (answer.code !== 'placed') throw new Refused({ code: answer.code, data: {} })
        }),
      ),
    )
    const codes = await Promise.all(tries)
    const count = (code: string): number => codes.filter((found) => found === code).length
    expect(count('done')).toBe(left)
    expect(count('done') + count('orders.sold_out') + count('orders.already_ordered') + count('again')).toBe(
      1_000,
    )
    await promise(-taken)
    expect(await world.faults()).toEqual([])
  })
})

const failUntilDone = async (who: Context, act: (context: Context) => Promise<unknown>): Promise<void> => {
  let changes = 0
  for (let at = 1; at < 200; at += 1) {
    const before = await fingerprint(stage.world.owner)
    const { broken, reached } = failing(who.database, at, 'before')
    const code = await codeOf(act({ ...who, database: broken }))
    if (!reached()) {
      expect(code).toBe('done')
      // Done by the last try, or by one whose answer was lost: once.
      expect(changes + ((await fingerprint(stage.world.owner)) === before ? 0 : 1)).toBe(1)
      return
    }
    expect(code).toMatch(/injected/)
    if ((await fingerprint(stage.world.owner)) !== before) changes += 1
  }
  throw new Error('the act never ends')
}

const otherCommunity = async (): Promise<string> => {
  const { id } = await stage.world.owner.one<{
    id: string
  }>(sql`select e.parent_id as id from orders.v_collection co
    join places.v_place e on e.district_id = co.district_id and e.id = co.estate_id where co.id = ${stage.otherCollectionId}`)
  return id
}
const otherStore = async (): Promise<string> => {
  const { storeId } = await stage.world.owner.one<{ storeId: string }>(
    sql`select store_id from orders.v_collection where id = ${stage.otherCollectionId}`,
  )
  return storeId
}
