import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { MobileFrame } from '../../ui/MobileFrame.tsx'
import { rememberCollection } from '../memory.ts'
import { usePickTabs } from '../tabs.tsx'

/** The frame of the store's pages; it remembers which estate is being packed. */
export const PickFrame = (props: {
  collectionId?: string
  title: string
  sub?: ReactNode
  back?: string
  action?: ReactNode
  children: ReactNode
}): ReactNode => {
  const { collectionId } = props
  const tabs = usePickTabs(collectionId)
  useEffect(() => {
    if (collectionId !== undefined) rememberCollection(collectionId)
  }, [collectionId])
  return (
    <MobileFrame
      title={props.title}
      {...(props.sub === undefined ? {} : { sub: props.sub })}
      {...(props.back === undefined ? {} : { back: props.back })}
      tabs={tabs}
      action={props.action}
    >
      {props.children}
    </MobileFrame>
  )
}
