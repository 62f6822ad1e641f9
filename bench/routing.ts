/** Vehicle routes: gaps to the best known costs of public instances, and a whole city by counties. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { makeCounty } from '../engines/routing/bench/county.ts'
import { type Instance, readBestKnown, readInstance } from '../engines/routing/bench/read.ts'
import { checkPlan, planRoutes, type RoutePlan } from '../engines/routing/index.ts'
import { planInWorkers } from '../engines/routing/worker.ts'

const DEFAULT_SET = '../shared/instances'
const SECONDS = 10
const SECONDS_GH1000 = 60
const COUNTIES = 16
const COUNTY_DROPS = 585
const COUNTY_SECONDS = 5
const CITY_THREADS = 2

type Set = 'x' | 'solomon' | 'gh200' | 'gh1000' | 'multiTrip'

type Row = {
  readonly instance: string
  readonly set: Set
  readonly stops: number
  readonly bestKnown: number
  readonly cost: number
  readonly gapPct: number
  readonly cpuSeconds: number
  readonly iterations: number
  readonly vehicles: number
  readonly unserved: number
}

type Options = { readonly json: boolean; readonly args: readonly string[] }

/**
 * Words: --set DIR (folders or files of .vrp and .txt with their .sol beside them), --seconds N (processor time for
 * each instance; the 1,000-stop windows get six times that), --max-n N, --only WORD, --seed N, --no-city. One thread,
 * every plan proved by the checker before it counts.
 */
export async function run(options: Options): Promise<Record<string, unknown>> {
  const word = (name: string): string | undefined => {
    const at = options.args.indexOf(name)
    return at < 0 ? undefined : options.args[at + 1]
  }
  const seconds = Number(word('--seconds') ?? SECONDS)
  const most = Number(word('--max-n') ?? Number.POSITIVE_INFINITY)
  const seed = Number(word('--seed') ?? 1)
  const only = word('--only')
  const print = (line: string): void => {
    if (!options.json) process.stdout.write(`${line}\n`)
  }
  const rows: Row[] = []
  print('instance           stops   best known         cost   gap %  CPU s   steps')
  for (const file of listInstances(word('--set') ?? DEFAULT_SET)) {
    if (only !== undefined && !file.includes(only)) continue
    const instance = readInstance(readFileSync(file, 'utf8'))
    const stops = instance.problem.stops.length
    if (stops > most) continue
    const set = classify(instance, basename(file))
    const row = measure(
      file,
      instance,
      set,
      set === 'gh1000' ? (seconds * SECONDS_GH1000) / SECONDS : seconds,
      seed,
    )
    rows.push(row)
    print(
      `${row.instance.padEnd(18)}${String(stops).padStart(6)}${row.bestKnown.toFixed(1).padStart(13)}` +
        `${row.cost.toFixed(1).padStart(13)}${row.gapPct.toFixed(3).padStart(8)}` +
        `${row.cpuSeconds.toFixed(1).padStart(7)}${String(row.iterations).padStart(9)}`,
    )
  }
  const means: Record<string, number> = {}
  const keys = [
    ['x', 'xMeanGapPct'],
    ['solomon', 'solomonMeanGapPct'],
    ['gh200', 'gh200MeanGapPct'],
    ['gh1000', 'gh1000MeanGapPct'],
    ['multiTrip', 'multiTripMeanGapPct'],
  ] as const
  for (const [set, key] of keys) {
    const gaps = rows.filter((row) => row.set === set).map((row) => row.gapPct)
    if (gaps.length === 0) continue
    means[key] = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    print(`${key} ${means[key].toFixed(3)} (${gaps.length})`)
  }
  const city = options.args.includes('--no-city') || only !== undefined ? {} : await planCity(seed, print)
  return { ...means, ...city, secondsPerInstance: seconds, seed, rows }
}

function listInstances(folder: string): string[] {
  if (!existsSync(folder)) throw new Error(`no such folder: ${folder} (give one with --set DIR)`)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vrp|txt)$/.test(file))
    .map((file) => join(folder, file))
    .filter((file) => existsSync(solutionOf(file)))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

function solutionOf(file: string): string {
  return file.replace(/\.(vrp|txt)$/, '.sol')
}

function classify(instance: Instance, name: string): Set {
  if (instance.reloads) return 'multiTrip'
  if (!instance.timed) return 'x'
  const stops = instance.problem.stops.length
  if (stops > 400) return 'gh1000'
  return stops > 100 || /_\d+_/.test(name) ? 'gh200' : 'solomon'
}

function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function measure(file: string, instance: Instance, set: Set, seconds: number, seed: number): Row {
  const { problem } = instance
  const startedAt = processorMilliseconds()
  const result = planRoutes(problem, { milliseconds: seconds * 1000, clock: processorMilliseconds, seed })
  const cpuSeconds = (processorMilliseconds() - startedAt) / 1000
  if (!result.ok) throw new Error(`${file}: refused, ${result.refusal.code}`)
  const plan = result.value
  const violations = checkPlan(problem, plan)
  if (violations.length > 0) throw new Error(`${file}: the checker refuses the plan, ${violations[0]!.code}`)
  const bestKnown = readBestKnown(readFileSync(solutionOf(file), 'utf8'))
  // The multi-trip set writes its costs in tenths, the others in the unit of the coordinates.
  const cost = plan.cost / (set === 'multiTrip' ? 1 : instance.unit)
  return {
    instance: basename(file).replace(/\.(vrp|txt)$/, ''),
    set,
    stops: problem.stops.length,
    bestKnown,
    cost,
    // A plan that leaves anybody out is no plan for the whole instance, so its gap must never look good.
    gapPct: plan.unserved.length > 0 ? 100 : (cost / bestKnown - 1) * 100,
    cpuSeconds,
    iterations: plan.iterations,
    vehicles: plan.vehicles.length,
    unserved: plan.unserved.length,
  }
}

async function planCity(seed: number, print: (line: string) => void): Promise<Record<string, unknown>> {
  const counties = Array.from({ length: COUNTIES }, (_, i) => makeCounty(seed * 100 + i, COUNTY_DROPS, 30))
  const startedAt = performance.now()
  const answers = await planInWorkers(counties, {
    milliseconds: COUNTY_SECONDS * 1000,
    threads: CITY_THREADS,
    seed,
  })
  const citySeconds = (performance.now() - startedAt) / 1000
  const plans: RoutePlan[] = answers.map((answer, i) => {
    if (!answer.ok) throw new Error(`county ${i}: refused, ${answer.refusal.code}`)
    const violations = checkPlan(counties[i]!, answer.value)
    if (violations.length > 0)
      throw new Error(`county ${i}: the checker refuses the plan, ${violations[0]!.code}`)
    return answer.value
  })
  const cityUnserved = plans.reduce((sum, plan) => sum + plan.unserved.length, 0)
  const cityDrops = COUNTIES * COUNTY_DROPS
  const cityVehicles = plans.reduce((sum, plan) => sum + plan.vehicles.length, 0)
  print(
    `city: ${COUNTIES} counties, ${cityDrops} drops, ${cityVehicles} vans, ${cityUnserved} unserved, ` +
      `${citySeconds.toFixed(1)} s on the wall with ${CITY_THREADS} threads`,
  )
  return { citySeconds, cityDrops, cityVehicles, cityUnserved }
}
