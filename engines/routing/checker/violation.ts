export type ViolationCode =
  | 'unknownVehicle'
  | 'vehicleTwice'
  | 'unknownStop'
  | 'servedTwice'
  | 'forgotten'
  | 'wrongPlace'
  | 'zoneEntered'
  | 'kindNotAllowed'
  | 'wrongDepot'
  | 'tooManyTrips'
  | 'tooManyStops'
  | 'overloaded'
  | 'collectedBeforeDelivery'
  | 'noRoad'
  | 'arrivesTooEarly'
  | 'startsBeforeArrival'
  | 'outsideWindow'
  | 'serviceTooShort'
  | 'departsTooEarly'
  | 'loadingTooShort'
  | 'goodsNotReady'
  | 'tripsOverlap'
  | 'outsideShift'
  | 'tripTooLong'
  | 'shiftTooLong'
  | 'docksExceeded'
  | 'restMissing'
  | 'restOutsideWindow'
  | 'restTooShort'
  | 'restWhileWorking'
  | 'lockedChanged'
  | 'aboardElsewhere'
  | 'notAboard'
  | 'wrongTotal'

/** One broken rule; `where` is the vehicle, stop, depot or zone that breaks it. */
export type Violation = {
  readonly code: ViolationCode
  readonly where: string
  readonly data: Readonly<Record<string, string | number>>
}

export type Report = (code: ViolationCode, where: string, data?: Record<string, string | number>) => void
