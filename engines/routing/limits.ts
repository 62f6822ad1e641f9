/** Above these the engine refuses instead of thrashing: matrices grow with the square of the stops. */
export const STOPS_MAX = 50_000
/** Stops of one depot, which are planned in one piece. */
export const STOPS_PER_DEPOT_MAX = 5_000
export const VEHICLES_MAX = 20_000
export const PLACES_IN_MATRIX_MAX = 10_000
export const DIMENSIONS_MAX = 16
/** Whole seconds and amounts; sums of some thousands of them stay exact in 32 bits. */
export const SECONDS_MAX = 10_000_000
export const AMOUNT_MAX = 100_000_000
/** Cells of all road tables of one depot together: 2 GB of memory at 4 bytes and two tables. */
export const MATRIX_CELLS_MAX = 250_000_000
export const ITERATIONS_MAX = 1e12
