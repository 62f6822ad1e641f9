import { z } from 'zod'

/** What a plan file says about stores: how many a place needs [C3, D1: three], and how they get their estates. */
export const marketSection = z.strictObject({
  storesMin: z.number().int().min(1).max(1000),
  assign: z.literal('nearest'),
})
export type MarketSection = z.output<typeof marketSection>
