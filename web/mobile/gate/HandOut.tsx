import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Bag, Handover, PickList, Scan } from '../../api/packing.ts'
import { scanBag } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { ProgressStrip } from '../../ui/parts.tsx'
import { pickListKey, useRefresh } from '../data.ts'
import { byBuilding } from '../logic/rooms.ts'
import { pulse } from '../logic/scanning.ts'
import { BagEntry } from '../parts/BagEntry.tsx'
import { Fold } from '../parts/Fold.tsx'
import { Scanner } from '../parts/Scanner.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { sayBuilding } from '../words.ts'
import { useWrite } from '../writing.ts'
import { HandoverMoney } from './CountBags.tsx'
import { HandedBag } from './HandedBag.tsx'

type Wanted = { readonly code: string; readonly collectionId?: string }

/** Handing out: scan or type, see the room in large type, go on to the next. */
export const HandOut = (props: {
  estateId: string
  cycleId: string
  collectionId: string
  bags: readonly Bag[]
  handover: Handover
}): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const refresh = useRefresh()
  const [last, setLast] = useState<Scan | null>(null)
  const scan = useWrite(
    (wanted: Wanted) => scanBag({ act: 'collect', ...wanted }),
    (answer) => {
      pulse(answer.outcome === 'done' ? 'done' : 'warn')
      setLast(answer)
      client.setQueryData<PickList>(pickListKey(answer.bag.collectionId), (list) =>
        list === undefined
          ? list
          : { ...list, bags: list.bags.map((bag) => (bag.id === answer.bag.id ? answer.bag : bag)) },
      )
      void refresh.estate(props.estateId)
    },
  )
  const send = async (wanted: Wanted): Promise<void> => {
    setLast(null)
    if ((await scan.submit(wanted)) === null) pulse('warn')
  }
  const collected = props.bags.filter((bag) => bag.state === 'collected').length
  const missing = props.bags.filter((bag) => bag.state === 'missing')
  const waiting = props.bags.filter((bag) => bag.state === 'handed_over')
  return (
    <div className="stack">
      <ProgressStrip
        total={props.bags.length}
        label={say('mobile.gate.progress')}
        segments={[
          { label: say('common.bag.collected'), count: collected, tone: 1 },
          { label: say('common.bag.handed_over'), count: waiting.length, tone: 3 },
          ...(missing.length > 0
            ? [{ label: say('common.bag.missing'), count: missing.length, tone: 4 as const }]
            : []),
        ]}
      />
      <div aria-live="assertive">
        {scan.state === 'sending' && <p className="hint">{say('mobile.state.sending')}</p>}
        <WriteNote problem={scan.problem} onRetry={() => scan.input !== null && void send(scan.input)} />
        {last !== null && (
          <HandedBag
            key={last.bag.id}
            estateId={props.estateId}
            cycleId={props.cycleId}
            scan={last}
            total={props.bags.length - missing.length}
          />
        )}
      </div>
      <Scanner onCode={(code) => void send({ code })} />
      <BagEntry
        bags={props.bags}
        onBag={(bag) => void send({ code: String(bag.sequenceNo), collectionId: props.collectionId })}
      />
      <Fold title={say('mobile.gate.waitingBags')} count={waiting.length}>
        {byBuilding(waiting).map((group) => (
          <p key={group.building} className="chain-order">
            <strong>{sayBuilding(say, group.building)}</strong> ({group.rows.length}){' '}
            {group.rows.map((bag) => bag.label).join('、')}
          </p>
        ))}
      </Fold>
      {missing.length > 0 && (
        <Fold title={say('mobile.gate.missingBags')} count={missing.length}>
          <p className="hint">{say('mobile.gate.missingTodo')}</p>
          <p>{missing.map((bag) => bag.label).join('、')}</p>
        </Fold>
      )}
      <Fold title={say('mobile.gate.slip')}>
        <p className="between">
          <span>{say('mobile.count.mine')}</span>
          <span>{say('mobile.bags', { number: props.handover.countedBagCount ?? 0 })}</span>
        </p>
        <HandoverMoney
          goodsFen={props.handover.goodsFen}
          payFen={props.handover.settledFen}
          openFen={props.handover.openFen}
        />
      </Fold>
    </div>
  )
}
