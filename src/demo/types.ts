/**
 * The demo place as one plain object: real divisions, made-up estates, households, stores and people.
 * Nothing here knows a database; a loader turns it into records. Keys are unique inside their own list.
 */

/** What the generator needs to know of a district: the answer of `readDivisions().district(code)` fits. */
export type DemoDistrict = {
  readonly province: DemoDivision
  readonly city: DemoDivision
  readonly district: DemoDivision
  readonly streets: readonly (DemoDivision & { readonly communities: readonly DemoDivision[] })[]
}

export type DemoDivision = { readonly code: string; readonly name: string }

export type DemoPlaceKind = 'province' | 'city' | 'district' | 'street' | 'community' | 'estate'

/** Position in whole millionths of a degree. */
export type DemoPosition = { readonly longitudeE6: number; readonly latitudeE6: number }

/** Where an estate's goods are handed out [A1, D1]: sized, signed, with its keeper. */
export type DemoPickupPoint = DemoPosition & {
  readonly name: string
  readonly areaSquareMetres: number
  readonly signText: string
  /** login of the grid worker who keeps it */
  readonly keeperLogin: string
}

/** A place of the tree, parents before children. Divisions carry their code and use it as their key. */
export type DemoPlaceNode = {
  readonly key: string
  readonly kind: DemoPlaceKind
  readonly code?: string
  readonly name: string
  /** null for the province only */
  readonly parentKey: string | null
  readonly longitudeE6?: number
  readonly latitudeE6?: number
  /** estates only */
  readonly pickupPoint?: DemoPickupPoint
}

export type HouseholdFlag =
  | 'aloneElderly'
  | 'noSmartphone'
  | 'infant'
  | 'pregnant'
  | 'bedridden'
  | 'disabled'
  | 'longTermMedicine'
  | 'poor'
  | 'stranded'

export type DemoHousehold = {
  readonly estateKey: string
  /** as on the wall: '5', '5A' */
  readonly building: string
  /** as on the door: '2', '甲'; a building with one entrance has '1' */
  readonly entrance: string
  /** as on the door: '101', '1203', '-1-102' in a basement */
  readonly room: string
  readonly contactName: string
  /** null: the household has no telephone */
  readonly phone: string | null
  readonly numberOfPeople: number
  readonly flags: readonly HouseholdFlag[]
}

export type ItemCategory = 'vegetables' | 'meat' | 'eggsMilk' | 'grainOil' | 'seasoning' | 'baby' | 'hygiene'

export type BaseUnit = 'piece' | 'gram' | 'millilitre'

export type DemoPriceItem = {
  /** the same item has the same code in every store */
  readonly code: string
  readonly name: string
  readonly category: ItemCategory
  /** what one pack holds, as people read it: '30枚', '5kg' */
  readonly packText: string
  readonly packQuantity: number
  readonly baseUnit: BaseUnit
  /** the word a pack is counted with: 板, 袋, 桶 */
  readonly unitWord: string
  readonly priceFen: number
  readonly stockPacks: number
  /** packs per household and order; null: no limit */
  readonly limitPerHousehold: number | null
}

/** A fixed set of the store's own items. It has no stock of its own: its components have. */
export type DemoPackage = {
  readonly code: string
  readonly name: string
  readonly unitWord: string
  readonly priceFen: number
  readonly limitPerHousehold: number | null
  readonly components: readonly { readonly itemCode: string; readonly packs: number }[]
}

export type DemoPriceList = {
  readonly items: readonly DemoPriceItem[]
  readonly packages: readonly DemoPackage[]
}

export type DemoStore = DemoPosition & {
  readonly key: string
  readonly name: string
  readonly capacityOrdersPerCycle: number
  readonly priceList: DemoPriceList
}

export type DemoPostKind =
  | 'administrator'
  | 'districtCommander'
  | 'streetOfficer'
  | 'communityOfficer'
  | 'gridWorker'
  | 'storeManager'
  | 'storePicker'
  | 'auditor'

export type DemoPerson = {
  readonly login: string
  readonly displayName: string
  readonly phone: string
  readonly post: DemoPostKind
  /** the place the post is scoped to; null for the people of a store */
  readonly placeKey: string | null
  readonly storeKey: string | null
  /** the estates that a grid worker answers for; empty for all others */
  readonly estateKeys: readonly string[]
}

export type DemoPlace = {
  readonly district: DemoDivision
  readonly places: readonly DemoPlaceNode[]
  readonly households: readonly DemoHousehold[]
  readonly stores: readonly DemoStore[]
  readonly people: readonly DemoPerson[]
}
