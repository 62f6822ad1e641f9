import type { StateOf } from '../../kernel/states.ts'
import { defineStates } from '../../kernel/states.ts'

/** What quantities tell (paid, packed, collected) is computed, never a state of the order. */
export const orderStates = defineStates({
  states: ['placed', 'replaced', 'cancelled'],
  initial: 'placed',
  actions: {
    change: { from: ['placed'], to: 'replaced' },
    cancel: { from: ['placed'], to: 'cancelled' },
  },
})
export type OrderState = StateOf<typeof orderStates>

export const cycleStates = defineStates({
  states: ['open', 'frozen'],
  initial: 'open',
  actions: { freeze: { from: ['open'], to: 'frozen' } },
})
export type CycleState = StateOf<typeof cycleStates>
