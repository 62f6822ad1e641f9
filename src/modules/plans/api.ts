import { z } from 'zod'
import { countForm, idForm, momentForm } from '../../kernel/wire.ts'

export const planInForce = z.object({
  id: idForm,
  code: z.string(),
  title: z.string(),
  placeId: idForm,
  placeName: z.string(),
  since: momentForm,
})

/** A plan file as people read it: each line of `facts` says one rule in words. */
export const planView = z.object({
  code: z.string(),
  title: z.string(),
  about: z.string(),
  facts: z.array(z.object({ key: z.string(), value: z.string() })),
  gaps: z.array(z.string()),
  inForce: z.array(planInForce),
})
export type PlanView = z.output<typeof planView>
export const plansView = z.object({ plans: z.array(planView) })
export const planParams = z.strictObject({ code: z.string().regex(/^[A-D][0-9]{1,2}$/) })
export const planPlaceBody = z.strictObject({ placeId: idForm })
export const switchOnBody = z.strictObject({ id: idForm, placeId: idForm })

/** What the place still lacks. A 'missing' finding keeps the plan from being switched on; a 'warning' does not. */
export const findingView = z.object({
  code: z.string(),
  severity: z.enum(['missing', 'warning']),
  data: z.record(z.string(), z.unknown()),
})
export const planCheckView = z.object({
  ready: z.boolean(),
  findings: z.array(findingView),
  estateCount: countForm,
  householdCount: countForm,
  storeCount: countForm,
})
export const switchOnView = z.object({ planId: idForm, cycleId: idForm.nullable(), check: planCheckView })
