import type { EstatePlan } from './estates.ts'
import { madeUpName, madeUpPhone } from './names.ts'
import type { Random } from './random.ts'
import type { DemoDistrict, DemoPerson, DemoPostKind } from './types.ts'

const gridWorkersPerCommunity = 2
const pickersPerStore = 2

/** Login of a community's first or second grid worker. */
export function gridWorkerLogin(communityCode: string, number: number): string {
  return `grid-${communityCode}-${number}`
}

/** Which of a community's grid workers answers for its n-th estate (counted from 0): they take turns. */
export function gridWorkerNumber(estateIndex: number): number {
  return (estateIndex % gridWorkersPerCommunity) + 1
}

/**
 * The made-up officers of the district and the people of its stores. Everybody has one post only; a grid
 * worker whose community has a single estate shares it with the other.
 */
export function appointPeople(
  district: DemoDistrict,
  estates: readonly EstatePlan[],
  storeKeys: readonly string[],
  random: Random,
): DemoPerson[] {
  const people: DemoPerson[] = []
  const appoint = (
    login: string,
    post: DemoPostKind,
    belongs: { placeKey: string } | { storeKey: string },
    estateKeys: readonly string[] = [],
  ): void => {
    people.push({
      login,
      displayName: madeUpName(random),
      phone: madeUpPhone(people.length + 1),
      post,
      placeKey: null,
      storeKey: null,
      ...belongs,
      estateKeys,
    })
  }

  const placeKey = district.district.code
  appoint('admin', 'administrator', { placeKey })
  appoint('commander', 'districtCommander', { placeKey })
  appoint('auditor', 'auditor', { placeKey })
  for (const street of district.streets)
    appoint(`street-${street.code}`, 'streetOfficer', { placeKey: street.code })
  for (const [code, estateKeys] of estatesByCommunity(estates)) {
    appoint(`community-${code}`, 'communityOfficer', { placeKey: code })
    for (let number = 1; number <= gridWorkersPerCommunity; number += 1) {
      const own = estateKeys.filter((_, index) => gridWorkerNumber(index) === number)
      const answersFor = own.length > 0 ? own : estateKeys
      appoint(gridWorkerLogin(code, number), 'gridWorker', { placeKey: code }, answersFor)
    }
  }
  for (const storeKey of storeKeys) {
    appoint(`${storeKey}-manager`, 'storeManager', { storeKey })
    for (let number = 1; number <= pickersPerStore; number += 1) {
      appoint(`${storeKey}-picker-${number}`, 'storePicker', { storeKey })
    }
  }
  return people
}

/** The keys of the estates of each community that has any, in the order of the estates. */
export function estatesByCommunity(estates: readonly EstatePlan[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { key, communityCode } of estates) {
    const group = groups.get(communityCode)
    if (group === undefined) groups.set(communityCode, [key])
    else group.push(key)
  }
  return groups
}
