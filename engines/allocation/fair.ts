/**
 * Shares the packs of one group out: all floors, then class by class, inside a class the fairest way that
 * whole packs allow (integer max-min of fill rates, Adams' rule), with any pattern of which depot may serve
 * which site.
 *
 * What is fairest. Packs are handed out one by one in the fixed order of `order.ts`; a pack that the depots
 * cannot deliver any more, whatever way they share the work, is passed over. Four facts make this the right
 * answer:
 *
 * 1. Once a line is passed over, it is passed over for ever: the depots that it depends on are full of packs
 *    for lines that depend on them alone, and handing out more elsewhere does not empty them.
 * 2. The packs that can be delivered together form a matroid (the sets that flows can cover; in numbers of
 *    packs: a flow polymatroid). A greedy walk through a matroid takes, of EVERY beginning of the order, as
 *    many packs as any plan can.
 * 3. So no plan has a better sorted list of fill rates. Suppose a best plan differs; take the first pack e,
 *    of line i, in which they differ. The walk has it (else it depends on packs that both have). The exchange
 *    property gives a later pack f, of line j, that the other plan can swap for e. Before the swap line i
 *    stood at the rate of e, the lowest of the two lines; after it both stand above, or, if e and f have the
 *    same rate, line j stands there and line i is higher than line j was, since at equal rates the smaller
 *    request goes first. The list got better, or stayed equal and the plans agree more: repeat until they
 *    agree.
 * 4. One more pack of supply anywhere never cuts a line. It adds one node to a bipartite graph whose
 *    coverable sets are the matroid; the new best set follows from the old by one augmenting path that starts
 *    at this node, and such a path uncovers nothing.
 *
 * How it is done fast. Instead of single packs, try the whole order at once: if all can be delivered, done.
 * If not, max-flow names an overfull set of sources, a cut. Go back in the order to the last mark at which
 * the lines that depend on this cut fit into it (`markFor`), and try again; each try is an earlier mark, so
 * it ends (Newton's method on cuts). Where it ends every pack up to the mark fits, and the last cut is full
 * to the last pack: its lines are closed with what they have, its sources leave the game, and the rest goes
 * on. Each cut takes at least one source away, so there are no more rounds than sources and classes together.
 */
import { findViolatedCut, makeNetwork, type Network } from './flow.ts'
import { compareMarks, floorsOnly, type Mark, markFor, packsUpTo } from './order.ts'
import type { Problem } from './problem.ts'

export type FairCut = { readonly class: number; readonly mark: Mark; readonly sources: readonly number[] }

export type Shares = {
  readonly packs: Int32Array
  /** The cut that closed the line; -1 it has all it may get; -2 no source may serve it. */
  readonly closedBy: Int32Array
  readonly cuts: readonly FairCut[]
}

/** Sources that hold less than the floors of the lines which only they may serve. */
export type BrokenFloor = { readonly sources: readonly number[]; readonly lines: readonly number[] }

/** Lines of each class, classes ascending. */
export const linesByClass = (classes: Int32Array): { class: number; lines: Int32Array }[] => {
  const sizes = new Map<number, number>()
  for (const number of classes) sizes.set(number, (sizes.get(number) ?? 0) + 1)
  const lists = new Map(
    [...sizes].map(([number, size]) => [number, { lines: new Int32Array(size), filled: 0 }]),
  )
  for (let line = 0; line < classes.length; line++) {
    const list = lists.get(classes[line] as number) as { lines: Int32Array; filled: number }
    list.lines[list.filled++] = line
  }
  return [...lists]
    .sort(([one], [other]) => one - other)
    .map(([number, { lines }]) => ({ class: number, lines }))
}

/** The lines that pass a test; the list itself, not a copy, if all do. */
const keep = (lines: Int32Array, passes: (line: number) => boolean): Int32Array =>
  lines.every(passes) ? lines : lines.filter(passes)

export const clamp = (packs: number, floor: number, most: number): number =>
  packs < floor ? floor : packs > most ? most : packs

/** What is decided so far while packs are shared out. */
type Table = {
  readonly problem: Problem
  readonly network: Network
  readonly openSource: Uint8Array
  readonly openSignature: Uint8Array
  /**
   * Packs that each signature needs apart from the class in hand: earlier classes in full, later ones'
   * floors.
   */
  readonly settled: Float64Array
  readonly packs: Int32Array
  readonly closedBy: Int32Array
  readonly cuts: FairCut[]
}

/** Signatures that can be served from nowhere but this cut (sources that left the game do not count). */
const dependents = (table: Table, cut: Uint8Array): Uint8Array =>
  Uint8Array.from(table.problem.signatures, (sources, signature) =>
    table.openSignature[signature] && sources.every((source) => !table.openSource[source] || cut[source])
      ? 1
      : 0,
  )

const packsAt = (problem: Problem, mark: Mark, line: number): number =>
  clamp(
    packsUpTo(mark, problem.quantity[line] as number, line),
    problem.floor[line] as number,
    problem.most[line] as number,
  )

/** Needs of all signatures when the lines of the class stand at `mark` (without one: at all they may get). */
const needAt = (table: Table, active: Int32Array, mark: Mark | undefined): Float64Array => {
  const { problem } = table
  const need = table.settled.slice()
  for (let at = 0; at < active.length; at++) {
    const line = active[at] as number
    const signature = problem.signature[line] as number
    const packs = mark === undefined ? (problem.most[line] as number) : packsAt(problem, mark, line)
    need[signature] = (need[signature] as number) + packs
  }
  return need
}

/**
 * The last mark up to which everything can be delivered, and the cut that is full there; undefined if all
 * fits.
 */
const findMark = (table: Table, active: Int32Array): { mark: Mark; cut: Uint8Array } | undefined => {
  const { problem, network } = table
  let found: { mark: Mark; cut: Uint8Array } | undefined
  for (;;) {
    const cut = findViolatedCut(network, needAt(table, active, found?.mark), table.openSource)
    if (cut === undefined) return found
    const inside = dependents(table, cut)
    let packs = 0
    for (let source = 0; source < cut.length; source++)
      if (cut[source]) packs += network.supply[source] as number
    for (let signature = 0; signature < inside.length; signature++) {
      if (inside[signature]) packs -= table.settled[signature] as number
    }
    const pool = keep(active, (line) => inside[problem.signature[line] as number] === 1)
    found = { mark: markFor(problem, pool, packs), cut }
  }
}

const settleLine = (table: Table, line: number, packs: number, closedBy: number): void => {
  table.packs[line] = packs
  table.closedBy[line] = closedBy
}

/** Shares out one class; returns nothing, the table holds the result. */
const shareClass = (table: Table, number: number, lines: Int32Array): void => {
  const { problem } = table
  let active = keep(lines, (line) => table.openSignature[problem.signature[line] as number] === 1)
  for (const line of active) {
    const signature = problem.signature[line] as number
    table.settled[signature] = (table.settled[signature] as number) - (problem.floor[line] as number)
  }
  for (let before = floorsOnly; active.length > 0; ) {
    const found = findMark(table, active)
    if (found === undefined) {
      for (const line of active) {
        const [signature, most] = [problem.signature[line] as number, problem.most[line] as number]
        table.settled[signature] = (table.settled[signature] as number) + most
        settleLine(table, line, most, -1)
      }
      return
    }
    // Every pack up to the mark before was deliverable, so the later of two marks gives the same packs.
    const mark = compareMarks(found.mark, before) < 0 ? before : found.mark
    before = mark
    const inside = dependents(table, found.cut)
    const sources = [...found.cut.keys()].filter((source) => found.cut[source] === 1)
    const cut = table.cuts.push({ class: number, mark, sources }) - 1
    for (const line of active) {
      if (!inside[problem.signature[line] as number]) continue
      const packs = packsAt(problem, mark, line)
      settleLine(table, line, packs, packs === problem.most[line] ? -1 : cut)
    }
    active = keep(active, (line) => !inside[problem.signature[line] as number])
    closeCut(table, cut, number, sources, inside)
  }
}

/** Takes a full cut out of the game: later classes' lines that depend on it keep their floors. */
const closeCut = (table: Table, cut: number, number: number, sources: number[], inside: Uint8Array): void => {
  const { problem } = table
  for (let line = 0; line < problem.class.length; line++) {
    if ((problem.class[line] as number) <= number || !inside[problem.signature[line] as number]) continue
    const floor = problem.floor[line] as number
    settleLine(table, line, floor, floor === problem.most[line] ? -1 : cut)
  }
  for (const source of sources) table.openSource[source] = 0
  for (let signature = 0; signature < inside.length; signature++) {
    if (!inside[signature]) continue
    table.openSignature[signature] = 0
    table.settled[signature] = 0
  }
}

/** The needs of all floors, by signature. */
const floorNeeds = (problem: Problem): Float64Array => {
  const need = new Float64Array(problem.signatures.length)
  for (let line = 0; line < problem.floor.length; line++) {
    const signature = problem.signature[line] as number
    need[signature] = (need[signature] as number) + (problem.floor[line] as number)
  }
  return need
}

/** Undefined if all floors can be kept together; otherwise the cut that cannot keep them. */
export const findBrokenFloor = (problem: Problem, network: Network): BrokenFloor | undefined => {
  const open = new Uint8Array(problem.sources.length).fill(1)
  const cut = findViolatedCut(network, floorNeeds(problem), open)
  if (cut === undefined) return undefined
  const inside = problem.signatures.map((sources) => sources.every((source) => cut[source] === 1))
  const lines = [...problem.floor.keys()].filter(
    (line) => (problem.floor[line] as number) > 0 && inside[problem.signature[line] as number],
  )
  return { sources: [...cut.keys()].filter((source) => cut[source] === 1), lines }
}

/** Shares a group out, or says which floors cannot be kept. */
export const shareOut = (
  problem: Problem,
): { readonly shares: Shares } | { readonly broken: BrokenFloor } => {
  const network = makeNetwork(
    problem.signatures,
    Float64Array.from(problem.sources, (source) => source.packs),
  )
  const broken = findBrokenFloor(problem, network)
  if (broken) return { broken }
  const lines = problem.class.length
  const table: Table = {
    problem,
    network,
    openSource: new Uint8Array(problem.sources.length).fill(1),
    openSignature: Uint8Array.from(problem.signatures, (sources) => (sources.length > 0 ? 1 : 0)),
    settled: floorNeeds(problem),
    packs: new Int32Array(lines),
    closedBy: new Int32Array(lines),
    cuts: [],
  }
  for (let line = 0; line < lines; line++) {
    if (!table.openSignature[problem.signature[line] as number]) settleLine(table, line, 0, -2)
  }
  for (const { class: number, lines } of linesByClass(problem.class)) shareClass(table, number, lines)
  return { shares: { packs: table.packs, closedBy: table.closedBy, cuts: table.cuts } }
}
