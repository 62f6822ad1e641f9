import { describe, expect, it } from 'vitest'
import { planRoutes } from '../index.ts'
import { planInWorkers } from '../worker.ts'
import { makeProblem } from './random-problem.ts'

describe('planInWorkers', () => {
  it('gives in threads what the engine gives in place, in order', async () => {
    const problems = [1, 2].map((seed) => makeProblem(seed, { stops: 8, trips: true }))
    const answers = await planInWorkers(problems, { iterations: 64, seed: 3, threads: 2 })
    expect(answers).toEqual(problems.map((problem) => planRoutes(problem, { iterations: 64, seed: 3 })))
  })

  it('ends early with the best so far when aborted', async () => {
    const signal = AbortSignal.abort()
    const [answer] = await planInWorkers([makeProblem(1, { stops: 8 })], { iterations: 1e12, signal })
    expect(answer!.ok && answer!.value.iterations).toBe(0)
  })
})
