import type { FastifyRequest } from 'fastify'
import type { HouseholdId } from '../../kernel/ids.ts'
import type { Actor, Services } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { tokenHash } from '../../platform/secrets.ts'

/** The cookie of a device that a household's link let in. */
export const householdCookie = '__Host-household'

/** The device that the request comes from, or null. Whether its household's link is open is not looked up. */
export const identifyDevice = (request: FastifyRequest): (Actor & { readonly kind: 'device' }) | null => {
  const value = request.cookies[householdCookie]
  return value && /^[0-9A-Z]{26}$/.test(value) ? { kind: 'device', deviceHash: tokenHash(value) } : null
}

/** The household whose link the request's device has opened, or null. */
export const identifyHousehold = async (
  services: Services,
  request: FastifyRequest,
): Promise<Actor | null> => {
  const device = identifyDevice(request)
  if (!device) return null
  const { deviceHash } = device
  const found = await services.database.maybe<{
    householdId: HouseholdId
  }>(sql`select household_id from places.v_open_device
    where district_id = ${services.districtId} and token_hash = ${deviceHash}`)
  return found ? { kind: 'household', householdId: found.householdId, deviceHash } : null
}
