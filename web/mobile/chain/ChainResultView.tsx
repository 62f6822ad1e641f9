import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ChainResult } from '../../api/orders.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { BigNumber, StatusMark, sayMoney } from '../../ui/parts.tsx'
import { Button } from '../parts/Button.tsx'
import { Fold } from '../parts/Fold.tsx'

const fine = ['placed', 'changed', 'same', 'cancelled']

/** What became of a chain: the refused ones first, each with its reason and a way on, then the receipts. */
export const ChainResultView = ({
  estateId,
  result,
  onAgain,
}: {
  estateId: string
  result: ChainResult
  onAgain: () => void
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const refused = result.results.filter((one) => !fine.includes(one.code))
  const taken = result.results.filter((one) => one.code !== 'same' && fine.includes(one.code))
  return (
    <div className="stack">
      <h2>
        <StatusMark tone="done">{say('mobile.result.done')}</StatusMark>
      </h2>
      <div className="number-grid">
        <BigNumber label={say('mobile.result.placed')} value={result.placed} />
        <BigNumber label={say('mobile.result.changed')} value={result.changed} />
        <BigNumber label={say('mobile.result.same')} value={result.same} />
        <BigNumber
          label={say('mobile.result.refused')}
          value={result.refused}
          tone={result.refused > 0 ? 'wait' : 'plain'}
        />
      </div>
      {refused.length > 0 && (
        <section className="stack-tight">
          <h2>{say('mobile.result.refusedTitle')}</h2>
          {refused.map((one) => (
            <div key={one.householdId} className="doubt is-open">
              <strong className="room-name">{one.label}</strong>
              <p>
                {sayCode(`errors.${one.code}`, { ...one.data }) ??
                  say('mobile.result.why', { code: one.code })}
              </p>
              <Link
                className="button"
                to="/m/estate/$estateId/rooms/$householdId"
                params={{ estateId, householdId: one.householdId }}
              >
                {say('mobile.result.orderFor', { room: one.label })}
              </Link>
            </div>
          ))}
        </section>
      )}
      {taken.length > 0 && (
        <Fold title={say('mobile.result.receipts')} count={taken.length}>
          {taken.map((one) => (
            <p key={one.householdId} className="between chain-order">
              <strong>{one.label}</strong>
              <span className="soft">{one.number}</span>
              <span>
                {one.code === 'cancelled' ? say('common.order.cancelled') : sayMoney(one.amountFen)}
              </span>
            </p>
          ))}
        </Fold>
      )}
      <Button kind="main" onPress={onAgain}>
        {say('mobile.result.again')}
      </Button>
      <Link className="button" to="/m/estate/$estateId/not-ordered" params={{ estateId }}>
        {say('mobile.other.chase')}
      </Link>
    </div>
  )
}
