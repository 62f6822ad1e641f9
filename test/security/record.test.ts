/** Acts and their record: reliability requirements by their numbers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refused } from '../../src/kernel/result.ts'
import { anchorFaults, chainFaults, eraseBodies, writeAnchor } from '../../src/modules/audit/index.ts'
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
import { openDatabase, sql } from '../../src/platform/db/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { hashPassword } from '../../src/platform/secrets.ts'
import type { Stage } from './stage.ts'
import { actorNamed, freshId, hire, openStage } from './stage.ts'

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
const one = (name: string, of: ReturnType<typeof sql>): Promise<number> =>
  stage.world.owner
    .one<{ n: number }>(of)
    .then((row) => row.n ?? Number.NaN)
    .catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`)
    })

/** Everything that an act may change, as one number: it is the same before and after an act that did not happen. */
const fingerprint = async (): Promise<string> => {
  const { mark } = await stage.world.owner.one<{ mark: string }>(sql`select md5(concat_ws('/',
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
      const before = await fingerprint()
      const { broken, reached } = failing(who.database, at, when)
      try {
        await act({ ...who, database: broken })
        if (!reached()) return at - 1
        throw new Error(`statement ${at} failed and the act went on`)
      } catch (error) {
        if (!(error instanceof Injected)) throw error
      }
      expect(await fingerprint(), `failed ${when} statement ${at}`).toBe(before)
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
      const before = await fingerprint()
      const { broken, reached } = failing(grid.database, at, 'before')
      const code = await codeOf(orderFor({ ...grid, database: broken }, input))
      if (!reached()) {
        stands = code === 'done'
        break
      }
      expect(code).toMatch(/injected/)
      expect(await fingerprint(), `statement ${at}`).toBe(before)
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
    const before = await fingerprint()
    const { broken, reached } = failing(who.database, at, 'before')
    const code = await codeOf(act({ ...who, database: broken }))
    if (!reached()) {
      expect(code).toBe('done')
      // Done by the last try, or by one whose answer was lost: once.
      expect(changes + ((await fingerprint()) === before ? 0 : 1)).toBe(1)
      return
    }
    expect(code).toMatch(/injected/)
    if ((await fingerprint()) !== before) changes += 1
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

describe('R41 R42 R43 R45 the record', () => {
  const inject = (name: string, method: 'GET' | 'POST', url: string, payload?: Record<string, unknown>) =>
    stage.app.inject({
      method,
      url,
      headers: { cookie: actorNamed(stage, name).cookie },
      ...(payload ? { payload } : {}),
    })
  const lines = (after: number) =>
    stage.world.owner.rows<{
      action: string
      objectKind: string
      result: string
      actorId: string
      placeId: string
    }>(sql`select action, object_kind, result, actor_id, place_id from audit.line where link_seq > ${after}`)
  const end = () => one('end', sql`select max(seq) as n from audit.link where district_id = ${district()}`)

  test('R41 log-ins, refusals, approvals, money, exports and looks at what is sealed are on record', async () => {
    const from = await end()
    await stage.world.application.run(sql`update people.person
      set password_hash = ${await hashPassword('a word for two')} where login = 'two-hands'`)
    for (const password of ['a word for two', 'another one'])
      await stage.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { login: 'two-hands', password },
      })
    const home = stage.households[0] as string
    await inject('grid worker', 'POST', `/api/households/${home}/reveal`, { reason: '核对电话' })
    await inject('grid worker elsewhere', 'POST', `/api/households/${home}/reveal`, { reason: '好奇' })
    for (const file of ['totals.xlsx', 'labels.pdf?from=1&to=1'])
      await inject('store manager', 'GET', `/api/collections/${stage.collectionId}/${file}`)
    await inject('store manager', 'GET', `/api/stores/${stage.storeId}/price-list.xlsx`)
    await inject('grid worker', 'POST', '/api/payments', {
      id: freshId(stage.world),
      orderId: stage.orders[1]?.id,
      kind: 'collect',
      amountFen: 1,
    })
    await inject('street officer', 'POST', '/api/assignments/propose', { placeId: stage.streetId })
    const kept = await lines(from)
    const has = (action: string, result: string, objectKind?: string): boolean =>
      kept.some(
        (line) =>
          line.action === action && line.result === result && (!objectKind || line.objectKind === objectKind),
      )
    expect(has('people.log_in', 'done')).toBe(true)
    expect(has('people.log_in', 'refused')).toBe(true)
    expect(has('places.reveal', 'seen')).toBe(true)
    expect(has('places.reveal', 'refused', 'refusal')).toBe(true)
    expect(has('orders.read_collections', 'seen', 'export')).toBe(true)
    expect(has('market.read_offers', 'seen', 'export')).toBe(true)
    expect(has('packing.print_labels', 'done')).toBe(true)
    expect(has('orders.collect', 'done')).toBe(true)
    // Who: nobody stands in the record without a name, but for a log-in that failed.
    expect(kept.filter((line) => !line.actorId && line.action !== 'people.log_in')).toEqual([])
    const all = await one(
      'approvals',
      sql`select count(*) as n from audit.line l join audit.link k
        on k.district_id = l.district_id and k.seq = l.link_seq
      where l.action in ('plans.switch_on', 'packing.declare', 'packing.agree', 'orders.end_cycle')
        and l.post_id is not null and l.place_id is not null and k.recorded_at is not null`,
    )
    expect(all).toBeGreaterThanOrEqual(6)
  })

  test('R42 one changed byte in any link, line or body is found, and the product itself may change none', async () => {
    const changes = [
      sql`update audit.link set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where seq = 3`,
      sql`update audit.link set recorded_at = recorded_at + interval '1 microsecond' where seq = 3`,
      sql`update audit.link set previous_hash = set_byte(previous_hash, 5, get_byte(previous_hash, 5) # 1) where seq = 3`,
      sql`update audit.line set action = action || 'x' where (link_seq, line_no) = (select link_seq, line_no from audit.line limit 1)`,
      sql`update audit.line set actor_id = gen_random_uuid() where link_seq = 2`,
      sql`update audit.line set object_id = gen_random_uuid() where link_seq = 2`,
      sql`update audit.line set post_id = gen_random_uuid() where link_seq = 2`,
      sql`update audit.line set result = 'seen' where link_seq = 2`,
      sql`update audit.body set body = overlay(body placing 'x' from 1 for 1) where ctid = (select ctid from audit.body limit 1)`,
      sql`update audit.body set salt = set_byte(salt, 0, get_byte(salt, 0) # 1) where ctid = (select ctid from audit.body limit 1)`,
      sql`delete from audit.body where false`,
      sql`update audit.chain set hash = set_byte(hash, 0, get_byte(hash, 0) # 1)`,
      sql`update audit.chain set seq = seq - 1`,
    ]
    const undo = new Error('undone')
    const found: number[] = []
    for (const change of changes) {
      await stage.world.owner
        .transaction(async (tx) => {
          const changed = await tx.run(change)
          found.push(changed === 0 ? -1 : (await chainFaults(tx, district())).length)
          throw undo
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error
        })
    }
    // The one that changes nothing shows that nothing is found where nothing is wrong.
    expect(found.map((count) => (count > 0 ? 'found' : count === -1 ? 'nothing changed' : 'missed'))).toEqual(
      changes.map((change) => (change.text.includes('where false') ? 'nothing changed' : 'found')),
    )
    for (const table of ['link', 'line', 'body'])
      for (const act of [
        `update audit.${table} set district_id = 1`,
        `delete from audit.${table}`,
        `truncate audit.${table}`,
      ])
        expect(await codeOf(stage.world.application.run({ text: act, values: [] })), act).toMatch(
          /permission denied/,
        )
  })

  test('R42 a chain written anew from end to end does not fit the anchors outside of the database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'changping-anchor-'))
    try {
      const { owner, services } = stage.world
      await writeAnchor(services, folder)
      expect(await anchorFaults(owner, district(), folder)).toEqual([])
      const undo = new Error('undone')
      await owner
        .transaction(async (tx) => {
          // A keeper of the database takes away the last link and makes the end fit again.
          await tx.run(sql`delete from audit.body where link_seq = (select seq from audit.chain)`)
          await tx.run(sql`delete from audit.line where link_seq = (select seq from audit.chain)`)
          await tx.run(sql`delete from audit.link where seq = (select seq from audit.chain)`)
          await tx.run(
            sql`update audit.chain c set seq = l.seq, hash = l.hash from audit.link l where l.seq = c.seq - 1`,
          )
          expect(await chainFaults(tx, district())).toEqual([])
          expect((await anchorFaults(tx, district(), folder)).map((fault) => fault.fault)).toEqual(['anchor'])
          throw undo
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error
        })
      const file = join(folder, 'anchors.txt')
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(/[0-9a-f]\n/, (end) => (end[0] === '0' ? '1\n' : '0\n')),
      )
      expect((await anchorFaults(owner, district(), folder)).map((fault) => fault.fault)).toEqual(['anchor'])
      writeFileSync(file, 'no anchor at all\n')
      expect((await anchorFaults(owner, district(), folder)).map((fault) => fault.fault)).toEqual([
        'anchor line',
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('R43 what cannot be put on record is not done: order, payment, look, log-in, export', async () => {
    const { owner } = stage.world
    await owner.run(sql`revoke insert on audit.link from changping_app`)
    try {
      const before = await fingerprint()
      const home = stage.households[5] as string
      const order = await inject('grid worker', 'POST', '/api/orders', {
        id: freshId(stage.world),
        cycleId: stage.openCycleId,
        householdId: home,
        lines: [{ offerId: stage.offers[0]?.id, count: 1 }],
      })
      const payment = await inject('grid worker', 'POST', '/api/payments', {
        id: freshId(stage.world),
        orderId: stage.orders[2]?.id,
        kind: 'collect',
        amountFen: 1,
      })
      const look = await inject('grid worker', 'POST', `/api/households/${home}/reveal`, {
        reason: '核对电话',
      })
      const entered = await stage.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { login: 'two-hands', password: 'a word for two' },
      })
      const totals = await inject(
        'store manager',
        'GET',
        `/api/collections/${stage.collectionId}/totals.xlsx`,
      )
      const list = await inject('store manager', 'GET', `/api/stores/${stage.storeId}/price-list.xlsx`)
      const labels = await inject(
        'store manager',
        'GET',
        `/api/collections/${stage.collectionId}/labels.pdf?reason=x`,
      )
      for (const reply of [order, payment, look, entered, totals, list, labels]) {
        expect(reply.statusCode).toBe(500)
        expect(reply.json()).toMatchObject({ code: 'http.bug' })
        expect(reply.body).not.toContain('permission')
        expect(reply.headers['set-cookie']).toBeUndefined()
      }
      expect(await fingerprint()).toBe(before)
    } finally {
      await owner.run(sql`grant insert on audit.link to changping_app`)
    }
  })

  test('R45 entries stand for ever: the product may not change one, and a changed one is found', async () => {
    for (const act of [
      'update ledger.voucher set kind = kind',
      'update ledger.posting set quantity = quantity',
      'delete from ledger.posting',
      'truncate ledger.posting',
      'delete from ledger.voucher',
    ])
      expect(await codeOf(stage.world.application.run({ text: act, values: [] })), act).toMatch(
        /permission denied/,
      )
    const undo = new Error('undone')
    const { owner, application } = stage.world
    const faults = async (change: ReturnType<typeof sql>): Promise<number> => {
      let count = 0
      await owner
        .transaction(async (tx) => {
          expect(await tx.run(change)).toBeGreaterThan(0)
          count = (await tx.rows(sql`select * from ledger.check_books(${district()})`)).length
          throw undo
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error
        })
      return count
    }
    expect(
      await faults(
        sql`update ledger.posting set quantity = quantity + 1 where ctid = (select ctid from ledger.posting limit 1)`,
      ),
    ).toBeGreaterThan(0)
    expect(
      await faults(
        sql`update ledger.balance set posted = posted + 1 where ctid = (select ctid from ledger.balance limit 1)`,
      ),
    ).toBeGreaterThan(0)
    expect(await application.rows(sql`select * from ledger.check_books(${district()})`)).toEqual([])
  })
})

describe('R51 the end of an event', () => {
  test('R51 the bodies of the record are erased by a role that can do nothing else, and the chain verifies', async () => {
    const { owner, services } = stage.world
    const left = () =>
      one('bodies', sql`select count(*) as n from audit.body where district_id = ${district()}`)
    const before = await left()
    expect(before).toBeGreaterThan(0)
    const reasons = sql`select count(*) as n from audit.body where body like '%核对电话%'`
    expect(await one('canary', reasons)).toBeGreaterThan(0)
    const { seq } = await owner.one<{ seq: number }>(
      sql`select seq from audit.chain where district_id = ${district()}`,
    )
    expect(await eraseBodies(owner, district(), seq)).toBe(before)
    expect([await left(), await one('canary', reasons)]).toEqual([0, 0])
    expect(await chainFaults(owner, district())).toEqual([])
    for (const act of [
      'select * from people.person',
      'delete from audit.line',
      'select * from orders."order"',
      'update audit.body set body = body',
    ])
      expect(
        await codeOf(
          owner.transaction(async (tx) => {
            await tx.run(sql`set local role changping_eraser`)
            await tx.run({ text: act, values: [] })
          }),
        ),
        act,
      ).toMatch(/permission denied/)
    const app = openDatabase({
      url: stage.world.url,
      log: openLog('silent'),
      as: 'application',
      connectionsMax: 1,
    })
    expect(await codeOf(app.run(sql`select audit.erase_bodies(${services.districtId}, 1)`))).toMatch(
      /permission denied/,
    )
    await app.close()
    expect(await stage.world.faults()).toEqual([])
  })
})
