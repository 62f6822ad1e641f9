import { spellings } from '../../platform/search.ts'

// Passwords that everybody tries first, made by the habits by which people make them: a list that can be read.
const keyboardRows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  '0987654321',
  'poiuytrewq',
  'lkjhgfdsa',
  'mnbvcxz',
  '1qaz2wsx3edc4rfv',
  'qazwsxedcrfv',
  '!@#$%^&*()',
  'abcdefghijklmnopqrstuvwxyz',
  'q1w2e3r4t5y6',
  '1q2w3e4r5t6y',
  'qweasdzxc',
  '147258369',
  '159357456',
]
const plainWords = `
  password passwd admin administrator root system manager welcome letmein iloveyou monkey dragon
  sunshine princess football baseball master login user guest test testing default superman computer
  internet service secret server oracle huawei xiaomi lenovo windows google`
const pinyinWords = `
  5201314 1314520 147258 woaini woaiwojia mima wodemima zhongguo zhonghua beijing shanghai tianjin
  chongqing guangzhou shenzhen hanghai nihao nimen women jiayou gongan zhengfu jiedao shequ wangge
  chaoshi gongying baogong yingji fangkong zhihui xiaoqu jiating baobao laogong laopo mama baba gege
  jiejie pengyou tongxue laoshi xuesheng gongsi kaixin kuaile xingfu pingan jiankang facai gongxi fuqi
  shunli`
const givenNames = `
  wangwei wangfang wangli wangjing wangqiang lina liwei lijing lijun liming liqiang zhangwei zhangmin
  zhangjing zhangli zhangyong liuwei liufang liuyang liumin chenwei chenjing chenli chenjie yangyang
  yangli yangjing zhaomin zhaowei zhoujie wuwei xuwei sunli mahong zhujun huli guowei heli gaofeng
  linna luoli`
const endings = `
  1 12 123 1234 12345 123456 1234567 12345678 0 00 000 01 007 11 111 1111 520 521 1314 5201314 66 666
  6666 88 888 8888 99 999 9999 168 518 110 119 120 1949 2008 2020 2021 2022 2023 2024 2025 2026 2027
  2028 ! @ # !@# @123 @1234 #123 !123 abc qwe a s aa`
const yearsFrom = 1_960
const yearsTo = 2_012

const lengthMin = 8
const words = (text: string): string[] => text.trim().split(/\s+/)

const makeCommon = (): Set<string> => {
  const made = new Set<string>()
  const add = (text: string): void => {
    if (text.length >= lengthMin) made.add(text)
  }
  for (const row of keyboardRows) {
    const twice = row + row
    for (let length = lengthMin; length <= 12; length += 1)
      for (let start = 0; start < row.length; start += 1) add(twice.slice(start, start + length))
    for (let length = 3; length < row.length; length += 1)
      for (const end of words(endings)) add(row.slice(0, length) + end)
  }
  for (const word of [...words(plainWords), ...words(pinyinWords), ...words(givenNames)]) {
    add(word)
    add(word + word)
    for (const end of words(endings)) {
      add(word + end)
      add(end + word)
    }
    for (let year = yearsFrom; year <= yearsTo; year += 1) add(`${word}${year}`)
  }
  return made
}

let common: Set<string> | null = null
/** Some 20,000 passwords that are tried first. */
export const commonPasswords = (): ReadonlySet<string> => {
  common ??= makeCommon()
  return common
}

const leet: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
}
const unleet = (text: string): string => text.replace(/[@431$05]/g, (sign) => leet[sign] ?? sign)

const isRun = (text: string): boolean => {
  const steps = Array.from(text, (letter) => letter.codePointAt(0) as number)
  const step = (steps[1] ?? 0) - (steps[0] ?? 0)
  return (
    Math.abs(step) <= 1 &&
    steps.every((code, index) => index === 0 || code - (steps[index - 1] ?? 0) === step)
  )
}

// A birthday, a telephone, one short thing over and over.
const isByHabit = (text: string): boolean =>
  /^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\D{0,2}$/.test(text) ||
  /^([0-2]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d\D{0,2}$/.test(text) ||
  /^1[3-9]\d{9}$/.test(text) ||
  /^(.{1,4})\1+.?$/.test(text) ||
  isRun(text)

/** What a name of this place is written as: its characters, its pinyin, and both without 区, 市 or 街道. */
const localForms = (name: string): string[] =>
  [name, name.replace(/(街道|小区|社区|新区|自治区|超市|公司|[省市区县镇乡])$/, '')]
    .flatMap((form) => [form, ...spellings(form).flatMap((one) => one.split(/[^\p{L}\p{N}]+/u))])
    .map((form) => form.toLowerCase())
    .filter((form) => form.length >= 4 || /^\p{Script=Han}{2,}$/u.test(form))

/**
 * Whether a password is one that somebody would guess: common ones, dates, telephones, runs, the person's own login,
 * and the names of the product, this place and its organisations with only digits and signs about them. Any other of 8
 * to 200 characters is taken as it is.
 */
export const isGuessable = (password: string, login: string, localNames: readonly string[]): boolean => {
  const folded = password.normalize('NFKC').toLowerCase()
  const plain = unleet(folded)
  if (commonPasswords().has(folded) || commonPasswords().has(plain) || isByHabit(folded)) return true
  if (login !== '' && folded.includes(login.toLowerCase())) return true
  return ['changping', '常平', ...localNames.flatMap(localForms)].some(
    (word) =>
      [folded, plain].some(
        (text) => text.includes(word) && /^[\d\p{P}\p{S}a-z]{0,4}$/u.test(text.replace(word, '')),
      ) ||
      (folded.includes(word) && /^[\d\p{P}\p{S}]*$/u.test(folded.replaceAll(word, ''))),
  )
}
