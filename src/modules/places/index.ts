/**
 * Places: the administrative tree by national codes, the estates below it, and their households.
 *
 * Every place knows its lineage, from the root to itself: rights, plans and lists are narrowed by it. A household is
 * a room with its people's needs; name, telephone and note are sealed and shown masked, opened only on an audited
 * request with a reason. A household orders by itself through its link: a token, then the last four digits of its
 * telephone (or the code that the grid worker gave it), then a device cookie. Five wrong tries close the link to
 * that device. Refuses what the caller may not see as if it were not there.
 */

export { householdCookie, identifyDevice, identifyHousehold } from './devices.ts'
export type { DistrictDivisions } from './divisions/divisions.ts'
export { readDivisions } from './divisions/divisions.ts'
export { placesErrors } from './errors.ts'
export { placesJobs } from './import/jobs.ts'
export type { Room } from './import/rooms.ts'
export { homeFinder, readRoom } from './import/rooms.ts'
export type { Knock } from './links.ts'
export { knock, readLink } from './links.ts'
export { placesRoutes } from './routes.ts'
export { roomLabel } from './rules.ts'
export type { HouseholdRow, NewHousehold, Place } from './store.ts'
export {
  addHouseholds,
  createPlace,
  findByLink,
  findHousehold,
  findPlace,
  listEstates,
  listHouseholds,
} from './store.ts'
