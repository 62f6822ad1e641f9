import { z } from 'zod'
import { idForm, momentForm } from '../../kernel/wire.ts'

export const loginBody = z.strictObject({
  login: z.string().min(1).max(60),
  password: z.string().min(1).max(200),
})

export const postView = z.object({
  id: idForm,
  kind: z.string(),
  placeId: idForm,
  placeName: z.string(),
  organizationId: idForm.nullable(),
  organizationName: z.string().nullable(),
})

/** The person who is logged in. `actions`: every verb that one of the posts may do somewhere. */
export const meView = z.object({
  person: z.object({ id: idForm, login: z.string(), name: z.string() }),
  posts: z.array(postView),
  actions: z.array(z.string()),
  district: z.object({ id: z.number().int(), name: z.string(), placeId: idForm }),
})
export type MeView = z.output<typeof meView>

export const sessionView = z.object({
  id: idForm,
  device: z.string(),
  createdAt: momentForm,
  seenAt: momentForm,
  current: z.boolean(),
})
export const sessionsView = z.object({ sessions: z.array(sessionView) })
export const passwordBody = z.strictObject({
  oldPassword: z.string().max(200),
  newPassword: z.string().min(8).max(200),
})

/** A person as the administrator sees them: no telephone. */
export const personView = z.object({
  id: idForm,
  login: z.string(),
  name: z.string(),
  disabled: z.boolean(),
  sessionCount: z.number().int(),
  posts: z.array(z.object({ id: idForm, kind: z.string(), placeName: z.string() })),
})
export type PersonView = z.output<typeof personView>
export const personsView = z.object({ persons: z.array(personView) })
export const endPostBody = z.strictObject({ postId: idForm })
