import { inTransaction } from '../../platform/context.ts'
import type { Job } from '../../platform/jobs.ts'
import { windUp } from './commands.ts'

/** Every quarter of an hour, plans that were switched off and have nothing under way give their rights back. */
export const plansJobs: readonly Job[] = [
  {
    name: 'plans_wind_up',
    cron: '*/15 * * * *',
    work: (context) => inTransaction(context, (tx) => windUp(tx, context)),
  },
]
