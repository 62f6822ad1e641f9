import { useQuery, useQueryClient } from '@tanstack/react-query'
import { readOffers } from '../api/market.ts'
import {
  readAnnouncement,
  readBoard,
  readChain,
  readCollections,
  readEstateMoney,
  readHouseholdOrder,
  readSheet,
  readTotals,
} from '../api/orders.ts'
import { readHandover, readPickList } from '../api/packing.ts'
import { readEstates, readHouseholds } from '../api/places.ts'
import type { BoardHousehold } from './logic/standing.ts'

// Figures that other people change while a page is open are read again when the page is looked at and each half
// minute; a price list hardly changes within a cycle.
const livelyMs = 30_000
const calmMs = 300_000

export const useEstates = (typed: string) =>
  useQuery({
    queryKey: ['estates', typed],
    queryFn: () => readEstates(typed || undefined),
    staleTime: calmMs,
  })

/** The estate's board: of the cycle that it is in, or of the one that is named. */
export const useBoard = (estateId: string, cycleId?: string) =>
  useQuery({
    queryKey: ['estate', estateId, 'board', cycleId ?? 'now'],
    queryFn: () => readBoard(estateId, cycleId),
    refetchInterval: livelyMs,
  })

/**
 * The estate's collections that hold orders, the newest first. While the next cycle takes orders already, the goods of
 * the one before are still on their way to the gate.
 */
export const useEstateCollections = (estateId: string) =>
  useQuery({
    queryKey: ['estate', estateId, 'collections'],
    queryFn: () => readCollections(),
    refetchInterval: livelyMs,
    select: (answer) => answer.collections.filter((one) => one.estateId === estateId && one.orderCount > 0),
  })

export const useSheet = (estateId: string) =>
  useQuery({
    queryKey: ['estate', estateId, 'sheet'],
    queryFn: () => readSheet(estateId),
    staleTime: livelyMs,
  })

export const useAnnouncement = (estateId: string) =>
  useQuery({ queryKey: ['estate', estateId, 'announcement'], queryFn: () => readAnnouncement(estateId) })

export const useMoney = (estateId: string, cycleId?: string) =>
  useQuery({
    queryKey: ['estate', estateId, 'money', cycleId ?? 'now'],
    queryFn: () => readEstateMoney(estateId, cycleId),
    refetchInterval: livelyMs,
  })

/** What the packages of a store hold, in words, by offer. */
export const useContents = (storeId: string | undefined): Readonly<Record<string, string>> =>
  useQuery({
    queryKey: ['offers', storeId],
    queryFn: () => readOffers(storeId ?? ''),
    enabled: storeId !== undefined,
    staleTime: calmMs,
    select: (answer) =>
      Object.fromEntries(
        answer.offers.filter((offer) => offer.kind === 'package').map((offer) => [offer.id, offer.packText]),
      ),
  }).data ?? {}

/** The roll entry of one household of a building: persons, flags, masked contact. */
export const useHousehold = (estateId: string, household: BoardHousehold | undefined) =>
  useQuery({
    queryKey: ['estate', estateId, 'households', household?.building],
    queryFn: () => readHouseholds(estateId, { building: household?.building ?? '' }),
    enabled: household !== undefined,
    staleTime: calmMs,
    select: (answer) => answer.households.find((one) => one.id === household?.householdId) ?? null,
  })

export const useHouseholdOrder = (estateId: string, householdId: string) =>
  useQuery({
    queryKey: ['estate', estateId, 'order', householdId],
    queryFn: () => readHouseholdOrder(householdId),
  })

export const useChain = (chainId: string | null) =>
  useQuery({
    queryKey: ['chain', chainId],
    queryFn: () => readChain(chainId ?? ''),
    enabled: chainId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useCollections = () =>
  useQuery({ queryKey: ['collections'], queryFn: () => readCollections(), refetchInterval: livelyMs })

export const useTotals = (collectionId: string) =>
  useQuery({ queryKey: ['collection', collectionId, 'totals'], queryFn: () => readTotals(collectionId) })

export const pickListKey = (collectionId: string) => ['collection', collectionId, 'pick-list'] as const
export const usePickList = (collectionId: string | null) =>
  useQuery({
    queryKey: pickListKey(collectionId ?? ''),
    queryFn: () => readPickList(collectionId ?? ''),
    enabled: collectionId !== null,
    refetchInterval: livelyMs,
  })

export const useHandover = (collectionId: string | null) =>
  useQuery({
    queryKey: ['collection', collectionId, 'handover'],
    queryFn: () => readHandover(collectionId ?? ''),
    enabled: collectionId !== null,
    refetchInterval: 10_000,
  })

/** Reads again what a write may have changed: everything of the estate, or of the collection. */
export const useRefresh = () => {
  const client = useQueryClient()
  return {
    estate: (estateId: string) => client.invalidateQueries({ queryKey: ['estate', estateId] }),
    collection: (collectionId: string) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['collection', collectionId] }),
        client.invalidateQueries({ queryKey: ['collections'] }),
      ]),
  }
}
