import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { look, openPerson, sees, tap, type, walk } from '../support/browser.ts'
import type { Day } from './day.ts'
import { goTo, logInAs, personOf } from './day.ts'

const name = 'picker'

const openTask = async (day: Day): Promise<void> => {
  const picker = personOf(day, name)
  await goTo(picker, '任务')
  await tap(picker, picker.page.getByRole('link', { name: new RegExp(day.cast.estate) }))
  await sees(picker.page.getByRole('heading', { name: day.cast.estate, level: 1 }))
}

/** Makes the bags and ticks off what is taken from the shelves. */
export const makeBags = async (day: Day, bagCount: number): Promise<void> => {
  const picker = await openPerson(day.browser, day.server.base, day.size, name)
  day.people.set(name, picker)
  const { page } = picker
  await page.goto('/m')
  await walk(day.walks, picker, 'log in, make the bags, tick the pick list', async () => {
    await logInAs(picker, day.storeLogin, day.server.password)
    await sees(page.getByRole('heading', { name: '任务' }))
    await look(day.faults, picker, 'mobile-tasks')
    await openTask(day)
    await look(day.faults, picker, 'mobile-task-frozen')
    await tap(picker, page.getByRole('button', { name: `按 ${bagCount} 单生成袋子` }))
    await tap(picker, page.getByRole('link', { name: /拣货清单/ }))
    const ticks = page.getByRole('checkbox')
    await sees(ticks)
    await tap(picker, ticks.nth(0))
    await tap(picker, ticks.nth(1))
    await sees(page.getByText(/^已拿 2\//))
  })
  await look(day.faults, picker, 'mobile-pick-list')
}

/**
 * Packs every bag, one of them without a pack of mantou; what it says on the page is what the household will read.
 */
export const packBags = async (day: Day, bagCount: number): Promise<void> => {
  const picker = personOf(day, name)
  const { page } = picker
  await openTask(day)
  await tap(picker, page.getByRole('link', { name: '开始装袋' }))
  await sees(page.getByText(`1/${bagCount}`))
  await look(day.faults, picker, 'mobile-pack')
  const began = picker.count.taps
  let short = false
  await walk(day.walks, picker, `J12: pack ${bagCount} bags, one shortage`, async () => {
    for (let number = 1; number <= bagCount; number += 1) {
      await sees(page.getByText(new RegExp(`^${number}/${bagCount}`)))
      const lacking = page.getByRole('button', { name: /^馒头\s*缺货$/ })
      if (!short && (await lacking.count()) > 0) {
        short = true
        await tap(picker, lacking)
        await tap(picker, page.getByRole('button', { name: '馒头加一' }))
        await look(day.faults, picker, 'mobile-pack-short', { here: true })
      }
      await tap(picker, page.getByRole('button', { name: '装好了，下一袋' }))
      await tap(picker, page.getByRole('button', { name: '都装了' }))
    }
    await sees(page.getByRole('heading', { name: `${bagCount} 袋都装好了` }))
  })
  expect(short).toBe(true)
  expect(picker.count.taps - began).toBe(2 * bagCount + 2)
  await look(day.faults, picker, 'mobile-pack-done')
}

/** Makes the film for the camera: a printed label as a label printer's 203 dpi show it, held still before the lens. */
const filmLabel = (pdf: string, pageNumber: number, filmPath: string): void => {
  const picture = join(dirname(filmPath), 'label')
  execFileSync('pdftoppm', [
    ...['-gray', '-r', '203.2', '-f', String(pageNumber), '-l', String(pageNumber), '-singlefile'],
    pdf,
    picture,
  ])
  const image = readFileSync(`${picture}.pgm`)
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 40).toString('latin1'))
  if (!head) throw new Error('pdftoppm made no grey picture')
  const width = Number(head[1]) & ~1
  const height = Number(head[2]) & ~1
  const light = Buffer.alloc(width * height)
  for (let row = 0; row < height; row += 1) {
    const from = head[0].length + row * Number(head[1])
    image.copy(light, row * width, from, from + width)
  }
  // Colour at its middle: grey.
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * height) / 2, 128)])
  writeFileSync(
    filmPath,
    Buffer.concat([
      Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
      ...Array.from({ length: 10 }, () => frame),
    ]),
  )
}

/** Prints the labels: the PDF opens with one page per bag; asked for again, a reason is wanted. */
export const printLabels = async (day: Day, bagCount: number): Promise<void> => {
  const picker = personOf(day, name)
  const { page } = picker
  await openTask(day)
  await tap(picker, page.getByText('打印标签', { exact: true }))
  const pdf = join(dirname(day.filmPath), `labels-${day.size.name}.pdf`)
  await walk(day.walks, picker, 'print the labels', async () => {
    const download = page.waitForEvent('download')
    await tap(picker, page.getByRole('button', { name: '打开标签文件' }))
    await (await download).saveAs(pdf)
  })
  const facts = execFileSync('pdfinfo', [pdf]).toString()
  expect(facts).toMatch(new RegExp(`Pages:\\s+${bagCount}\\b`))
  await walk(day.walks, picker, 'J13: reprint labels 2 to 3 after a jam (limit 20 s)', async () => {
    await type(picker, page.getByLabel('从第几袋'), '2')
    await type(picker, page.getByLabel('到第几袋'), '3')
    await tap(picker, page.getByRole('button', { name: '打开标签文件' }))
    await sees(page.getByRole('alert'))
    await look(day.faults, picker, 'mobile-labels', { here: true })
    await type(picker, page.getByLabel('重打的原因（打过的才要填）'), '卡纸')
    const download = page.waitForEvent('download')
    await tap(picker, page.getByRole('button', { name: '打开标签文件' }))
    const again = join(dirname(day.filmPath), 'again.pdf')
    await (await download).saveAs(again)
    expect(execFileSync('pdfinfo', [again]).toString()).toMatch(/Pages:\s+2\b/)
  })
  filmLabel(pdf, 2, day.filmPath)
}

/** Checks bag 1 by its typed number, and bag 2 by holding its printed label before the camera. */
export const checkBags = async (day: Day): Promise<void> => {
  const picker = personOf(day, name)
  const { page } = picker
  await goTo(picker, '核对')
  await look(day.faults, picker, 'mobile-check')
  await walk(day.walks, picker, 'check one bag by its number', async () => {
    await type(picker, page.getByLabel('没有相机？输袋号或房号'), '1')
    await tap(picker, page.getByRole('button', { name: /第 1 袋/ }))
    await look(day.faults, picker, 'mobile-check-bag', { here: true })
    await tap(picker, page.getByRole('button', { name: '核对无误' }))
    await sees(page.getByText('已核对', { exact: true }))
  })
}

/** Checks a bag by the camera, which films the label that was printed. */
export const checkByCamera = async (day: Day, bagCount: number): Promise<void> => {
  const picker = personOf(day, name)
  const { page } = picker
  await walk(day.walks, picker, 'check one bag by the camera', async () => {
    await tap(picker, page.getByRole('button', { name: '开相机扫码' }))
    await sees(page.getByText(new RegExp(`^2/${bagCount}`)))
    await look(day.faults, picker, 'mobile-check-camera', { here: true })
    await tap(picker, page.getByRole('button', { name: '核对无误' }))
    await sees(page.getByText(/已核对\s*2/))
    await tap(picker, page.getByRole('button', { name: '关相机' }))
  })
}

/** Says at the gate how many bags the store brings. */
export const declareBags = async (day: Day, bagCount: number): Promise<void> => {
  const picker = personOf(day, name)
  const { page } = picker
  await walk(day.walks, picker, 'declare the bags at the gate', async () => {
    await openTask(day)
    await tap(picker, page.getByRole('button', { name: `送到门口，报 ${bagCount} 袋` }))
    await tap(picker, page.getByRole('button', { name: `报 ${bagCount} 袋`, exact: true }))
    await sees(page.getByText('等网格员清点确认。'))
  })
  await look(day.faults, picker, 'mobile-task-declared')
}
