import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Board, BoardHousehold } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useBoard } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import { buildingsOf, floorGrid, splitLabel } from '../logic/rooms.ts'
import { roomStanding } from '../logic/standing.ts'
import { RoomSearch } from '../parts/RoomSearch.tsx'
import { sayBuilding } from '../words.ts'

/** A building as it stands, room by room: who has ordered; a tap on a room orders for it. */
export const RoomsPage = ({
  estateId,
  building,
}: {
  estateId: string
  building: string | undefined
}): ReactNode => {
  const say = useSay()
  const board = useBoard(estateId)
  return (
    <EstateFrame estateId={estateId} title={say('mobile.rooms.title')}>
      <Loaded query={board}>
        {(value) =>
          value.households.length === 0 ? (
            <EmptyState title={say('mobile.rooms.none')} why={say('mobile.rooms.noneTodo')} />
          ) : (
            <Rooms board={value} wanted={building} />
          )
        }
      </Loaded>
    </EstateFrame>
  )
}

const Rooms = ({ board, wanted }: { board: Board; wanted: string | undefined }): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  const buildings = buildingsOf(board.households)
  const [chosen, setChosen] = useState(wanted)
  const building = chosen !== undefined && buildings.includes(chosen) ? chosen : (buildings[0] ?? '')
  const rows = board.households.filter((row) => row.building === building)
  const entrances = floorGrid(rows)
  const open = (householdId: string): void => {
    void navigate({
      to: '/m/estate/$estateId/rooms/$householdId',
      params: { estateId: board.estateId, householdId },
    })
  }
  const choose = (next: string): void => {
    setChosen(next)
    // In the address, so that the way back from a room leads to its building.
    void navigate({
      to: '/m/estate/$estateId/rooms',
      params: { estateId: board.estateId },
      search: { building: next },
      replace: true,
    })
  }
  return (
    <div className="stack">
      <RoomSearch
        rooms={board.households}
        label={say('mobile.rooms.search')}
        onRoom={(room) => open(room.householdId)}
      />
      <div className="building-row">
        {buildings.map((one) => {
          const inside = board.households.filter((row) => row.building === one)
          const ordered = inside.filter((row) => row.orderId !== null).length
          return (
            <button
              key={one}
              type="button"
              className="building"
              aria-pressed={one === building}
              onClick={() => choose(one)}
            >
              <strong>{sayBuilding(say, one)}</strong>
              <span>
                {ordered}/{inside.length}
              </span>
            </button>
          )
        })}
      </div>
      <p className="legend">
        {(['none', 'ordered', 'proxy', 'paid'] as const).map((standing) => (
          <span key={standing} className={`legend-${standing}`}>
            {say(`mobile.standing.${standing}`)}
          </span>
        ))}
        <span className="legend-flag">{say('mobile.flags.has')}</span>
      </p>
      {entrances.map((entrance) => (
        <section key={entrance.entrance ?? ''} className="stack-tight">
          {entrance.entrance !== null && <h2>{say('mobile.entrance', { entrance: entrance.entrance })}</h2>}
          {entrance.floors.map((floor) => (
            <div key={floor.floor ?? 'none'} className="floor">
              <span className="floor-no">
                {floor.floor === null ? '' : say('mobile.floor', { floor: floor.floor })}
              </span>
              <div className="floor-rooms">
                {floor.rows.map((row) => (
                  <RoomCell key={row.householdId} estateId={board.estateId} household={row} />
                ))}
              </div>
            </div>
          ))}
        </section>
      ))}
    </div>
  )
}

const RoomCell = ({ estateId, household }: { estateId: string; household: BoardHousehold }): ReactNode => {
  const say = useSay()
  const standing = roomStanding(household)
  return (
    <Link
      className={`room-cell standing-${standing}`}
      to="/m/estate/$estateId/rooms/$householdId"
      params={{ estateId, householdId: household.householdId }}
      aria-label={`${household.label} ${say(`mobile.standing.${standing}`)}`}
    >
      <strong>{splitLabel(household.label).room}</strong>
      <span>{say(`mobile.standing.${standing}`)}</span>
      {household.flags.length > 0 && <i className="flag-mark" title={say('mobile.flags.has')} />}
    </Link>
  )
}
