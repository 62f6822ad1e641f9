import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { BoardHousehold, Cycle, EstateSheet, Order, Placed } from '../../api/orders.ts'
import { placeOrder } from '../../api/orders.ts'
import type { Problem } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, sayMoney } from '../../ui/parts.tsx'
import { useRefresh } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import type { Cart } from '../logic/cart.ts'
import { cartAmountFen, cartOf, cartPackCount, linesOf } from '../logic/cart.ts'
import { Button } from '../parts/Button.tsx'
import { OfferList } from '../parts/OfferList.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'

/** The goods for one household, with the sum and the one button at the lower edge. */
export const OrderForm = (props: {
  head: ReactNode
  back: string
  household: BoardHousehold
  sheet: EstateSheet
  cycle: Cycle
  /** The order that this one takes the place of. */
  replaced: Order | null
  onLeave: () => void
  /** Refused: the order that stands in the way may be shown next, and the reason with it. */
  onRefused: (problem: Problem) => void
  onPlaced: (placed: Placed) => void
}): ReactNode => {
  const say = useSay()
  const { household, sheet, cycle, replaced } = props
  const refresh = useRefresh()
  const held = cartOf(replaced?.lines ?? [])
  const [cart, setCart] = useState<Cart>(held)
  const write = useWrite(
    (wanted: { lines: ReturnType<typeof linesOf>; replacesOrderId: string | null }, id) =>
      placeOrder({
        id,
        cycleId: cycle.id,
        householdId: household.householdId,
        lines: wanted.lines,
        ...(wanted.replacesOrderId === null ? {} : { replacesOrderId: wanted.replacesOrderId }),
      }),
    (placed) => {
      void refresh.estate(sheet.estateId)
      props.onPlaced(placed)
    },
  )
  const { problem } = write
  const { onRefused } = props
  useEffect(() => {
    if (problem !== null) onRefused(problem)
  }, [problem, onRefused])
  const submit = async (): Promise<void> => {
    const placed = await write.submit({ lines: linesOf(cart), replacesOrderId: replaced?.id ?? null })
    // Refused: stock, limits or somebody else's order have moved on, so the page shows how it stands now.
    if (placed === null) void refresh.estate(sheet.estateId)
  }
  const packs = cartPackCount(cart)
  const unchanged = replaced !== null && JSON.stringify(cart) === JSON.stringify(held)
  return (
    <EstateFrame
      estateId={sheet.estateId}
      title={say('mobile.room.title')}
      back={props.back}
      action={
        <>
          <p className="between total-line">
            <span>{say('mobile.order.packs', { number: packs })}</span>
            <strong className="total">{sayMoney(cartAmountFen(cart, sheet.offers))}</strong>
          </p>
          <Button
            kind="main"
            busy={write.state === 'sending'}
            disabled={packs === 0 || unchanged}
            onPress={() => void submit()}
          >
            {packs === 0
              ? say('mobile.order.empty')
              : unchanged
                ? say('mobile.order.unchanged')
                : say(replaced === null ? 'mobile.order.submit' : 'mobile.order.submitChange', {
                    room: household.label,
                  })}
          </Button>
        </>
      }
    >
      <div className="stack">
        {props.head}
        {replaced !== null && (
          <div className="hint hint-wait between">
            <span>{say('mobile.order.changing', { number: replaced.number })}</span>
            <Button kind="quiet" onPress={props.onLeave}>
              {say('mobile.order.leaveChange')}
            </Button>
          </div>
        )}
        <WriteNote problem={write.problem} onRetry={() => void submit()} />
        {sheet.offers.length === 0 ? (
          <EmptyState title={say('mobile.offers.noList')} why={say('mobile.offers.noListTodo')} />
        ) : (
          <OfferList offers={sheet.offers} cycle={cycle} cart={cart} held={held} onChange={setCart} />
        )}
      </div>
    </EstateFrame>
  )
}
