// covers: HOU-5 walked refused, HOU-7 walked refused
import { describe, expect, it } from 'vitest'
import { bagStates, handoverStates, isPast, scanActs, waitingFor } from './states.ts'

describe('the states of a bag', () => {
  it('go from the shelf to the door and nowhere else', () => {
    const moves = Object.keys(bagStates.actions).flatMap((action) =>
      bagStates.states.flatMap((state) => {
        const next = bagStates.next(state, action as keyof typeof bagStates.actions)
        return next ? [`${state} ${action} ${next}`] : []
      }),
    )
    expect(moves.sort()).toEqual([
      'checked hand_over handed_over',
      'checked miss missing',
      'handed_over collect collected',
      'missing pack packed',
      'packed check checked',
      'packed hand_over handed_over',
      'packed miss missing',
      'to_pack miss missing',
      'to_pack pack packed',
    ])
  })

  it('answer a repeated scan as done before, and a scan out of turn not', () => {
    const past = scanActs.flatMap((act) =>
      bagStates.states.filter((state) => isPast(state, act)).map((state) => `${act} ${state}`),
    )
    expect(past).toEqual([
      'pack packed',
      'pack checked',
      'pack handed_over',
      'pack collected',
      'check checked',
      'check handed_over',
      'check collected',
      'collect collected',
    ])
  })

  it('leave something to do until the last bag has gone through', () => {
    for (const act of scanActs) {
      for (const state of waitingFor[act]) expect(isPast(state, act)).toBe(false)
    }
  })
})

it('a hand-over is declared as often as needed and agreed once', () => {
  expect(handoverStates.next('declared', 'declare')).toBe('declared')
  expect(handoverStates.next('declared', 'agree')).toBe('agreed')
  expect(handoverStates.next('agreed', 'agree')).toBeNull()
  expect(handoverStates.next('agreed', 'declare')).toBeNull()
})
