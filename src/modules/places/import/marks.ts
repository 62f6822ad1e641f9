import type { Mark, SheetMarks } from '../../../platform/files/index.ts'
import type { Texts } from '../../../platform/text.ts'
import { importNotes } from './errors.ts'
import type { FileTable, ImportFault } from './read.ts'

export const isNote = (fault: ImportFault): boolean => fault.code in importNotes

const columnOf = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

/** What is to be written into the person's file: for every faulty row its cells and the reasons, in words. */
export const marksOf = (
  tables: readonly FileTable[],
  faults: readonly ImportFault[],
  texts: Texts,
): SheetMarks[] =>
  tables.map((table) => {
    const rows = new Map<number, { columns: Set<number>; said: string[] }>()
    for (const fault of faults) {
      if (fault.sheet !== table.sheet || fault.row <= table.headRow || isNote(fault)) continue
      const mark = rows.get(fault.row) ?? { columns: new Set<number>(), said: [] }
      rows.set(fault.row, mark)
      if (fault.column !== '') mark.columns.add(columnOf(fault.column))
      mark.said.push(texts('zh-Hans', `errors.${fault.code}`, fault.data))
    }
    const marks = Array.from(
      rows,
      ([row, { columns, said }]): Mark => ({
        row,
        columns: Array.from(columns),
        text: said.join(' '),
      }),
    )
    return { path: table.path, headRow: table.headRow, head: '说明', marks }
  })
