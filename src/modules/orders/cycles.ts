import rrule from 'rrule'
import type { LocalDate, Zone } from '../../kernel/time.ts'
import { momentAt, wallClock } from '../../kernel/time.ts'
import type { OrdersSection } from './plan.ts'

export type CycleWindow = { readonly opensMs: number; readonly closesMs: number; readonly deliversMs: number }

const dayMs = 86_400_000

/** Whether a cadence is a recurrence rule that gives days at all. */
export const isCadence = (cadence: string): boolean => {
  try {
    const start = new Date('2026-01-01T00:00:00Z')
    const rule = rrule.rrulestr(cadence, { dtstart: start })
    // The library reads an interval that is no number without a word.
    const { interval } = rule.options
    return Number.isInteger(interval) && interval >= 1 && rule.after(start, true) !== null
  } catch {
    return false
  }
}

const addDays = (date: LocalDate, days: number): LocalDate =>
  wallClock(Date.parse(`${date}T12:00:00Z`) + days * dayMs, 'UTC' as Zone).date

/** The days on which the plan takes orders, from `from` on, counted from `since`, the day it was switched on. */
const orderDays = (
  section: OrdersSection,
  since: LocalDate,
  from: LocalDate,
  count: number,
): readonly LocalDate[] => {
  const rule = rrule.rrulestr(section.cadence, { dtstart: new Date(`${since}T00:00:00Z`) })
  const days: LocalDate[] = []
  let next = rule.after(new Date(`${from}T00:00:00Z`), true)
  while (next && days.length < count) {
    days.push(next.toISOString().slice(0, 10) as LocalDate)
    next = rule.after(next, false)
  }
  return days
}

const windowOn = (section: OrdersSection, day: LocalDate, zone: Zone): CycleWindow => {
  const opensMs = momentAt(day, section.opens, zone)
  // A cut-off at or before the opening hour means the next morning's.
  const closeDay = section.cutOff > section.opens ? day : addDays(day, 1)
  return {
    opensMs,
    closesMs: momentAt(closeDay, section.cutOff, zone),
    deliversMs: momentAt(addDays(closeDay, section.delivers.daysAfterCutOff), section.delivers.at, zone),
  }
}

/** At least this long must a household have to order in the first window after switching on. */
const firstWindowMinMs = 30 * 60_000

/**
 * The first window of a plan that is switched on now: people behind a closed gate can't wait for tomorrow's opening
 * hour, so it opens at once and closes at the next cut-off that leaves half an hour or more.
 */
export const firstWindow = (section: OrdersSection, nowMs: number, zone: Zone): CycleWindow => {
  const today = wallClock(nowMs, zone).date
  const days = orderDays(section, today, today, 40)
  const found = days
    .map((day) => windowOn(section, day, zone))
    .find((window) => window.closesMs >= nowMs + firstWindowMinMs)
  if (!found) throw new Error(`the cadence gives no day: ${section.cadence}`)
  return { ...found, opensMs: nowMs }
}

/** The next window by the cadence that opens at or after `afterMs`, the end of the one before. */
export const nextWindow = (
  section: OrdersSection,
  switchedOnMs: number,
  afterMs: number,
  zone: Zone,
): CycleWindow => {
  const since = wallClock(switchedOnMs, zone).date
  const from = addDays(wallClock(afterMs, zone).date, -1)
  const found = orderDays(section, since, from, 40)
    .map((day) => windowOn(section, day, zone))
    .find((window) => window.opensMs >= afterMs)
  if (!found) throw new Error(`the cadence gives no day: ${section.cadence}`)
  return found
}
