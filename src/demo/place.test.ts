import { describe, expect, it } from 'vitest'
import { readDivisions } from '../modules/places/divisions/divisions.ts'
import { centre, metresBetween } from './geography.ts'
import { demoDistrictCode, demoPlace, demoSeed } from './place.ts'
import { seededRandom } from './random.ts'
import type { DemoHousehold, DemoPlaceNode, DemoPosition } from './types.ts'

const divisions = readDivisions()
const district = divisions.district(demoDistrictCode)!
const place = demoPlace(district, seededRandom(demoSeed))
const byKind = (kind: DemoPlaceNode['kind']) => place.places.filter((node) => node.kind === kind)
const estates = byKind('estate')
const unique = (values: readonly unknown[]) => new Set(values).size
const flatOf = (home: DemoHousehold) => [home.estateKey, home.building, home.entrance, home.room].join('/')
const positionOf = (node: DemoPlaceNode): DemoPosition => ({
  longitudeE6: node.longitudeE6!,
  latitudeE6: node.latitudeE6!,
})

function groupBy<T>(list: readonly T[], key: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of list) groups.set(key(entry), [...(groups.get(key(entry)) ?? []), entry])
  return groups
}

describe('the places of the demo', () => {
  it('are the real district with all its streets and communities', () => {
    const streets = divisions.children(demoDistrictCode)
    const communities = streets.flatMap((street) => divisions.children(street.code))
    expect(byKind('province').map((node) => node.name)).toEqual(['内蒙古自治区'])
    expect(byKind('city').map((node) => node.name)).toEqual(['呼伦贝尔市'])
    expect(byKind('district').map((node) => node.name)).toEqual(['扎赉诺尔区'])
    expect(byKind('street').map((node) => node.code)).toEqual(streets.map((street) => street.code))
    expect(
      byKind('community')
        .map((node) => node.code)
        .sort(),
    ).toEqual(communities.map(({ code }) => code))
    for (const node of place.places) {
      if (node.code !== undefined) expect(divisions.find(node.code)?.name).toBe(node.name)
    }
  })

  it('stand below a parent that comes before them, each with a key of its own', () => {
    const seen = new Set<string | null>([null])
    for (const node of place.places) {
      expect(seen.has(node.parentKey)).toBe(true)
      expect(seen.has(node.key)).toBe(false)
      seen.add(node.key)
    }
    expect(place.places.filter((node) => node.parentKey === null)).toHaveLength(1)
  })

  it('have 24 estates in every urban community, near their neighbours and in the real district', () => {
    expect(estates).toHaveLength(24)
    expect(unique(estates.map((estate) => estate.name))).toBe(24)
    const groups = groupBy(estates, (estate) => estate.parentKey!)
    const urban = byKind('community').filter((community) => community.code?.[6] === '0')
    expect([...groups.keys()].sort()).toEqual(urban.map((community) => community.key).sort())
    for (const [communityKey, group] of groups) {
      const community = place.places.find((node) => node.key === communityKey)!
      for (const estate of group) {
        expect(metresBetween(positionOf(estate), positionOf(community))).toBeLessThan(200)
        expect(metresBetween(positionOf(estate), centre)).toBeLessThan(4_000)
      }
    }
    expect([...groups.values()].some((group) => group.length === 2)).toBe(true)
    expect(unique(estates.map((estate) => `${estate.longitudeE6} ${estate.latitudeE6}`))).toBe(24)
  })

  it('have a pickup point per estate, kept by a grid worker who answers for that estate', () => {
    for (const estate of estates) {
      const point = estate.pickupPoint!
      expect(metresBetween(point, positionOf(estate))).toBeLessThan(100)
      expect(Number.isInteger(point.areaSquareMetres) && point.areaSquareMetres > 20).toBe(true)
      const keeper = place.people.find((person) => person.login === point.keeperLogin)
      expect(keeper?.post).toBe('gridWorker')
      expect(keeper?.estateKeys).toContain(estate.key)
    }
  })

  it('are the same for the same seed and others for another', () => {
    expect(demoPlace(district, seededRandom(demoSeed))).toEqual(place)
    expect(demoPlace(district, seededRandom(demoSeed + 1)).households).not.toEqual(place.households)
  })
})

describe('the households of the demo', () => {
  it('are about six thousand with any seed, each in a flat of its own', () => {
    for (const seed of [demoSeed, ...Array.from({ length: 20 }, (_, index) => index)]) {
      const { households } = demoPlace(district, seededRandom(seed))
      expect(households.length).toBeGreaterThanOrEqual(5_800)
      expect(households.length).toBeLessThanOrEqual(6_200)
      expect(unique(households.map(flatOf))).toBe(households.length)
    }
  })

  it('live in buildings of a believable size', () => {
    for (const homes of groupBy(place.households, (home) => home.estateKey).values()) {
      const buildings = groupBy(homes, (home) => home.building)
      expect(buildings.size).toBeGreaterThanOrEqual(4)
      expect(buildings.size).toBeLessThanOrEqual(20)
      for (const building of buildings.values()) {
        expect(unique(building.map((home) => home.entrance))).toBeLessThanOrEqual(4)
        const rooms = building.map((home) => Number(home.room)).filter((room) => room > 0)
        expect(Math.floor(Math.max(...rooms) / 100)).toBeGreaterThanOrEqual(4)
        expect(Math.max(...rooms)).toBeLessThanOrEqual(1803)
        expect(Math.max(...rooms.map((room) => room % 100))).toBeLessThanOrEqual(3)
      }
    }
  })

  it('include the odd addresses of real life', () => {
    const has = (fits: (home: DemoHousehold) => boolean) => place.households.some(fits)
    for (const entrance of ['甲', '乙']) expect(has((home) => home.entrance === entrance)).toBe(true)
    expect(has((home) => home.building === '5A')).toBe(true)
    expect(has((home) => home.room === '-1-102')).toBe(true)
    for (const room of ['101', '1203']) expect(has((home) => home.room === room)).toBe(true)
    for (const { room } of place.households) expect(room).toMatch(/^(-1-10[1-3]|([1-9]|1[0-8])0[1-3])$/)
  })

  it('have made-up telephones of their own, and some have none', () => {
    const phones = [...place.households, ...place.people].flatMap(({ phone }) => phone ?? [])
    expect(unique(phones)).toBe(phones.length)
    for (const phone of phones) expect(phone).toMatch(/^1390000\d{4}$/)
    const without = place.households.filter((home) => home.phone === null)
    const share = without.length / place.households.length
    expect(share).toBeGreaterThan(0.03)
    expect(share).toBeLessThan(0.05)
    for (const home of without) expect(home.flags).toContain('noSmartphone')
  })

  it('need help in plausible shares', () => {
    const share = (flag: DemoHousehold['flags'][number]) =>
      place.households.filter((home) => home.flags.includes(flag)).length / place.households.length
    const bounds = {
      aloneElderly: [0.05, 0.1],
      noSmartphone: [0.05, 0.12],
      infant: [0.01, 0.05],
      pregnant: [0.005, 0.02],
      bedridden: [0.003, 0.015],
      disabled: [0.015, 0.04],
      longTermMedicine: [0.03, 0.09],
      poor: [0.01, 0.04],
      stranded: [0.001, 0.01],
    } as const
    for (const [flag, [least, most]] of Object.entries(bounds)) {
      expect(share(flag as keyof typeof bounds), flag).toBeGreaterThan(least)
      expect(share(flag as keyof typeof bounds), flag).toBeLessThan(most)
    }
    for (const home of place.households) {
      expect(unique(home.flags)).toBe(home.flags.length)
      if (home.flags.includes('aloneElderly')) expect(home.numberOfPeople).toBe(1)
      if (home.flags.includes('infant')) expect(home.numberOfPeople).toBeGreaterThanOrEqual(3)
      expect(home.numberOfPeople).toBeGreaterThanOrEqual(1)
      expect(home.numberOfPeople).toBeLessThanOrEqual(6)
    }
  })
})

describe('the people of the demo', () => {
  it('fill every post', () => {
    const communities = unique(estates.map((estate) => estate.parentKey))
    const posts = groupBy(place.people, (person) => person.post)
    const counts = Object.fromEntries([...posts].map(([post, people]) => [post, people.length]))
    expect(counts).toEqual({
      administrator: 1,
      districtCommander: 1,
      auditor: 1,
      streetOfficer: district.streets.length,
      communityOfficer: communities,
      gridWorker: communities * 2,
      storeManager: 3,
      storePicker: 6,
    })
  })

  it('have a login of their own and belong to one place or one store that exists', () => {
    expect(unique(place.people.map((person) => person.login))).toBe(place.people.length)
    const placeKeys = new Set(place.places.map((node) => node.key))
    const storeKeys = new Set(place.stores.map((store) => store.key))
    for (const person of place.people) {
      expect(person.login).toMatch(/^[a-z0-9-]{5,}$/)
      expect([person.placeKey, person.storeKey].filter((key) => key !== null)).toHaveLength(1)
      if (person.placeKey !== null) expect(placeKeys.has(person.placeKey)).toBe(true)
      if (person.storeKey !== null) expect(storeKeys.has(person.storeKey)).toBe(true)
      expect(person.estateKeys.length > 0).toBe(person.post === 'gridWorker')
    }
    const answeredFor = new Set(place.people.flatMap((person) => person.estateKeys))
    expect(answeredFor.size).toBe(estates.length)
  })
})

describe('the stores of the demo', () => {
  it('are three, together able to serve every household once in three cycles', () => {
    expect(place.stores).toHaveLength(3)
    expect(unique(place.stores.map((store) => store.name))).toBe(3)
    const capacity = place.stores.reduce((sum, store) => sum + store.capacityOrdersPerCycle, 0)
    expect(capacity * 3).toBeGreaterThanOrEqual(place.households.length)
    for (const store of place.stores) expect(metresBetween(store, centre)).toBeLessThan(4_000)
  })
})
