import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'
import { Loaded } from '../../ui/states.tsx'
import { useAnnouncement } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import { CopyButton } from '../parts/Copy.tsx'

/** The price list as a text for the group chat: seen as it will be pasted, copied in one tap. */
export const AnnouncementPage = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const announcement = useAnnouncement(estateId)
  const text = announcement.data?.text ?? ''
  return (
    <EstateFrame
      estateId={estateId}
      title={say('mobile.announcement.title')}
      back={`/m/estate/${estateId}/home`}
      action={
        text === '' ? undefined : (
          <CopyButton kind="main" text={text}>
            {say('mobile.announcement.copy')}
          </CopyButton>
        )
      }
    >
      <Loaded query={announcement}>
        {(answer) => (
          <div className="stack">
            <p className="hint">{say('mobile.announcement.how')}</p>
            <pre className="chat-text">{answer.text}</pre>
          </div>
        )}
      </Loaded>
    </EstateFrame>
  )
}
