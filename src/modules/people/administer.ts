import { refused } from '../../kernel/result.ts'
import type { Context, Transaction } from '../../platform/context.ts'
import { inTransaction, personOf } from '../../platform/context.ts'
import { sql } from '../../platform/db/index.ts'
import type { PersonView } from './api.ts'

const action = 'people.administer'

/**
 * The post by which the caller administers a person: one that reaches every place where the person holds a post, or
 * for a person without any the district. Who is out of reach answers as who is not there.
 */
const authorise = async (tx: Transaction, context: Context, personId: string): Promise<void> => {
  const places = await tx.rows<{ placeId: string }>(sql`
    select distinct coalesce(post.place_id, root.id) as place_id
      from people.person person
      join places.v_place root on root.district_id = person.district_id and root.kind = 'district'
      left join people.v_holding h on h.district_id = person.district_id and h.person_id = person.id
      left join people.post post on post.district_id = h.district_id and post.id = h.post_id
     where person.district_id = ${context.districtId} and person.id = ${personId}`)
  for (const { placeId } of places)
    if (!(await context.postFor(tx, context, action, { placeId }))) throw refused('people.person_missing')
  if (places.length === 0) throw refused('people.person_missing')
}

const kill = (tx: Transaction, context: Context, personId: string): Promise<number> =>
  tx.run(sql`update people.session set ended_at = clock_timestamp()
    where district_id = ${context.districtId} and person_id = ${personId} and ended_at is null`)

/** The people whose posts lie in the caller's reach, with what they hold and how many sessions are open. */
export const listPersons = async (context: Context): Promise<PersonView[]> => {
  const { districtId, vault } = context
  const rows = await context.database.rows<{
    id: string
    login: string
    nameSealed: Buffer
    disabled: boolean
    sessionCount: number
    posts: { id: string; kind: string; placeName: string }[]
  }>(sql`select person.id, person.login, person.name_sealed, person.disabled_at is not null as disabled,
      (select count(*) from people.session s where s.district_id = person.district_id and s.person_id = person.id
        and s.ended_at is null) as session_count,
      (select coalesce(json_agg(json_build_object('id', post.id, 'kind', post.kind, 'placeName', place.name)
          order by post.kind, place.name), '[]'::json)
         from people.v_holding h
         join people.post post on post.district_id = h.district_id and post.id = h.post_id
         join places.v_place place on place.district_id = post.district_id and place.id = post.place_id
        where h.district_id = person.district_id and h.person_id = person.id) as posts
    from people.person person
   where person.district_id = ${districtId}
     and exists (select 1 from people.reach(${districtId}, ${personOf(context)}, ${action}) r
       join places.v_place root on root.district_id = ${districtId} and root.kind = 'district'
       left join people.v_holding h on h.district_id = ${districtId} and h.person_id = person.id
       left join people.post post on post.district_id = h.district_id and post.id = h.post_id
       join places.v_place at_place on at_place.district_id = ${districtId} and at_place.id = coalesce(post.place_id, root.id)
      where r.place_id = any (at_place.lineage))
   order by person.login limit 5000`)
  return rows.map(({ nameSealed, ...row }) => ({ ...row, name: vault.open(nameSealed) }))
}

/** Ends every session of a person: dead at the very next request. */
export const endSessionsOf = (context: Context, personId: string): Promise<void> =>
  inTransaction(context, async (tx) => {
    await authorise(tx, context, personId)
    await kill(tx, context, personId)
    tx.audit({ action: 'people.end_sessions', objectKind: 'person', objectId: personId })
  })

/** Lets a person in no more, or again. Nobody does it to their own account. */
export const setDisabled = (context: Context, personId: string, disabled: boolean): Promise<void> =>
  inTransaction(context, async (tx) => {
    await authorise(tx, context, personId)
    if (personId === personOf(context)) throw refused('people.own_account')
    await tx.run(sql`update people.person set disabled_at = case when ${disabled} then clock_timestamp() end
      where district_id = ${context.districtId} and id = ${personId}`)
    if (disabled) await kill(tx, context, personId)
    tx.audit({
      action: disabled ? 'people.disable' : 'people.enable',
      objectKind: 'person',
      objectId: personId,
    })
  })

/** Ends a person's holding of a post: its rights are gone at the very next request, and so are the sessions. */
export const endPost = (context: Context, personId: string, postId: string): Promise<void> =>
  inTransaction(context, async (tx) => {
    await authorise(tx, context, personId)
    if (personId === personOf(context)) throw refused('people.own_account')
    const ended = await tx.run(sql`update people.holding set until_at = clock_timestamp()
      where district_id = ${context.districtId} and person_id = ${personId} and post_id = ${postId}
        and (until_at is null or until_at > clock_timestamp())`)
    if (ended === 0) throw refused('people.person_missing')
    await kill(tx, context, personId)
    tx.audit({ action: 'people.end_post', objectKind: 'person', objectId: personId, postId: postId as never })
  })
