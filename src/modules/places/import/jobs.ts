import type { Job } from '../../../platform/jobs.ts'
import { forgetOld } from './store.ts'

/** Every hour, what imports kept for taking them back is forgotten when its day is over. */
export const placesJobs: readonly Job[] = [
  {
    name: 'places_forget_imports',
    cron: '17 * * * *',
    work: (context) => forgetOld(context.database, context.districtId),
  },
]
