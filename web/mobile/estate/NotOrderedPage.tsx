import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Board } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useBoard } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import { byBuilding } from '../logic/rooms.ts'
import { CopyButton } from '../parts/Copy.tsx'
import { Fold } from '../parts/Fold.tsx'
import { sayBuilding } from '../words.ts'

/** Who has not ordered, by building, with a reminder for the group to copy. The reminder names no room. */
export const NotOrderedPage = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const board = useBoard(estateId)
  return (
    <EstateFrame
      estateId={estateId}
      title={say('mobile.notOrdered.title')}
      back={`/m/estate/${estateId}/home`}
    >
      <Loaded query={board}>{(value) => <Buildings board={value} />}</Loaded>
    </EstateFrame>
  )
}

const Buildings = ({ board }: { board: Board }): ReactNode => {
  const say = useSay()
  const open = board.households.filter((household) => household.orderId === null)
  if (open.length === 0) {
    return <EmptyState title={say('mobile.notOrdered.none')} why={say('mobile.notOrdered.noneTodo')} />
  }
  const closes = board.cycle === null ? '' : sayMoment(say, board.cycle.closesAt)
  const reminder = (where: string, number: number): string =>
    say('mobile.notOrdered.reminder', { where, number, closes })
  return (
    <div className="stack">
      <p className="hint">{say('mobile.notOrdered.how')}</p>
      <CopyButton text={reminder(board.estateName, open.length)}>
        {say('mobile.notOrdered.copyAll')}
      </CopyButton>
      {byBuilding(open).map((group) => {
        const where = sayBuilding(say, group.building)
        const rooms = group.rows.map((row) => row.label).join('、')
        return (
          <section key={group.building} className="sheet pad stack-tight">
            <h2>
              {where} · {say('mobile.notOrdered.count', { number: group.rows.length })}
            </h2>
            <CopyButton text={reminder(`${board.estateName}${where}`, group.rows.length)}>
              {say('mobile.notOrdered.copy')}
            </CopyButton>
            <Fold title={say('mobile.notOrdered.rooms')} count={group.rows.length}>
              <div className="room-found">
                {group.rows.map((row) => (
                  <Link
                    key={row.householdId}
                    className="button"
                    to="/m/estate/$estateId/rooms/$householdId"
                    params={{ estateId: board.estateId, householdId: row.householdId }}
                  >
                    {row.label}
                    {row.flags.length > 0 && <span className="flag-dot">{say('mobile.flags.has')}</span>}
                  </Link>
                ))}
              </div>
              <CopyButton kind="quiet" text={say('mobile.notOrdered.roomsText', { where, rooms })}>
                {say('mobile.notOrdered.copyRooms')}
              </CopyButton>
            </Fold>
          </section>
        )
      })}
    </div>
  )
}
