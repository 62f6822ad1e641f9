/** A UUID that names one kind of thing. Ids of different kinds do not mix. */
export type Id<Kind extends string> = string & { readonly __id: Kind }

export type AccountId = Id<'account'>
export type BagId = Id<'bag'>
export type ChainId = Id<'chain'>
export type CollectionId = Id<'collection'>
export type CommodityId = Id<'commodity'>
export type CycleId = Id<'cycle'>
export type HandoverId = Id<'handover'>
export type HouseholdId = Id<'household'>
export type ItemId = Id<'item'>
export type OfferId = Id<'offer'>
export type OrderId = Id<'order'>
export type OrganizationId = Id<'organization'>
export type PersonId = Id<'person'>
export type PlaceId = Id<'place'>
export type PlanId = Id<'plan'>
export type PostId = Id<'post'>
export type StoreId = Id<'store'>
export type VoucherId = Id<'voucher'>

/** The six-digit division code of a county or district: the key under which everything of one cell lies. */
export type DistrictId = number & { readonly __id: 'district' }

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isUuid = (text: string): boolean => uuidForm.test(text)

/** Reads an id from text. Throws on anything that is not a lower-case UUID: callers validate input before. */
export const parseId = <Kind extends string>(text: string): Id<Kind> => {
  if (!uuidForm.test(text)) throw new Error(`not a uuid: ${text}`)
  return text as Id<Kind>
}

/**
 * A UUID version 7 from a moment and ten random bytes. Both are handed in, so that a simulated year makes
 * the same ids every time.
 */
export const uuidV7 = (unixMs: number, random: Uint8Array): string => {
  if (random.length < 10) throw new Error('ten random bytes are needed')
  const bytes = new Uint8Array(16)
  let rest = unixMs
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes.set(random.subarray(0, 10), 6)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
