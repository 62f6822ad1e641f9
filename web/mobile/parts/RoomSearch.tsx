import type { ReactNode } from 'react'
import { useState } from 'react'
import { useSay } from '../../text/i18n.ts'
import { findRooms } from '../logic/rooms.ts'

type Room = { readonly householdId: string; readonly label: string }

/** Finds a household by the numbers of its building and room, as people type them: 3-2-501, 32501, 3栋501. */
export const RoomSearch = ({
  rooms,
  start = '',
  label,
  onRoom,
}: {
  rooms: readonly Room[]
  start?: string
  label: string
  onRoom: (room: Room) => void
}): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState(start)
  const found = findRooms(rooms, typed, 8)
  return (
    <div className="room-search">
      <label>
        <span>{label}</span>
        <input
          className="text-box"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          placeholder={say('mobile.room.searchExample')}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {typed.trim() !== '' && found.length === 0 && <p className="hint">{say('mobile.room.notFound')}</p>}
      {found.length > 0 && (
        <div className="room-found">
          {found.map((room) => (
            <button key={room.householdId} type="button" className="button" onClick={() => onRoom(room)}>
              {room.label}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
