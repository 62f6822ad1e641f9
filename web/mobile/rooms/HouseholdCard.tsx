import type { ReactNode } from 'react'
import { useState } from 'react'
import type { BoardHousehold } from '../../api/orders.ts'
import { revealHousehold } from '../../api/places.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { useHousehold } from '../data.ts'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'
import { OwnLink } from './OwnLink.tsx'

/** Who lives there, masked; what to mind, in words; the telephone for a reason that is kept; its own link. */
export const HouseholdCard = ({
  estateId,
  household,
}: {
  estateId: string
  household: BoardHousehold
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const [asking, setAsking] = useState(false)
  const roll = useHousehold(estateId, household)
  const reveal = useWrite((reason: string) => revealHousehold(household.householdId, reason))
  const entry = roll.data
  return (
    <section className="sheet pad stack-tight">
      <p className="between">
        <span>
          {entry ? `${entry.contactMasked} · ${say('mobile.persons', { number: entry.personCount })}` : '…'}
        </span>
        {reveal.answer === null && !asking && (
          <Button kind="quiet" onPress={() => setAsking(true)}>
            {say('mobile.reveal.open')}
          </Button>
        )}
      </p>
      {household.flags.length > 0 && (
        <p className="flags">
          {household.flags.map((flag) => (
            <span key={flag} className="flag">
              {sayCode(`common.flag.${flag}`) ?? flag}
            </span>
          ))}
        </p>
      )}
      {asking && reveal.answer === null && (
        <div className="stack-tight">
          <p className="hint">{say('mobile.reveal.why')}</p>
          <div className="reason-grid">
            {(['order', 'deliver', 'care'] as const).map((reason) => (
              <Button
                key={reason}
                busy={reveal.state === 'sending' && reveal.input === say(`mobile.reveal.reason.${reason}`)}
                onPress={() => void reveal.submit(say(`mobile.reveal.reason.${reason}`))}
              >
                {say(`mobile.reveal.reason.${reason}`)}
              </Button>
            ))}
          </div>
          <WriteNote problem={reveal.problem} />
        </div>
      )}
      {reveal.answer !== null && (
        <p className="between">
          <span>{reveal.answer.contactName}</span>
          {reveal.answer.phone === '' ? (
            <span className="wait-text">{say('mobile.reveal.noPhone')}</span>
          ) : (
            <a className="button" href={`tel:${reveal.answer.phone}`}>
              {say('mobile.reveal.call', { phone: reveal.answer.phone })}
            </a>
          )}
        </p>
      )}
      <OwnLink householdId={household.householdId} />
    </section>
  )
}
