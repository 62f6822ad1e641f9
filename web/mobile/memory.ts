import { useCallback, useState } from 'react'

// A browser may refuse its stores (private mode, full disk): the page then simply forgets.
const read = (store: Storage | null, key: string): string | null => {
  try {
    return store?.getItem(key) ?? null
  } catch {
    return null
  }
}
const write = (store: Storage | null, key: string, value: string | null): void => {
  try {
    if (value === null) store?.removeItem(key)
    else store?.setItem(key, value)
  } catch {
    // Nothing is lost that the server does not hold.
  }
}

const nothing = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }

/** The tab's own store, or one that forgets. */
export const tabStore = (): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> => {
  try {
    return globalThis.sessionStorage ?? nothing
  } catch {
    return nothing
  }
}
const deviceStore = (): Storage | null => {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}

const estateKey = 'changping.estate'
const collectionKey = 'changping.collection'

export const rememberedEstate = (): string | null => read(deviceStore(), estateKey)
export const rememberEstate = (id: string | null): void => write(deviceStore(), estateKey, id)
export const rememberedCollection = (): string | null => read(deviceStore(), collectionKey)
export const rememberCollection = (id: string | null): void => write(deviceStore(), collectionKey, id)

/** Ticks that only this phone needs (what lies in the trolley already), kept under a name until cleared. */
export const useTicks = (name: string) => {
  const key = `changping.ticks.${name}`
  const load = (): readonly string[] => {
    try {
      const kept: unknown = JSON.parse(read(deviceStore(), key) ?? '[]')
      return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
    } catch {
      return []
    }
  }
  const [ticked, setTicked] = useState<readonly string[]>(load)
  const set = useCallback(
    (next: readonly string[]) => {
      setTicked(next)
      write(deviceStore(), key, next.length === 0 ? null : JSON.stringify(next))
    },
    [key],
  )
  const toggle = (value: string): void =>
    set(ticked.includes(value) ? ticked.filter((one) => one !== value) : [...ticked, value])
  return { ticked, toggle, set }
}
