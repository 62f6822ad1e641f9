import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Bag, Scan } from '../../api/packing.ts'
import { noteShort } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { sayClock } from '../../ui/moment.ts'
import { StatusMark } from '../../ui/parts.tsx'
import { useMoney, useRefresh } from '../data.ts'
import { shortOf } from '../logic/bags.ts'
import { Button } from '../parts/Button.tsx'
import { Stepper } from '../parts/Stepper.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { PayNow } from '../rooms/Received.tsx'
import { useWrite } from '../writing.ts'

/** The bag that was just scanned: whose it is, whether it had gone before, what is owed, what is missing in it. */
export const HandedBag = (props: {
  estateId: string
  cycleId: string
  scan: Scan
  total: number
}): ReactNode => {
  const say = useSay()
  const { bag, outcome, remaining } = props.scan
  const money = useMoney(props.estateId, props.cycleId)
  const row = money.data?.rows.find((one) => one.number === bag.orderNumber)
  const already = outcome === 'already'
  return (
    <section className={already ? 'handed is-already' : 'handed'}>
      <StatusMark tone={already ? 'wait' : 'done'}>
        {already ? say('mobile.gate.already', { time: sayClock(bag.stateAt) }) : say('common.bag.collected')}
      </StatusMark>
      <strong className="handed-room">{bag.label}</strong>
      <span className="handed-count">
        {say('mobile.gate.count', { done: props.total - remaining, total: props.total })}
      </span>
      <span className="soft">
        {bag.lines.map((line) => `${line.name} ×${line.count - line.shortCount}`).join('、')}
      </span>
      {already && <p>{say('mobile.gate.alreadyTodo')}</p>}
      {bag.payMark === 'owed' && row !== undefined && row.dueFen > 0 && (
        <div className="stack-tight wide">
          <p className="wait-text">{say('mobile.gate.owed')}</p>
          <PayNow estateId={props.estateId} orderId={row.orderId} dueFen={row.dueFen} />
        </div>
      )}
      {!already && <NoteShort bag={bag} estateId={props.estateId} />}
    </section>
  )
}

const NoteShort = ({ bag, estateId }: { bag: Bag; estateId: string }): ReactNode => {
  const say = useSay()
  const refresh = useRefresh()
  const [open, setOpen] = useState(false)
  const [short, setShort] = useState<Readonly<Record<string, number>>>({})
  const note = useWrite(
    (lines: ReturnType<typeof shortOf>) => noteShort(bag.id, { short: lines }),
    () => {
      void refresh.collection(bag.collectionId)
      void refresh.estate(estateId)
    },
  )
  const send = (): void => void note.submit(shortOf(short))
  if (note.state === 'received') {
    return <StatusMark tone="done">{say('mobile.short.noted')}</StatusMark>
  }
  if (!open) {
    return (
      <Button kind="quiet" onPress={() => setOpen(true)}>
        {say('mobile.short.open')}
      </Button>
    )
  }
  return (
    <div className="stack-tight wide">
      <p>{say('mobile.short.how')}</p>
      {bag.lines.map((line) => (
        <div key={line.offerId} className="between">
          <span>
            {line.name} ×{line.count - line.shortCount}
          </span>
          <Stepper
            name={line.name}
            count={short[line.offerId] ?? 0}
            max={line.count - line.shortCount}
            onChange={(count) => setShort({ ...short, [line.offerId]: count })}
          />
        </div>
      ))}
      <WriteNote problem={note.problem} onRetry={send} />
      <div className="pair">
        <Button
          kind="main"
          busy={note.state === 'sending'}
          disabled={shortOf(short).length === 0}
          onPress={send}
        >
          {say('mobile.short.send')}
        </Button>
        <Button onPress={() => setOpen(false)}>{say('common.cancel')}</Button>
      </div>
    </div>
  )
}
