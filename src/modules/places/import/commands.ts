import { refused } from '../../../kernel/result.ts'
import { maskName, maskPhone } from '../../../kernel/text.ts'
import { newId } from '../../../platform/clock.ts'
import type { Context, Transaction } from '../../../platform/context.ts'
import { inTransaction, personOf } from '../../../platform/context.ts'
import type { Queryable } from '../../../platform/db/index.ts'
import { runApart } from '../../../platform/files/index.ts'
import { roomLabel } from '../rules.ts'
import { findPlace } from '../store.ts'
import type { ImportView } from './api.ts'
import type { Change, Standing } from './compare.ts'
import { compareRow } from './compare.ts'
import { fileFaults } from './errors.ts'
import { isNote, marksOf } from './marks.ts'
import type { FileRow, FileTable, ImportFault } from './read.ts'
import { tableFault } from './read.ts'
import { homeFinder } from './rooms.ts'
import type { Estate, Import } from './store.ts'
import {
  addImport,
  breathe,
  changedSince,
  estatesOf,
  keepCopy,
  lastImport,
  lockImport,
  lockPlaces,
  markUndone,
  openHouseholds,
  removeAdded,
  restoreChanged,
  writeChanges,
} from './store.ts'
import type { ReadFile } from './task.ts'

export const importAction = 'places.import_households'
const taskUrl = new URL(import.meta.url.endsWith('.ts') ? './task.ts' : './task.js', import.meta.url).href
const shownMax = 500

type GivenFile = { readonly bytes: Buffer; readonly name: string }
type ReadRows = ReadFile & { readonly rows: readonly FileRow[] }

/** Runs one of the tasks of `task.ts` in a thread of its own. */
export const runTask = <Answer>(
  name: string,
  input: unknown,
  take: (piece: unknown) => void = () => undefined,
): Promise<Answer> => runApart<Answer>({ moduleUrl: taskUrl, name, input }, take)

const readGivenFile = async (file: GivenFile, needsEstate: boolean): Promise<ReadRows> => {
  const rows: FileRow[] = []
  const input = { bytes: file.bytes, name: file.name, needsEstate }
  const read = await runTask<ReadFile>('readFile', input, (piece) => {
    rows.push(...(piece as FileRow[]))
  })
  return { ...read, rows }
}

/** The place with the post that may import there; a foreign place answers as a missing one does. */
const importer = async (db: Queryable, context: Context, placeId: string, kind: 'estate' | 'any') => {
  const place = await findPlace(db, context.districtId, placeId)
  const postId = place ? await context.postFor(db, context, importAction, { placeId }) : null
  if (!place || !postId || (kind === 'estate' && place.kind !== 'estate')) throw refused('places.missing')
  return { place, postId }
}

type Plan = {
  readonly changes: readonly { readonly estate: Estate; readonly changes: readonly Change[] }[]
  readonly faults: readonly ImportFault[]
}

const estateName = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '')

// Which estate each row is about: the one that the file is for, or the one that the row names.
const rowsByEstate = (
  file: ReadRows,
  estates: readonly Estate[],
  isSingle: boolean,
  faults: ImportFault[],
): Map<Estate, FileRow[]> => {
  const byName = new Map<string, Estate | 'unclear'>()
  for (const estate of estates) {
    const name = estateName(estate.name)
    byName.set(name, byName.has(name) ? 'unclear' : estate)
  }
  const groups = new Map<Estate, FileRow[]>()
  for (const row of file.rows) {
    const table = file.tables[row.table] as FileTable
    const only = isSingle ? estates[0] : undefined
    const named = row.estate === '' ? only : byName.get(estateName(row.estate))
    const data = { name: row.estate, place: only?.name ?? '' }
    if (named === undefined && row.estate === '')
      faults.push(tableFault(table, row.row, 'estate', 'places.import_estate_unnamed'))
    else if (named === undefined && only)
      faults.push(tableFault(table, row.row, 'estate', 'places.import_other_estate', data))
    else if (named === undefined)
      faults.push(tableFault(table, row.row, 'estate', 'places.import_estate_unknown', data))
    else if (named === 'unclear')
      faults.push(tableFault(table, row.row, 'estate', 'places.import_estate_unclear', data))
    else {
      const group = groups.get(named)
      if (group) group.push(row)
      else groups.set(named, [row])
    }
  }
  return groups
}

const compareEstate = async (
  file: ReadRows,
  rows: readonly FileRow[],
  standing: readonly Standing[],
  faults: ImportFault[],
): Promise<Change[]> => {
  const find = homeFinder(standing)
  const changes = new Map<string, Change>()
  const twice = new Set<string>()
  const sayTwice = (row: FileRow, other: FileRow): void => {
    const room = roomLabel(row.building, row.entrance, row.room)
    const table = file.tables[row.table] as FileTable
    faults.push(tableFault(table, row.row, 'room', 'places.import_room_twice', { room, otherRow: other.row }))
  }
  for (const [index, row] of rows.entries()) {
    if (index % 500 === 499) await breathe()
    const found = compareRow(row, file.tables[row.table] as FileTable, find)
    if (!('change' in found)) {
      faults.push(found)
      continue
    }
    const { wanted } = found
    const key = `${wanted.building}|${wanted.entrance}|${wanted.room}`
    const before = changes.get(key)
    if (!before) changes.set(key, found)
    else {
      // Two ways to write one home that are found out only here: nobody knows which row is right.
      if (!twice.has(key)) sayTwice(before.wanted.row, row)
      sayTwice(row, before.wanted.row)
      twice.add(key)
    }
  }
  for (const key of twice) changes.delete(key)
  return Array.from(changes.values())
}

const planImport = async (
  context: Context,
  db: Queryable,
  file: ReadRows,
  estates: readonly Estate[],
  isSingle: boolean,
): Promise<Plan> => {
  const faults = [...file.faults]
  const groups = rowsByEstate(file, estates, isSingle, faults)
  const changes: { estate: Estate; changes: readonly Change[] }[] = []
  for (const estate of estates) {
    const rows = groups.get(estate)
    if (!rows) continue
    const standing = await openHouseholds(context, db, estate.id)
    changes.push({ estate, changes: await compareEstate(file, rows, standing, faults) })
  }
  return { changes, faults }
}

const countOf = (plan: Plan, change: Change['change']): number =>
  plan.changes.reduce((sum, one) => sum + one.changes.filter((each) => each.change === change).length, 0)

const faultyRows = (faults: readonly ImportFault[]): number =>
  new Set(
    faults.filter((fault) => fault.row > 0 && !isNote(fault)).map((fault) => `${fault.sheet} ${fault.row}`),
  ).size

const isBlocked = (plan: Plan): boolean => plan.faults.some((fault) => fault.code in fileFaults)

const shownChanges = (plan: Plan): ImportView['changes'] => {
  const shown: ImportView['changes'] = []
  for (const { estate, changes } of plan.changes) {
    for (const { change, wanted } of changes) {
      if (change === 'same' || shown.length >= shownMax) continue
      shown.push({
        change,
        row: wanted.row.row,
        estateName: estate.name,
        label: roomLabel(wanted.building, wanted.entrance, wanted.room),
        contactMasked: maskName(wanted.name),
        phoneMasked: wanted.phone === '' ? '' : maskPhone(wanted.phone),
        personCount: wanted.personCount,
        flags: [...wanted.flags],
      })
    }
  }
  return shown
}

const viewOf = (plan: Plan): Omit<ImportView, 'applied' | 'importId' | 'repeated' | 'markedCopyId'> => {
  const [added, changed, same] = [countOf(plan, 'added'), countOf(plan, 'changed'), countOf(plan, 'same')]
  const faulty = faultyRows(plan.faults)
  return {
    rowCount: added + changed + same + faulty,
    added,
    changed,
    same,
    faulty,
    faults: plan.faults.slice(0, shownMax).map((fault) => ({ ...fault })),
    changes: shownChanges(plan),
  }
}

const keepMarkedCopy = async (
  context: Context,
  file: GivenFile,
  read: ReadRows,
  faults: readonly ImportFault[],
): Promise<string | null> => {
  const { actor } = context
  if (actor?.kind !== 'person') return null
  const sheets = marksOf(read.tables, faults, context.texts)
  if (sheets.every((sheet) => sheet.marks.length === 0)) return null
  const bytes = await runTask<Uint8Array>('markFile', { bytes: file.bytes, sheets })
  return keepCopy(context.database, context, {
    sessionHash: actor.sessionHash,
    fileName: file.name.slice(0, 200),
    bytes,
  })
}

// The answer was lost and the file sent again: nothing is left to change, so what was done is said again.
const repeatedView = (plan: Plan, last: Import | null, file: ReadRows): Import | null =>
  last?.fileHash.equals(file.fileHash) && countOf(plan, 'added') + countOf(plan, 'changed') === 0
    ? last
    : null

const applyPlan = async (
  tx: Transaction,
  context: Context,
  target: { readonly placeId: string; readonly postId: string },
  file: ReadRows,
  fileName: string,
  plan: Plan,
): Promise<Pick<ImportView, 'importId' | 'repeated'> & { readonly counts: Import | null }> => {
  const [added, changed] = [countOf(plan, 'added'), countOf(plan, 'changed')]
  if (added + changed === 0) {
    const last = repeatedView(plan, await lastImport(tx, context.districtId, target.placeId), file)
    return { importId: last && !last.isOld ? last.id : null, repeated: last !== null, counts: last }
  }
  const id = newId(context.clock, context.random)
  await addImport(tx, context, {
    id,
    placeId: target.placeId,
    estateIds: plan.changes.map(({ estate }) => estate.id),
    fileName: fileName.slice(0, 200),
    fileHash: Buffer.from(file.fileHash),
    personId: personOf(context),
    rowCount: file.rows.length,
    added,
    changed,
    same: countOf(plan, 'same'),
  })
  for (const { estate, changes } of plan.changes)
    await writeChanges(context, tx, id, { estateId: estate.id, changes })
  tx.audit({
    action: importAction,
    objectKind: 'import',
    objectId: id,
    placeId: target.placeId,
    postId: target.postId as never,
    body: { added, changed },
  })
  return { importId: id, repeated: false, counts: null }
}

/**
 * A list of households, to look at first (`preview`) or to take over (`apply`): for one estate, or for all estates
 * of a place, which its rows then name. Households that the list does not name stay as they are; an empty cell
 * changes nothing, 无 empties. Rows with a fault are left out and named; a file with a fault as a whole is not
 * applied. All of it is one transaction; the same file again changes nothing and says what it did. Refuses
 * `places.missing` and, by `files.…`, what is no workbook that can be read.
 */
export const importHouseholds = async (
  context: Context,
  placeId: string,
  scope: 'estate' | 'place',
  mode: 'preview' | 'apply',
  file: GivenFile,
): Promise<ImportView> => {
  const kind = scope === 'estate' ? 'estate' : 'any'
  await importer(context.database, context, placeId, kind)
  const read = await readGivenFile(file, scope === 'place')
  const { database, districtId } = context
  const isSingle = scope === 'estate'
  if (mode === 'preview') {
    const estates = await estatesOf(database, districtId, placeId)
    const plan = await planImport(context, database, read, estates, isSingle)
    const markedCopyId = await keepMarkedCopy(context, file, read, plan.faults)
    return { ...viewOf(plan), applied: false, importId: null, repeated: false, markedCopyId }
  }
  const { plan, done, blocked } = await inTransaction(context, async (tx) => {
    const { postId } = await importer(tx, context, placeId, kind)
    const estates = await estatesOf(tx, districtId, placeId)
    await lockPlaces(tx, districtId, [placeId, ...estates.map((estate) => estate.id)])
    const made = await planImport(context, tx, read, estates, isSingle)
    if (isBlocked(made)) return { plan: made, done: null, blocked: true }
    const applied = await applyPlan(tx, context, { placeId, postId }, read, file.name, made)
    return { plan: made, done: applied, blocked: false }
  })
  const markedCopyId = await keepMarkedCopy(context, file, read, plan.faults)
  const view = viewOf(plan)
  const counts = done?.counts
  return {
    ...view,
    ...(counts ? { added: counts.addedCount, changed: counts.changedCount, same: counts.sameCount } : {}),
    applied: !blocked,
    importId: done?.importId ?? null,
    repeated: done?.repeated ?? false,
    markedCopyId,
  }
}

const roomsOf = (rows: readonly { building: string; entrance: string; room: string }[]) => ({
  rooms: rows.map((row) => roomLabel(row.building, row.entrance, row.room)).join('、'),
})

/**
 * Takes an import back within 24 hours, whole or not at all: what it added goes, what it changed is as before.
 * Refuses `places.import_missing`, `…_undone`, `…_too_old`; `…_changed_since` when a household was changed after it;
 * `…_in_use` when something hangs on a household that it added: an order, a link, a device.
 */
export const undoImport = (
  context: Context,
  id: string,
): Promise<{ readonly removed: number; readonly restored: number }> =>
  inTransaction(context, async (tx) => {
    const { districtId } = context
    const made = await lockImport(tx, districtId, id)
    const postId = made ? await context.postFor(tx, context, importAction, { placeId: made.placeId }) : null
    if (!made || !postId) throw refused('places.import_missing')
    if (made.undoneAt !== null) throw refused('places.import_undone')
    if (made.isOld) throw refused('places.import_too_old')
    const estates = await estatesOf(tx, districtId, made.placeId)
    await lockPlaces(tx, districtId, [made.placeId, ...estates.map((estate) => estate.id)])
    const changed = await changedSince(tx, districtId, id, 'changed')
    if (changed.length > 0) throw refused('places.import_changed_since', roomsOf(changed))
    const linked = await changedSince(tx, districtId, id, 'linked')
    if (linked.length > 0) throw refused('places.import_in_use', roomsOf(linked))
    const { count, blocked } = await removeAdded(tx, districtId, id)
    if (blocked.length > 0) throw refused('places.import_in_use', roomsOf(blocked))
    const restored = await restoreChanged(tx, districtId, id)
    await markUndone(tx, context, id)
    tx.audit({
      action: 'places.undo_import',
      objectKind: 'import',
      objectId: id,
      placeId: made.placeId,
      postId,
      body: { removed: count, restored },
    })
    return { removed: count, restored }
  })
