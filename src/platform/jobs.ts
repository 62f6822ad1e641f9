import type { Context } from './context.ts'

/** Work that waits in the database. It may run twice: every job looks at what stands and does what is missing. */
export type Job = {
  readonly name: string
  /** When it comes round by itself, as a crontab line in UTC; without it, it is enqueued by an act. */
  readonly cron?: string
  readonly work: (context: Context, payload: unknown, place: { readonly dataDir: string }) => Promise<void>
}
