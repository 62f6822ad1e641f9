/**
 * Makes the demo place: a real district down to its real communities, and in it made-up estates, some 6,000
 * households, three stores and the people who serve. Same district and same seed give the same place.
 */
import { type EstatePlan, planEstates } from './estates.ts'
import { centre, moved, scattered, spreadOut } from './geography.ts'
import { settleHouseholds } from './households.ts'
import { storeNames } from './names.ts'
import { appointPeople, estatesByCommunity, gridWorkerLogin, gridWorkerNumber } from './people.ts'
import { demoPriceList } from './price-list.ts'
import { between, pick, type Random } from './random.ts'
import type {
  DemoDistrict,
  DemoPickupPoint,
  DemoPlace,
  DemoPlaceNode,
  DemoPosition,
  DemoStore,
} from './types.ts'

/** 扎赉诺尔区 in 呼伦贝尔市, 内蒙古自治区: the district in which the demo plays. */
export const demoDistrictCode = '150703'
/** The seed of the demo that everybody sees. */
export const demoSeed = 150_703

/** Telephone numbers up to this one are kept for people at work; households have the numbers above. */
const lastStaffPhoneNumber = 1_000

/** Orders that each store can pack and deliver in one cycle. */
const storeCapacities = [1_000, 800, 600] as const

export function demoPlace(district: DemoDistrict, random: Random): DemoPlace {
  const positions = placeDivisions(district)
  const estates = planEstates(district, positions, random)
  const households = settleHouseholds(estates, lastStaffPhoneNumber + 1, random)
  const stores = openStores(district, positions, random)
  const storeKeys = stores.map((store) => store.key)
  return {
    district: { code: district.district.code, name: district.district.name },
    places: [...divisionNodes(district, positions), ...estateNodes(estates, random)],
    households,
    stores,
    people: appointPeople(district, estates, storeKeys, random),
  }
}

/** Streets stand round the town's centre, towns some way out; communities are spread round their street. */
function placeDivisions(district: DemoDistrict): Map<string, DemoPosition> {
  const positions = new Map<string, DemoPosition>([[district.district.code, centre]])
  for (const [index, street] of district.streets.entries()) {
    const isStreet = street.code[6] === '0'
    const angle = (index / district.streets.length) * 2 * Math.PI
    const streetPosition = moved(centre, isStreet ? 1_600 : 9_000, angle)
    positions.set(street.code, streetPosition)
    for (const [number, community] of street.communities.entries()) {
      positions.set(community.code, spreadOut(streetPosition, number, 300))
    }
  }
  return positions
}

function divisionNodes(
  district: DemoDistrict,
  positions: ReadonlyMap<string, DemoPosition>,
): DemoPlaceNode[] {
  const node = (
    kind: DemoPlaceNode['kind'],
    division: { readonly code: string; readonly name: string },
    parentKey: string | null,
  ): DemoPlaceNode => {
    const { code, name } = division
    return { key: code, kind, code, name, parentKey, ...positions.get(code) }
  }
  const { province, city } = district
  return [
    node('province', province, null),
    node('city', city, province.code),
    node('district', district.district, city.code),
    ...district.streets.flatMap((street) => [
      node('street', street, district.district.code),
      ...street.communities.map((community) => node('community', community, street.code)),
    ]),
  ]
}

function estateNodes(estates: readonly EstatePlan[], random: Random): DemoPlaceNode[] {
  const groups = estatesByCommunity(estates)
  return estates.map((estate): DemoPlaceNode => {
    const { key, name, communityCode, longitudeE6, latitudeE6 } = estate
    const number = gridWorkerNumber(groups.get(communityCode)?.indexOf(key) ?? 0)
    const pickupPoint = markPickupPoint(estate, gridWorkerLogin(communityCode, number), random)
    return { key, kind: 'estate', name, parentKey: communityCode, longitudeE6, latitudeE6, pickupPoint }
  })
}

/** Big enough for a tenth of the bags at a time, 0.5 square metres each, and for people who wait 2 m apart. */
function markPickupPoint(estate: EstatePlan, keeperLogin: string, random: Random): DemoPickupPoint {
  const name = `${pick(random, ['东', '西', '南', '北'])}门取货点`
  return {
    ...scattered(random, estate, 50, 90),
    name,
    areaSquareMetres: 20 + Math.ceil((estate.flats.length / 10) * 0.5),
    signText: `${estate.name}生活物资存放点 ${name} 取货请间隔2米`,
    keeperLogin,
  }
}

/** Three stores in three different streets, each near its street's centre. */
function openStores(
  district: DemoDistrict,
  positions: ReadonlyMap<string, DemoPosition>,
  random: Random,
): DemoStore[] {
  return storeCapacities.map((capacityOrdersPerCycle, index): DemoStore => {
    const street = district.streets[(index * 2) % district.streets.length]
    const around = positions.get(street?.code ?? '') ?? centre
    return {
      ...moved(around, between(random, 100, 300), random() * 2 * Math.PI),
      key: `store-${index + 1}`,
      name: storeNames[index] ?? `${index + 1}号便民超市`,
      capacityOrdersPerCycle,
      priceList: demoPriceList(random, capacityOrdersPerCycle),
    }
  })
}
