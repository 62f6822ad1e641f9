import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BoardHousehold, Order } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark, sayMoney } from '../../ui/parts.tsx'
import { Button } from '../parts/Button.tsx'
import { PayNow } from './Received.tsx'

/** The server has cancelled the order: the money to give back, and the way on. */
export const Cancelled = (props: {
  estateId: string
  order: Order
  household: BoardHousehold
  onOrderAgain: () => void
}): ReactNode => {
  const say = useSay()
  const { order } = props
  return (
    <section className="stack">
      <div className="receipt" role="status">
        <StatusMark tone="done">{say('common.order.cancelled')}</StatusMark>
        <strong className="receipt-number">{order.number}</strong>
        <span className="receipt-room">{order.label}</span>
        <span>
          {order.paidFen > 0
            ? say('mobile.cancelled.giveBack', { money: sayMoney(order.paidFen) })
            : say('mobile.cancelled.nothingPaid')}
        </span>
      </div>
      <PayNow estateId={props.estateId} orderId={order.id} dueFen={-order.paidFen} />
      <Link
        className="button button-main"
        to="/m/estate/$estateId/rooms"
        params={{ estateId: props.estateId }}
        search={{ building: props.household.building }}
      >
        {say('mobile.received.back')}
      </Link>
      <Button onPress={props.onOrderAgain}>{say('mobile.cancelled.again')}</Button>
    </section>
  )
}
