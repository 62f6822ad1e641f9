import type { Collection } from '../../api/orders.ts'
import type { Tone } from '../../ui/parts.tsx'

/** What a collection waits for next. */
export const nextSteps = ['ordering', 'empty', 'make_bags', 'pack', 'declare', 'agree', 'done'] as const
export type NextStep = (typeof nextSteps)[number]

export const nextStepOf = (one: Collection): NextStep => {
  if (one.cycleState === 'open') return 'ordering'
  if (one.handoverState === 'agreed') return 'done'
  if (one.handoverState === 'declared') return 'agree'
  if (one.orderCount === 0) return 'empty'
  if (one.bagCount === 0) return 'make_bags'
  return one.packedCount < one.bagCount ? 'pack' : 'declare'
}

/** Amber where the store itself must act. */
export const nextStepTone: Readonly<Record<NextStep, Tone>> = {
  ordering: 'going',
  empty: 'none',
  make_bags: 'wait',
  pack: 'wait',
  declare: 'wait',
  agree: 'going',
  done: 'done',
}
