import type { FastifyRequest } from 'fastify'
import type { DistrictId, PersonId } from '../../kernel/ids.ts'
import { refused } from '../../kernel/result.ts'
import { newId } from '../../platform/clock.ts'
import type { Actor, Context, Services } from '../../platform/context.ts'
import { inTransaction, personOf } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import { hashPassword, isHashStale, newToken, tokenHash, verifyPassword } from '../../platform/secrets.ts'
import { isGuessable } from './passwords.ts'
import { localNames } from './store.ts'

export const sessionCookie = '__Host-changping'
export const cookieOptions = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

/** A session ends 12 hours after the last request and 7 days after the log-in, whatever happens. */
const idleHours = 12
const absoluteDays = 7

// Ten wrong passwords of one account from one source, or a hundred from one source, close that door for 15 minutes. A
// hundred of one account from many sources close it to all but those from which the person has logged in before: so
// nobody locks another out.
const accountTries = 10
const sourceTries = 100
const everywhereTries = 100
const tryMinutes = 15
const knownSourceDays = 90

/** `DISTRICT.TOKEN`: the district comes first so that the row is found within its cell. */
export const readCookie = (value: string | undefined): { districtId: DistrictId; hash: Buffer } | null => {
  const match = /^(\d{6})\.([0-9A-Z]{26})$/.exec(value ?? '')
  return match ? { districtId: Number(match[1]) as DistrictId, hash: tokenHash(match[2] as string) } : null
}

/**
 * The person whose session the request carries, or null. A session that saw a post of its person end is dead: who goes
 * on with other duties logs in again.
 */
export const identifyPerson = async (services: Services, request: FastifyRequest): Promise<Actor | null> => {
  const cookie = readCookie(request.cookies[sessionCookie])
  if (!cookie || cookie.districtId !== services.districtId) return null
  const found = await services.database.maybe<{ personId: PersonId; login: string; stale: boolean }>(sql`
    select s.person_id, p.login, s.seen_at < clock_timestamp() - interval '1 minute' as stale
      from people.session s join people.person p on p.district_id = s.district_id and p.id = s.person_id
     where s.district_id = ${cookie.districtId} and s.token_hash = ${cookie.hash} and s.ended_at is null and p.disabled_at is null
       and s.seen_at > clock_timestamp() - make_interval(hours => ${idleHours})
       and s.created_at > clock_timestamp() - make_interval(days => ${absoluteDays})
       and not exists (select 1 from people.holding h where h.district_id = s.district_id and h.person_id = s.person_id
         and h.until_at between s.created_at and clock_timestamp())`)
  if (!found) return null
  if (found.stale) {
    await services.database.run(sql`update people.session set seen_at = clock_timestamp()
      where district_id = ${cookie.districtId} and token_hash = ${cookie.hash}`)
  }
  return { kind: 'person', personId: found.personId, login: found.login, sessionHash: cookie.hash }
}

let dummyHash: Promise<string> | null = null
/** Checked when the login is unknown, so that the answer takes as long as for a known one. */
const dummy = (): Promise<string> => {
  dummyHash ??= hashPassword('nobody has this password')
  return dummyHash
}

const isClosed = async (
  context: Context,
  subjects: readonly { subject: string; most: number }[],
  knownSubject: string,
): Promise<boolean> => {
  const rows = await context.database.rows<{ subject: string; failedCount: number }>(sql`
    select subject, failed_count from people.attempt where district_id = ${context.districtId}
      and subject = any(${subjects.map((entry) => entry.subject)}::text[])
      and since_at > clock_timestamp() - make_interval(mins => ${tryMinutes})`)
  const over = rows.filter(
    (row) => row.failedCount >= (subjects.find((entry) => entry.subject === row.subject)?.most ?? 1),
  )
  if (over.length === 0) return false
  if (over.some((row) => !row.subject.startsWith('account:'))) return true
  const known =
    await context.database.maybe(sql`select subject from people.attempt where district_id = ${context.districtId}
    and subject = ${knownSubject} and since_at > clock_timestamp() - make_interval(days => ${knownSourceDays})`)
  return known === null
}

const countFailure = (context: Context, subjects: readonly { subject: string }[]): Promise<number> =>
  context.database.run(sql`insert into people.attempt as a (district_id, subject, failed_count, since_at)
    select ${context.districtId}, s, 1, clock_timestamp() from unnest(${subjects.map((entry) => entry.subject)}::text[]) s order by s
    on conflict (district_id, subject) do update set
      failed_count = case when a.since_at > excluded.since_at - make_interval(mins => ${tryMinutes}) then a.failed_count + 1 else 1 end,
      since_at = case when a.since_at > excluded.since_at - make_interval(mins => ${tryMinutes}) then a.since_at else excluded.since_at end`)

/**
 * Checks login and password and opens a session; gives the cookie's value. Unknown login and wrong password are
 * one answer. Refuses `people.wrong_login` and `people.too_many_tries`.
 */
export const logIn = async (
  context: Context,
  input: {
    readonly login: string
    readonly password: string
    readonly source: string
    readonly device: string
  },
): Promise<string> => {
  const subjects = [
    { subject: `login:${input.login}@${input.source}`.slice(0, 200), most: accountTries },
    { subject: `source:${input.source}`, most: sourceTries },
    { subject: `account:${input.login}`, most: everywhereTries },
  ]
  const knownSubject = `known:${input.login}@${input.source}`
  if (await isClosed(context, subjects, knownSubject))
    throw refused('people.too_many_tries', { minutes: tryMinutes })
  const person = await context.database.maybe<{ id: PersonId; passwordHash: string | null }>(sql`
    select id, password_hash from people.person
     where district_id = ${context.districtId} and login = ${input.login} and disabled_at is null`)
  const other = await dummy()
  const right = await verifyPassword(person?.passwordHash ?? other, input.password)
  if (!right || !person?.passwordHash) {
    await countFailure(context, subjects)
    await inTransaction(context, async (tx) =>
      tx.audit({
        action: 'people.log_in',
        objectKind: 'person',
        objectId: person?.id ?? null,
        result: 'refused',
      }),
    )
    throw refused('people.wrong_login')
  }
  const token = newToken(context.random)
  // Hashed under older terms: now that the password is known it is hashed anew.
  const renewed = isHashStale(person.passwordHash) ? await hashPassword(input.password) : null
  await inTransaction(
    {
      ...context,
      actor: { kind: 'person', personId: person.id, login: input.login, sessionHash: tokenHash(token) },
    },
    async (tx) => {
      await tx.run(sql`insert into people.session (district_id, token_hash, id, person_id, device)
      values (${context.districtId}, ${tokenHash(token)}, ${newId(context.clock, context.random)}, ${person.id}, ${input.device.slice(0, 200)})`)
      await tx.run(
        sql`delete from people.attempt where district_id = ${context.districtId} and subject = ${(subjects[0] as { subject: string }).subject}`,
      )
      await tx.run(sql`insert into people.attempt (district_id, subject, failed_count, since_at)
        values (${context.districtId}, ${knownSubject}, 0, clock_timestamp())
        on conflict (district_id, subject) do update set since_at = excluded.since_at`)
      if (renewed)
        await tx.run(sql`update people.person set password_hash = ${renewed}
          where district_id = ${context.districtId} and id = ${person.id} and password_hash = ${person.passwordHash}`)
      tx.audit({ action: 'people.log_in', objectKind: 'person', objectId: person.id })
    },
  )
  return `${context.districtId}.${token}`
}

/** Ends the session of the request; it is dead for the very next one. */
export const logOut = async (context: Context): Promise<void> => {
  if (context.actor?.kind !== 'person') return
  const { sessionHash, personId } = context.actor
  await inTransaction(context, async (tx) => {
    await tx.run(sql`update people.session set ended_at = clock_timestamp()
      where district_id = ${context.districtId} and token_hash = ${sessionHash} and ended_at is null`)
    tx.audit({ action: 'people.log_out', objectKind: 'person', objectId: personId })
  })
}

export type SessionView = { id: string; device: string; createdAt: string; seenAt: string; current: boolean }

/** The caller's own open sessions, the newest use first. */
export const ownSessions = (context: Context): Promise<SessionView[]> => {
  const hash = context.actor?.kind === 'person' ? context.actor.sessionHash : null
  return context.database.rows<SessionView>(sql`select id, device, created_at, seen_at, token_hash = ${hash} as current
    from people.session where district_id = ${context.districtId} and person_id = ${personOf(context)} and ended_at is null
      and seen_at > clock_timestamp() - make_interval(hours => ${idleHours}) order by seen_at desc`)
}

/** Ends one of the caller's own sessions. */
export const endSession = async (context: Context, id: string): Promise<void> => {
  await inTransaction(context, async (tx) => {
    const ended = await tx.run(sql`update people.session set ended_at = clock_timestamp()
      where district_id = ${context.districtId} and id = ${id} and person_id = ${personOf(context)} and ended_at is null`)
    if (ended === 0) throw refused('people.session_missing')
    tx.audit({ action: 'people.end_session', objectKind: 'session', objectId: id })
  })
}

/** Changes the caller's own password and ends every other session. */
export const changePassword = async (
  context: Context,
  input: { oldPassword: string; newPassword: string },
): Promise<void> => {
  if (context.actor?.kind !== 'person') throw refused('people.not_logged_in')
  const { personId, login, sessionHash } = context.actor
  const { passwordHash } = await context.database.one<{ passwordHash: string | null }>(sql`
    select password_hash from people.person where district_id = ${context.districtId} and id = ${personId}`)
  const right = await verifyPassword(passwordHash ?? (await dummy()), input.oldPassword)
  if (!right || !passwordHash) throw refused('people.wrong_password')
  if (isGuessable(input.newPassword, login, await localNames(context))) throw refused('people.weak_password')
  const made = await hashPassword(input.newPassword)
  await inTransaction(context, async (tx) => {
    await tx.run(
      sql`update people.person set password_hash = ${made} where district_id = ${context.districtId} and id = ${personId}`,
    )
    await tx.run(sql`update people.session set ended_at = clock_timestamp()
      where district_id = ${context.districtId} and person_id = ${personId} and token_hash <> ${sessionHash} and ended_at is null`)
    tx.audit({ action: 'people.change_password', objectKind: 'person', objectId: personId })
  })
}
