import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { lazy, Suspense } from 'react'
import { useSay } from '../text/i18n.ts'
import { LoginPage } from '../ui/LoginPage.tsx'
import { EmptyState } from '../ui/parts.tsx'
import { SessionGuard } from '../ui/session.tsx'
import { Loading } from '../ui/states.tsx'
import { Shell } from './Shell.tsx'

const AccountPage = lazy(() => import('./account/AccountPage.tsx').then((m) => ({ default: m.AccountPage })))

const NotFound = (): ReactNode => {
  const say = useSay()
  return (
    <EmptyState title={say('common.notFound.title')} why={say('common.notFound.why')}>
      <a className="button" href="/console">
        {say('common.toStart')}
      </a>
    </EmptyState>
  )
}

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/console', replace: true })
  },
})

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/console/login',
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === 'string' ? { from: search.from } : {},
  component: () => {
    const { from } = loginRoute.useSearch()
    const navigate = loginRoute.useNavigate()
    return (
      <LoginPage entry="/console" from={from} go={(path) => void navigate({ href: path, replace: true })} />
    )
  },
})

const ToLogin = (): ReactNode => {
  const { pathname, searchStr } = router.state.location
  const from = `${pathname}${searchStr}`
  return <Navigate to="/console/login" search={from === '/console' ? {} : { from }} replace />
}

const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'work',
  component: () => (
    <SessionGuard login={<ToLogin />}>
      <Suspense fallback={<Loading />}>
        <Shell />
      </Suspense>
    </SessionGuard>
  ),
})

const page = (path: string, component: () => ReactNode) =>
  createRoute({
    getParentRoute: () => workRoute,
    path,
    component: () => <Suspense fallback={<Loading />}>{component()}</Suspense>,
  })

const pages = [page('/console/account', () => <AccountPage />)]

export const router = createRouter({
  routeTree: rootRoute.addChildren([startRoute, loginRoute, workRoute.addChildren(pages)]),
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})
