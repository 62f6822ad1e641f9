import { z } from 'zod'

/** What a plan file says about packing: a bag per household, what its label shows, a signed pickup point [C3, D1]. */
export const packingSection = z.strictObject({
  bagPer: z.literal('household'),
  labelShows: z.array(z.enum(['address', 'items', 'amount', 'payMark'])).min(1),
  pickupPointSigned: z.boolean(),
})
export type PackingSection = z.output<typeof packingSection>
