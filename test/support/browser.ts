import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const pictures = resolve(import.meta.dirname, '..', '..', 'test-results', 'screenshots')

/** A screen that people have: a telephone in one hand, or a desk with mouse and keyboard. */
export type Size = {
  readonly name: 'phone' | 'desktop'
  readonly width: number
  readonly height: number
}
export const phone: Size = { name: 'phone', width: 360, height: 780 }
export const desktop: Size = { name: 'desktop', width: 1366, height: 768 }

/** The path of Chromium; says how to get it where there is none, for these tests mean nothing without it. */
const chromiumPath = (): string => {
  const path = process.env.CHROMIUM || '/usr/bin/chromium'
  if (existsSync(path)) return path
  throw new Error(
    `There is no Chromium at ${path}, so the browser journeys cannot be walked. ` +
      'Mend: apt-get install -y --no-install-recommends chromium fonts-noto-cjk, or set CHROMIUM to its path.',
  )
}

/**
 * One browser for all journeys. Its camera shows the film at `filmPath`, which may be made later, as long as it is
 * there when a page opens the camera.
 */
export const openBrowser = (filmPath: string): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${filmPath}`,
    ],
  })

/** A person before a screen: what they did is counted, and what their browser complained of is kept. */
export type Person = {
  readonly name: string
  readonly size: Size
  readonly context: BrowserContext
  readonly page: Page
  /** Errors that the browser wrote to its console; empty at the end of every journey. */
  readonly complaints: string[]
  readonly count: { taps: number; letters: number; lookedMs: number }
}

// A refusal that the page tells in words is no fault; the browser still notes its status.
const toldRefusal = /^Failed to load resource: the server responded with a status of (401|409|422) /

export const openPerson = async (
  browser: Browser,
  base: string,
  size: Size,
  name: string,
  options: { readonly script?: boolean } = {},
): Promise<Person> => {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: size.width, height: size.height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    javaScriptEnabled: options.script ?? true,
    permissions: ['clipboard-read', 'clipboard-write', 'camera'],
    ...(size.name === 'phone' ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const listen = (one: Page): void => {
    one.on('pageerror', (error) => complaints.push(`${one.url()} ${error.message}`))
    one.on('console', (message) => {
      if (message.type() !== 'error' || toldRefusal.test(message.text())) return
      complaints.push(`${one.url()} ${message.text()}`)
    })
  }
  listen(page)
  context.on('page', listen)
  return { name, size, context, page, complaints, count: { taps: 0, letters: 0, lookedMs: 0 } }
}

/** One tap of a finger or one press of a mouse key, counted. */
export const tap = async (person: Person, what: Locator): Promise<void> => {
  person.count.taps += 1
  await (person.size.name === 'phone' ? what.tap() : what.click())
}

/** Types into a field in place of what stood there. The tap that brings the keyboard up is counted. */
export const type = async (person: Person, field: Locator, text: string): Promise<void> => {
  person.count.taps += 1
  person.count.letters += text.length
  await field.fill(text)
}

/** Waits until something can be seen. */
export const sees = (what: Locator): Promise<void> => what.first().waitFor({ state: 'visible' })

export type Walk = { readonly person: string; readonly journey: string; readonly line: string }

/**
 * Walks a part of a journey and notes how many taps, letters and seconds it took. The time is the machine's, without
 * what our looking at its pages took.
 */
export const walk = async (
  walks: Walk[],
  person: Person,
  journey: string,
  work: () => Promise<void>,
): Promise<void> => {
  const { taps, letters, lookedMs } = person.count
  const began = performance.now()
  await work()
  const seconds = ((performance.now() - began - person.count.lookedMs + lookedMs) / 1000).toFixed(1)
  const line = `${person.count.taps - taps} taps, ${person.count.letters - letters} letters, ${seconds} s`
  walks.push({ person: `${person.name} (${person.size.name})`, journey, line })
}

/** What is wrong with a page as it stands; an empty list is a good page. */
export type Fault = string

// A key of our texts or a value that was not put in: neither may ever reach a person.
const rawText =
  /\b(?:common|console|mobile|errors|posts|household|labels|print)\.[a-zA-Z_][\w.-]*|\{\{\w+\}\}/g

// What runs inside the page stands here as text: this program itself has no document.
const inPage = {
  said: `[document.title, document.body.innerText,
    ...[...document.querySelectorAll('[aria-label],[placeholder],[title]')].flatMap((element) =>
      ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''))].join('\\n')`,
  reach: 'Math.max(document.documentElement.scrollWidth, window.innerWidth)',
  widest: `(() => {
    const cut = (element) => element !== null && element !== document.body &&
      (getComputedStyle(element).overflowX !== 'visible' || cut(element.parentElement))
    return [...document.body.querySelectorAll('*')]
      .filter((element) => !cut(element.parentElement))
      .map((element) => ({ element, right: Math.round(element.getBoundingClientRect().right) }))
      .sort((one, other) => other.right - one.right).slice(0, 3)
      .map(({ element, right }) => element.outerHTML.slice(0, 80) + ' to ' + right).join(', ')
  })()`,
  // Endless movements cannot be brought to an end.
  still: `document.fonts.ready
    .then(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
    .then(() => { for (const one of document.getAnimations()) try { one.finish() } catch {} })`,
  // Every text, whatever unit its style is written in.
  doubleText: `(() => {
    const elements = [...document.body.querySelectorAll('*')]
    const sizes = elements.map((element) => parseFloat(getComputedStyle(element).fontSize))
    elements.forEach((element, index) =>
      element.style.setProperty('font-size', 2 * sizes[index] + 'px', 'important'))
  })()`,
}

const textFaults = async (page: Page, where: string): Promise<Fault[]> => {
  const said = await page.evaluate<string>(inPage.said)
  return [...new Set(said.match(rawText) ?? [])].map((key) => `${where}: raw text ${key}`)
}

const widthFaults = async (page: Page, width: number, where: string): Promise<Fault[]> => {
  const reach = await page.evaluate<number>(inPage.reach)
  if (reach <= width) return []
  return [
    `${where}: scrolls sideways at ${width} px to ${reach}: ${await page.evaluate<string>(inPage.widest)}`,
  ]
}

const axeFaults = async (page: Page, where: string, rule?: string): Promise<Fault[]> => {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({
    ...{ preload: false, iframes: false, resultTypes: ['violations'] },
    ...(rule === undefined ? {} : { runOnly: { type: 'rule', values: [rule] } }),
  })
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${where}: axe ${id} (${nodes.length}) ${nodes
          .slice(0, 3)
          .map(
            ({ html, failureSummary }) =>
              `${html.slice(0, 160)} ${failureSummary?.split('\n')[1]?.trim() ?? ''}`,
          )
          .join(' | ')}`,
    )
}

/** Waits for what is being read, and brings what moves to its end, so that colours are measured as they stay. */
export const settle = async (page: Page): Promise<void> => {
  await page.locator('.loading').first().waitFor({ state: 'hidden' })
  await page.evaluate(inPage.still)
}

/** The same address in another tab, in the other two languages and at 320 px; phone pages also with double text. */
const otherLanguages = async ({ context, page, size }: Person, where: string): Promise<Fault[]> => {
  const faults: Fault[] = []
  const spare = await context.newPage()
  for (const language of ['zh-Hant', 'en']) {
    await context.addCookies([{ name: 'language', value: language, url: page.url() }])
    await spare.setViewportSize({ width: 320, height: size.height })
    await spare.goto(page.url())
    await spare.getByRole('heading').first().waitFor()
    await settle(spare)
    faults.push(...(await textFaults(spare, `${where} ${language}`)))
    faults.push(...(await widthFaults(spare, 320, `${where} ${language}`)))
  }
  if (!where.startsWith('console-')) {
    await spare.setViewportSize({ width: size.width, height: size.height })
    await spare.evaluate(inPage.doubleText)
    faults.push(...(await widthFaults(spare, size.width, `${where} en, text of 200 %`)))
  }
  // Left open it would lie before the person's own tab, which then draws only once a second.
  await spare.close()
  await context.clearCookies({ name: 'language' })
  return faults
}

/** Keeps a picture of what a person sees under test-results/screenshots. */
export const takePicture = async ({ page, size }: Person, title: string): Promise<void> => {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${title}-${size.name}.png`) })
}

/**
 * Looks at a page as it stands: a picture of it, no raw text, no sideways scroll. At the size that the page is made
 * for (console pages for a desk, all others for a telephone) also axe in light and dark. On telephones, by its address,
 * the other languages at 320 px and, but for the console, with text of twice the size; `here` stays with what stands, for what another tab
 * would not show.
 */
export const look = async (
  faults: Fault[],
  person: Person,
  title: string,
  { here = false }: { readonly here?: boolean } = {},
): Promise<void> => {
  const began = performance.now()
  const { page, size } = person
  const where = `${title} (${size.name})`
  await settle(page)
  await takePicture(person, title)
  faults.push(...(await textFaults(page, where)))
  faults.push(...(await widthFaults(page, size.width, where)))
  if (title.startsWith('console-') === (size.name === 'desktop')) {
    faults.push(...(await axeFaults(page, `${where} light`)))
    await page.emulateMedia({ colorScheme: 'dark' })
    await settle(page)
    await takePicture(person, `${title}-dark`)
    // Only colours are others in the dark.
    faults.push(...(await axeFaults(page, `${where} dark`, 'color-contrast')))
    await page.emulateMedia({ colorScheme: 'light' })
    await settle(page)
  }
  if (size.name === 'phone' && !here) faults.push(...(await otherLanguages(person, where)))
  person.count.lookedMs += performance.now() - began
}
