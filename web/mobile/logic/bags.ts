import type { BagView } from '../../../src/modules/packing/api.ts'
import { findRooms, numbersIn } from './rooms.ts'

export type BagState = BagView['state']

const packedStates: readonly BagState[] = ['packed', 'checked', 'handed_over', 'collected']
const checkedStates: readonly BagState[] = ['checked', 'handed_over', 'collected']

export const isPacked = (bag: Pick<BagView, 'state'>): boolean => packedStates.includes(bag.state)
export const isChecked = (bag: Pick<BagView, 'state'>): boolean => checkedStates.includes(bag.state)

/** Bags in the order in which they are filled and handed out. */
export const inSequence = (bags: readonly BagView[]): readonly BagView[] =>
  [...bags].sort((one, other) => one.sequenceNo - other.sequenceNo)

/** The next bag that is not packed, after the given one and then from the start; null when all are packed. */
export const nextToPack = (bags: readonly BagView[], afterSequenceNo = 0): BagView | null => {
  const open = inSequence(bags).filter((bag) => bag.state === 'to_pack')
  return open.find((bag) => bag.sequenceNo > afterSequenceNo) ?? open[0] ?? null
}

/**
 * Bags that a typed text may mean: a number from 1 up to the number of bags is the bag number printed on the label;
 * anything else is looked for among the rooms.
 */
export const findBags = (bags: readonly BagView[], typed: string): readonly BagView[] => {
  const numbers = numbersIn(typed)
  if (numbers.length === 0) return []
  const only = numbers.length === 1 ? Number(numbers[0]) : Number.NaN
  const bySequence = bags.filter((bag) => bag.sequenceNo === only)
  const byRoom = findRooms(bags, typed, 12).filter((bag) => !bySequence.includes(bag))
  return [...bySequence, ...byRoom]
}

/** What is still to be ticked of a bag: lines without a tick that are not wholly short. */
export const unticked = (
  bag: BagView,
  ticked: readonly string[],
  short: Readonly<Record<string, number>>,
): number =>
  bag.lines.filter((line) => !ticked.includes(line.offerId) && (short[line.offerId] ?? 0) < line.count).length

/** The short packs of a bag as the server takes them. */
export const shortOf = (short: Readonly<Record<string, number>>) =>
  Object.entries(short)
    .filter(([, count]) => count > 0)
    .map(([offerId, count]) => ({ offerId, count }))

export type TaskStep = 'make' | 'pack' | 'check' | 'declare' | 'wait' | 'done'

/** Where a store's task for one estate stands: the step that waits for hands. */
export const taskStep = (task: {
  readonly bagCount: number
  readonly packedCount: number
  readonly checkedCount: number
  readonly handoverState: 'none' | 'declared' | 'agreed'
}): TaskStep => {
  if (task.handoverState === 'agreed') return 'done'
  if (task.handoverState === 'declared') return 'wait'
  if (task.bagCount === 0) return 'make'
  if (task.packedCount < task.bagCount) return 'pack'
  return task.checkedCount < task.bagCount ? 'check' : 'declare'
}
