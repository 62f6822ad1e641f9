/**
 * Carries fixed allotments at the least cost, exactly: the transportation problem of few sources and many
 * lines.
 *
 * Every source has a price. Each line starts at the source where cost plus price is least, so some sources
 * are overloaded. While one is, the cheapest way is searched to move a pack from an overloaded source to one
 * with room: a chain d -> e -> f ... in which each step moves some line from one source to the next, at the
 * cost of that line's difference. Only the cheapest line of each pair (d, e) matters; a heap for each pair
 * keeps it at hand, so a search looks at sources, never at lines. After a search the prices of the sources
 * that it reached rise by what they were nearer than the goal; after that no single move and no chain saves
 * anything (successive shortest paths). When no source is overloaded, every line sits where cost plus price
 * is least and unused packs lie only at price zero: that is the proof of optimality which `verify` checks.
 * All numbers are whole, so all flows are.
 *
 * Unused packs count as one more line, "spare", which costs nothing anywhere; so all sources end exactly
 * full.
 *
 * Two things make it fast and change no result's cost. Prices start from a solved sample of the lines, so
 * that few lines sit wrongly at first. And a heap holds only the lines whose move is cheap at present prices
 * (below a reach); a search that would need a dearer one than that widens the reach and starts again.
 */
import { append, arrange, type Heap, insert, makeHeap, removeFirst } from './heap.ts'

/** Cost of an arc that must not be used. */
export const FORBIDDEN = 2 ** 30

export type TransportTask = {
  readonly lines: number
  readonly sources: number
  /** At `line * sources + source`, and one more row of zeros for the spare line. */
  readonly costs: Int32Array
  /** Packs of each line, all above zero. */
  readonly need: Float64Array
  readonly supply: Float64Array
}

export type Carriage = {
  /** Packs at `line * sources + source`. */
  readonly flow: Float64Array
  readonly prices: Float64Array
}

/**
 * Memory that one task leaves for the next, so that a plan of many groups does not ask for it again and
 * again.
 */
export type Workshop = { flow: Float64Array; costs: Int32Array; readonly heaps: Heap[] }

export const makeWorkshop = (): Workshop => ({
  flow: new Float64Array(0),
  costs: new Int32Array(0),
  heaps: [],
})

/** Room for the costs of a task; its last row, the spare one, is zero. */
export const costRoom = (workshop: Workshop, lines: number, sources: number): Int32Array => {
  const size = (lines + 1) * sources
  if (workshop.costs.length < size) workshop.costs = new Int32Array(size)
  const costs = workshop.costs.subarray(0, size)
  return costs.fill(0, lines * sources)
}

const flowRoom = (workshop: Workshop, size: number): Float64Array => {
  if (workshop.flow.length < size) workshop.flow = new Float64Array(size)
  return workshop.flow.subarray(0, size).fill(0)
}

/** The state of one solution under repair. The line after the last is the spare one. */
type Board = {
  readonly sources: number
  readonly rows: number
  readonly costs: Int32Array
  readonly need: Float64Array
  readonly flow: Float64Array
  readonly prices: Float64Array
  /** Packs above (overloaded) or below what the source holds. */
  readonly excess: Float64Array
  /** One for each pair of sources. */
  readonly heaps: Heap[]
  /** Cheapest move of each pair, at `from * sources + to`; above `bound` if it is only known to be dearer. */
  readonly cheapest: Float64Array
  /** Moves of this pair dearer than `bound` are not in its heap. */
  readonly bound: Float64Array
  /** How dear a move may be to be in a heap, by the source that it leaves. */
  readonly reach: Float64Array
}

const NEVER = Number.POSITIVE_INFINITY
/** How dear a move is looked at to begin with when the prices come from a sample. */
const REACH_FIRST = 64

const makeBoard = (task: TransportTask, prices: Float64Array, reach: number, workshop: Workshop): Board => {
  const { sources, lines, costs } = task
  const rows = lines + 1
  const need = new Float64Array(rows)
  need.set(task.need)
  let [needed, held] = [0, 0]
  for (let line = 0; line < lines; line++) needed += need[line] as number
  for (let source = 0; source < sources; source++) held += task.supply[source] as number
  need[lines] = held - needed
  const excess = new Float64Array(sources)
  for (let source = 0; source < sources; source++) excess[source] = -(task.supply[source] as number)
  const { heaps } = workshop
  while (heaps.length < sources * sources) heaps.push(makeHeap())
  for (let pair = 0; pair < sources * sources; pair++) (heaps[pair] as Heap).size = 0
  return {
    sources,
    rows,
    costs,
    need,
    flow: flowRoom(workshop, rows * sources),
    prices,
    excess,
    heaps,
    cheapest: new Float64Array(sources * sources).fill(NEVER),
    bound: new Float64Array(sources * sources),
    reach: new Float64Array(sources).fill(reach),
  }
}

/**
 * Puts every line wholly where cost plus price is least (the first such source), and its moves that are no
 * dearer than the reach into the heaps of that source.
 */
const placeLines = (board: Board): void => {
  const { sources, costs, prices, need, flow, excess, heaps } = board
  const reach = board.reach[0] as number
  for (let row = 0, at = 0; row < board.rows; row++, at += sources) {
    const packs = need[row] as number
    if (packs === 0) continue
    let best = 0
    let least = NEVER
    for (let source = 0; source < sources; source++) {
      const cost = costs[at + source] as number
      const total = cost + (prices[source] as number)
      if (total < least && cost !== FORBIDDEN) {
        least = total
        best = source
      }
    }
    flow[at + best] = packs
    excess[best] = (excess[best] as number) + packs
    const limit = least + reach
    const own = costs[at + best] as number
    for (let to = 0; to < sources; to++) {
      const cost = costs[at + to] as number
      if (to === best || cost === FORBIDDEN || cost + (prices[to] as number) > limit) continue
      append(heaps[best * sources + to] as Heap, cost - own, row)
    }
  }
  for (let from = 0; from < sources; from++) {
    setBounds(board, from)
    for (let to = 0; to < sources; to++) arrange(heaps[from * sources + to] as Heap)
    readCheapest(board, from)
  }
}

/** The dearest move that each heap of a source holds, at present prices; none leads to itself. */
const setBounds = (board: Board, from: number): void => {
  const { sources, prices, bound } = board
  for (let to = 0; to < sources; to++) {
    const far = (board.reach[from] as number) + (prices[from] as number) - (prices[to] as number)
    bound[from * sources + to] = to === from ? -NEVER : far
  }
}

/** Fills the heaps of one source anew with the moves that are no dearer than `reach` at present prices. */
const widen = (board: Board, from: number, reach: number): void => {
  const { sources, costs, flow, heaps, bound } = board
  board.reach[from] = reach
  setBounds(board, from)
  for (let to = 0; to < sources; to++) (heaps[from * sources + to] as Heap).size = 0
  for (let row = 0, at = 0; row < board.rows; row++, at += sources) {
    if ((flow[at + from] as number) === 0) continue
    const cost = costs[at + from] as number
    for (let to = 0; to < sources; to++) {
      const other = costs[at + to] as number
      const pair = from * sources + to
      if (other !== FORBIDDEN && other - cost <= (bound[pair] as number))
        append(heaps[pair] as Heap, other - cost, row)
    }
  }
  for (let to = 0; to < sources; to++) arrange(heaps[from * sources + to] as Heap)
  readCheapest(board, from)
}

/** Drops lines that have left `from` off the tops of its heaps and notes what each move costs now. */
const readCheapest = (board: Board, from: number): void => {
  const { sources, flow, heaps, cheapest, bound } = board
  const limited = (board.reach[from] as number) < NEVER
  for (let to = 0; to < sources; to++) {
    if (to === from) continue
    const pair = from * sources + to
    const heap = heaps[pair] as Heap
    while (heap.size > 0 && flow[(heap.values[0] as number) * sources + from] === 0) removeFirst(heap)
    cheapest[pair] = heap.size > 0 ? (heap.keys[0] as number) : limited ? (bound[pair] as number) + 1 : NEVER
  }
}

/** A line has arrived at `at`: its possible moves onward join the heaps of that source. */
const enter = (board: Board, row: number, at: number): void => {
  const { sources, costs, heaps, cheapest, bound } = board
  const base = row * sources
  const cost = costs[base + at] as number
  for (let to = 0; to < sources; to++) {
    const other = costs[base + to] as number
    const pair = at * sources + to
    const key = other - cost
    if (other === FORBIDDEN || key > (bound[pair] as number)) continue
    insert(heaps[pair] as Heap, key, row)
    if (key < (cheapest[pair] as number)) cheapest[pair] = key
  }
}

type Route = { readonly distance: Float64Array; readonly before: Int32Array; readonly settled: Uint8Array }

/**
 * Shortest way from any overloaded source to one with room (Dijkstra; moves cost nothing or more at the
 * prices). Returns the goal, or -1 if there is none.
 */
const findRoute = (board: Board, route: Route): number => {
  const { sources, prices, cheapest, bound, excess, reach } = board
  const { distance, before, settled } = route
  for (;;) {
    for (let source = 0; source < sources; source++) {
      distance[source] = (excess[source] as number) > 0 ? 0 : NEVER
      before[source] = -1
      settled[source] = 0
    }
    let widened = false
    while (!widened) {
      let here = -1
      let least = NEVER
      for (let source = 0; source < sources; source++) {
        if (settled[source] === 0 && (distance[source] as number) < least) {
          least = distance[source] as number
          here = source
        }
      }
      if (here < 0) return -1
      const from = before[here] as number
      if (
        from >= 0 &&
        (cheapest[from * sources + here] as number) > (bound[from * sources + here] as number)
      ) {
        widen(board, from, wider(reach[from] as number))
        widened = true
        continue
      }
      if ((excess[here] as number) < 0) return here
      settled[here] = 1
      const base = least - (prices[here] as number)
      for (let to = 0; to < sources; to++) {
        if (settled[to] === 1) continue
        const total = base + (cheapest[here * sources + to] as number) + (prices[to] as number)
        if (total < (distance[to] as number)) {
          distance[to] = total
          before[to] = here
        }
      }
    }
  }
}

const wider = (reach: number): number => (reach >= 2 ** 29 ? NEVER : reach * 4 + 1)

/**
 * Moves as many packs along the route as its first source has too many, its goal room, and its lines packs.
 */
const moveAlong = (board: Board, route: Route, goal: number): void => {
  const { sources, flow, heaps, excess } = board
  let packs = -(excess[goal] as number)
  let start = goal
  for (let from = route.before[start] as number; from >= 0; from = route.before[start] as number) {
    const row = (heaps[from * sources + start] as Heap).values[0] as number
    packs = Math.min(packs, flow[row * sources + from] as number)
    start = from
  }
  packs = Math.min(packs, excess[start] as number)
  excess[start] = (excess[start] as number) - packs
  excess[goal] = (excess[goal] as number) + packs
  let to = goal
  for (let from = route.before[to] as number; from >= 0; from = route.before[to] as number) {
    const row = (heaps[from * sources + to] as Heap).values[0] as number
    const left = (flow[row * sources + from] as number) - packs
    flow[row * sources + from] = left
    const was = flow[row * sources + to] as number
    flow[row * sources + to] = was + packs
    if (was === 0) enter(board, row, to)
    if (left === 0) readCheapest(board, from)
    to = from
  }
}

/** Repairs overloads until there are none; false if some overload has nowhere to go. */
const settle = (board: Board): boolean => {
  const { sources, prices, excess } = board
  const route: Route = {
    distance: new Float64Array(sources),
    before: new Int32Array(sources),
    settled: new Uint8Array(sources),
  }
  while (excess.some((packs) => packs > 0)) {
    const goal = findRoute(board, route)
    if (goal < 0) return false
    const length = route.distance[goal] as number
    if (length > 0) {
      for (let source = 0; source < sources; source++) {
        const nearer = length - (route.distance[source] as number)
        if (nearer > 0) prices[source] = (prices[source] as number) + nearer
      }
    }
    moveAlong(board, route, goal)
  }
  return true
}

/** Every `step`-th line, with supplies cut to the same proportion and never short in sum. */
const sampleOf = (task: TransportTask, step: number): TransportTask => {
  const { sources } = task
  const lines = Math.ceil(task.lines / step)
  const costs = new Int32Array((lines + 1) * sources)
  const need = new Float64Array(lines)
  let [needed, sampled] = [0, 0]
  for (let line = 0; line < task.lines; line++) needed += task.need[line] as number
  for (let line = 0; line < lines; line++) {
    const from = line * step
    costs.set(task.costs.subarray(from * sources, (from + 1) * sources), line * sources)
    need[line] = task.need[from] as number
    sampled += need[line] as number
  }
  const supply = task.supply.map((packs) => Math.ceil((packs * sampled) / needed))
  return { lines, sources, costs, need, supply }
}

const solveFrom = (
  task: TransportTask,
  prices: Float64Array,
  reach: number,
  workshop: Workshop,
): Board | undefined => {
  const board = makeBoard(task, prices, reach, workshop)
  placeLines(board)
  return settle(board) ? board : undefined
}

/** Prices that are all zero are no guide: then every move is looked at. */
const reachAt = (prices: Float64Array): number => (prices.some((price) => price > 0) ? REACH_FIRST : NEVER)

/** Good prices to start from: those of a sample, itself started from a smaller sample. */
const samplePrices = (task: TransportTask, workshop: Workshop): Float64Array => {
  const prices = new Float64Array(task.sources)
  if (task.lines < 64 * task.sources) return prices
  const sample = sampleOf(task, 8)
  const start = samplePrices(sample, workshop)
  solveFrom(sample, start, reachAt(start), workshop)
  return start
}

/**
 * Undefined if the lines cannot all be carried. Prices are 0 where packs are left over, never below. The flow
 * lies in the workshop: read it before the next task.
 */
export const carry = (task: TransportTask, workshop: Workshop = makeWorkshop()): Carriage | undefined => {
  if (task.lines === 0) return { flow: new Float64Array(0), prices: new Float64Array(task.sources) }
  const start = samplePrices(task, workshop)
  const board = solveFrom(task, start, reachAt(start), workshop)
  if (board === undefined) return undefined
  const lowest = board.prices.reduce((least, price) => Math.min(least, price), NEVER)
  return { flow: board.flow, prices: board.prices.map((price) => price - lowest) }
}
