import type { RoutingProblem, Stop } from '../model.ts'

/** A public benchmark instance as a problem; costs of its best-known plan count in `unit`s of the problem's metres. */
export type Instance = {
  readonly problem: RoutingProblem
  readonly unit: number
  readonly timed: boolean
  readonly reloads: boolean
}

type Draft = {
  x: number[]
  y: number[]
  demand: number[]
  open: number[]
  close: number[]
  service: number[]
  ready: number[]
  capacity: number
  vehicles: number
  serviceTime: number
  reloads: boolean
}

/**
 * Reads the text of a CVRPLIB (.vrp) or Solomon (.txt) file. Distances follow the sets' customs: whole numbers rounded
 * to the nearest for plain capacity (X), tenths cut off after the first decimal where there are windows.
 */
export function readInstance(text: string): Instance {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const draft: Draft = {
    x: [],
    y: [],
    demand: [],
    open: [],
    close: [],
    service: [],
    ready: [],
    capacity: 0,
    vehicles: 0,
    serviceTime: 0,
    reloads: false,
  }
  if (lines.some((line) => line.startsWith('CUST'))) readSolomon(lines, draft)
  else readVrplib(lines, draft)
  return toProblem(draft)
}

/** Cost of the best-known plan from the text of a .sol file. */
export function readBestKnown(text: string): number {
  const cost = /Cost:?\s+([\d.]+)/.exec(text)
  if (!cost) throw new Error('no cost in the solution file')
  return Number(cost[1])
}

function numbers(line: string): number[] {
  return line.split(/\s+/).map(Number)
}

function readSolomon(lines: readonly string[], draft: Draft): void {
  const fleet = numbers(lines[lines.findIndex((line) => line.startsWith('NUMBER')) + 1]!)
  draft.vehicles = fleet[0]!
  draft.capacity = fleet[1]!
  for (const line of lines.slice(lines.findIndex((entry) => entry.startsWith('CUST')) + 1)) {
    const [node, x, y, demand, open, close, service] = numbers(line)
    if (line === '' || Number.isNaN(node) || service === undefined) continue
    draft.x.push(x!)
    draft.y.push(y!)
    draft.demand.push(demand!)
    draft.open.push(open!)
    draft.close.push(close!)
    draft.service.push(service)
  }
}

function readVrplib(lines: readonly string[], draft: Draft): void {
  let section = ''
  for (const line of lines) {
    const header = /^([A-Z_]+)\s*:\s*(.*)$/.exec(line)
    if (header) {
      const value = Number(header[2])
      if (header[1] === 'CAPACITY') draft.capacity = value
      if (header[1] === 'VEHICLES') draft.vehicles = value
      if (header[1] === 'SERVICE_TIME') draft.serviceTime = value
      continue
    }
    if (line.endsWith('SECTION')) {
      section = line
      if (line === 'VEHICLES_RELOAD_DEPOT_SECTION') draft.reloads = true
      continue
    }
    const [node, first, second] = numbers(line)
    if (node === undefined || first === undefined || Number.isNaN(node)) continue
    const at = node - 1
    if (section === 'NODE_COORD_SECTION') {
      draft.x[at] = first
      draft.y[at] = second!
    } else if (section === 'DEMAND_SECTION') draft.demand[at] = first
    else if (section === 'TIME_WINDOW_SECTION') {
      draft.open[at] = first
      draft.close[at] = second!
    } else if (section === 'RELEASE_TIME_SECTION') draft.ready[at] = first
    else if (section === 'SERVICE_TIME_SECTION') draft.service[at] = first
  }
}

function toProblem(draft: Draft): Instance {
  const timed = draft.open.length > 0
  const unit = timed ? 10 : 1
  const size = draft.x.length
  const metres = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const apart = Math.hypot(draft.x[i]! - draft.x[j]!, draft.y[i]! - draft.y[j]!)
      // Tenths cut off; the tiny amount keeps exact distances such as 5.0 from falling to 4.9.
      metres[i * size + j] = timed ? Math.floor(apart * 10 + 1e-9) : Math.floor(apart + 0.5)
    }
  }
  const stops: Stop[] = []
  for (let i = 1; i < size; i++) {
    stops.push({
      id: String(i),
      place: String(i),
      deliver: [draft.demand[i]!],
      ...(timed
        ? {
            opensAtSeconds: draft.open[i]! * unit,
            closesAtSeconds: draft.close[i]! * unit,
            serviceSeconds: (draft.service[i] ?? draft.serviceTime) * unit,
            readyAtSeconds: (draft.ready[i] ?? 0) * unit,
          }
        : {}),
    })
  }
  const hours = timed ? { startsAtSeconds: draft.open[0]! * unit, endsAtSeconds: draft.close[0]! * unit } : {}
  return {
    unit,
    timed,
    reloads: draft.reloads,
    problem: {
      places: draft.x.map((_, i) => ({ id: String(i) })),
      travel: { kind: 'matrix', metres, seconds: metres, symmetric: true },
      dimensions: ['demand'],
      depots: [{ id: 'depot', place: '0' }],
      vehicles: [
        {
          id: 'vehicle',
          depot: 'depot',
          count: draft.vehicles > 0 ? Math.min(draft.vehicles, size - 1) : size - 1,
          capacity: [draft.capacity],
          ...hours,
          ...(draft.reloads ? { tripsMax: 1000 } : {}),
        },
      ],
      stops,
    },
  }
}
