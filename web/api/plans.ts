import { call } from './call.ts'
import type { Answer } from './routes.ts'

export type Plan = Answer<'GET /api/plans'>['plans'][number]
export type PlanInForce = Plan['inForce'][number]
export type PlanCheck = Answer<'POST /api/plans/:code/check'>
export type Finding = PlanCheck['findings'][number]

export const readPlans = () => call('GET /api/plans', {})
export const checkPlan = (code: string, placeId: string) =>
  call('POST /api/plans/:code/check', { params: { code }, body: { placeId } })
/** `id` is made once for the act, so that a second press does nothing more. */
export const switchOnPlan = (code: string, id: string, placeId: string) =>
  call('POST /api/plans/:code/switch-on', { params: { code }, body: { id, placeId } })
export const switchOffPlan = (planInForceId: string) =>
  call('POST /api/plans-in-force/:id/switch-off', { params: { id: planInForceId } })
