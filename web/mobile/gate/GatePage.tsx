import type { ReactNode } from 'react'
import type { Board } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, ProgressStrip } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useBoard, useEstateCollections, useHandover, usePickList } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import { CountBags } from './CountBags.tsx'
import { HandOut } from './HandOut.tsx'

/** At the gate: wait for the store, count the bags with it, then hand them out one scan at a time. */
export const GatePage = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const collections = useEstateCollections(estateId)
  return (
    <EstateFrame estateId={estateId} title={say('mobile.gate.title')}>
      <Loaded query={collections}>
        {(value) => {
          // What comes to the gate is the last list that was closed, whatever is being ordered meanwhile.
          const closed = value.find((one) => one.cycleState === 'frozen')
          return closed === undefined ? (
            <EmptyState title={say('mobile.gate.notYet')} why={say('mobile.gate.notYetTodo')} />
          ) : (
            <GateOfCycle key={closed.id} estateId={estateId} cycleId={closed.cycleId} />
          )
        }}
      </Loaded>
    </EstateFrame>
  )
}

const GateOfCycle = ({ estateId, cycleId }: { estateId: string; cycleId: string }): ReactNode => {
  const board = useBoard(estateId, cycleId)
  return <Loaded query={board}>{(value) => <Gate board={value} cycleId={cycleId} />}</Loaded>
}

const Gate = ({ board, cycleId }: { board: Board; cycleId: string }): ReactNode => {
  const say = useSay()
  const collectionId = board.collectionId
  const hasBags = collectionId !== null && board.counts.bags > 0
  const handover = useHandover(hasBags ? collectionId : null)
  const list = usePickList(hasBags ? collectionId : null)
  if (!hasBags || collectionId === null) {
    return <EmptyState title={say('mobile.gate.noBags')} why={say('mobile.gate.noBagsTodo')} />
  }
  return (
    <Loaded query={handover}>
      {({ handover: now }) => {
        if (now === null) return <StorePacks board={board} />
        const common = { estateId: board.estateId, cycleId, handover: now }
        return (
          <Loaded query={list}>
            {({ bags }) =>
              now.state === 'agreed' ? (
                <HandOut {...common} collectionId={collectionId} bags={bags} />
              ) : (
                <CountBags key={now.id} {...common} bags={bags} />
              )
            }
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
          { label: say('common.bag.packed'), count: counts.packed, tone: 1 },
          { label: say('common.bag.to_pack'), count: counts.bags - counts.packed, tone: 3 },
        ]}
      />
    </div>
  )
}
