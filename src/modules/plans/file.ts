import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import type { Result } from '../../kernel/result.ts'
import { ok, refuse } from '../../kernel/result.ts'
import { marketSection } from '../market/index.ts'
import { isCadence, ordersSection } from '../orders/index.ts'
import { packingSection } from '../packing/index.ts'
import { postKinds } from '../people/index.ts'
import type { PlanFault } from './faults.ts'
import { fault, faultsOfIssue, lineOf } from './faults.ts'

const text = z.string().min(1).max(500)

/** The whole of a plan file. Each module owns the form of its section; posts say which post does what. */
export const planFile = z.strictObject({
  plan: z.string().regex(/^[A-D][0-9]{1,2}$/),
  title: text,
  about: text,
  places: z.array(z.enum(['district', 'street', 'community', 'estate'])).min(1),
  gaps: z.array(text).min(1),
  market: marketSection,
  orders: ordersSection,
  packing: packingSection,
  posts: z.strictObject(
    Object.fromEntries(
      postKinds.map((kind) => [
        kind,
        z
          .array(z.string().regex(/^[a-z]+\.[a-z_]+$/))
          .min(1)
          .optional(),
      ]),
    ),
  ),
})
export type PlanFile = z.output<typeof planFile>
export type { PlanFault } from './faults.ts'

const bytesMax = 200_000

/** Faults that the schema can't see: a rule that gives no day, a window of no length, a thing or a right named twice. */
const faultsOfSense = (
  file: PlanFile,
  at: (path: readonly PropertyKey[]) => number,
  knownRights: ReadonlySet<string> | null,
): PlanFault[] => {
  const faults: PlanFault[] = []
  if (!isCadence(file.orders.cadence)) {
    faults.push(
      fault(
        at(['orders', 'cadence']),
        'orders.cadence',
        'bad_cadence',
        `没有这样的周期 / no such cadence: ${file.orders.cadence}`,
      ),
    )
  }
  if (file.orders.opens === file.orders.cutOff) {
    faults.push(
      fault(
        at(['orders', 'cutOff']),
        'orders.cutOff',
        'no_window',
        `开单和截单都是 / both are ${file.orders.cutOff}`,
      ),
    )
  }
  const lists: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['places'], file.places],
    [['orders', 'channels'], file.orders.channels],
    [['orders', 'payment'], file.orders.payment],
    [['packing', 'labelShows'], file.packing.labelShows],
    ...Object.entries(file.posts).map(([post, rights]) => [['posts', post], rights ?? []] as const),
  ]
  for (const [path, values] of lists) {
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    if (twice) faults.push(fault(at(path), path.join('.'), 'twice', `写了两次 / named twice: ${twice}`))
  }
  for (const [post, rights] of Object.entries(file.posts)) {
    for (const right of rights ?? []) {
      if (knownRights && !knownRights.has(right)) {
        faults.push(
          fault(
            at(['posts', post]),
            `posts.${post}`,
            'unknown_right',
            `没有这个权限 / no such right: ${right}`,
          ),
        )
      }
    }
  }
  return faults
}

/**
 * Reads a plan file. Every fault is named with its line and how to mend it; a file with a fault is no plan. Unknown
 * keys are faults: a misspelt rule must never be a rule left out in silence. Aliases and custom tags are refused.
 * `knownRights`: every right that the product asks for; without it rights are not checked.
 */
export const readPlanFile = (
  source: string,
  knownRights: ReadonlySet<string> | null = null,
): Result<PlanFile, 'plans.file_faulty'> => {
  const no = (faults: readonly PlanFault[]) =>
    refuse('plans.file_faulty', { faults: [...faults].sort((left, right) => left.line - right.line) })
  if (source.length > bytesMax) return no([fault(1, '', 'too_large', '超过 200 kB / larger than 200 kB')])
  const lines = new LineCounter()
  const document = parseDocument(source, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    customTags: [],
    strict: true,
  })
  const syntax = [...document.errors, ...document.warnings].map((error) =>
    fault(
      lines.linePos(error.pos[0]).line,
      '',
      error.code === 'DUPLICATE_KEY' ? 'twice' : 'syntax',
      error.message.split('\n')[0] ?? '',
    ),
  )
  if (syntax.length > 0) return no(syntax)
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 0 })
  } catch {
    return no([fault(1, '', 'syntax', '不能用 * 引用 / aliases (*) are not allowed')])
  }
  const parsed = planFile.safeParse(value)
  if (!parsed.success)
    return no(parsed.error.issues.flatMap((issue) => faultsOfIssue(issue, document, lines)))
  const sense = faultsOfSense(parsed.data, (path) => lineOf(document, lines, path), knownRights)
  return sense.length > 0 ? no(sense) : ok(parsed.data)
}
