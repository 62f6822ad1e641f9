import { defaultZone } from '../../../kernel/time.ts'
import type { OfferView } from '../../market/api.ts'
import { spokenMoment } from '../announcement.ts'
import type { CycleView, OrderView } from '../api.ts'
import type { Html, Words } from './html.ts'
import { html, yuanText } from './html.ts'

/** The form with four digits: all that a link shows to whoever opens it. */
export const doorView = (
  words: Words,
  input: {
    readonly action: string
    readonly hint: string
    readonly notice: Html | null
    readonly closed: boolean
  },
): Html =>
  html`<h1>${words('doorTitle')}</h1>${input.notice}
${
  input.closed
    ? html`<div class="card"><p>${words('doorClosed')}</p></div>`
    : html`<form method="post" action="${input.action}" class="card"><label for="digits">${input.hint}</label>
<p><input id="digits" class="digits" name="digits" inputmode="numeric" autocomplete="off" pattern="[0-9０-９]{4}" maxlength="4" required autofocus></p>
<button class="go" data-sending="${words('sending')}">${words('open')}</button></form>`
}
<p class="soft">${words('callGridWorker')}</p>`

const lineList = (order: OrderView): Html =>
  html`<ul>${order.lines.map((line) => html`<li>${line.name} × ${line.count} ${line.unitName}　<span class="price">${yuanText(line.amountFen)}</span></li>`)}</ul>`

/** The words for where an order stands: one word per state, the same everywhere. */
const stateWord = (words: Words, order: OrderView): Html => {
  if (order.state === 'cancelled') return html`<strong class="soft">${words('stateCancelled')}</strong>`
  if (order.paidFen >= order.amountFen) return html`<strong class="done">${words('statePaid')}</strong>`
  return html`<strong class="wait">${words('stateToPay')}</strong>`
}

export const orderCard = (words: Words, order: OrderView): Html =>
  html`<section class="card"><p class="soft">${words('received')} ${order.number}</p>
<p><span class="big">${yuanText(order.amountFen)}</span>　${stateWord(words, order)}</p>${lineList(order)}
${order.placedByName ? html`<p class="soft">${words('placedBy', { name: order.placedByName })}</p>` : null}</section>`

const limitNote = (words: Words, offer: OfferView): string => {
  const parts = [offer.packText]
  if (offer.limitPerHousehold !== null)
    parts.push(words('limit', { limit: offer.limitPerHousehold, unit: offer.unitName }))
  if (offer.availableCount <= 20)
    parts.push(words('left', { left: offer.availableCount, unit: offer.unitName }))
  return parts.filter((part) => part !== '').join(' · ')
}

const offerRow = (words: Words, offer: OfferView, cycle: CycleView, count: number): Html => {
  const most = Math.min(cycle.packCountLimit, offer.limitPerHousehold ?? cycle.packCountLimit)
  const soldOut = offer.availableCount === 0 && count === 0
  const content = offer.components
    .map((part) => `${part.itemName}${part.quantity}${part.baseUnit}`)
    .join('、')
  return html`<div class="card row"><div><div class="name">${offer.name}</div>
<div class="soft">${offer.kind === 'package' ? content : limitNote(words, offer)}</div>
<div class="price">${yuanText(offer.priceFen)} / ${offer.unitName}${offer.kind === 'package' && limitNote(words, offer) ? ` · ${limitNote(words, offer)}` : ''}</div></div>
${
  soldOut
    ? html`<strong class="soft">${words('soldOut')}</strong>`
    : html`<div class="step"><button type="button" data-step="-1" hidden aria-label="${words('less', { name: offer.name })}">−</button>
<input name="q_${offer.id}" aria-label="${offer.name}" inputmode="numeric" value="${count}" max="${most}" data-price="${offer.priceFen}">
<button type="button" data-step="1" hidden aria-label="${words('more', { name: offer.name })}">+</button></div>`
}</div>`
}

export type ShopInput = {
  readonly estateName: string
  readonly label: string
  readonly pickupPoint: string | null
  readonly cycle: CycleView | null
  readonly offers: readonly OfferView[]
  readonly order: OrderView | null
  readonly orderId: string
  readonly changing: boolean
  /** Asked once more before an order is given up. */
  readonly cancelling: boolean
  /** What a refused form had in it, so that nothing typed is lost. */
  readonly typed: ReadonlyMap<string, number> | null
  readonly notice: Html | null
}

/** The household's own page: what stands, and the list to order from while the window is open. */
export const shopView = (words: Words, input: ShopInput): Html => {
  const { cycle, order } = input
  const head = html`<h1>${input.estateName} ${input.label}</h1>${input.notice}`
  if (!cycle) return html`${head}<div class="card"><p>${words('noPlan')}</p></div>`
  const open = cycle.state === 'open'
  const at = (instant: string): string =>
    words('moment', { spoken: spokenMoment(instant, defaultZone), shownAt: instant })
  const clock = html`<p class="soft">${words(open ? 'closesAt' : 'closed', { at: at(cycle.closesAt) })}
 · ${words('deliversAt', { at: at(cycle.deliversAt), place: input.pickupPoint ?? words('pickupPoint') })}</p>`
  if (order && !input.changing) {
    return html`${head}${clock}${orderCard(words, order)}
${
  open
    ? html`<p><a class="go" style="text-align:center;text-decoration:none" href="/h?change=1">${words('change')}</a></p>
${
  input.cancelling
    ? html`<form method="post" action="/h/cancel" class="card"><p>${words('cancelSure')}</p><input type="hidden" name="orderId" value="${order.id}">
<button class="plain bad" data-sending="${words('sending')}">${words('cancelNow')}</button></form><p><a href="/h">${words('keep')}</a></p>`
    : html`<p><a class="plain" style="text-align:center;text-decoration:none;padding:12px" href="/h?cancel=1">${words('cancel')}</a></p>`
}`
    : html`<p class="soft">${words('frozenHint')}</p>`
}`
  }
  if (!open)
    return html`${head}${clock}<div class="card"><p>${words('nothingOrdered')}</p><p class="soft">${words('callGridWorker')}</p></div>`
  const countOf = (offerId: string): number =>
    input.typed?.get(offerId) ?? order?.lines.find((line) => line.offerId === offerId)?.count ?? 0
  const packages = input.offers.filter((offer) => offer.kind === 'package')
  const singles = cycle.packagesOnly ? [] : input.offers.filter((offer) => offer.kind === 'single')
  return html`${head}${clock}<form method="post" action="/h/order" data-order>
<input type="hidden" name="id" value="${input.orderId}"><input type="hidden" name="cycleId" value="${cycle.id}">
${order ? html`<input type="hidden" name="replaces" value="${order.id}">` : null}
${packages.length > 0 ? html`<h2>${words('packages')}</h2>${packages.map((offer) => offerRow(words, offer, cycle, countOf(offer.id)))}` : null}
${singles.length > 0 ? html`<h2>${words('singles')}</h2>${singles.map((offer) => offerRow(words, offer, cycle, countOf(offer.id)))}` : null}
<div class="bar"><div><p style="margin:0 0 8px">${words('sum')} <strong class="big" data-sum>${yuanText(order?.amountFen ?? 0)}</strong> <span class="soft">(<span data-count>0</span>)</span></p>
<button class="go" data-sending="${words('sending')}">${words(order ? 'sendChange' : 'send')}</button></div></div></form>`
}
