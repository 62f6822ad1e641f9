import type { ReactNode } from 'react'
import type { Problem } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { ErrorState } from '../../ui/states.tsx'
import { Button } from './Button.tsx'

/** Says that a write was not taken, why, and that nothing typed is lost; what a lost connection cost can be sent again. */
export const WriteNote = ({
  problem,
  onRetry,
}: {
  problem: Problem | null
  onRetry?: (() => void) | undefined
}): ReactNode => {
  const say = useSay()
  if (problem === null) return null
  const mayRetry = onRetry !== undefined && (problem.status === 0 || problem.status >= 500)
  return (
    <ErrorState problem={problem}>
      <p className="small">{say(mayRetry ? 'mobile.write.kept' : 'mobile.write.refused')}</p>
      {mayRetry && <Button onPress={onRetry}>{say('mobile.write.again')}</Button>}
    </ErrorState>
  )
}
