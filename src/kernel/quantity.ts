/** A whole number of an item's base unit (pieces, grams, millilitres). Never negative, never a fraction. */
export type Quantity = number & { readonly __quantity: true }

/** The most that one number may hold: what a double keeps exactly. */
export const quantityMax = Number.MAX_SAFE_INTEGER

export const isQuantity = (value: number): value is Quantity => Number.isSafeInteger(value) && value >= 0

/** Makes a quantity. Throws on a fraction, a negative or an unsafe number: input is validated before. */
export const quantity = (value: number): Quantity => {
  if (!isQuantity(value)) throw new Error(`not a quantity: ${value}`)
  return value
}

export const addQuantities = (left: Quantity, right: Quantity): Quantity => quantity(left + right)

/** `count` packs of `packQuantity` base units. */
export const packs = (count: number, packQuantity: Quantity): Quantity =>
  quantity(quantity(count) * packQuantity)
