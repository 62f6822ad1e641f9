import type { ReactNode } from 'react'
import type { Chain } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoney } from '../../ui/parts.tsx'
import type { ChainDraft } from '../logic/chain-draft.ts'
import { Fold } from '../parts/Fold.tsx'

type ChainOrder = Chain['orders'][number]

const sayLines = (lines: ChainOrder['lines']): string =>
  lines.map((line) => `${line.name} ×${line.count}`).join('、')

/** What was understood, folded by what will become of it: new, changed, unchanged, ordered by the household itself. */
export const ChainOrders = ({
  chain,
  draft,
  onDraft,
}: {
  chain: Chain
  draft: ChainDraft
  onDraft: (draft: ChainDraft) => void
}): ReactNode => {
  const say = useSay()
  const group = (standing: ChainOrder['standing']): ChainOrder[] =>
    chain.orders.filter((order) => order.standing === standing)
  const toggle = (householdId: string): void =>
    onDraft({
      ...draft,
      replaceOwn: draft.replaceOwn.includes(householdId)
        ? draft.replaceOwn.filter((one) => one !== householdId)
        : [...draft.replaceOwn, householdId],
    })
  const own = group('own')
  return (
    <div className="stack-tight">
      {own.length > 0 && (
        <Fold title={say('mobile.chain.own')} count={own.length} open>
          <p className="hint">{say('mobile.chain.ownHow')}</p>
          {own.map((order) => (
            <div key={order.householdId} className="chain-order">
              <Line order={order} />
              <label className="tick">
                <input
                  type="checkbox"
                  checked={draft.replaceOwn.includes(order.householdId)}
                  onChange={() => toggle(order.householdId)}
                />
                <span>{say('mobile.chain.replaceOwn')}</span>
              </label>
            </div>
          ))}
        </Fold>
      )}
      {(['change', 'new', 'same'] as const).map((standing) => {
        const orders = group(standing)
        if (orders.length === 0) return null
        return (
          <Fold key={standing} title={say(`mobile.chain.${standing}`)} count={orders.length}>
            {orders.map((order) => (
              <div key={order.householdId} className="chain-order">
                <Line order={order} />
              </div>
            ))}
          </Fold>
        )
      })}
    </div>
  )
}

const Line = ({ order }: { order: ChainOrder }): ReactNode => {
  const say = useSay()
  const isOwn = order.standing === 'own'
  const said = order.lines.length === 0 ? say('mobile.chain.cancels') : sayLines(order.lines)
  return (
    <>
      <p className="between">
        <strong className="room-name">{order.label}</strong>
        <span>{sayMoney(order.amountFen)}</span>
      </p>
      {order.standing === 'change' && order.currentLines.length > 0 && (
        <p className="soft">
          {say('mobile.chain.before')} <s>{sayLines(order.currentLines)}</s>
        </p>
      )}
      {isOwn && (
        <p>
          <span className="soft">{say('mobile.chain.ownNow')}</span> {sayLines(order.currentLines)}
        </p>
      )}
      <p>
        {isOwn && <span className="soft">{say('mobile.chain.inChain')}</span>} {said}
      </p>
    </>
  )
}
