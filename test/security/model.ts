import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { baseRights } from '../../src/modules/people/index.ts'
import type { Database } from '../../src/platform/db/index.ts'
import { sql } from '../../src/platform/db/index.ts'

/**
 * Who may do what, worked out a second time and in another way than the product does it: from the plan files as they
 * lie on the disk, the base rights and the tree of places, in TypeScript instead of SQL.
 */
export type Post = {
  readonly kind: string
  readonly placeId: string
  readonly storeId: string | null
}
export type Grant = {
  readonly placeId: string
  readonly rights: Readonly<Record<string, readonly string[]>>
}
export type Model = {
  /** May one of the posts do `action` at the place, for that store? */
  can(posts: readonly Post[], action: string, placeId: string, storeId: string | null): boolean
  /** Where the posts may do `action`: the wider of post and grant is cut to the narrower. */
  reach(posts: readonly Post[], action: string): readonly { placeId: string; storeId: string | null }[]
  lineage(placeId: string): readonly string[]
}

export const planRights = (code: string): Readonly<Record<string, readonly string[]>> => {
  const plans = resolve(import.meta.dirname, '..', '..', 'plans')
  const text = readFileSync(join(plans, `${code}-sealed-estates.yaml`), 'utf8')
  return (parse(text) as { posts: Record<string, string[]> }).posts
}

export const openModel = async (
  database: Database,
  districtId: number,
  rootId: string,
  plans: readonly { readonly code: string; readonly placeId: string }[],
): Promise<Model> => {
  const rows = await database.rows<{ id: string; parentId: string | null }>(
    sql`select id, parent_id from places.v_place where district_id = ${districtId}`,
  )
  const parents = new Map(rows.map((row) => [row.id, row.parentId]))
  const lineage = (placeId: string): string[] => {
    const line: string[] = []
    for (let at: string | null | undefined = placeId; at; at = parents.get(at)) line.push(at)
    return line
  }
  const grants: readonly Grant[] = [
    { placeId: rootId, rights: baseRights },
    ...plans.map(({ code, placeId }) => ({ placeId, rights: planRights(code) })),
  ]
  const gives = (grant: Grant, kind: string, action: string): boolean =>
    (grant.rights[kind] ?? []).includes(action)
  return {
    lineage,
    can: (posts, action, placeId, storeId) => {
      const above = lineage(placeId)
      return posts.some(
        (post) =>
          above.includes(post.placeId) &&
          (post.storeId === null || post.storeId === storeId) &&
          grants.some((grant) => above.includes(grant.placeId) && gives(grant, post.kind, action)),
      )
    },
    reach: (posts, action) =>
      posts.flatMap((post) =>
        grants.flatMap((grant) => {
          if (!gives(grant, post.kind, action)) return []
          if (lineage(post.placeId).includes(grant.placeId))
            return [{ placeId: post.placeId, storeId: post.storeId }]
          return lineage(grant.placeId).includes(post.placeId)
            ? [{ placeId: grant.placeId, storeId: post.storeId }]
            : []
        }),
      ),
  }
}
