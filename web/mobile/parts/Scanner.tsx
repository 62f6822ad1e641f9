import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { nowMs } from '../../api/clock.ts'
import { useSay } from '../../text/i18n.ts'
import type { CameraFault } from '../logic/scanning.ts'
import { openCamera, openReader } from '../logic/scanning.ts'
import { Button } from './Button.tsx'

const lookEveryMs = 180
// The same label stays before the camera for a while: it is one scan.
const sameCodeMs = 4000

/**
 * The camera that reads bag codes. It opens on a tap (browsers ask then), stays open from bag to bag, and closes with
 * the page. Where there is no camera it says why; the typed number beside it always works.
 */
export const Scanner = ({ onCode }: { onCode: (code: string) => void }): ReactNode => {
  const say = useSay()
  const [wanted, setWanted] = useState(false)
  const [fault, setFault] = useState<CameraFault | null>(null)
  const video = useRef<HTMLVideoElement>(null)
  const tell = useRef(onCode)
  useEffect(() => {
    tell.current = onCode
  }, [onCode])

  useEffect(() => {
    if (!wanted) return
    let closed = false
    let stream: MediaStream | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = { code: '', atMs: 0 }

    const run = async (): Promise<void> => {
      const opened = await openCamera()
      if (typeof opened === 'string') {
        setFault(opened)
        setWanted(false)
        return
      }
      stream = opened
      const screen = video.current
      if (closed || screen === null) {
        for (const track of opened.getTracks()) track.stop()
        return
      }
      screen.srcObject = opened
      await screen.play().catch(() => undefined)
      const read = await openReader()
      const look = async (): Promise<void> => {
        if (closed) return
        const code = await read(screen).catch(() => null)
        if (closed) return
        const now = nowMs()
        if (code !== null && (code !== last.code || now - last.atMs > sameCodeMs)) tell.current(code)
        if (code !== null) last = { code, atMs: now }
        timer = setTimeout(() => void look(), lookEveryMs)
      }
      await look()
    }
    void run()
    return () => {
      closed = true
      clearTimeout(timer)
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
  }, [wanted])

  const open = (): void => {
    setFault(null)
    setWanted(true)
  }
  return (
    <div className="scanner">
      {wanted ? (
        <>
          <video ref={video} muted playsInline aria-label={say('mobile.scan.picture')} />
          <Button kind="quiet" onPress={() => setWanted(false)}>
            {say('mobile.scan.close')}
          </Button>
        </>
      ) : (
        <Button onPress={open}>{say('mobile.scan.open')}</Button>
      )}
      {fault !== null && (
        <p className="hint hint-wait" role="status">
          {say(`mobile.scan.fault.${fault}`)}
        </p>
      )}
    </div>
  )
}
