import exceljs from 'exceljs'
import { logIn } from '../support/client.ts'
import { want } from '../support/journey.ts'
import type { Day } from './day.ts'
import { offerOf } from './day.ts'

/** The store's manager has counted: only so many packs of some goods are left. Done in Excel, as the manager does. */
export const leaveFew = async (day: Day, goods: string, count: number): Promise<void> => {
  const { base, password } = day.server
  const manager = await logIn(base, day.storeLogin.replace('picker-1', 'manager'), password)
  const { stores } = want<{ stores: { id: string; name: string }[] }>(await manager.get('/api/stores'))
  const storeId = stores.find((one) => one.name === day.storeName)?.id
  const book = new exceljs.Workbook()
  const bytes = await manager.bytes(`/api/stores/${storeId}/price-list.xlsx`)
  await book.xlsx.load(Buffer.from(bytes) as never)
  let written = 0
  for (const sheet of book.worksheets) {
    let column = 0
    sheet.eachRow((row) => {
      row.eachCell((cell, at) => {
        if (cell.text === '可售数量') column = at
      })
      const named = (row.values as unknown[]).includes(offerOf(day, goods).name)
      if (!named || column === 0) return
      row.getCell(column).value = count
      written += 1
    })
  }
  if (written !== 1) throw new Error(`${goods} stands ${written} times in the price list`)
  want(
    await manager.upload(
      `/api/stores/${storeId}/price-list?mode=apply`,
      new Uint8Array(await book.xlsx.writeBuffer()),
      '价目表.xlsx',
    ),
  )
}
