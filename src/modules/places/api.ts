import { z } from 'zod'
import { countForm, idForm, searchForm } from '../../kernel/wire.ts'

export const placeKinds = ['province', 'city', 'district', 'street', 'community', 'estate', 'store'] as const

export const placeView = z.object({
  id: idForm,
  kind: z.enum(placeKinds),
  code: z.string().nullable(),
  name: z.string(),
  parentId: idForm.nullable(),
})

export const placesQuery = z.strictObject({
  underId: idForm.optional(),
  kind: z.enum(placeKinds).optional(),
  q: searchForm,
})
export const placesView = z.object({ places: z.array(placeView) })

/** An estate that the caller may see. */
export const estateView = z.object({
  id: idForm,
  name: z.string(),
  communityName: z.string(),
  streetName: z.string(),
  pickupPoint: z.string().nullable(),
  householdCount: countForm,
})
export type EstateView = z.output<typeof estateView>
export const estatesQuery = z.strictObject({ q: searchForm })
export const estatesView = z.object({ estates: z.array(estateView) })

export const householdFlags = [
  'alone_elderly',
  'no_smartphone',
  'infant',
  'bedridden',
  'pregnant',
  'disabled',
  'poor',
  'long_term_medicine',
  'stranded',
] as const

/** A household with its name and telephone masked; `revealed` only after an audited request. */
export const householdView = z.object({
  id: idForm,
  estateId: idForm,
  building: z.string(),
  entrance: z.string(),
  room: z.string(),
  /** "3-2-501": how the room is said and printed. */
  label: z.string(),
  personCount: countForm,
  flags: z.array(z.string()),
  contactMasked: z.string(),
  phoneMasked: z.string(),
  hasLink: z.boolean(),
})
export type HouseholdView = z.output<typeof householdView>
export const householdsQuery = z.strictObject({ q: searchForm, building: z.string().max(20).optional() })
export const householdsView = z.object({ households: z.array(householdView) })

export const revealBody = z.strictObject({ reason: z.string().min(2).max(200) })
export const revealView = z.object({ contactName: z.string(), phone: z.string() })

/** A new link for a household; the old one dies with it. `digits`: what the household is asked for. */
export const linkView = z.object({
  path: z.string(),
  url: z.string(),
  digits: z.enum(['phone', 'door_code']),
  doorCode: z.string().nullable(),
})

export * from './import/api.ts'
