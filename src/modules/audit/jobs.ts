import type { Job } from '../../platform/jobs.ts'
import { writeAnchor } from './anchor.ts'

/** Every day at 16:05 UTC, five minutes into the Chinese day, the end of the chain goes to the anchor file. */
export const auditJobs: readonly Job[] = [
  {
    name: 'audit_anchor',
    cron: '5 16 * * *',
    work: async (context, _payload, { dataDir }) => {
      await writeAnchor(context, dataDir)
    },
  },
]
