import type { ReactNode } from 'react'
import type { Board } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark } from '../../ui/parts.tsx'

const steps = ['ordering', 'frozen', 'packing', 'handed_over', 'done'] as const

// Hand-over happens at one moment: once it has, people collect.
const stepNow = { ordering: 0, frozen: 1, packing: 2, handed_over: 4, done: 5 } as const

/** Ordering, closed, packing, hand-over, pickup: what is behind, what is now, what is ahead. */
export const PhaseLine = ({ phase }: { phase: Board['phase'] }): ReactNode => {
  const say = useSay()
  if (phase === 'no_plan') {
    return (
      <p className="notice-wait">
        <StatusMark tone="wait">{say('console.board.noPlan')}</StatusMark>
      </p>
    )
  }
  const at = stepNow[phase]
  return (
    <ol className="phase-line" aria-label={say('console.board.phases')}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < at ? 'is-past' : index === at ? 'is-now' : 'is-ahead'}
          aria-current={index === at ? 'step' : undefined}
        >
          <StatusMark tone={index < at ? 'done' : index === at ? 'going' : 'none'}>
            {say(`common.phase.${step}`)}
          </StatusMark>
        </li>
      ))}
    </ol>
  )
}
