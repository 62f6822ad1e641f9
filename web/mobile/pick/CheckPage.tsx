import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Bag, PickList, Scan } from '../../api/packing.ts'
import { scanBag } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, ProgressStrip, StatusMark } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { pickListKey, useContents, usePickList, useRefresh, useTotals } from '../data.ts'
import { isChecked } from '../logic/bags.ts'
import { pulse } from '../logic/scanning.ts'
import { BagEntry } from '../parts/BagEntry.tsx'
import { Button } from '../parts/Button.tsx'
import { Fold } from '../parts/Fold.tsx'
import { Scanner } from '../parts/Scanner.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'
import { PickFrame } from './PickFrame.tsx'

/** Checking by scan: what must be in the bag stands on the screen, and one tap confirms it. */
export const CheckPage = ({ collectionId }: { collectionId: string }): ReactNode => {
  const say = useSay()
  const list = usePickList(collectionId)
  return (
    <PickFrame
      collectionId={collectionId}
      title={say('mobile.check.title')}
      sub={list.data?.estateName}
      back={`/m/collection/${collectionId}`}
    >
      <Loaded query={list}>
        {(value) =>
          value.bags.length === 0 ? (
            <EmptyState title={say('mobile.pack.noBags')} why={say('mobile.pack.noBagsTodo')} />
          ) : (
            <Check collectionId={collectionId} bags={value.bags} />
          )
        }
      </Loaded>
    </PickFrame>
  )
}

type Wanted = { readonly act: 'look' | 'check'; readonly code: string; readonly collectionId?: string }

const Check = ({ collectionId, bags }: { collectionId: string; bags: readonly Bag[] }): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const refresh = useRefresh()
  const [shown, setShown] = useState<Scan | null>(null)
  const scan = useWrite(
    (wanted: Wanted) => scanBag(wanted),
    (answer, wanted) => {
      pulse(answer.outcome === 'already' ? 'warn' : 'done')
      setShown(answer)
      if (wanted.act === 'look') return
      client.setQueryData<PickList>(pickListKey(answer.bag.collectionId), (list) =>
        list === undefined
          ? list
          : { ...list, bags: list.bags.map((bag) => (bag.id === answer.bag.id ? answer.bag : bag)) },
      )
      void refresh.collection(collectionId)
    },
  )
  const send = async (wanted: Wanted): Promise<void> => {
    if ((await scan.submit(wanted)) === null) pulse('warn')
  }
  const checked = bags.filter(isChecked).length
  const waiting = bags.filter((bag) => bag.state === 'packed')
  const unpacked = bags.filter((bag) => bag.state === 'to_pack')
  return (
    <div className="stack">
      <ProgressStrip
        total={bags.length}
        label={say('mobile.check.progress')}
        segments={[
          { label: say('common.bag.checked'), count: checked, tone: 1 },
          { label: say('common.bag.packed'), count: waiting.length, tone: 2 },
        ]}
      />
      <WriteNote problem={scan.problem} onRetry={() => scan.input !== null && void send(scan.input)} />
      {shown !== null && (
        <Inside
          scan={shown}
          busy={scan.state === 'sending'}
          collectionId={collectionId}
          onRight={() => void send({ act: 'check', code: shown.bag.code })}
        />
      )}
      <Scanner onCode={(code) => void send({ act: 'look', code })} />
      <BagEntry
        bags={bags}
        onBag={(bag) => void send({ act: 'look', code: String(bag.sequenceNo), collectionId })}
      />
      <Fold title={say('mobile.check.waiting')} count={waiting.length}>
        <p>{waiting.map((bag) => bag.label).join('、') || say('common.none')}</p>
      </Fold>
      {unpacked.length > 0 && (
        <Fold title={say('mobile.check.unpacked')} count={unpacked.length}>
          <p>{unpacked.map((bag) => bag.label).join('、')}</p>
        </Fold>
      )}
    </div>
  )
}

const Inside = (props: {
  scan: Scan
  busy: boolean
  collectionId: string
  onRight: () => void
}): ReactNode => {
  const say = useSay()
  const { bag, outcome } = props.scan
  const totals = useTotals(bag.collectionId)
  const contents = useContents(totals.data?.collection.storeId)
  const confirmed = isChecked(bag)
  const foreign = bag.collectionId !== props.collectionId
  return (
    <section className={foreign ? 'handed is-already' : 'handed'} aria-live="polite">
      <strong className="handed-room">{bag.label}</strong>
      <span className="handed-count">
        {bag.sequenceNo}/{bag.sequenceCount}{' '}
        {say('mobile.bag.inBuilding', { number: bag.buildingNo, total: bag.buildingCount })}
      </span>
      {foreign && <p className="wait-text">{say('mobile.check.foreign', { estate: bag.estateName })}</p>}
      <ul className="plain-list wide">
        {bag.lines.map((line) => (
          <li key={line.offerId} className="between line">
            <span>
              {line.name}
              {(contents[line.offerId] ?? '') !== '' && (
                <span className="soft contents">{contents[line.offerId]}</span>
              )}
            </span>
            <strong className="pack-count">
              {line.count - line.shortCount} <small>{line.unitName}</small>
            </strong>
          </li>
        ))}
      </ul>
      {confirmed ? (
        <StatusMark tone="done">
          {say(outcome === 'already' ? 'mobile.check.already' : `common.bag.${bag.state}`)}
        </StatusMark>
      ) : (
        <div className="pair wide">
          <Button kind="main" busy={props.busy} disabled={bag.state !== 'packed'} onPress={props.onRight}>
            {say(bag.state === 'packed' ? 'mobile.check.right' : 'mobile.check.packFirst')}
          </Button>
          <Link
            className="button"
            to="/m/collection/$collectionId/pack"
            params={{ collectionId: bag.collectionId }}
            search={{ bag: bag.sequenceNo }}
          >
            {say('mobile.check.wrong')}
          </Link>
        </div>
      )}
    </section>
  )
}
