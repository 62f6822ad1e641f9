import type { z } from 'zod'
import type * as wire from '../../src/kernel/wire.ts'
import type * as market from '../../src/modules/market/api.ts'
import type * as orders from '../../src/modules/orders/api.ts'
import type * as packing from '../../src/modules/packing/api.ts'
import type * as people from '../../src/modules/people/api.ts'
import type * as places from '../../src/modules/places/api.ts'
import type * as plans from '../../src/modules/plans/api.ts'

// Types only: the schemas themselves never reach the bundle.
type Out<Schema extends z.ZodType> = z.output<Schema>
type In<Schema extends z.ZodType> = z.input<Schema>
type WithId = { readonly id: string }
type Done = Out<typeof wire.done>

/** Every route that the pages call: what goes in and what comes back. */
export type Routes = {
  'GET /api/session': { answer: people.MeView }
  'POST /api/session': { body: In<typeof people.loginBody>; answer: Done }
  'DELETE /api/session': { answer: Done }
  'GET /api/sessions': { answer: Out<typeof people.sessionsView> }
  'DELETE /api/sessions/:id': { params: WithId; answer: Done }
  'GET /api/persons': { answer: Out<typeof people.personsView> }
  'POST /api/persons/:id/end-sessions': { params: WithId; answer: Done }
  'POST /api/persons/:id/disable': { params: WithId; answer: Done }
  'POST /api/persons/:id/enable': { params: WithId; answer: Done }
  'POST /api/persons/:id/end-post': { params: WithId; body: In<typeof people.endPostBody>; answer: Done }
  'PUT /api/password': { body: In<typeof people.passwordBody>; answer: Done }

  'GET /api/places': { query: In<typeof places.placesQuery>; answer: Out<typeof places.placesView> }
  'GET /api/estates': { query: In<typeof places.estatesQuery>; answer: Out<typeof places.estatesView> }
  'GET /api/estates/:id': { params: WithId; answer: places.EstateView }
  'GET /api/estates/:id/households': {
    params: WithId
    query: In<typeof places.householdsQuery>
    answer: Out<typeof places.householdsView>
  }
  'POST /api/households/:id/reveal': {
    params: WithId
    body: In<typeof places.revealBody>
    answer: Out<typeof places.revealView>
  }
  'POST /api/households/:id/link': { params: WithId; answer: Out<typeof places.linkView> }
  'POST /api/households/:id/reopen-link': { params: WithId; answer: Done }

  'POST /api/estates/:id/households/import': {
    params: WithId
    query: In<typeof places.importQuery>
    answer: places.ImportView
  }
  'POST /api/places/:id/households/import': {
    params: WithId
    query: In<typeof places.importQuery>
    answer: places.ImportView
  }
  'GET /api/estates/:id/imports': { params: WithId; answer: places.ImportsView }
  'DELETE /api/imports/:id': { params: WithId; answer: Out<typeof places.undoneView> }

  'GET /api/plans': { answer: Out<typeof plans.plansView> }
  'POST /api/plans/:code/check': {
    params: { readonly code: string }
    body: In<typeof plans.planPlaceBody>
    answer: Out<typeof plans.planCheckView>
  }
  'POST /api/plans/:code/switch-on': {
    params: { readonly code: string }
    body: In<typeof plans.switchOnBody>
    answer: Out<typeof plans.switchOnView>
  }
  'POST /api/plans-in-force/:id/switch-off': { params: WithId; answer: Done }

  'GET /api/stores': { answer: Out<typeof market.storesView> }
  'GET /api/assignments': {
    query: In<typeof market.assignmentsQuery>
    answer: Out<typeof market.assignmentsView>
  }
  'POST /api/assignments/propose': {
    body: In<typeof market.placeBody>
    answer: Out<typeof market.assignmentsView>
  }
  'POST /api/assignments/confirm': {
    body: In<typeof market.placeBody>
    answer: Out<typeof market.assignmentsView>
  }
  'PUT /api/estates/:id/store': { params: WithId; body: In<typeof market.estateStoreBody>; answer: Done }
  'GET /api/stores/:id/offers': {
    params: WithId
    query: In<typeof market.offersQuery>
    answer: Out<typeof market.offersView>
  }
  'POST /api/stores/:id/price-list': {
    params: WithId
    query: In<typeof market.uploadQuery>
    answer: market.UploadView
  }

  'GET /api/cycles': { answer: Out<typeof orders.cyclesView> }
  'POST /api/cycles/:id/end': { params: WithId; answer: Done }
  'GET /api/overview': { query: In<typeof orders.overviewQuery>; answer: Out<typeof orders.overviewView> }
  'GET /api/estates/:id/sheet': { params: WithId; answer: Out<typeof orders.estateSheetView> }
  'GET /api/estates/:id/announcement': { params: WithId; answer: Out<typeof orders.announcementView> }
  'GET /api/estates/:id/board': {
    params: WithId
    query: In<typeof orders.boardQuery>
    answer: orders.BoardView
  }
  'POST /api/orders': { body: In<typeof orders.placeOrderBody>; answer: Out<typeof orders.placedView> }
  'POST /api/orders/:id/cancel': { params: WithId; answer: Out<typeof orders.placedView> }
  'GET /api/households/:id/order': { params: WithId; answer: Out<typeof orders.householdOrderView> }
  'POST /api/estates/:id/chains': {
    params: WithId
    body: In<typeof orders.chainBody>
    answer: orders.ChainView
  }
  'GET /api/chains/:id': { params: WithId; answer: orders.ChainView }
  'POST /api/chains/:id/apply': {
    params: WithId
    body: In<typeof orders.chainApplyBody>
    answer: Out<typeof orders.chainResultView>
  }
  'GET /api/collections': {
    query: In<typeof orders.collectionsQuery>
    answer: Out<typeof orders.collectionsView>
  }
  'GET /api/collections/:id/totals': { params: WithId; answer: Out<typeof orders.totalsView> }
  'GET /api/estates/:id/money': {
    params: WithId
    query: In<typeof orders.boardQuery>
    answer: Out<typeof orders.moneyView>
  }
  'POST /api/payments': { body: In<typeof orders.payBody>; answer: Out<typeof orders.paidView> }

  'POST /api/collections/:id/bags': { params: WithId; answer: Out<typeof packing.bagsMadeView> }
  'GET /api/collections/:id/pick-list': { params: WithId; answer: packing.PickListView }
  'POST /api/bags/:id/pack': { params: WithId; body: In<typeof packing.packBody>; answer: packing.BagView }
  'POST /api/bags/scan': { body: In<typeof packing.scanBody>; answer: Out<typeof packing.scanView> }
  'POST /api/bags/:id/short': {
    params: WithId
    body: In<typeof packing.gateShortBody>
    answer: packing.BagView
  }
  'POST /api/collections/:id/handover': {
    params: WithId
    body: In<typeof packing.declareBody>
    answer: Out<typeof packing.handoverView>
  }
  'GET /api/collections/:id/handover': { params: WithId; answer: Out<typeof packing.handoverMaybeView> }
  'POST /api/handovers/:id/agree': {
    params: WithId
    body: In<typeof packing.agreeBody>
    answer: Out<typeof packing.handoverView>
  }
}

export type RouteName = keyof Routes
export type Answer<Name extends RouteName> = Routes[Name]['answer']
export type Body<Name extends RouteName> = Routes[Name] extends { body: infer Value } ? Value : never
