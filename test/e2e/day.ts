import type { Browser } from 'playwright-core'
import type { Fault, Person, Size, Walk } from '../support/browser.ts'
import { sees, tap, type } from '../support/browser.ts'
import type { Household, Offer } from '../support/journey.ts'
import type { RunningServer } from '../support/server.ts'

/** Who works in a day, and where: each size of screen has its own street, so that both walk a whole day. */
export type Cast = {
  readonly street: string
  readonly streetLogin: string
  readonly gridLogin: string
  readonly estate: string
}

/** A day that the journeys share: what one person leaves, the next one finds. */
export type Day = {
  readonly server: RunningServer
  readonly browser: Browser
  readonly size: Size
  readonly cast: Cast
  /** The film that the browser's camera shows. */
  readonly filmPath: string
  readonly faults: Fault[]
  readonly walks: Walk[]
  /** Open people by name, each with one browser context for the whole day. */
  readonly people: Map<string, Person>
  /** The names of the stores that the system may propose. */
  stores: readonly string[]
  storeName: string
  storeLogin: string
  estateId: string
  offers: readonly Offer[]
  households: readonly Household[]
}

/** The person of that name, who has been opened before in this day. */
export const personOf = (day: Day, name: string): Person => {
  const person = day.people.get(name)
  if (!person) throw new Error(`nobody is called ${name} in this day`)
  return person
}

/** Logs in on the page that is open, as people do. */
export const logInAs = async (person: Person, login: string, password: string): Promise<void> => {
  const { page } = person
  await type(person, page.getByLabel('账号'), login)
  await type(person, page.getByLabel('密码', { exact: true }), password)
  await tap(person, page.getByRole('button', { name: '登录' }))
}

/** Opens one of the pages that stand in the page's navigation. */
export const goTo = async (person: Person, name: string): Promise<void> => {
  await tap(
    person,
    person.page.getByRole('navigation', { name: '页面' }).getByRole('link', { name, exact: true }),
  )
  await sees(person.page.getByRole('heading', { level: 1 }))
}

/** The homes whose label is a plain one, in a fixed order: each part of the day takes its own from this list. */
export const plainHomes = (day: Day): readonly Household[] =>
  day.households.filter(({ label }) => /^\d+-\d+-\d{3,4}$/.test(label))

export const homeNumber = (day: Day, index: number): Household => {
  const home = plainHomes(day)[index]
  if (!home) throw new Error(`${day.cast.estate} has no home number ${index}`)
  return home
}

/** Goods of the store by name. */
export const offerOf = (day: Day, name: string): Offer => {
  const offer = day.offers.find((one) => one.name === name)
  if (!offer) throw new Error(`${day.storeName} does not sell ${name}`)
  return offer
}
