/**
 * Files: workbooks in and out, with the library behind it unseen by anybody else.
 *
 * What comes in is a stranger's file. It is told apart by what it holds, not by its name; unpacked once, with
 * the bytes counted as they come; stripped to names and filled cells; and only then given to the library. So
 * neither an archive that opens to half a gigabyte, nor a validation over a million rows, nor a macro reaches
 * it. What comes out never runs: a text that begins like a formula is written with an apostrophe, and read
 * without.
 */
export type { Hand, Task } from './apart.ts'
export { runApart } from './apart.ts'
export type { Cell } from './cells.ts'
export { filesErrors } from './errors.ts'
export type { WorkbookLimits } from './limits.ts'
export { longListLimits, workbookLimits } from './limits.ts'
export type { Mark, SheetMarks } from './mark.ts'
export { markWorkbook } from './mark.ts'
export type { Row, Sheet, Workbook } from './read.ts'
export { readWorkbook } from './read.ts'
export type { Aliases, Columns, FoundHeader } from './table.ts'
export { bareText, headerWord, isBeside, searchHeader } from './table.ts'
export type { ColumnKind, SheetColumn, SheetTable } from './write.ts'
export { writeWorkbook } from './write.ts'
export { columnLetters } from './xml.ts'
