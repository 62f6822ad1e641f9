import { chance, pick, type Random } from './random.ts'

/**
 * Made-up names and telephone numbers. Names are put together from the commonest surnames and given
 * characters, so that they read like a real list without being one.
 */

const surnames = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁许傅沈曾彭吕')
const firstCharacters = Array.from('秀桂玉淑凤建文志海晓雅思宇子明永庆德振立新佳美俊宝金')
const secondCharacters = Array.from('兰英珍芳华梅云霞玲军民林生福成涛宁杰琳婷欣怡辰轩悦萍芬祥')
const singleCharacters = Array.from('娟玲敏勇磊')

/** Names without a surname, as Mongolian families bear them: labels and lists must cope with their length. */
const mongolianBeginnings = ['乌云', '萨仁', '其木', '阿拉坦', '那仁', '图门', '斯琴', '苏日', '娜仁', '巴雅']
const mongolianEndings = [
  '格日勒',
  '图雅',
  '高娃',
  '其其格',
  '巴图',
  '花',
  '毕力格',
  '塔娜',
  '宝力道',
  '托娅',
]

/** The full name of somebody who does not exist. */
export function madeUpName(random: Random): string {
  if (chance(random, 0.05)) return pick(random, mongolianBeginnings) + pick(random, mongolianEndings)
  const surname = pick(random, surnames)
  if (chance(random, 0.12)) return surname + pick(random, singleCharacters)
  return surname + pick(random, firstCharacters) + pick(random, secondCharacters)
}

/** The n-th made-up mobile number: 139 0000 0001 and upward, `n` from 1 to 9,999. */
export function madeUpPhone(n: number): string {
  if (!Number.isInteger(n) || n < 1 || n > 9_999) throw new Error(`no made-up telephone number ${n}`)
  return `1390000${String(n).padStart(4, '0')}`
}

/** Names for up to 30 estates. */
export const estateNames: readonly string[] = [
  '湖畔家园',
  '晨光小区',
  '松涛苑',
  '草原明珠小区',
  '矿工新村',
  '北岸花园',
  '瑞雪嘉园',
  '惠民小区',
  '白桦林小区',
  '安居苑',
  '金穗家园',
  '云杉小区',
  '滨湖雅居',
  '铁路新居',
  '和顺园',
  '向阳里',
  '蓝天小区',
  '锦绣苑',
  '百灵小区',
  '映雪花园',
  '康宁家园',
  '新民里',
  '长青小区',
  '银河佳苑',
  '祥云小区',
  '丰泽园',
  '福源小区',
  '暖阳家园',
  '望湖小区',
  '幸福南里',
]

/** Names of the demo's stores: none of them exists. */
export const storeNames: readonly string[] = ['雪原鲜仓超市', '达兰便民超市', '矿城百惠超市']
