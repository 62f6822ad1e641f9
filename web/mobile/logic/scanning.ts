/** Reads a code from a picture of the camera; null when there is none in it. */
export type CodeReader = (video: HTMLVideoElement) => Promise<string | null>

type NativeDetector = { detect: (source: HTMLVideoElement) => Promise<readonly { rawValue: string }[]> }
type NativeDetectorMaker = {
  new (options: { formats: readonly string[] }): NativeDetector
  getSupportedFormats: () => Promise<readonly string[]>
}

const nativeReader = async (): Promise<CodeReader | null> => {
  const maker = (globalThis as { BarcodeDetector?: NativeDetectorMaker }).BarcodeDetector
  if (maker === undefined) return null
  try {
    if (!(await maker.getSupportedFormats()).includes('qr_code')) return null
    const detector = new maker({ formats: ['qr_code'] })
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null
  } catch {
    return null
  }
}

// A label fills a good part of the picture; more points than this only cost battery.
const pictureWidthMax = 640

const scriptReader = async (): Promise<CodeReader> => {
  const { default: readQr } = await import('jsqr')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async (video) => {
    if (context === null || video.videoWidth === 0) return null
    const scale = Math.min(1, pictureWidthMax / video.videoWidth)
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    const picture = context.getImageData(0, 0, canvas.width, canvas.height)
    return (
      readQr(picture.data, picture.width, picture.height, { inversionAttempts: 'dontInvert' })?.data || null
    )
  }
}

/** The phone's own reader when it has one, else one in script that is fetched only then. */
export const openReader = async (): Promise<CodeReader> => (await nativeReader()) ?? (await scriptReader())

/** Why there is no picture: the page is not on a safe address, the person said no, or there is no camera. */
export type CameraFault = 'unsafe' | 'refused' | 'none'

export const openCamera = async (): Promise<MediaStream | CameraFault> => {
  if (!navigator.mediaDevices?.getUserMedia) return globalThis.isSecureContext ? 'none' : 'unsafe'
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    return name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'none'
  }
}

/** Feels like a tick in the hand: one short pulse for done, two long ones for a warning. No sound. */
export const pulse = (kind: 'done' | 'warn'): void => {
  navigator.vibrate?.(kind === 'done' ? 60 : [180, 90, 180])
}
