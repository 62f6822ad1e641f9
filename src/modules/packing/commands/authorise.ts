import type { PostId } from '../../../kernel/ids.ts'
import { refused } from '../../../kernel/result.ts'
import type { Context } from '../../../platform/context.ts'
import type { Queryable } from '../../../platform/db/index.ts'
import type { Bag, BagChoice, Collection } from '../store/bags.ts'
import { findBag, findCollection } from '../store/bags.ts'

export type PackingAction =
  | 'packing.read'
  | 'packing.make_bags'
  | 'packing.print_labels'
  | 'packing.pack'
  | 'packing.check'
  | 'packing.declare'
  | 'packing.agree'
  | 'packing.collect'
  | 'packing.note_short'

export type Allowed = { readonly collection: Collection; readonly postId: PostId }

/**
 * The collection and the post by which the caller may do `action` there: at the estate, and for a store's post in its
 * own store. What the caller may not touch answers as what is not there: `packing.missing`.
 */
export const allowedAt = async (
  db: Queryable,
  context: Context,
  action: PackingAction,
  collectionId: string,
): Promise<Allowed> => {
  const collection = await findCollection(db, context.districtId, collectionId)
  const postId = collection
    ? await context.postFor(db, context, action, {
        placeId: collection.estateId,
        organizationId: collection.storeId,
      })
    : null
  if (!collection || !postId) throw refused('packing.missing')
  return { collection, postId }
}

export const allowedBag = async (
  db: Queryable,
  context: Context,
  action: PackingAction,
  which: BagChoice,
): Promise<Allowed & { readonly bag: Bag }> => {
  const bag = await findBag(db, context.districtId, which)
  if (!bag) throw refused('packing.missing')
  return { ...(await allowedAt(db, context, action, bag.collectionId)), bag }
}
