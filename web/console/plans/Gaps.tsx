import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'

/** What the written plan leaves open, so that a default stands in its place: to be known before it is switched on. */
export const Gaps = ({ gaps }: { gaps: readonly string[] }): ReactNode => {
  const say = useSay()
  if (gaps.length === 0) return null
  return (
    <div className="plan-gaps">
      <h3>{say('console.plans.gaps')}</h3>
      <ul>
        {gaps.map((gap) => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </div>
  )
}
