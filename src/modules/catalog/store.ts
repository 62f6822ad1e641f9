import type { ItemId } from '../../kernel/ids.ts'
import { normaliseText } from '../../kernel/text.ts'
import { newId } from '../../platform/clock.ts'
import type { Services } from '../../platform/context.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { sql } from '../../platform/db/index.ts'
import { searchKey } from '../../platform/search.ts'
import { itemKey } from './rules.ts'

export type Item = {
  readonly id: ItemId
  readonly name: string
  readonly baseUnit: string
  readonly category: string
}

/** An item as somebody names it; the category counts only when the item is new. */
export type ItemName = { readonly name: string; readonly baseUnit: string; readonly category?: string }

export type PackName = { readonly itemId: ItemId; readonly unitName: string; readonly quantity: number }

/** The items that are there already, by `itemKey`. */
export const findItems = async (
  db: Queryable,
  districtId: number,
  names: readonly ItemName[],
): Promise<ReadonlyMap<string, Item>> => {
  const items = await db.rows<Item>(sql`select i.id, i.name, i.base_unit, i.category
    from unnest(${names.map((name) => normaliseText(name.name))}::text[],
      ${names.map((name) => normaliseText(name.baseUnit))}::text[]) w(name, base_unit)
    join catalog.item i on i.district_id = ${districtId} and i.name = w.name and i.base_unit = w.base_unit`)
  return new Map(items.map((item) => [itemKey(item), item]))
}

/**
 * Finds items by name and base unit, and makes those that are not there. Shared by all stores of the
 * district: 鸡蛋 counted in 枚 is one item, whoever sells it. Two calls at once make one item.
 */
export const findOrCreateItems = async (
  tx: Queryable,
  services: Services,
  names: readonly ItemName[],
): Promise<ReadonlyMap<string, Item>> => {
  const wanted = new Map(names.map((name) => [itemKey(name), name]))
  const known = await findItems(tx, services.districtId, [...wanted.values()])
  // Always in one order, so that two uploads with the same new items wait for each other and do not lock up.
  const missing = [...wanted.entries()]
    .filter(([key]) => !known.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, name]) => name)
  if (missing.length === 0) return known
  await tx.run(sql`insert into catalog.item (district_id, id, name, base_unit, category, search)
    select ${services.districtId}::int, * from unnest(
      ${missing.map(() => newId(services.clock, services.random))}::uuid[],
      ${missing.map((name) => normaliseText(name.name))}::text[],
        ${missing.map((name) => normaliseText(name.baseUnit))}::text[],
      ${missing.map((name) => name.category ?? '')}::text[],
        ${missing.map((name) => searchKey(name.name))}::text[])
    on conflict do nothing`)
  return findItems(tx, services.districtId, [...wanted.values()])
}

/** Makes the packs that are not there yet: in which unit, holding how much, an item is sold. */
export const keepPacks = async (
  tx: Queryable,
  services: Services,
  packs: readonly PackName[],
): Promise<void> => {
  const keyOf = (pack: PackName): string => `${pack.itemId}/${pack.unitName}/${pack.quantity}`
  const sorted = [...new Map(packs.map((pack) => [keyOf(pack), pack])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pack]) => pack)
  if (sorted.length === 0) return
  await tx.run(sql`insert into catalog.pack (district_id, id, item_id, unit_name, quantity)
    select ${services.districtId}::int, * from unnest(
      ${sorted.map(() => newId(services.clock, services.random))}::uuid[],
        ${sorted.map((pack) => pack.itemId)}::uuid[],
      ${sorted.map((pack) => pack.unitName)}::text[], ${sorted.map((pack) => pack.quantity)}::bigint[])
    on conflict do nothing`)
}
