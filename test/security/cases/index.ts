import { orderCases, packingCases } from './orders.ts'
import { endingCases, householdCases, importCases, peopleCases } from './people.ts'
import { listCases, marketCases, placeCases, planCases } from './places.ts'
import type { Case } from './rules.ts'

export type { Case }

/** Every call of the matrix, in the order of a round: what ends something comes last. */
export const cases: readonly Case[] = [
  ...listCases,
  ...placeCases,
  ...planCases,
  ...marketCases,
  ...orderCases,
  ...packingCases,
  ...householdCases,
  ...importCases,
  ...peopleCases,
  ...endingCases,
]
