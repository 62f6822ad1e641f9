/**
 * Imports a community's 50,000 households by Excel: everything from the file to the committed rows, in a server that
 * has to go on answering. Beside it, in the same run, what the spreadsheet library alone takes to read the same file.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import ExcelJS from 'exceljs'
import { makeServices, openStore } from '../src/cli/product.ts'
import type { DistrictId } from '../src/kernel/ids.ts'
import { appoint, createPerson, findOrCreatePost, installBaseRights } from '../src/modules/people/index.ts'
import { importHouseholds, undoImport } from '../src/modules/places/import/commands.ts'
import { createPlace } from '../src/modules/places/index.ts'
import type { Context } from '../src/platform/context.ts'
import { writeWorkbook } from '../src/platform/files/index.ts'
import { openLog } from '../src/platform/log.ts'

const rowCount = 50_000
const estateCount = 20
const boundMs = 10_000
const pauseBoundMs = 250
const districtId = 990_101 as DistrictId

/** Every household another room, name and telephone, without any chance in it. */
const madeUpRows = (): (string | number)[][] =>
  Array.from({ length: rowCount }, (_, index) => {
    const inEstate = Math.floor(index / estateCount)
    return [
      `测量小区${1 + (index % estateCount)}`,
      `${1 + Math.floor(inEstate / 100)}号楼`,
      `${1 + (Math.floor(inEstate / 50) % 2)}单元`,
      String(101 + (inEstate % 50)),
      `王${String.fromCharCode(0x4e00 + (index % 5000))}`,
      `139${String(index).padStart(8, '0')}`,
      1 + (index % 5),
      index % 17 === 0 ? '独居老人' : '',
    ]
  })

const madeUpFile = (): Promise<Buffer> =>
  writeWorkbook(
    [
      {
        name: '住户',
        title: '测量社区住户登记表',
        columns: ['小区', '楼栋', '单元', '房号', '姓名', '电话', '人数', '特殊情况'].map((header) => ({
          header,
          kind: header === '人数' ? ('count' as const) : ('text' as const),
          width: 12,
        })),
        rows: madeUpRows(),
        notes: [],
      },
    ],
    0,
  )

const openCommunity = async (
  services: Parameters<typeof createPlace>[1],
): Promise<Context & { placeId: string }> => {
  const { database } = services
  const root = await createPlace(database, services, { kind: 'district', name: '测量区', parentId: null })
  const placeId = await createPlace(database, services, {
    kind: 'community',
    name: '测量社区',
    parentId: root,
  })
  for (let index = 1; index <= estateCount; index += 1)
    await createPlace(database, services, { kind: 'estate', name: `测量小区${index}`, parentId: placeId })
  await installBaseRights(database, services, root)
  const personId = await createPerson(database, services, {
    login: 'measure',
    name: '测量员',
    phone: null,
    passwordHash: null,
  })
  const postId = await findOrCreatePost(database, services, {
    kind: 'community_officer',
    placeId,
    organizationId: null,
  })
  await appoint(database, services, personId, postId)
  const actor = { kind: 'person', personId, login: 'measure', sessionHash: Buffer.alloc(32) } as const
  return { ...services, actor, requestId: 'bench', placeId }
}

export const run = async (_options: { readonly json: boolean; readonly args: readonly string[] }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'changping-excel-'))
  const log = openLog('error')
  const root = join(import.meta.dirname, '..')
  const config = { port: 0, host: '127.0.0.1', dataDir, databaseUrl: null, logLevel: 'error', root }
  const store = await openStore(config, log, { join: false })
  try {
    const context = await openCommunity(makeServices(config, store.application, districtId, log))
    const bytes = await madeUpFile()
    const file = { bytes, name: '测量.xlsx' }

    const beganBare = performance.now()
    await new ExcelJS.Workbook().xlsx.load(bytes as unknown as ArrayBuffer)
    const bareReadMs = performance.now() - beganBare

    const delay = monitorEventLoopDelay({ resolution: 10 })
    const timed = async <T>(work: () => Promise<T>): Promise<{ ms: number; pauseMs: number; value: T }> => {
      delay.reset()
      delay.enable()
      const began = performance.now()
      const value = await work()
      const ms = performance.now() - began
      delay.disable()
      return { ms, pauseMs: delay.max / 1e6, value }
    }
    const preview = await timed(() => importHouseholds(context, context.placeId, 'place', 'preview', file))
    const whole = await timed(() => importHouseholds(context, context.placeId, 'place', 'apply', file))
    if (whole.value.added !== rowCount || whole.value.faulty !== 0)
      throw new Error(`not all rows came in: ${JSON.stringify({ ...whole.value, changes: [] })}`)
    const again = await timed(() => importHouseholds(context, context.placeId, 'place', 'apply', file))
    if (!again.value.repeated) throw new Error('the same file again was another import')
    const undone = await timed(() => undoImport(context, whole.value.importId as string))
    if (undone.value.removed !== rowCount) throw new Error('not all rows were taken back')
    const pauseMs = Math.max(preview.pauseMs, whole.pauseMs, again.pauseMs)
    return {
      importRows: rowCount,
      importMs: Math.round(whole.ms),
      bareReadMs: Math.round(bareReadMs),
      ratioToBareRead: Math.round((whole.ms / bareReadMs) * 100) / 100,
      previewMs: Math.round(preview.ms),
      againMs: Math.round(again.ms),
      undoMs: Math.round(undone.ms),
      eventLoopPauseMaxMs: Math.round(pauseMs),
      pauseBoundMs,
      boundMs,
      withinBound: whole.ms <= boundMs && pauseMs <= pauseBoundMs,
    }
  } finally {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
