/**
 * The words of the engine: what a shortage looks like (`Instance`), what is decided (`Plan`), and why a
 * question is refused (`Refusal`). Every quantity is a whole number of the item's base unit (pieces, grams,
 * millilitres) unless its name says packs.
 */

/** A place that holds stock. Without `serves` it may serve every site. */
export type Depot = {
  readonly id: string
  /** Ids of the only sites that this depot may serve. */
  readonly serves?: readonly string[]
}

/** A place that asks. Class 1 is served before class 2, and so on (1 to 1000). */
export type Site = { readonly id: string; readonly class: number }

/** A kind of goods. Goods travel in whole packs of `packSize` base units. */
export type Item = { readonly id: string; readonly packSize: number }

/**
 * What one depot holds of one item. `reserve` (safety) and `heldBack` (the commander's block) stay
 * untouched.
 */
export type Stock = {
  readonly depotId: string
  readonly itemId: string
  readonly quantity: number
  readonly reserve?: number
  readonly heldBack?: number
}

/**
 * One request, one line of the plan. `floor` is promised before anything else is shared out (rounded up to
 * packs), `cap` is never passed (rounded down to packs). Without a cap the line may get its demand rounded up
 * to packs. A site may ask for one item in several lines if their class or use differs.
 */
export type Demand = {
  readonly siteId: string
  readonly itemId: string
  readonly quantity: number
  /** The class of this line, where it differs from the class of its site. */
  readonly class?: number
  /** What the goods are for ("waste", "sampling"); only substitution rules look at it. */
  readonly use?: string
  readonly floor?: number
  readonly cap?: number
}

/**
 * One unit of `byItemId` may stand for one unit of `itemId`. Not transitive: name every pair that is
 * allowed.
 */
export type Substitution = {
  readonly itemId: string
  readonly byItemId: string
  /** Added to the transport cost of each pack, so that the real thing goes first. */
  readonly penalty: number
  readonly notForSiteIds?: readonly string[]
  readonly notForClasses?: readonly number[]
  readonly notForUses?: readonly string[]
}

export type Instance = {
  readonly depots: readonly Depot[]
  readonly sites: readonly Site[]
  readonly items: readonly Item[]
  readonly stocks: readonly Stock[]
  readonly demands: readonly Demand[]
  readonly substitutions?: readonly Substitution[]
  /**
   * Cost of one pack from depot to site: one row for each depot, one column for each site, in their order.
   */
  readonly costs: readonly ArrayLike<number>[]
}

/**
 * `maxMin` is Adams' rule: the next pack goes to the line with the lowest fill rate; one more unit of supply
 * never cuts a line. `largestRemainder` is Hamilton's rule: exact quota, then the largest remainders. It is
 * offered for those whose rule book demands it; one more unit of supply can CUT a line (the Alabama paradox).
 */
export type Method = 'maxMin' | 'largestRemainder'

export type Options = {
  readonly method?: Method
  /** Most depot-to-line arcs that are accepted, 8,000,000 unless told: above, the answer is a refusal. */
  readonly arcsMax?: number
  /** Most depots with stock in one group of items, 300 unless told: the work grows with their square. */
  readonly sourcesMax?: number
}

/**
 * A place in the fixed order in which packs are handed out inside a class: the moment right after the line
 * `demandIndex`, which asks for `quantity`, got one pack on top of the `packsBefore` that it had. The fill
 * rate reached is packsBefore x packSize / quantity. `packsBefore` -1 means: floors only, no pack of this
 * class.
 */
export type Level = { readonly packsBefore: number; readonly quantity: number; readonly demandIndex: number }

/**
 * A binding cut. When the order of packs had come to `level` in class `class`, the goods named in `sources`
 * were spent to the last pack on lines that can be served from nowhere else (cuts before this one aside).
 */
export type Cut = {
  readonly class: number
  readonly level: Level
  /** Positions in `GroupPlan.sources`. */
  readonly sources: readonly number[]
}

/** Goods of one item in one depot that may be planned. `price` is what one more pack of it would save. */
export type Source = {
  readonly depotId: string
  readonly itemId: string
  readonly packs: number
  readonly packsUsed: number
  readonly price: number
}

/** The part of a plan that is decided together: one item, or items that stand in for each other. */
export type GroupPlan = {
  readonly itemIds: readonly string[]
  readonly packSize: number
  readonly method: Method
  /**
   * Positions in `Instance.demands` in the fixed order (site id, item id, class, use); lines of zero left
   * out.
   */
  readonly demandIndexes: Int32Array
  /** Packs allotted to each line. */
  readonly packs: Int32Array
  /** The cut that stopped each line; -1 the line has all it may get; -2 no depot with stock may serve it. */
  readonly closedBy: Int32Array
  readonly sources: readonly Source[]
  readonly cuts: readonly Cut[]
  /** Who carries what: parallel columns, by line, then source. `line` is a position in `demandIndexes`. */
  readonly shipments: { readonly line: Int32Array; readonly source: Int32Array; readonly packs: Int32Array }
  /** Transport and substitution cost of the group, the least possible for these allotments. */
  readonly cost: number
}

export type Plan = {
  readonly groups: readonly GroupPlan[]
  /** Sum of the groups' costs. */
  readonly cost: number
}

/**
 * Floors that cannot be met: these sources hold fewer packs than the floors of the lines that only they may
 * serve.
 */
export type FloorCut = {
  readonly itemIds: readonly string[]
  readonly sources: readonly { readonly depotId: string; readonly itemId: string; readonly packs: number }[]
  readonly demandIndexes: readonly number[]
  readonly packsPromised: number
  readonly packsHeld: number
}

/** Why a question is refused. `where` is a path into the input, such as `demands[17].floor`. */
export type Refusal =
  | { readonly code: 'notAWholeNumber'; readonly data: { readonly where: string; readonly value: string } }
  | { readonly code: 'numberOutOfRange'; readonly data: { readonly where: string; readonly value: string } }
  | { readonly code: 'malformed'; readonly data: { readonly where: string } }
  | { readonly code: 'unknownId'; readonly data: { readonly where: string; readonly id: string } }
  | { readonly code: 'doubledId'; readonly data: { readonly where: string; readonly id: string } }
  | { readonly code: 'doubledLine'; readonly data: { readonly where: string; readonly other: string } }
  | { readonly code: 'floorAboveCap'; readonly data: { readonly where: string } }
  | {
      readonly code: 'costRowWrongLength'
      readonly data: { readonly where: string; readonly length: number }
    }
  | { readonly code: 'packSizesDiffer'; readonly data: { readonly itemIds: readonly string[] } }
  | { readonly code: 'tooManySubstitutes'; readonly data: { readonly itemIds: readonly string[] } }
  | { readonly code: 'tooManyArcs'; readonly data: { readonly arcs: number; readonly arcsMax: number } }
  | {
      readonly code: 'tooManySources'
      readonly data: {
        readonly itemIds: readonly string[]
        readonly sources: number
        readonly sourcesMax: number
      }
    }
  | { readonly code: 'numbersTooLarge'; readonly data: { readonly itemIds: readonly string[] } }
  | { readonly code: 'largestRemainderNeedsOnePool'; readonly data: { readonly itemIds: readonly string[] } }
  | { readonly code: 'floorsInfeasible'; readonly data: { readonly cuts: readonly FloorCut[] } }
  | { readonly code: 'solverFailed'; readonly data: { readonly step: string; readonly status: string } }

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }

export const accept = <Value>(value: Value): Outcome<Value> => ({ ok: true, value })

export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
})
