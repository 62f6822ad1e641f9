import type { ReactNode } from 'react'
import type { BoardHousehold } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import type { Standing } from './standing.ts'
import { isDue, standingOf, standings } from './standing.ts'

// One sign per standing: the cell is read without colour, and from a print.
const signs: Readonly<Record<Standing, string>> = {
  none: '',
  ordered: '○',
  packed: '◐',
  here: '●',
  collected: '✓',
  missing: '✕',
}

const byBuilding = (
  households: readonly BoardHousehold[],
): readonly [string, readonly BoardHousehold[]][] => {
  const groups = new Map<string, BoardHousehold[]>()
  for (const household of households) {
    const group = groups.get(household.building)
    if (group) group.push(household)
    else groups.set(household.building, [household])
  }
  return [...groups]
}

type Room = { readonly household: BoardHousehold; readonly entrance: string; readonly room: string }

/** "3-2-501" of building 3 is room 501 of entrance 2; "3-501" has no entrance, "3-1--1-102" is in its basement. */
const roomOf = (household: BoardHousehold): Room => {
  const { label, building } = household
  const rest = label.startsWith(`${building}-`) ? label.slice(building.length + 1) : label
  const split = /^([^-]+)-(.+)$/.exec(rest)
  return { household, entrance: split?.[1] ?? '', room: split?.[2] ?? rest }
}

const byEntrance = (households: readonly BoardHousehold[]): readonly [string, readonly Room[]][] => {
  const groups = new Map<string, Room[]>()
  for (const household of households) {
    const room = roomOf(household)
    const group = groups.get(room.entrance)
    if (group) group.push(room)
    else groups.set(room.entrance, [room])
  }
  return [...groups]
}

/** Building by building, every room with where it stands. */
export const BuildingGrid = ({
  households,
  open,
}: {
  households: readonly BoardHousehold[]
  open: (household: BoardHousehold) => void
}): ReactNode => {
  const say = useSay()
  return (
    <>
      <ul className="legend" aria-label={say('console.board.legend')}>
        {standings.map((standing) => (
          <li key={standing}>
            <span className={`room-sign is-${standing}`} aria-hidden="true">
              {signs[standing]}
            </span>
            {say(`console.board.standing.${standing}`)}
          </li>
        ))}
        <li>
          <span className="room-sign is-ordered is-due" aria-hidden="true" />
          {say('common.pay.due')}
        </li>
      </ul>
      {byBuilding(households).map(([building, rooms]) => (
        <section className="panel building" key={building} aria-labelledby={`building-${building}`}>
          <h2 id={`building-${building}`}>
            {say('console.board.building', { name: building })}
            <small className="building-count">
              {say('console.board.buildingCount', {
                ordered: rooms.filter((room) => room.orderId !== null).length,
                count: rooms.length,
              })}
            </small>
          </h2>
          {byEntrance(rooms).map(([entrance, inside]) => (
            <div className="entrance" key={entrance}>
              <h3>{entrance === '' ? '' : say('console.board.entrance', { name: entrance })}</h3>
              <div className="room-grid">
                {inside.map((room) => (
                  <RoomCell key={room.household.householdId} room={room} open={open} />
                ))}
              </div>
            </div>
          ))}
        </section>
      ))}
    </>
  )
}

const RoomCell = ({
  room: { household, room },
  open,
}: {
  room: Room
  open: (household: BoardHousehold) => void
}): ReactNode => {
  const say = useSay()
  const standing = standingOf(household)
  const due = isDue(household)
  const words = [
    household.label,
    say(`console.board.standing.${standing}`),
    ...(due ? [say('common.pay.due')] : []),
  ].join(' ')
  return (
    <button
      type="button"
      className={`room is-${standing}${due ? ' is-due' : ''}`}
      aria-label={words}
      title={words}
      onClick={() => open(household)}
    >
      <span>{room}</span>
      <i aria-hidden="true">{signs[standing]}</i>
    </button>
  )
}
