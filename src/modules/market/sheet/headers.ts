import type { Columns, FoundHeader, Row } from '../../../platform/files/index.ts'
import { searchHeader } from '../../../platform/files/index.ts'

/** What a column means, whatever it is called and wherever it stands. */
export type Field =
  | 'code'
  | 'name'
  | 'packText'
  | 'unitName'
  | 'price'
  | 'stock'
  | 'limit'
  | 'category'
  | 'packageName'
  | 'contents'
  | 'quantity'

export type Role = 'prices' | 'packages' | 'parts'

const shared: Readonly<Record<string, Field>> = {
  编号: 'code',
  商品编号: 'code',
  商品编码: 'code',
  编码: 'code',
  货号: 'code',
  条码: 'code',
  商品条码: 'code',
  代码: 'code',
  套餐编号: 'code',
  单位: 'unitName',
  销售单位: 'unitName',
  售卖单位: 'unitName',
  计量单位: 'unitName',
  计价单位: 'unitName',
  单价: 'price',
  价格: 'price',
  售价: 'price',
  零售价: 'price',
  销售价: 'price',
  套餐价: 'price',
  套餐价格: 'price',
  每户限量: 'limit',
  限量: 'limit',
  限购: 'limit',
  每户限购: 'limit',
  限购数量: 'limit',
  类别: 'category',
  分类: 'category',
  品类: 'category',
  类目: 'category',
  商品类别: 'category',
  商品分类: 'category',
  可售数量: 'stock',
  可售: 'stock',
  库存: 'stock',
  库存数量: 'stock',
  可供数量: 'stock',
  供应数量: 'stock',
  可售份数: 'stock',
}
const goods: Readonly<Record<string, Field>> = {
  商品: 'name',
  商品名称: 'name',
  商品名: 'name',
  品名: 'name',
  名称: 'name',
  货品名称: 'name',
  物资名称: 'name',
}
const packages: Readonly<Record<string, Field>> = {
  套餐: 'packageName',
  套餐名: 'packageName',
  套餐名称: 'packageName',
  礼包: 'packageName',
  礼包名称: 'packageName',
}

/**
 * The header words of each kind of table. 数量 is the stock on a price list and the amount of a part elsewhere.
 */
export const aliases: Readonly<Record<Role, Readonly<Record<string, Field>>>> = {
  prices: {
    ...shared,
    ...goods,
    数量: 'stock',
    规格: 'packText',
    包装规格: 'packText',
    商品规格: 'packText',
    规格型号: 'packText',
  },
  packages: {
    ...shared,
    ...packages,
    名称: 'packageName',
    商品名称: 'packageName',
    商品: 'packageName',
    数量: 'stock',
    内含: 'contents',
    内容: 'contents',
    包含: 'contents',
    明细: 'contents',
    组成: 'contents',
    套餐内容: 'contents',
    套餐明细: 'contents',
    包含商品: 'contents',
    内含商品: 'contents',
  },
  parts: { ...shared, ...packages, ...goods, 数量: 'quantity', 内含商品: 'name', 包含商品: 'name' },
}

const required: Readonly<Record<Role, readonly Field[]>> = {
  prices: ['name', 'price'],
  packages: ['packageName', 'contents'],
  parts: ['packageName', 'name', 'quantity'],
}

export type Header = FoundHeader<Field> & { readonly role: Role }

const roles: readonly Role[] = ['parts', 'packages', 'prices']
const packageSheet = /套餐|礼包/

/**
 * Finds the header of a table by the words in it, one row or two rows high, in the first thirty filled rows.
 * Tables of packages are looked for first: their words are the more special ones.
 */
export const findHeader = (rows: readonly Row[], sheetName: string): Header | null => {
  const fits = (role: Role, columns: Columns<Field>): boolean => {
    if (!required[role].every((field) => columns.has(field))) return false
    // 名称 beside 内容 means packages only where the sheet or the head says so.
    return role !== 'packages' || packageSheet.test(sheetName + (columns.get('packageName')?.text ?? ''))
  }
  const kinds = roles.map((role) => ({ kind: role, aliases: aliases[role] }))
  const found = searchHeader(rows, kinds, fits)
  return found && { role: found.kind, columns: found.columns, lastRow: found.lastRow }
}
