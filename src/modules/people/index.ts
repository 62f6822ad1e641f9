/**
 * People: who works here, on which post, with which right at which place.
 *
 * A person logs in and holds posts; a post is a kind (grid worker, store manager ...) at a place, and reaches that
 * place and all below it; a store's post reaches its own store only. What a kind of post may do comes from two
 * sources: a few base rights, and the posts section of each plan in force, given and taken back with the plan.
 * Whether somebody may do a thing at a place is decided in SQL (`people.post_for`, `people.reach`) at the moment
 * of the act, so that an ended post or a withdrawn plan counts at the next request. Sessions are opaque tokens,
 * stored hashed. Wrong passwords are limited per account and source; unknown login and wrong password look alike.
 */
export { activationRoutes, issueActivation, noDistrict } from './activation.ts'
export { peopleErrors } from './errors.ts'
export type { PostKind } from './rights.ts'
export { baseRights, postKinds } from './rights.ts'
export { peopleRoutes } from './routes.ts'
export { cookieOptions, identifyPerson, readCookie } from './sessions.ts'
export {
  appoint,
  createOrganization,
  createPerson,
  findOrCreatePost,
  grantRights,
  holdersByKind,
  installBaseRights,
  personNames,
  postFor,
  withdrawRights,
} from './store.ts'
