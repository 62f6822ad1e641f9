import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Bag, PickList } from '../../api/packing.ts'
import { packBag } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark, sayMoney } from '../../ui/parts.tsx'
import { pickListKey, useRefresh } from '../data.ts'
import { isPacked, nextToPack, shortOf, unticked } from '../logic/bags.ts'
import { pulse } from '../logic/scanning.ts'
import { useTicks } from '../memory.ts'
import { Ask } from '../parts/Ask.tsx'
import { Button } from '../parts/Button.tsx'
import { Stepper } from '../parts/Stepper.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'
import { PickFrame } from './PickFrame.tsx'

/** One bag: whose it is in the largest letters, its lines to tick, what lacks, and 'packed' under the thumb. */
export const PackBag = (props: {
  bag: Bag
  bags: readonly Bag[]
  contents: Readonly<Record<string, string>>
  frame: { collectionId: string; title: string; sub: string; back: string }
  children: ReactNode
}): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const refresh = useRefresh()
  const { bag } = props
  const { collectionId } = props.frame
  const ticks = useTicks(`bag.${bag.id}`)
  const [short, setShort] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(
      bag.lines.filter((line) => line.shortCount > 0).map((line) => [line.offerId, line.shortCount]),
    ),
  )
  const [asking, setAsking] = useState(false)
  const done = isPacked(bag)
  // What has left the store is no longer the picker's to change.
  const gone = bag.state !== 'to_pack' && bag.state !== 'packed' && bag.state !== 'checked'
  const open = (next: Bag | null): void => {
    void navigate({
      to: '/m/collection/$collectionId/pack',
      params: { collectionId },
      search: next === null ? {} : { bag: next.sequenceNo },
      replace: true,
    })
  }
  const pack = useWrite(
    (lines: ReturnType<typeof shortOf>) => packBag(bag.id, { short: lines }),
    (packed) => {
      pulse('done')
      ticks.set([])
      const bags = props.bags.map((one) => (one.id === packed.id ? packed : one))
      client.setQueryData<PickList>(pickListKey(collectionId), (list) =>
        list === undefined
          ? list
          : { ...list, bags: list.bags.map((one) => (one.id === packed.id ? packed : one)) },
      )
      void refresh.collection(collectionId)
      open(nextToPack(bags, packed.sequenceNo))
    },
  )
  const send = (): void => {
    setAsking(false)
    void pack.submit(shortOf(short))
  }
  const rest = unticked(bag, ticks.ticked, short)
  const neighbour = (step: number): Bag | undefined =>
    props.bags.find((one) => one.sequenceNo === bag.sequenceNo + step)
  return (
    <PickFrame
      {...props.frame}
      action={
        gone ? undefined : asking ? (
          <Ask
            question={say('mobile.pack.askRest', { number: rest })}
            yes={say('mobile.pack.allIn')}
            no={say('mobile.pack.lookAgain')}
            onYes={send}
            onNo={() => setAsking(false)}
          />
        ) : (
          <Button
            kind="main"
            busy={pack.state === 'sending'}
            onPress={() => (rest > 0 && !done ? setAsking(true) : send())}
          >
            {say(done ? 'mobile.pack.saveAgain' : 'mobile.pack.done')}
          </Button>
        )
      }
    >
      <div className="stack">
        <header className="bag-head">
          <strong className="bag-room">{bag.label}</strong>
          <span className="bag-count">
            {bag.sequenceNo}/{bag.sequenceCount}{' '}
            <span>{say('mobile.bag.inBuilding', { number: bag.buildingNo, total: bag.buildingCount })}</span>
          </span>
          <span className="between">
            {done ? (
              <StatusMark tone="done">{say(`common.bag.${bag.state}`)}</StatusMark>
            ) : (
              <span className="soft">{sayMoney(bag.amountFen)}</span>
            )}
            <span className={bag.payMark === 'owed' ? 'wait-text' : 'soft'}>
              {say(`mobile.mark.${bag.payMark}`)}
            </span>
          </span>
        </header>
        <WriteNote problem={pack.problem} onRetry={send} />
        <ul className="plain-list sheet">
          {bag.lines.map((line) => (
            <PackLine
              key={line.offerId}
              line={line}
              contents={props.contents[line.offerId] ?? ''}
              isFixed={gone}
              ticked={ticks.ticked.includes(line.offerId)}
              short={short[line.offerId] ?? 0}
              onTick={() => ticks.toggle(line.offerId)}
              onShort={(count) => setShort({ ...short, [line.offerId]: count })}
            />
          ))}
        </ul>
        <div className="pair">
          <Button disabled={neighbour(-1) === undefined} onPress={() => open(neighbour(-1) ?? null)}>
            {say('mobile.pack.before')}
          </Button>
          <Button disabled={neighbour(1) === undefined} onPress={() => open(neighbour(1) ?? null)}>
            {say('mobile.pack.after')}
          </Button>
        </div>
        {props.children}
      </div>
    </PickFrame>
  )
}

const PackLine = (props: {
  line: Bag['lines'][number]
  /** What a package holds; empty for single goods. */
  contents: string
  isFixed: boolean
  ticked: boolean
  short: number
  onTick: () => void
  onShort: (count: number) => void
}): ReactNode => {
  const say = useSay()
  const { line, short } = props
  const [open, setOpen] = useState(short > 0)
  return (
    <li className={short > 0 ? 'pack-line is-short' : 'pack-line'}>
      <div className="between">
        <label className="tick-line">
          <input type="checkbox" checked={props.ticked} disabled={props.isFixed} onChange={props.onTick} />
          <span className="tick-name">
            {line.name}
            {props.contents !== '' && <span className="soft contents">{props.contents}</span>}
          </span>
          <strong className="pack-count">
            {short > 0 && <s>{line.count}</s>} {line.count - short} <small>{line.unitName}</small>
          </strong>
        </label>
        {!props.isFixed && (
          <Button
            kind="quiet"
            label={`${line.name} ${say(open ? 'mobile.pack.notShort' : 'mobile.pack.short')}`}
            onPress={() => {
              if (open) props.onShort(0)
              setOpen(!open)
            }}
          >
            {say(open ? 'mobile.pack.notShort' : 'mobile.pack.short')}
          </Button>
        )}
      </div>
      {open && !props.isFixed && (
        <div className="between short-line">
          <span>{say('mobile.pack.howManyShort')}</span>
          <Stepper name={line.name} count={short} max={line.count} onChange={props.onShort} />
        </div>
      )}
    </li>
  )
}
