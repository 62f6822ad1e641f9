import type { Client } from './client.ts'
import { documentId, logIn } from './client.ts'

/** What a person's session tells of itself. */
export type Me = {
  readonly person: { readonly name: string }
  readonly actions: readonly string[]
  readonly district: { readonly placeId: string }
}
export type Offer = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly priceFen: number
  readonly availableCount: number
  readonly limitPerHousehold: number | null
}
export type Sheet = {
  readonly cycle: { readonly id: string; readonly state: string; readonly closesAt: string } | null
  readonly storeId: string
  readonly storeName: string
  readonly offers: readonly Offer[]
}
export type Household = {
  readonly id: string
  readonly label: string
  readonly building: string
  readonly room: string
}
export type Estate = { readonly id: string; readonly name: string; readonly householdCount: number }

/** Fails with what the server said, unless it answered 200. */
export const want = <T>(reply: {
  readonly status: number
  readonly body: unknown
  readonly text: string
}): T => {
  if (reply.status !== 200) throw new Error(`${reply.status}: ${reply.text.slice(0, 500)}`)
  return reply.body as T
}

/** Switches D1 on for the whole district as its commander; gives the commander's session. */
export const switchOnD1 = async (base: string, password: string): Promise<Client> => {
  const commander = await logIn(base, 'commander', password)
  const me = want<Me>(await commander.get('/api/session'))
  want(await commander.post('/api/plans/D1/switch-on', { id: documentId(), placeId: me.district.placeId }))
  return commander
}

/** The first grid worker of the demo, with the first of the worker's estates and what can be ordered there. */
export const gridWorkerAtWork = async (base: string, password: string, number: 1 | 2 = 1) => {
  const grid = await logIn(base, `grid-150703001001-${number}`, password)
  const { estates } = want<{ estates: Estate[] }>(await grid.get('/api/estates'))
  const estate = estates[0] as Estate
  const sheet = want<Sheet>(await grid.get(`/api/estates/${estate.id}/sheet`))
  const { households } = want<{ households: Household[] }>(
    await grid.get(`/api/estates/${estate.id}/households`),
  )
  return { grid, estate, sheet, households }
}
