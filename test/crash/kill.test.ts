// covers: HOU-3 killed, HOU-4 killed, LED-1 killed
/**
 * Killed in the middle of orders. The server (SIGKILL) and its database (SIGKILL of the postmaster) die under load and
 * come back; then every order that was acknowledged stands exactly once, what was sent again did its work once, and the
 * books hold.
 */
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../support/client.ts'
import { documentId, logIn } from '../support/client.ts'
import { gridWorkerAtWork, switchOnD1, want } from '../support/journey.ts'
import type { RunningServer } from '../support/server.ts'
import { removeServer, startServer } from '../support/server.ts'

const root = resolve(import.meta.dirname, '..', '..')
let server: RunningServer
beforeAll(async () => {
  server = await startServer()
  await switchOnD1(server.base, server.password)
}, 180_000)
afterAll(async () => {
  await server.stop()
  removeServer(server)
})

type Sent = { readonly id: string; readonly householdId: string; acknowledged: string | null }

/** Orders one pack for each household, ten at a time, until told to stop; remembers what was answered. */
const orderAway = async (
  grid: Client,
  cycleId: string,
  offerIds: readonly string[],
  households: readonly { id: string }[],
  stop: { now: boolean },
): Promise<Sent[]> => {
  const sent: Sent[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (!stop.now && next < households.length) {
      const index = next
      next += 1
      const order: Sent = {
        id: documentId(),
        householdId: (households[index] as { id: string }).id,
        acknowledged: null,
      }
      sent.push(order)
      try {
        const reply = await grid.post('/api/orders', {
          id: order.id,
          cycleId,
          householdId: order.householdId,
          lines: [{ offerId: offerIds[index % offerIds.length], count: 1 }],
        })
        if (reply.status === 200) order.acknowledged = (reply.body as { number: string }).number
      } catch {
        // The server died under this request: nobody was promised anything.
      }
    }
  }
  await Promise.all(Array.from({ length: 10 }, worker))
  return sent
}

const checkLedger = async (): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'build', 'src', 'main.js'), 'check-ledger', '--json'],
    {
      env: { ...process.env, DATABASE_URL: '', DATA_DIR: server.dataDir, LOG_LEVEL: 'error' },
    },
  ).catch((error: { stdout: string; stderr: string }) => ({
    stdout: error.stdout || JSON.stringify({ failed: error.stderr }),
  }))
  return JSON.parse(stdout)
}

const everyAcknowledgedStands = async (grid: Client, sent: readonly Sent[]): Promise<void> => {
  const acknowledged = sent.filter((order) => order.acknowledged !== null)
  expect(acknowledged.length).toBeGreaterThan(0)
  for (const order of acknowledged) {
    const { order: live } = want<{ order: { id: string; number: string } | null }>(
      await grid.get(`/api/households/${order.householdId}/order`),
    )
    expect(live, `order ${order.acknowledged} is lost`).toMatchObject({
      id: order.id,
      number: order.acknowledged,
    })
  }
}

test('node killed under orders: nothing acknowledged is lost, repeated requests do their work once', {
  timeout: 180_000,
}, async () => {
  const { grid, sheet, households } = await gridWorkerAtWork(server.base, server.password)
  const offers = sheet.offers
    .filter((offer) => offer.kind === 'single' && offer.availableCount > 100)
    .slice(0, 5)
  const cycleId = sheet.cycle?.id as string
  const stop = { now: false }
  const ordering = orderAway(
    grid,
    cycleId,
    offers.map((offer) => offer.id),
    households.slice(0, 120),
    stop,
  )
  await sleep(700)
  await server.kill()
  stop.now = true
  const sent = await ordering
  server = await server.restart()
  const again = await logIn(server.base, 'grid-150703001001-1', server.password)
  await everyAcknowledgedStands(again, sent)
  // The worker's phone sends everything once more with the same ids: each is one order.
  for (const [index, order] of sent.entries()) {
    const reply = await again.post('/api/orders', {
      id: order.id,
      cycleId,
      householdId: order.householdId,
      lines: [{ offerId: offers[index % offers.length]?.id, count: 1 }],
    })
    expect(reply.status, reply.text).toBe(200)
    if (order.acknowledged) expect((reply.body as { number: string }).number).toBe(order.acknowledged)
  }
  expect(await checkLedger()).toEqual({ ok: true, faults: [] })
})

test('database killed under orders: the server stays, comes back by itself, and the books hold', {
  timeout: 180_000,
}, async () => {
  const { grid, sheet, households } = await gridWorkerAtWork(server.base, server.password, 2)
  const offers = sheet.offers
    .filter((offer) => offer.kind === 'single' && offer.availableCount > 100)
    .slice(0, 5)
  const cycleId = sheet.cycle?.id as string
  const stop = { now: false }
  const fresh = households.slice(120)
  const ordering = orderAway(
    grid,
    cycleId,
    offers.map((offer) => offer.id),
    fresh,
    stop,
  )
  await sleep(400)
  process.kill(server.databasePid(), 'SIGKILL')
  const sent = await ordering
  for (let round = 0; round < 300 && (await fetch(`${server.base}/healthz`)).status !== 200; round += 1)
    await sleep(100)
  expect((await fetch(`${server.base}/healthz`)).status).toBe(200)
  await everyAcknowledgedStands(grid, sent)
  expect(await checkLedger()).toEqual({ ok: true, faults: [] })
})
