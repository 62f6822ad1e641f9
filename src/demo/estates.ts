import { scattered, spreadOut } from './geography.ts'
import { estateNames } from './names.ts'
import { between, chance, pick, type Random, shuffled } from './random.ts'
import type { DemoDistrict, DemoPosition } from './types.ts'

/** A flat's address below its estate. */
export type Flat = { readonly building: string; readonly entrance: string; readonly room: string }

/** An estate before people move in. */
export type EstatePlan = DemoPosition & {
  readonly key: string
  readonly name: string
  readonly communityCode: string
  readonly flats: readonly Flat[]
}

export const estateCount = 24
/** Households of the whole demo place; the estates together come within some dozens of it. */
const householdsWanted = 6_000
/** Share of flats in which somebody lives. */
const occupied = 0.93
const buildingsLeast = 4
const buildingsMost = 20

type Style = {
  readonly floors: readonly [least: number, most: number]
  readonly entrances: readonly [least: number, most: number]
  readonly flatsPerLanding: readonly number[]
}

const walkUp: Style = { floors: [5, 7], entrances: [1, 4], flatsPerLanding: [2, 2, 2, 3] }
const midRise: Style = { floors: [9, 11], entrances: [1, 3], flatsPerLanding: [2, 2, 3] }
const tower: Style = { floors: [15, 18], entrances: [1, 2], flatsPerLanding: [2, 3] }

/**
 * What makes lists of rooms messy in life. Each habit falls to one estate, so that the demo always has all:
 * entrances called 甲, 乙 instead of 1, 2; a building 5A squeezed in after number 5; people in basements.
 */
type Habit = 'lettered entrances' | 'building 5A' | 'basements' | 'none'

const letters = ['甲', '乙', '丙', '丁']

/** The communities that stand in town: those of streets (third part below 100); all where there are none. */
function urbanCommunities(district: DemoDistrict) {
  const inStreets = district.streets.filter((street) => street.code[6] === '0')
  const chosen = inStreets.length > 0 ? inStreets : district.streets
  return chosen.flatMap((street) => street.communities)
}

/**
 * Lays out the estates of the district: every urban community gets one before any gets its second, and the
 * estates of one community lie within a few hundred metres of it.
 */
export function planEstates(
  district: DemoDistrict,
  communityPositions: ReadonlyMap<string, DemoPosition>,
  random: Random,
): EstatePlan[] {
  const communities = shuffled(random, urbanCommunities(district))
  const names = shuffled(random, estateNames)
  const habits: readonly Habit[] = ['lettered entrances', 'building 5A', 'basements']
  const sites = Array.from({ length: estateCount }, (_, number) => {
    const community = communities[number % communities.length]
    if (community === undefined) throw new Error(`district ${district.district.code} has no community`)
    return { community, round: Math.floor(number / communities.length), habit: habits[number] ?? 'none' }
  }).sort((left, right) => (left.community.code < right.community.code ? -1 : 1))

  let householdsLeft = householdsWanted
  return sites.map(({ community, round, habit }, number): EstatePlan => {
    // Each takes its share of what is left, more or less, so that the sum comes out right at the end.
    const share = householdsLeft / (estateCount - number)
    const wanted = number === estateCount - 1 ? share : share * (between(random, 45, 150) / 100)
    const flats = buildEstate(random, wanted, habit)
    householdsLeft -= flats.length
    const around = communityPositions.get(community.code)
    if (around === undefined) throw new Error(`community ${community.code} has no position`)
    return {
      ...scattered(random, spreadOut(around, round, 100), 0, 30),
      key: `estate-${String(number + 1).padStart(2, '0')}`,
      name: names[number] ?? `${number + 1}号小区`,
      communityCode: community.code,
      flats,
    }
  })
}

/** Buildings until about `wanted` flats are lived in, all of one period and therefore of one style. */
function buildEstate(random: Random, wanted: number, habit: Habit): Flat[] {
  const styles = wanted > 220 ? [walkUp, walkUp, midRise, tower] : [walkUp, walkUp, midRise]
  const style = habit === 'none' ? pick(random, styles) : walkUp
  const flats: Flat[] = []
  for (let number = 1; number <= buildingsMost; number += 1) {
    const labels = habit === 'building 5A' && number === 5 ? ['5', '5A'] : [String(number)]
    for (const building of labels) flats.push(...buildBuilding(random, building, style, habit, number))
    const buildings = habit === 'building 5A' && number >= 5 ? number + 1 : number
    // One more building would miss the number by more than stopping here does.
    const nearEnough = flats.length + flats.length / buildings / 2 >= wanted
    const enough = nearEnough && (habit !== 'building 5A' || number >= 6)
    if (buildings >= buildingsMost || (buildings >= buildingsLeast && enough)) break
  }
  return flats
}

function buildBuilding(random: Random, building: string, style: Style, habit: Habit, number: number): Flat[] {
  const floors = between(random, ...style.floors)
  const entrances = between(random, ...style.entrances)
  const flatsPerLanding = pick(random, style.flatsPerLanding)
  const flats: Flat[] = []
  for (let entranceNumber = 1; entranceNumber <= entrances; entranceNumber += 1) {
    const lettered = habit === 'lettered entrances' ? letters[entranceNumber - 1] : undefined
    const entrance = lettered ?? String(entranceNumber)
    const lowest = habit === 'basements' && number <= 2 ? 0 : 1
    for (let floor = lowest; floor <= floors; floor += 1) {
      for (let flat = 1; flat <= flatsPerLanding; flat += 1) {
        // The first basements are always lived in: the demo must show the odd room numbers.
        const shown = floor === 0 && entranceNumber === 1
        if (!shown && !chance(random, occupied)) continue
        flats.push({ building, entrance, room: floor === 0 ? `-1-10${flat}` : String(floor * 100 + flat) })
      }
    }
  }
  return flats
}
