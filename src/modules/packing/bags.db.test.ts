// covers: HOU-5 walked refused raced, ORG-3 refused
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../../test/support/frozen-estates.ts'
import {
  audited,
  bagsOf,
  codeOf,
  district,
  freshId,
  openFrozenEstates,
  ordersPerEstate,
  place,
  places,
  priceOf,
  refusalOf,
  world,
} from '../../../test/support/frozen-estates.ts'
import { sql } from '../../platform/db/index.ts'
import { buildServer } from '../../platform/http/index.ts'
import { labelForms, pickListView, scanView } from './api.ts'
import {
  declareHandover,
  makeBags,
  noteGateShort,
  packBag,
  packingErrors,
  packingRoutes,
  printLabels,
  readHandover,
  readPickList,
  scanBag,
  shortFenByOrder,
} from './index.ts'

beforeAll(
  () =>
    openFrozenEstates(async ({ manager, collectionId }) => {
      expect(await codeOf(makeBags(manager, collectionId))).toBe('packing.not_frozen')
    }),
  240_000,
)
afterAll(() => world?.close())

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

  it('travel over HTTP by the contract: the pick list as its view, the labels as a file, a refusal with its status', async () => {
    const where = place(0)
    const server = await buildServer({
      services: world.services,
      routes: packingRoutes,
      errors: packingErrors,
      identify: async () => where.picker.actor,
      isReady: async () => true,
      webFolder: null,
      tls: null,
    })
    const path = `/api/collections/${where.collectionId}`
    const list = await server.inject({ method: 'GET', url: `${path}/pick-list` })
    expect(pickListView.parse(list.json())).toEqual(await readPickList(where.picker, where.collectionId))
    const again = await server.inject({ method: 'GET', url: `${path}/labels.pdf?form=a4&from=2&to=3` })
    expect([again.statusCode, again.json().code]).toEqual([422, 'packing.reprint_needs_reason'])
    const labels = await server.inject({
      method: 'GET',
      url: `${path}/labels.pdf?form=a4&from=2&to=3&reason=wet`,
    })
    expect([labels.statusCode, labels.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(labels.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    const moved = await server.inject({
      method: 'GET',
      url: `${path}/labels.pdf?form=60x40&from=2&to=3&reason=wet&offsetX=-12&offsetY=5`,
    })
    expect(moved.statusCode).toBe(200)
    for (const form of labelForms) {
      const test = await server.inject({ method: 'GET', url: `/api/labels/test.pdf?form=${form}&offsetY=50` })
      expect([test.statusCode, test.headers['content-type']]).toEqual([200, 'application/pdf'])
      expect(test.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    }
    for (const wrong of ['offsetX=51', 'offsetY=-51', 'offsetX=1.5', 'offsetX=left', 'form=letter'])
      expect((await server.inject({ method: 'GET', url: `/api/labels/test.pdf?${wrong}` })).statusCode).toBe(
        400,
      )
    const scan = await server.inject({
      method: 'POST',
      url: '/api/bags/scan',
      payload: { act: 'look', code: '1', collectionId: where.collectionId },
    })
    expect(scanView.parse(scan.json())).toMatchObject({ outcome: 'looked', bag: { sequenceNo: 1 } })
    const handover = await server.inject({ method: 'GET', url: `${path}/handover` })
    expect(handover.json()).toEqual({ handover: null })
    await server.close()
  })
})
