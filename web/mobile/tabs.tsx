import { useSay } from '../text/i18n.ts'
import type { MobileTab } from '../ui/MobileFrame.tsx'

/** The tabs below every page, by what the person's posts do. */
export const useTabs = (): readonly MobileTab[] => {
  const say = useSay()
  return [
    {
      to: '/m/me',
      label: say('mobile.tab.me'),
      icon: (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="8" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
          <path d="M4 21c1-5 4-7 8-7s7 2 8 7" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
      ),
    },
  ]
}
