// covers: ALL-7 walked refused
import { describe, expect, it } from 'vitest'
import { demandsFromNorms, type Norm } from './norms.ts'

const norms: Norm[] = [
  { itemId: 'mask', exposure: 'swab team', quantityPerPerson: 2 },
  { itemId: 'mask', exposure: 'desk', quantityPerPerson: 1, everyDays: 3 },
  { itemId: 'gown', exposure: 'swab team', quantityPerPerson: 1, everyDays: 2 },
]

describe('requests from norms', () => {
  it('add up persons, days and groups exactly and round up once', () => {
    const headcounts = [
      { siteId: 'a', exposure: 'swab team', persons: 5 },
      { siteId: 'a', exposure: 'desk', persons: 4 },
      { siteId: 'b', exposure: 'desk', persons: 1 },
    ]
    // Site a for 7 days: 5 x 2 x 7 + 4 x 7 / 3 = 79.33 masks, 17.5 gowns; site b: 2.33 masks.
    expect(demandsFromNorms(norms, headcounts, 7)).toEqual({
      ok: true,
      value: [
        { siteId: 'a', itemId: 'mask', quantity: 80 },
        { siteId: 'a', itemId: 'gown', quantity: 18 },
        { siteId: 'b', itemId: 'mask', quantity: 3 },
      ],
    })
  })

  it('refuse an exposure without a norm and numbers that are not whole', () => {
    expect(demandsFromNorms(norms, [{ siteId: 'a', exposure: 'driver', persons: 1 }], 1)).toMatchObject({
      refusal: { code: 'unknownId', data: { where: 'headcounts[0].exposure' } },
    })
    expect(demandsFromNorms(norms, [{ siteId: 'a', exposure: 'desk', persons: 1.5 }], 1)).toMatchObject({
      refusal: { code: 'notAWholeNumber' },
    })
    expect(demandsFromNorms(norms, [], 0)).toMatchObject({ refusal: { code: 'numberOutOfRange' } })
  })
})
