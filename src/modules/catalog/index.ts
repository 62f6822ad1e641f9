/**
 * Catalog: what there is, and how much one pack of it holds.
 *
 * An item is a name with a base unit (枚, 克, 毫升, or the sale unit where nothing smaller can be counted),
 * shared by all stores of a district. A pack is a unit in which it is sold and the whole number of base units
 * in it. Whoever writes "10斤装", "5kg" or "500g*10" means the same 5,000 grams: `readPack` says so, without a
 * float and without rounding; a text that says nothing countable leaves the sale unit, one per pack. Items
 * and packs are found or made, never renamed: what was once ordered keeps its name. Nothing here refuses.
 */

export type { Measure } from './rules.ts'
export {
  gramUnit,
  itemKey,
  millilitreUnit,
  readAmount,
  readMeasure,
  readPack,
  readPackText,
  timesWhole,
  unitMeasure,
} from './rules.ts'
export type { Item, ItemName, PackName } from './store.ts'
export { findItems, findOrCreateItems, keepPacks } from './store.ts'
