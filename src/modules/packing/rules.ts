import type { Result } from '../../kernel/result.ts'
import { ok, refuse } from '../../kernel/result.ts'

/** Where a household lives, with the numbers inside the labels as sort keys. */
export type Door = {
  readonly building: string
  readonly buildingSort: number
  readonly entrance: string
  readonly entranceSort: number
  readonly room: string
  readonly roomSort: number
}

const pieces = (label: string): string[] => label.match(/\d+|\D+/g) ?? []

/** Compares labels as people count: "2A" before "10A", "3-9" before "3-10". */
export const compareLabels = (left: string, right: string): number => {
  const leftPieces = pieces(left)
  const rightPieces = pieces(right)
  for (let index = 0; index < Math.max(leftPieces.length, rightPieces.length); index += 1) {
    const one = leftPieces[index]
    const other = rightPieces[index]
    if (one === undefined) return -1
    if (other === undefined) return 1
    if (one === other) continue
    const difference = Number(one) - Number(other)
    if (Number.isFinite(difference) && difference !== 0) return difference
    return one < other ? -1 : 1
  }
  return 0
}

/** The order of the walk through an estate: building, entrance, room, each by its number and not by its letters. */
export const compareDoors = (left: Door, right: Door): number =>
  left.buildingSort - right.buildingSort ||
  compareLabels(left.building, right.building) ||
  left.entranceSort - right.entranceSort ||
  compareLabels(left.entrance, right.entrance) ||
  left.roomSort - right.roomSort ||
  compareLabels(left.room, right.room)

export type Numbered<T> = T & {
  readonly sequenceNo: number
  readonly sequenceCount: number
  readonly buildingNo: number
  readonly buildingCount: number
}

/** Puts the bags of a collection into the order of the walk and counts them: 12/41, and 2/7 in their building. */
export const numberBags = <T extends Door>(doors: readonly T[]): Numbered<T>[] => {
  const sorted = [...doors].sort(compareDoors)
  const buildingCounts = new Map<string, number>()
  for (const { building } of sorted) buildingCounts.set(building, (buildingCounts.get(building) ?? 0) + 1)
  const reached = new Map<string, number>()
  return sorted.map((door, index) => {
    const buildingNo = (reached.get(door.building) ?? 0) + 1
    reached.set(door.building, buildingNo)
    return {
      ...door,
      sequenceNo: index + 1,
      sequenceCount: sorted.length,
      buildingNo,
      buildingCount: buildingCounts.get(door.building) as number,
    }
  })
}

export type Scanned =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'number'; readonly sequenceNo: number }

export const bagCodeLength = 10

/**
 * What was scanned or typed: a bag's code (also at the end of an address, in lower case, with spaces or dashes, with
 * O for 0 and I or L for 1), or the number on the label, "12" or "12/41". Refuses `packing.code_unreadable`.
 */
export const readScan = (text: string): Result<Scanned, 'packing.code_unreadable'> => {
  const plain = text.normalize('NFKC').trim()
  const number = /^#?\s*(\d{1,6})(?:\s*\/\s*\d{1,6})?$/.exec(plain)
  if (number) return ok({ kind: 'number', sequenceNo: Number(number[1]) })
  const last =
    plain
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? ''
  const code = last.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1')
  if (code.length === bagCodeLength && /^[0-9A-HJKMNP-TV-Z]+$/.test(code)) return ok({ kind: 'code', code })
  return refuse('packing.code_unreadable')
}

export type PackSize = { readonly unitName: string; readonly quantity: number }

/**
 * A quantity as a picker takes it from the shelf: in the largest packs first, the rest in base units
 * (370 pieces in packs of 30: "12板 + 10枚"). Two packs with one name show what they hold.
 */
export const inPacks = (quantity: number, baseUnit: string, packs: readonly PackSize[]): string => {
  const sizes = packs
    .filter((pack) => pack.quantity > 1)
    .sort((left, right) => right.quantity - left.quantity)
  const parts: string[] = []
  let rest = quantity
  for (const { unitName, quantity: size } of sizes) {
    const count = Math.floor(rest / size)
    if (count === 0) continue
    rest -= count * size
    const named = sizes.filter((pack) => pack.unitName === unitName).length > 1
    parts.push(`${count}${unitName}${named ? `(${size}${baseUnit})` : ''}`)
  }
  const single = packs.find((pack) => pack.quantity === 1)
  if (rest > 0 || parts.length === 0) parts.push(`${rest}${single?.unitName ?? baseUnit}`)
  return parts.join(' + ')
}

export type PayMark = 'paid' | 'owed' | 'advanced'

/** What the label says of the money: `advanced` when somebody paid for the household and was not paid back yet. */
export const payMarkOf = (money: {
  readonly amountFen: number
  readonly paidFen: number
  readonly advancedFen: number
}): PayMark => {
  if (money.paidFen < money.amountFen) return 'owed'
  return money.advancedFen > 0 ? 'advanced' : 'paid'
}

export type ShortLine = { readonly offerId: string; readonly count: number }

/**
 * Whether packs can be noted as missing: each offer once and in the bag, never more packs than are in it.
 * `lines` holds what is in the bag. Refuses `packing.short_unknown_offer`, `packing.short_too_many`.
 */
export const checkShort = (
  lines: readonly { readonly offerId: string; readonly name: string; readonly count: number }[],
  short: readonly ShortLine[],
): Result<readonly ShortLine[], 'packing.short_unknown_offer' | 'packing.short_too_many'> => {
  const seen = new Set<string>()
  for (const { offerId, count } of short) {
    const line = lines.find((candidate) => candidate.offerId === offerId)
    if (!line || seen.has(offerId)) return refuse('packing.short_unknown_offer', { offerId })
    seen.add(offerId)
    if (count > line.count)
      return refuse('packing.short_too_many', { offerId, name: line.name, count: line.count })
  }
  return ok(short)
}

/** Whether two notes of missing packs say the same, whatever their order. */
export const sameShort = (left: readonly ShortLine[], right: readonly ShortLine[]): boolean =>
  left.length === right.length &&
  left.every((line) => right.some((other) => other.offerId === line.offerId && other.count === line.count))

type CountedBag = { readonly id: string; readonly state: string }

/**
 * Whether the second count stands. `readyCount` bags are packed now; the store declared `declaredCount`; the grid
 * worker counted `countedCount` and misses `missingIds` of the loaded ones. Gives the ids that are handed over.
 * Refuses with both numbers, so that the two count again together.
 */
export const checkAgreement = (facts: {
  readonly bags: readonly CountedBag[]
  readonly declaredCount: number
  readonly countedCount: number
  readonly missingIds: readonly string[]
}): Result<
  { readonly handedOver: readonly string[]; readonly missing: readonly string[] },
  'packing.missing_not_loaded' | 'packing.declare_again' | 'packing.count_differs'
> => {
  const { bags, declaredCount, countedCount } = facts
  const ready = bags.filter((bag) => bag.state === 'packed' || bag.state === 'checked')
  const missingIds = new Set(facts.missingIds)
  const loaded = new Set(ready.map((bag) => bag.id))
  for (const id of missingIds) if (!loaded.has(id)) return refuse('packing.missing_not_loaded', { bagId: id })
  if (ready.length !== declaredCount) {
    return refuse('packing.declare_again', { declared: declaredCount, ready: ready.length })
  }
  const expected = declaredCount - missingIds.size
  if (countedCount !== expected) {
    return refuse('packing.count_differs', {
      declared: declaredCount,
      missing: missingIds.size,
      expected,
      counted: countedCount,
    })
  }
  const handedOver = ready.filter((bag) => !missingIds.has(bag.id)).map((bag) => bag.id)
  const gone = new Set(handedOver)
  return ok({ handedOver, missing: bags.filter((bag) => !gone.has(bag.id)).map((bag) => bag.id) })
}

/**
 * What the grid worker pays the store at the hand-over, in fen: of each household no more than what it paid this
 * worker and no more than its goods are worth (an overpaid rest belongs to the household), and never more in all
 * than the worker's cash account holds [D1].
 */
export const settlementOf = (
  households: readonly { readonly goodsFen: number; readonly heldFen: number }[],
  cashFen: number,
): number => {
  const owed = households.reduce(
    (sum, { goodsFen, heldFen }) => sum + Math.max(0, Math.min(goodsFen, heldFen)),
    0,
  )
  return Math.max(0, Math.min(owed, cashFen))
}
