import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BoardHousehold, Placed } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark, sayMoney } from '../../ui/parts.tsx'
import { compareNatural } from '../logic/rooms.ts'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { usePay } from '../paying.ts'

/** The server has the order: its number, the money, and the next room of the building. */
export const Received = (props: {
  estateId: string
  household: BoardHousehold
  rooms: readonly BoardHousehold[]
  placed: Placed
  paidFen: number
}): ReactNode => {
  const say = useSay()
  const { estateId, household, placed } = props
  const next = props.rooms
    .filter((room) => room.building === household.building && room.orderId === null)
    .filter((room) => room.householdId !== household.householdId)
    .sort((one, other) => compareNatural(one.label, other.label))
  const following = next.find((room) => compareNatural(room.label, household.label) > 0) ?? next[0]
  return (
    <section className="stack">
      <div className="receipt" role="status">
        <StatusMark tone="done">{say('common.order.placed')}</StatusMark>
        <strong className="receipt-number">{placed.number}</strong>
        <span className="receipt-room">{household.label}</span>
        <span className="total">{sayMoney(placed.amountFen)}</span>
        <span className="soft">{say('mobile.received.readBack')}</span>
      </div>
      <PayNow estateId={estateId} orderId={placed.id} dueFen={placed.amountFen - props.paidFen} />
      {following !== undefined && (
        <Link
          className="button button-main"
          to="/m/estate/$estateId/rooms/$householdId"
          params={{ estateId, householdId: following.householdId }}
        >
          {say('mobile.received.next', { room: following.label })}
        </Link>
      )}
      <Link
        className="button"
        to="/m/estate/$estateId/rooms"
        params={{ estateId }}
        search={{ building: household.building }}
      >
        {say('mobile.received.back')}
      </Link>
    </section>
  )
}

/** Takes the money for an order at once, or notes that one has paid for the household. */
export const PayNow = (props: { estateId: string; orderId: string; dueFen: number }): ReactNode => {
  const say = useSay()
  const pay = usePay(props.estateId)
  const money = sayMoney(Math.abs(props.dueFen))
  if (pay.state === 'received' && pay.input !== null) {
    return (
      <p className="hint">
        <StatusMark tone="done">
          {say(`mobile.paid.${pay.input.kind}`, { money: sayMoney(pay.input.amountFen) })}
        </StatusMark>
      </p>
    )
  }
  if (props.dueFen === 0) return null
  const send = (kind: 'collect' | 'advance' | 'refund'): void =>
    void pay.submit({ orderId: props.orderId, kind, amountFen: Math.abs(props.dueFen) })
  return (
    <div className="stack-tight">
      {props.dueFen > 0 ? (
        <div className="pair">
          <Button busy={pay.state === 'sending'} onPress={() => send('collect')}>
            {say('mobile.pay.collect', { money })}
          </Button>
          <Button disabled={pay.state === 'sending'} onPress={() => send('advance')}>
            {say('mobile.pay.advance')}
          </Button>
        </div>
      ) : (
        <Button busy={pay.state === 'sending'} onPress={() => send('refund')}>
          {say('mobile.pay.refundDue', { money })}
        </Button>
      )}
      <WriteNote problem={pay.problem} onRetry={() => pay.input !== null && void pay.submit(pay.input)} />
    </div>
  )
}
