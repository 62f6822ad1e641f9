import type { BoardHousehold } from '../../api/orders.ts'
import type { Tone } from '../../ui/parts.tsx'

export const standings = ['none', 'ordered', 'packed', 'here', 'collected', 'missing'] as const
export type Standing = (typeof standings)[number]

/** Where a household stands, from its order and its bag. */
export const standingOf = (household: BoardHousehold): Standing => {
  if (household.orderId === null) return 'none'
  switch (household.bagState) {
    case 'packed':
    case 'checked':
      return 'packed'
    case 'handed_over':
      return 'here'
    case 'collected':
      return 'collected'
    case 'missing':
      return 'missing'
    default:
      return 'ordered'
  }
}

export const isDue = (household: BoardHousehold): boolean =>
  household.orderId !== null && household.paidFen < household.amountFen

export const standingTone: Readonly<Record<Standing, Tone>> = {
  none: 'none',
  ordered: 'going',
  packed: 'going',
  here: 'going',
  collected: 'done',
  missing: 'wrong',
}

export const filters = ['all', 'none', 'care', 'due', 'here', 'missing'] as const
export type Filter = (typeof filters)[number]

/** `care`: people who need a hand and have not ordered. */
export const matches = (filter: Filter, household: BoardHousehold): boolean => {
  switch (filter) {
    case 'all':
      return true
    case 'care':
      return household.orderId === null && household.flags.length > 0
    case 'due':
      return isDue(household)
    default:
      return standingOf(household) === filter
  }
}
