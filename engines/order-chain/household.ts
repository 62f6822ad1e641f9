import { HAN_DIGITS, hanDigitString, plainDigits } from './numerals.ts'
import type { Household } from './types.ts'
import { UNIT_PATTERN } from './units.ts'

/** What a stretch of a line says about a home. */
export type Address = {
  readonly start: number
  readonly end: number
  /** More than one, or none, means that a person must decide. */
  readonly candidates: readonly Household[]
  readonly problem?: 'household-two-ways' | 'household-incomplete' | 'floor-or-building'
  /** Set for A1203: building A room 1203, unless A is an item. */
  readonly letter?: string
  /** Length of the match when a last letter (501A) is not part of the room, or 0. */
  readonly endWithoutLetter?: number
}

type Marker = 'phase' | 'building' | 'number' | 'storey' | 'entrance' | 'room' | 'hash' | ''
type Part = {
  readonly text: string
  readonly form: 'digits' | 'han' | 'letter' | 'stem'
  readonly marker: Marker
  readonly markerText: string
  /** What stands between the part before and this one. */
  readonly gap: string
  readonly start: number
  readonly end: number
}

const VALUE = new RegExp(
  `(\\d{1,4}[A-Z]?(?![A-Z])|[A-Z]\\d{1,2}(?!\\d)|[A-Z](?![A-Z\\d])|[东南西北]\\d{1,2}(?=栋|幢|座|#|号楼)|[${HAN_DIGITS}幺]{1,6}|[甲乙丙丁戊己东西南北中](?=单元|门|单|区|栋|座|幢))`,
  'y',
)
const MARKERS: readonly (readonly [string, Marker])[] = [
  ['号住宅楼', 'building'],
  ['号楼栋', 'building'],
  ['号大楼', 'building'],
  ['号楼', 'building'],
  ['#号楼', 'building'],
  ['#楼', 'building'],
  ['栋楼', 'building'],
  ['幢楼', 'building'],
  ['号院', 'phase'],
  ['组团', 'phase'],
  ['单元', 'entrance'],
  ['号门', 'entrance'],
  ['号房', 'room'],
  ['号室', 'room'],
  ['期', 'phase'],
  ['区', 'phase'],
  ['弄', 'phase'],
  ['苑', 'phase'],
  ['栋', 'building'],
  ['幢', 'building'],
  ['座', 'building'],
  ['#', 'hash'],
  ['单', 'entrance'],
  ['门', 'entrance'],
  ['梯', 'entrance'],
  ['层', 'storey'],
  ['楼', 'storey'],
  ['室', 'room'],
  ['房', 'room'],
  ['户', 'room'],
  ['号', 'number'],
]
const GAP = /\s*(?:--|[-/.~_\\·,、的]|#)?\s*/y
const UNIT_NEXT = new RegExp(`^(?:${UNIT_PATTERN}|元)(?!餐)`)
const WORD_BEFORE = /[0-9A-Z.¥+×]$|\d:$|\d-$|[零一二三四五六七八九十百两]$/

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function markerAt(text: string, at: number): readonly [string, Marker] {
  for (const entry of MARKERS) if (text.startsWith(entry[0], at)) return entry
  return ['', '']
}

function isRoomDigits(text: string): boolean {
  return /^\d{3,4}[A-Z]?$/.test(text)
}

/** Reads as many parts of an address as stand together from `start`. */
function partsAt(text: string, start: number): Part[] {
  const parts: Part[] = []
  let at = start
  let gap = ''
  while (parts.length < 7) {
    const found = matchAt(VALUE, text, at)
    if (found === null) break
    const value = found[1] ?? ''
    let end = at + value.length
    const spaced = /^\s(?=[栋幢号#单])/.test(text.slice(end)) ? 1 : 0
    const [markerText, marker] = markerAt(text, end + spaced)
    if (marker !== '') end += spaced + markerText.length
    // 2 份 is a quantity; 401 袋装盐 may be a room and goods, 401袋 may not.
    const behind = text.slice(end, end + 6)
    if (marker === '' && UNIT_NEXT.test(value.length < 3 ? behind.trimStart() : behind)) break
    const previous = parts[parts.length - 1]
    if (previous !== undefined && !continues(previous, gap, value, marker)) break
    const form = /^\d/.test(value)
      ? 'digits'
      : /^(?:[A-Z]|[东南西北]\d)/.test(value)
        ? 'letter'
        : stemOrHan(value)
    parts.push({ text: value, form, marker, markerText, gap, start: at, end })
    if (marker === 'room' || (marker === '' && parts.length > 1 && isRoomDigits(value))) break
    if (
      marker === 'number' &&
      parts.length > 1 &&
      (value.length > 2 || parts.some((p) => p.marker === 'entrance'))
    )
      break
    const gapFound = matchAt(GAP, text, end)
    gap = gapFound?.[0] ?? ''
    at = end + gap.length
  }
  return parts
}

function stemOrHan(value: string): 'stem' | 'han' {
  return /^[甲乙丙丁戊己东西南北中]$/.test(value) ? 'stem' : 'han'
}

/** Whether a value may belong to the same address as the part before it. */
function continues(previous: Part, gap: string, value: string, marker: Marker): boolean {
  const sign = gap.trim()
  if (previous.marker === '' && gap === '') return false
  if (/[,、的]/.test(sign)) return previous.marker !== '' && (marker !== '' || isRoomDigits(value))
  if (sign === '' && gap !== '') {
    // Only a space between them: both must be plain digits, or one must say what it is.
    return previous.marker !== '' ? marker !== '' || /^\d{2,4}[A-Z]?$/.test(value) : /^\d+$/.test(value)
  }
  if (marker === '' && !/^\d/.test(value)) {
    // A letter or Chinese numeral without a marker belongs only right behind a marker, or before a dash.
    return previous.marker !== '' && gap === '' && !/^[A-Z]/.test(value)
  }
  return true
}

function partValue(part: Part): string | null {
  if (part.form === 'stem' || part.form === 'letter') return part.text
  if (part.form === 'han') return plainDigits(part.text)
  const letter = /[A-Z]$/.exec(part.text)?.[0] ?? ''
  const digits = plainDigits(part.text.slice(0, part.text.length - letter.length))
  return digits === null ? null : digits + letter
}

function roomOf(part: Part): string | null {
  if (part.form === 'han') {
    const digits = hanDigitString(part.text)
    const value = digits !== null && digits.length >= 3 ? digits.replace(/^0+/, '') : plainDigits(part.text)
    return value !== null && /^\d{3,4}$/.test(value) ? value : part.marker === 'room' ? value : null
  }
  if (part.form !== 'digits') return null
  const value = partValue(part)
  return value === null || value === '' || /^0/.test(value) ? null : value
}

type Verdict = Pick<Address, 'candidates' | 'problem'> | null

const TWO_WAYS: Verdict = { candidates: [], problem: 'household-two-ways' }
const INCOMPLETE: Verdict = { candidates: [], problem: 'household-incomplete' }

/** Says which home the parts are, or why it is not clear; null when they are no address at all. */
function judge(parts: readonly Part[]): Verdict {
  let index = 0
  let phase = ''
  while (parts[index]?.marker === 'phase') {
    const part = parts[index]!
    phase += `${partValue(part) ?? part.text}${part.markerText}`
    index += 1
  }
  const building = parts[index]
  if (building === undefined) return null
  const rest = parts.slice(index + 1)
  const strong = building.marker === 'building' || building.marker === 'hash'
  if (!strong && building.marker !== '' && building.marker !== 'number' && building.marker !== 'storey')
    return null
  if (building.form === 'stem' && !strong) return null
  if (building.form === 'han' && building.marker === '') return null
  if (building.marker === '' && !/^(?:\d{1,3}|\d{1,2}[A-Z]|[A-Z]\d{0,2})$/.test(building.text)) return null
  if (rest.length === 0) {
    if (building.marker === 'storey') return { candidates: [], problem: 'floor-or-building' }
    return strong ? INCOMPLETE : null
  }
  if (rest.some((part) => part.gap.includes('--'))) return TWO_WAYS
  return judgeRest(phase, building, rest, strong)
}

function judgeRest(phase: string, building: Part, rest: readonly Part[], strong: boolean): Verdict {
  const last = rest[rest.length - 1]!
  const entranceMarked = rest.find((part) => part.marker === 'entrance')
  const storey = rest.find((part) => part.marker === 'storey')
  if (rest.some((part) => part.marker === 'building' || part.marker === 'phase')) return TWO_WAYS
  const roomMarked = last.marker === 'room' || last.marker === 'number'
  if (last.marker !== '' && !roomMarked) {
    return strong || entranceMarked !== undefined || building.marker !== '' ? INCOMPLETE : null
  }
  const between = rest.slice(0, -1).filter((part) => part !== entranceMarked && part !== storey)
  const room = roomOf(last)
  const dashed = rest.every((part) => /[-/.#_~\\·]/.test(part.gap) || part.gap === '')
  const plainNumbers = [building, ...rest].every((part) => part.marker === '')
  // 3.5 is a decimal and 4/5 a date: two bare numbers are a home only when the second is a room.
  if (plainNumbers && rest.length === 1) {
    if (!isRoomDigits(last.text))
      return /^\d/.test(building.text) && /^[-]/.test(last.gap.trim()) ? TWO_WAYS : null
    if (/^[.~、,]/.test(last.gap.trim())) return null
    if (/^\d{3}$/.test(building.text)) return TWO_WAYS
    if (/^B\d$/.test(building.text)) return TWO_WAYS
  }
  if (building.marker === 'number' && rest.length === 1 && !isRoomDigits(last.text) && last.marker === '')
    return null
  if (
    building.marker === 'number' &&
    rest.length === 1 &&
    last.marker === 'number' &&
    !isRoomDigits(last.text)
  )
    return null
  if (between.length > (entranceMarked === undefined ? 1 : 0))
    return plainNumbers && room === null ? null : TWO_WAYS
  if (room === null) return TWO_WAYS
  if (building.marker === 'storey' && entranceMarked === undefined)
    return { candidates: [], problem: 'floor-or-building' }
  // A dash here and a space there (34-4 02): the space may have cut a room in two.
  const spacedGaps = rest.filter((part) => part.gap !== '' && part.gap.trim() === '')
  if (plainNumbers && !dashed && spacedGaps.length < rest.length) {
    const tail = rest.map((part) => part.text).join('')
    if (tail.length <= 4) return TWO_WAYS
  }
  const entrancePart = entranceMarked ?? between[0]
  if (entrancePart !== undefined && entrancePart.marker === 'number' && !strong) return TWO_WAYS
  const entrance = entrancePart === undefined ? null : partValue(entrancePart)
  if (entrancePart !== undefined && (entrance === null || /^(?:0|\d{3,})/.test(entrance))) return TWO_WAYS
  const home = storey === undefined ? room : roomOnFloor(room, storey, last)
  if (home === null) return TWO_WAYS
  if (storey === undefined && !roomIsPlausible(home, last, strong, entrance !== null)) return TWO_WAYS
  const buildingValue = partValue(building)
  if (buildingValue === null || buildingValue === '0') return TWO_WAYS
  return { candidates: [{ building: phase + buildingValue, entrance, room: home }] }
}

/** 十楼1002 is 1002; 10楼02 is 1002; 十楼1102 contradicts itself. */
function roomOnFloor(room: string, storey: Part, last: Part): string | null {
  const floor = partValue(storey)
  if (floor === null) return null
  if (/^\d{3,4}[A-Z]?$/.test(room)) {
    return room.replace(/[A-Z]$/, '').slice(0, -2) === floor ? room : null
  }
  return /^0\d$/.test(last.text) ? `${floor}${last.text}` : null
}

const HIGHEST_FLOOR = 48

function roomIsPlausible(room: string, last: Part, strong: boolean, hasEntrance: boolean): boolean {
  // No house has a hundredth floor: 5012 may be 501 and a 2 that stuck to it.
  if (/^\d{3,4}[A-Z]?$/.test(room)) return Number.parseInt(room, 10) < 100 * (HIGHEST_FLOOR + 1)
  if (/^\d{1,2}[A-Z]?$/.test(room))
    return last.marker === 'room' || (room.length > 1 && hasEntrance && !/^0/.test(last.text))
  return strong && last.marker === 'room'
}

const REVERSED = new RegExp(
  `(\\d{3,4})\\s*[室房]?\\s*[(,-]?\\s*(\\d{1,3}|[${HAN_DIGITS}]{1,4}|[A-Z])\\s*(?:号楼|栋|幢|座|#楼|#)\\s*(?:(\\d{1,2}|[${HAN_DIGITS}]{1,2}|[甲乙丙丁])\\s*(?:单元|门))?\\s*\\)?`,
  'y',
)

function reversedAt(text: string, at: number): Address | null {
  const found = matchAt(REVERSED, text, at)
  if (found === null) return null
  const end = at + found[0].length
  if (/^\s*[-]?\s*\d{3,4}(?!\d)/.test(text.slice(end))) return null
  const building = /^[A-Z]$/.test(found[2] ?? '') ? (found[2] ?? '') : plainDigits(found[2] ?? '')
  const entrance = found[3] === undefined ? null : (plainDigits(found[3]) ?? found[3])
  const room = plainDigits(found[1] ?? '')
  if (building === null || room === null || room.length < 3) return null
  return { start: at, end, candidates: [{ building, entrance, room }] }
}

const LETTER_ROOM = new RegExp(`[A-Z]\\d{3,4}(?!\\d|\\s*[-×.]|\\s*${UNIT_PATTERN})`, 'y')
/** Behind a room: -2, /502, 、502室 may be a further number of the same home or a second home. */
const FURTHER = new RegExp(
  `^\\s*[-/、,&~和与及.]\\s*\\d{1,4}(?![\\d.:]|\\s*(?:${UNIT_PATTERN}|[号×X元块])|[A-Z]*\\d)`,
)
const BELOW_GROUND = /负\s*[一二三123]|地下|半地下/

function addressAt(text: string, at: number): Address | null {
  const reversed = reversedAt(text, at)
  if (reversed !== null) return reversed
  const parts = partsAt(text, at)
  for (let count = parts.length; count > 0; count -= 1) {
    const used = parts.slice(0, count)
    const verdict = judge(used)
    if (verdict === null) continue
    const end = used[count - 1]!.end
    const address: Address = { start: at, end, ...verdict }
    const last = used[count - 1]!
    const after = text.slice(end)
    if (
      address.problem === undefined &&
      last.marker === '' &&
      FURTHER.test(after) &&
      !/^\s*[、,和与及]\s*\d{1,2}(?!\d)/.test(after)
    ) {
      return { ...address, candidates: [], problem: 'household-two-ways' }
    }
    // A short room with a number behind a space (7-1-30 2份) may be one room cut in two.
    if (
      address.problem === undefined &&
      last.marker === '' &&
      /^\d{2}$/.test(last.text) &&
      /^\s+\d/.test(after)
    ) {
      return { ...address, candidates: [], problem: 'household-two-ways' }
    }
    if (address.problem === undefined && /[A-Z]$/.test(last.text) && last.marker === '') {
      return { ...address, endWithoutLetter: end - 1 }
    }
    return address
  }
  const letterRoom = matchAt(LETTER_ROOM, text, at)
  if (letterRoom === null) return null
  const building = letterRoom[0].charAt(0)
  return {
    start: at,
    end: at + letterRoom[0].length,
    candidates: [{ building, entrance: null, room: letterRoom[0].slice(1).replace(/^0+/, '') }],
    letter: building,
  }
}

/** Finds every stretch of folded text that looks like a home. */
export function findAddresses(text: string): readonly Address[] {
  const found: Address[] = []
  let at = 0
  while (at < text.length) {
    if (!WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) || at === 0) {
      const address = addressAt(text, at)
      if (address !== null) {
        found.push(address)
        at = address.end
        continue
      }
    }
    at += 1
  }
  if (found.length > 0 && BELOW_GROUND.test(text)) {
    return found.map((address) => ({ ...address, candidates: [], problem: 'household-two-ways' }))
  }
  return found
}

/** One string per home, for maps. */
export function householdKey(household: Household): string {
  return `${household.building}|${household.entrance ?? ''}|${household.room}`
}

/** Building without its phase, and room: what two ways of writing one home share. */
export function looseKey(household: Household): string {
  return `${household.building.replace(/^.*[期区弄院团苑]/, '')}|${household.room}`
}

/** The phase in front of a building (3期5), or nothing. */
function phaseOf(building: string): string {
  return /^.*[期区弄院团苑]/.exec(building)?.[0] ?? ''
}

/** Whether two different ways of writing may mean one home: one leaves out the entrance or the phase. */
export function mayBeOneHome(a: Household, b: Household): boolean {
  if (looseKey(a) !== looseKey(b)) return false
  const [phaseA, phaseB] = [phaseOf(a.building), phaseOf(b.building)]
  const phases = phaseA === phaseB || phaseA === '' || phaseB === ''
  return phases && (a.entrance === b.entrance || a.entrance === null || b.entrance === null)
}
