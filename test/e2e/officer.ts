import { expect } from 'vitest'
import type { Person } from '../support/browser.ts'
import { look, openPerson, sees, tap, walk } from '../support/browser.ts'
import type { Day } from './day.ts'
import { goTo, logInAs, personOf } from './day.ts'

const name = 'street officer'

/** Reads plan D1, checks what the street lacks, and switches it on. */
export const switchOn = async (day: Day): Promise<void> => {
  const officer = await openPerson(day.browser, day.server.base, day.size, name)
  day.people.set(name, officer)
  const { page } = officer
  await page.goto('/console')
  await sees(page.getByRole('button', { name: '登录' }))
  await look(day.faults, officer, 'console-login')
  await walk(day.walks, officer, 'log in, read plan D1, check, switch on', async () => {
    await logInAs(officer, day.cast.streetLogin, day.server.password)
    await goTo(officer, '预案')
    const plan = page.getByRole('article', { name: /D1/ })
    await tap(officer, plan.getByText(/^预案写明的 \d+ 条规则$/))
    await sees(plan.getByText('18:00', { exact: true }))
    await tap(officer, plan.getByRole('button', { name: /检查并启用/ }))
    await tap(officer, plan.getByRole('button', { name: '检查条件' }))
    await sees(plan.getByText(/这里有 \d+ 个小区、\d+ 户/))
    await look(day.faults, officer, 'console-plan-check', { here: true })
    await tap(officer, plan.getByRole('button', { name: `在${day.cast.street}启用 D1` }))
    await tap(officer, page.getByRole('dialog').getByRole('button', { name: '启用' }))
    await sees(page.getByText(`已在${day.cast.street}启用`))
  })
  await look(day.faults, officer, 'console-plans')
}

/** Looks at the stores that the system proposes, gives one estate another one, and confirms them. */
export const assignStores = async (day: Day): Promise<void> => {
  const officer = personOf(day, name)
  const { page } = officer
  await walk(day.walks, officer, 'change one store, confirm all', async () => {
    await tap(officer, page.getByRole('link', { name: '去安排门店' }))
    const choices = page.getByRole('combobox', { name: /的门店$/ })
    await sees(choices)
    await look(day.faults, officer, 'console-assignments')
    const label = (await choices.last().getAttribute('aria-label')) ?? ''
    expect(label).not.toContain(day.cast.estate)
    const other = page.getByRole('combobox', { name: label })
    const row = page.getByRole('row').filter({ has: other })
    const before = await row.innerText()
    const another = day.stores.find((one) => !before.includes(one)) ?? ''
    await tap(officer, other)
    // The list of choices opens above all others, at the end of the page.
    await tap(officer, page.getByTitle(new RegExp(`^${another} · `)).last())
    await sees(row.getByTitle(new RegExp(`^${another} · `)))
    await tap(officer, page.getByRole('button', { name: /^确认全部 \d+ 个$/ }))
    await sees(page.getByText('已确认。门店可以看到自己的小区了。'))
  })
}

const board = async (day: Day, officer: Person, title: string): Promise<void> => {
  await tap(officer, officer.page.getByRole('link', { name: day.cast.estate, exact: true }))
  await sees(officer.page.getByRole('heading', { name: day.cast.estate, level: 1 }))
  await look(day.faults, officer, title)
}

/** Sees the orders that came in, then ends the round before its time. */
export const endRound = async (day: Day, orderCount: number): Promise<void> => {
  const officer = personOf(day, name)
  const { page } = officer
  await walk(day.walks, officer, 'see the orders, end the round', async () => {
    await goTo(officer, '今日')
    const row = page.getByRole('row').filter({ hasText: day.cast.estate })
    await sees(row.getByText(`${orderCount} /`))
    await look(day.faults, officer, 'console-overview')
    await board(day, officer, 'console-board')
    await goTo(officer, '今日')
    await tap(officer, page.getByRole('button', { name: '提前截单' }))
    await sees(page.getByRole('dialog').getByText('这一步不能撤回。'))
    await look(day.faults, officer, 'console-end', { here: true })
    await tap(officer, page.getByRole('dialog').getByRole('button', { name: '马上截单' }))
    await sees(page.getByText('已截单，各小区汇总已固定。'))
  })
}

/** Sees on the estate's board that bags have reached the households. */
export const seeTheEnd = async (day: Day, collectedCount: number): Promise<void> => {
  const officer = personOf(day, name)
  const { page } = officer
  await goTo(officer, '今日')
  const row = page.getByRole('row').filter({ hasText: day.cast.estate })
  await sees(row.getByText(`已领取 ${collectedCount}`))
  await look(day.faults, officer, 'console-overview-evening')
  await board(day, officer, 'console-board-evening')
}
