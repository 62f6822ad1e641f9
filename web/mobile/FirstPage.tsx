import { Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSay } from '../text/i18n.ts'
import { MobileFrame } from '../ui/MobileFrame.tsx'
import { Loaded } from '../ui/states.tsx'
import { useEstates } from './data.ts'
import { rememberedEstate } from './memory.ts'
import { useIsPicker, useTabs } from './tabs.tsx'

/** Where a person's day begins: the store's tasks, the estate of last time, the only estate, or the choice. */
export const FirstPage = (): ReactNode =>
  useIsPicker() ? <Navigate to="/m/tasks" replace /> : <FirstEstate />

const FirstEstate = (): ReactNode => {
  const say = useSay()
  const estates = useEstates('')
  const tabs = useTabs()
  return (
    <MobileFrame title={say('common.brand')} tabs={tabs}>
      <Loaded query={estates}>
        {(answer) => {
          const last = rememberedEstate()
          const known = answer.estates.find((estate) => estate.id === last)
          const only = answer.estates.length === 1 ? answer.estates[0] : undefined
          const estate = known ?? only
          return estate === undefined ? (
            <Navigate to="/m/estates" replace />
          ) : (
            <Navigate to="/m/estate/$estateId/home" params={{ estateId: estate.id }} replace />
          )
        }}
      </Loaded>
    </MobileFrame>
  )
}
