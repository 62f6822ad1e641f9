import { defaultZone, wallClock } from '../../src/kernel/time.ts'
import type { Say } from '../text/i18n.ts'

const dayMs = 86_400_000
const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const
const weekdays = [0, 1, 2, 3, 4, 5, 6] as const

/** 11月22日(周日)18:00, by the clock of the place. */
export const sayMoment = (say: Say, iso: string): string => {
  const { date, time } = wallClock(Date.parse(iso), defaultZone)
  const dayNumber = Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs)
  const month = months[Number(date.slice(5, 7)) - 1] ?? 1
  // The first day of 1970 was a Thursday.
  const weekday = weekdays[(dayNumber + 4) % 7] ?? 0
  return say('common.moment', {
    month: say(`common.month.${month}`),
    day: Number(date.slice(8, 10)),
    weekday: say(`common.weekday.${weekday}`),
    time: time.slice(0, 5),
  })
}

/** 18:00, by the clock of the place. */
export const sayClock = (iso: string): string => wallClock(Date.parse(iso), defaultZone).time.slice(0, 5)

/** 2小时05分, or 4分30秒 below an hour. Never negative. */
export const sayDuration = (say: Say, milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (hours >= 48) return say('common.duration.days', { days: Math.floor(hours / 24), hours: hours % 24 })
  if (hours > 0) return say('common.duration.hours', { hours, minutes: two(minutes) })
  return say('common.duration.minutes', { minutes, seconds: two(seconds % 60) })
}
