import type { Logger } from 'pino'
import { pino } from 'pino'

export type Log = Logger

/** Paths that never reach a log line: secrets, and whatever tells who somebody is. */
const secretPaths = [
  'req.headers.cookie',
  'req.headers.authorization',
  'password',
  'token',
  'phone',
  'contactName',
  '*.password',
  '*.token',
  '*.phone',
  '*.contactName',
]

/** JSON lines to standard error, so that standard output stays for what a command prints. */
export const openLog = (level: string): Log =>
  pino(
    { level, redact: { paths: secretPaths, censor: '…' }, base: null },
    pino.destination({ dest: 2, sync: false }),
  )
