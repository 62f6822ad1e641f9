/**
 * Files: workbooks in and out, with the library behind it unseen by anybody else.
 *
 * What comes in is a stranger's file. It is told apart by what it holds, not by its name; unpacked once, with
 * the bytes counted as they come; stripped to names and filled cells; and only then given to the library. So
 * neither an archive that opens to half a gigabyte, nor a validation over a million rows, nor a macro reaches
 * it. What comes out never runs: a text that begins like a formula is written with an apostrophe, and read
 * without.
 */
export { filesErrors } from './errors.ts'
export { workbookLimits } from './limits.ts'
export type { Cell, Row, Sheet, Workbook } from './read.ts'
export { columnLetters, readWorkbook } from './read.ts'
export type { ColumnKind, SheetColumn, SheetTable } from './write.ts'
export { writeWorkbook } from './write.ts'
