import { done, idParams } from '../../kernel/wire.ts'
import type { Route } from '../../platform/http/index.ts'
import { defineRoute } from '../../platform/http/index.ts'
import { planCheckView, planParams, planPlaceBody, plansView, switchOnBody, switchOnView } from './api.ts'
import { checkPlan, listPlans, switchOff, switchOn } from './commands.ts'

const tag = 'plans'
const switching = { kind: 'post', action: 'plans.switch' } as const

export const plansRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/plans',
    access: { kind: 'reach', action: 'plans.read' },
    tag,
    summary: 'Plans and where they are in force',
    schemas: { answer: plansView },
    handle: async ({ context }) => ({ plans: await listPlans(context) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/plans/:code/check',
    access: switching,
    tag,
    summary: 'What a place still lacks for a plan',
    schemas: { params: planParams, body: planPlaceBody, answer: planCheckView },
    handle: ({ params, body, context }) => checkPlan(context, params.code, body.placeId),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/plans/:code/switch-on',
    access: switching,
    tag,
    summary: 'Switch a plan on for a place',
    schemas: { params: planParams, body: switchOnBody, answer: switchOnView },
    handle: ({ params, body, context }) => switchOn(context, params.code, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/plans-in-force/:id/switch-off',
    access: switching,
    tag,
    summary: 'Switch a plan off',
    schemas: { params: idParams, answer: done },
    handle: async ({ params, context }) => {
      await switchOff(context, params.id)
      return { done: true }
    },
  }),
]
