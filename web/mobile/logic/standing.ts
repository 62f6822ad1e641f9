import type { BoardView } from '../../../src/modules/orders/api.ts'

export type BoardHousehold = BoardView['households'][number]

/** The four words of the floor grid: 未订, 已订, 代订, 已付. */
export type RoomStanding = 'none' | 'ordered' | 'proxy' | 'paid'

export const roomStanding = (household: BoardHousehold): RoomStanding => {
  if (household.orderId === null) return 'none'
  if (household.paidFen >= household.amountFen) return 'paid'
  return household.channel === 'liaison' ? 'proxy' : 'ordered'
}

/** The fixed words for where an order stands; no screen says it in other words. */
export type StateWord =
  | 'not_sent'
  | 'sending'
  | 'received'
  | 'unpaid'
  | 'paid'
  | 'packed'
  | 'arrived'
  | 'collected'
  | 'missing'

const bagWords: Readonly<Record<string, StateWord>> = {
  packed: 'packed',
  checked: 'packed',
  handed_over: 'arrived',
  collected: 'collected',
  missing: 'missing',
}

/** Where a household's order stands: what became of its bag, or else of its money. */
export const stateWordOf = (household: BoardHousehold): StateWord => {
  if (household.orderId === null) return 'not_sent'
  const bag = household.bagState === null ? undefined : bagWords[household.bagState]
  return bag ?? (household.paidFen >= household.amountFen ? 'paid' : 'unpaid')
}

export type HandoverStep = 'none' | 'declared' | 'agreed'

/** The one thing that a grid worker should do next. */
export type NextStep =
  | 'wait_plan'
  | 'announce'
  | 'paste'
  | 'chase'
  | 'collect_money'
  | 'wait_store'
  | 'count_bags'
  | 'hand_out'
  | 'settle'
  | 'rest'

/**
 * Chooses the next step from where the estate stands. While orders come in: announce, then paste, then chase those
 * who have not ordered. After the cut-off: money, then the bags; a store that waits at the gate goes before money.
 */
export const nextStep = (board: BoardView, handover: HandoverStep): NextStep => {
  const { counts, money } = board
  const owed = money.amountFen > money.paidFen
  switch (board.phase) {
    case 'no_plan':
      return 'wait_plan'
    case 'ordering':
      if (counts.ordered === 0) return 'announce'
      return counts.ordered < counts.households ? 'paste' : owed ? 'collect_money' : 'chase'
    case 'frozen':
    case 'packing':
      if (handover === 'declared') return 'count_bags'
      return owed ? 'collect_money' : 'wait_store'
    case 'handed_over':
      return counts.collected + counts.missing < counts.bags ? 'hand_out' : owed ? 'settle' : 'rest'
    case 'done':
      return owed ? 'settle' : 'rest'
  }
}
