import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LoginPage } from '../ui/LoginPage.tsx'
import { SessionGuard } from '../ui/session.tsx'
import { MePage } from './me/MePage.tsx'
import { NotFound } from './NotFound.tsx'

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/m/login',
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === 'string' ? { from: search.from } : {},
  component: () => {
    const { from } = loginRoute.useSearch()
    const navigate = loginRoute.useNavigate()
    return <LoginPage entry="/m" from={from} go={(path) => void navigate({ href: path, replace: true })} />
  },
})

const ToLogin = (): ReactNode => {
  const { pathname, searchStr } = router.state.location
  return <Navigate to="/m/login" search={{ from: `${pathname}${searchStr}` }} replace />
}

/** Everything behind the log-in. Pages are added as children of this route. */
const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'work',
  component: () => (
    <SessionGuard login={<ToLogin />}>
      <Outlet />
    </SessionGuard>
  ),
})

const homeRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m',
  beforeLoad: () => {
    throw redirect({ to: '/m/me' })
  },
})

const meRoute = createRoute({ getParentRoute: () => workRoute, path: '/m/me', component: MePage })

export const router = createRouter({
  routeTree: rootRoute.addChildren([loginRoute, workRoute.addChildren([homeRoute, meRoute])]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})
