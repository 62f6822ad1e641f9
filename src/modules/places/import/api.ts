import { z } from 'zod'
import { countForm, idForm, momentForm } from '../../../kernel/wire.ts'

export const importQuery = z.strictObject({ mode: z.enum(['preview', 'apply']) })

/** What is wrong with a file, in the rows and columns that the person sees in Excel; row 0 is the whole file. */
export const importFault = z.object({
  sheet: z.string(),
  row: countForm,
  column: z.string(),
  code: z.string(),
  data: z.record(z.string(), z.unknown()),
})

/** What an import would do, or did. Rows with a fault are left out; a fault of the whole file keeps all of it out. */
export const importView = z.object({
  applied: z.boolean(),
  /** The import that can be taken back; null while nothing was changed. */
  importId: idForm.nullable(),
  /** The same file was taken over before, and nothing has changed since: this says what it did then. */
  repeated: z.boolean(),
  rowCount: countForm,
  added: countForm,
  changed: countForm,
  same: countForm,
  faulty: countForm,
  /** The first 500. */
  faults: z.array(importFault),
  /** A copy of the file with the faults written in, for this session. */
  markedCopyId: idForm.nullable(),
  /** The first 500 rows that add or change. */
  changes: z.array(
    z.object({
      change: z.enum(['added', 'changed']),
      row: countForm,
      estateName: z.string(),
      label: z.string(),
      contactMasked: z.string(),
      phoneMasked: z.string(),
      personCount: countForm,
      flags: z.array(z.string()),
    }),
  ),
})
export type ImportView = z.output<typeof importView>

export const importsView = z.object({
  imports: z.array(
    z.object({
      id: idForm,
      placeName: z.string(),
      fileName: z.string(),
      importedAt: momentForm,
      added: countForm,
      changed: countForm,
      undoneAt: momentForm.nullable(),
      /** Until then it can be taken back. */
      undoUntil: momentForm,
    }),
  ),
})
export type ImportsView = z.output<typeof importsView>

export const undoneView = z.object({ removed: countForm, restored: countForm })
export const householdsFileQuery = z.strictObject({ reveal: z.string().min(2).max(200).optional() })
