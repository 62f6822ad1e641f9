import type { ReactNode } from 'react'
import { useState } from 'react'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { StatusMark, sayMoney } from '../../ui/parts.tsx'
import type { MoneyRow } from '../logic/money.ts'
import { moneyState } from '../logic/money.ts'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import type { Payment } from '../paying.ts'
import { usePay } from '../paying.ts'

const opposite = { collect: 'refund', advance: null, repay: null, refund: 'collect' } as const

/** One household's money: the exact amount in one tap, what was just done, and the way to take it back. */
export const MoneyLine = ({
  estateId,
  row,
  onTouch,
}: {
  estateId: string
  row: MoneyRow
  onTouch: () => void
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const pay = usePay(estateId)
  const [more, setMore] = useState(false)
  const [undone, setUndone] = useState(false)
  const state = moneyState(row)
  const busy = pay.state === 'sending'
  const send = (kind: Payment['kind'], amountFen: number): void => {
    onTouch()
    setUndone(false)
    setMore(false)
    void pay.submit({ orderId: row.orderId, kind, amountFen })
  }
  const last = pay.state === 'received' && !undone ? pay.input : null
  const back = last === null ? null : opposite[last.kind]
  const undo = (): void => {
    if (last === null || back === null) return
    void pay.submit({ orderId: row.orderId, kind: back, amountFen: last.amountFen }).then((answer) => {
      if (answer !== null) setUndone(true)
    })
  }
  const money = sayMoney(Math.abs(row.dueFen))
  // What the household itself has paid, without what was paid for it.
  const ownFen = row.paidFen - row.advancedFen
  return (
    <li className="money-line">
      <div className="between">
        <span className="money-who">
          <strong className="room-name">{row.label}</strong>
          {row.flags.slice(0, 2).map((flag) => (
            <span key={flag} className="flag">
              {sayCode(`common.flag.${flag}`) ?? flag}
            </span>
          ))}
          {row.state === 'cancelled' && <span className="soft">{say('common.order.cancelled')}</span>}
        </span>
        <span className="pair-end">
          {!busy && last === null && !more && (state === 'owed' || state === 'paid') && (
            <Button
              kind="quiet"
              label={say('mobile.pay.moreFor', { room: row.label })}
              onPress={() => setMore(true)}
            >
              <span className="more-dots" aria-hidden="true">
                ⋯
              </span>
            </Button>
          )}
          {state === 'owed' && (
            <Button kind="plain" busy={busy} onPress={() => send('collect', row.dueFen)}>
              {say('mobile.pay.collect', { money })}
            </Button>
          )}
          {state === 'refund_due' && (
            <Button kind="danger" busy={busy} onPress={() => send('refund', -row.dueFen)}>
              {say('mobile.pay.refundDue', { money })}
            </Button>
          )}
          {(state === 'paid' || state === 'advanced') && (
            <span className="settled">
              <StatusMark tone={state === 'paid' ? 'done' : 'going'}>
                {say(state === 'paid' ? 'common.pay.paid' : 'mobile.money.advancedMark')}
              </StatusMark>{' '}
              {sayMoney(row.amountFen)}
            </span>
          )}
        </span>
      </div>
      <WriteNote problem={pay.problem} onRetry={() => pay.input !== null && void pay.submit(pay.input)} />
      {last !== null && back !== null && (
        <div className="between undo-line">
          <span>{say(`mobile.paid.${last.kind}`, { money: sayMoney(last.amountFen) })}</span>
          <Button onPress={undo}>{say('mobile.pay.undo')}</Button>
        </div>
      )}
      {!busy && last === null && (state === 'advanced' || more) && (
        <div className="pair-end">
          {state === 'advanced' && (
            <Button onPress={() => send('repay', row.advancedFen)}>
              {say('mobile.pay.repay', { money: sayMoney(row.advancedFen) })}
            </Button>
          )}
          {more && state === 'owed' && (
            <Button onPress={() => send('advance', row.dueFen)}>{say('mobile.pay.advance')}</Button>
          )}
          {more && ownFen > 0 && (
            <Button kind="danger" onPress={() => send('refund', ownFen)}>
              {say('mobile.pay.refund', { money: sayMoney(ownFen) })}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
