import { labelNumber, lookUp, normaliseText } from '../../kernel/text.ts'

/** How a room is said and printed: "3-2-501", "5-1203" for a building without entrances. */
export const roomLabel = (building: string, entrance: string, room: string): string =>
  entrance === '' ? `${building}-${room}` : `${building}-${entrance}-${room}`

const entranceNumbers: Readonly<Record<string, number>> = { 甲: 1, 乙: 2, 丙: 3, 丁: 4, 戊: 5 }

/** Sort keys by the numbers inside labels, so that 201 comes before 1701 and entrance 甲 before 乙. */
export const roomSort = (building: string, entrance: string, room: string) => {
  const basement = /^-(\d+)-(\d+)$/.exec(room)
  return {
    buildingSort: labelNumber(building),
    entranceSort: lookUp(entranceNumbers, entrance) ?? (entrance === '' ? 0 : labelNumber(entrance)),
    roomSort: basement ? -Number(basement[1]) * 10_000 + Number(basement[2]) : labelNumber(room),
  }
}

/** The four digits that a household is asked for: the end of its telephone, or the code that the grid worker gave it. */
export const expectedDigits = (phone: string | null, doorCode: string | null): string | null => {
  const digits = phone?.replace(/\D/g, '') ?? ''
  return digits.length >= 4 ? digits.slice(-4) : doorCode
}

/** What was typed as digits only, whatever width or spaces. */
export const typedDigits = (typed: string): string => normaliseText(typed).replace(/\D/g, '')

/** Wrong tries of one device before the link closes to it, and of all devices before it closes altogether. */
export const deviceTries = 5
export const linkTries = 20
