/**
 * Re-plans after a change: new stock, another request, a request withdrawn. Only the groups of items that a
 * change touches are read and decided again; the others are taken over as they are. Groups share nothing but
 * sites and costs, which no change alters, so the answer is the one that planning from scratch would give.
 */
import { checkDemand, checkStock } from './check.ts'
import { checkArcs, type Facts } from './facts.ts'
import { accept, type Demand, type Outcome, type Refusal, refuse, type Site, type Stock } from './model.ts'
import { type Decided, type Planning, planGroups } from './plan.ts'

/**
 * A row that takes the place of the one for the same depot and item, or site, item, class and use, or is
 * added.
 */
export type Change =
  | { readonly kind: 'stock'; readonly stock: Stock }
  | { readonly kind: 'demand'; readonly demand: Demand }

export type Revision = {
  readonly planning: Planning
  /** Items that were decided again. */
  readonly touchedItemIds: readonly string[]
  /** Lines whose allotment is another than before. */
  readonly changedDemandIndexes: readonly number[]
}

const checkChanges = (planning: Planning, changes: readonly Change[]): Refusal | undefined => {
  const { checked } = planning.facts
  for (const [at, change] of changes.entries()) {
    const where = `changes[${at}]`
    const row: unknown =
      change?.kind === 'stock' ? change.stock : change?.kind === 'demand' ? change.demand : undefined
    if (typeof row !== 'object' || row === null) return { code: 'malformed', data: { where } }
    const refusal =
      change.kind === 'stock'
        ? checkStock(change.stock, where, checked)
        : checkDemand(change.demand, 'changes', at, checked, planning.instance.items)
    if (refusal) return refusal
  }
  return undefined
}

const lineKey = (planning: Planning, demand: Demand): string => {
  const site = planning.instance.sites[planning.facts.checked.siteIndex.get(demand.siteId) as number] as Site
  return JSON.stringify([demand.siteId, demand.itemId, demand.class ?? site.class, demand.use ?? ''])
}

/** Where the lines of the items concerned stand, by key. */
const findLines = (planning: Planning, changes: readonly Change[]): Map<string, number> => {
  const items = new Set(changes.flatMap((change) => (change.kind === 'demand' ? [change.demand.itemId] : [])))
  const lines = new Map<string, number>()
  if (items.size === 0) return lines
  for (const [index, demand] of planning.instance.demands.entries()) {
    if (items.has(demand.itemId)) lines.set(lineKey(planning, demand), index)
  }
  return lines
}

/** The facts after the changes; columns of groups that are not touched are shared with the facts before. */
const applyChanges = (
  planning: Planning,
  changes: readonly Change[],
): { facts: Facts; touched: Set<number> } => {
  const { facts, instance } = planning
  const depots = instance.depots.length
  const depotRank = new Map(Array.from(facts.depotOrder, (depot, rank) => [depot, rank]))
  const touched = new Set<number>()
  const stocks = [...instance.stocks]
  const demands = [...instance.demands]
  const available = facts.available.slice()
  const demandsOfGroup = [...facts.demandsOfGroup]
  const lines = findLines(planning, changes)
  const movedLines = new Map<number, Set<number>>()
  for (const change of changes) {
    const itemId = change.kind === 'stock' ? change.stock.itemId : change.demand.itemId
    const item = facts.checked.itemIndex.get(itemId) as number
    const group = facts.groupOfItem[item] as number
    touched.add(group)
    if (change.kind === 'stock') {
      const { stock } = change
      const row = stocks.findIndex((one) => one.depotId === stock.depotId && one.itemId === itemId)
      stocks[row < 0 ? stocks.length : row] = stock
      const rank = depotRank.get(facts.checked.depotIndex.get(stock.depotId) as number) as number
      available[item * depots + rank] = Math.max(
        0,
        stock.quantity - (stock.reserve ?? 0) - (stock.heldBack ?? 0),
      )
      continue
    }
    const key = lineKey(planning, change.demand)
    const index = lines.get(key) ?? demands.length
    lines.set(key, index)
    demands[index] = change.demand
    movedLines.set(group, (movedLines.get(group) ?? new Set()).add(index))
  }
  for (const [group, moved] of movedLines) {
    const kept = (demandsOfGroup[group] as Int32Array).filter((index) => !moved.has(index))
    const asking = [...moved].filter((index) => (demands[index] as Demand).quantity > 0)
    demandsOfGroup[group] = Int32Array.from([...kept, ...asking]).sort()
  }
  const siteOfDemand = new Int32Array(demands.length)
  siteOfDemand.set(facts.siteOfDemand)
  for (const moved of movedLines.values()) {
    for (const index of moved) {
      siteOfDemand[index] = facts.checked.siteIndex.get((demands[index] as Demand).siteId) as number
    }
  }
  const after = {
    ...facts,
    instance: { ...instance, stocks, demands },
    available,
    siteOfDemand,
    demandsOfGroup,
  }
  return { facts: after, touched }
}

const packsByDemand = (decided: Decided): Map<number, number> =>
  new Map(
    Array.from(decided.plan.demandIndexes, (demand, line) => [demand, decided.plan.packs[line] as number]),
  )

/** Lines of a group whose packs differ between two plans. */
const changedLines = (before: Decided, after: Decided): number[] => {
  const [old, now] = [packsByDemand(before), packsByDemand(after)]
  const indexes = new Set([...old.keys(), ...now.keys()])
  return [...indexes].filter((index) => (old.get(index) ?? 0) !== (now.get(index) ?? 0)).sort((a, b) => a - b)
}

/**
 * Applies changes to a planning and re-plans what they touch. The planning handed in stays as it is. Refuses
 * bad rows (`where` starts with `changes[...]`) and, like a plan from scratch, floors that can no longer be
 * kept.
 */
export const revise = (planning: Planning, changes: readonly Change[]): Outcome<Revision> => {
  if (!Array.isArray(changes)) return refuse({ code: 'malformed', data: { where: 'changes' } })
  const refusal = checkChanges(planning, changes)
  if (refusal) return refuse(refusal)
  const { facts, touched } = applyChanges(planning, changes)
  const tooMany = checkArcs(facts)
  if (tooMany) return refuse(tooMany)
  const kept = planning.decided.map((decided, group) => (touched.has(group) ? undefined : decided))
  const outcome = planGroups(facts, kept)
  if (!outcome.ok) return outcome
  const groups = [...touched].sort((one, other) => one - other)
  return accept({
    planning: outcome.value,
    touchedItemIds: groups.flatMap((group) => planning.decided[group]?.plan.itemIds ?? []),
    changedDemandIndexes: groups.flatMap((group) =>
      changedLines(planning.decided[group] as Decided, outcome.value.decided[group] as Decided),
    ),
  })
}
