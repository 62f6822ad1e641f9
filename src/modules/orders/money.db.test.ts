// covers: HOU-6 walked refused raced
/** Money at the door: never more than owed, never twice, whoever else collects at the same moment. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentId } from '../../../test/support/client.ts'
import type { TestWorld } from '../../../test/support/database.ts'
import { openWorld } from '../../../test/support/database.ts'
import type { Context } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { switchOn } from '../plans/index.ts'
import { cancelOrder, orderFor } from './commands.ts'
import { pay } from './money.ts'
import { estateMoney, estateSheet } from './sheets.ts'

let world: TestWorld
let first: Context
let second: Context
let estateId: string
let cycleId: string
let offers: readonly { id: string; priceFen: number }[]
let households: readonly { id: string }[]

beforeAll(async () => {
  world = await openWorld()
  const commander = await world.as('commander')
  const district = await world.application.one<{ id: string }>(
    sql`select id from places.place where kind = 'district'`,
  )
  await switchOn(commander, 'D1', { id: documentId(), placeId: district.id })
  first = await world.as('grid-150703001001-1')
  second = await world.as('grid-150703001001-2')
  const estate = await world.application.one<{
    id: string
  }>(sql`select e.id from places.place e join places.place c on c.id = e.parent_id
    where e.kind = 'estate' and c.code like '150703001001%' order by e.sort limit 1`)
  estateId = estate.id
  const sheet = await estateSheet(first, estateId)
  cycleId = sheet.cycle?.id as string
  offers = sheet.offers.filter(
    (offer) => offer.kind === 'single' && offer.availableCount > 50 && offer.limitPerHousehold === null,
  )
  households = await world.application.rows<{ id: string }>(
    sql`select id from places.household where estate_id = ${estateId} order by id`,
  )
})
afterAll(async () => {
  expect(await world.faults()).toEqual([])
  await world.close()
})

let next = 0
/** A fresh household's order of so many packs of the first offer. */
const order = async (count = 2): Promise<{ id: string; householdId: string; amountFen: number }> => {
  const householdId = (households[next] as { id: string }).id
  next += 1
  const id = documentId()
  const answer = await orderFor(first, {
    id,
    cycleId,
    householdId,
    lines: [{ offerId: offers[0]?.id as string, count }],
  })
  expect(answer.code).toBe('placed')
  return { id, householdId, amountFen: answer.amountFen }
}

const refusal = (code: string, data: object = {}) => ({
  refusal: { code, data: expect.objectContaining(data) },
})

describe('collecting', () => {
  test('two workers at one door: one takes the money, the other is told that nothing is due', async () => {
    const one = await order()
    const results = await Promise.allSettled(
      [first, second].map((worker) =>
        pay(worker, { id: documentId(), orderId: one.id, kind: 'collect', amountFen: one.amountFen }),
      ),
    )
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject(refusal('orders.over_paid', { dueFen: 0 }))
  })

  test('the same payment sent five times at once is taken once; other content under its id is refused', async () => {
    const one = await order()
    const payment = { id: documentId(), orderId: one.id, kind: 'collect' as const, amountFen: 100 }
    const views = await Promise.all(Array.from({ length: 5 }, () => pay(first, payment)))
    expect(new Set(views.map((view) => view.paidFen))).toEqual(new Set([100]))
    await expect(pay(first, { ...payment, amountFen: 101 })).rejects.toMatchObject({
      refusal: { code: 'orders.id_conflict' },
    })
    await expect(
      pay(first, { ...payment, id: documentId(), amountFen: one.amountFen }),
    ).rejects.toMatchObject(refusal('orders.over_paid'))
  })

  test('a payment taken by mistake is given back, and not more than was paid', async () => {
    const one = await order()
    await pay(first, { id: documentId(), orderId: one.id, kind: 'collect', amountFen: one.amountFen })
    await expect(
      pay(first, { id: documentId(), orderId: one.id, kind: 'refund', amountFen: one.amountFen + 1 }),
    ).rejects.toMatchObject(refusal('orders.nothing_to_refund'))
    expect(
      await pay(first, { id: documentId(), orderId: one.id, kind: 'refund', amountFen: one.amountFen }),
    ).toMatchObject({ paidFen: 0, dueFen: one.amountFen })
  })

  test('a worker gives back only money that the worker holds', async () => {
    const one = await order()
    await pay(first, { id: documentId(), orderId: one.id, kind: 'collect', amountFen: one.amountFen })
    const held = (await estateMoney(second, estateId)).cashFen
    if (held < one.amountFen) {
      await expect(
        pay(second, { id: documentId(), orderId: one.id, kind: 'refund', amountFen: one.amountFen }),
      ).rejects.toMatchObject(refusal('orders.no_cash', { cashFen: held }))
    }
  })
})

describe('advancing for somebody who cannot pay [D1]', () => {
  test('it counts as paid, is owed to the worker, and is given back in parts, never twice', async () => {
    const one = await order()
    await pay(first, { id: documentId(), orderId: one.id, kind: 'advance', amountFen: one.amountFen })
    const row = (await estateMoney(first, estateId)).rows.find((each) => each.orderId === one.id)
    expect(row).toMatchObject({ paidFen: one.amountFen, dueFen: 0, advancedFen: one.amountFen })
    await expect(
      pay(first, { id: documentId(), orderId: one.id, kind: 'refund', amountFen: 1 }),
    ).rejects.toMatchObject(refusal('orders.nothing_to_refund'))
    await pay(first, { id: documentId(), orderId: one.id, kind: 'repay', amountFen: 300 })
    await expect(
      pay(first, { id: documentId(), orderId: one.id, kind: 'repay', amountFen: one.amountFen }),
    ).rejects.toMatchObject(refusal('orders.nothing_advanced', { advancedFen: one.amountFen - 300 }))
    await pay(first, { id: documentId(), orderId: one.id, kind: 'repay', amountFen: one.amountFen - 300 })
  })
})

describe('orders that change after payment', () => {
  test('what was paid goes over to the new order; the difference is owed or given back', async () => {
    const one = await order(2)
    await pay(first, { id: documentId(), orderId: one.id, kind: 'collect', amountFen: one.amountFen })
    const id = documentId()
    const changed = await orderFor(first, {
      id,
      cycleId,
      householdId: one.householdId,
      replacesOrderId: one.id,
      lines: [{ offerId: offers[0]?.id as string, count: 1 }],
    })
    expect(changed.code).toBe('changed')
    const row = (await estateMoney(first, estateId)).rows.find((each) => each.orderId === id)
    expect(row?.dueFen).toBe(-(one.amountFen - changed.amountFen))
    expect(
      await pay(first, {
        id: documentId(),
        orderId: id,
        kind: 'refund',
        amountFen: one.amountFen - changed.amountFen,
      }),
    ).toMatchObject({ dueFen: 0 })
  })

  test('a cancelled order that was paid is still listed until the money is back', async () => {
    const one = await order()
    await pay(first, { id: documentId(), orderId: one.id, kind: 'collect', amountFen: one.amountFen })
    expect((await cancelOrder(first, one.id)).code).toBe('cancelled')
    const listed = async () =>
      (await estateMoney(first, estateId)).rows.find((each) => each.orderId === one.id)
    expect(await listed()).toMatchObject({ state: 'cancelled', dueFen: -one.amountFen })
    await expect(
      pay(first, { id: documentId(), orderId: one.id, kind: 'collect', amountFen: 1 }),
    ).rejects.toMatchObject(refusal('orders.over_paid'))
    await pay(first, { id: documentId(), orderId: one.id, kind: 'refund', amountFen: one.amountFen })
    expect(await listed()).toBeUndefined()
  })
})
