// The only place of the pages that reads the device's clock. A telephone's clock may be minutes wrong, and
// the cut-off counts by the server's: every answer's Date header corrects it.
let offsetMs = 0

/** Now, in milliseconds, as the server's clock has it (to about a second). */
export const nowMs = (): number => Date.now() + offsetMs

export const learnServerTime = (dateHeader: string | null): void => {
  const serverMs = dateHeader ? Date.parse(dateHeader) : Number.NaN
  if (Number.isNaN(serverMs)) return
  const difference = serverMs - Date.now()
  // Within the header's own resolution the device's clock is as good.
  offsetMs = Math.abs(difference) > 2000 ? difference : 0
}
