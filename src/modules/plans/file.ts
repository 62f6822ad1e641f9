import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import type { Result } from '../../kernel/result.ts'
import { ok, refuse } from '../../kernel/result.ts'
import { marketSection } from '../market/index.ts'
import { ordersSection } from '../orders/index.ts'
import { packingSection } from '../packing/index.ts'
import { postKinds } from '../people/index.ts'

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

/** What is wrong with a plan file, at which line (counted from 1). */
export type PlanFault = { readonly line: number; readonly field: string; readonly problem: string }

const bytesMax = 200_000

/**
 * Reads a plan file. Every fault is named with its line; a file with a fault is no plan. Unknown keys are faults: a
 * misspelt rule must never be a rule left out in silence. Aliases and custom tags are refused.
 */
export const readPlanFile = (source: string): Result<PlanFile, 'plans.file_faulty'> => {
  if (source.length > bytesMax)
    return refuse('plans.file_faulty', { faults: [{ line: 1, field: '', problem: 'larger than 200 kB' }] })
  const lines = new LineCounter()
  const document = parseDocument(source, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    customTags: [],
    strict: true,
  })
  const syntax = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    field: '',
    problem: error.message.split('\n')[0] ?? '',
  }))
  if (syntax.length > 0) return refuse('plans.file_faulty', { faults: syntax })
  const parsed = planFile.safeParse(document.toJS({ maxAliasCount: 0 }))
  if (parsed.success) return ok(parsed.data)
  const faults: PlanFault[] = parsed.error.issues.map((issue) => {
    // A missing key has no node of its own: its line is that of the nearest part that is there.
    let path = [...issue.path] as (string | number)[]
    let node = document.getIn(path, true) as { range?: [number, number, number] } | undefined
    while (!node?.range && path.length > 0) {
      path = path.slice(0, -1)
      node = document.getIn(path, true) as { range?: [number, number, number] } | undefined
    }
    return {
      line: node?.range ? lines.linePos(node.range[0]).line : 1,
      field: issue.path.join('.'),
      problem: issue.message,
    }
  })
  return refuse('plans.file_faulty', { faults })
}
