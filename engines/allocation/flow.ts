/**
 * Can these signatures be served from these sources, and if not, which sources are the bottleneck? A maximum
 * flow from signatures to sources by blocking flows (Dinic): each round finds the shortest ways from unserved
 * need to free packs and uses them all up; after a round the shortest way is longer, and no way is longer
 * than the number of sources, so it ends.
 *
 * What the last search reaches without finding a free pack is the answer's proof: those sources are full to
 * the last pack, and full only of signatures that can use nothing else (all their sources were reached too).
 * So what they need together exceeds what these sources hold: a violated cut (Hall's condition, max-flow
 * min-cut).
 */
export type Network = {
  readonly signatures: number
  readonly supply: Float64Array
  /** Arcs by signature: those of signature g are `arcStart[g]` to `arcStart[g + 1]`. */
  readonly arcStart: Int32Array
  readonly arcSource: Int32Array
  readonly arcSignature: Int32Array
  /** The same arcs by source. */
  readonly backStart: Int32Array
  readonly backArc: Int32Array
  /** Signatures with few sources first: they choose before those who can go elsewhere. */
  readonly pickyFirst: Int32Array
  readonly flow: Float64Array
}

export const makeNetwork = (signatures: readonly Int32Array[], supply: Float64Array): Network => {
  const arcStart = new Int32Array(signatures.length + 1)
  const backStart = new Int32Array(supply.length + 1)
  for (const [at, sources] of signatures.entries()) {
    arcStart[at + 1] = (arcStart[at] as number) + sources.length
    for (const source of sources) backStart[source + 1] = (backStart[source + 1] as number) + 1
  }
  for (let source = 0; source < supply.length; source++) {
    backStart[source + 1] = (backStart[source + 1] as number) + (backStart[source] as number)
  }
  const arcs = arcStart[signatures.length] as number
  const arcSource = new Int32Array(arcs)
  const arcSignature = new Int32Array(arcs)
  const backArc = new Int32Array(arcs)
  const fill = backStart.slice()
  for (let at = 0, arc = 0; at < signatures.length; at++) {
    for (const source of signatures[at] as Int32Array) {
      arcSource[arc] = source
      arcSignature[arc] = at
      backArc[fill[source] as number] = arc
      fill[source] = (fill[source] as number) + 1
      arc++
    }
  }
  const pickyFirst = Int32Array.from(signatures.keys()).sort(
    (one, other) => (signatures[one]?.length ?? 0) - (signatures[other]?.length ?? 0) || one - other,
  )
  const flow = new Float64Array(arcs)
  return {
    signatures: signatures.length,
    supply,
    arcStart,
    arcSource,
    arcSignature,
    backStart,
    backArc,
    pickyFirst,
    flow,
  }
}

/** The state of one search, shared by its steps. */
type Search = {
  readonly left: Float64Array
  readonly room: Float64Array
  /** Steps from unserved need; -1 not reached. */
  readonly depthOfSignature: Int32Array
  readonly depthOfSource: Int32Array
  /** The next arc to try, by signature and by source. */
  readonly nextArc: Int32Array
  readonly nextBack: Int32Array
}

const serveGreedily = (network: Network, need: Float64Array, open: Uint8Array, search: Search): void => {
  network.flow.fill(0)
  for (const signature of network.pickyFirst) {
    let left = need[signature] as number
    const end = network.arcStart[signature + 1] as number
    for (let arc = network.arcStart[signature] as number; arc < end && left > 0; arc++) {
      const source = network.arcSource[arc] as number
      const packs = open[source] ? Math.min(left, search.room[source] as number) : 0
      if (packs <= 0) continue
      network.flow[arc] = packs
      search.room[source] = (search.room[source] as number) - packs
      left -= packs
    }
    search.left[signature] = left
  }
}

/** Spreads from unserved need over sources and the signatures that hold them; true if a free pack was met. */
const spread = (network: Network, open: Uint8Array, search: Search): boolean => {
  const { depthOfSignature, depthOfSource } = search
  depthOfSignature.fill(-1)
  depthOfSource.fill(-1)
  let front: number[] = []
  for (let signature = 0; signature < network.signatures; signature++) {
    if ((search.left[signature] as number) > 0) {
      depthOfSignature[signature] = 0
      front.push(signature)
    }
  }
  let found = false
  for (let depth = 0; front.length > 0 && !found; depth++) {
    const next: number[] = []
    for (const signature of front) {
      const end = network.arcStart[signature + 1] as number
      for (let arc = network.arcStart[signature] as number; arc < end; arc++) {
        const source = network.arcSource[arc] as number
        if (!open[source] || (depthOfSource[source] as number) >= 0) continue
        depthOfSource[source] = depth
        if ((search.room[source] as number) > 0) found = true
        const last = network.backStart[source + 1] as number
        for (let at = network.backStart[source] as number; at < last; at++) {
          const back = network.backArc[at] as number
          const holder = network.arcSignature[back] as number
          if ((network.flow[back] as number) <= 0 || (depthOfSignature[holder] as number) >= 0) continue
          depthOfSignature[holder] = depth + 1
          next.push(holder)
        }
      }
    }
    front = next
  }
  return found
}

/** Sends up to `packs` from a signature towards free packs along shortest ways; returns what went. */
const push = (
  network: Network,
  open: Uint8Array,
  search: Search,
  signature: number,
  packs: number,
): number => {
  const depth = search.depthOfSignature[signature] as number
  const end = network.arcStart[signature + 1] as number
  let sent = 0
  for (let arc = search.nextArc[signature] as number; arc < end; arc++) {
    search.nextArc[signature] = arc
    const source = network.arcSource[arc] as number
    if (!open[source] || search.depthOfSource[source] !== depth) continue
    let here = Math.min(packs - sent, search.room[source] as number)
    search.room[source] = (search.room[source] as number) - here
    const last = network.backStart[source + 1] as number
    for (let at = search.nextBack[source] as number; at < last && here < packs - sent; at++) {
      search.nextBack[source] = at
      const back = network.backArc[at] as number
      const holder = network.arcSignature[back] as number
      if ((network.flow[back] as number) <= 0 || search.depthOfSignature[holder] !== depth + 1) continue
      const asked = Math.min(packs - sent - here, network.flow[back] as number)
      const freed = push(network, open, search, holder, asked)
      network.flow[back] = (network.flow[back] as number) - freed
      here += freed
      if (freed === asked && here === packs - sent) break
    }
    network.flow[arc] = (network.flow[arc] as number) + here
    sent += here
    if (sent === packs) return sent
  }
  search.nextArc[signature] = end
  return sent
}

/**
 * Undefined if every signature's `need` can be served from the open sources; otherwise the flags of the
 * sources of the most violated cut. Needs and supplies are whole, so the flow is whole too.
 */
export const findViolatedCut = (
  network: Network,
  need: Float64Array,
  open: Uint8Array,
): Uint8Array | undefined => {
  const sources = network.supply.length
  const search: Search = {
    left: new Float64Array(network.signatures),
    room: network.supply.slice(),
    depthOfSignature: new Int32Array(network.signatures),
    depthOfSource: new Int32Array(sources),
    nextArc: new Int32Array(network.signatures),
    nextBack: new Int32Array(sources),
  }
  serveGreedily(network, need, open, search)
  if (search.left.every((left) => left === 0)) return undefined
  while (spread(network, open, search)) {
    search.nextArc.set(network.arcStart.subarray(0, network.signatures))
    search.nextBack.set(network.backStart.subarray(0, sources))
    for (let signature = 0; signature < network.signatures; signature++) {
      const left = search.left[signature] as number
      if (left > 0) search.left[signature] = left - push(network, open, search, signature, left)
    }
  }
  if (search.left.every((left) => left === 0)) return undefined
  return Uint8Array.from(search.depthOfSource, (depth) => (depth >= 0 ? 1 : 0))
}
