import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { readMe } from '../api/people.ts'
import { isNotLoggedIn, problemOf } from '../api/problem.ts'
import { LoginPage } from './LoginPage.tsx'
import { homeOf, MeContext, sessionKey } from './session.tsx'
import { ErrorState, Loading } from './states.tsx'

/**
 * Shows its children to whoever is logged in, and `login` to all others. When a session ends while a page is
 * open, the log-in covers the page and what was typed in it stays.
 */
export const SessionGuard = ({
  entry,
  login,
  children,
}: {
  entry: '/m' | '/console'
  login: ReactNode
  children: ReactNode
}): ReactNode => {
  const session = useQuery({ queryKey: sessionKey, queryFn: readMe, staleTime: 60_000 })
  const me = session.data
  const ended = isNotLoggedIn(session.error)
  if (me) {
    return (
      <MeContext.Provider value={me}>
        <div inert={ended} style={{ display: 'contents' }}>
          {children}
        </div>
        {ended ? (
          <div className="login-cover">
            <LoginPage
              entry={entry}
              from={undefined}
              covering
              go={(next) => {
                // Somebody else at the same machine must not go on in the first person's page.
                if (next.person.id !== me.person.id) window.location.assign(homeOf(next))
              }}
            />
          </div>
        ) : null}
      </MeContext.Provider>
    )
  }
  if (ended) return login
  if (session.error) {
    return (
      <main id="content" className="page-fault">
        <ErrorState problem={problemOf(session.error)} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  return <Loading />
}
