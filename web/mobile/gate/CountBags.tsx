import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Bag, Handover } from '../../api/packing.ts'
import { agreeHandover } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { BigNumber, sayMoney } from '../../ui/parts.tsx'
import { useMoney, useRefresh } from '../data.ts'
import { isPacked } from '../logic/bags.ts'
import { byBuilding } from '../logic/rooms.ts'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { sayBuilding } from '../words.ts'
import { useWrite } from '../writing.ts'

/** The second count at the hand-over: my own number first, then which bags are missing, then what I pay the store. */
export const CountBags = (props: {
  estateId: string
  cycleId: string
  handover: Handover
  bags: readonly Bag[]
}): ReactNode => {
  const say = useSay()
  const { handover } = props
  const refresh = useRefresh()
  const [typed, setTyped] = useState('')
  const [missing, setMissing] = useState<readonly string[]>([])
  const agree = useWrite(
    (wanted: { bagCount: number; missingBagIds: string[] }) => agreeHandover(handover.id, wanted),
    () => {
      void refresh.collection(handover.collectionId)
      void refresh.estate(props.estateId)
    },
  )
  const counted = /^\d{1,5}$/.test(typed.trim()) ? Number(typed.trim()) : null
  const lacking = counted === null ? 0 : handover.declaredBagCount - counted
  const ready = props.bags.filter(isPacked)
  const money = useMoney(props.estateId, props.cycleId)
  const taken = ready.filter((bag) => !missing.includes(bag.id))
  const goodsFen = Math.max(
    0,
    handover.goodsFen -
      ready.filter((bag) => missing.includes(bag.id)).reduce((sum, bag) => sum + bag.amountFen, 0),
  )
  // Of each household no more than it paid and than its goods cost, and never more than the cash in hand [D1]. The
  // server settles; this tells the worker what to get ready.
  const paidFen = taken.reduce((sum, bag) => sum + Math.min(bag.amountFen, bag.paidFen), 0)
  const payFen = Math.max(0, Math.min(paidFen, goodsFen, money.data?.cashFen ?? 0))
  const fits = counted !== null && lacking >= 0 && missing.length === lacking
  const send = (): void => {
    if (counted !== null) void agree.submit({ bagCount: counted, missingBagIds: [...missing] })
  }
  const toggle = (id: string): void =>
    setMissing(missing.includes(id) ? missing.filter((one) => one !== id) : [...missing, id])
  return (
    <div className="stack">
      <BigNumber
        label={say('mobile.count.declared', { store: handover.storeName, name: handover.declaredByName })}
        value={say('mobile.bags', { number: handover.declaredBagCount })}
      />
      <label className="field count-field">
        <span>{say('mobile.count.mine')}</span>
        <input
          inputMode="numeric"
          pattern="[0-9]*"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {counted !== null && lacking < 0 && (
        <p className="hint hint-wait">{say('mobile.count.tooMany', { number: -lacking })}</p>
      )}
      {counted !== null && lacking > 0 && (
        <section className="stack-tight">
          <h2>{say('mobile.count.which', { number: lacking, chosen: missing.length })}</h2>
          {byBuilding(ready).map((group) => (
            <div key={group.building}>
              <h3>{sayBuilding(say, group.building)}</h3>
              <div className="room-found">
                {group.rows.map((bag) => (
                  <button
                    key={bag.id}
                    type="button"
                    className={missing.includes(bag.id) ? 'button is-missing' : 'button'}
                    aria-pressed={missing.includes(bag.id)}
                    onClick={() => toggle(bag.id)}
                  >
                    {bag.label}
                    <span className="soft">{say('mobile.bag.number', { number: bag.sequenceNo })}</span>
                  </button>
                ))}
              </div>
            </div>
          ))}
        </section>
      )}
      {fits && (
        <section className="sheet pad stack-tight">
          <HandoverMoney goodsFen={goodsFen} payFen={payFen} openFen={goodsFen - payFen} />
          <p className="soft">{say('mobile.count.payNote')}</p>
        </section>
      )}
      <WriteNote problem={agree.problem} onRetry={send} />
      <Button kind="main" busy={agree.state === 'sending'} disabled={!fits} onPress={send}>
        {fits
          ? say('mobile.count.agree', { number: counted ?? 0 })
          : say(counted === null ? 'mobile.count.first' : 'mobile.count.notYet')}
      </Button>
    </div>
  )
}

/** What the goods cost, what of it is paid to the store out of the cash in hand, and what stays open. */
export const HandoverMoney = (props: { goodsFen: number; payFen: number; openFen: number }): ReactNode => {
  const say = useSay()
  return (
    <div className="stack-tight">
      <p className="between">
        <span>{say('mobile.count.goods')}</span>
        <span>{sayMoney(props.goodsFen)}</span>
      </p>
      <p className="between total-line">
        <span>{say('mobile.count.pay')}</span>
        <strong className="total">{sayMoney(props.payFen)}</strong>
      </p>
      <p className="between">
        <span>{say('mobile.count.open')}</span>
        <span>{sayMoney(props.openFen)}</span>
      </p>
    </div>
  )
}
