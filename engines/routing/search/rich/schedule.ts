import type { KindModel, Model, VehicleModel } from '../../compile.ts'
import type { DriverBreak } from '../../model.ts'
import { drivingSeconds } from '../../travel.ts'
import { FORBIDDEN } from '../fast/problem.ts'

/** Between two trips in a sequence of nodes. */
export const RELOAD = -1
/** No rest is taken. */
export const NO_REST = -1

/** Earliest start at or after `ready` at which a dock of the depot is free for `length` seconds. */
export type DockFinder = (vehicle: VehicleModel, ready: number, length: number) => number

export const everFreeDock: DockFinder = (_vehicle, ready) => ready

/** Times of one vehicle's shift; index i of the stop arrays is index i of the sequence. */
export type Timetable = {
  readonly arrive: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
  readonly depart: Int32Array
  readonly loadFrom: Int32Array
  readonly loadUntil: Int32Array
  readonly leave: Int32Array
  readonly back: Int32Array
  restFrom: number
  waits: boolean
}

export type Scheduler = {
  readonly table: Timetable
  /**
   * Times a sequence of nodes, RELOAD between trips: everything as early as possible, and later only where a limit on
   * a trip or shift asks for it. False when a window, a limit, a road or the rest forbids it. The answer is in `table`.
   */
  run(vehicle: VehicleModel, sequence: Int32Array, length: number, findDock: DockFinder): boolean
}

const REST_TRIES = 12

export function createScheduler(model: Model): Scheduler {
  const { size, ready, speeds } = model
  const slots = 2 * size + 2
  const make = (): Int32Array => new Int32Array(slots)
  const table: Timetable = {
    arrive: make(),
    start: make(),
    end: make(),
    depart: make(),
    loadFrom: make(),
    loadUntil: make(),
    leave: make(),
    back: make(),
    restFrom: NO_REST,
    waits: false,
  }
  const notBefore = make()
  const release = make()
  const restPlaces = make()
  let trips = 0

  const drive = (kind: KindModel, from: number, to: number, at: number): number => {
    const seconds = kind.seconds[from * size + to]!
    return speeds === null || seconds >= FORBIDDEN ? seconds : drivingSeconds(speeds, seconds, at)
  }

  function forward(
    vehicle: VehicleModel,
    sequence: Int32Array,
    length: number,
    restAt: number,
    dock: DockFinder,
  ): boolean {
    const { kind, underway } = vehicle
    const rest = kind.kind.rest
    table.restFrom = NO_REST
    table.waits = false
    let now = kind.shiftFrom
    let i = 0
    for (let k = 0; k < trips; k++) {
      let from = 0
      if (k === 0 && underway !== null) {
        from = underway.node
        now = underway.at
        table.loadFrom[0] = now
        table.loadUntil[0] = now
      } else {
        const readyAt = Math.max(now, release[k]!, notBefore[k]! - kind.loading)
        if (readyAt > now) table.waits = true
        const loadFrom = dock(vehicle, readyAt, kind.loading)
        table.loadFrom[k] = loadFrom
        table.loadUntil[k] = loadFrom + kind.loading
        now = Math.max(loadFrom + kind.loading, notBefore[k]!)
      }
      table.leave[k] = now
      for (; i < length && sequence[i] !== RELOAD; i++) {
        const node = sequence[i]!
        const seconds = drive(kind, from, node, now)
        if (seconds >= FORBIDDEN) return false
        now += seconds
        table.arrive[i] = now
        if (now < kind.open[node]!) {
          now = kind.open[node]!
          table.waits = true
        }
        if (now > kind.close[node]!) return false
        table.start[i] = now
        now += kind.service[node]!
        table.end[i] = now
        if (i === restAt) {
          now = takeRest(rest!, now)
          if (now < 0) return false
        }
        table.depart[i] = now
        from = node
      }
      const home = drive(kind, from, 0, now)
      if (home >= FORBIDDEN) return false
      now += home
      if (now > kind.shiftUntil) return false
      table.back[k] = now
      if (i === restAt && i < length) {
        now = takeRest(rest!, now)
        if (now < 0) return false
      }
      i++
    }
    return true
  }

  function takeRest(rest: DriverBreak, now: number): number {
    const from = Math.max(now, rest.earliestSeconds)
    if (from > rest.latestSeconds) return -1
    table.restFrom = from
    return from + rest.lengthSeconds
  }

  /** Latest departures that keep the last return where it is; they become `notBefore` of each trip. */
  function delay(vehicle: VehicleModel, sequence: Int32Array, length: number, restAt: number): void {
    const { kind, underway } = vehicle
    const rest = kind.kind.rest
    let deadline = table.back[trips - 1]!
    let i = length - 1
    for (let k = trips - 1; k >= 0; k--) {
      let to = 0
      for (; i >= 0 && sequence[i] !== RELOAD; i--) {
        const node = sequence[i]!
        let depart = latestDeparture(kind, node, to, table.depart[i]!, deadline)
        if (i === restAt) depart = Math.min(depart - rest!.lengthSeconds, rest!.latestSeconds)
        deadline = Math.min(kind.close[node]!, depart - kind.service[node]!)
        to = node
      }
      if (k === 0 && underway !== null) notBefore[0] = 0
      else notBefore[k] = Math.max(0, latestDeparture(kind, 0, to, table.leave[k]!, deadline))
      deadline = notBefore[k]! - kind.loading
      if (i >= 0 && i === restAt) deadline = Math.min(deadline - rest!.lengthSeconds, rest!.latestSeconds)
      i--
    }
  }

  function latestDeparture(
    kind: KindModel,
    from: number,
    to: number,
    known: number,
    deadline: number,
  ): number {
    if (speeds === null) return deadline - kind.seconds[from * size + to]!
    let low = known
    let high = deadline
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (middle + drive(kind, from, to, middle) <= deadline) low = middle
      else high = middle - 1
    }
    return low
  }

  function withinLimits(vehicle: VehicleModel): boolean {
    const { kind } = vehicle
    for (let k = 0; k < trips; k++) if (table.back[k]! - table.leave[k]! > kind.tripMax) return false
    return table.back[trips - 1]! - table.loadFrom[0]! <= kind.shiftMax
  }

  function attempt(
    vehicle: VehicleModel,
    sequence: Int32Array,
    length: number,
    restAt: number,
    dock: DockFinder,
  ): boolean {
    notBefore.fill(0, 0, trips)
    if (!forward(vehicle, sequence, length, restAt, dock)) return false
    if (withinLimits(vehicle)) return true
    if (!table.waits && restAt === NO_REST) return false
    delay(vehicle, sequence, length, restAt)
    return forward(vehicle, sequence, length, restAt, dock) && withinLimits(vehicle)
  }

  return {
    table,
    run(vehicle, sequence, length, findDock) {
      trips = 1
      release[0] = 0
      for (let i = 0; i < length; i++) {
        const node = sequence[i]!
        if (node === RELOAD) release[trips++] = 0
        else release[trips - 1] = Math.max(release[trips - 1]!, ready[node]!)
      }
      const rest = vehicle.kind.kind.rest
      if (rest === undefined) return attempt(vehicle, sequence, length, NO_REST, findDock)
      notBefore.fill(0, 0, trips)
      // A rest only delays, so what is out of time without one stays so.
      if (!forward(vehicle, sequence, length, NO_REST, findDock)) return false
      const over = table.back[trips - 1]! <= rest.latestSeconds
      const places = over ? 0 : listRests(sequence, length, rest)
      // A shift that is over before the window closes needs no rest.
      if (over) return withinLimits(vehicle) || attempt(vehicle, sequence, length, NO_REST, findDock)
      for (let i = 0; i < places; i++)
        if (attempt(vehicle, sequence, length, restPlaces[i]!, findDock)) return true
      return false
    },
  }

  /** Where a rest can begin in time, latest first, ending with the first place that has to wait for its window. */
  function listRests(sequence: Int32Array, length: number, rest: DriverBreak): number {
    let count = 0
    let trip = trips - 1
    for (let i = length - 1; i >= 0 && count < REST_TRIES; i--) {
      if (sequence[i] === RELOAD) trip--
      const free = sequence[i] === RELOAD ? table.back[trip]! : table.end[i]!
      if (free > rest.latestSeconds) continue
      restPlaces[count++] = i
      if (free <= rest.earliestSeconds) break
    }
    return count
  }
}
