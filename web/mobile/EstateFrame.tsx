import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useSay } from '../text/i18n.ts'
import { MobileFrame } from '../ui/MobileFrame.tsx'
import { useBoard } from './data.ts'
import { rememberEstate } from './memory.ts'
import { useEstateTabs } from './tabs.tsx'

/** The frame of every page of one estate: its name always in sight, the way to another estate, the five tabs. */
export const EstateFrame = (props: {
  estateId: string
  title?: string
  back?: string
  action?: ReactNode
  children: ReactNode
}): ReactNode => {
  const say = useSay()
  const { estateId } = props
  const board = useBoard(estateId)
  const tabs = useEstateTabs(estateId)
  const name = board.data?.estateName ?? ''
  useEffect(() => rememberEstate(estateId), [estateId])
  return (
    <MobileFrame
      title={props.title ?? name}
      {...(props.title === undefined ? {} : { sub: name })}
      {...(props.back === undefined ? {} : { back: props.back })}
      tabs={tabs}
      action={props.action}
      extra={
        props.back === undefined ? (
          <Link className="head-link" to="/m/estates">
            {say('mobile.estate.switch')}
          </Link>
        ) : undefined
      }
    >
      {props.children}
    </MobileFrame>
  )
}
