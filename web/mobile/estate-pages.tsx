import { useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import './bags.css'
import './estate.css'
import { ChainPage } from './chain/ChainPage.tsx'
import { AnnouncementPage } from './estate/AnnouncementPage.tsx'
import { EstateHomePage } from './estate/EstateHomePage.tsx'
import { NotOrderedPage } from './estate/NotOrderedPage.tsx'
import { GatePage } from './gate/GatePage.tsx'
import { MoneyPage } from './money/MoneyPage.tsx'
import { RoomPage } from './rooms/RoomPage.tsx'
import { RoomsPage } from './rooms/RoomsPage.tsx'

/** The grid worker's pages, each with what its address says. */
export { EstatesPage } from './estate/EstatesPage.tsx'

const useEstateId = (): string => useParams({ from: '/duty/m/estate/$estateId' }).estateId

export const EstateHome = (): ReactNode => <EstateHomePage estateId={useEstateId()} />
export const Announcement = (): ReactNode => <AnnouncementPage estateId={useEstateId()} />
export const NotOrdered = (): ReactNode => <NotOrderedPage estateId={useEstateId()} />
export const Money = (): ReactNode => <MoneyPage estateId={useEstateId()} />
export const Gate = (): ReactNode => <GatePage estateId={useEstateId()} />

// Another estate is another page: nothing typed for one may be sent for the other.
export const Chain = (): ReactNode => {
  const estateId = useEstateId()
  return <ChainPage key={estateId} estateId={estateId} />
}
export const Rooms = (): ReactNode => {
  const { building } = useSearch({ from: '/duty/m/estate/$estateId/rooms' })
  return <RoomsPage estateId={useEstateId()} building={building} />
}
export const Room = (): ReactNode => {
  const { householdId } = useParams({ from: '/duty/m/estate/$estateId/rooms/$householdId' })
  return <RoomPage estateId={useEstateId()} householdId={householdId} />
}
