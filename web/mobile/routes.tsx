import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSay } from '../text/i18n.ts'
import { LoginPage } from '../ui/LoginPage.tsx'
import { MobileFrame } from '../ui/MobileFrame.tsx'
import { PageFault } from '../ui/PageFault.tsx'
import { SessionGuard } from '../ui/SessionGuard.tsx'
import { Loading } from '../ui/states.tsx'
import { FirstPage } from './FirstPage.tsx'
import { MePage } from './me/MePage.tsx'
import { NotFound } from './NotFound.tsx'
import './work.css'

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/m/login',
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === 'string' ? { from: search.from } : {},
  component: () => {
    const { from } = loginRoute.useSearch()
    const navigate = loginRoute.useNavigate()
    return <LoginPage entry="/m" from={from} go={(_, path) => void navigate({ href: path, replace: true })} />
  },
})

const ToLogin = (): ReactNode => {
  const { pathname, searchStr } = router.state.location
  return <Navigate to="/m/login" search={{ from: `${pathname}${searchStr}` }} replace />
}

/** Everything behind the log-in. Pages are added as children of this route. */
const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'duty',
  component: () => (
    <SessionGuard entry="/m" login={<ToLogin />}>
      <Outlet />
    </SessionGuard>
  ),
})

const homeRoute = createRoute({ getParentRoute: () => workRoute, path: '/m', component: FirstPage })
const meRoute = createRoute({ getParentRoute: () => workRoute, path: '/m/me', component: MePage })

// The two kinds of work are fetched apart: a grid worker never loads the store's pages.
const estatePages = () => import('./estate-pages.tsx')
const storePages = () => import('./store-pages.tsx')

const estatesRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m/estates',
  component: lazyRouteComponent(estatePages, 'EstatesPage'),
})
const estateRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m/estate/$estateId',
  component: Outlet,
})
const estateHomeRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/home',
  component: lazyRouteComponent(estatePages, 'EstateHome'),
})
const announcementRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/announcement',
  component: lazyRouteComponent(estatePages, 'Announcement'),
})
const notOrderedRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/not-ordered',
  component: lazyRouteComponent(estatePages, 'NotOrdered'),
})
const chainRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/chain',
  component: lazyRouteComponent(estatePages, 'Chain'),
})
const roomsRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/rooms',
  validateSearch: (search: Record<string, unknown>): { building?: string } =>
    // The router reads a number-like building as a number.
    typeof search.building === 'string' || typeof search.building === 'number'
      ? { building: String(search.building) }
      : {},
  component: lazyRouteComponent(estatePages, 'Rooms'),
})
const roomRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/rooms/$householdId',
  component: lazyRouteComponent(estatePages, 'Room'),
})
const moneyRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/money',
  component: lazyRouteComponent(estatePages, 'Money'),
})
const gateRoute = createRoute({
  getParentRoute: () => estateRoute,
  path: '/gate',
  component: lazyRouteComponent(estatePages, 'Gate'),
})

const tasksRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m/tasks',
  component: lazyRouteComponent(storePages, 'Tasks'),
})
// The tabs of filling and checking before any estate was opened.
const packFirstRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m/pack',
  component: lazyRouteComponent(storePages, 'ChooseTask'),
})
const checkFirstRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m/check',
  component: lazyRouteComponent(storePages, 'ChooseTask'),
})
const collectionRoute = createRoute({
  getParentRoute: () => workRoute,
  path: '/m/collection/$collectionId',
  component: Outlet,
})
const collectionHomeRoute = createRoute({
  getParentRoute: () => collectionRoute,
  path: '/',
  component: lazyRouteComponent(storePages, 'CollectionHome'),
})
const listRoute = createRoute({
  getParentRoute: () => collectionRoute,
  path: '/list',
  component: lazyRouteComponent(storePages, 'List'),
})
const packRoute = createRoute({
  getParentRoute: () => collectionRoute,
  path: '/pack',
  validateSearch: (search: Record<string, unknown>): { bag?: number } =>
    typeof search.bag === 'number' ? { bag: search.bag } : {},
  component: lazyRouteComponent(storePages, 'Pack'),
})
const checkRoute = createRoute({
  getParentRoute: () => collectionRoute,
  path: '/check',
  component: lazyRouteComponent(storePages, 'Check'),
})

const Waiting = (): ReactNode => {
  const say = useSay()
  return (
    <MobileFrame title={say('common.brand')}>
      <Loading />
    </MobileFrame>
  )
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    loginRoute,
    workRoute.addChildren([
      homeRoute,
      meRoute,
      estatesRoute,
      estateRoute.addChildren([
        estateHomeRoute,
        announcementRoute,
        notOrderedRoute,
        chainRoute,
        roomsRoute,
        roomRoute,
        moneyRoute,
        gateRoute,
      ]),
      tasksRoute,
      packFirstRoute,
      checkFirstRoute,
      collectionRoute.addChildren([collectionHomeRoute, listRoute, packRoute, checkRoute]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error }) => <PageFault error={error} />,
  defaultPendingComponent: Waiting,
  scrollRestoration: true,
})
