import { uuidV7 } from '../../src/kernel/ids.ts'
import { nowMs } from './clock.ts'

/** The id of a document made on this side: its one idempotency key. Make it once per document, not per try. */
export const newDocumentId = (): string => uuidV7(nowMs(), crypto.getRandomValues(new Uint8Array(10)))

/** A number from 0 up to 1, for the waiting times between tries. */
export const jitter = (): number => (crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) / 65_536
