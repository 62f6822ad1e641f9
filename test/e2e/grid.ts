import { expect } from 'vitest'
import type { Person } from '../support/browser.ts'
import { look, openPerson, sees, tap, type, walk } from '../support/browser.ts'
import type { Day } from './day.ts'
import { goTo, homeNumber, logInAs, offerOf, personOf } from './day.ts'

const name = 'grid worker'

/** The chat, as far as a test can have one: what was copied can be read, what was written there can be copied. */
const clipboardText = (person: Person): Promise<string> =>
  person.page.evaluate<string>('navigator.clipboard.readText()')
const putOnClipboard = (person: Person, text: string): Promise<void> =>
  person.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)

/** Chooses the estate and copies its price list for the chat. */
export const copyAnnouncement = async (day: Day): Promise<string> => {
  const grid = await openPerson(day.browser, day.server.base, day.size, name)
  day.people.set(name, grid)
  const { page } = grid
  let announcement = ''
  await page.goto('/m')
  await sees(page.getByRole('button', { name: '登录' }))
  await look(day.faults, grid, 'mobile-login')
  await walk(day.walks, grid, 'log in, copy the announcement', async () => {
    await logInAs(grid, day.cast.gridLogin, day.server.password)
    await tap(grid, page.getByRole('link', { name: day.cast.estate }))
    await tap(grid, page.getByRole('link', { name: '把价目发到群里' }))
    await tap(grid, page.getByRole('button', { name: '一键复制' }))
    await sees(page.getByRole('button', { name: '已复制，去群里粘贴' }))
    announcement = await clipboardText(grid)
  })
  await look(day.faults, grid, 'mobile-announcement')
  await tap(grid, page.getByRole('link', { name: '返回' }))
  await look(day.faults, grid, 'mobile-estate')
  await tap(grid, page.getByRole('link', { name: '换小区' }))
  await sees(page.getByRole('heading', { name: '选择小区' }))
  await look(day.faults, grid, 'mobile-estates')
  await tap(grid, page.getByRole('link', { name: day.cast.estate }))
  return announcement
}

/** Twenty answers under the announcement: eighteen are clear, one names no home, one names goods that nobody sells. */
export const answersTo = (day: Day, announcement: string): string => {
  const goods = ['鸡蛋1板', '馒头2袋', '土豆3份', '大白菜1颗', '时令蔬菜套餐1份'] as const
  const clear = Array.from({ length: 18 }, (_, index) => {
    const one = goods[index % goods.length] ?? ''
    const more = index % 3 === 0 ? ` ${goods[(index + 1) % goods.length]}` : ''
    return `${homeNumber(day, index).label} ${one}${more}`
  })
  const lines = [
    ...clear.slice(0, 6),
    '赵 鸡蛋1板',
    ...clear.slice(6),
    `${homeNumber(day, 30).label} 榴莲1个`,
  ]
  return `${announcement}\n${lines.map((line, index) => `${index + 1}. ${line}`).join('\n')}\n`
}

/** Pastes the chain, settles its two doubtful lines, and makes the orders: nineteen households. */
export const pasteChain = async (day: Day, chain: string): Promise<void> => {
  const grid = personOf(day, name)
  const { page } = grid
  await goTo(grid, '接龙')
  await look(day.faults, grid, 'mobile-chain-paste')
  // What the person did in the chat: held a finger on the chain and copied it.
  await putOnClipboard(grid, chain)
  await walk(
    day.walks,
    grid,
    'J8: paste 20 lines, settle 2, make orders (limit 3 min for 60 lines)',
    async () => {
      await tap(grid, page.getByRole('button', { name: '粘贴' }))
      await tap(grid, page.getByRole('button', { name: '读取接龙' }))
      await sees(page.getByRole('heading', { name: '2 行要您看一下，还剩 2 行' }))
      await look(day.faults, grid, 'mobile-chain-review')
      const nameless = page.getByRole('article').filter({ hasText: '赵 鸡蛋1板' })
      const room = homeNumber(day, 31).label
      await type(grid, nameless.getByLabel('是哪一户？'), room)
      await tap(grid, nameless.getByRole('button', { name: room, exact: true }))
      await tap(grid, nameless.getByRole('button', { name: '+ 鸡蛋', exact: true }))
      await tap(grid, nameless.getByRole('button', { name: /^就这样订 ¥/ }))
      await sees(nameless.getByText(`订给 ${room}`))
      const unsold = page.getByRole('article').filter({ hasText: '榴莲1个' })
      await tap(grid, unsold.getByRole('button', { name: '不下单' }))
      await tap(grid, page.getByRole('button', { name: '生成 19 户订单' }))
      await sees(page.getByRole('heading', { name: '已收到' }))
    },
  )
  expect(await page.getByRole('main').innerText()).toMatch(/新订\s*19/)
  await look(day.faults, grid, 'mobile-chain-result', { here: true })
}

const openRoom = async (grid: Person, label: string): Promise<void> => {
  const { page } = grid
  await goTo(grid, '代订')
  await type(grid, page.getByLabel('找房号'), label)
  await tap(grid, page.getByRole('button', { name: label, exact: true }))
  await sees(page.getByText('正在为'))
}

/** Orders for a household that telephoned, takes its money, then changes the order. */
export const orderForHousehold = async (day: Day): Promise<void> => {
  const grid = personOf(day, name)
  const { page } = grid
  const room = homeNumber(day, 20).label
  await goTo(grid, '代订')
  await look(day.faults, grid, 'mobile-rooms')
  await walk(day.walks, grid, 'J4: order by telephone for one room (limit 45 s)', async () => {
    await openRoom(grid, room)
    await tap(grid, page.getByRole('button', { name: '鸡蛋加一' }))
    await tap(grid, page.getByRole('button', { name: '馒头加一' }))
    await look(day.faults, grid, 'mobile-order', { here: true })
    await tap(grid, page.getByRole('button', { name: `提交 ${room} 的订单` }))
    await sees(page.getByText('已收到'))
  })
  await look(day.faults, grid, 'mobile-order-received', { here: true })
  await tap(grid, page.getByRole('button', { name: /^收 ¥/ }))
  await sees(page.getByText(/^已收 ¥/))
  await walk(day.walks, grid, 'change the order of one room', async () => {
    await openRoom(grid, room)
    await look(day.faults, grid, 'mobile-order-stands')
    await tap(grid, page.getByRole('button', { name: '改订单' }))
    await tap(grid, page.getByRole('button', { name: '馒头加一' }))
    await tap(grid, page.getByRole('button', { name: '改成这样' }))
    await sees(page.getByText('已收到'))
  })
}

/** Copies a reminder for one building of the estate; it names no room. */
export const remindBuilding = async (day: Day): Promise<void> => {
  const grid = personOf(day, name)
  const { page } = grid
  await walk(
    day.walks,
    grid,
    'J9: who has not ordered in building 3, copy a reminder (limit 3 taps, 15 s)',
    async () => {
      await goTo(grid, '小区')
      await tap(grid, page.getByRole('link', { name: /看谁还没订/ }))
      const building = page.getByRole('heading', { name: /^3号楼 · 还有 \d+ 户$/ })
      await sees(building)
      await tap(grid, page.getByRole('button', { name: '复制本楼提醒' }).nth(2))
    },
  )
  const reminder = await clipboardText(grid)
  expect(reminder).toContain(`${day.cast.estate}3号楼还有`)
  expect(reminder).not.toMatch(/\d+-\d+-\d{3}/)
  await look(day.faults, grid, 'mobile-not-ordered')
}

/** Collects one household's money and pays for another one. */
export const takeMoney = async (day: Day): Promise<void> => {
  const grid = personOf(day, name)
  const { page } = grid
  await goTo(grid, '收款')
  const line = (index: number) => page.getByRole('listitem').filter({ hasText: homeNumber(day, index).label })
  await sees(line(0))
  await look(day.faults, grid, 'mobile-money')
  await walk(day.walks, grid, 'collect from one room, advance for another', async () => {
    await tap(grid, line(0).getByRole('button', { name: /^收 ¥/ }))
    await sees(line(0).getByText(/^已收 ¥/))
    await tap(grid, line(1).getByRole('button', { name: `${homeNumber(day, 1).label} 的更多操作` }))
    await tap(grid, line(1).getByRole('button', { name: '我先垫付' }))
    await sees(line(1).getByText('代付'))
  })
}

/** Counts the bags with the store, hands two out by their numbers, and notes what is missing in one. */
export const atTheGate = async (day: Day, bagCount: number): Promise<void> => {
  const grid = personOf(day, name)
  const { page } = grid
  await goTo(grid, '门口')
  await sees(page.getByLabel('我自己点的袋数'))
  await look(day.faults, grid, 'mobile-gate-count')
  await walk(day.walks, grid, 'count the bags with the store', async () => {
    await type(grid, page.getByLabel('我自己点的袋数'), String(bagCount))
    await tap(grid, page.getByRole('button', { name: `确认收到 ${bagCount} 袋` }))
    await sees(page.getByRole('button', { name: '开相机扫码' }))
  })
  const handOut = async (number: number): Promise<void> => {
    await type(grid, page.getByLabel('没有相机？输袋号或房号'), String(number))
    await tap(grid, page.getByRole('button', { name: `第 ${number} 袋` }))
  }
  await walk(day.walks, grid, 'J10: hand out 2 bags by typed number, note one item missing', async () => {
    await handOut(1)
    await sees(page.getByText(`已领 1/${bagCount}`))
    await handOut(2)
    await sees(page.getByText(`已领 2/${bagCount}`))
    await tap(grid, page.getByRole('button', { name: '袋里少了东西' }))
    await tap(grid, page.getByRole('button', { name: /加一$/ }).first())
    await look(day.faults, grid, 'mobile-gate-short', { here: true })
    await tap(grid, page.getByRole('button', { name: '登记少货' }))
    await sees(page.getByText(/^少货已登记/))
  })
  await handOut(1)
  await sees(page.getByText(/已经领过$/))
  await look(day.faults, grid, 'mobile-gate', { here: true })
}

/** The money of a bag that came short is owed back; the page says to whom. */
export const seeRefund = async (day: Day): Promise<void> => {
  const grid = personOf(day, name)
  await goTo(grid, '收款')
  await look(day.faults, grid, 'mobile-money-evening')
  await goTo(grid, '小区')
  await look(day.faults, grid, 'mobile-estate-evening')
}

/** Goods that are nearly gone, for the household that comes too late. */
export const buyTheLast = async (day: Day, goods: string, homeIndex: number): Promise<void> => {
  const grid = personOf(day, name)
  await openRoom(grid, homeNumber(day, homeIndex).label)
  expect(offerOf(day, goods).name).toBe(goods)
  await tap(grid, grid.page.getByRole('button', { name: `${goods}加一` }))
  await tap(grid, grid.page.getByRole('button', { name: /^提交 / }))
  await sees(grid.page.getByText('已收到'))
}
