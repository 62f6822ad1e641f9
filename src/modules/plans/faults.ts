import type { Document, LineCounter } from 'yaml'
import { isMap } from 'yaml'
import type { z } from 'zod'

/**
 * What is wrong with a plan file: the line (counted from 1), the field, what it is, and how to mend it, in both
 * languages, because plans are written by people at a desk who read nothing else of this product.
 */
export type PlanFault = {
  readonly line: number
  readonly field: string
  readonly code: PlanFaultCode
  readonly problem: string
  readonly mend: string
}

export type PlanFaultCode =
  | 'syntax'
  | 'too_large'
  | 'empty'
  | 'twice'
  | 'unknown_key'
  | 'missing'
  | 'wrong_type'
  | 'not_allowed'
  | 'too_small'
  | 'too_big'
  | 'wrong_form'
  | 'bad_cadence'
  | 'no_window'
  | 'unknown_right'

const mends: Readonly<Record<PlanFaultCode, string>> = {
  syntax: '请检查缩进、冒号后的空格和引号。 / Check indentation, the space after a colon, and quotes.',
  too_large: '预案文件不超过 200 kB。 / Keep a plan file below 200 kB.',
  empty: '请从一份现有预案复制开始。 / Start from a copy of a plan that is there.',
  twice: '请删去重复的一处。 / Take one of the two out.',
  unknown_key: '请改正写错的名称,或删去这一行。 / Correct the name, or take the line out.',
  missing: '请补上这一项。 / Add this field.',
  wrong_type: '请按应有的类型写。 / Write it as the kind that is wanted.',
  not_allowed: '请改成允许的写法之一。 / Use one of the values that are allowed.',
  too_small: '请改大。 / Make it larger.',
  too_big: '请改小。 / Make it smaller.',
  wrong_form: '请按格式写,例如 "18:00"。 / Write it in the form that is wanted, such as "18:00".',
  bad_cadence:
    '请写成 RFC 5545 规则,例如 FREQ=WEEKLY;BYDAY=MO,FR。 / Write a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,FR.',
  no_window: '开单和截单不能同一时刻。 / Opening and cut-off must differ.',
  unknown_right: '请从现有预案里找正确的名称。 / Find the right name in a plan that is there.',
}

export const fault = (line: number, field: string, code: PlanFaultCode, problem: string): PlanFault => ({
  line,
  field,
  code,
  problem,
  mend: mends[code],
})

type Path = readonly PropertyKey[]

/** The line of a field; of a missing one, the line of the part that should hold it. */
export const lineOf = (document: Document, lines: LineCounter, path: Path): number => {
  let rest = [...path]
  for (;;) {
    // A key's own line, not its value's: a long list starts below its name.
    const last = rest.at(-1)
    const parent = rest.length === 0 ? null : document.getIn(rest.slice(0, -1), true)
    if (parent && isMap(parent)) {
      const pair = parent.items.find(
        (item) => String((item.key as { value?: unknown })?.value ?? item.key) === String(last),
      )
      const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range
      if (range) return lines.linePos(range[0]).line
    }
    const node = document.getIn(rest, true) as { range?: [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
    if (rest.length === 0) return 1
    rest = rest.slice(0, -1)
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: '文字 / text',
  number: '数字 / a number',
  int: '整数 / a whole number',
  boolean: 'true 或 false / true or false',
  array: '列表 / a list',
  object: '一组字段 / a group of fields',
}

/** The faults of one finding of the schema. */
export const faultsOfIssue = (
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
): PlanFault[] => {
  const field = issue.path.map(String).join('.')
  const line = lineOf(document, lines, issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const path = [...issue.path, key]
        return fault(
          lineOf(document, lines, path),
          path.map(String).join('.'),
          'unknown_key',
          `不认识的项 / unknown field: ${key}`,
        )
      })
    case 'invalid_type': {
      const wanted = typeWords[issue.expected] ?? issue.expected
      const there = document.hasIn([...issue.path])
      if (issue.path.length === 0) return [fault(1, '', 'empty', '这不是一份预案 / this is no plan')]
      return there
        ? [fault(line, field, 'wrong_type', `应为 ${wanted} / should be: ${wanted}`)]
        : [fault(line, field, 'missing', `缺少 / missing: ${field}`)]
    }
    case 'invalid_value':
      if (!document.hasIn([...issue.path])) return [fault(line, field, 'missing', `缺少 / missing: ${field}`)]
      return [fault(line, field, 'not_allowed', `只能是 / only: ${issue.values.map(String).join(', ')}`)]
    case 'too_small':
      return [fault(line, field, 'too_small', `至少 / at least: ${issue.minimum}`)]
    case 'too_big':
      return [fault(line, field, 'too_big', `至多 / at most: ${issue.maximum}`)]
    case 'invalid_format':
      return [
        fault(
          line,
          field,
          field === 'orders.cadence' ? 'bad_cadence' : 'wrong_form',
          `写法不对 / not in the form wanted: ${field}`,
        ),
      ]
    default:
      return [fault(line, field, 'wrong_form', issue.message)]
  }
}
