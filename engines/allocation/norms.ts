/**
 * Requests from a norm per person: so many of an item for each person of an exposure group, every so many
 * days ("two masks a day for each person of group 1" [C9]).
 */
import { checkRows, checkWhole } from './check.ts'
import { accept, type Demand, type Outcome, type Refusal, refuse } from './model.ts'

export type Norm = {
  readonly itemId: string
  /** The group of people that the norm is for, such as "swab team". */
  readonly exposure: string
  /** Base units for each person ... */
  readonly quantityPerPerson: number
  /** ... every so many days; 1 if absent. */
  readonly everyDays?: number
}

export type Headcount = { readonly siteId: string; readonly exposure: string; readonly persons: number }

const BILLION = 1_000_000_000

const checkNorm = (norm: Norm, at: number): Refusal | undefined =>
  checkWhole(norm.quantityPerPerson, `norms[${at}].quantityPerPerson`, 0, 1_000_000) ??
  checkWhole(norm.everyDays ?? 1, `norms[${at}].everyDays`, 1, 10_000)

/**
 * What the people at each site need of each item for `days` days (1 to 10,000). The needs of a site's groups
 * are added up exactly and rounded up once. Refuses numbers that are not whole or out of range, and a
 * headcount whose exposure no norm knows. Order: by first mention of the site, then of the item.
 */
export const demandsFromNorms = (
  norms: readonly Norm[],
  headcounts: readonly Headcount[],
  days: number,
): Outcome<Demand[]> => {
  const refusal =
    checkWhole(days, 'days', 1, 10_000) ??
    checkRows(norms, 'norms', checkNorm) ??
    checkRows(headcounts, 'headcounts', (row, at): Refusal | undefined => {
      const where = `headcounts[${at}].exposure`
      if (!norms.some((norm) => norm.exposure === row.exposure)) {
        return { code: 'unknownId', data: { where, id: String(row.exposure) } }
      }
      return checkWhole(row.persons, `headcounts[${at}].persons`, 0, BILLION)
    })
  if (refusal) return refuse(refusal)
  // Fractions of a base unit with a common denominator: nothing is rounded before the sum is complete.
  const denominator = norms.reduce((product, norm) => lowestCommon(product, BigInt(norm.everyDays ?? 1)), 1n)
  const needs = new Map<string, Map<string, bigint>>()
  for (const { siteId, exposure, persons } of headcounts) {
    const needOfSite = needs.get(siteId) ?? new Map<string, bigint>()
    needs.set(siteId, needOfSite)
    for (const norm of norms) {
      if (norm.exposure !== exposure) continue
      const each = BigInt(norm.quantityPerPerson) * (denominator / BigInt(norm.everyDays ?? 1))
      const before = needOfSite.get(norm.itemId) ?? 0n
      needOfSite.set(norm.itemId, before + each * BigInt(persons) * BigInt(days))
    }
  }
  const demands: Demand[] = []
  for (const [siteId, needOfSite] of needs) {
    for (const [itemId, need] of needOfSite) {
      const quantity = (need + denominator - 1n) / denominator
      if (quantity > BigInt(Number.MAX_SAFE_INTEGER)) {
        return refuse({ code: 'numberOutOfRange', data: { where: siteId, value: String(quantity) } })
      }
      demands.push({ siteId, itemId, quantity: Number(quantity) })
    }
  }
  return accept(demands)
}

const lowestCommon = (one: bigint, other: bigint): bigint => {
  let [a, b] = [one, other]
  while (b > 0n) [a, b] = [b, a % b]
  return (one / a) * other
}
