import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import type { ReactNode } from 'react'
import { readStores } from '../api/market.ts'
import type { Cycle } from '../api/orders.ts'
import { readCycles } from '../api/orders.ts'
import type { Place } from '../api/places.ts'
import { readPlaces } from '../api/places.ts'
import { useSay } from '../text/i18n.ts'
import { sayMoment } from '../ui/moment.ts'
import { useMay, useMe } from '../ui/session.tsx'

const planKinds = new Set(['district', 'street', 'community'])

/** The places of the person's posts and below, in the order of the tree. */
export const usePlaces = () => {
  const me = useMe()
  const roots = [...new Set(me.posts.map((post) => post.placeId))]
  return useQuery({
    queryKey: ['places', roots],
    queryFn: async () => {
      const parts = await Promise.all(roots.map((underId) => readPlaces({ underId })))
      const known = new Map(parts.flatMap((part) => part.places).map((place) => [place.id, place]))
      return [...known.values()].filter((place) => planKinds.has(place.kind))
    },
    staleTime: 300_000,
  })
}

/** A place by name, with the place above it told beside. */
export const PlaceSelect = ({
  places,
  value,
  onChange,
}: {
  places: readonly Place[]
  value: string | undefined
  onChange: (placeId: string) => void
}): ReactNode => {
  const say = useSay()
  const names = new Map(places.map((place) => [place.id, place.name]))
  return (
    <Select
      aria-label={say('console.place')}
      style={{ width: 260, maxWidth: '100%' }}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={say('console.placeChoose')}
      value={value ?? null}
      onChange={(id: string) => onChange(id)}
      options={places.map((place) => ({
        value: place.id,
        label: [place.parentId ? names.get(place.parentId) : undefined, place.name]
          .filter(Boolean)
          .join(' · '),
      }))}
    />
  )
}

export const useStores = () => useQuery({ queryKey: ['stores'], queryFn: readStores })

export const StoreSelect = ({
  stores,
  value,
  onChange,
}: {
  stores: readonly { id: string; name: string }[]
  value: string | undefined
  onChange: (storeId: string) => void
}): ReactNode => {
  const say = useSay()
  if (stores.length < 2) return null
  return (
    <Select
      aria-label={say('console.store')}
      style={{ width: 220, maxWidth: '100%' }}
      value={value ?? null}
      onChange={(id: string) => onChange(id)}
      options={stores.map((store) => ({ value: store.id, label: store.name }))}
    />
  )
}

export const useCycles = () => {
  const may = useMay()
  return useQuery({ queryKey: ['cycles'], queryFn: readCycles, enabled: may('orders.read_board') })
}

/** Whether orders are taken in it now; the next round may lie ready before it opens. */
export const isOrdering = (cycle: Cycle, now: number): boolean =>
  cycle.state === 'open' && Date.parse(cycle.opensAt) <= now

export type CycleChoice = { readonly id: string; readonly closesAt: string; readonly placeName?: string }

/** The newest first: the one that is ordered in now, then those that are packed and handed out. */
export const newestFirst = <One extends CycleChoice>(cycles: readonly One[]): readonly One[] =>
  cycles.toSorted((left, right) => right.closesAt.localeCompare(left.closesAt))

export const CycleSelect = ({
  cycles,
  value,
  onChange,
}: {
  cycles: readonly CycleChoice[]
  value: string | undefined
  onChange: (cycleId: string) => void
}): ReactNode => {
  const say = useSay()
  if (cycles.length < 2) return null
  return (
    <Select
      aria-label={say('console.cycle')}
      style={{ width: 280, maxWidth: '100%' }}
      value={value ?? null}
      onChange={(id: string) => onChange(id)}
      options={newestFirst(cycles).map((cycle) => ({
        value: cycle.id,
        label: [`${sayMoment(say, cycle.closesAt)} ${say('common.cycle.closesAt')}`, cycle.placeName]
          .filter(Boolean)
          .join(' · '),
      }))}
    />
  )
}
