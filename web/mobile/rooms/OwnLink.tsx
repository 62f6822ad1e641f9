import type { ReactNode } from 'react'
import { useState } from 'react'
import type { HouseholdLink } from '../../api/places.ts'
import { makeHouseholdLink, reopenHouseholdLink } from '../../api/places.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark } from '../../ui/parts.tsx'
import { useMay } from '../../ui/session.tsx'
import { Ask } from '../parts/Ask.tsx'
import { Button } from '../parts/Button.tsx'
import { CopyButton } from '../parts/Copy.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'

/**
 * Gives a household a link of its own to order by, and opens it again after too many wrong tries. A new link ends
 * the one before, also where it is in use, so it is asked once more before it is made.
 */
export const OwnLink = ({ householdId }: { householdId: string }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const reopen = useWrite(reopenHouseholdLink)
  const make = useWrite(makeHouseholdLink, () => reopen.reset())
  if (!may('places.issue_link')) return null
  const send = async (): Promise<void> => {
    await make.submit(householdId)
    setAsking(false)
  }
  return (
    <div className="stack-tight">
      {asking ? (
        <Ask
          question={say('mobile.link.ask')}
          yes={say('mobile.link.yes')}
          no={say('mobile.link.no')}
          busy={make.state === 'sending'}
          onYes={() => void send()}
          onNo={() => setAsking(false)}
        />
      ) : (
        <div className="pair">
          <Button busy={make.state === 'sending'} onPress={() => setAsking(true)}>
            {say('mobile.link.make')}
          </Button>
          <Button busy={reopen.state === 'sending'} onPress={() => void reopen.submit(householdId)}>
            {say('mobile.link.reopen')}
          </Button>
        </div>
      )}
      <WriteNote problem={make.problem} onRetry={() => void send()} />
      <WriteNote problem={reopen.problem} onRetry={() => void reopen.submit(householdId)} />
      <div role="status">
        {reopen.state === 'received' && (
          <p className="hint">
            <StatusMark tone="done">{say('mobile.link.reopened')}</StatusMark>
          </p>
        )}
        {make.state === 'received' && make.answer !== null && <MadeLink link={make.answer} />}
      </div>
    </div>
  )
}

/** The link to copy, and what the household is asked for; a door code is shown this once only. */
const MadeLink = ({ link }: { link: HouseholdLink }): ReactNode => {
  const say = useSay()
  return (
    <div className="stack-tight">
      <p className="own-link">{link.url}</p>
      <CopyButton key={link.url} kind="main" text={link.url} done={say('mobile.link.copied')}>
        {say('mobile.link.copy')}
      </CopyButton>
      <p>{say(link.digits === 'phone' ? 'mobile.link.phoneDigits' : 'mobile.link.doorDigits')}</p>
      {link.doorCode !== null && <strong className="door-code">{link.doorCode}</strong>}
      <p className="hint">{say('mobile.link.mind')}</p>
    </div>
  )
}
