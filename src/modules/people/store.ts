import type { PersonId, PostId } from '../../kernel/ids.ts'
import { newId } from '../../platform/clock.ts'
import type { Context, Services, Target } from '../../platform/context.ts'
import { personOf } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import type { MeView } from './api.ts'
import type { PostKind } from './rights.ts'
import { baseRights } from './rights.ts'

/** The post by which the acting person may do `action` at the target, decided in SQL; null when there is none. */
export const postFor = async (
  db: Queryable,
  context: Context,
  action: string,
  target: Target,
): Promise<PostId | null> => {
  if (context.actor?.kind !== 'person') return null
  const { post } = await db.one<{ post: PostId | null }>(sql`select people.post_for(${context.districtId},
    ${context.actor.personId}, ${action}, ${target.placeId}, ${target.organizationId ?? null}) as post`)
  return post
}

/** Who is logged in, with posts and every verb that they bring. */
export const readMe = async (context: Context): Promise<MeView> => {
  const personId = personOf(context)
  const { districtId, database, vault } = context
  const person = await database.one<{ id: string; login: string; nameSealed: Buffer }>(sql`
    select id, login, name_sealed from people.person where district_id = ${districtId} and id = ${personId}`)
  const posts = await database.rows<MeView['posts'][number]>(sql`
    select post.id, post.kind, post.place_id, place.name as place_name, post.organization_id, o.name as organization_name
      from people.v_holding h
      join people.post post on post.district_id = h.district_id and post.id = h.post_id
      join places.v_place place on place.district_id = post.district_id and place.id = post.place_id
      left join people.organization o on o.district_id = post.district_id and o.id = post.organization_id
     where h.district_id = ${districtId} and h.person_id = ${personId} order by post.kind, place.name`)
  const actions = await database.rows<{ action: string }>(sql`
    select distinct r.action from people.v_holding h
      join people.post post on post.district_id = h.district_id and post.id = h.post_id
      join people."right" r on r.district_id = post.district_id and r.post_kind = post.kind
      join places.v_place post_place on post_place.district_id = post.district_id and post_place.id = post.place_id
      join places.v_place right_place on right_place.district_id = r.district_id and right_place.id = r.place_id
     where h.district_id = ${districtId} and h.person_id = ${personId}
       and (r.place_id = any (post_place.lineage) or post.place_id = any (right_place.lineage))
     order by r.action`)
  const district = await database.one<{ id: string; name: string }>(sql`
    select id, name from places.v_place where district_id = ${districtId} and kind = 'district'`)
  return {
    person: { id: person.id, login: person.login, name: vault.open(person.nameSealed) },
    posts,
    actions: actions.map((row) => row.action),
    district: { id: districtId, name: district.name, placeId: district.id },
  }
}

/** Names of persons by id, opened for those who work with them. */
export const personNames = async (
  context: Context,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> => {
  const wanted = Array.from(new Set(ids.filter((id): id is string => id !== null)))
  if (wanted.length === 0) return new Map()
  const rows = await context.database.rows<{ id: string; nameSealed: Buffer }>(sql`
    select id, name_sealed from people.person where district_id = ${context.districtId} and id = any(${wanted}::uuid[])`)
  return new Map(rows.map((row) => [row.id, context.vault.open(row.nameSealed)]))
}

export type NewPerson = {
  readonly login: string
  readonly name: string
  readonly phone: string | null
  readonly passwordHash: string | null
}

export const createPerson = async (
  tx: Queryable,
  services: Services,
  person: NewPerson,
): Promise<PersonId> => {
  const id = newId<'person'>(services.clock, services.random)
  await tx.run(sql`insert into people.person (district_id, id, login, name_sealed, phone_sealed, password_hash)
    values (${services.districtId}, ${id}, ${person.login}, ${services.vault.seal(person.name)},
      ${person.phone ? services.vault.seal(person.phone) : null}, ${person.passwordHash})`)
  return id
}

/** The post of a kind at a place (and store), made when it is not there yet. */
export const findOrCreatePost = async (
  tx: Queryable,
  services: Services,
  post: { readonly kind: PostKind; readonly placeId: string; readonly organizationId: string | null },
): Promise<PostId> => {
  await tx.run(sql`insert into people.post (district_id, id, kind, place_id, organization_id)
    values (${services.districtId}, ${newId(services.clock, services.random)}, ${post.kind}, ${post.placeId}, ${post.organizationId})
    on conflict do nothing`)
  const { id } = await tx.one<{
    id: PostId
  }>(sql`select id from people.post where district_id = ${services.districtId}
    and kind = ${post.kind} and place_id = ${post.placeId} and organization_id is not distinct from ${post.organizationId}`)
  return id
}

export const appoint = async (
  tx: Queryable,
  services: Services,
  personId: PersonId,
  postId: PostId,
): Promise<void> => {
  await tx.run(sql`insert into people.holding (district_id, id, post_id, person_id, from_at)
    values (${services.districtId}, ${newId(services.clock, services.random)}, ${postId}, ${personId}, clock_timestamp())`)
}

export const createOrganization = async (
  tx: Queryable,
  services: Services,
  organization: { readonly id: string; readonly kind: 'government' | 'store'; readonly name: string },
): Promise<void> => {
  await tx.run(sql`insert into people.organization (district_id, id, kind, name)
    values (${services.districtId}, ${organization.id}, ${organization.kind}, ${organization.name})`)
}

/** Gives kinds of posts their rights at a place and below, in the name of `source`. */
export const grantRights = async (
  tx: Queryable,
  services: Services,
  grant: {
    readonly placeId: string
    readonly source: string
    readonly rights: Readonly<Record<string, readonly string[]>>
  },
): Promise<void> => {
  const pairs = Object.entries(grant.rights).flatMap(([kind, actions]) =>
    actions.map((action) => ({ kind, action })),
  )
  await tx.run(sql`insert into people."right" (district_id, post_kind, action, place_id, source)
    select ${services.districtId}, k, a, ${grant.placeId}, ${grant.source}
      from unnest(${pairs.map((pair) => pair.kind)}::text[], ${pairs.map((pair) => pair.action)}::text[]) u(k, a)
    on conflict do nothing`)
}

/** Takes back what came in the name of `source`. */
export const withdrawRights = async (tx: Queryable, services: Services, source: string): Promise<void> => {
  await tx.run(
    sql`delete from people."right" where district_id = ${services.districtId} and source = ${source}`,
  )
}

/** Brings the rights that hold without any plan up to what this version says. */
export const installBaseRights = async (
  tx: Queryable,
  services: Services,
  placeId: string,
): Promise<void> => {
  await withdrawRights(tx, services, 'base')
  await grantRights(tx, services, { placeId, source: 'base', rights: baseRights })
}

/** How many people hold a post of each kind within a place: what a plan's check asks. */
export const holdersByKind = (
  db: Queryable,
  districtId: number,
  placeId: string,
): Promise<{ kind: string; count: number }[]> =>
  db.rows(sql`select post.kind, count(distinct h.person_id) as count
    from people.v_post post
    join people.v_holding h on h.district_id = post.district_id and h.post_id = post.id
    join places.v_place place on place.district_id = post.district_id and place.id = post.place_id
    join places.v_place target on target.district_id = post.district_id and target.id = ${placeId}
   where post.district_id = ${districtId} and (target.id = any (place.lineage) or place.id = any (target.lineage))
   group by post.kind`)

/** The names that everybody here knows: nobody's password is one of them. */
export const localNames = async (context: Context): Promise<readonly string[]> => {
  const rows = await context.database.rows<{ name: string }>(sql`
    select name from places.v_place where district_id = ${context.districtId}
      and kind in ('province', 'city', 'district', 'street', 'store')
    union select name from people.organization where district_id = ${context.districtId}`)
  return rows.map((row) => row.name)
}
