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

/** What is left of "3-2-501" inside building 3. */
const roomOf = ({ label, building }: BoardHousehold): string =>
  label.startsWith(`${building}-`) ? label.slice(building.length + 1) : label

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
            <small>
              {say('console.board.buildingCount', {
                ordered: rooms.filter((room) => room.orderId !== null).length,
                count: rooms.length,
              })}
            </small>
          </h2>
          <div className="room-grid">
            {rooms.map((room) => {
              const standing = standingOf(room)
              const due = isDue(room)
              const words = [
                room.label,
                say(`console.board.standing.${standing}`),
                ...(due ? [say('common.pay.due')] : []),
              ].join(' ')
              return (
                <button
                  key={room.householdId}
                  type="button"
                  className={`room is-${standing}${due ? ' is-due' : ''}`}
                  aria-label={words}
                  title={words}
                  onClick={() => open(room)}
                >
                  <span>{roomOf(room)}</span>
                  <i aria-hidden="true">{signs[standing]}</i>
                </button>
              )
            })}
          </div>
        </section>
      ))}
    </>
  )
}
