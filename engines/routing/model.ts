/*
 * What a caller says to the routing engine and what it gets back.
 *
 * Units everywhere: seconds counted from the plan's midnight, metres, and whatever the dimensions are named after
 * (boxes, kilograms). Identifiers are the caller's own strings and only compared, never read.
 */

/** A point that can be driven to. Coordinates are metres on a plane or degrees; a given matrix needs none. */
export type Place = { readonly id: string; readonly x?: number; readonly y?: number }

/** From this second of the day on, every speed is multiplied by `factor`, until the next entry. */
export type SpeedPeriod = { readonly fromSeconds: number; readonly factor: number }

/**
 * How far and how long from place to place. A matrix is row-major in the order of `places`, row = from; Infinity means
 * that there is no road. A straight line is stretched by `winding` and driven at `metresPerSecond`; for degrees x is
 * the longitude and y the latitude.
 */
export type Travel =
  | {
      readonly kind: 'matrix'
      readonly metres: ArrayLike<number>
      readonly seconds: ArrayLike<number>
      /** A promise that the way back is as long; the engine refuses a matrix that breaks it. */
      readonly symmetric?: boolean
      readonly speedByTime?: readonly SpeedPeriod[]
    }
  | {
      readonly kind: 'straightLine'
      readonly unit: 'metres' | 'degrees'
      readonly winding: number
      readonly metresPerSecond: number
      readonly speedByTime?: readonly SpeedPeriod[]
    }

export type Depot = {
  readonly id: string
  readonly place: string
  readonly opensAtSeconds?: number
  readonly closesAtSeconds?: number
  /** How many vehicles can load at the same time; without it, as many as come. */
  readonly docks?: number
}

/** The driver rests once, starting within the window, unless the shift is over before the window closes. */
export type DriverBreak = {
  readonly earliestSeconds: number
  readonly latestSeconds: number
  readonly lengthSeconds: number
}

export type VehicleKind = {
  readonly id: string
  readonly depot: string
  readonly count: number
  /** One amount for each dimension. */
  readonly capacity: readonly number[]
  readonly startsAtSeconds?: number
  readonly endsAtSeconds?: number
  /** Trips in a shift; 1 unless said. */
  readonly tripsMax?: number
  /** Time at the dock before every trip. */
  readonly loadingSeconds?: number
  /** From leaving the depot to being back, waiting and rest included [C11: 2 h from county store to outlet]. */
  readonly tripSecondsMax?: number
  /** From the first loading to the last return [C11: first round in place within 4-6 h]. */
  readonly shiftSecondsMax?: number
  readonly stopsPerTripMax?: number
  /** Cost of a vehicle that leaves at all, of a metre, of a second at the wheel. Per metre is 1 unless said. */
  readonly costFixed?: number
  readonly costPerMetre?: number
  readonly costPerSecond?: number
  /** 0.8 drives at four fifths of the map's speed. */
  readonly speedFactor?: number
  readonly rest?: DriverBreak
  /** Sealed zones that this kind may enter. */
  readonly passes?: readonly string[]
}

export type Stop = {
  readonly id: string
  readonly place: string
  /** Brought from the depot, for each dimension; none unless said. */
  readonly deliver?: readonly number[]
  /** Taken back to the depot, for each dimension (boxes, waste, goods to recover). */
  readonly collect?: readonly number[]
  /** Service begins within this window. */
  readonly opensAtSeconds?: number
  readonly closesAtSeconds?: number
  readonly serviceSeconds?: number
  /** Its goods can't be loaded earlier. */
  readonly readyAtSeconds?: number
  /** Only from this depot, only with these kinds. */
  readonly depot?: string
  readonly vehicleKinds?: readonly string[]
  readonly zone?: string
  /** Left out last when vehicles run short: 1 unless said, 10 weighs ten ordinary stops. */
  readonly weight?: number
}

/**
 * A sealed zone. A vehicle without its pass never drives in: it hands the goods over at the transfer point on the
 * border, without contact; the zone's own vehicles take them from there [C11].
 */
export type SealedZone = {
  readonly id: string
  readonly transferPlace: string
  readonly handoverSeconds?: number
  readonly opensAtSeconds?: number
  readonly closesAtSeconds?: number
  /** Vehicles that stay inside; `depot` is ignored, they start at the transfer point. None: goods are fetched there. */
  readonly insideVehicles?: readonly VehicleKind[]
}

export type ForbiddenRoad = {
  readonly from: string
  readonly to: string
  /** Both directions unless said. */
  readonly oneWay?: boolean
  /** Only for these kinds (heavy lorries); for all unless said. */
  readonly vehicleKinds?: readonly string[]
}

/** A vehicle on the way when the plan is made anew. */
export type Underway = {
  /** `kind#number`, as plans name vehicles, numbers from 1. */
  readonly vehicle: string
  readonly place: string
  readonly atSeconds: number
  /** Stops whose goods are on board: this trip of this vehicle serves them or nobody does. */
  readonly aboard: readonly string[]
  /** The first of them, in this order, may not be changed any more. */
  readonly locked: readonly string[]
}

export type RoutingProblem = {
  readonly places: readonly Place[]
  readonly travel: Travel
  readonly dimensions: readonly string[]
  readonly depots: readonly Depot[]
  readonly vehicles: readonly VehicleKind[]
  readonly stops: readonly Stop[]
  readonly zones?: readonly SealedZone[]
  readonly forbiddenRoads?: readonly ForbiddenRoad[]
  /** `last`: nothing is collected on a trip before its last delivery (used goods never beside clean ones). */
  readonly recovery?: 'mixed' | 'last'
  readonly underway?: readonly Underway[]
}

export type Visit = {
  readonly stop: string
  readonly place: string
  /** True when the goods are handed over at the border of the stop's sealed zone. */
  readonly atBorder: boolean
  readonly arrivesAt: number
  readonly startsAt: number
  readonly endsAt: number
  /** Later than `endsAt` only when the driver rests here. */
  readonly departsAt: number
}

export type Trip = {
  /** Equal when nothing is loaded (a vehicle underway). */
  readonly loadingFrom: number
  readonly loadingUntil: number
  readonly leavesAt: number
  readonly visits: readonly Visit[]
  readonly returnsAt: number
}

export type VehiclePlan = {
  readonly vehicle: string
  readonly kind: string
  readonly depot: string
  readonly trips: readonly Trip[]
  readonly rest: { readonly fromSeconds: number; readonly untilSeconds: number } | null
}

export type UnservedReason =
  | 'noVehicleAllowed'
  | 'exceedsCapacity'
  | 'unreachable'
  | 'outsideWindow'
  | 'tripTooLong'
  | 'shiftTooShort'
  | 'fleetExhausted'
  | 'notFoundInTime'

export type Unserved = {
  readonly stop: string
  readonly reason: UnservedReason
  /** Figures of the closest miss, such as { dimension, demanded, capacity } or { seconds, secondsMax }. */
  readonly data: Readonly<Record<string, string | number>>
}

export type RoutePlan = {
  readonly vehicles: readonly VehiclePlan[]
  readonly unserved: readonly Unserved[]
  readonly cost: number
  readonly metres: number
  readonly drivingSeconds: number
  readonly iterations: number
  /** Plans of the vehicles inside each sealed zone. */
  readonly inside: readonly { readonly zone: string; readonly plan: RoutePlan }[]
}

export type RefusalCode =
  | 'notANumber'
  | 'negative'
  | 'outOfRange'
  | 'notSymmetric'
  | 'wrongLength'
  | 'notWhole'
  | 'unknownReference'
  | 'duplicateId'
  | 'noVehicles'
  | 'noStops'
  | 'noDepots'
  | 'windowClosesBeforeItOpens'
  | 'tooManyStops'
  | 'tooManyVehicles'
  | 'lockedNotAboard'
  | 'lockedImpossible'
  | 'badBudget'

export type Refusal = { readonly code: RefusalCode; readonly data: Readonly<Record<string, string | number>> }

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }

export type Progress = {
  readonly iterations: number
  /** Share of the budget used, 0 to 1. */
  readonly share: number
  readonly cost: number
  readonly unserved: number
}

export type PlanOptions = {
  /** The same seed and number of iterations give the same plan on every machine. */
  readonly seed?: number
  /** Budget in ruin-and-recreate steps; 1 to 10^12. */
  readonly iterations?: number
  /** Budget by a clock that the caller hands in (the engine has none); milliseconds of whatever the clock counts. */
  readonly milliseconds?: number
  readonly clock?: () => number
  readonly onProgress?: (progress: Progress) => void
  /** Asked now and then; true ends the search with the best plan so far. */
  readonly shouldStop?: () => boolean
}
