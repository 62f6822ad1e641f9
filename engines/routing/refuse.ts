import type { Refusal, RefusalCode } from './model.ts'

/** Builds a refusal; `data` says where the fault lies, for the message that a person reads. */
export function refuse(code: RefusalCode, data: Record<string, string | number> = {}): Refusal {
  return { code, data }
}
