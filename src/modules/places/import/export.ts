import { refused } from '../../../kernel/result.ts'
import { maskName, maskPhone } from '../../../kernel/text.ts'
import type { Context } from '../../../platform/context.ts'
import { inTransaction } from '../../../platform/context.ts'
import type { SheetColumn, SheetTable } from '../../../platform/files/index.ts'
import { findPlace } from '../store.ts'
import { runTask } from './commands.ts'
import type { Standing } from './compare.ts'
import { openHouseholds } from './store.ts'
import { needsText } from './values.ts'

const column = (header: string, kind: SheetColumn['kind'], width: number): SheetColumn => ({
  header,
  kind,
  width,
})

const columns = [
  column('楼栋', 'text', 8),
  column('单元', 'text', 8),
  column('房号', 'text', 10),
  column('姓名', 'text', 12),
  column('电话', 'text', 16),
  column('人数', 'count', 8),
  column('特殊情况', 'text', 28),
  column('备注', 'text', 40),
]
const notes = [
  '说明:一户写一行。房号也可以写成 3-2-501 一列。名单里没有的住户不会被删除。',
  '说明:空着的格子不改原来的内容;要清掉原来的内容,请写“无”。带星号的姓名和电话表示不改。',
  '说明:特殊情况用顿号分开:独居老人、没有智能手机、婴儿、卧床、孕妇、残疾、困难户、长期用药、滞留人员。',
]

/** An estate's households in the form in which they are read back: imported again unchanged, they change nothing. */
export const householdTable = (
  estateName: string,
  households: readonly Standing[],
  isRevealed: boolean,
): SheetTable => ({
  name: '住户',
  title: `${estateName} 住户`,
  columns,
  rows: households.map((home) => [
    home.building,
    home.entrance,
    home.room,
    isRevealed ? home.name : maskName(home.name),
    isRevealed || home.phone === '' ? home.phone : maskPhone(home.phone),
    home.personCount,
    needsText(home.flags),
    // What somebody wrote down about a household is as personal as its name.
    isRevealed ? home.note : '',
  ]),
  notes,
})

/**
 * The estate's households as a workbook: names and telephones masked and remarks left out, unless somebody who may
 * reveal them says why; that is on record. Refuses `places.missing`, `http.forbidden` for who may only look.
 */
export const exportHouseholds = async (
  context: Context,
  estateId: string,
  reason: string | undefined,
): Promise<{ readonly fileName: string; readonly bytes: Buffer }> => {
  const { database, districtId } = context
  const action = 'places.read_households'
  const place = await findPlace(database, districtId, estateId)
  const looker = place ? await context.postFor(database, context, action, { placeId: estateId }) : null
  if (place?.kind !== 'estate' || !looker) throw refused('places.missing')
  if (reason !== undefined) {
    await inTransaction(context, async (tx) => {
      const postId = await context.postFor(tx, context, 'places.reveal', { placeId: estateId })
      if (!postId) throw refused('http.forbidden')
      tx.audit({
        action: 'places.reveal',
        objectKind: 'estate',
        objectId: estateId,
        placeId: estateId,
        postId,
        result: 'seen',
        body: { reason },
      })
    })
  }
  const households = await openHouseholds(context, database, estateId)
  const tables = [householdTable(place.name, households, reason !== undefined)]
  const bytes = await runTask<Uint8Array>('writeFile', { tables, writtenAtMs: context.clock.nowMs() })
  return { fileName: `${place.name}住户.xlsx`, bytes: Buffer.from(bytes) }
}
