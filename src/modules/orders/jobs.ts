import type { Job } from '../../platform/jobs.ts'
import { freezeCycle } from './commands.ts'
import { intakeOf } from './intake.ts'

export const ordersJobs: readonly Job[] = [
  {
    // Enqueued when a cycle opens, due a little after its cut-off: what arrived in time is decided first.
    name: 'orders_freeze',
    work: async (context, payload) => {
      const { cycleId } = payload as { cycleId: string }
      await intakeOf(context).idle()
      await freezeCycle(context, cycleId)
    },
  },
]
