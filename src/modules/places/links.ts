import { refused } from '../../kernel/result.ts'
import type { Context, Transaction } from '../../platform/context.ts'
import { inTransaction } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { equalBytes, newToken, randomCode, sha256, tokenHash } from '../../platform/secrets.ts'
import { deviceTries, expectedDigits, linkTries, typedDigits } from './rules.ts'
import type { HouseholdRow } from './store.ts'
import { findByLink, findHousehold } from './store.ts'

const linkForm = /^(\d{6})([0-9A-HJKMNP-TV-Z]{26})$/

/** Reads `DISTRICT + TOKEN` out of a link's path; null when it is no link of ours. Letters may be small. */
export const readLink = (text: string): { districtId: number; hash: Buffer } | null => {
  const match = linkForm.exec(text.toUpperCase())
  return match ? { districtId: Number(match[1]), hash: tokenHash(match[2] as string) } : null
}

/** The household, if the caller may do `action` for it; a foreign one answers as a missing one does. */
export const authorisedHousehold = async (tx: Transaction, context: Context, id: string, action: string) => {
  const household = await findHousehold(tx, context.districtId, id)
  const postId = household
    ? await context.postFor(tx, context, action, { placeId: household.estateId })
    : null
  if (!household || !postId) throw refused('places.household_missing')
  return { household, postId }
}

/** Shows name and telephone to somebody who needs them and says why; the look itself is on record. */
export const revealHousehold = (context: Context, id: string, reason: string) =>
  inTransaction(context, async (tx) => {
    const { household, postId } = await authorisedHousehold(tx, context, id, 'places.reveal')
    tx.audit({
      action: 'places.reveal',
      objectKind: 'household',
      objectId: id,
      placeId: household.estateId,
      postId,
      result: 'seen',
      body: { reason },
    })
    const open = (sealed: Buffer | null): string => (sealed ? context.vault.open(sealed) : '')
    return { contactName: open(household.contactSealed), phone: open(household.phoneSealed) }
  })

/**
 * Gives a household a new link; the old one and every device that it let in die with it. Who has no telephone on
 * file gets a door code of four digits, said once to the grid worker.
 */
export const issueLink = (context: Context, id: string, origin: string) =>
  inTransaction(context, async (tx) => {
    const { household, postId } = await authorisedHousehold(tx, context, id, 'places.issue_link')
    const token = newToken(context.random)
    const hasPhone = household.phoneSealed !== null
    const doorCode = hasPhone
      ? null
      : String(new DataView(context.random.bytes(4).slice().buffer).getUint32(0) % 10_000).padStart(4, '0')
    await tx.run(sql`update places.household set link_hash = ${tokenHash(token)}, link_wrong_count = 0,
        door_code_sealed = ${doorCode === null ? household.doorCodeSealed : context.vault.seal(doorCode)}
      where district_id = ${context.districtId} and id = ${id}`)
    await closeDevices(tx, context, id)
    tx.audit({
      action: 'places.issue_link',
      objectKind: 'household',
      objectId: id,
      placeId: household.estateId,
      postId,
    })
    const path = `/h/${context.districtId}${token}`
    return {
      path,
      url: `${origin}${path}`,
      digits: hasPhone ? ('phone' as const) : ('door_code' as const),
      doorCode,
    }
  })

/** Opens a link again to every device that it closed to after wrong tries. */
export const reopenLink = (context: Context, id: string): Promise<void> =>
  inTransaction(context, async (tx) => {
    const { household, postId } = await authorisedHousehold(tx, context, id, 'places.issue_link')
    await tx.run(
      sql`update places.household set link_wrong_count = 0 where district_id = ${context.districtId} and id = ${id}`,
    )
    await tx.run(sql`update places.household_device set wrong_count = 0, closed_at = null
      where district_id = ${context.districtId} and household_id = ${id} and verified_at is null`)
    tx.audit({
      action: 'places.reopen_link',
      objectKind: 'household',
      objectId: id,
      placeId: household.estateId,
      postId,
    })
  })

const closeDevices = (tx: Transaction, context: Context, id: string): Promise<number> =>
  tx.run(sql`update places.household_device set closed_at = clock_timestamp()
    where district_id = ${context.districtId} and household_id = ${id} and closed_at is null`)

export type Knock =
  | { readonly outcome: 'open'; readonly deviceToken: string }
  | { readonly outcome: 'wrong'; readonly deviceToken: string; readonly triesLeft: number }
  | { readonly outcome: 'closed' }

/**
 * A device tries the four digits at a link. Five wrong tries close the link to that device, twenty from all devices
 * close it altogether; the grid worker opens it again. Counted under a lock, so that tries in parallel count too.
 */
export const knock = (
  context: Context,
  link: { districtId: number; hash: Buffer },
  digits: string,
  deviceToken: string | null,
): Promise<Knock> =>
  inTransaction(context, async (tx) => {
    const household = await findByLink(tx, link.districtId, link.hash)
    if (!household) throw refused('places.link_missing')
    // A neighbour's phone may hold another household's cookie: it then starts as a new device here.
    const known = deviceToken
      ? await tx.maybe<{ householdId: string }>(sql`select household_id from places.household_device
          where district_id = ${link.districtId} and token_hash = ${tokenHash(deviceToken)}`)
      : null
    const token =
      deviceToken && (known === null || known.householdId === household.id)
        ? deviceToken
        : randomCode(context.random, 26)
    const hash = tokenHash(token)
    const { linkWrongCount } = await tx.one<{
      linkWrongCount: number
    }>(sql`select link_wrong_count from places.household
      where district_id = ${link.districtId} and id = ${household.id} for update`)
    await tx.run(sql`insert into places.household_device (district_id, token_hash, household_id)
      values (${link.districtId}, ${hash}, ${household.id}) on conflict do nothing`)
    const device = await tx.one<{ householdId: string; wrongCount: number; closedAt: string | null }>(sql`
      select household_id, wrong_count, closed_at from places.household_device
       where district_id = ${link.districtId} and token_hash = ${hash} for update`)
    if (device.closedAt || linkWrongCount >= linkTries || device.householdId !== household.id)
      return { outcome: 'closed' }
    const open = (sealed: Buffer | null): string | null => (sealed ? context.vault.open(sealed) : null)
    const expected = expectedDigits(open(household.phoneSealed), open(household.doorCodeSealed))
    const right = expected !== null && equalBytes(sha256(typedDigits(digits)), sha256(expected))
    if (right) {
      // A device that is let in gets a token that nobody can have planted or seen before.
      const fresh = newToken(context.random)
      await tx.run(sql`update places.household_device set token_hash = ${tokenHash(fresh)},
          verified_at = clock_timestamp(), wrong_count = 0
        where district_id = ${link.districtId} and token_hash = ${hash}`)
      await tx.run(
        sql`update places.household set link_wrong_count = 0 where district_id = ${link.districtId} and id = ${household.id}`,
      )
      tx.audit({
        action: 'places.open_link',
        objectKind: 'household',
        objectId: household.id,
        placeId: household.estateId,
      })
      return { outcome: 'open', deviceToken: fresh }
    }
    const closes = device.wrongCount + 1 >= deviceTries
    await tx.run(sql`update places.household_device set wrong_count = wrong_count + 1,
        closed_at = case when ${closes} then clock_timestamp() else null end, verified_at = null
      where district_id = ${link.districtId} and token_hash = ${hash}`)
    await tx.run(sql`update places.household set link_wrong_count = link_wrong_count + 1
      where district_id = ${link.districtId} and id = ${household.id}`)
    tx.audit({
      action: 'places.open_link',
      objectKind: 'household',
      objectId: household.id,
      placeId: household.estateId,
      result: 'refused',
    })
    return closes
      ? { outcome: 'closed' }
      : { outcome: 'wrong', deviceToken: token, triesLeft: deviceTries - device.wrongCount - 1 }
  })

export type { HouseholdRow }
