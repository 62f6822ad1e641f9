// covers: HOU-6 walked raced, HOU-7 walked refused raced, LED-1 raced, LED-2 walked refused
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../../test/support/frozen-estates.ts'
import {
  actorId,
  audited,
  bagsOf,
  balanceOf,
  codeOf,
  cycleId,
  district,
  faultsWith,
  freshId,
  handOver,
  openFrozenEstates,
  ordersPerEstate,
  packAll,
  paid,
  place,
  places,
  priceOf,
  refusalOf,
  twoPosts,
  vouchers,
  world,
} from '../../../test/support/frozen-estates.ts'
import { sql } from '../../platform/db/index.ts'
import { pay } from '../orders/money.ts'
import {
  agreeHandover,
  declareHandover,
  makeBags,
  noteGateShort,
  packBag,
  packingFaults,
  readHandover,
  scanBag,
  shortFenByOrder,
} from './index.ts'

beforeAll(() => openFrozenEstates(), 240_000)
afterAll(() => world?.close())

describe('the hand-over', () => {
  it('counts both sides, gives up what is missing and settles the cash, all at once', async () => {
    const where = place(1)
    await makeBags(where.manager, where.collectionId)
    const bags = await bagsOf(where)
    // Bags 1 to 5 are packed, bag 3 without one pack; bag 6 is not. Bags 1, 2 and 6 are paid to the worker.
    const short = bags[2]?.lines[1]
    for (const bag of bags.slice(0, 5)) {
      await packBag(
        where.picker,
        bag.id,
        bag === bags[2] ? [{ offerId: short?.offerId as string, count: 1 }] : [],
      )
    }
    const orderIds = await world.application.rows<{ orderId: string }>(sql`select order_id from packing.v_bag
      where district_id = ${district()} and collection_id = ${where.collectionId} order by sequence_no`)
    for (const index of [0, 1, 5]) {
      await pay(where.worker, {
        id: freshId(),
        orderId: orderIds[index]?.orderId as string,
        kind: 'collect',
        amountFen: bags[index]?.amountFen as number,
      })
    }
    expect(await balanceOf(actorId(where.worker), 'cash')).toBe(paid(bags, [0, 1, 5]))
    const differs = await refusalOf(
      declareHandover(where.manager, where.collectionId, { id: freshId(), bagCount: 6 }),
    )
    expect(differs).toMatchObject({
      code: 'packing.declared_count_differs',
      data: { declared: 6, ready: 5, notReady: 1, labels: [`6: ${bags[5]?.label}`] },
    })
    expect(await readHandover(where.manager, where.collectionId)).toBeNull()
    const id = freshId()
    const declared = await declareHandover(where.manager, where.collectionId, { id, bagCount: 5 })
    expect(declared).toMatchObject({
      id,
      state: 'declared',
      bagCount: 6,
      declaredBagCount: 5,
      countedBagCount: null,
      settledFen: 0,
    })
    expect(await declareHandover(where.manager, where.collectionId, { id, bagCount: 5 })).toEqual(declared)
    expect(await codeOf(declareHandover(where.manager, where.collectionId, { id, bagCount: 4 }))).toBe(
      'packing.id_conflict',
    )
    expect((await bagsOf(where))[5]?.state).toBe('missing')
    // The grid worker finds four: bag 5 did not come either.
    expect(
      await refusalOf(agreeHandover(where.worker, id, { bagCount: 4, missingBagIds: [] })),
    ).toMatchObject({
      code: 'packing.count_differs',
      data: { declared: 5, expected: 5, counted: 4 },
    })
    expect(
      await codeOf(agreeHandover(where.worker, id, { bagCount: 4, missingBagIds: [bags[5]?.id as string] })),
    ).toBe('packing.missing_not_loaded')
    expect(await codeOf(agreeHandover(where.manager, id, { bagCount: 5, missingBagIds: [] }))).toBe(
      'packing.missing',
    )
    const count = { bagCount: 4, missingBagIds: [bags[4]?.id as string] }
    const agreed = await Promise.all([
      agreeHandover(where.worker, id, count),
      agreeHandover(where.worker, id, count),
    ])
    expect(agreed[0]).toEqual(agreed[1])
    const shortFen = await priceOf(short?.offerId as string)
    const goodsFen = paid(bags, [0, 1, 2, 3]) - shortFen
    const settledFen = paid(bags, [0, 1])
    expect(agreed[0]).toMatchObject({
      state: 'agreed',
      countedBagCount: 4,
      goodsFen,
      settledFen,
      openFen: goodsFen - settledFen,
    })
    expect((await bagsOf(where)).map((bag) => bag.state)).toEqual([
      'handed_over',
      'handed_over',
      'handed_over',
      'handed_over',
      'missing',
      'missing',
    ])
    const posted = await vouchers(id)
    expect(posted.map((row) => row.verb)).toEqual(['hand_over', 'settle', 'short'])
    expect(posted[1]?.quantity).toBe(settledFen)
    expect(posted[2]?.quantity).toBe(paid(bags, [4, 5]) + shortFen)
    // Bag 6 was paid and did not come: its money stays with the worker until it is given back.
    expect(await balanceOf(actorId(where.worker), 'cash')).toBe(bags[5]?.amountFen)
    expect(await shortFenByOrder(world.application, district(), where.collectionId)).toHaveLength(3)
    const told = await world.application.one<{
      shortFen: number
    }>(sql`select sum(short_fen)::bigint as short_fen from orders.v_order
      where district_id = ${district()} and collection_id = ${where.collectionId}`)
    expect(told.shortFen).toBe(paid(bags, [4, 5]) + shortFen)
    await pay(where.worker, {
      id: freshId(),
      orderId: orderIds[5]?.orderId as string,
      kind: 'refund',
      amountFen: bags[5]?.amountFen as number,
    })
    expect(await balanceOf(actorId(where.worker), 'cash')).toBe(0)
    expect(await codeOf(agreeHandover(where.worker, id, { bagCount: 5, missingBagIds: [] }))).toBe(
      'packing.already_agreed',
    )
    expect(
      await codeOf(declareHandover(where.manager, where.collectionId, { id: freshId(), bagCount: 4 })),
    ).toBe('packing.already_agreed')
    expect(await codeOf(packBag(where.picker, bags[5]?.id as string, []))).toBe('packing.bag_missing')
    expect(await codeOf(scanBag(where.picker, { act: 'pack', code: bags[5]?.code as string }))).toBe(
      'packing.bag_missing',
    )
    expect(
      await codeOf(
        packBag(where.picker, bags[0]?.id as string, [
          { offerId: bags[0]?.lines[0]?.offerId as string, count: 1 },
        ]),
      ),
    ).toBe('packing.already_handed_over')
    expect(await audited('packing.agree', id)).toBe(1)
    expect(await world.faults()).toEqual([])
  })

  it('is declared anew after a forgotten bag was packed; the old declaration is gone', async () => {
    const where = place(2)
    await makeBags(where.manager, where.collectionId)
    const bags = await bagsOf(where)
    for (const bag of bags.slice(0, 5)) await packBag(where.picker, bag.id, [])
    const first = freshId()
    await declareHandover(where.manager, where.collectionId, { id: first, bagCount: 5 })
    expect((await scanBag(where.picker, { act: 'pack', code: bags[5]?.code as string })).outcome).toBe('done')
    expect(
      await refusalOf(agreeHandover(where.worker, first, { bagCount: 5, missingBagIds: [] })),
    ).toMatchObject({
      code: 'packing.declare_again',
      data: { declared: 5, ready: 6 },
    })
    const second = freshId()
    await declareHandover(where.manager, where.collectionId, { id: second, bagCount: 6 })
    expect(await codeOf(agreeHandover(where.worker, first, { bagCount: 5, missingBagIds: [] }))).toBe(
      'packing.missing',
    )
    expect(await agreeHandover(where.worker, second, { bagCount: 6, missingBagIds: [] })).toMatchObject({
      state: 'agreed',
      settledFen: 0,
    })
    expect(await vouchers(second)).toHaveLength(1)
    expect(await world.faults()).toEqual([])
  })

  it('is never agreed by the one who declared it', async () => {
    const where = place(3)
    await packAll(where)
    const both = await twoPosts(where)
    const id = freshId()
    await declareHandover(both, where.collectionId, { id, bagCount: 6 })
    expect(await codeOf(agreeHandover(both, id, { bagCount: 6, missingBagIds: [] }))).toBe(
      'packing.own_declaration',
    )
    expect((await agreeHandover(where.worker, id, { bagCount: 6, missingBagIds: [] })).state).toBe('agreed')
  })

  it('may bring nothing at all: every hold is given up and nobody owes', async () => {
    const where = place(4)
    expect(
      await codeOf(declareHandover(where.manager, where.collectionId, { id: freshId(), bagCount: 0 })),
    ).toBe('packing.no_bags')
    await makeBags(where.manager, where.collectionId)
    const id = freshId()
    await declareHandover(where.manager, where.collectionId, { id, bagCount: 0 })
    expect(await agreeHandover(where.worker, id, { bagCount: 0, missingBagIds: [] })).toMatchObject({
      goodsFen: 0,
      settledFen: 0,
      openFen: 0,
    })
    expect((await vouchers(id)).map((row) => row.verb)).toEqual(['short'])
    for (const order of where.orders) expect(await balanceOf(order.householdId, 'receivable')).toBe(0)
    expect(await world.faults()).toEqual([])
  })

  it('is agreed while a forgotten bag is packed: one of them comes first, and the books hold either way', async () => {
    const where = place(5)
    await makeBags(where.manager, where.collectionId)
    const bags = await bagsOf(where)
    for (const bag of bags.slice(0, 5)) await packBag(where.picker, bag.id, [])
    const id = freshId()
    await declareHandover(where.manager, where.collectionId, { id, bagCount: 5 })
    const [agreed, packed] = await Promise.all([
      codeOf(agreeHandover(where.worker, id, { bagCount: 5, missingBagIds: [] })),
      codeOf(scanBag(where.picker, { act: 'pack', code: bags[5]?.code as string })),
    ])
    expect([
      ['done', 'packing.bag_missing'],
      ['packing.declare_again', 'done'],
    ]).toContainEqual([agreed, packed])
    expect(await world.faults()).toEqual([])
  })

  it('stands for many estates at once, while money is still being collected', async () => {
    const many = places.slice(8)
    for (const where of many) await packAll(where)
    const collected = many.flatMap((where) => where.orders.map((order) => ({ where, order })))
    const declared = await Promise.all(
      many.map(async (where) => {
        const id = freshId()
        await declareHandover(where.manager, where.collectionId, { id, bagCount: ordersPerEstate })
        return { where, id }
      }),
    )
    const [agreed] = await Promise.all([
      Promise.all(
        declared.map(({ where, id }) =>
          agreeHandover(where.worker, id, { bagCount: ordersPerEstate, missingBagIds: [] }),
        ),
      ),
      Promise.all(
        collected.map(({ where, order }) =>
          pay(where.worker, {
            id: freshId(),
            orderId: order.id,
            kind: 'collect',
            amountFen: order.amountFen,
          }),
        ),
      ),
    ])
    for (const [index, view] of agreed.entries()) {
      const where = many[index] as Place
      const all = where.orders.reduce((sum, order) => sum + order.amountFen, 0)
      expect(view).toMatchObject({ state: 'agreed', goodsFen: all, openFen: all - view.settledFen })
      // What came in too late to be settled stays in the worker's cash: no fen is lost or made.
      expect(view.settledFen + (await balanceOf(actorId(where.worker), 'cash'))).toBe(all)
    }
    expect(await world.faults()).toEqual([])
  })
})

describe('the gate', () => {
  it('ticks each bag once and gives money back once for what is missing in it', async () => {
    const where = place(6)
    await handOver(where)
    const bags = await bagsOf(where)
    const [first, second] = bags as [(typeof bags)[number], (typeof bags)[number]]
    const scans = await Promise.all(
      [1, 2, 3].map(() => scanBag(where.worker, { act: 'collect', code: first.code })),
    )
    expect(scans.map((scan) => scan.outcome).sort()).toEqual(['already', 'already', 'done'])
    expect(scans.find((scan) => scan.outcome === 'done')).toMatchObject({
      remaining: 5,
      bag: { state: 'collected' },
    })
    expect(await audited('packing.collect', first.id)).toBe(1)

    const line = first.lines.find((candidate) => candidate.count === 3)
    const offerId = line?.offerId as string
    const order = await world.application.one<{
      orderId: string
      householdId: string
    }>(sql`select order_id, household_id from packing.v_bag
      where district_id = ${district()} and id = ${first.id}`)
    const owedBefore = await balanceOf(order.householdId, 'receivable')
    const notes = await Promise.all(
      [1, 2].map(() => noteGateShort(where.worker, first.id, [{ offerId, count: 2 }])),
    )
    const lost = 2 * (await priceOf(offerId))
    expect(notes.map((note) => note.amountFen)).toEqual([first.amountFen - lost, first.amountFen - lost])
    expect(await balanceOf(order.householdId, 'receivable')).toBe(owedBefore - lost)
    expect(await vouchers(first.id)).toEqual([{ verb: 'gate_short', quantity: lost }])
    expect(await audited('packing.note_short', first.id)).toBe(1)
    expect(await codeOf(noteGateShort(where.worker, first.id, [{ offerId, count: 1 }]))).toBe(
      'packing.short_already_noted',
    )
    expect(
      await codeOf(
        noteGateShort(where.worker, second.id, [{ offerId: second.lines[0]?.offerId as string, count: 2 }]),
      ),
    ).toBe('packing.short_too_many')
    const other = first.lines.find((candidate) => candidate.offerId !== offerId)
    await noteGateShort(where.worker, first.id, [
      { offerId, count: 2 },
      { offerId: other?.offerId as string, count: 1 },
    ])
    const told = await world.application.one<{ shortFen: number }>(
      sql`select short_fen from orders.v_order where district_id = ${district()} and id = ${order.orderId}`,
    )
    expect(told.shortFen).toBe(lost + (await priceOf(other?.offerId as string)))
    expect(await codeOf(noteGateShort(place(7).worker, first.id, [{ offerId, count: 1 }]))).toBe(
      'packing.missing',
    )
    const notPacked = place(7)
    await makeBags(notPacked.manager, notPacked.collectionId)
    const waiting = (await bagsOf(notPacked))[0]
    expect(
      await codeOf(
        noteGateShort(notPacked.worker, waiting?.id as string, [
          { offerId: waiting?.lines[0]?.offerId as string, count: 1 },
        ]),
      ),
    ).toBe('packing.wrong_state')
    expect(await world.faults()).toEqual([])
  })
})

describe('check_books', () => {
  it('names what somebody changed behind the books', async () => {
    expect(await packingFaults(world.owner, district())).toEqual([])
    const { id, bagId } = await world.application.one<{
      id: string
      bagId: string
    }>(sql`select h.id, b.id as bag_id from packing.v_handover h
      join packing.v_bag b on b.district_id = h.district_id and b.collection_id = h.collection_id and b.state = 'handed_over'
      where h.district_id = ${district()} and h.settled_fen > 0 limit 1`)
    expect(await faultsWith(sql`update packing.bag set state = 'packed' where id = ${bagId}`)).toEqual([
      'bag still waits after the hand-over',
      'count is not the number of bags handed over',
    ])
    expect(await faultsWith(sql`update packing.bag set state = 'missing' where id = ${bagId}`)).toEqual([
      'count is not the number of bags handed over',
      'missing bag with packs that came',
    ])
    expect(
      await faultsWith(sql`update packing.handover set settled_fen = settled_fen + 1 where id = ${id}`),
    ).toEqual(['settlement is not what was posted'])
    expect(
      await faultsWith(sql`update packing.handover set goods_fen = goods_fen + 1 where id = ${id}`),
    ).toEqual(['hand-over has another value than its bags'])
    expect(await faultsWith(sql`delete from packing.shortage where stage = 'gate'`)).toEqual([
      'order does not know what is missing of it',
      'packs missing at the gate are still owed',
    ])
    expect(
      await faultsWith(
        sql`delete from packing.shortage where stage = 'store' and pack_count = 1 and bag_id in (select bag_id from packing.v_bag_line where handover_id = ${id} and state = 'handed_over')`,
      ),
    ).toEqual([
      'goods handed over are not what the bags hold',
      'hand-over has another value than its bags',
      'hold was not given up for what is missing',
      'hold was not used up by the hand-overs',
      'missing packs are still owed',
      'order does not know what is missing of it',
    ])
    expect(
      await faultsWith(sql`update ledger.hold set quantity = quantity + 1 where document_id = ${cycleId}`),
    ).toEqual(['hold stays open after the hand-overs'])
    expect(
      await faultsWith(
        sql`delete from packing.shortage where bag_id in (select id from packing.bag where state = 'missing')`,
      ),
    ).toContain('missing bag with packs that came')
    expect(await faultsWith(sql`update packing.handover set state = 'declared' where id = ${id}`)).toContain(
      'bag handed over without a hand-over',
    )
  })
})
