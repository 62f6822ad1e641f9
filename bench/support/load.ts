/**
 * Households that order over real HTTP, in a process of their own: each order from another household with its own token.
 * Raw sockets, one request at a time on each (keep-alive, no pipelining). Reads its task from argv, prints one JSON line.
 */
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Spread } from './batches.ts'
import { makeWant, shuffled } from './batches.ts'
import { quantile, rounded } from './measure.ts'
import type { Town } from './place.ts'
import { deviceToken, householdId } from './place.ts'

export type Task = {
  readonly town: Town
  readonly cycleId: string
  readonly port: number
  readonly spread: Spread | 'scarce'
  readonly connections: number
  readonly seconds: number
  /** Orders a second that come whether the last ones are answered or not; null: each connection as fast as it can. */
  readonly perSecond: number | null
  readonly firstHousehold: number
  readonly householdsMax: number
}

export type Told = {
  readonly placed: number
  readonly refused: Readonly<Record<string, number>>
  readonly perSecond: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly usedHouseholds: number
}

type Line = { readonly socket: Socket; answer: (status: number, body: string) => void }

/** Reads answers off one socket: status, length, body. The server always says how long its answer is. */
const openLine = async (port: number): Promise<Line> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const line: Line = { socket, answer: () => undefined }
  let held = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    held += chunk
    const end = held.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(held.slice(0, end))?.[1] ?? 0)
    if (held.length < end + 4 + length) return
    const body = held.slice(end + 4, end + 4 + length)
    const status = Number(held.slice(9, 12))
    held = held.slice(end + 4 + length)
    line.answer(status, body)
  })
  return line
}

const requestOf = (task: Task, household: number): string => {
  const { town } = task
  const want =
    task.spread === 'scarce'
      ? { ...makeWant(town, 'wide', household), offers: [town.scarceIds[household % town.scarceIds.length]] }
      : makeWant(town, task.spread, household)
  const body = JSON.stringify({
    id: want.id,
    cycleId: task.cycleId,
    householdId: householdId(household),
    lines: want.offers.map((offerId) => ({ offerId, count: 1 })),
  })
  return [
    'POST /api/household/orders HTTP/1.1',
    `host: localhost:${task.port}`,
    'content-type: application/json',
    `cookie: __Host-household=${deviceToken(household)}`,
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/** Puts the task's load on the server and tells what came back. */
export const load = async (task: Task): Promise<Told> => {
  const lines = await Promise.all(Array.from({ length: task.connections }, () => openLine(task.port)))
  const free = [...lines]
  const due: number[] = []
  const latencies: number[] = []
  const refused: Record<string, number> = {}
  const began = performance.now()
  let [used, placed, lastMs] = [0, 0, began]
  const isOver = (): boolean => used >= task.householdsMax || performance.now() - began >= task.seconds * 1000
  const ask = (line: Line, dueMs: number): Promise<void> =>
    new Promise((done) => {
      const household = shuffled(task.firstHousehold + used, task.town.householdCount)
      used += 1
      line.answer = (status, body) => {
        lastMs = performance.now()
        latencies.push(lastMs - dueMs)
        if (status === 200) placed += 1
        else {
          const code = /"code":"([^"]+)"/.exec(body)?.[1] ?? String(status)
          refused[code] = (refused[code] ?? 0) + 1
        }
        done()
      }
      line.socket.write(requestOf(task, household))
    })
  if (task.perSecond === null) {
    await Promise.all(
      lines.map(async (line) => {
        while (!isOver()) await ask(line, performance.now())
      }),
    )
  } else {
    const pace = task.perSecond
    const open: Promise<void>[] = []
    let sent = 0
    const send = (): void => {
      while (free.length > 0 && due.length > 0) {
        const line = free.pop() as Line
        open.push(
          ask(line, due.shift() as number).then(() => {
            free.push(line)
            send()
          }),
        )
      }
    }
    while (!isOver()) {
      const wanted = Math.floor(((performance.now() - began) / 1000) * pace)
      for (; sent < wanted; sent += 1) due.push(began + (sent * 1000) / pace)
      send()
      await new Promise((next) => setTimeout(next, 1))
    }
    due.length = 0
    while (free.length < lines.length) await new Promise((next) => setTimeout(next, 5))
    await Promise.all(open)
  }
  for (const line of lines) line.socket.destroy()
  const sorted = Float64Array.from(latencies).sort()
  return {
    placed,
    refused,
    perSecond: Math.round(placed / ((lastMs - began) / 1000)),
    p50Ms: rounded(quantile(sorted, 0.5)),
    p95Ms: rounded(quantile(sorted, 0.95)),
    p99Ms: rounded(quantile(sorted, 0.99)),
    usedHouseholds: used,
  }
}

if (process.argv[2]?.startsWith('{')) {
  void load(JSON.parse(process.argv[2]) as Task).then((told) =>
    process.stdout.write(`${JSON.stringify(told)}\n`),
  )
}
