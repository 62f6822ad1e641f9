import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'

/** Whose order this is. It stays on the screen, in strong colour, as long as one orders for somebody else. */
export const ForBanner = ({ label }: { label: string }): ReactNode => {
  const say = useSay()
  return (
    <div className="for-banner" role="status">
      {say('mobile.room.orderingFor')} <strong>{label}</strong> {say('mobile.room.orderingForEnd')}
    </div>
  )
}
