import { addressOf, call, upload } from './call.ts'
import type { Answer } from './routes.ts'

export type HouseholdImport = Answer<'POST /api/estates/:id/households/import'>
export type ImportFault = HouseholdImport['faults'][number]
export type RecentImport = Answer<'GET /api/estates/:id/imports'>['imports'][number]
/** One estate, or a place whose file names the estates itself. */
export type ImportScope = { readonly kind: 'estate' | 'place'; readonly id: string }

export const importHouseholds = (scope: ImportScope, file: File, mode: 'preview' | 'apply') =>
  scope.kind === 'estate'
    ? upload('POST /api/estates/:id/households/import', file, { id: scope.id }, { mode })
    : upload('POST /api/places/:id/households/import', file, { id: scope.id }, { mode })
export const readImports = (estateId: string) =>
  call('GET /api/estates/:id/imports', { params: { id: estateId } })
export const undoImport = (id: string) => call('DELETE /api/imports/:id', { params: { id } })
/** The estate's households as an Excel file, masked; of an empty estate it is the empty sheet. */
export const householdsFile = (estateId: string): string =>
  addressOf('/api/estates/:id/households.xlsx', { id: estateId })
export const markedCopy = (id: string): string => addressOf('/api/import-copies/:id', { id })
