/**
 * How many batches of each recipe each depot makes: a whole-number program over aggregates, solved in stages. Each
 * stage optimises one aim and hands its result to the next as a bound, so no aim is ever weighed against another.
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
const SLACK = 1e-6

/** One column for each (depot, recipe), then one for each (aggregate, source), then the lowest fill rate. */
const writeProgram = (task: Task, stage: Stage): LinearProgram => {
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
  const fillRows = aggregates.map((one, at) => program.addRow((stage.least[at] as number) - SLACK, one.most))
  const levelRows = aggregates.map((one) =>
    stage.lowestOf === one.class && one.most > 0 ? program.addRow(0, Number.POSITIVE_INFINITY) : -1,
  )
  const classRows = new Map<number, number>()
  for (const [number, packs] of stage.leastOfClass) {
    classRows.set(number, program.addRow(packs - SLACK, Number.POSITIVE_INFINITY))
  }
  for (const { id: depotId } of task.instance.depots) {
    for (const recipe of recipes) {
      const used = new Map<string, number>([[recipe.id, -recipe.yields]])
      for (const { itemId, quantity } of recipe.uses) used.set(itemId, (used.get(itemId) ?? 0) + quantity)
      const entries = [...used].map(([itemId, units]) => [goods(depotId, itemId), units] as const)
      program.addColumn({
        cost: stage.weightOfBatch ?? 0,
        upper: task.most(depotId, recipe),
        whole: true,
        entries,
      })
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
      program.addColumn({ cost: stage.weightOfPack?.(aggregate, itemId) ?? 0, entries })
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
  const weightOfPack = (): number => 1
  const stage: Stage = { maximise: true, weightOfPack, least, leastOfClass: new Map() }
  return solver(writeProgram({ ...task, aggregates: floorsOnly }, stage))
}

/** Decides the batches; see the head of `recipes.ts` for the order of aims. */
export const decideBatches = (task: Task, solver: Solver): Outcome<Made[]> => {
  const failed = (step: string, answer: LinearAnswer) =>
    refuse({ code: 'solverFailed', data: { step, status: answer.status } })
  const classes = [...new Set(task.aggregates.map((one) => one.class))].sort((one, other) => one - other)
  const least = task.aggregates.map((one) => one.floor)
  const leastOfClass = new Map<number, number>()
  for (const lowestOf of classes) {
    const level = solver(writeProgram(task, { maximise: true, lowestOf, least, leastOfClass }))
    if (level.status === 'infeasible' && leastOfClass.size === 0) {
      const broken = forBrokenFloors(task, solver)
      return broken.status === 'optimal' ? accept(readBatches(task, broken)) : failed('floors', broken)
    }
    if (level.status !== 'optimal') return failed(`level of class ${lowestOf}`, level)
    for (const [at, one] of task.aggregates.entries()) {
      if (one.class === lowestOf) least[at] = Math.max(one.floor, level.objective * one.most)
    }
    const weightOfPack = (one: Aggregate): number => (one.class === lowestOf ? 1 : 0)
    const total = solver(writeProgram(task, { maximise: true, weightOfPack, least, leastOfClass }))
    if (total.status !== 'optimal') return failed(`packs of class ${lowestOf}`, total)
    leastOfClass.set(
      lowestOf,
      packsIn(task, total, (one) => one.class === lowestOf),
    )
  }
  const weightOfPack = (one: Aggregate, by: string): number =>
    one.wantedItemId === by ? 0 : penaltyOf(task.instance, one.wantedItemId, by)
  const last = solver(
    writeProgram(task, { maximise: false, weightOfPack, weightOfBatch: 1, least, leastOfClass }),
  )
  return last.status === 'optimal' ? accept(readBatches(task, last)) : failed('fewest batches', last)
}
