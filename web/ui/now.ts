import { useEffect, useState } from 'react'
import { nowMs } from '../api/clock.ts'

/** The server's time now, looked at again every `everyMs` milliseconds while the page is on screen. */
export const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(nowMs)
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
