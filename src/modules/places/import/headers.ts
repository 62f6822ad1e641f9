import type { Aliases, Columns, FoundHeader, Row } from '../../../platform/files/index.ts'
import { searchHeader } from '../../../platform/files/index.ts'

/** What a column of a list of households means. */
export type Field =
  | 'count'
  | 'estate'
  | 'building'
  | 'entrance'
  | 'room'
  | 'name'
  | 'phone'
  | 'persons'
  | 'needs'
  | 'note'

export const aliases: Aliases<Field> = {
  序号: 'count',
  编号: 'count',
  小区: 'estate',
  小区名称: 'estate',
  小区名: 'estate',
  所属小区: 'estate',
  所在小区: 'estate',
  住宅小区: 'estate',
  楼栋: 'building',
  楼号: 'building',
  楼栋号: 'building',
  栋号: 'building',
  幢号: 'building',
  栋: 'building',
  幢: 'building',
  楼: 'building',
  座: 'building',
  楼幢: 'building',
  单元: 'entrance',
  单元号: 'entrance',
  门洞: 'entrance',
  门号: 'entrance',
  房号: 'room',
  房间号: 'room',
  门牌号: 'room',
  门牌: 'room',
  室号: 'room',
  户号: 'room',
  房间: 'room',
  室: 'room',
  房屋: 'room',
  地址: 'room',
  住址: 'room',
  家庭住址: 'room',
  详细地址: 'room',
  楼栋房号: 'room',
  楼号单元房号: 'room',
  姓名: 'name',
  户主: 'name',
  户主姓名: 'name',
  联系人: 'name',
  联系人姓名: 'name',
  居民姓名: 'name',
  住户姓名: 'name',
  住户: 'name',
  电话: 'phone',
  联系电话: 'phone',
  手机: 'phone',
  手机号: 'phone',
  手机号码: 'phone',
  电话号码: 'phone',
  联系方式: 'phone',
  联系人电话: 'phone',
  户主电话: 'phone',
  人数: 'persons',
  人口: 'persons',
  人口数: 'persons',
  家庭人数: 'persons',
  家庭人口: 'persons',
  常住人数: 'persons',
  常住人口: 'persons',
  居住人数: 'persons',
  现住人数: 'persons',
  在家人数: 'persons',
  特殊情况: 'needs',
  特殊人群: 'needs',
  特殊需求: 'needs',
  重点人群: 'needs',
  人群类别: 'needs',
  需关照: 'needs',
  需要关照: 'needs',
  备注: 'note',
  说明: 'note',
  情况说明: 'note',
}

export type Header = FoundHeader<Field>

// A list of households has rooms, and at least one column that says who lives there or where the room lies.
const fits = (_kind: 'households', columns: Columns<Field>): boolean =>
  columns.has('room') &&
  (['building', 'name', 'phone', 'persons'] as const).some((field) => columns.has(field))

/** Finds the head of a list of households by its words, one row or two rows high. */
export const findHeader = (rows: readonly Row[]): Header | null =>
  searchHeader(rows, [{ kind: 'households' as const, aliases }], fits)

export const besideAbout = {
  named: 'room',
  valued: ['name', 'phone', 'persons'],
  counted: ['count', 'estate', 'building', 'entrance'],
  aliases,
} as const
