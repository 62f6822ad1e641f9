import type { ReactNode } from 'react'
import { lazy, Suspense, useState } from 'react'
import type { BoardHousehold, Chain, EstateSheet } from '../../api/orders.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { StatusMark, sayMoney } from '../../ui/parts.tsx'
import { Loading } from '../../ui/states.tsx'
import type { Cart } from '../logic/cart.ts'
import { cartAmountFen, cartOf, linesOf, withCount } from '../logic/cart.ts'
import type { Settlement } from '../logic/chain-draft.ts'
import { Button } from '../parts/Button.tsx'
import { OfferList } from '../parts/OfferList.tsx'
import { RoomSearch } from '../parts/RoomSearch.tsx'
import { Stepper } from '../parts/Stepper.tsx'

// Fetched when goods are chosen for the first time: most chains need it for a line or two only.
const Popup = lazy(() => import('antd-mobile/es/components/popup'))

type Doubt = Chain['doubtful'][number]

/** One doubtful line: what it says, why a person must look, and the two ways to settle it. */
export const DoubtCard = (props: {
  doubt: Doubt
  rooms: readonly BoardHousehold[]
  sheet: EstateSheet
  settlement: Settlement | null
  onSettle: (settlement: Settlement | null) => void
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const { doubt, settlement } = props
  const values = { ...doubt.data }
  return (
    <article className={settlement === null ? 'doubt is-open' : 'doubt'}>
      <p className="doubt-line">
        <span className="soft">{say('mobile.doubt.row', { row: doubt.line ?? doubt.row })}</span>
        <q>{doubt.raw}</q>
      </p>
      <p className="wait-text">
        {sayCode(`mobile.doubt.${doubt.code}`, values) ?? say('mobile.doubt.unknown', { code: doubt.code })}
      </p>
      {settlement === null ? <Settle {...props} /> : <Settled {...props} settlement={settlement} />}
    </article>
  )
}

const Settled = (props: {
  settlement: Settlement
  rooms: readonly BoardHousehold[]
  sheet: EstateSheet
  onSettle: (settlement: null) => void
}): ReactNode => {
  const say = useSay()
  const { settlement } = props
  const nameOf = (offerId: string): string =>
    props.sheet.offers.find((offer) => offer.id === offerId)?.name ?? say('mobile.offer.gone')
  return (
    <div className="doubt-settled">
      <StatusMark tone="done">
        {settlement.decision === 'leave_out'
          ? say('mobile.doubt.leftOut')
          : say('mobile.doubt.willOrder', {
              room: props.rooms.find((room) => room.householdId === settlement.householdId)?.label ?? '',
            })}
      </StatusMark>
      {settlement.decision === 'order' && (
        <span>{settlement.lines.map((line) => `${nameOf(line.offerId)} ×${line.count}`).join('、')}</span>
      )}
      <Button kind="quiet" onPress={() => props.onSettle(null)}>
        {say('mobile.doubt.again')}
      </Button>
    </div>
  )
}

const Settle = (props: {
  doubt: Doubt
  rooms: readonly BoardHousehold[]
  sheet: EstateSheet
  onSettle: (settlement: Settlement) => void
}): ReactNode => {
  const say = useSay()
  const { doubt, sheet } = props
  const [householdId, setHouseholdId] = useState<string | null>(doubt.householdId)
  const [cart, setCart] = useState<Cart>(() => cartOf(doubt.lines))
  const [choosing, setChoosing] = useState(false)
  const room = props.rooms.find((one) => one.householdId === householdId) ?? null
  const lines = linesOf(cart)
  const shown = sheet.offers.filter((offer) => offer.id in cart)
  // Goods whose names stand in the line: offered, never chosen for the person.
  const named = sheet.offers.filter((offer) => !(offer.id in cart) && doubt.raw.includes(offer.name))
  const missing = room === null ? 'room' : lines.length === 0 ? 'lines' : null
  return (
    <div className="stack-tight">
      {room === null ? (
        <RoomSearch
          rooms={props.rooms}
          label={say('mobile.doubt.whichRoom')}
          onRoom={(found) => setHouseholdId(found.householdId)}
        />
      ) : (
        <p className="between">
          <span>
            {say('mobile.doubt.room')} <strong className="room-name">{room.label}</strong>
          </span>
          <Button kind="quiet" onPress={() => setHouseholdId(null)}>
            {say('mobile.doubt.otherRoom')}
          </Button>
        </p>
      )}
      {room?.orderId && <p className="hint hint-wait">{say('mobile.doubt.hasOrder')}</p>}
      {shown.map((offer) => (
        <div key={offer.id} className="between">
          <span>
            {offer.name} <span className="soft">{sayMoney(offer.priceFen)}</span>
          </span>
          <Stepper
            name={offer.name}
            count={cart[offer.id] ?? 0}
            onChange={(count) => setCart(withCount(cart, offer.id, count))}
          />
        </div>
      ))}
      {named.length > 0 && (
        <div className="room-found">
          {named.map((offer) => (
            <Button key={offer.id} onPress={() => setCart(withCount(cart, offer.id, 1))}>
              + {offer.name}
            </Button>
          ))}
        </div>
      )}
      <Button onPress={() => setChoosing(true)}>
        {say(shown.length === 0 ? 'mobile.doubt.choose' : 'mobile.doubt.chooseMore')}
      </Button>
      <div className="pair">
        <Button
          kind="main"
          disabled={missing !== null}
          onPress={() =>
            room !== null && props.onSettle({ decision: 'order', householdId: room.householdId, lines })
          }
        >
          {missing === null
            ? say('mobile.doubt.order', { money: sayMoney(cartAmountFen(cart, sheet.offers)) })
            : say(`mobile.doubt.missing.${missing}`)}
        </Button>
        <Button onPress={() => props.onSettle({ decision: 'leave_out' })}>
          {say('mobile.doubt.leaveOut')}
        </Button>
      </div>
      {choosing && (
        <Suspense fallback={<Loading />}>
          <Popup visible onMaskClick={() => setChoosing(false)} destroyOnClose bodyClassName="sheet-popup">
            {sheet.cycle !== null && (
              <>
                <q className="doubt-raw">{doubt.raw}</q>
                <OfferList offers={sheet.offers} cycle={sheet.cycle} cart={cart} onChange={setCart} />
                <div className="popup-foot">
                  <Button kind="main" onPress={() => setChoosing(false)}>
                    {say('mobile.doubt.chosen')}
                  </Button>
                </div>
              </>
            )}
          </Popup>
        </Suspense>
      )}
    </div>
  )
}
