/**
 * How many batches of each recipe each depot makes: programs over aggregates, solved in stages. Each stage
 * optimises one aim and hands its result to the next as a bound, so no aim is ever weighed against another.
 *
 * The stages run twice. First with fractions of batches allowed, which is quick; then in whole batches, each
 * within one of what came out before, which leaves the solver little to search. If there is no answer so
 * near, whole batches are searched without that limit. Large programs (a city with restricted depots) are not
 * searched a second time if rounding down keeps the floors: that forgoes less than one batch for each depot
 * and recipe.
 */
import { accept, type Instance, type Outcome, refuse } from './model.ts'
import type { Made, Recipe } from './recipes.ts'
import { buildProgram, type LinearAnswer, type LinearProgram, type Solver } from './solver.ts'

/** Lines that the same sources may serve, taken together. Numbers in packs. */
export type Aggregate = {
  readonly class: number
  readonly packSize: number
  readonly wantedItemId: string
  readonly sources: readonly { readonly depotId: string; readonly itemId: string }[]
  floor: number
  most: number
}

export type Task = {
  /** With the made goods among its items and substitutions. */
  readonly instance: Instance
  readonly recipes: readonly Recipe[]
  readonly aggregates: readonly Aggregate[]
  readonly most: (depotId: string, recipe: Recipe) => number
  /** Base units that may be planned, by depot and item. */
  readonly units: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** What one stage asks for: weights of its aim and the bounds that the stages before it reached. */
type Stage = {
  readonly maximise: boolean
  /** Class whose lowest fill rate is the aim, if that is the aim. */
  readonly lowestOf?: number
  readonly weightOfPack?: (aggregate: Aggregate, byItemId: string) => number
  readonly weightOfBatch?: number
  /** The packs that each aggregate must get. */
  readonly least: readonly number[]
  /** The packs that each class must get together. */
  readonly leastOfClass: ReadonlyMap<number, number>
}

const FREE = Number.NEGATIVE_INFINITY
/** Solvers work with rounding errors; a bound taken from one stage is loosened by this much for the next. */
const loosened = (packs: number): number => packs - 1e-6 * Math.max(1, packs)

/** A program with more columns of shipments than this is large. */
const SMALL_COLUMNS = 1000

/** Whether batches must be whole, and within which limits (lowest and highest, by depot and recipe). */
type Mode = { readonly whole: boolean; readonly low?: readonly number[]; readonly high?: readonly number[] }

const shipmentColumns = (task: Task): number =>
  task.aggregates.reduce((sum, one) => sum + one.sources.length, 0)

/** One column for each (depot, recipe), then one for each (aggregate, source), then the lowest fill rate. */
const writeProgram = (task: Task, stage: Stage, mode: Mode): LinearProgram => {
  const program = buildProgram()
  const { aggregates, recipes } = task
  const rowOfGoods = new Map<string, number>()
  const goods = (depotId: string, itemId: string): number => {
    const key = JSON.stringify([depotId, itemId])
    const held = task.units.get(depotId)?.get(itemId) ?? 0
    const row = rowOfGoods.get(key) ?? program.addRow(FREE, held)
    rowOfGoods.set(key, row)
    return row
  }
  const fillRows = aggregates.map((one, at) => program.addRow(loosened(stage.least[at] as number), one.most))
  const levelRows = aggregates.map((one) =>
    stage.lowestOf === one.class && one.most > 0 ? program.addRow(0, Number.POSITIVE_INFINITY) : -1,
  )
  const classRows = new Map<number, number>()
  for (const [number, packs] of stage.leastOfClass) {
    classRows.set(number, program.addRow(loosened(packs), Number.POSITIVE_INFINITY))
  }
  const packsWhole = mode.whole && shipmentColumns(task) <= SMALL_COLUMNS
  let number = 0
  for (const { id: depotId } of task.instance.depots) {
    for (const recipe of recipes) {
      const used = new Map<string, number>([[recipe.id, -recipe.yields]])
      for (const { itemId, quantity } of recipe.uses) used.set(itemId, (used.get(itemId) ?? 0) + quantity)
      const entries = [...used].map(([itemId, units]) => [goods(depotId, itemId), units] as const)
      const lower = mode.low?.[number] ?? 0
      const upper = mode.high?.[number] ?? task.most(depotId, recipe)
      program.addColumn({ cost: stage.weightOfBatch ?? 0, lower, upper, whole: mode.whole, entries })
      number++
    }
  }
  for (const [at, aggregate] of aggregates.entries()) {
    for (const { depotId, itemId } of aggregate.sources) {
      const entries: [number, number][] = [
        [fillRows[at] as number, 1],
        [goods(depotId, itemId), aggregate.packSize],
      ]
      if ((levelRows[at] as number) >= 0) entries.push([levelRows[at] as number, 1])
      const classRow = classRows.get(aggregate.class)
      if (classRow !== undefined) entries.push([classRow, 1])
      program.addColumn({ cost: stage.weightOfPack?.(aggregate, itemId) ?? 0, whole: packsWhole, entries })
    }
  }
  if (stage.lowestOf !== undefined) {
    const entries = levelRows.flatMap((row, at) =>
      row < 0 ? [] : [[row, -(aggregates[at] as Aggregate).most] as const],
    )
    program.addColumn({ cost: 1, upper: 1, entries })
  }
  return program.finish(stage.maximise)
}

/** Packs that a stage's answer gives to the aggregates for which `counts` holds. */
const packsIn = (task: Task, answer: LinearAnswer, counts: (aggregate: Aggregate) => boolean): number => {
  let column = task.instance.depots.length * task.recipes.length
  let packs = 0
  for (const aggregate of task.aggregates) {
    for (const _ of aggregate.sources) {
      const value = answer.values[column++] as number
      if (counts(aggregate)) packs += value
    }
  }
  return packs
}

const penaltyOf = (instance: Instance, wanted: string, by: string): number =>
  instance.substitutions?.find((rule) => rule.itemId === wanted && rule.byItemId === by)?.penalty ?? 0

const readBatches = (task: Task, answer: LinearAnswer): Made[] =>
  task.instance.depots.flatMap(({ id: depotId }, depot) =>
    task.recipes.flatMap((recipe, number): Made[] => {
      const batches = Math.round(answer.values[depot * task.recipes.length + number] as number)
      return batches > 0 ? [{ depotId, recipeId: recipe.id, batches }] : []
    }),
  )

/** Floors that cannot all be kept: make what keeps the most of them, so that the plan can name the cut. */
const forBrokenFloors = (task: Task, solver: Solver): LinearAnswer => {
  const floorsOnly = task.aggregates.map((one) => ({ ...one, most: one.floor }))
  const least = task.aggregates.map(() => 0)
  const stage: Stage = { maximise: true, weightOfPack: () => 1, least, leastOfClass: new Map() }
  return solver(writeProgram({ ...task, aggregates: floorsOnly }, stage, { whole: true }))
}

type Solved = { readonly answer: LinearAnswer } | { readonly step: string; readonly status: string }

/** Runs all stages in one mode; the answer of the last one, or the step at which the solver found none. */
const runStages = (task: Task, solver: Solver, mode: Mode): Solved => {
  const classes = [...new Set(task.aggregates.map((one) => one.class))].sort((one, other) => one - other)
  const least = task.aggregates.map((one) => one.floor)
  const leastOfClass = new Map<number, number>()
  const solve = (stage: Pick<Stage, 'maximise'> & Partial<Stage>): LinearAnswer =>
    solver(writeProgram(task, { least, leastOfClass, ...stage }, mode))
  const keepsFloors = solve({ maximise: true })
  if (keepsFloors.status !== 'optimal') return { step: 'floors', status: keepsFloors.status }
  for (const lowestOf of classes) {
    const level = solve({ maximise: true, lowestOf })
    if (level.status !== 'optimal') return { step: `level of class ${lowestOf}`, status: level.status }
    for (const [at, one] of task.aggregates.entries()) {
      if (one.class === lowestOf) least[at] = Math.max(one.floor, level.objective * one.most)
    }
    const total = solve({ maximise: true, weightOfPack: (one) => (one.class === lowestOf ? 1 : 0) })
    if (total.status !== 'optimal') return { step: `packs of class ${lowestOf}`, status: total.status }
    leastOfClass.set(
      lowestOf,
      packsIn(task, total, (one) => one.class === lowestOf),
    )
  }
  const weightOfPack = (one: Aggregate, by: string): number => penaltyOf(task.instance, one.wantedItemId, by)
  const answer = solve({ maximise: false, weightOfPack, weightOfBatch: 1 })
  return answer.status === 'optimal' ? { answer } : { step: 'fewest batches', status: answer.status }
}

/** Decides the batches; see the head of `recipes.ts` for the order of aims. */
export const decideBatches = (task: Task, solver: Solver): Outcome<Made[]> => {
  const failed = (step: string, status: string) => refuse({ code: 'solverFailed', data: { step, status } })
  const fractions = runStages(task, solver, { whole: false })
  if (!('answer' in fractions)) {
    if (fractions.step !== 'floors' || fractions.status !== 'infeasible') {
      return failed(fractions.step, fractions.status)
    }
    const broken = forBrokenFloors(task, solver)
    return broken.status === 'optimal' ? accept(readBatches(task, broken)) : failed('floors', broken.status)
  }
  const batches = Array.from(fractions.answer.values).slice(
    0,
    task.instance.depots.length * task.recipes.length,
  )
  const down = batches.map((value) => Math.floor(value + 1e-6))
  if (shipmentColumns(task) > SMALL_COLUMNS) {
    const least = task.aggregates.map((one) => one.floor)
    const stage: Stage = { maximise: true, least, leastOfClass: new Map() }
    const rounded = solver(writeProgram(task, stage, { whole: false, low: down, high: down }))
    if (rounded.status === 'optimal') return accept(readBatches(task, rounded))
  }
  const low = batches.map((value) => Math.max(0, Math.floor(value + 1e-6) - 1))
  const high = batches.map((value) => Math.ceil(value - 1e-6) + 1)
  const near = runStages(task, solver, { whole: true, low, high })
  const whole = 'answer' in near ? near : runStages(task, solver, { whole: true })
  return 'answer' in whole ? accept(readBatches(task, whole.answer)) : failed(whole.step, whole.status)
}
