import type { ChainView } from '../../../src/modules/orders/api.ts'
import type { CartLine } from './cart.ts'

/** How a person settled one doubtful row. A row that is not settled applies nothing. */
export type Settlement =
  | { readonly decision: 'order'; readonly householdId: string; readonly lines: readonly CartLine[] }
  | { readonly decision: 'leave_out' }

/**
 * What is kept on the phone while a chain is being settled: the text as pasted, its document id and the decisions.
 * It holds no person beyond that text, lives in the tab's own store, and is forgotten once orders are made of it.
 */
export type ChainDraft = {
  readonly text: string
  readonly chainId: string | null
  readonly settled: Readonly<Record<string, Settlement>>
  readonly replaceOwn: readonly string[]
}

export const emptyChainDraft: ChainDraft = { text: '', chainId: null, settled: {}, replaceOwn: [] }

const keyOf = (estateId: string): string => `changping.chain.${estateId}`

export type DraftStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The draft of an estate, or an empty one when there is none or it cannot be read. */
export const readChainDraft = (store: DraftStore, estateId: string): ChainDraft => {
  try {
    const kept = JSON.parse(store.getItem(keyOf(estateId)) ?? 'null') as Partial<ChainDraft> | null
    if (kept === null || typeof kept.text !== 'string') return emptyChainDraft
    return {
      text: kept.text,
      chainId: kept.chainId ?? null,
      settled: kept.settled ?? {},
      replaceOwn: kept.replaceOwn ?? [],
    }
  } catch {
    return emptyChainDraft
  }
}

/** Keeps a draft; a store that is full or closed is no reason to stop a person from working. */
export const keepChainDraft = (store: DraftStore, estateId: string, draft: ChainDraft): void => {
  try {
    if (draft.text === '') store.removeItem(keyOf(estateId))
    else store.setItem(keyOf(estateId), JSON.stringify(draft))
  } catch {
    // The draft then lives as long as the page.
  }
}

const memoryKeyOf = (estateId: string): string => `changping.chain-settled.${estateId}`

/** A short name of a line that does not show what the line says (FNV-1a, 32 bits, with the length). */
const nameOfLine = (raw: string): string => {
  let hash = 0x811c9dc5
  const plain = raw.trim()
  for (let index = 0; index < plain.length; index += 1) {
    hash = Math.imul(hash ^ plain.charCodeAt(index), 0x01000193)
  }
  return `${(hash >>> 0).toString(36)}.${plain.length}`
}

type SettledMemory = { readonly cycleId: string; readonly lines: Readonly<Record<string, Settlement>> }

const readMemory = (store: DraftStore, estateId: string, cycleId: string): SettledMemory => {
  try {
    const kept = JSON.parse(store.getItem(memoryKeyOf(estateId)) ?? 'null') as SettledMemory | null
    if (kept?.cycleId === cycleId) return kept
  } catch {
    // Unreadable: as if nothing had been settled.
  }
  return { cycleId, lines: {} }
}

/**
 * Remembers how doubtful lines were settled, under names that do not show them, so that the grown chain of the same
 * cycle does not ask again. A row that was opened again is forgotten.
 */
export const rememberSettled = (store: DraftStore, chain: ChainView, draft: ChainDraft): void => {
  const lines: Record<string, Settlement> = { ...readMemory(store, chain.estateId, chain.cycle.id).lines }
  for (const doubt of chain.doubtful) {
    const settlement = draft.settled[String(doubt.row)]
    if (settlement === undefined) delete lines[nameOfLine(doubt.raw)]
    else lines[nameOfLine(doubt.raw)] = settlement
  }
  try {
    store.setItem(memoryKeyOf(chain.estateId), JSON.stringify({ cycleId: chain.cycle.id, lines }))
  } catch {
    // Then the next reading asks again.
  }
}

/** The rows of a chain that were settled before in this cycle, with what was decided then. */
export const recallSettled = (store: DraftStore, chain: ChainView): Readonly<Record<string, Settlement>> => {
  const { lines } = readMemory(store, chain.estateId, chain.cycle.id)
  const settled: Record<string, Settlement> = {}
  for (const doubt of chain.doubtful) {
    const settlement = lines[nameOfLine(doubt.raw)]
    if (settlement !== undefined) settled[String(doubt.row)] = settlement
  }
  return settled
}

export type ChainCounts = {
  readonly fresh: number
  readonly changed: number
  readonly same: number
  readonly own: number
  readonly doubtful: number
  readonly unsettled: number
}

/** The figures that head a read chain. */
export const countChain = (chain: ChainView, draft: ChainDraft): ChainCounts => {
  const standing = (wanted: string): number =>
    chain.orders.filter((order) => order.standing === wanted).length
  return {
    fresh: standing('new'),
    changed: standing('change'),
    same: standing('same'),
    own: standing('own'),
    doubtful: chain.doubtful.length,
    unsettled: chain.doubtful.filter((doubt) => draft.settled[String(doubt.row)] === undefined).length,
  }
}

/**
 * How many households will get an order: those the chain orders or changes anew, those settled by hand, and own
 * orders that the person ticked. A household counts once; rows whose order was made from an earlier paste
 * (`madeRows`) do not count again.
 */
export const householdsToOrder = (
  chain: ChainView,
  draft: ChainDraft,
  madeRows: readonly number[] = [],
): number => {
  const households = new Set<string>()
  for (const order of chain.orders) {
    const replaced = order.standing === 'own' && draft.replaceOwn.includes(order.householdId)
    if (order.standing === 'new' || order.standing === 'change' || replaced) households.add(order.householdId)
  }
  for (const [row, settlement] of Object.entries(draft.settled)) {
    if (settlement.decision === 'order' && !madeRows.includes(Number(row)))
      households.add(settlement.householdId)
  }
  return households.size
}

type SettledRow = {
  row: number
  decision: 'order' | 'leave_out'
  householdId?: string
  lines?: { offerId: string; count: number }[]
}
export type ApplyBody = { settled: SettledRow[]; replaceOwn: string[] }

const settledRow = (row: number, settlement: Settlement): SettledRow =>
  settlement.decision === 'leave_out'
    ? { row, decision: 'leave_out' }
    : {
        row,
        decision: 'order',
        householdId: settlement.householdId,
        lines: settlement.lines.map((line) => ({ ...line })),
      }

/** The decisions as the server takes them; rows that the chain no longer doubts are dropped. */
export const applyBodyOf = (chain: ChainView, draft: ChainDraft): ApplyBody => ({
  settled: chain.doubtful.flatMap((doubt) => {
    const settlement = draft.settled[String(doubt.row)]
    return settlement === undefined ? [] : [settledRow(doubt.row, settlement)]
  }),
  replaceOwn: chain.orders
    .filter((order) => order.standing === 'own' && draft.replaceOwn.includes(order.householdId))
    .map((order) => order.householdId),
})
