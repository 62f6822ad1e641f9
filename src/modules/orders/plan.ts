import { z } from 'zod'

const timeForm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/**
 * What a plan file says about ordering. Times are wall-clock times of the place; `cadence` is a recurrence rule
 * (RFC 5545) over days; amounts are whole yuan because plans are written by people.
 */
export const ordersSection = z.strictObject({
  cadence: z.string().regex(/^FREQ=(DAILY|WEEKLY)(;[A-Z]+=[A-Z0-9,]+)*$/),
  opens: timeForm,
  cutOff: timeForm,
  delivers: z.strictObject({ daysAfterCutOff: z.number().int().min(0).max(7), at: timeForm }),
  oncePer: z.literal('cycle'),
  channels: z.array(z.enum(['household', 'liaison', 'chain', 'excel'])).min(1),
  packagesOnly: z.boolean(),
  linesMax: z.number().int().min(1).max(100),
  packsPerLineMax: z.number().int().min(1).max(999),
  packagesMax: z.number().int().min(1).max(999),
  amountMaxYuan: z.number().int().min(1).max(1_000_000),
  payment: z.array(z.enum(['collect', 'advance'])).min(1),
})
export type OrdersSection = z.output<typeof ordersSection>
