/** How people write where they live, brought to the form in which a household is kept: building, entrance, room. */
import { lookUp } from '../../../kernel/text.ts'

export type Room = { readonly building: string; readonly entrance: string; readonly room: string }

const digits: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

// 十二 -> 12; what is no number up to 99 stays as it is.
const fromNumeral = (text: string): string => {
  const single = lookUp(digits, text)
  if (single) return String(single)
  const match = /^([一二三四五六七八九])?十([一二三四五六七八九])?$/.exec(text)
  if (!match) return text
  return String(
    (match[1] ? (digits[match[1]] as number) : 1) * 10 + (match[2] ? (digits[match[2]] as number) : 0),
  )
}

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[‐-―−－]/g, '-')
    .toUpperCase()

const withoutZeros = (text: string): string => text.replace(/^0+(?=\d)/, '')

/** "3号楼", "03栋", "三幢", "3#" are building 3. */
export const buildingOf = (text: string): string =>
  withoutZeros(
    fromNumeral(
      fold(text)
        .replace(/^第/, '')
        .replace(/(?:号楼|号栋|号幢|栋楼|栋|幢|号|座|楼|#)$/, ''),
    ),
  )

/** "2单元", "二单元" are entrance 2; 甲单元 is entrance 甲. */
export const entranceOf = (text: string): string =>
  withoutZeros(
    fromNumeral(
      fold(text)
        .replace(/^第/, '')
        .replace(/(?:单元|门洞|门|梯)$/, ''),
    ),
  )

/** "501室", "501号" are room 501. */
export const roomOf = (text: string): string => fold(text).replace(/(?:室|号房|号|房|户)$/, '')

const partForm = /^[\p{Script=Han}A-Z0-9]{1,12}$/u
// A basement is -1-101: floor and room.
const roomForm = /^(?:-\d{1,2}-)?[\p{Script=Han}A-Z0-9]{1,12}$/u
const tooLong = /\d{7}/

/** Whether the parts can be kept: nothing in them but numbers, letters and characters. Entrance may be ''. */
export const isReadable = ({ building, entrance, room }: Room): boolean =>
  partForm.test(building) &&
  (entrance === '' || partForm.test(entrance)) &&
  roomForm.test(room) &&
  ![building, entrance, room].some((part) => tooLong.test(part))

// "3号楼2单元501室": words between the parts instead of strokes.
const worded = /^(.{1,8}?(?:号楼|栋|幢|座|楼|#))-?(?:(.{1,6}?)(?:单元|门))?-?(.+)$/

/** Splits "3-2-501", "5-1203", "3号楼2单元501室"; a room alone comes back with an empty building. Null: unreadable. */
export const splitRoom = (text: string): Room | null => {
  const plain = fold(text)
  if (plain === '') return null
  const words = worded.exec(plain)
  if (words) {
    const [, building = '', entrance = '', rest = ''] = words
    const inner = entrance === '' ? /^(\d{1,2}|[甲乙丙丁戊A-Z])-(.+)$/.exec(rest) : null
    return {
      building: buildingOf(building),
      entrance: entranceOf(inner?.[1] ?? entrance),
      room: roomOf(inner?.[2] ?? rest),
    }
  }
  const basement = /^(.*?)-?(-\d{1,2}-[A-Z0-9]+)$/.exec(plain)
  const isBasement = basement !== null && (basement[1] === '' || plain.includes('--'))
  const head = isBasement ? (basement[1] as string) : plain
  const parts = head === '' ? [] : head.split('-')
  if (isBasement) parts.push(basement[2] as string)
  if (parts.some((part) => part === '') || parts.length > 3) return null
  const room = roomOf(parts.at(-1) as string)
  if (parts.length === 1) return { building: '', entrance: '', room }
  return {
    building: buildingOf(parts[0] as string),
    entrance: parts.length === 3 ? entranceOf(parts[1] as string) : '',
    room,
  }
}

/** What is wrong with how a row says where it is, and in which of its cells. */
export type RoomFault = {
  readonly field: 'building' | 'room'
  readonly code:
    | 'places.import_room_missing'
    | 'places.import_room_unreadable'
    | 'places.import_room_unclear'
    | 'places.import_building_missing'
  readonly data: Readonly<Record<string, unknown>>
}

const shown = 40

/**
 * The room that a row of a list names in up to three cells. `has`: which of the columns the list has at all;
 * `sheetBuilding`: the building that the sheet is about, or ''. Cells that contradict each other are a fault.
 */
export const readRoom = (
  cells: Room,
  has: { readonly building: boolean; readonly entrance: boolean },
  sheetBuilding: string,
): Room | RoomFault => {
  const value = cells.room.slice(0, shown)
  if (cells.room === '') return { field: 'room', code: 'places.import_room_missing', data: {} }
  const split = splitRoom(cells.room)
  if (!split) return { field: 'room', code: 'places.import_room_unreadable', data: { value } }
  const named = buildingOf(cells.building) || sheetBuilding
  const entrance = entranceOf(cells.entrance)
  // Below a building's name "2-501" is entrance and room; alone it is building and room.
  const isInner = named !== '' && split.building !== '' && split.entrance === '' && !has.entrance
  const room: Room = isInner
    ? { building: named, entrance: entranceOf(split.building), room: split.room }
    : { building: named || split.building, entrance: entrance || split.entrance, room: split.room }
  const contradicts =
    (!isInner && named !== '' && split.building !== '' && split.building !== named) ||
    (entrance !== '' && split.entrance !== '' && split.entrance !== entrance)
  if (contradicts)
    return { field: 'room', code: 'places.import_room_unclear', data: { value, building: named, entrance } }
  if (room.building === '')
    return {
      field: has.building ? 'building' : 'room',
      code: 'places.import_building_missing',
      data: { value },
    }
  return isReadable(room) ? room : { field: 'room', code: 'places.import_room_unreadable', data: { value } }
}

const looseKey = (home: Room): string =>
  `${buildingOf(home.building)}|${entranceOf(home.entrance)}|${roomOf(home.room)}`
const exactKey = (home: Room): string => `${home.building}|${home.entrance}|${home.room}`

/**
 * Finds the home that a row means: by the very words, or by the words without 号楼, 单元, 室 where only one home has
 * them ('unclear' where several do).
 */
export const homeFinder = <Home extends Room>(homes: readonly Home[]) => {
  const exact = new Map(homes.map((home) => [exactKey(home), home]))
  const loose = new Map<string, Home | 'unclear'>()
  for (const home of homes) {
    const key = looseKey(home)
    loose.set(key, loose.has(key) ? 'unclear' : home)
  }
  return (home: Room): Home | 'unclear' | null =>
    exact.get(exactKey(home)) ?? loose.get(looseKey(home)) ?? null
}
