import type { ReactNode } from 'react'
import { useState } from 'react'
import type { BoardHousehold, EstateSheet, Order, Placed } from '../../api/orders.ts'
import type { Problem } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useBoard, useHouseholdOrder, useSheet } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { Cancelled } from './Cancelled.tsx'
import { ExistingOrder } from './ExistingOrder.tsx'
import { ForBanner } from './ForBanner.tsx'
import { HouseholdCard } from './HouseholdCard.tsx'
import { OrderForm } from './OrderForm.tsx'
import { Received } from './Received.tsx'

/** Ordering for one household, in a mode of its own: whose order it is stays on the screen from start to end. */
export const RoomPage = ({ estateId, householdId }: { estateId: string; householdId: string }): ReactNode => {
  const say = useSay()
  const board = useBoard(estateId)
  const sheet = useSheet(estateId)
  const order = useHouseholdOrder(estateId, householdId)
  const household = board.data?.households.find((one) => one.householdId === householdId)
  if (board.data !== undefined && household === undefined) {
    return (
      <EstateFrame estateId={estateId} title={say('mobile.rooms.title')} back={`/m/estate/${estateId}/rooms`}>
        <EmptyState title={say('mobile.room.gone')} why={say('mobile.room.goneTodo')} />
      </EstateFrame>
    )
  }
  if (household === undefined || sheet.data === undefined || order.data === undefined) {
    const waiting = [board, sheet, order].find((query) => query.data === undefined) ?? board
    return (
      <EstateFrame estateId={estateId} title={say('mobile.rooms.title')} back={`/m/estate/${estateId}/rooms`}>
        <Loaded query={waiting as typeof board}>{() => null}</Loaded>
      </EstateFrame>
    )
  }
  return (
    <Room
      key={householdId}
      household={household}
      rooms={board.data?.households ?? []}
      sheet={sheet.data}
      order={order.data.order}
    />
  )
}

type Mode =
  | { readonly kind: 'look' }
  | { readonly kind: 'change' }
  | { readonly kind: 'received'; readonly placed: Placed }
  | { readonly kind: 'cancelled'; readonly order: Order }

const Room = (props: {
  household: BoardHousehold
  rooms: readonly BoardHousehold[]
  sheet: EstateSheet
  order: Order | null
}): ReactNode => {
  const say = useSay()
  const { household, sheet } = props
  const estateId = sheet.estateId
  const [mode, setMode] = useState<Mode>({ kind: 'look' })
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const current = props.order?.state === 'placed' ? props.order : null
  const isOpen = sheet.cycle?.state === 'open'
  const head = (
    <>
      <ForBanner label={household.label} />
      <HouseholdCard estateId={estateId} household={household} />
    </>
  )
  const back = `/m/estate/${estateId}/rooms?building=${encodeURIComponent(household.building)}`
  if (mode.kind === 'received') {
    return (
      <EstateFrame estateId={estateId} title={say('mobile.room.title')} back={back}>
        <div className="stack">
          <ForBanner label={household.label} />
          <Received
            estateId={estateId}
            household={household}
            rooms={props.rooms}
            placed={mode.placed}
            paidFen={current?.paidFen ?? 0}
          />
        </div>
      </EstateFrame>
    )
  }
  if (mode.kind === 'cancelled') {
    return (
      <EstateFrame estateId={estateId} title={say('mobile.room.title')} back={back}>
        <div className="stack">
          <ForBanner label={household.label} />
          <Cancelled
            estateId={estateId}
            order={mode.order}
            household={household}
            onOrderAgain={() => setMode({ kind: 'look' })}
          />
        </div>
      </EstateFrame>
    )
  }
  if (isOpen && sheet.cycle !== null && (current === null || mode.kind === 'change')) {
    return (
      <OrderForm
        head={head}
        back={back}
        household={household}
        sheet={sheet}
        cycle={sheet.cycle}
        replaced={current}
        onLeave={() => setMode({ kind: 'look' })}
        onRefused={setRefusal}
        onPlaced={(placed) => setMode({ kind: 'received', placed })}
      />
    )
  }
  return (
    <EstateFrame estateId={estateId} title={say('mobile.room.title')} back={back}>
      <div className="stack">
        {head}
        {current !== null && <WriteNote problem={refusal} />}
        {current === null ? (
          <EmptyState
            title={say(sheet.cycle === null ? 'mobile.home.noPlan' : 'mobile.closed.title')}
            why={say(sheet.cycle === null ? 'mobile.home.noPlanTodo' : 'mobile.closed.todo')}
          />
        ) : (
          <ExistingOrder
            estateId={estateId}
            order={current}
            household={household}
            isOpen={isOpen}
            onChange={() => setMode({ kind: 'change' })}
            onCancelled={(order) => setMode({ kind: 'cancelled', order })}
          />
        )}
      </div>
    </EstateFrame>
  )
}
