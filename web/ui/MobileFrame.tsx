import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSay } from '../text/i18n.ts'
import { usePageTitle } from './title.ts'

export type MobileTab = { readonly to: string; readonly label: string; readonly icon: ReactNode }

/**
 * The layout of every page on a telephone: title above, one column, the main action in reach of the thumb,
 * tabs below. `back` is an address, not the browser's history: a page opened from a link has none.
 */
export const MobileFrame = ({
  title,
  sub,
  back,
  extra,
  action,
  tabs,
  bare = false,
  children,
}: {
  title: string
  sub?: ReactNode
  back?: string
  /** What stands at the right of the title. */
  extra?: ReactNode
  /** The main action, always in sight. */
  action?: ReactNode
  tabs?: readonly MobileTab[]
  /** Without space around the content: for lists that reach the edges. */
  bare?: boolean
  children: ReactNode
}): ReactNode => {
  const say = useSay()
  usePageTitle(title)
  const hasTabs = tabs !== undefined && tabs.length > 1
  return (
    <div className="mobile">
      <a className="skip-link" href="#content">
        {say('common.skip')}
      </a>
      <header className="mobile-top">
        {back ? (
          <Link className="mobile-back" to={back} aria-label={say('common.back')}>
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
              <path d="M15 4 7 12l8 8" fill="none" stroke="currentColor" strokeWidth="2.4" />
            </svg>
          </Link>
        ) : null}
        <h1>
          {title}
          {sub ? <span className="mobile-sub">{sub}</span> : null}
        </h1>
        {extra}
      </header>
      <main id="content" className={bare ? 'mobile-content is-bare' : 'mobile-content'} tabIndex={-1}>
        {children}
      </main>
      {action ? <div className={hasTabs ? 'mobile-action' : 'mobile-action is-lowest'}>{action}</div> : null}
      {hasTabs ? (
        <nav className="mobile-tabs" aria-label={say('common.tabs')}>
          {tabs.map((tab) => (
            <Link key={tab.to} to={tab.to} activeOptions={{ exact: tab.to === '/m' }}>
              {tab.icon}
              <span>{tab.label}</span>
            </Link>
          ))}
        </nav>
      ) : null}
    </div>
  )
}
