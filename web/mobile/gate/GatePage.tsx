import type { ReactNode } from 'react'
import type { Board } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, ProgressStrip } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useBoard, useHandover, usePickList } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import { CountBags } from './CountBags.tsx'
import { HandOut } from './HandOut.tsx'

/** At the gate: wait for the store, count the bags with it, then hand them out one scan at a time. */
export const GatePage = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const board = useBoard(estateId)
  return (
    <EstateFrame estateId={estateId} title={say('mobile.gate.title')}>
      <Loaded query={board}>{(value) => <Gate board={value} />}</Loaded>
    </EstateFrame>
  )
}

const Gate = ({ board }: { board: Board }): ReactNode => {
  const say = useSay()
  const collectionId = board.collectionId
  const hasBags = board.counts.bags > 0
  const handover = useHandover(hasBags ? collectionId : null)
  const list = usePickList(hasBags ? collectionId : null)
  if (collectionId === null || board.cycle === null || board.cycle.state === 'open') {
    return <EmptyState title={say('mobile.gate.notYet')} why={say('mobile.gate.notYetTodo')} />
  }
  if (!hasBags) return <EmptyState title={say('mobile.gate.noBags')} why={say('mobile.gate.noBagsTodo')} />
  return (
    <Loaded query={handover}>
      {(answer) => {
        if (answer.handover === null) return <StorePacks board={board} />
        if (answer.handover.state === 'agreed') {
          return (
            <Loaded query={list}>
              {(value) => <HandOut estateId={board.estateId} collectionId={collectionId} bags={value.bags} />}
            </Loaded>
          )
        }
        return (
          <Loaded query={list}>
            {(value) => (
              <CountBags
                key={answer.handover?.id}
                estateId={board.estateId}
                handover={answer.handover as NonNullable<typeof answer.handover>}
                bags={value.bags}
              />
            )}
          </Loaded>
        )
      }}
    </Loaded>
  )
}

const StorePacks = ({ board }: { board: Board }): ReactNode => {
  const say = useSay()
  const { counts } = board
  return (
    <div className="stack">
      <EmptyState title={say('mobile.gate.waiting')} why={say('mobile.gate.waitingTodo')} />
      <ProgressStrip
        total={counts.bags}
        label={say('mobile.gate.packed')}
        segments={[
          { label: say('common.bag.packed'), count: counts.packed + counts.checked, tone: 1 },
          { label: say('common.bag.to_pack'), count: counts.bags - counts.packed - counts.checked, tone: 3 },
        ]}
      />
    </div>
  )
}
