/** How an estate's rooms are said, found and laid out: "3-2-501" is building 3, entrance 2, room 501. */

export type RoomLabel = { readonly building: string; readonly entrance: string | null; readonly room: string }

/** Splits a printed label: building, entrance if there is one, room. A room below ground is "-1-101". */
export const splitLabel = (label: string): RoomLabel => {
  const whole = /^([^-]+)-([^-]+)-(.+)$/.exec(label)
  if (whole) return { building: whole[1] ?? '', entrance: whole[2] ?? null, room: whole[3] ?? '' }
  const short = /^([^-]+)-(.+)$/.exec(label)
  return short
    ? { building: short[1] ?? '', entrance: null, room: short[2] ?? '' }
    : { building: '', entrance: null, room: label }
}

/** Orders "2" before "10", and "1001" after "901", whatever letters stand around the numbers. */
export const compareNatural = (left: string, right: string): number => {
  const leftParts = left.match(/\d+|\D+/g) ?? []
  const rightParts = right.match(/\d+|\D+/g) ?? []
  const length = Math.min(leftParts.length, rightParts.length)
  for (let index = 0; index < length; index += 1) {
    const one = leftParts[index] ?? ''
    const other = rightParts[index] ?? ''
    const difference = Number(one) - Number(other)
    if (Number.isNaN(difference)) {
      if (one !== other) return one < other ? -1 : 1
    } else if (difference !== 0) return difference
  }
  return leftParts.length - rightParts.length
}

/** The floor that a room number names: 501 is on 5, 1203 on 12, -1-101 one below ground. Null when it names none. */
export const floorOf = (room: string): number | null => {
  const below = /^-(\d+)-/.exec(room)?.[1]
  if (below !== undefined) return -Number(below)
  const digits = /\d{3,}/.exec(room)?.[0]
  return digits ? Number(digits.slice(0, -2)) : null
}

export type Floor<Row> = { readonly floor: number | null; readonly rows: readonly Row[] }
export type Entrance<Row> = { readonly entrance: string | null; readonly floors: readonly Floor<Row>[] }

type Labelled = { readonly label: string; readonly building: string }

/** The buildings of some rows, in the order of their numbers. */
export const buildingsOf = (rows: readonly Labelled[]): readonly string[] =>
  [...new Set(rows.map((row) => row.building))].sort(compareNatural)

/** Rows by building, buildings and rooms in the order of their numbers. */
export const byBuilding = <Row extends Labelled>(
  rows: readonly Row[],
): readonly { readonly building: string; readonly rows: readonly Row[] }[] => {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(row.building, [...(groups.get(row.building) ?? []), row])
  return [...groups]
    .sort(([one], [other]) => compareNatural(one, other))
    .map(([building, group]) => ({
      building,
      rows: group.sort((one, other) => compareNatural(one.label, other.label)),
    }))
}

/** One building as it stands: entrances side by side, the highest floor on top, rooms from left to right. */
export const floorGrid = <Row extends Labelled>(rows: readonly Row[]): readonly Entrance<Row>[] => {
  const entrances = new Map<string, Row[]>()
  for (const row of rows) {
    const key = splitLabel(row.label).entrance ?? ''
    entrances.set(key, [...(entrances.get(key) ?? []), row])
  }
  return [...entrances]
    .sort(([one], [other]) => compareNatural(one, other))
    .map(([entrance, group]) => ({ entrance: entrance === '' ? null : entrance, floors: floorsOf(group) }))
}

const floorsOf = <Row extends Labelled>(rows: readonly Row[]): readonly Floor<Row>[] => {
  const floors = new Map<number | null, Row[]>()
  for (const row of rows) {
    const floor = floorOf(splitLabel(row.label).room)
    floors.set(floor, [...(floors.get(floor) ?? []), row])
  }
  return [...floors]
    .sort(([one], [other]) => (other ?? -99) - (one ?? -99))
    .map(([floor, group]) => ({
      floor,
      rows: group.sort((one, other) => compareNatural(one.label, other.label)),
    }))
}

const chineseDigits = '零一二三四五六七八九'

/** What a person may write for a room: "3栋2单元501室", "3#2-501", "32501" and "三栋501". */
export const numbersIn = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .replace(/[零一二三四五六七八九]/g, (digit) => String(chineseDigits.indexOf(digit)))
    .match(/\d+/g) ?? []

/**
 * Rooms that fit what was typed, best first: the same numbers in the same order, then the room alone, then any
 * label whose digits hold the typed digits. Nothing typed gives nothing.
 */
export const findRooms = <Row extends { readonly label: string }>(
  rows: readonly Row[],
  typed: string,
  limit = 30,
): readonly Row[] => {
  const numbers = numbersIn(typed)
  if (numbers.length === 0) return []
  const joined = numbers.join('')
  const scored: { row: Row; score: number }[] = []
  for (const row of rows) {
    const score = howWell(numbersIn(row.label), numbers, joined)
    if (score > 0) scored.push({ row, score })
  }
  return scored
    .sort((one, other) => other.score - one.score || compareNatural(one.row.label, other.row.label))
    .slice(0, limit)
    .map((entry) => entry.row)
}

const howWell = (label: readonly string[], typed: readonly string[], joined: string): number => {
  const digits = label.join('')
  if (digits === joined && label.length === typed.length) return 6
  if (digits === joined) return 5
  if (typed.length === 2 && label[0] === typed[0] && label.at(-1) === typed[1]) return 4
  if (typed.length === 1 && label.at(-1) === typed[0]) return 3
  if (digits.startsWith(joined)) return 2
  return digits.includes(joined) ? 1 : 0
}
