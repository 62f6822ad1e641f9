import type { Say } from '../text/i18n.ts'
import type { TextKey } from '../text/keys.ts'
import type { Tone } from '../ui/parts.tsx'
import type { StateWord } from './logic/standing.ts'

/** "3号楼" for a building that is only a number; a building with a name of its own keeps it. */
export const sayBuilding = (say: Say, building: string): string => {
  if (building === '') return say('mobile.building.none')
  return /^\d+[a-zA-Z]?$/.test(building) ? say('mobile.building', { building }) : building
}

const words: Readonly<Record<StateWord, TextKey>> = {
  not_sent: 'mobile.state.notSent',
  sending: 'mobile.state.sending',
  received: 'common.order.placed',
  unpaid: 'common.pay.due',
  paid: 'common.pay.paid',
  packed: 'common.bag.packed',
  arrived: 'common.bag.handed_over',
  collected: 'common.bag.collected',
  missing: 'common.bag.missing',
}
/** The fixed word of a state. */
export const sayState = (say: Say, word: StateWord): string => say(words[word])

/** The shape and colour beside a state's word. */
export const toneOf: Readonly<Record<StateWord, Tone>> = {
  not_sent: 'none',
  sending: 'going',
  received: 'done',
  unpaid: 'wait',
  paid: 'done',
  packed: 'going',
  arrived: 'going',
  collected: 'done',
  missing: 'wrong',
}
