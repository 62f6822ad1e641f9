/** The matrix is worth what it notices: each guard is taken away in turn, and every route that stood behind it must show. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/platform/db/index.ts'
import { cases } from './cases/index.ts'
import { accessOf, walkCase } from './matrix.ts'
import type { Stage } from './stage.ts'
import { actorNamed, openStage } from './stage.ts'

const guarded = (kind: 'post' | 'reach') =>
  cases.filter((one) => accessOf(one.route).kind === kind && !one.nobodyOpens)

let stage: Stage
let anyPost = ''
beforeAll(async () => {
  stage = await openStage({ postFor: async () => anyPost as never })
  const post = await stage.world.owner.one<{ id: string }>(sql`select id from people.v_post limit 1`)
  anyPost = post.id
})
afterAll(async () => {
  await stage?.close()
})

/** The routes that the matrix does not find anything wrong with, called by people who have no business there. */
const unnoticed = async (kind: 'post' | 'reach'): Promise<string[]> => {
  // Some routes ask twice: for them somebody is needed who may look and no more.
  const names = ['person without a post', 'administrator', 'auditor']
  const strangers = names.map((name) => actorNamed(stage, name))
  const silent: string[] = []
  for (const one of guarded(kind)) {
    const isNarrowed = one.rule(stage, strangers[0] as never, 'nothing') !== 'open'
    if (!isNarrowed) continue
    const { mismatches } = await walkCase(stage, one, strangers)
    if (mismatches.length === 0) silent.push(`${one.route} ${one.note ?? ''}`.trim())
  }
  return silent
}

describe('R15 a guard that is gone is noticed', () => {
  test('without the question for the post, every route that declares one answers wrongly', async () => {
    expect(guarded('post').length).toBeGreaterThan(30)
    expect(await unnoticed('post')).toEqual([])
  })

  test('without the narrowing to where somebody may act, every route that declares it answers wrongly', async () => {
    await stage.world.owner.run(sql`create or replace function people.reach(p_district int, p_person uuid, p_action text)
      returns table (post_id uuid, place_id uuid, organization_id uuid) language sql stable as $$
        select null::uuid, place.id, null::uuid from places.v_place place
         where place.district_id = p_district and place.kind = 'district'
      $$`)
    expect(guarded('reach').length).toBeGreaterThan(8)
    expect(await unnoticed('reach')).toEqual([])
  })
})
