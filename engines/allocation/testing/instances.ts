/** Instances for tests and benches: small ones of every shape, and a whole city in shortage. */
import type { Demand, Depot, Instance, Site, Stock, Substitution } from '../model.ts'
import { seeded } from './random.ts'

const pad = (number: number): string => String(number).padStart(6, '0')

/** What a small random instance may contain. */
export type Shape = {
  readonly levels: boolean
  readonly floors: boolean
  readonly caps: boolean
  readonly masks: boolean
  readonly substitution: boolean
  readonly packs: boolean
}

/** The shape with this number: every seven-bit pattern comes round. */
export const shapeOf = (seed: number): Shape => ({
  levels: (seed & 1) === 1,
  floors: (seed & 2) === 2,
  caps: (seed & 4) === 4,
  masks: (seed & 8) === 8,
  substitution: (seed & 16) === 16,
  packs: (seed & 32) === 32,
})

/** A small instance of the given shape. Its floors may be impossible. */
export const smallInstance = (seed: number, shape: Shape = shapeOf(seed), sitesMost = 14): Instance => {
  const random = seeded(seed * 7919 + 1)
  const depotCount = random.whole(1, 5)
  const siteCount = random.whole(2, sitesMost)
  const itemCount = shape.substitution ? random.whole(2, 3) : random.whole(1, 2)
  const packSizes = Array.from({ length: itemCount }, () => (shape.packs ? random.whole(1, 12) : 1))
  const items = packSizes.map((size, item) => ({
    id: `item-${pad(item)}`,
    packSize: shape.substitution ? (packSizes[0] as number) : size,
  }))
  const sites: Site[] = Array.from({ length: siteCount }, (_, site) => ({
    id: `site-${pad(site)}`,
    class: shape.levels ? random.whole(1, 3) : 1,
  }))
  const demands: Demand[] = []
  const asked = new Array<number>(itemCount).fill(0)
  for (const site of sites) {
    for (const [item, { id, packSize }] of items.entries()) {
      if (!random.chance(0.8)) continue
      const quantity = random.whole(0, 30 * packSize)
      const cap = shape.caps && random.chance(0.4) ? random.whole(packSize, 30 * packSize) : undefined
      const most = Math.min(
        Math.ceil(quantity / packSize),
        cap === undefined ? 99 : Math.floor(cap / packSize),
      )
      const floor =
        shape.floors && random.chance(0.4) ? random.whole(0, Math.floor(most / 4)) * packSize : undefined
      demands.push({
        siteId: site.id,
        itemId: id,
        quantity,
        ...(cap === undefined ? {} : { cap }),
        ...(floor === undefined ? {} : { floor }),
        ...(random.chance(0.2) ? { use: 'waste' } : {}),
      })
      asked[item] = (asked[item] as number) + quantity
    }
  }
  const depots: Depot[] = Array.from({ length: depotCount }, (_, depot) => {
    const serves = sites.filter(() => random.chance(0.5)).map((site) => site.id)
    return shape.masks && depot > 0 ? { id: `depot-${pad(depot)}`, serves } : { id: `depot-${pad(depot)}` }
  })
  const stocks: Stock[] = []
  for (const depot of depots) {
    for (const [item, { id }] of items.entries()) {
      const quantity = Math.floor(((asked[item] as number) / depotCount) * random.share() * 1.6)
      stocks.push({
        depotId: depot.id,
        itemId: id,
        quantity,
        reserve: random.chance(0.2) ? random.whole(0, 9) : 0,
      })
    }
  }
  const substitutions: Substitution[] = []
  for (let item = 0; shape.substitution && item + 1 < itemCount; item++) {
    substitutions.push({
      itemId: `item-${pad(item)}`,
      byItemId: `item-${pad(item + 1)}`,
      penalty: random.whole(0, 200),
      ...(random.chance(0.5) ? { notForUses: ['waste'] } : {}),
      ...(random.chance(0.3) ? { notForClasses: [1] } : {}),
    })
  }
  const costs = depots.map(() => sites.map(() => random.whole(0, 60)))
  return { depots, sites, items, stocks, demands, substitutions, costs }
}

export type CitySize = {
  readonly sites?: number
  readonly items?: number
  readonly seed?: number
  /** Each site is served by its county's depot, the city's and one site in ten by one more. */
  readonly restricted?: boolean
  /** A twentieth of every request is promised. */
  readonly floors?: boolean
}

/**
 * A city of 16 depots, the first of which holds half of the stock: sites round the other depots, three
 * classes (10, 25 and 65 in 100), requests with a long tail, supply for 40 to 100 in 100 of them.
 */
export const cityInstance = (size: CitySize = {}): Instance => {
  const { sites: siteCount = 8_782, items: itemCount = 27, seed = 1 } = size
  const random = seeded(seed)
  const depotCount = 16
  const places = Array.from(
    { length: depotCount },
    () => [random.share() * 150, random.share() * 150] as const,
  )
  places[0] = [75, 75]
  const sites: Site[] = []
  const where: (readonly [number, number])[] = []
  const counties: number[] = []
  for (let site = 0; site < siteCount; site++) {
    const county = random.whole(1, depotCount - 1)
    const [east, north] = places[county] as readonly [number, number]
    where.push([east + (random.share() - 0.5) * 50, north + (random.share() - 0.5) * 50])
    counties.push(county)
    const draw = random.share()
    sites.push({ id: `site-${pad(site)}`, class: draw < 0.1 ? 1 : draw < 0.35 ? 2 : 3 })
  }
  const serves: string[][] = Array.from({ length: depotCount }, () => [])
  for (const [site, { id }] of sites.entries()) {
    const also = random.chance(0.1) ? random.whole(1, depotCount - 1) : -1
    for (let depot = 0; depot < depotCount; depot++) {
      if (depot === 0 || depot === counties[site] || depot === also) serves[depot]?.push(id)
    }
  }
  const depots: Depot[] = serves.map((ids, depot) => {
    return size.restricted ? { id: `depot-${pad(depot)}`, serves: ids } : { id: `depot-${pad(depot)}` }
  })
  const costs = places.map(([east, north]) =>
    Int32Array.from(where, (place) => Math.round(Math.hypot(east - place[0], north - place[1]) * 13) + 5),
  )
  const demands: Demand[] = []
  const stocks: Stock[] = []
  const items = Array.from({ length: itemCount }, (_, item) => {
    const packSize = [1, 5, 10, 20, 50][random.whole(0, 4)] as number
    const id = `item-${pad(item)}`
    const scale = Math.exp(random.share() * 4)
    const density = 0.3 + 0.7 * random.share()
    let asked = 0
    for (const site of sites) {
      if (!random.chance(density)) continue
      const weight = site.class === 1 ? 6 : site.class === 2 ? 3 : 1
      const quantity = 1 + Math.floor(-Math.log(1 - random.share()) * scale * weight)
      const floor = Math.floor(quantity / 20 / packSize) * packSize
      demands.push({ siteId: site.id, itemId: id, quantity, ...(size.floors ? { floor } : {}) })
      asked += quantity
    }
    const held = Math.floor(asked * (0.7 + 0.6 * (random.share() - 0.5)))
    const weights = depots.map((_, depot) => (depot === 0 ? 0 : random.share() + 0.05))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    for (const [depot, { id: depotId }] of depots.entries()) {
      const quantity = Math.floor(depot === 0 ? held / 2 : ((held / 2) * (weights[depot] as number)) / sum)
      stocks.push({ depotId, itemId: id, quantity })
    }
    return { id, packSize }
  })
  return { depots, sites, items, stocks, demands, costs }
}
