import type { ReactNode } from 'react'
import { useSay } from '../text/i18n.ts'
import { MobileFrame } from '../ui/MobileFrame.tsx'
import { EmptyState } from '../ui/parts.tsx'

export const NotFound = (): ReactNode => {
  const say = useSay()
  return (
    <MobileFrame title={say('common.notFound.title')}>
      <EmptyState title={say('common.notFound.title')} why={say('common.notFound.why')}>
        <a className="button" href="/m">
          {say('common.toStart')}
        </a>
      </EmptyState>
    </MobileFrame>
  )
}
