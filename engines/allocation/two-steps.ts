/**
 * Allocation in two steps: first every sector gets a block, then each sector divides its block among its
 * units.
 *
 * In the first step a sector asks for what its units ask for, class by class (sums of quantities, floors and
 * caps in whole packs), so its weight is that of its units. In the second step the block, depot by depot, is
 * all the stock that the sector's units may share, by the same rules. A sector may divide with options of its
 * own.
 */
import { checkInstance, checkRows } from './check.ts'
import {
  accept,
  type Demand,
  type Instance,
  type Item,
  type Options,
  type Outcome,
  refuse,
  type Stock,
} from './model.ts'
import { type Planning, startPlanning } from './plan.ts'

export type Sector = {
  readonly id: string
  readonly unitSiteIds: readonly string[]
  /** Depots that deliver to this sector; absent: those that may serve every one of its units. */
  readonly depotIds?: readonly string[]
  /** How the sector divides its block; absent: like the first step. */
  readonly options?: Options
}

export type TwoSteps = {
  /** The blocks: a planning whose sites are the sectors. */
  readonly blocks: Planning
  /** Each sector's division of its block, in the order of the sectors. */
  readonly divisions: readonly { readonly sectorId: string; readonly planning: Planning }[]
}

/**
 * Every unit must be a known site and belong to one sector only; every site with a request to some sector.
 */
const findSectors = (
  instance: Instance,
  sectors: readonly Sector[],
): Outcome<ReadonlyMap<string, number>> => {
  const siteIds = new Set(instance.sites.map((site) => site.id))
  const depotIds = new Set(instance.depots.map((depot) => depot.id))
  const sectorOf = new Map<string, number>()
  const seen = new Set<string>()
  const refusal = checkRows(sectors, 'sectors', (sector, at) => {
    if (typeof sector.id !== 'string' || !Array.isArray(sector.unitSiteIds)) {
      return { code: 'malformed', data: { where: `sectors[${at}]` } }
    }
    if (seen.has(sector.id)) return { code: 'doubledId', data: { where: `sectors[${at}]`, id: sector.id } }
    seen.add(sector.id)
    for (const id of sector.unitSiteIds) {
      const where = `sectors[${at}].unitSiteIds`
      if (!siteIds.has(id)) return { code: 'unknownId', data: { where, id: String(id) } }
      if (sectorOf.has(id)) return { code: 'doubledId', data: { where, id } }
      sectorOf.set(id, at)
    }
    const strange = sector.depotIds?.find((id) => !depotIds.has(id))
    return strange === undefined
      ? undefined
      : { code: 'unknownId', data: { where: `sectors[${at}].depotIds`, id: String(strange) } }
  })
  if (refusal) return refuse(refusal)
  for (const [at, demand] of instance.demands.entries()) {
    if (demand.quantity > 0 && !sectorOf.has(demand.siteId)) {
      return refuse({
        code: 'unknownId',
        data: { where: `demands[${at}].siteId in sectors`, id: demand.siteId },
      })
    }
  }
  return accept(sectorOf)
}

type Sum = {
  siteId: string
  itemId: string
  class: number
  use: string
  quantity: number
  floor: number
  cap: number
}

/** Sums of the units' requests, by sector, item, class and use; floors and caps in whole packs first. */
const sumDemands = (
  instance: Instance,
  sectors: readonly Sector[],
  sectorOf: ReadonlyMap<string, number>,
): Demand[] => {
  const packSizes = new Map(instance.items.map((item: Item) => [item.id, item.packSize]))
  const classes = new Map(instance.sites.map((site) => [site.id, site.class]))
  const sums = new Map<string, Sum>()
  for (const demand of instance.demands) {
    const sector = sectorOf.get(demand.siteId)
    if (demand.quantity === 0 || sector === undefined) continue
    const packSize = packSizes.get(demand.itemId) as number
    const siteId = sectors[sector]?.id as string
    const lineClass = demand.class ?? (classes.get(demand.siteId) as number)
    const key = JSON.stringify([siteId, demand.itemId, lineClass, demand.use ?? ''])
    const sum: Sum = sums.get(key) ?? {
      siteId,
      itemId: demand.itemId,
      class: lineClass,
      use: demand.use ?? '',
      quantity: 0,
      floor: 0,
      cap: 0,
    }
    const asked = Math.ceil(demand.quantity / packSize)
    const most = demand.cap === undefined ? asked : Math.min(asked, Math.floor(demand.cap / packSize))
    sum.quantity += demand.quantity
    sum.floor += Math.ceil((demand.floor ?? 0) / packSize) * packSize
    sum.cap += most * packSize
    sums.set(key, sum)
  }
  // A sector asks in whole packs for its units, so its request may be more than the sum of their base units.
  return [...sums.values()].map(({ use, quantity, cap, ...rest }) => {
    return { ...rest, quantity: Math.max(quantity, cap), cap, ...(use === '' ? {} : { use }) }
  })
}

/** Whether each depot serves each sector, and at what cost: the mean of its units' costs, rounded. */
const sectorReach = (instance: Instance, sectors: readonly Sector[]) => {
  const siteAt = new Map(instance.sites.map((site, at) => [site.id, at]))
  const serves = instance.depots.map((depot) => {
    const served = depot.serves && new Set(depot.serves)
    return sectors
      .filter((sector) => {
        const mayServeAll = !served || sector.unitSiteIds.every((id) => served.has(id))
        return sector.depotIds ? sector.depotIds.includes(depot.id) : mayServeAll
      })
      .map((sector) => sector.id)
  })
  const costs = instance.depots.map((_, depot) =>
    sectors.map((sector) => {
      const row = instance.costs[depot]
      const sum = sector.unitSiteIds.reduce((total, id) => total + (row?.[siteAt.get(id) as number] ?? 0), 0)
      return Math.round(sum / Math.max(1, sector.unitSiteIds.length))
    }),
  )
  return { serves, costs }
}

/** The instance of the first step: sectors stand where sites stood. */
const blockInstance = (
  instance: Instance,
  sectors: readonly Sector[],
  sectorOf: ReadonlyMap<string, number>,
): Instance => {
  const { serves, costs } = sectorReach(instance, sectors)
  return {
    ...instance,
    sites: sectors.map((sector) => ({ id: sector.id, class: 1 })),
    depots: instance.depots.map((depot, at) => ({ id: depot.id, serves: serves[at] as string[] })),
    demands: sumDemands(instance, sectors, sectorOf),
    costs,
    substitutions: (instance.substitutions ?? []).map(({ notForSiteIds: _, ...rule }) => rule),
  }
}

/** What each depot sends to each sector: the stock of the second step. */
const blocksOf = (blocks: Planning): Map<string, Stock[]> => {
  const sums = new Map<string, Map<string, Stock>>()
  for (const { shipments, sources, demandIndexes, packSize } of blocks.plan.groups) {
    for (const [at, packs] of shipments.packs.entries()) {
      const demand = blocks.instance.demands[demandIndexes[shipments.line[at] as number] as number] as Demand
      const source = sources[shipments.source[at] as number]
      if (source === undefined) continue
      const { depotId, itemId } = source
      const block = sums.get(demand.siteId) ?? new Map<string, Stock>()
      sums.set(demand.siteId, block)
      const key = JSON.stringify([depotId, itemId])
      const quantity = (block.get(key)?.quantity ?? 0) + packs * packSize
      block.set(key, { depotId, itemId, quantity })
    }
  }
  return new Map([...sums].map(([sectorId, block]) => [sectorId, [...block.values()]]))
}

const divisionInstance = (instance: Instance, sector: Sector, block: readonly Stock[]): Instance => {
  const units = new Set(sector.unitSiteIds)
  // Who delivers to the sector reaches its units through the sector, so the depots' own limits end here.
  const depots = sector.depotIds ? instance.depots.map(({ id }) => ({ id })) : instance.depots
  return {
    ...instance,
    depots,
    stocks: block,
    demands: instance.demands.filter(({ siteId }) => units.has(siteId)),
  }
}

/**
 * Plans blocks for sectors, then each sector's division. Where `notForSiteIds` bars a substitute from a unit,
 * the first step does not see it; the second keeps it. Floors of units are kept in both steps or refused.
 */
export const planInTwoSteps = (
  instance: Instance,
  sectors: readonly Sector[],
  options: Options = {},
): Outcome<TwoSteps> => {
  const checked = checkInstance(instance, options)
  if ('refusal' in checked) return refuse(checked.refusal)
  const found = findSectors(instance, sectors)
  if (!found.ok) return found
  const blocks = startPlanning(blockInstance(instance, sectors, found.value), options)
  if (!blocks.ok) return blocks
  const stockOf = blocksOf(blocks.value)
  const divisions: { sectorId: string; planning: Planning }[] = []
  for (const sector of sectors) {
    const division = divisionInstance(instance, sector, stockOf.get(sector.id) ?? [])
    const planned = startPlanning(division, sector.options ?? options)
    if (!planned.ok) return planned
    divisions.push({ sectorId: sector.id, planning: planned.value })
  }
  return accept({ blocks: blocks.value, divisions })
}
