import { useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import './bags.css'
import { CheckPage } from './pick/CheckPage.tsx'
import { CollectionPage } from './pick/CollectionPage.tsx'
import { PackPage } from './pick/PackPage.tsx'
import { PickListPage } from './pick/PickListPage.tsx'
import { TasksPage } from './pick/TasksPage.tsx'

const useCollectionId = (): string => useParams({ from: '/duty/m/collection/$collectionId' }).collectionId

/** The store's pages, each with what its address says. */
export const Tasks = (): ReactNode => <TasksPage />
export const ChooseTask = (): ReactNode => <TasksPage choose />
export const CollectionHome = (): ReactNode => <CollectionPage collectionId={useCollectionId()} />
export const List = (): ReactNode => <PickListPage collectionId={useCollectionId()} />
export const Check = (): ReactNode => <CheckPage collectionId={useCollectionId()} />
export const Pack = (): ReactNode => {
  const { bag } = useSearch({ from: '/duty/m/collection/$collectionId/pack' })
  return <PackPage collectionId={useCollectionId()} bagNo={bag} />
}
