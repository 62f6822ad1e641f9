/**
 * One way to write each character, so that width, script and ornament make no difference to the reader. Case becomes
 * capital; a circled, bracketed or keycap number becomes one private character, because ①2 is not 12.
 */

const MARK_BASE = 0xe000
const MARK_MAX = 99
/** Stands for a character without a known meaning: whatever holds it is not understood. */
export const UNKNOWN_CHARACTER = '\ufffd'
export const MARK_PATTERN = '[\\ue001-\\ue063]'

/** The private character for the circled number n (1 to 99). */
export function markOf(n: number): string {
  return String.fromCharCode(MARK_BASE + n)
}

/** The number of a private character, or null for any other. */
export function markNumber(character: string): number | null {
  const n = character.charCodeAt(0) - MARK_BASE
  return n >= 1 && n <= MARK_MAX ? n : null
}

/** Shows a folded text to people: private characters as (n). */
export function unfold(folded: string): string {
  return folded.replace(new RegExp(MARK_PATTERN, 'g'), (c) => `(${markNumber(c) ?? ''})`).trim()
}

/** First code, count, number of the first: blocks of enclosed numbers in Unicode. */
const NUMBER_BLOCKS: readonly (readonly [number, number, number])[] = [
  [0x2460, 20, 1],
  [0x2474, 20, 1],
  [0x2488, 20, 1],
  [0x24eb, 10, 11],
  [0x24f5, 10, 1],
  [0x2776, 10, 1],
  [0x2780, 10, 1],
  [0x278a, 10, 1],
  [0x3220, 10, 1],
  [0x3251, 15, 21],
  [0x3280, 10, 1],
  [0x32b1, 15, 36],
  [0x2160, 12, 1],
  [0x2170, 12, 1],
]

/** First code of alphabets that only dress up A to Z. */
const LETTER_BLOCKS: readonly number[] = [0x24b6, 0x24d0, 0x249c, 0x1f110, 0x1f130, 0x1f150, 0x1f170]

const TRADITIONAL =
  '棟栋號号樓楼單单門门層层兩两貳贰陸陆萬万個个份份雞鸡麵面鹽盐醬酱豬猪魚鱼蝦虾鴨鸭鵝鹅蘋苹蘿萝蔔卜' +
  '紅红黃黄藍蓝綠绿豐丰飯饭條条塊块瓶瓶罐罐籃篮裝装團团購购訂订買买賣卖錢钱價价換换變变減减間间時时樣样' +
  '這这個个們们來来給给還还沒没無无謝谢請请電电話话機机後后來来鮮鲜湯汤餅饼餃饺麥麦馬马鈴铃薯薯蔥葱薑姜' +
  '張张陳陈劉刘趙赵吳吴孫孙鄭郑馮冯許许鄧邓蕭萧葉叶蘇苏盧卢賴赖錢钱譚谭龍龙賀贺顧顾龔龚萬万陸陆嚴严' +
  '總总計计與与對对應应區区東东園园義义禮礼幾几種种類类備备註注過过開开關关歡欢標标準准點点衛卫紙纸' +
  '選选擇择雙双儿儿兒儿奶奶鍋锅爺爷媽妈壹壹拾拾戶户牆墙裡里臺台灣湾廣广場场'

const PAIRS: ReadonlyMap<string, string> = new Map([
  ...Array.from({ length: TRADITIONAL.length / 2 }, (_unused, i): [string, string] => [
    TRADITIONAL.charAt(2 * i),
    TRADITIONAL.charAt(2 * i + 1),
  ]),
  ...[...'‐‑‒–—―−─━﹣﹘ー'].map((c): [string, string] => [c, '-']),
  ...[...'×✕✖⨯╳∗﹡⁎⋅'].map((c): [string, string] => [c, '×']),
  ...[...'【〔〖［｛「『[{（﹙'].map((c): [string, string] => [c, '(']),
  ...[...'】〕〗］｝」』]}）﹚'].map((c): [string, string] => [c, ')']),
  ...[...'“”‘’"\'`《》〈〉<>«»＂＇'].map((c): [string, string] => [c, ' ']),
  ...[...'﹐，'].map((c): [string, string] => [c, ',']),
  ...[...'﹑､'].map((c): [string, string] => [c, '、']),
  ...[...'｡…⋯'].map((c): [string, string] => [c, '。']),
  ...[...'∶︰﹕'].map((c): [string, string] => [c, ':']),
  ...[...'•・‧●○◆◇■□★☆▪▫►▶◦'].map((c): [string, string] => [c, '·']),
  ...[...'∼〜﹏～'].map((c): [string, string] => [c, '~']),
  ...[...'￥¥'].map((c): [string, string] => [c, '¥']),
  ...[...'＃﹟#♯'].map((c): [string, string] => [c, '#']),
  ['＊', '×'],
  ['*', '×'],
  ['➕', '+'],
  ['﹢', '+'],
  ['½', '半'],
  ['〇', '零'],
  ['○', '零'],
  ['㎏', 'KG'],
  ['𠙶', '块'],
  ['枱', '台'],
])

/** Faces, hands that point nowhere, hearts, flowers, ticks: ornament without a meaning for an order. */
const ORNAMENT =
  /^[\u{1f600}-\u{1f64f}\u{1f910}-\u{1f92f}\u{1f970}-\u{1f97a}\u{1f44b}-\u{1f44d}\u{1f44f}\u{1f490}-\u{1f49f}\u{1f338}-\u{1f33c}\u{1f389}\u{1f38a}\u{1f4aa}\u{1f31e}\u{1f31f}\u{1f90d}\u{1f90e}\u{1f4a4}\u{1f525}\u{2764}\u{2600}\u{263a}\u{2728}\u{2705}\u{2714}\u{2611}\u{270c}\u{2763}\u{2665}\u{1f9e1}\u{1f51c}\u{1f4cc}\u{1f4e2}\u{1f4e3}\u{1f514}\u{23f0}\u{1f6d2}]$/u

function foldOne(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) {
    if (code >= 0x61 && code <= 0x7a) return String.fromCharCode(code - 32)
    return code < 0x20 ? ' ' : (PAIRS.get(character) ?? character)
  }
  const paired = PAIRS.get(character)
  if (paired !== undefined) return paired
  if (code >= 0x4e00 && code <= 0x9fff) return character
  if (code >= 0xff01 && code <= 0xff5e) return foldOne(String.fromCharCode(code - 0xfee0))
  if (isSpace(code)) return ' '
  if (isInvisible(code)) return ''
  for (const [first, count, number] of NUMBER_BLOCKS) {
    if (code >= first && code < first + count) return markOf(code - first + number)
  }
  for (const first of LETTER_BLOCKS) {
    if (code >= first && code < first + 26) return String.fromCharCode(0x41 + code - first)
  }
  if (code === 0x1f51f) return markOf(10)
  if (ORNAMENT.test(character)) return ' '
  // The shade of skin behind a hand or face.
  if (code >= 0x1f3fb && code <= 0x1f3ff) return ''
  if (code === 0x3001 || code === 0x3002) return character
  if (code === 0xb7) return '·'
  if (code === 0x20 || code === 0x7f) return ' '
  return code >= 0xc0 && code < 0x250 ? character.toUpperCase() : UNKNOWN_CHARACTER
}

function isSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0x3000 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f
  )
}

function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    code === 0xfe0e ||
    code === 0xfe0f ||
    code === 0xad
  )
}

/** A folded text with, for each of its characters, where in the text it came from. */
export type Folded = { readonly folded: string; readonly from: readonly number[] }

/** Folds a text; see the top of this file. The result may be shorter or longer than the text. */
export function foldMapped(text: string): Folded {
  let folded = ''
  const from: number[] = []
  for (let at = 0; at < text.length; ) {
    const keycap = /^([1-9])\ufe0f?\u20e3/.exec(text.slice(at, at + 3))
    // A pair of long dashes is one Chinese dash; two short ones are not, for the second may be a minus.
    const dashes = keycap === null ? /^[—―─━]{2,}/.exec(text.slice(at, at + 12)) : null
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const made = keycap !== null ? markOf(Number(keycap[1])) : dashes !== null ? '-' : foldOne(character)
    for (let i = 0; i < made.length; i += 1) from.push(at)
    folded += made
    at += keycap?.[0].length ?? dashes?.[0].length ?? character.length
  }
  return { folded, from }
}

/** Folds a text and forgets where its characters came from. */
export function fold(text: string): string {
  return foldMapped(text).folded
}
