/**
 * The torture command, as `changping torture` runs it: three rounds here, hundreds when it is run by hand. Its control has
 * to fail, or its proof proves nothing.
 */
import { expect, test } from 'vitest'
import { torture } from '../../src/cli/torture.ts'

const silent = (): void => undefined

test('three rounds of killing: all that was acknowledged stands once, and the books hold', {
  timeout: 300_000,
}, async () => {
  const report = await torture({ rounds: 3, seed: 20_261_121, replay: true, say: silent })
  expect(report.rounds.map(({ fault }) => fault)).toEqual(['node', 'backend', 'postmaster'])
  expect(report.rounds.flatMap(({ found }) => found)).toEqual([])
  expect(report.acts).toBeGreaterThan(50)
  expect(report.repeats).toBeGreaterThan(10)
  expect(report.lost).toBeGreaterThan(0)
})

test('the control: when a repeated request gets a new id, what doubled is found', {
  timeout: 300_000,
}, async () => {
  const report = await torture({ rounds: 1, seed: 20_261_121, replay: false, say: silent })
  const found = report.rounds.flatMap((round) => round.found)
  expect(
    found.some((fault) => /payments stand for|orders stand for/.test(fault)),
    found.join('\n'),
  ).toBe(true)
})
