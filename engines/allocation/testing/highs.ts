/** HiGHS for tests and benches. The engine itself never imports it. */
import highsModule from 'highs'
import { type Solver, solverFromHighs } from '../solver.ts'

// The package's types describe its CommonJS build; in its ES module the default export is the loader itself.
const load = highsModule as unknown as typeof highsModule.default

export const loadSolver = async (): Promise<Solver> => solverFromHighs(await load())
