/*
 * Vehicle routes for supply rounds.
 *
 * You describe places, depots, vehicles and stops (`RoutingProblem`); `planRoutes` answers with trips, each visit with
 * its moments, and with the stops that can't be served and why. `findUnservable` tells those reasons without a search.
 * `checkPlan` proves a plan against the problem with code that shares nothing with the search: use it on plans that
 * people changed by hand. The engine is pure: no clock, no files, no threads. A clock may be handed in; for worker
 * threads on Node there is `./worker`.
 */
export { checkPlan, type Violation, type ViolationCode } from './checker/index.ts'
export type {
  Depot,
  DriverBreak,
  ForbiddenRoad,
  Place,
  PlanOptions,
  Progress,
  Refusal,
  RefusalCode,
  Result,
  RoutePlan,
  RoutingProblem,
  SealedZone,
  SpeedPeriod,
  Stop,
  Travel,
  Trip,
  Underway,
  Unserved,
  UnservedReason,
  VehicleKind,
  VehiclePlan,
  Visit,
} from './model.ts'
export { findUnservable, planRoutes } from './plan.ts'
