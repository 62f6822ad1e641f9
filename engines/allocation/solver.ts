/**
 * The port through which a caller may hand in a linear-programming solver. Plain plans need none; kits and
 * substitution other than one for one do (`recipes.ts`), and the tests use it as an oracle. The engine itself
 * imports nothing: `solverFromHighs` wraps the object that `await loadHighs()` of the npm package `highs`
 * gives.
 */

/**
 * Columns and rows of a program, columns compressed: entries of column c are `starts[c]` to `starts[c + 1]`.
 */
export type LinearProgram = {
  readonly maximise: boolean
  readonly objective: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly rowLower: readonly number[]
  readonly rowUpper: readonly number[]
  readonly starts: readonly number[]
  readonly rows: readonly number[]
  readonly values: readonly number[]
  /** Columns that must be whole; absent if none must. */
  readonly whole?: readonly boolean[]
}

export type LinearAnswer = {
  readonly status: 'optimal' | 'infeasible' | 'failed'
  readonly objective: number
  readonly values: ArrayLike<number>
}

export type Solver = (program: LinearProgram) => LinearAnswer

/** A program under construction: rows first, then columns with their entries. */
export type ProgramBuilder = {
  readonly addRow: (lower: number, upper: number) => number
  readonly addColumn: (column: {
    readonly cost?: number
    readonly lower?: number
    readonly upper?: number
    readonly whole?: boolean
    readonly entries: readonly (readonly [row: number, value: number])[]
  }) => number
  readonly finish: (maximise: boolean) => LinearProgram
}

export const buildProgram = (): ProgramBuilder => {
  const rowLower: number[] = []
  const rowUpper: number[] = []
  const objective: number[] = []
  const lower: number[] = []
  const upper: number[] = []
  const whole: boolean[] = []
  const starts = [0]
  const rows: number[] = []
  const values: number[] = []
  return {
    addRow: (least, most) => {
      rowUpper.push(most)
      return rowLower.push(least) - 1
    },
    addColumn: (column) => {
      for (const [row, value] of column.entries) {
        rows.push(row)
        values.push(value)
      }
      starts.push(rows.length)
      lower.push(column.lower ?? 0)
      upper.push(column.upper ?? Number.POSITIVE_INFINITY)
      whole.push(column.whole ?? false)
      return objective.push(column.cost ?? 0) - 1
    },
    finish: (maximise) => ({
      maximise,
      objective,
      lower,
      upper,
      rowLower,
      rowUpper,
      starts,
      rows,
      values,
      ...(whole.includes(true) ? { whole } : {}),
    }),
  }
}

/** What is used of a HiGHS model, by shape, so that nothing need be imported. */
type HighsModel = {
  readonly options: { set(values: Readonly<Record<string, boolean | number | string>>): unknown }
  run(): unknown
  getModelStatus(): number
  getObjectiveValue(): number
  getSolution(): { readonly colValue: ArrayLike<number> }
}

/** What is used of a loaded HiGHS. */
export type HighsLike<Data> = {
  readonly constants: { readonly objectiveSense: { readonly minimize: unknown; readonly maximize: unknown } }
  withModel<Result>(data: Data, use: (model: HighsModel) => Result): Result
}

const OPTIMAL = 7
const INFEASIBLE = 8

/** Wraps a loaded `highs` (1.15 or newer). Solves are synchronous; `secondsMost` bounds each of them. */
export const solverFromHighs =
  <Data>(highs: HighsLike<Data>, secondsMost = 60): Solver =>
  (program) => {
    const [numCols, numRows] = [program.objective.length, program.rowLower.length]
    const { minimize, maximize } = highs.constants.objectiveSense
    if (numCols === 0) {
      const holds = program.rowLower.every(
        (lower, row) => lower <= 0 && 0 <= (program.rowUpper[row] as number),
      )
      return { status: holds ? 'optimal' : 'infeasible', objective: 0, values: [] }
    }
    const data = {
      numCols,
      numRows,
      sense: program.maximise ? maximize : minimize,
      colCost: Float64Array.from(program.objective),
      colLower: Float64Array.from(program.lower),
      colUpper: Float64Array.from(program.upper),
      rowLower: Float64Array.from(program.rowLower),
      rowUpper: Float64Array.from(program.rowUpper),
      matrix: {
        format: 'csc',
        numRows,
        numCols,
        starts: Int32Array.from(program.starts),
        indices: Int32Array.from(program.rows),
        values: Float64Array.from(program.values),
      },
      ...(program.whole
        ? { integrality: Int32Array.from(program.whole, (isWhole) => (isWhole ? 1 : 0)) }
        : {}),
    } as Data
    return highs.withModel(data, (model) => {
      model.options.set({ output_flag: false, time_limit: secondsMost, mip_rel_gap: 0, mip_abs_gap: 1e-6 })
      model.run()
      const code = model.getModelStatus()
      const status = code === OPTIMAL ? 'optimal' : code === INFEASIBLE ? 'infeasible' : 'failed'
      if (status !== 'optimal') return { status, objective: Number.NaN, values: [] }
      return {
        status,
        objective: model.getObjectiveValue(),
        values: Array.from(model.getSolution().colValue),
      }
    })
  }
