import type { HouseholdId, PlaceId } from '../../kernel/ids.ts'
import { maskName, maskPhone } from '../../kernel/text.ts'
import { newId } from '../../platform/clock.ts'
import type { Context, Services } from '../../platform/context.ts'
import { personOf } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { noSql, sql } from '../../platform/db/index.ts'
import { searchCondition, searchKey } from '../../platform/search.ts'
import type { EstateView, HouseholdView } from './api.ts'
import { personFilter } from './match.ts'
import { roomFilter } from './rooms.ts'
import { roomLabel, roomSort } from './rules.ts'

export type Place = {
  readonly id: PlaceId
  readonly kind: string
  readonly code: string | null
  readonly name: string
  readonly parentId: PlaceId | null
  readonly pickupPoint: string | null
  readonly longitudeE6: number | null
  readonly latitudeE6: number | null
}

const placeColumns = sql`p.id, p.kind, p.code, p.name, p.parent_id, p.pickup_point, p.longitude_e6, p.latitude_e6`

export const findPlace = (db: Queryable, districtId: number, id: string): Promise<Place | null> =>
  db.maybe<Place>(
    sql`select ${placeColumns} from places.place p where p.district_id = ${districtId} and p.id = ${id}`,
  )

export const createPlace = async (
  tx: Queryable,
  services: Services,
  place: {
    readonly kind: string
    readonly name: string
    readonly parentId: string | null
    readonly code?: string | null
    readonly sort?: number
    readonly longitudeE6?: number | null
    readonly latitudeE6?: number | null
    readonly pickupPoint?: string | null
  },
): Promise<PlaceId> => {
  const id = newId<'place'>(services.clock, services.random)
  await tx.run(sql`insert into places.place (district_id, id, parent_id, kind, code, name, search, lineage, sort, longitude_e6, latitude_e6, pickup_point)
    select ${services.districtId}, ${id}, ${place.parentId}, ${place.kind}, ${place.code ?? null}, ${place.name}, ${searchKey(place.name)},
      coalesce((select lineage from places.place where district_id = ${services.districtId} and id = ${place.parentId}), '{}'::uuid[]) || ${id}::uuid,
      ${place.sort ?? 0}, ${place.longitudeE6 ?? null}, ${place.latitudeE6 ?? null}, ${place.pickupPoint ?? null}`)
  return id
}

export type NewHousehold = {
  readonly building: string
  readonly entrance: string
  readonly room: string
  readonly personCount: number
  readonly flags: readonly string[]
  readonly contactName: string | null
  readonly phone: string | null
  readonly doorCode: string | null
}

/** Adds households to an estate; a room that is there already is left as it is. Gives how many were added. */
export const addHouseholds = async (
  tx: Queryable,
  services: Services,
  estateId: string,
  households: readonly NewHousehold[],
): Promise<number> => {
  const seal = (text: string | null): Buffer | null =>
    text === null || text === '' ? null : services.vault.seal(text)
  const sorts = households.map((household) =>
    roomSort(household.building, household.entrance, household.room),
  )
  return tx.run(sql`insert into places.household (district_id, id, estate_id, building, entrance, room, building_sort, entrance_sort, room_sort,
      person_count, flags, contact_sealed, phone_sealed, door_code_sealed)
    select ${services.districtId}, id, ${estateId}, building, entrance, room, building_sort, entrance_sort, room_sort, person_count,
        string_to_array(flags, ' '), contact, phone, door
      from unnest(${households.map(() => newId(services.clock, services.random))}::uuid[], ${households.map((h) => h.building)}::text[],
        ${households.map((h) => h.entrance)}::text[], ${households.map((h) => h.room)}::text[],
        ${sorts.map((sort) => sort.buildingSort)}::int[], ${sorts.map((sort) => sort.entranceSort)}::int[], ${sorts.map((sort) => sort.roomSort)}::int[],
        ${households.map((h) => h.personCount)}::int[], ${households.map((h) => h.flags.join(' '))}::text[],
        ${households.map((h) => seal(h.contactName))}::bytea[], ${households.map((h) => seal(h.phone))}::bytea[], ${households.map((h) => seal(h.doorCode))}::bytea[])
      u(id, building, entrance, room, building_sort, entrance_sort, room_sort, person_count, flags, contact, phone, door)
    on conflict do nothing`)
}

/** Places that the caller may see under `action`, with those above them left out. */
export const listPlaces = (
  context: Context,
  action: string,
  filter: {
    readonly underId?: string | undefined
    readonly kind?: string | undefined
    readonly q?: string | undefined
  },
): Promise<Place[]> => {
  const found = searchCondition(filter.q, sql`p.search`)
  return context.database.rows<Place>(sql`select ${placeColumns} from places.place p
    where p.district_id = ${context.districtId}
      and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)}, ${action}) r where r.place_id = any (p.lineage))
      ${filter.underId ? sql`and ${filter.underId}::uuid = any (p.lineage)` : noSql}
      ${filter.kind ? sql`and p.kind = ${filter.kind}` : noSql}
      ${found ? sql`and ${found}` : noSql}
    order by array_length(p.lineage, 1), p.sort, p.name limit 2000`)
}

/** Estates that the caller may see, each with the community and street that it lies in. */
export const listEstates = (
  context: Context,
  filter: { readonly q?: string | undefined; readonly id?: string },
): Promise<EstateView[]> => {
  const found = searchCondition(filter.q, sql`p.search`, sql`community.search`)
  return context.database.rows<EstateView>(sql`select p.id, p.name, p.pickup_point,
      coalesce(community.name, '') as community_name, coalesce(street.name, '') as street_name,
      (select count(*) from places.household h where h.district_id = p.district_id and h.estate_id = p.id) as household_count
    from places.place p
    left join places.place community on community.district_id = p.district_id and community.id = p.parent_id
    left join places.place street on street.district_id = p.district_id and street.id = community.parent_id
    where p.district_id = ${context.districtId} and p.kind = 'estate'
      and exists (select 1 from people.reach(${context.districtId}, ${personOf(context)}, 'places.read') r where r.place_id = any (p.lineage))
      ${filter.id ? sql`and p.id = ${filter.id}` : noSql}
      ${found ? sql`and ${found}` : noSql}
    order by street.sort, community.sort, p.sort, p.name`)
}

type HouseholdRow = {
  readonly id: HouseholdId
  readonly estateId: PlaceId
  readonly building: string
  readonly entrance: string
  readonly room: string
  readonly personCount: number
  readonly flags: string[]
  readonly contactSealed: Buffer | null
  readonly phoneSealed: Buffer | null
  readonly doorCodeSealed: Buffer | null
  readonly linkHash: Buffer | null
}

const householdColumns = sql`h.id, h.estate_id, h.building, h.entrance, h.room, h.person_count, h.flags,
  h.contact_sealed, h.phone_sealed, h.door_code_sealed, h.link_hash`

const openSealed = (services: Services, sealed: Buffer | null): string =>
  sealed ? services.vault.open(sealed) : ''

const maskedView = (services: Services, row: HouseholdRow): HouseholdView => ({
  id: row.id,
  estateId: row.estateId,
  building: row.building,
  entrance: row.entrance,
  room: row.room,
  label: roomLabel(row.building, row.entrance, row.room),
  personCount: row.personCount,
  flags: row.flags,
  contactMasked: maskName(openSealed(services, row.contactSealed)),
  phoneMasked: row.phoneSealed ? maskPhone(openSealed(services, row.phoneSealed)) : '',
  hasLink: row.linkHash !== null,
})

/**
 * The households of an estate by room, names and telephones masked. `q` finds a room such as "3-2-501" or "501", a
 * name by its characters, pinyin or initials, and a need by its word.
 */
export const listHouseholds = async (
  context: Context,
  estateId: string,
  filter: { readonly q?: string | undefined; readonly building?: string | undefined },
): Promise<HouseholdView[]> => {
  const rows =
    await context.database.rows<HouseholdRow>(sql`select ${householdColumns} from places.household h
    where h.district_id = ${context.districtId} and h.estate_id = ${estateId}
      ${filter.building ? sql`and h.building = ${filter.building}` : noSql}
    order by h.building_sort, h.building, h.entrance_sort, h.entrance, h.room_sort, h.room`)
  const isRoom = roomFilter(filter.q)
  const isPerson = personFilter(filter.q)
  // A name is sealed and costs to open: it is looked at only where the room does not fit already.
  const found = rows.filter(
    (row) => isRoom(row) || isPerson(row.flags, () => openSealed(context, row.contactSealed)),
  )
  return found.map((row) => maskedView(context, row))
}

export const findHousehold = (db: Queryable, districtId: number, id: string): Promise<HouseholdRow | null> =>
  db.maybe<HouseholdRow>(
    sql`select ${householdColumns} from places.household h where h.district_id = ${districtId} and h.id = ${id}`,
  )

/** The household of a link, whatever the device. */
export const findByLink = (
  db: Queryable,
  districtId: number,
  linkHash: Buffer,
): Promise<(HouseholdRow & { linkWrongCount: number }) | null> =>
  db.maybe(sql`select ${householdColumns}, h.link_wrong_count from places.household h
    where h.district_id = ${districtId} and h.link_hash = ${linkHash}`)

export type { HouseholdRow }
