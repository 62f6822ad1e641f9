/** A moment: ISO text in UTC ending with Z. */
export type Instant = string & { readonly __instant: true }
/** A calendar day at a place: YYYY-MM-DD. */
export type LocalDate = string & { readonly __localDate: true }
/** An IANA zone name such as Asia/Shanghai. The zone belongs to the place. */
export type Zone = string & { readonly __zone: true }

export const defaultZone = 'Asia/Shanghai' as Zone

export const instantOf = (unixMs: number): Instant => new Date(unixMs).toISOString() as Instant

export const unixMsOf = (instant: Instant): number => {
  const unixMs = Date.parse(instant)
  if (Number.isNaN(unixMs)) throw new Error(`not an instant: ${instant}`)
  return unixMs
}

const formatters = new Map<string, Intl.DateTimeFormat>()

const formatterOf = (zone: Zone): Intl.DateTimeFormat => {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formatters.set(zone, made)
  return made
}

/** What a wall clock in the zone shows at that moment. */
export const wallClock = (unixMs: number, zone: Zone): { date: LocalDate; time: string } => {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(new Date(unixMs))
      .map((part) => [part.type, part.value]),
  )
  return {
    date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}` as LocalDate,
    time: `${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`,
  }
}

/** The moment at which the wall clock in `zone` shows `date` and `time` (HH:MM or HH:MM:SS). */
export const momentAt = (date: LocalDate, time: string, zone: Zone): number => {
  const full = time.length === 5 ? `${time}:00` : time
  const asUtc = Date.parse(`${date}T${full}Z`)
  if (Number.isNaN(asUtc)) throw new Error(`not a local time: ${date} ${time}`)
  // The offset is looked up twice: the first guess may lie on the other side of a clock change.
  let guess = asUtc
  for (let round = 0; round < 2; round += 1) {
    const shown = wallClock(guess, zone)
    guess += asUtc - Date.parse(`${shown.date}T${shown.time}Z`)
  }
  return guess
}
