import { createHash } from 'node:crypto'
import type { Hand, SheetMarks, SheetTable } from '../../../platform/files/index.ts'
import { longListLimits, markWorkbook, readWorkbook, writeWorkbook } from '../../../platform/files/index.ts'
import type { FileRow, ReadHouseholds } from './read.ts'
import { readHouseholds } from './read.ts'

/** What is done in a thread of its own; see `runApart`. */

const pieceRows = 500

export type ReadFile = Omit<ReadHouseholds, 'rows'> & { readonly fileHash: Uint8Array }

/** Reads a list of households; its rows are handed over 500 at a time. */
export const readFile = async (
  given: { readonly bytes: Uint8Array; readonly name: string; readonly needsEstate: boolean },
  hand: Hand,
): Promise<ReadFile> => {
  const bytes = Buffer.from(given.bytes)
  const workbook = await readWorkbook(bytes, given.name, longListLimits)
  const { rows, ...rest } = readHouseholds(workbook, given.needsEstate)
  for (let at = 0; at < rows.length; at += pieceRows) hand(rows.slice(at, at + pieceRows) as FileRow[])
  return { ...rest, fileHash: createHash('sha256').update(bytes).digest() }
}

export const markFile = (given: {
  readonly bytes: Uint8Array
  readonly sheets: readonly SheetMarks[]
}): Promise<Uint8Array> => markWorkbook(Buffer.from(given.bytes), given.sheets, longListLimits)

export const writeFile = (given: {
  readonly tables: readonly SheetTable[]
  readonly writtenAtMs: number
}): Promise<Uint8Array> => writeWorkbook(given.tables, given.writtenAtMs)
