import { maskName, maskPhone } from '../../../kernel/text.ts'
import type { FileRow, FileTable, ImportFault } from './read.ts'
import { tableFault } from './read.ts'
import type { homeFinder } from './rooms.ts'
import { isMasked } from './values.ts'

/** A household as it stands, opened. */
export type Standing = {
  readonly id: string
  readonly building: string
  readonly entrance: string
  readonly room: string
  readonly personCount: number
  readonly flags: readonly string[]
  readonly name: string
  readonly phone: string
  readonly note: string
}

/** What a household is to be after the import. */
export type Wanted = {
  /** The household that it changes; null: a new one. */
  readonly id: string | null
  readonly row: FileRow
  readonly building: string
  readonly entrance: string
  readonly room: string
  readonly personCount: number
  readonly flags: readonly string[]
  readonly name: string
  readonly phone: string
  readonly note: string
}

export type Change = { readonly change: 'added' | 'changed' | 'same'; readonly wanted: Wanted }

// A masked value that is the mask of what stands says nothing new; any other can't be kept.
const settle = (said: string | null, stands: string, mask: (text: string) => string): string | null => {
  if (said === null) return stands
  if (!isMasked(said)) return said
  return stands !== '' && said === mask(stands) ? stands : null
}

const sameFlags = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((flag) => right.includes(flag))

/** What one row would do to its estate's households, or the fault that keeps it out. */
export const compareRow = (
  row: FileRow,
  table: FileTable,
  find: ReturnType<typeof homeFinder<Standing>>,
): Change | ImportFault => {
  const home = find(row)
  const label = [row.building, row.entrance, row.room].filter((part) => part !== '').join('-')
  if (home === 'unclear')
    return tableFault(table, row.row, 'room', 'places.import_room_unclear', {
      value: label,
      building: row.building,
      entrance: row.entrance,
    })
  const name = settle(row.name, home?.name ?? '', maskName)
  const phone = settle(row.phone, home?.phone ?? '', maskPhone)
  if (name === null) return tableFault(table, row.row, 'name', 'places.import_masked', { value: row.name })
  if (phone === null) return tableFault(table, row.row, 'phone', 'places.import_masked', { value: row.phone })
  const wanted: Wanted = {
    id: home?.id ?? null,
    row,
    building: home?.building ?? row.building,
    entrance: home?.entrance ?? row.entrance,
    room: home?.room ?? row.room,
    personCount: row.persons ?? home?.personCount ?? 1,
    flags: row.flags ?? home?.flags ?? [],
    name,
    phone,
    note: row.note ?? home?.note ?? '',
  }
  if (!home) return { change: 'added', wanted }
  const isSame =
    wanted.personCount === home.personCount &&
    sameFlags(wanted.flags, home.flags) &&
    name === home.name &&
    phone === home.phone &&
    wanted.note === home.note
  return { change: isSame ? 'same' : 'changed', wanted }
}
