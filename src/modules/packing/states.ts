import type { StateOf } from '../../kernel/states.ts'
import { defineStates } from '../../kernel/states.ts'
import { bagStateNames } from './api.ts'

/**
 * One bag's way from the shelf to the door. A bag that missed its hand-over may still be packed as long as the
 * hand-over is not agreed; after that what is missing has been given up in the books and stays missing.
 */
export const bagStates = defineStates({
  states: bagStateNames,
  initial: 'to_pack',
  actions: {
    pack: { from: ['to_pack', 'missing'], to: 'packed' },
    check: { from: ['packed'], to: 'checked' },
    hand_over: { from: ['packed', 'checked'], to: 'handed_over' },
    miss: { from: ['to_pack', 'packed', 'checked'], to: 'missing' },
    collect: { from: ['handed_over'], to: 'collected' },
  },
})
export type BagState = StateOf<typeof bagStates>

/** The store declares, and may declare anew until the grid worker has agreed. */
export const handoverStates = defineStates({
  states: ['declared', 'agreed'],
  initial: 'declared',
  actions: {
    declare: { from: ['declared'], to: 'declared' },
    agree: { from: ['declared'], to: 'agreed' },
  },
})
export type HandoverState = StateOf<typeof handoverStates>

/** What a scan can do to a bag. */
export const scanActs = ['pack', 'check', 'collect'] as const
export type ScanAct = (typeof scanActs)[number]

const way: readonly BagState[] = ['to_pack', 'packed', 'checked', 'handed_over', 'collected']

/** Whether a bag in `state` has been through `act` before: the answer to a repeated scan is 'already', not a refusal. */
export const isPast = (state: BagState, act: ScanAct): boolean =>
  state !== 'missing' && way.indexOf(state) >= way.indexOf(bagStates.actions[act].to)

/** Bags in these states still wait for `act`; their number is what is left to do. */
export const waitingFor: Readonly<Record<ScanAct | 'look', readonly BagState[]>> = {
  pack: ['to_pack'],
  check: ['to_pack', 'packed'],
  collect: ['handed_over'],
  look: ['to_pack', 'packed', 'checked', 'handed_over'],
}
