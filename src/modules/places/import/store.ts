import { newId } from '../../../platform/clock.ts'
import type { Context } from '../../../platform/context.ts'
import { nowOf } from '../../../platform/context.ts'
import type { Queryable } from '../../../platform/db/index.ts'
import { sql } from '../../../platform/db/index.ts'
import { roomSort } from '../rules.ts'
import type { ImportsView } from './api.ts'
import type { Change, Standing } from './compare.ts'

export type Estate = { readonly id: string; readonly name: string }

/** The estates of a place: itself, if it is one, and those below it. */
export const estatesOf = (db: Queryable, districtId: number, placeId: string): Promise<Estate[]> =>
  db.rows<Estate>(sql`select id, name from places.place
    where district_id = ${districtId} and kind = 'estate' and ${placeId}::uuid = any (lineage) order by id`)

/** Holds off other imports of these places until the transaction ends; always in the order of their ids. */
export const lockPlaces = async (
  tx: Queryable,
  districtId: number,
  ids: readonly string[],
): Promise<void> => {
  await tx.rows(sql`select id from places.place where district_id = ${districtId} and id = any (${ids}::uuid[])
    order by id for no key update`)
}

type SealedRow = Omit<Standing, 'name' | 'phone' | 'note'> & {
  readonly contactSealed: Buffer | null
  readonly phoneSealed: Buffer | null
  readonly noteSealed: Buffer | null
}

/** Lets whatever else waits go first: opening and sealing thousands of names must not stop the server. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const stepRows = 100

/** All households of an estate, by room, opened. */
export const openHouseholds = async (
  context: Context,
  db: Queryable,
  estateId: string,
): Promise<Standing[]> => {
  const rows = await db.rows<SealedRow>(sql`select id, building, entrance, room, person_count, flags,
      contact_sealed, phone_sealed, note_sealed from places.household
    where district_id = ${context.districtId} and estate_id = ${estateId}
    order by building_sort, building, entrance_sort, entrance, room_sort, room`)
  const open = (sealed: Buffer | null): string => (sealed ? context.vault.open(sealed) : '')
  const opened: Standing[] = []
  for (const { contactSealed, phoneSealed, noteSealed, ...row } of rows) {
    opened.push({ ...row, name: open(contactSealed), phone: open(phoneSealed), note: open(noteSealed) })
    if (opened.length % stepRows === 0) await breathe()
  }
  return opened
}

export type EstateChanges = { readonly estateId: string; readonly changes: readonly Change[] }

const batchRows = 1000

type Sealed = {
  readonly id: string
  readonly change: Change
  readonly contact: Buffer | null
  readonly phone: Buffer | null
  readonly note: Buffer | null
}

const sealAll = async (context: Context, changes: readonly Change[]): Promise<Sealed[]> => {
  const seal = (text: string): Buffer | null => (text === '' ? null : context.vault.seal(text))
  const sealed: Sealed[] = []
  for (const change of changes) {
    const { wanted } = change
    sealed.push({
      id: wanted.id ?? newId(context.clock, context.random),
      change,
      contact: seal(wanted.name),
      phone: seal(wanted.phone),
      note: seal(wanted.note),
    })
    if (sealed.length % stepRows === 0) await breathe()
  }
  return sealed
}

const values = (rows: readonly Sealed[]) => sql`unnest(${rows.map((row) => row.id)}::uuid[],
  ${rows.map((row) => row.change.wanted.personCount)}::int[], ${rows.map((row) => row.change.wanted.flags.join(' '))}::text[],
  ${rows.map((row) => row.contact)}::bytea[], ${rows.map((row) => row.phone)}::bytea[], ${rows.map((row) => row.note)}::bytea[])`

/** Writes what an import adds and changes, and beside it how each household was before. */
export const writeChanges = async (
  context: Context,
  tx: Queryable,
  importId: string,
  { estateId, changes }: EstateChanges,
): Promise<void> => {
  const { districtId } = context
  const wanted = changes.filter(({ change }) => change !== 'same')
  // While the database writes one batch, the next one is sealed.
  let next = sealAll(context, wanted.slice(0, batchRows))
  for (let at = 0; at < wanted.length; at += batchRows) {
    const sealed = await next
    next = sealAll(context, wanted.slice(at + batchRows, at + 2 * batchRows))
    const added = sealed.filter((row) => row.change.change === 'added')
    const changed = sealed.filter((row) => row.change.change === 'changed')
    const sorts = added.map(({ change: { wanted: home } }) =>
      roomSort(home.building, home.entrance, home.room),
    )
    const part = (pick: (home: Change['wanted']) => string): string[] =>
      added.map((row) => pick(row.change.wanted))
    if (added.length > 0) {
      await tx.run(sql`with added as (
        insert into places.household (district_id, id, estate_id, building, entrance, room, building_sort, entrance_sort,
          room_sort, person_count, flags, contact_sealed, phone_sealed, note_sealed)
        select ${districtId}, v.id, ${estateId}, r.building, r.entrance, r.room, r.building_sort, r.entrance_sort, r.room_sort,
            v.person_count, string_to_array(v.flags, ' '), v.contact, v.phone, v.note
          from ${values(added)} with ordinality v(id, person_count, flags, contact, phone, note, n)
          join unnest(${part((home) => home.building)}::text[], ${part((home) => home.entrance)}::text[], ${part((home) => home.room)}::text[],
            ${sorts.map((sort) => sort.buildingSort)}::int[], ${sorts.map((sort) => sort.entranceSort)}::int[],
            ${sorts.map((sort) => sort.roomSort)}::int[]) with ordinality
            r(building, entrance, room, building_sort, entrance_sort, room_sort, n) on r.n = v.n
        returning district_id, id, person_count, flags, contact_sealed, phone_sealed, note_sealed)
        insert into places.import_row (district_id, import_id, household_id, is_new, person_count, flags, digest)
        select district_id, ${importId}, id, true, 0, '{}',
            places.household_digest(person_count, flags, contact_sealed, phone_sealed, note_sealed) from added`)
    }
    if (changed.length > 0) {
      await tx.run(sql`insert into places.import_row (district_id, import_id, household_id, is_new, person_count, flags,
          contact_sealed, phone_sealed, note_sealed, digest)
        select h.district_id, ${importId}, h.id, false, h.person_count, h.flags, h.contact_sealed, h.phone_sealed, h.note_sealed,
            places.household_digest(v.person_count, string_to_array(v.flags, ' '), v.contact, v.phone, v.note)
          from ${values(changed)} v(id, person_count, flags, contact, phone, note)
          join places.household h on h.district_id = ${districtId} and h.id = v.id`)
      await tx.run(sql`update places.household h set person_count = v.person_count, flags = string_to_array(v.flags, ' '),
          contact_sealed = v.contact, phone_sealed = v.phone, note_sealed = v.note
        from ${values(changed)} v(id, person_count, flags, contact, phone, note)
       where h.district_id = ${districtId} and h.id = v.id`)
    }
    await breathe()
  }
}

export type Import = {
  readonly id: string
  readonly placeId: string
  readonly fileHash: Buffer
  readonly importedAt: string
  readonly rowCount: number
  readonly addedCount: number
  readonly changedCount: number
  readonly sameCount: number
  readonly undoneAt: string | null
  readonly isOld: boolean
}

const importColumns = sql`id, place_id, file_hash, imported_at, row_count, added_count, changed_count, same_count, undone_at,
  imported_at < clock_timestamp() - interval '24 hours' as is_old`

/** The newest import of a place that was not taken back. */
export const lastImport = (db: Queryable, districtId: number, placeId: string): Promise<Import | null> =>
  db.maybe<Import>(sql`select ${importColumns} from places.import
    where district_id = ${districtId} and place_id = ${placeId} and undone_at is null
    order by imported_at desc, id desc limit 1`)

export const lockImport = (tx: Queryable, districtId: number, id: string): Promise<Import | null> =>
  tx.maybe<Import>(
    sql`select ${importColumns} from places.import where district_id = ${districtId} and id = ${id} for update`,
  )

export const addImport = async (
  tx: Queryable,
  context: Context,
  made: {
    readonly id: string
    readonly placeId: string
    readonly estateIds: readonly string[]
    readonly fileName: string
    readonly fileHash: Buffer
    readonly personId: string
    readonly rowCount: number
    readonly added: number
    readonly changed: number
    readonly same: number
  },
): Promise<void> => {
  await tx.run(sql`insert into places.import (district_id, id, place_id, estate_ids, file_name, file_hash, person_id, imported_at,
      row_count, added_count, changed_count, same_count)
    values (${context.districtId}, ${made.id}, ${made.placeId}, ${made.estateIds}::uuid[], ${made.fileName}, ${made.fileHash},
      ${made.personId}, ${nowOf(context)}, ${made.rowCount}, ${made.added}, ${made.changed}, ${made.same})`)
}

/** Imports of an estate, alone or among others, of the last day. */
export const recentImports = (
  db: Queryable,
  districtId: number,
  estateId: string,
): Promise<ImportsView['imports']> =>
  db.rows(sql`select i.id, p.name as place_name, i.file_name, i.imported_at, i.added_count as added, i.changed_count as changed,
      i.undone_at, i.imported_at + interval '24 hours' as undo_until
    from places.import i join places.place p on p.district_id = i.district_id and p.id = i.place_id
   where i.district_id = ${districtId} and i.estate_ids @> array[${estateId}::uuid]
     and i.imported_at > clock_timestamp() - interval '24 hours' order by i.imported_at desc, i.id desc limit 20`)

type Blocked = { readonly building: string; readonly entrance: string; readonly room: string }

/** Households of an import that are no longer as it left them; for new ones also those that have a link. */
export const changedSince = (
  tx: Queryable,
  districtId: number,
  importId: string,
  about: 'changed' | 'linked',
): Promise<Blocked[]> =>
  tx.rows<Blocked>(sql`select h.building, h.entrance, h.room
    from places.import_row r join places.household h on h.district_id = r.district_id and h.id = r.household_id
   where r.district_id = ${districtId} and r.import_id = ${importId}
     ${
       about === 'linked'
         ? sql`and r.is_new and (h.link_hash is not null or h.door_code_sealed is not null)`
         : sql`and r.digest <> places.household_digest(h.person_count, h.flags, h.contact_sealed, h.phone_sealed, h.note_sealed)`
     }
   order by h.building_sort, h.entrance_sort, h.room_sort limit 20`)

/** Takes away what an import added. Answers the rooms that something hangs on: then nothing may be kept. */
export const removeAdded = async (
  tx: Queryable,
  districtId: number,
  importId: string,
): Promise<{ readonly count: number; readonly blocked: readonly Blocked[] }> => {
  const rows = await tx.rows<{ id: string }>(sql`select household_id as id from places.import_row
    where district_id = ${districtId} and import_id = ${importId} and is_new`)
  if (rows.length === 0) return { count: 0, blocked: [] }
  const { blocked } = await tx.one<{ blocked: string[] }>(
    sql`select places.remove_households(${districtId}, ${rows.map((row) => row.id)}::uuid[]) as blocked`,
  )
  const rooms =
    blocked.length === 0
      ? []
      : await tx.rows<Blocked>(sql`select building, entrance, room from places.household
          where district_id = ${districtId} and id = any (${blocked}::uuid[])
          order by building_sort, entrance_sort, room_sort`)
  return { count: rows.length, blocked: rooms }
}

/** Puts back what an import changed. Answers how many households. */
export const restoreChanged = (tx: Queryable, districtId: number, importId: string): Promise<number> =>
  tx.run(sql`update places.household h set person_count = r.person_count, flags = r.flags, contact_sealed = r.contact_sealed,
      phone_sealed = r.phone_sealed, note_sealed = r.note_sealed
    from places.import_row r
   where r.district_id = ${districtId} and r.import_id = ${importId} and not r.is_new
     and h.district_id = r.district_id and h.id = r.household_id`)

export const markUndone = async (tx: Queryable, context: Context, importId: string): Promise<void> => {
  await tx.run(sql`update places.import set undone_at = ${nowOf(context)}
    where district_id = ${context.districtId} and id = ${importId}`)
  await tx.run(
    sql`delete from places.import_row where district_id = ${context.districtId} and import_id = ${importId}`,
  )
}

/** Keeps a marked copy for the session; the one before it goes. */
export const keepCopy = async (
  db: Queryable,
  context: Context,
  copy: { readonly sessionHash: Buffer; readonly fileName: string; readonly bytes: Uint8Array },
): Promise<string> => {
  const id = newId(context.clock, context.random)
  const sealed = context.vault.seal(Buffer.from(copy.bytes).toString('base64'))
  await db.run(sql`insert into places.import_copy (district_id, id, session_hash, file_name, bytes_sealed, made_at)
    values (${context.districtId}, ${id}, ${copy.sessionHash}, ${copy.fileName}, ${sealed}, ${nowOf(context)})
    on conflict (district_id, session_hash) do update
      set id = excluded.id, file_name = excluded.file_name, bytes_sealed = excluded.bytes_sealed, made_at = excluded.made_at`)
  return id
}

export const readCopy = async (
  context: Context,
  id: string,
  sessionHash: Buffer,
): Promise<{ readonly fileName: string; readonly bytes: Buffer } | null> => {
  const found = await context.database.maybe<{
    fileName: string
    bytesSealed: Buffer
  }>(sql`select file_name, bytes_sealed from places.import_copy
    where district_id = ${context.districtId} and id = ${id} and session_hash = ${sessionHash}`)
  return (
    found && { fileName: found.fileName, bytes: Buffer.from(context.vault.open(found.bytesSealed), 'base64') }
  )
}

/** Forgets how households were before imports that can't be taken back any more, and marked copies of a day ago. */
export const forgetOld = async (db: Queryable, districtId: number): Promise<void> => {
  await db.run(sql`delete from places.import_row r using places.import i
    where i.district_id = ${districtId} and i.imported_at < clock_timestamp() - interval '24 hours'
      and r.district_id = i.district_id and r.import_id = i.id`)
  await db.run(sql`delete from places.import_copy
    where district_id = ${districtId} and made_at < clock_timestamp() - interval '24 hours'`)
}
