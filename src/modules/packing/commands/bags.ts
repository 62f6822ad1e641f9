import { orRefuse, refused } from '../../../kernel/result.ts'
import type { Context, Transaction } from '../../../platform/context.ts'
import { inTransaction, nowOf, personOf } from '../../../platform/context.ts'
import type { BagView } from '../api.ts'
import type { ShortLine } from '../rules.ts'
import { checkShort, readScan, sameShort } from '../rules.ts'
import type { BagState, ScanAct } from '../states.ts'
import { bagStates, isPast, waitingFor } from '../states.ts'
import type { BagChoice } from '../store/bags.ts'
import { bagViewOf, countBags, findBag, lockBag, moveBags } from '../store/bags.ts'
import { lockHandover } from '../store/handovers.ts'
import { replaceStoreShortages, shortableLines } from '../store/shortages.ts'
import type { Allowed, PackingAction } from './authorise.ts'
import { allowedBag } from './authorise.ts'

export type ScanResult = {
  readonly bag: BagView
  readonly outcome: 'looked' | 'done' | 'already'
  readonly remaining: number
}

const actionOf: Readonly<Record<ScanAct | 'look', PackingAction>> = {
  look: 'packing.read',
  pack: 'packing.pack',
  check: 'packing.check',
  collect: 'packing.collect',
}

/** Why a bag in `state` cannot go through `act`. */
const refuseState = (state: BagState, act: ScanAct) =>
  state === 'missing' ? refused('packing.bag_missing') : refused('packing.wrong_state', { state, act })

/** A bag can't be packed into a hand-over that stands: what was missing then has been given up in the books. */
const keepOutOfAgreed = async (
  tx: Transaction,
  context: Context,
  collectionId: string,
  state: BagState,
): Promise<void> => {
  const handover = await lockHandover(tx, context.districtId, collectionId, 'share')
  if (handover?.state === 'agreed' && state === 'missing') throw refused('packing.bag_missing')
}

const auditBag = (
  tx: Transaction,
  action: PackingAction,
  bagId: string,
  { collection, postId }: Allowed,
): void => tx.audit({ action, objectKind: 'bag', objectId: bagId, placeId: collection.estateId, postId })

/**
 * A bag by its scanned code, or by its number in a collection: looks at it, or packs, checks or hands it out. The same
 * bag scanned again, or by two people at once, is done once and answers 'already'. Refuses `packing.missing` (also for
 * what the caller may not touch), `packing.code_unreadable`, `packing.collection_needed`, `packing.other_collection`
 * (a bag that belongs to another estate's round), `packing.wrong_state`, `packing.bag_missing`.
 */
export const scanBag = (
  context: Context,
  input: {
    readonly act: ScanAct | 'look'
    readonly code: string
    readonly collectionId?: string | undefined
  },
): Promise<ScanResult> =>
  inTransaction(context, async (tx) => {
    const { act, collectionId } = input
    const { districtId } = context
    const allowed = await allowedBag(tx, context, actionOf[act], choose(input.code, collectionId))
    const { bag, collection } = allowed
    if (collectionId !== undefined && bag.collectionId !== collectionId) {
      throw refused('packing.other_collection', { estateName: collection.estateName })
    }
    const answer = async (outcome: ScanResult['outcome']): Promise<ScanResult> => ({
      bag: await bagViewOf(tx, districtId, bag),
      outcome,
      remaining: await countBags(tx, districtId, bag.collectionId, waitingFor[act]),
    })
    if (act === 'look') return answer('looked')

    if (act === 'pack') await keepOutOfAgreed(tx, context, bag.collectionId, bag.state)
    const { from, to } = bagStates.actions[act]
    const moved = await moveBags(tx, districtId, {
      ids: [bag.id],
      from,
      to,
      personId: personOf(context),
      at: nowOf(context),
    })
    if (moved.length === 0) {
      const now = await findBag(tx, districtId, { id: bag.id })
      if (!now || !isPast(now.state, act)) throw refuseState(now?.state ?? bag.state, act)
      return answer('already')
    }
    auditBag(tx, actionOf[act], bag.id, allowed)
    return answer('done')
  })

const choose = (text: string, collectionId: string | undefined): BagChoice => {
  const scanned = orRefuse(readScan(text))
  if (scanned.kind === 'code') return { code: scanned.code }
  if (collectionId === undefined) throw refused('packing.collection_needed')
  return { collectionId, sequenceNo: scanned.sequenceNo }
}

/**
 * Packs a bag and notes the packs that were not on the shelf. A second note takes the place of the first as long as
 * the bag has not been handed over; the bag must then be checked again. Refuses `packing.short_unknown_offer`,
 * `packing.short_too_many`, `packing.already_handed_over`, `packing.bag_missing`.
 */
export const packBag = (context: Context, bagId: string, short: readonly ShortLine[]): Promise<BagView> =>
  inTransaction(context, async (tx) => {
    const allowed = await allowedBag(tx, context, 'packing.pack', { id: bagId })
    const { districtId } = context
    const handover = await lockHandover(tx, districtId, allowed.bag.collectionId, 'share')
    const state = await lockBag(tx, districtId, bagId)
    const lines = await shortableLines(tx, districtId, bagId)
    orRefuse(checkShort(lines, short))
    const noted = lines
      .filter((line) => line.storeShort > 0)
      .map((line) => ({ offerId: line.offerId, count: line.storeShort }))
    const isWaiting = state === 'to_pack' || state === 'missing'
    if (!isWaiting && sameShort(noted, short)) return bagViewOf(tx, districtId, allowed.bag)
    if (state === 'missing' && handover?.state === 'agreed') throw refused('packing.bag_missing')
    if (state === 'handed_over' || state === 'collected') throw refused('packing.already_handed_over')
    const by = { personId: personOf(context), at: nowOf(context) }
    await replaceStoreShortages(tx, districtId, { bagId, short, ...by })
    await moveBags(tx, districtId, { ids: [bagId], from: [state], to: 'packed', ...by })
    auditBag(tx, 'packing.pack', bagId, allowed)
    return bagViewOf(tx, districtId, allowed.bag)
  })
