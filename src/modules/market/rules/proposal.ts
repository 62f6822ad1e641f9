import type { Point } from './distance.ts'
import { distanceM } from './distance.ts'

/** An estate that wants a store; every household may order once in a cycle. */
export type EstateFacts = { readonly id: string; readonly householdCount: number; readonly at: Point | null }
/** A store; `takenOrders` are households of estates that it serves already and keeps. */
export type StoreFacts = {
  readonly id: string
  readonly capacityOrders: number
  readonly takenOrders: number
  readonly at: Point | null
}

export type Proposal = {
  readonly assignments: readonly {
    readonly estateId: string
    readonly storeId: string
    readonly distanceM: number
  }[]
  /** Stores that would serve more households than they can pack, because capacity is short. */
  readonly overloadedStoreIds: readonly string[]
  /** Estates of which nobody knows where they lie: a person must choose. */
  readonly unplacedEstateIds: readonly string[]
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/**
 * Proposes a store for each estate: the shortest ways are given out first, each as long as the store can
 * still pack the whole estate; an estate is never split. Those for which no store has room left go to the
 * nearest all the same, and the store is named as overloaded. Equal facts give equal proposals, whatever
 * order they come in [HOU-2].
 */
export const proposeAssignments = (
  estates: readonly EstateFacts[],
  stores: readonly StoreFacts[],
): Proposal => {
  const open = stores.filter((store) => store.at !== null)
  const placed = open.length === 0 ? [] : estates.filter((estate) => estate.at !== null)
  const ways = placed
    .flatMap((estate) =>
      open.map((store) => ({ estate, store, distanceM: distanceM(estate.at as Point, store.at as Point) })),
    )
    .sort(
      (a, b) =>
        a.distanceM - b.distanceM ||
        compareText(a.estate.id, b.estate.id) ||
        compareText(a.store.id, b.store.id),
    )
  const taken = new Map(open.map((store) => [store.id, store.takenOrders]))
  const chosen = new Map<string, (typeof ways)[number]>()
  const choose = (way: (typeof ways)[number]): void => {
    chosen.set(way.estate.id, way)
    taken.set(way.store.id, (taken.get(way.store.id) as number) + way.estate.householdCount)
  }
  for (const way of ways) {
    const room = way.store.capacityOrders - (taken.get(way.store.id) as number)
    if (!chosen.has(way.estate.id) && way.estate.householdCount <= room) choose(way)
  }
  for (const way of ways) {
    if (!chosen.has(way.estate.id)) choose(way)
  }
  return {
    assignments: placed.map((estate) => {
      const way = chosen.get(estate.id) as (typeof ways)[number]
      return { estateId: estate.id, storeId: way.store.id, distanceM: way.distanceM }
    }),
    overloadedStoreIds: open
      .filter((store) => (taken.get(store.id) as number) > Math.max(store.capacityOrders, store.takenOrders))
      .map((store) => store.id),
    unplacedEstateIds: estates
      .filter((estate) => estate.at === null || open.length === 0)
      .map((estate) => estate.id),
  }
}
