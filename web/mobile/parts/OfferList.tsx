import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Offer } from '../../api/market.ts'
import type { Cycle } from '../../api/orders.ts'
import type { Say } from '../../text/i18n.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoney } from '../../ui/parts.tsx'
import type { Cart, CartStop } from '../logic/cart.ts'
import { offerGroups, whyNotMore, withCount } from '../logic/cart.ts'
import { Stepper } from './Stepper.tsx'

const sayStop = (say: Say, stop: CartStop): string =>
  say(`mobile.stop.${stop.code}`, {
    limit: stop.code === 'amount' ? sayMoney(stop.limit) : stop.limit,
  })

/** The price list to order from: packages first, a search when it is long, and why no more of a thing may be added. */
export const OfferList = (props: {
  offers: readonly Offer[]
  cycle: Cycle
  cart: Cart
  held?: Cart
  onChange: (cart: Cart) => void
}): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const groups = offerGroups(props.offers, typed)
  return (
    <div className="offers">
      {props.offers.length > 12 && (
        <input
          className="text-box"
          type="search"
          value={typed}
          placeholder={say('mobile.offers.search')}
          aria-label={say('mobile.offers.search')}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {groups.length === 0 && <p className="hint">{say('mobile.offers.none')}</p>}
      {groups.map((group) => (
        <section key={group.category ?? ''}>
          <h2>{group.category ?? say('mobile.offers.packages')}</h2>
          <ul className="plain-list">
            {group.offers.map((offer) => (
              <OfferRow key={offer.id} offer={offer} {...props} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const OfferRow = (props: {
  offer: Offer
  offers: readonly Offer[]
  cycle: Cycle
  cart: Cart
  held?: Cart
  onChange: (cart: Cart) => void
}): ReactNode => {
  const say = useSay()
  const { offer, cart } = props
  const count = cart[offer.id] ?? 0
  const isPackage = offer.kind === 'package'
  const stop = whyNotMore(cart, offer, props.offers, props.cycle, props.held?.[offer.id] ?? 0)
  const facts = [
    ...(offer.limitPerHousehold === null
      ? []
      : [say('mobile.offer.limit', { limit: offer.limitPerHousehold })]),
    ...(offer.availableCount > 20 ? [] : [say('mobile.offer.left', { left: offer.availableCount })]),
  ]
  const contents = offer.components
    .map((part) => `${part.itemName} ${part.quantity}${part.baseUnit}`)
    .join('、')
  return (
    <li className={count > 0 ? 'offer is-chosen' : 'offer'}>
      <div className="offer-text">
        <strong>{offer.name}</strong>
        <span>
          {sayMoney(offer.priceFen)} / {isPackage ? offer.unitName : offer.packText || offer.unitName}
        </span>
        {isPackage && <span className="soft">{offer.packText || contents}</span>}
        {facts.length > 0 && <span className="soft">{facts.join(' · ')}</span>}
        {stop !== null && (count > 0 || stop.code === 'sold_out' || stop.code === 'packages_only') && (
          <span className="wait-text">{sayStop(say, stop)}</span>
        )}
      </div>
      <Stepper
        name={offer.name}
        count={count}
        max={stop === null ? undefined : count}
        onChange={(next) => props.onChange(withCount(cart, offer.id, next))}
      />
    </li>
  )
}
