import { expect } from 'vitest'
import type { Person } from '../support/browser.ts'
import { look, openPerson, sees, tap, type, walk } from '../support/browser.ts'
import { logIn } from '../support/client.ts'
import { want } from '../support/journey.ts'
import type { Day } from './day.ts'
import { homeNumber, personOf } from './day.ts'
import { buyTheLast } from './grid.ts'

const name = 'household'
const second = 'household, second device'

type Door = { readonly path: string; readonly digits: string }

/** The link of a home and the four digits that open it, as its grid worker has them. */
const doorOf = async (day: Day, homeIndex: number): Promise<Door> => {
  const client = await logIn(day.server.base, day.cast.gridLogin, day.server.password)
  const { id } = homeNumber(day, homeIndex)
  const seen = want<{ phone: string }>(
    await client.post(`/api/households/${id}/reveal`, { reason: '发订购链接' }),
  )
  const link = want<{ path: string; doorCode: string | null }>(
    await client.post(`/api/households/${id}/link`),
  )
  return { path: link.path, digits: link.doorCode ?? seen.phone.slice(-4) }
}

const openDoor = async (person: Person, door: Door): Promise<void> => {
  await person.page.goto(door.path)
  await type(person, person.page.getByLabel(/四位数字/), door.digits)
  await tap(person, person.page.getByRole('button', { name: '打开' }))
}

/** Opens the link, orders with the + buttons, changes the order; a second telephone of the home sees the same. */
export const orderChange = async (day: Day): Promise<void> => {
  const person = await openPerson(day.browser, day.server.base, day.size, name)
  day.people.set(name, person)
  const { page } = person
  const door = await doorOf(day, 21)
  await page.goto(door.path)
  await look(day.faults, person, 'household-door')
  await walk(
    day.walks,
    person,
    'J2: first time: wrong digits, right digits, order (limit 90 s)',
    async () => {
      await type(person, page.getByLabel(/四位数字/), door.digits === '0000' ? '1111' : '0000')
      await tap(person, page.getByRole('button', { name: '打开' }))
      await sees(page.getByRole('alert').getByText(/还可以试 4 次/))
      await look(day.faults, person, 'household-door-wrong', { here: true })
      await type(person, page.getByLabel(/四位数字/), door.digits)
      await tap(person, page.getByRole('button', { name: '打开' }))
      await sees(page.getByRole('heading', { name: new RegExp(homeNumber(day, 21).label) }))
      await tap(person, page.getByRole('button', { name: '鸡蛋 多一份' }))
      await tap(person, page.getByRole('button', { name: '土豆 多一份' }))
      await tap(person, page.getByRole('button', { name: '土豆 多一份' }))
      await look(day.faults, person, 'household-order')
      await tap(person, page.getByRole('button', { name: '提交订单' }))
      await sees(page.getByText('土豆 × 2'))
    },
  )
  await look(day.faults, person, 'household-received')

  const other = await openPerson(day.browser, day.server.base, day.size, second)
  day.people.set(second, other)
  await openDoor(other, door)
  await sees(other.page.getByText('土豆 × 2'))

  await walk(day.walks, person, 'J5: change the order (limit 40 s with cancelling)', async () => {
    await tap(person, page.getByRole('link', { name: '修改订单' }))
    await tap(person, page.getByRole('button', { name: '土豆 少一份' }))
    await tap(person, page.getByRole('button', { name: '提交修改' }))
    await sees(page.getByText('土豆 × 1'))
  })

  await tap(person, page.getByRole('link', { name: '大字版' }))
  await sees(page.getByRole('link', { name: '普通版' }))
  await look(day.faults, person, 'household-elder')
  await tap(person, page.getByRole('link', { name: 'English' }))
  await sees(page.getByRole('link', { name: 'Normal text' }))
  await look(day.faults, person, 'household-english', { here: true })
  await tap(person, page.getByRole('link', { name: 'Normal text' }))
  await tap(person, page.getByRole('link', { name: '简体' }))
  await sees(page.getByRole('link', { name: '修改订单' }))
}

/** An old telephone without JavaScript: the numbers are typed, the order is placed, then cancelled. */
export const withoutScript = async (day: Day): Promise<void> => {
  const person = await openPerson(day.browser, day.server.base, day.size, 'household without JavaScript', {
    script: false,
  })
  const { page } = person
  await walk(day.walks, person, 'order and cancel without JavaScript', async () => {
    await openDoor(person, await doorOf(day, 22))
    await type(person, page.getByLabel('馒头', { exact: true }), '2')
    await tap(person, page.getByRole('button', { name: '提交订单' }))
    await sees(page.getByText('馒头 × 2'))
    await tap(person, page.getByRole('link', { name: '取消订单' }))
    await tap(person, page.getByRole('button', { name: '确定取消' }))
    await sees(page.getByRole('button', { name: '提交订单' }))
  })
  expect(person.complaints).toEqual([])
  await person.context.close()
}

/** Somebody else takes the last pack while the form is filled in: refused in words, and nothing typed is lost. */
export const comeTooLate = async (day: Day, scarce: string): Promise<void> => {
  const person = await openPerson(day.browser, day.server.base, day.size, 'household that comes too late')
  const { page } = person
  await openDoor(person, await doorOf(day, 23))
  await tap(person, page.getByRole('button', { name: `${scarce} 多一份` }))
  await tap(person, page.getByRole('button', { name: '馒头 多一份' }))
  await buyTheLast(day, scarce, 24)
  await tap(person, page.getByRole('button', { name: '提交订单' }))
  await sees(page.getByRole('alert').getByText(new RegExp(`${scarce}.*只剩 0`)))
  expect(await page.getByLabel('馒头', { exact: true }).inputValue()).toBe('1')
  await look(day.faults, person, 'household-sold-out', { here: true })
  expect(person.complaints).toEqual([])
  await person.context.close()
}

/** Before the cut-off: the second telephone opens the form for a change, and leaves it open. */
export const leaveFormOpen = async (day: Day): Promise<void> => {
  const other = personOf(day, second)
  await other.page.reload()
  await tap(other, other.page.getByRole('link', { name: '修改订单' }))
  await tap(other, other.page.getByRole('button', { name: '鸡蛋 少一份' }))
}

/** After the cut-off nothing can be changed: neither on a fresh page nor from a form that was left open. */
export const afterCutOff = async (day: Day): Promise<void> => {
  const person = personOf(day, name)
  await person.page.reload()
  await sees(person.page.getByText('已截单,不能再改。有问题请打电话给网格员。'))
  expect(await person.page.getByRole('link', { name: '修改订单' }).count()).toBe(0)
  expect(await person.page.getByRole('button').count()).toBe(0)
  await look(day.faults, person, 'household-closed')
  const other = personOf(day, second)
  await tap(other, other.page.getByRole('button', { name: '提交修改' }))
  await sees(other.page.getByRole('alert').getByText(/截单/))
  await person.page.reload()
  await sees(person.page.getByText('鸡蛋 × 1'))
}
