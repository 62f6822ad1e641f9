import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestWorld } from '../../../test/support/database.ts'
import { openWorld } from '../../../test/support/database.ts'
import { Refused } from '../../kernel/result.ts'
import { newId } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { endCycle, orderFor } from '../orders/commands.ts'
import { pay } from '../orders/money.ts'
import { appoint, createPerson, findOrCreatePost } from '../people/index.ts'
import { switchOn } from '../plans/index.ts'
import {
  agreeHandover,
  declareHandover,
  makeBags,
  noteGateShort,
  packBag,
  packingFaults,
  printLabels,
  readHandover,
  readPickList,
  scanBag,
  shortFenByOrder,
} from './index.ts'

type Line = { readonly offerId: string; readonly count: number }
type Place = {
  readonly estateId: string
  readonly collectionId: string
  readonly storeId: string
  readonly worker: Context
  readonly manager: Context
  readonly picker: Context
  readonly orders: {
    readonly id: string
    readonly householdId: string
    readonly amountFen: number
    readonly lines: readonly Line[]
  }[]
}

let world: TestWorld
let commander: Context
let cycleId = ''
const places: Place[] = []
const district = (): number => world.services.districtId
const freshId = (): string => newId(world.services.clock, world.services.random)
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code
    throw error
  }
}
const refusalOf = async (work: Promise<unknown>) => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
  throw new Error('nothing was refused')
}
const loginOf = async (
  kind: string,
  organizationId: string | null,
  placeId: string | null,
): Promise<string> => {
  const { login } = await world.application.one<{
    login: string
  }>(sql`select person.login from people.v_post post
    join people.v_holding h on h.district_id = post.district_id and h.post_id = post.id
    join people.person person on person.district_id = h.district_id and person.id = h.person_id
   where post.district_id = ${district()} and post.kind = ${kind}
     and (${organizationId}::uuid is null or post.organization_id = ${organizationId})
     and (${placeId}::uuid is null or post.place_id = ${placeId})
   order by person.login limit 1`)
  return login
}
const ordersPerEstate = 6

/** One estate with its six orders: two offers each, the second one with three packs. */
const placeOrders = async (estate: {
  id: string
  parentId: string
  collectionId: string
  storeId: string
}): Promise<Place> => {
  const offers = await world.application.rows<{
    id: string
    priceFen: number
  }>(sql`select id, price_fen from market.v_offer
    where district_id = ${district()} and store_id = ${estate.storeId} and listed and kind = 'single' and coalesce(limit_per_household, 99) >= 3
    order by sort limit 4`)
  const households = await world.application.rows<{ id: string }>(sql`select id from places.v_household
    where district_id = ${district()} and estate_id = ${estate.id} order by md5(id::text) limit ${ordersPerEstate}`)
  const worker = await world.as(await loginOf('grid_worker', null, estate.parentId))
  const orders = []
  for (const [index, household] of households.entries()) {
    const id = freshId()
    const lines = [
      { offerId: offers[index % 4]?.id as string, count: 1 },
      { offerId: offers[(index + 1) % 4]?.id as string, count: 3 },
    ]
    const answer = await orderFor(worker, { id, cycleId, householdId: household.id, lines })
    expect(answer.code).toBe('placed')
    orders.push({ id, householdId: household.id, amountFen: answer.amountFen, lines })
  }
  return {
    estateId: estate.id,
    collectionId: estate.collectionId,
    storeId: estate.storeId,
    worker,
    manager: await world.as(await loginOf('store_manager', estate.storeId, null)),
    picker: await world.as(await loginOf('store_picker', estate.storeId, null)),
    orders,
  }
}

const estateCount = 8

beforeAll(async () => {
  world = await openWorld()
  commander = await world.as('commander')
  const root = await world.application.one<{ id: string }>(
    sql`select id from places.v_place where district_id = ${district()} and kind = 'district'`,
  )
  const plan = await switchOn(commander, 'D1', { id: freshId(), placeId: root.id })
  cycleId = plan.cycleId as string
  // Estates of different communities, so that each has a grid worker of its own.
  const estates = await world.application.rows<{
    id: string
    parentId: string
    collectionId: string
    storeId: string
  }>(sql`
    select distinct on (p.parent_id) p.id, p.parent_id, co.id as collection_id, co.store_id
      from orders.v_collection co join places.v_place p on p.district_id = co.district_id and p.id = co.estate_id
     where co.district_id = ${district()} and co.cycle_id = ${cycleId}
       and (select count(*) from places.v_household h where h.district_id = p.district_id and h.estate_id = p.id) >= ${ordersPerEstate}
     order by p.parent_id, p.sort limit ${estateCount}`)
  expect(estates).toHaveLength(estateCount)
  for (const estate of estates) places.push(await placeOrders(estate))
  const [first] = places as [Place]
  expect(await codeOf(makeBags(first.manager, first.collectionId))).toBe('packing.not_frozen')
  await endCycle(commander, cycleId)
}, 240_000)

afterAll(() => world?.close())

const place = (index: number): Place => places[index] as Place
const bagsOf = async ({ manager, collectionId }: Place) => (await readPickList(manager, collectionId)).bags
const packAll = async (where: Place): Promise<void> => {
  await makeBags(where.manager, where.collectionId)
  for (const bag of await bagsOf(where)) await packBag(where.picker, bag.id, [])
}
const handOver = async (where: Place): Promise<void> => {
  await packAll(where)
  const id = freshId()
  await declareHandover(where.manager, where.collectionId, { id, bagCount: ordersPerEstate })
  await agreeHandover(where.worker, id, { bagCount: ordersPerEstate, missingBagIds: [] })
}
const balanceOf = async (ownerId: string, purpose: string): Promise<number> => {
  const { balance } = await world.application.one<{
    balance: number
  }>(sql`select ledger.computed_balance(${district()},
    ledger.account_id(${district()}, ${ownerId}, ledger.yuan(), 'none', ${purpose})) as balance`)
  return balance
}
const vouchers = (documentId: string) =>
  world.application.rows<{
    verb: string
    quantity: number
  }>(sql`select verb, sum(quantity)::bigint as quantity from ledger.v_posting
    where district_id = ${district()} and document_id = ${documentId} group by verb order by verb`)
const audited = async (action: string, objectId: string): Promise<number> => {
  const { count } = await world.owner.one<{ count: number }>(
    sql`select count(*) from audit.line where action = ${action} and object_id = ${objectId}`,
  )
  return count
}

describe('bags', () => {
  it('are one per live order, in the order of the walk, made once by two at once', async () => {
    const where = place(0)
    const made = await Promise.all([
      makeBags(where.manager, where.collectionId),
      makeBags(where.picker, where.collectionId),
    ])
    expect(made).toEqual([{ bagCount: ordersPerEstate }, { bagCount: ordersPerEstate }])
    const { bags, totals } = await readPickList(where.picker, where.collectionId)
    expect(bags.map((bag) => bag.sequenceNo)).toEqual([1, 2, 3, 4, 5, 6])
    const walk = await world.application.rows<{ id: string }>(sql`select o.number as id from orders.v_order o
      join places.v_household h on h.district_id = o.district_id and h.id = o.household_id
      where o.district_id = ${district()} and o.collection_id = ${where.collectionId} and o.state = 'placed'
      order by h.building_sort, h.building, h.entrance_sort, h.entrance, h.room_sort, h.room`)
    expect(bags.map((bag) => bag.orderNumber)).toEqual(walk.map((row) => row.id))
    expect(new Set(bags.map((bag) => bag.code)).size).toBe(ordersPerEstate)
    for (const bag of bags) {
      const same = bags.filter((other) => other.building === bag.building)
      expect([bag.buildingCount, bag.buildingNo]).toEqual([same.length, same.indexOf(bag) + 1])
      expect(bag).toMatchObject({ state: 'to_pack', payMark: 'owed', sequenceCount: ordersPerEstate })
      expect(bag.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
    }
    const wanted = await world.application.one<{
      quantity: number
    }>(sql`select sum(l.pack_count * k.quantity)::bigint as quantity
      from orders.v_order o join orders.v_order_line l on l.district_id = o.district_id and l.order_id = o.id
      join market.v_offer_component k on k.district_id = l.district_id and k.offer_id = l.offer_id
      where o.district_id = ${district()} and o.collection_id = ${where.collectionId}`)
    expect(totals.reduce((sum, total) => sum + total.quantity, 0)).toBe(wanted.quantity)
    expect(totals.every((total) => total.packs !== '')).toBe(true)
    expect(await audited('packing.make_bags', where.collectionId)).toBe(1)
  })

  it("are not there for another store, another estate's worker, or the auditor's hands", async () => {
    const where = place(0)
    const other = places.find((candidate) => candidate.storeId !== where.storeId) as Place
    const foreignWorker = place(1).worker
    const auditor = await world.as('auditor')
    const [bag] = await bagsOf(where)
    const code = bag?.code as string
    for (const stranger of [other.manager, other.picker, foreignWorker]) {
      expect(await codeOf(readPickList(stranger, where.collectionId))).toBe('packing.missing')
      expect(await codeOf(scanBag(stranger, { act: 'look', code }))).toBe('packing.missing')
      expect(await codeOf(readHandover(stranger, where.collectionId))).toBe('packing.missing')
    }
    for (const stranger of [other.manager, other.picker, foreignWorker, where.worker, auditor]) {
      expect(await codeOf(makeBags(stranger, where.collectionId))).toBe('packing.missing')
      expect(await codeOf(scanBag(stranger, { act: 'pack', code }))).toBe('packing.missing')
      expect(await codeOf(packBag(stranger, bag?.id as string, []))).toBe('packing.missing')
      expect(
        await codeOf(printLabels(stranger, where.collectionId, { form: 'a4', language: 'zh-Hans' })),
      ).toBe('packing.missing')
      expect(
        await codeOf(declareHandover(stranger, where.collectionId, { id: freshId(), bagCount: 0 })),
      ).toBe('packing.missing')
    }
    for (const stranger of [other.manager, foreignWorker, where.manager, auditor]) {
      expect(await codeOf(scanBag(stranger, { act: 'collect', code }))).toBe('packing.missing')
      expect(
        await codeOf(noteGateShort(stranger, bag?.id as string, [{ offerId: freshId(), count: 1 }])),
      ).toBe('packing.missing')
    }
    expect(await codeOf(readPickList(auditor, where.collectionId))).toBe('done')
    expect(await codeOf(readPickList(where.manager, freshId()))).toBe('packing.missing')
  })

  it('are packed and checked by scan, once whoever scans at the same moment', async () => {
    const where = place(0)
    const [first, second] = (await bagsOf(where)) as [
      Awaited<ReturnType<typeof bagsOf>>[number],
      Awaited<ReturnType<typeof bagsOf>>[number],
    ]
    const scans = await Promise.all(
      [1, 2, 3].map(() => scanBag(where.picker, { act: 'pack', code: first.code })),
    )
    expect(scans.map((scan) => scan.outcome).sort()).toEqual(['already', 'already', 'done'])
    expect(await audited('packing.pack', first.id)).toBe(1)
    const typed = await scanBag(where.manager, {
      act: 'pack',
      code: ' 2/6 ',
      collectionId: where.collectionId,
    })
    expect(typed).toMatchObject({ outcome: 'done', remaining: 4, bag: { id: second.id, state: 'packed' } })
    const checked = await scanBag(where.manager, {
      act: 'check',
      code: `https://x.example/b/${first.code.toLowerCase()}`,
    })
    expect(checked).toMatchObject({ outcome: 'done', remaining: 5, bag: { state: 'checked' } })
    expect(await scanBag(where.manager, { act: 'check', code: first.code })).toMatchObject({
      outcome: 'already',
    })
    expect(await scanBag(where.picker, { act: 'look', code: first.code })).toMatchObject({
      outcome: 'looked',
      remaining: 6,
    })
    const third = (await bagsOf(where))[2]?.code as string
    expect(await refusalOf(scanBag(where.manager, { act: 'check', code: third }))).toEqual({
      code: 'packing.wrong_state',
      data: { state: 'to_pack', act: 'check' },
    })
    expect(await codeOf(scanBag(where.worker, { act: 'collect', code: first.code }))).toBe(
      'packing.wrong_state',
    )
    expect(await codeOf(scanBag(where.picker, { act: 'pack', code: '3' }))).toBe('packing.collection_needed')
    expect(
      await codeOf(scanBag(where.picker, { act: 'pack', code: '7', collectionId: where.collectionId })),
    ).toBe('packing.missing')
    expect(await codeOf(scanBag(where.picker, { act: 'pack', code: 'rubbish' }))).toBe(
      'packing.code_unreadable',
    )
    const neighbour = places.find(
      (candidate) => candidate.storeId === where.storeId && candidate !== where,
    ) as Place
    await makeBags(neighbour.manager, neighbour.collectionId)
    const foreign = (await bagsOf(neighbour))[0]?.code as string
    expect(
      await codeOf(scanBag(where.picker, { act: 'pack', code: foreign, collectionId: where.collectionId })),
    ).toBe('packing.other_collection')
  })

  it('note what was not on the shelf, put right until they leave', async () => {
    const where = place(0)
    const bag = (await bagsOf(where))[3]
    if (!bag) throw new Error('a bag')
    const two = bag.lines[1]
    const short = [{ offerId: two?.offerId as string, count: 2 }]
    const packed = await packBag(where.picker, bag.id, short)
    expect(packed.lines.map((line) => line.shortCount)).toEqual([0, 2])
    expect(packed.amountFen).toBe(bag.amountFen - 2 * (await priceOf(two?.offerId as string)))
    expect(packed.state).toBe('packed')
    await packBag(where.picker, bag.id, short)
    expect(await audited('packing.pack', bag.id)).toBe(1)
    expect(
      (await refusalOf(packBag(where.picker, bag.id, [{ offerId: two?.offerId as string, count: 4 }]))).code,
    ).toBe('packing.short_too_many')
    expect(await codeOf(packBag(where.picker, bag.id, [{ offerId: freshId(), count: 1 }]))).toBe(
      'packing.short_unknown_offer',
    )
    await scanBag(where.manager, { act: 'check', code: bag.code })
    const corrected = await packBag(where.picker, bag.id, [])
    expect(corrected).toMatchObject({ state: 'packed', amountFen: bag.amountFen })
    expect(await shortFenByOrder(world.application, district(), where.collectionId)).toEqual([])
  })

  it('get labels, and a second print only with a reason that is on record', async () => {
    const where = place(0)
    const order = { form: '80x60' as const, language: 'zh-Hans' as const }
    const { pdf } = await printLabels(where.picker, where.collectionId, { ...order, from: 1, to: 3 })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(
      await refusalOf(printLabels(where.picker, where.collectionId, { ...order, reason: '  ' })),
    ).toEqual({
      code: 'packing.reprint_needs_reason',
      data: { count: 3 },
    })
    await printLabels(where.picker, where.collectionId, { ...order, from: 4 })
    await printLabels(where.picker, where.collectionId, { ...order, form: 'a4', reason: '卡纸' })
    expect(await codeOf(printLabels(where.picker, where.collectionId, { ...order, from: 7 }))).toBe(
      'packing.no_labels',
    )
    const bodies = await world.owner.rows<{ body: string }>(sql`select b.body from audit.line l
      join audit.body b on b.district_id = l.district_id and b.link_seq = l.link_seq and b.line_no = l.line_no
      where l.action = 'packing.print_labels' and l.object_id = ${where.collectionId} order by l.link_seq`)
    expect(bodies.map((row) => JSON.parse(row.body))).toEqual([
      { form: '80x60', from: 1, to: 3, labelCount: 3, printedBefore: 0, reason: '' },
      { form: '80x60', from: 4, labelCount: 3, printedBefore: 0, reason: '' },
      { form: 'a4', labelCount: 6, printedBefore: 6, reason: '卡纸' },
    ])
  })
})

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
    const cashBefore = await balanceOf(actorId(where.worker), 'cash')
    expect(cashBefore).toBe(paid(bags, [0, 1, 5]))

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
  const faultNames = async (): Promise<string[]> =>
    [...new Set((await packingFaults(world.owner, district())).map((fault) => fault.fault))].sort()
  const after = async (change: ReturnType<typeof sql>): Promise<string[]> => {
    let names: string[] = []
    const undo = new Error('undone')
    await world.owner
      .transaction(async (tx) => {
        await tx.run(change)
        names = [...new Set((await packingFaults(tx, district())).map((fault) => fault.fault))].sort()
        throw undo
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error
      })
    return names
  }

  it('names what somebody changed behind the books', async () => {
    expect(await faultNames()).toEqual([])
    const { id, bagId } = await world.application.one<{
      id: string
      bagId: string
    }>(sql`select h.id, b.id as bag_id from packing.v_handover h
      join packing.v_bag b on b.district_id = h.district_id and b.collection_id = h.collection_id and b.state = 'handed_over'
      where h.district_id = ${district()} and h.settled_fen > 0 limit 1`)
    expect(await after(sql`update packing.bag set state = 'packed' where id = ${bagId}`)).toEqual([
      'bag still waits after the hand-over',
      'count is not the number of bags handed over',
    ])
    expect(await after(sql`update packing.bag set state = 'missing' where id = ${bagId}`)).toEqual([
      'count is not the number of bags handed over',
      'missing bag with packs that came',
    ])
    expect(
      await after(sql`update packing.handover set settled_fen = settled_fen + 1 where id = ${id}`),
    ).toEqual(['settlement is not what was posted'])
    expect(await after(sql`update packing.handover set goods_fen = goods_fen + 1 where id = ${id}`)).toEqual([
      'hand-over has another value than its bags',
    ])
    expect(await after(sql`delete from packing.shortage where stage = 'gate'`)).toEqual([
      'money of packs missing at the gate was not taken off',
      'order does not know what is missing of it',
    ])
    expect(
      await after(
        sql`delete from packing.shortage where stage = 'store' and pack_count = 1 and bag_id in (select bag_id from packing.v_bag_line where handover_id = ${id} and state = 'handed_over')`,
      ),
    ).toEqual([
      'goods handed over are not what the bags hold',
      'hand-over has another value than its bags',
      'hold was not given up for what is missing',
      'hold was not used up by the hand-overs',
      'money of missing packs was not taken off',
      'order does not know what is missing of it',
    ])
    expect(
      await after(sql`update ledger.hold set quantity = quantity + 1 where document_id = ${cycleId}`),
    ).toEqual(['hold stays open after the hand-overs'])
    expect(
      await after(
        sql`delete from packing.shortage where bag_id in (select id from packing.bag where state = 'missing')`,
      ),
    ).toContain('missing bag with packs that came')
    expect(await after(sql`update packing.handover set state = 'declared' where id = ${id}`)).toContain(
      'bag handed over without a hand-over',
    )
  })

  it('keeps the application from changing what was posted', async () => {
    await expect(
      world.application.run(sql`update ledger.posting set quantity = quantity + 1`),
    ).rejects.toThrow(/permission denied/)
  })
})

const paid = (bags: readonly { readonly amountFen: number }[], which: readonly number[]): number =>
  which.reduce((sum, index) => sum + (bags[index]?.amountFen ?? 0), 0)

const actorId = (context: Context): string => {
  if (context.actor?.kind !== 'person') throw new Error('a person')
  return context.actor.personId
}

const priceOf = async (offerId: string): Promise<number> => {
  const { priceFen } = await world.application.one<{ priceFen: number }>(
    sql`select price_fen from market.v_offer where district_id = ${district()} and id = ${offerId}`,
  )
  return priceFen
}

/** A person who is the store's manager and the estate's grid worker at once. */
const twoPosts = async (where: Place): Promise<Context> => {
  const { services } = world
  await world.application.transaction(async (tx) => {
    const personId = await createPerson(tx, services, {
      login: 'two-posts',
      name: '两岗',
      phone: null,
      passwordHash: null,
    })
    const root = await tx.one<{ id: string }>(
      sql`select id from places.v_place where district_id = ${district()} and kind = 'district'`,
    )
    const posts = [
      { kind: 'store_manager' as const, placeId: root.id, organizationId: where.storeId },
      { kind: 'grid_worker' as const, placeId: where.estateId, organizationId: null },
    ]
    for (const post of posts)
      await appoint(tx, services, personId, await findOrCreatePost(tx, services, post))
  })
  return world.as('two-posts')
}
