import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Dropdown } from 'antd'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { nowMs } from '../api/clock.ts'
import { readCycles } from '../api/orders.ts'
import { useSay } from '../text/i18n.ts'
import { Granary } from '../ui/LoginPage.tsx'
import { CountDown, EmptyState } from '../ui/parts.tsx'
import { usePostName } from '../ui/posts.ts'
import { LanguageSwitch, ThemeSwitch } from '../ui/Switches.tsx'
import { homeOf, useLogOut, useMay, useMe } from '../ui/session.tsx'
import { isOrdering } from './choices.tsx'
import { useNav } from './nav.ts'
import { paths } from './paths.ts'
import { SearchBox } from './SearchBox.tsx'

/** The desk's layout: pages at the left, place, clock, search and person above. */
export const Shell = (): ReactNode => {
  const say = useSay()
  const nav = useNav()
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {say('common.skip')}
      </a>
      <aside className="shell-side">
        <Link to={paths.overview} className="shell-brand">
          <Granary />
          <span>
            <b>{say('common.brand')}</b>
            <small>{say('common.brandLine')}</small>
          </span>
        </Link>
        <nav aria-label={say('common.tabs')}>
          {nav.map((item) => (
            <Link
              key={item.to}
              to={item.to}
              className="shell-link"
              activeOptions={{ exact: item.to === paths.overview }}
            >
              <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                <path d={item.icon} fill="none" stroke="currentColor" strokeWidth="1.8" />
              </svg>
              {item.label}
            </Link>
          ))}
        </nav>
      </aside>
      <TopBar />
      <main id="content" className="shell-content" tabIndex={-1}>
        {nav.length === 0 ? (
          <EmptyState title={say('console.noPages.title')} why={say('console.noPages.why')} />
        ) : (
          <Outlet />
        )}
      </main>
    </div>
  )
}

const TopBar = (): ReactNode => {
  const say = useSay()
  const me = useMe()
  const [searching, setSearching] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setSearching(true)
      }
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  const place = me.posts.length === 1 ? (me.posts[0]?.organizationName ?? me.posts[0]?.placeName) : undefined
  return (
    <header className="shell-top">
      <span className="shell-place">{place ?? me.district.name}</span>
      <CycleClock />
      <button type="button" className="shell-search" onClick={() => setSearching(true)}>
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <circle cx="10.5" cy="10.5" r="6.5" fill="none" stroke="currentColor" strokeWidth="2" />
          <path d="m15.5 15.5 5.5 5.5" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
        <span>{say('console.search.label')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <PersonMenu />
      {searching ? <SearchBox close={() => setSearching(false)} /> : null}
    </header>
  )
}

const CycleClock = (): ReactNode => {
  const say = useSay()
  const may = useMay()
  const cycles = useQuery({
    queryKey: ['cycles'],
    queryFn: readCycles,
    refetchInterval: 60_000,
    enabled: may('orders.read_board'),
  })
  const open = (cycles.data?.cycles ?? []).filter((cycle) => isOrdering(cycle, nowMs()))
  // The clock that runs out first is the one to watch.
  const next = open.toSorted((left, right) => left.closesAt.localeCompare(right.closesAt))[0]
  if (!next) return null
  return (
    <span className="shell-clock">
      {say('common.cycle.closesIn')} <CountDown until={next.closesAt} over={say('common.cycle.closed')} />
    </span>
  )
}

const PersonMenu = (): ReactNode => {
  const say = useSay()
  const me = useMe()
  const navigate = useNavigate()
  const postName = usePostName()
  const logOut = useLogOut()
  const items = [
    { key: 'account', label: say('console.account.title') },
    ...(homeOf(me) === '/m' ? [{ key: 'mobile', label: say('console.toMobile') }] : []),
    { key: 'out', label: say('common.logOut') },
  ]
  const choose = (key: string): void => {
    if (key === 'account') void navigate({ to: paths.account })
    if (key === 'mobile') window.location.assign('/m')
    if (key === 'out') void logOut()
  }
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      getPopupContainer={(trigger) => trigger.parentElement ?? document.body}
      menu={{ items, onClick: ({ key }) => choose(key) }}
      popupRender={(menu) => (
        <div className="person-panel">
          <div className="person-row">
            <LanguageSwitch name="top-language" />
          </div>
          <div className="person-row">
            <ThemeSwitch name="top-theme" />
          </div>
          {menu}
        </div>
      )}
    >
      <button type="button" className="shell-person" aria-haspopup="menu">
        <b>{me.person.name}</b>
        <small>{me.posts[0] ? postName(me.posts[0].kind) : me.person.login}</small>
      </button>
    </Dropdown>
  )
}
