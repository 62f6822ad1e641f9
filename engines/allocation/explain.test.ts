// covers: ALL-2 walked
import { describe, expect, it } from 'vitest'
import { explainLine, explainPlan } from './explain.ts'
import type { Instance } from './model.ts'
import { type Planning, startPlanning } from './plan.ts'
import { smallInstance } from './testing/instances.ts'

const started = (instance: Instance): Planning => {
  const outcome = startPlanning(instance)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.value
}

/** North serves all, south only a and b, east only f; east is empty. */
const instance: Instance = {
  depots: [
    { id: 'north', serves: ['a', 'b', 'c', 'd', 'e'] },
    { id: 'south', serves: ['a', 'b'] },
    { id: 'east' },
  ],
  sites: ['a', 'b', 'c', 'd', 'e', 'f'].map((id, at) => ({ id, class: at < 4 ? 1 : 2 })),
  items: [{ id: 'mask', packSize: 1 }],
  stocks: [
    { depotId: 'north', itemId: 'mask', quantity: 30, reserve: 5, heldBack: 5 },
    { depotId: 'south', itemId: 'mask', quantity: 10 },
    { depotId: 'east', itemId: 'mask', quantity: 4, reserve: 9 },
  ],
  demands: [
    { siteId: 'a', itemId: 'mask', quantity: 10 },
    { siteId: 'b', itemId: 'mask', quantity: 20, floor: 13 },
    { siteId: 'c', itemId: 'mask', quantity: 10, cap: 2 },
    { siteId: 'd', itemId: 'mask', quantity: 20 },
    { siteId: 'e', itemId: 'mask', quantity: 5, floor: 1 },
    { siteId: 'f', itemId: 'mask', quantity: 5 },
  ],
  costs: [
    [5, 1, 1, 1, 1, 1],
    [9, 8, 9, 9, 9, 9],
    [1, 1, 1, 1, 1, 1],
  ],
}

describe('the explanation of a line', () => {
  const planning = started(instance)
  const lines = [...explainPlan(planning)]

  it('names what bound each line', () => {
    expect(lines.map((line) => [line.siteId, line.quantityAllotted, line.boundBy])).toEqual([
      ['a', 5, 'level'],
      ['b', 13, 'floor'],
      ['c', 2, 'cap'],
      ['d', 9, 'level'],
      ['e', 1, 'floor'],
      ['f', 0, 'noDepot'],
    ])
  })

  it('names the common level and the cut', () => {
    expect(lines[0]).toMatchObject({ cut: 0, level: { numerator: 8, denominator: 20 }, class: 1 })
    expect(lines[5]?.cut).toBeUndefined()
  })

  it('says why a dearer depot was chosen: the packs of the cheaper one save more elsewhere', () => {
    const b = lines[1]?.shipments ?? []
    const south = b.find((shipment) => shipment.depotId === 'south')
    const north = lines[3]?.shipments[0]
    expect(north).toMatchObject({ depotId: 'north', costOfPack: 1, cheaperPassed: [] })
    const dear = [...(lines[0]?.shipments ?? []), ...b].filter((shipment) => shipment.depotId === 'south')
    expect(dear.length).toBeGreaterThan(0)
    for (const shipment of dear) {
      expect(shipment.cheaperPassed.map((passed) => passed.depotId)).toEqual(['north'])
      const [passed] = shipment.cheaperPassed
      const total = (passed?.costOfPack ?? 0) + (passed?.price ?? 0)
      expect(total).toBeGreaterThanOrEqual(shipment.costOfPack + shipment.price)
    }
    expect(south === undefined || south.costOfPack === 8).toBe(true)
  })

  it('is the same for one line as in the whole list, and adds up, on 200 instances', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const given = smallInstance(seed)
      const outcome = startPlanning(given)
      if (!outcome.ok) continue
      for (const line of explainPlan(outcome.value)) {
        expect(JSON.stringify(explainLine(outcome.value, line.demandIndex))).toBe(JSON.stringify(line))
        const shipped = line.shipments.reduce((sum, shipment) => sum + shipment.quantity, 0)
        expect(shipped).toBe(line.quantityAllotted)
        expect(line.quantityAllotted).toBeLessThanOrEqual(line.quantityMost)
        expect(line.quantityAllotted).toBeGreaterThanOrEqual(line.quantityFloor)
      }
    }
  })
})
