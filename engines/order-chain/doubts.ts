/**
 * Why a line is put before a person. The codes are stable: stored, counted and translated by others. Each has a
 * sentence of what happened and one of what to do, in Chinese and English.
 */

export type DoubtCode = keyof typeof DOUBTS

/** A doubt with what it was about: `text` the words, `line` another line, numbers where they help. */
export type Doubt = {
  readonly code: DoubtCode
  readonly data: Readonly<Record<string, string | number>>
}

type Sentence = { readonly zhHans: string; readonly en: string }
type DoubtText = { readonly what: Sentence; readonly todo: Sentence }

const ASK_HOME: Sentence = { zhHans: '请核对楼栋、单元和房号。', en: 'Ask for building, entrance and room.' }
const ASK_QUANTITY: Sentence = { zhHans: '请向住户核对数量。', en: 'Ask the household how many.' }
const ASK_WISH: Sentence = { zhHans: '请向住户核对要什么。', en: 'Ask the household what it wants.' }

export const DOUBTS = {
  'no-household': { what: { zhHans: '没有写楼栋房号', en: 'no household' }, todo: ASK_HOME },
  'household-two-ways': {
    what: { zhHans: '“{text}”可能是不同的住户', en: 'the household "{text}" can be read two ways' },
    todo: ASK_HOME,
  },
  'household-incomplete': {
    what: { zhHans: '“{text}”缺少房号', en: 'the household "{text}" has no room' },
    todo: ASK_HOME,
  },
  'floor-or-building': {
    what: { zhHans: '“{text}”可能是楼栋也可能是楼层', en: '"{text}" may be a building or a floor' },
    todo: ASK_HOME,
  },
  'entrance-unclear': {
    what: {
      zhHans: '同一楼栋房号在另一行写法不同(单元或期区)',
      en: 'the same building and room stands elsewhere with another entrance or phase ({text})',
    },
    todo: ASK_HOME,
  },
  'several-households': {
    what: { zhHans: '一行里有几户', en: 'more than one household in a line ({text})' },
    todo: { zhHans: '请分成每户一行。', en: 'Split it into one line per household.' },
  },
  'unknown-household': {
    what: { zhHans: '本小区没有“{text}”', en: '{text} is not a home of this estate' },
    todo: ASK_HOME,
  },
  'no-items': { what: { zhHans: '没有写要什么', en: 'nothing is ordered' }, todo: ASK_WISH },
  'unknown-item': {
    what: { zhHans: '价目表里没有“{text}”', en: '{text} is not on the price list' },
    todo: { zhHans: '请核对品名,或补进价目表。', en: 'Ask for the item, or add it to the price list.' },
  },
  'ambiguous-item': {
    what: { zhHans: '“{text}”可能是几种商品', en: '{text} may be more than one item' },
    todo: { zhHans: '请住户选定一种。', en: 'Ask the household which one.' },
  },
  'unread-text': {
    what: { zhHans: '“{text}”没有读懂', en: 'the words "{text}" were not understood' },
    todo: { zhHans: '请人工阅读这一行。', en: 'Read this line yourself.' },
  },
  question: {
    what: { zhHans: '这一行是在提问', en: 'the line asks a question' },
    todo: { zhHans: '请回复住户。', en: 'Answer the household.' },
  },
  conditional: {
    what: { zhHans: '带有条件或选择(“{text}”)', en: 'the order depends on something ("{text}")' },
    todo: ASK_WISH,
  },
  'example-line': {
    what: { zhHans: '可能只是示例', en: 'the line may be an example only' },
    todo: { zhHans: '请确认是否真实下单。', en: 'Ask whether it is an order.' },
  },
  'half-quantity': {
    what: { zhHans: '不能订半份', en: "a part of a unit can't be ordered ({text})" },
    todo: ASK_QUANTITY,
  },
  'quantity-zero': { what: { zhHans: '数量为零', en: 'the quantity is zero' }, todo: ASK_QUANTITY },
  'quantity-two-ways': {
    what: { zhHans: '数量有两种读法(“{text}”)', en: 'the quantity can be read two ways ("{text}")' },
    todo: ASK_QUANTITY,
  },
  'quantity-unlikely': {
    what: { zhHans: '数量{quantity}不像一户的用量', en: 'a household hardly orders {quantity}' },
    todo: ASK_QUANTITY,
  },
  'unit-does-not-fit': {
    what: { zhHans: '{text}的单位不是“{unit}”', en: '{text} is not sold by {unit}' },
    todo: ASK_QUANTITY,
  },
  'not-whole-pack': {
    what: { zhHans: '“{text}”不是整份的数量', en: '"{text}" is not a whole number of packs' },
    todo: ASK_QUANTITY,
  },
  'over-limit': {
    what: { zhHans: '超过每户限购{limit}({text})', en: 'over the limit of {limit} per household ({text})' },
    todo: { zhHans: '请住户减量。', en: 'Ask the household to take less.' },
  },
  'limit-two-ways': {
    what: {
      zhHans: '限购{limit}是每样还是合计不明',
      en: 'the limit of {limit} may be for each item or for all together',
    },
    todo: { zhHans: '请定下限购的意思。', en: 'Settle what the limit means.' },
  },
  'repeated-line': {
    what: { zhHans: '与第{line}行相同', en: 'the same line as line {line}: a repeat or a second order' },
    todo: { zhHans: '请确认是否重复。', en: 'Ask whether it is a repeat.' },
  },
  'repeat-or-second': {
    what: {
      zhHans: '{text}前面已经订过,可能是更正也可能是加订',
      en: '{text} was ordered before: a correction or a second order',
    },
    todo: { zhHans: '请确认是更正还是加订。', en: 'Ask whether it corrects or adds.' },
  },
  'change-does-not-fit': {
    what: {
      zhHans: '要改的内容前面没有订过({text})',
      en: 'the change does not fit what was ordered ({text})',
    },
    todo: { zhHans: '请核对住户和前面的接龙。', en: 'Check the household and its earlier lines.' },
  },
  'change-two-ways': {
    what: { zhHans: '改动有两种读法', en: 'the change can be read two ways' },
    todo: { zhHans: '请住户写出完整的新订单。', en: 'Ask for the whole new order.' },
  },
  'same-as-unclear': {
    what: { zhHans: '“同上”所指的一行不明确', en: '"same as above" points to no clear order' },
    todo: ASK_WISH,
  },
  'money-does-not-fit': {
    what: { zhHans: '金额{text}与所订不符', en: 'the amount {text} does not fit the order' },
    todo: { zhHans: '请核对金额和数量。', en: 'Check amount and quantities.' },
  },
  'total-does-not-fit': {
    what: { zhHans: '合计{text}与所订不符', en: 'the total {text} does not fit the order' },
    todo: ASK_QUANTITY,
  },
  'line-too-long': {
    what: { zhHans: '这一行太长', en: 'the line is too long to be one order' },
    todo: { zhHans: '请人工阅读这一行。', en: 'Read this line yourself.' },
  },
} as const satisfies Record<string, DoubtText>

/** Every doubt code, in a fixed order. */
export const DOUBT_CODES = Object.keys(DOUBTS) as readonly DoubtCode[]

/** A doubt of a code with its particulars. */
export function doubt(code: DoubtCode, data: Doubt['data'] = {}): Doubt {
  return { code, data }
}

/** The sentence for a doubt: what happened (`what`), or what to do next (`todo`). */
export function doubtSentence(
  given: Doubt,
  language: 'zhHans' | 'en',
  part: 'what' | 'todo' = 'what',
): string {
  const text: Sentence = DOUBTS[given.code][part]
  return text[language].replace(/\{(\w+)\}/g, (_whole, key: string) => String(given.data[key] ?? ''))
}

/** Tells a doubt from a result. */
export function isDoubt(value: object): value is Doubt {
  return 'code' in value
}
