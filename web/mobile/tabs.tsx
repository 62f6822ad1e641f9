import type { ReactNode } from 'react'
import { useSay } from '../text/i18n.ts'
import type { MobileTab } from '../ui/MobileFrame.tsx'
import { useHasPost } from '../ui/session.tsx'
import { rememberedCollection, rememberedEstate } from './memory.ts'

const draw = (path: string): ReactNode => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path
      d={path}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
)

const icons = {
  estate: draw('M4 21V8l8-5 8 5v13M9 21v-6h6v6'),
  chain: draw('M5 6h2M5 12h2M5 18h2M10 6h10M10 12h10M10 18h6'),
  rooms: draw('M4 4h16v16H4zM4 12h16M12 4v16'),
  money: draw('M7 4l5 7 5-7M12 11v9M8 13h8M8 17h8'),
  gate: draw('M5 8h14l-1 13H6zM9 8V6a3 3 0 0 1 6 0v2'),
  tasks: draw('M6 3h12v18H6zM9 8h6M9 12h6M9 16h4'),
  pack: draw('M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9'),
  check: draw('M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 17l2 2 4-5'),
  me: draw('M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4 21c1-5 4-7 8-7s7 2 8 7'),
} as const

/** Whether the person works in a store: its tabs are other ones. */
export const useIsPicker = (): boolean => useHasPost()('store_picker', 'picker', 'store_manager')

/** The tabs of a grid worker: the estate's day from left to right. */
export const useEstateTabs = (estateId: string): readonly MobileTab[] => {
  const say = useSay()
  const base = `/m/estate/${estateId}`
  return [
    { to: `${base}/home`, label: say('mobile.tab.estate'), icon: icons.estate },
    { to: `${base}/chain`, label: say('mobile.tab.chain'), icon: icons.chain },
    { to: `${base}/rooms`, label: say('mobile.tab.rooms'), icon: icons.rooms },
    { to: `${base}/money`, label: say('mobile.tab.money'), icon: icons.money },
    { to: `${base}/gate`, label: say('mobile.tab.gate'), icon: icons.gate },
  ]
}

/** The tabs of a store's picker; filling and checking go on with the estate that was open last. */
export const usePickTabs = (collectionId: string | null = rememberedCollection()): readonly MobileTab[] => {
  const say = useSay()
  const base = `/m/collection/${collectionId}`
  return [
    { to: '/m/tasks', label: say('mobile.tab.tasks'), icon: icons.tasks },
    {
      to: collectionId === null ? '/m/pack' : `${base}/pack`,
      label: say('mobile.tab.pack'),
      icon: icons.pack,
    },
    {
      to: collectionId === null ? '/m/check' : `${base}/check`,
      label: say('mobile.tab.check'),
      icon: icons.check,
    },
    { to: '/m/me', label: say('mobile.tab.me'), icon: icons.me },
  ]
}

/** The tabs of a page that belongs to neither: back to the work that the person has. */
export const useTabs = (): readonly MobileTab[] => {
  const pick = usePickTabs()
  const estateId = rememberedEstate()
  const estate = useEstateTabs(estateId ?? '')
  if (useIsPicker()) return pick
  return estateId === null ? [] : estate
}
