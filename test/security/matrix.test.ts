// covers: ORG-3 walked refused
/**
 * The access matrix, by machine: every route that the product serves, called as every kind of post at the right and at
 * the wrong place, at real things. What must come back is worked out from the access that the route declares, the base
 * rights and the plan files; a thing of somebody else's answers exactly as one that is not there.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/cli/product.ts'
import { cases } from './cases/index.ts'
import { isKnown, knownGaps, walkCase } from './matrix.ts'
import type { Stage } from './stage.ts'
import { openStage } from './stage.ts'

let stage: Stage
/** Routes that did not answer as they must. */
const seen = new Set<string>()
beforeAll(async () => {
  stage = await openStage()
})
afterAll(async () => {
  await stage?.close()
})

describe('R15 R16 post x place x route', () => {
  test('every route has a case in the matrix', () => {
    const walked = new Set(cases.map((one) => one.route))
    const served = routes.map((route) => `${route.method} ${route.path}`)
    expect(served.filter((route) => !walked.has(route))).toEqual([])
    expect([...walked].filter((route) => !served.includes(route))).toEqual([])
  })

  test.each(cases.map((one) => [`${one.route}${one.note ? ` (${one.note})` : ''}`, one] as const))(
    '%s',
    async (_name, one) => {
      const { mismatches } = await walkCase(stage, one)
      expect(mismatches.filter((found) => !isKnown(found))).toEqual([])
      for (const found of mismatches) seen.add(found.route)
    },
  )

  test('what is known to be wrong is still wrong, else its line in knownGaps goes', () => {
    expect(knownGaps.filter((gap) => !seen.has(gap.route)).map((gap) => gap.route)).toEqual([])
  })

  test('the books hold after all of it', async () => {
    expect(await stage.world.faults()).toEqual([])
  })
})
