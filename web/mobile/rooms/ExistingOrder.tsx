import type { ReactNode } from 'react'
import { useState } from 'react'
import type { BoardHousehold, Order } from '../../api/orders.ts'
import { cancelOrder } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { StatusMark, sayMoney } from '../../ui/parts.tsx'
import { useRefresh } from '../data.ts'
import { stateWordOf } from '../logic/standing.ts'
import { Ask } from '../parts/Ask.tsx'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { sayState, toneOf } from '../words.ts'
import { useWrite } from '../writing.ts'
import { PayNow } from './Received.tsx'

/** The order that stands, with where it is; changing and cancelling are acts of their own. */
export const ExistingOrder = (props: {
  estateId: string
  order: Order
  household: BoardHousehold
  isOpen: boolean
  onChange: () => void
  onCancelled: (order: Order) => void
}): ReactNode => {
  const say = useSay()
  const { order } = props
  const refresh = useRefresh()
  const [asking, setAsking] = useState(false)
  const cancel = useWrite(
    (orderId: string) => cancelOrder(orderId),
    () => {
      props.onCancelled(order)
      void refresh.estate(props.estateId)
    },
  )
  const word = stateWordOf({
    ...props.household,
    orderId: order.id,
    amountFen: order.amountFen,
    paidFen: order.paidFen,
  })
  const go = (): void => void cancel.submit(order.id)
  return (
    <section className="stack">
      <div className="sheet pad stack-tight">
        <p className="between">
          <strong>{order.number}</strong>
          <StatusMark tone={toneOf[word]}>{sayState(say, word)}</StatusMark>
        </p>
        <p className="soft">
          {say(`common.channel.${order.channel}`)}
          {order.placedByName === null ? '' : ` · ${order.placedByName}`} · {sayMoment(say, order.placedAt)}
        </p>
        <ul className="plain-list">
          {order.lines.map((line) => (
            <li key={line.offerId} className="between line">
              <span>
                {line.name} <strong>×{line.count}</strong>
              </span>
              <span>{sayMoney(line.amountFen)}</span>
            </li>
          ))}
        </ul>
        <p className="between total-line">
          <span>{say('mobile.order.total')}</span>
          <strong className="total">{sayMoney(order.amountFen)}</strong>
        </p>
      </div>
      {order.channel === 'household' && props.isOpen && <p className="hint">{say('mobile.order.own')}</p>}
      <PayNow estateId={props.estateId} orderId={order.id} dueFen={order.amountFen - order.paidFen} />
      {props.isOpen && !asking && (
        <div className="pair">
          <Button onPress={props.onChange}>{say('mobile.order.change')}</Button>
          <Button kind="danger" onPress={() => setAsking(true)}>
            {say('mobile.order.cancel')}
          </Button>
        </div>
      )}
      {asking && (
        <Ask
          question={say(order.paidFen > 0 ? 'mobile.order.askCancelPaid' : 'mobile.order.askCancel', {
            room: order.label,
            money: sayMoney(order.paidFen),
          })}
          yes={say('mobile.order.cancelYes')}
          no={say('mobile.order.cancelNo')}
          danger
          busy={cancel.state === 'sending'}
          onYes={go}
          onNo={() => setAsking(false)}
        />
      )}
      <WriteNote problem={cancel.problem} onRetry={go} />
      {!props.isOpen && <p className="hint">{say('mobile.closed.todo')}</p>}
    </section>
  )
}
