import { createRootRoute, createRoute, createRouter, Navigate, Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { lazy, Suspense, useEffect } from 'react'
import { useSay } from '../text/i18n.ts'
import { LoginPage } from '../ui/LoginPage.tsx'
import { PageFault } from '../ui/PageFault.tsx'
import { EmptyState } from '../ui/parts.tsx'
import { SessionGuard } from '../ui/SessionGuard.tsx'
import { homeOf, useMe } from '../ui/session.tsx'
import { Loading } from '../ui/states.tsx'
import { useNav } from './nav.ts'
import { paths } from './paths.ts'
import { Shell } from './Shell.tsx'

const AccountPage = lazy(() => import('./account/AccountPage.tsx').then((m) => ({ default: m.AccountPage })))
const OverviewPage = lazy(() =>
  import('./overview/OverviewPage.tsx').then((m) => ({ default: m.OverviewPage })),
)
const EstateBoardPage = lazy(() =>
  import('./estate/EstateBoardPage.tsx').then((m) => ({ default: m.EstateBoardPage })),
)
const PlansPage = lazy(() => import('./plans/PlansPage.tsx').then((m) => ({ default: m.PlansPage })))
const AssignmentsPage = lazy(() =>
  import('./assignments/AssignmentsPage.tsx').then((m) => ({ default: m.AssignmentsPage })),
)
const PriceListPage = lazy(() =>
  import('./stores/PriceListPage.tsx').then((m) => ({ default: m.PriceListPage })),
)
const CollectionsPage = lazy(() =>
  import('./collections/CollectionsPage.tsx').then((m) => ({ default: m.CollectionsPage })),
)
const CollectionPage = lazy(() =>
  import('./collections/CollectionPage.tsx').then((m) => ({ default: m.CollectionPage })),
)
const HouseholdsPage = lazy(() =>
  import('./households/HouseholdsPage.tsx').then((m) => ({ default: m.HouseholdsPage })),
)
const PeoplePage = lazy(() => import('./people/PeoplePage.tsx').then((m) => ({ default: m.PeoplePage })))
const MoneyPage = lazy(() => import('./collections/MoneyPage.tsx').then((m) => ({ default: m.MoneyPage })))

const NotFound = (): ReactNode => {
  const say = useSay()
  return (
    <main id="content">
      <h1 className="for-readers">{say('common.notFound.title')}</h1>
      <EmptyState title={say('common.notFound.title')} why={say('common.notFound.why')}>
        <a className="button" href="/console">
          {say('common.toStart')}
        </a>
      </EmptyState>
    </main>
  )
}

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/console/login',
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === 'string' ? { from: search.from } : {},
  component: () => {
    const { from } = loginRoute.useSearch()
    const navigate = loginRoute.useNavigate()
    return (
      <LoginPage
        entry="/console"
        from={from}
        go={(_, path) => void navigate({ href: path, replace: true })}
      />
    )
  },
})

const ToLogin = (): ReactNode => {
  const { pathname, searchStr } = router.state.location
  const from = `${pathname}${searchStr}`
  return <Navigate to="/console/login" search={from === '/' || from === '/console' ? {} : { from }} replace />
}

const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'duty',
  component: () => (
    <SessionGuard entry="/console" login={<ToLogin />}>
      <Suspense fallback={<Loading />}>
        <Shell />
      </Suspense>
    </SessionGuard>
  ),
})

type Find = { readonly cycleId?: string; readonly storeId?: string; readonly estateId?: string }
type Where = { readonly id: string; readonly search: Find }

const readFind = (search: Record<string, unknown>): Find => ({
  ...(typeof search.estateId === 'string' ? { estateId: search.estateId } : {}),
  ...(typeof search.cycleId === 'string' ? { cycleId: search.cycleId } : {}),
  ...(typeof search.storeId === 'string' ? { storeId: search.storeId } : {}),
})

/** A page behind the log-in; `$id` of its path and the search of its address are handed in. */
const page = (path: string, component: (where: Where) => ReactNode) => {
  const route = createRoute({
    getParentRoute: () => workRoute,
    path,
    validateSearch: readFind,
    component: () => {
      const params = route.useParams() as { id?: string }
      const search = route.useSearch() as Find
      return <Suspense fallback={<Loading />}>{component({ id: params.id ?? '', search })}</Suspense>
    },
  })
  return route
}

/** Whoever has no overview begins at the first page that is theirs. */
const Start = ({ search }: { search: Find }): ReactNode => {
  const nav = useNav()
  const first = nav[0]
  if (!first || first.to === paths.overview) return <OverviewPage cycleId={search.cycleId} />
  return <Navigate to={first.to} replace />
}

/** The bare address leads everybody to where they work. */
const Home = (): ReactNode => {
  const home = homeOf(useMe())
  useEffect(() => {
    if (home === '/m') window.location.replace('/m')
  }, [home])
  return home === '/m' ? <Loading /> : <Navigate to={paths.overview} replace />
}

const pages = [
  page('/', () => <Home />),
  page(paths.overview, ({ search }) => <Start search={search} />),
  page(paths.estate('$id'), ({ id, search }) => (
    <EstateBoardPage key={id} estateId={id} cycleId={search.cycleId} />
  )),
  page(paths.plans, () => <PlansPage />),
  page(paths.assignments, () => <AssignmentsPage />),
  page(paths.priceList, ({ search }) => <PriceListPage storeId={search.storeId} />),
  page(paths.collections, ({ search }) => <CollectionsPage cycleId={search.cycleId} />),
  page(paths.collection('$id'), ({ id }) => <CollectionPage key={id} collectionId={id} />),
  page(paths.money, ({ search }) => <MoneyPage cycleId={search.cycleId} />),
  page(paths.households, ({ search }) => <HouseholdsPage estateId={search.estateId} />),
  page(paths.people, () => <PeoplePage />),
  page(paths.account, () => <AccountPage />),
]

export const router = createRouter({
  routeTree: rootRoute.addChildren([loginRoute, workRoute.addChildren(pages)]),
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error }) => <PageFault error={error} />,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})
