import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeServices, systemContext } from '../cli/product.ts'
import type { DistrictId } from '../kernel/ids.ts'
import { fen } from '../kernel/money.ts'
import type { PriceRow } from '../modules/market/index.ts'
import { applyPriceList, createStore } from '../modules/market/index.ts'
import type { PostKind } from '../modules/people/index.ts'
import { appoint, createPerson, findOrCreatePost, installBaseRights } from '../modules/people/index.ts'
import { readDivisions } from '../modules/places/divisions/divisions.ts'
import { addHouseholds, createPlace } from '../modules/places/index.ts'
import type { Config } from '../platform/config.ts'
import type { Context, Transaction } from '../platform/context.ts'
import { inTransaction } from '../platform/context.ts'
import type { Database } from '../platform/db/index.ts'
import type { Log } from '../platform/log.ts'
import { hashPassword, randomCode, sha256 } from '../platform/secrets.ts'
import { demoDistrictCode, demoPlace, demoSeed } from './place.ts'
import { categoryNames } from './price-list.ts'
import { seededRandom } from './random.ts'
import type { DemoPerson, DemoPlace, DemoPriceList } from './types.ts'

const loginFile = 'demo-logins.txt'

const postKinds: Readonly<Record<DemoPerson['post'], PostKind>> = {
  administrator: 'administrator',
  districtCommander: 'district_commander',
  streetOfficer: 'street_officer',
  communityOfficer: 'community_officer',
  gridWorker: 'grid_worker',
  storeManager: 'store_manager',
  storePicker: 'store_picker',
  auditor: 'auditor',
}

const postWords: Readonly<Record<string, string>> = {
  districtCommander: '区指挥部 commander',
  streetOfficer: '街道干部 street officer',
  gridWorker: '网格员 grid worker',
  storeManager: '超市店长 store manager',
  storePicker: '超市拣货员 picker',
  auditor: '审计 auditor',
}

const snake = (flag: string): string => flag.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The demo as it is always made: the same district, estates and households everywhere. */
export const theDemo = (): DemoPlace => {
  const district = readDivisions().district(demoDistrictCode)
  if (!district) throw new Error(`no district ${demoDistrictCode}`)
  return demoPlace(district, seededRandom(demoSeed))
}

/**
 * Loads the demo place into an empty database, in one transaction: killed half-way, nothing of it is there. All demo
 * people share one password that is made for this installation and written beside the data (0600); there is no
 * account that works elsewhere.
 */
export const loadDemo = async (config: Config, database: Database, log: Log): Promise<void> => {
  const demo = theDemo()
  const districtId = Number(demoDistrictCode) as DistrictId
  const context = systemContext(makeServices(config, database, districtId, log))
  const password = randomCode(context.random, 10)
  const passwordHash = await hashPassword(password)
  writeFileSync(join(config.dataDir, loginFile), `${loginLines(demo, password).join('\n')}\n`, {
    mode: 0o600,
  })
  await inTransaction(context, async (tx) => {
    const placeIds = new Map<string, string>()
    for (const [sort, place] of demo.places.entries()) {
      const parentId = place.parentKey === null ? null : (placeIds.get(place.parentKey) as string)
      placeIds.set(
        place.key,
        await createPlace(tx, context, {
          kind: place.kind,
          name: place.name,
          parentId,
          code: place.code ?? null,
          sort,
          longitudeE6: place.longitudeE6 ?? null,
          latitudeE6: place.latitudeE6 ?? null,
          pickupPoint: place.pickupPoint?.name ?? null,
        }),
      )
    }
    const districtPlaceId = placeIds.get(demoDistrictCode) as string
    await installBaseRights(tx, context, districtPlaceId)
    await loadHouseholds(tx, context, demo, placeIds)
    const storeIds = await loadStores(tx, context, demo, districtPlaceId)
    await loadPeople(tx, context, demo, placeIds, storeIds, districtPlaceId, passwordHash)
    tx.audit({
      action: 'demo.load',
      objectKind: 'place',
      objectId: districtPlaceId,
      placeId: districtPlaceId,
    })
  })
}

const loadHouseholds = async (
  tx: Transaction,
  context: Context,
  demo: DemoPlace,
  placeIds: ReadonlyMap<string, string>,
): Promise<void> => {
  const byEstate = groupBy(demo.households)
  for (const [estateKey, households] of byEstate) {
    await addHouseholds(
      tx,
      context,
      placeIds.get(estateKey) as string,
      households.map((household) => ({
        building: household.building,
        entrance: household.entrance,
        room: household.room,
        personCount: household.numberOfPeople,
        flags: household.flags.map(snake),
        contactName: household.contactName,
        phone: household.phone,
        doorCode: null,
      })),
    )
  }
}

const groupBy = (households: DemoPlace['households']): Map<string, DemoPlace['households'][number][]> => {
  const groups = new Map<string, DemoPlace['households'][number][]>()
  for (const household of households) {
    const group = groups.get(household.estateKey)
    if (group) group.push(household)
    else groups.set(household.estateKey, [household])
  }
  return groups
}

const loadStores = async (
  tx: Transaction,
  context: Context,
  demo: DemoPlace,
  districtPlaceId: string,
): Promise<Map<string, string>> => {
  const storeIds = new Map<string, string>()
  for (const store of demo.stores) {
    const storeId = await createStore(tx, context, {
      name: store.name,
      parentId: districtPlaceId,
      longitudeE6: store.longitudeE6,
      latitudeE6: store.latitudeE6,
      capacityOrders: store.capacityOrdersPerCycle,
    })
    storeIds.set(store.key, storeId)
    const rows = priceRows(store.priceList)
    const loaded = await applyPriceList(tx, context, storeId, {
      rows,
      faults: [],
      contentHash: sha256(JSON.stringify(rows)),
    })
    if (!loaded.applied)
      throw new Error(`the demo price list has faults: ${JSON.stringify(loaded.faults.slice(0, 3))}`)
  }
  return storeIds
}

/** A demo price list as the rows of the sheet that a store would upload. */
export const priceRows = (list: DemoPriceList): PriceRow[] => {
  const byCode = new Map(list.items.map((item) => [item.code, item]))
  const singles = list.items.map((item, index) => ({
    origin: { sheet: '价目表', row: index + 2 },
    kind: 'single' as const,
    code: item.code,
    name: item.name,
    packText: item.packText,
    unitName: item.unitWord,
    priceFen: fen(item.priceFen),
    stockCount: item.stockPacks,
    limitPerHousehold: item.limitPerHousehold,
    category: categoryNames[item.category],
  }))
  const packages = list.packages.map((pack, index) => ({
    origin: { sheet: '套餐', row: index + 2 },
    kind: 'package' as const,
    code: pack.code,
    name: pack.name,
    packText: pack.components
      .map((part) => {
        const item = byCode.get(part.itemCode)
        return `${item?.name ?? ''}${part.packs}${item?.unitWord ?? ''}`
      })
      .join('、'),
    unitName: pack.unitWord,
    priceFen: fen(pack.priceFen),
    stockCount: null,
    limitPerHousehold: pack.limitPerHousehold,
    category: '套餐',
  }))
  return [...singles, ...packages]
}

const loadPeople = async (
  tx: Transaction,
  context: Context,
  demo: DemoPlace,
  placeIds: ReadonlyMap<string, string>,
  storeIds: ReadonlyMap<string, string>,
  districtPlaceId: string,
  passwordHash: string,
): Promise<void> => {
  for (const person of demo.people) {
    const personId = await createPerson(tx, context, {
      login: person.login,
      name: person.displayName,
      phone: person.phone,
      passwordHash,
    })
    const postId = await findOrCreatePost(tx, context, {
      kind: postKinds[person.post],
      placeId: person.placeKey === null ? districtPlaceId : (placeIds.get(person.placeKey) as string),
      organizationId: person.storeKey === null ? null : (storeIds.get(person.storeKey) as string),
    })
    await appoint(tx, context, personId, postId)
  }
}

/** One login of each kind that has a day to do, with the place it works at. */
const loginLines = (demo: DemoPlace, password: string): string[] => {
  const names = new Map([
    ...demo.places.map((place) => [place.key, place.name] as const),
    ...demo.stores.map((store) => [store.key, store.name] as const),
  ])
  const shown = Object.keys(postWords).flatMap((kind) => {
    const people = demo.people.filter((person) => person.post === kind)
    return kind === 'gridWorker' ? people.slice(0, 2) : people.slice(0, 1)
  })
  return shown.map((person) => {
    const where = names.get(person.placeKey ?? '') ?? names.get(person.storeKey ?? '') ?? ''
    return `${(postWords[person.post] as string).padEnd(26)} ${person.login.padEnd(24)} ${password}   ${where}`
  })
}

/** The demo logins of this installation, as they were written when the demo was loaded. */
export const demoLogins = (dataDir: string): readonly string[] => {
  const file = join(dataDir, loginFile)
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
}
