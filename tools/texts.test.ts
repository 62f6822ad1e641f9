/**
 * Texts and sources hold together: no sentence that nothing says, no key without its sentence. Keys that are put
 * together while the program runs are named here by their beginnings; what follows must be a word of the sources.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const textFolder = join(root, 'web', 'text', 'zh-Hans')

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (name === 'node_modules' || name === 'dist') return []
    return statSync(path).isDirectory() ? walk(path) : [path]
  })

const keys = new Set(
  readdirSync(textFolder).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(join(textFolder, file), 'utf8')) as Record<string, string>),
  ),
)
const sources = ['src', 'web', 'engines', join('db', 'migrations')]
  .flatMap((folder) => walk(join(root, folder)))
  .filter((path) => /\.(tsx?|sql)$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }))
const plans = readdirSync(join(root, 'plans'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(join(root, 'plans', file), 'utf8'))

/** Beginnings of keys whose end is only known while the program runs. */
const dynamic = [
  'activation.',
  'common.bag.',
  'common.channel.',
  'common.flag.',
  'common.month.',
  'common.phase.',
  'common.theme.',
  'common.weekday.',
  'console.assign.',
  'console.board.filter.',
  'console.board.standing.',
  'console.fact.',
  'console.fact.day.',
  'console.finding.',
  'console.findings.',
  'console.handover.',
  'console.labels.form.',
  'console.offers.',
  'console.step.',
  'console.stepWhy.',
  'console.upload.',
  'errors.',
  'household.',
  'labels.',
  'labels.totals.',
  'mobile.chain.',
  'mobile.doubt.',
  'mobile.doubt.missing.',
  'mobile.labels.',
  'mobile.mark.',
  'mobile.money.empty.',
  'mobile.money.filter.',
  'mobile.next.',
  'mobile.other.',
  'mobile.paid.',
  'mobile.reveal.reason.',
  'mobile.scan.fault.',
  'mobile.standing.',
  'mobile.stop.',
  'mobile.task.',
  'posts.',
] as const

/** Beginnings whose ends come from elsewhere: weekdays of a recurrence rule, marks put together letter by letter. */
const anyEnding = ['console.fact.day.', 'labels.mark_']
/** What looks like a key and is none: beginnings kept in a table, and names of files. */
const notKeys = /^(?:common\.channel|console\.fact\.label)$|\.(?:pdf|xlsx)$/

// What is a module's name too is no area of texts: its rights and refusals look the same.
const modules = readdirSync(join(root, 'src', 'modules'))
const areas = Array.from(new Set(Array.from(keys, (key) => key.split('.')[0] as string))).filter(
  (area) => !modules.includes(area),
)
const literal = new RegExp(`['"\`]((?:${areas.join('|')})\\.[A-Za-z0-9_.-]+)['"\`]`, 'g')
const said = new Map<string, string>()
for (const { path, text } of sources)
  for (const [, key] of text.matchAll(literal)) if (key !== undefined) said.set(key, path)
const built = new Set(
  sources.flatMap(({ text }) =>
    Array.from(text.matchAll(/`([a-z]+\.[A-Za-z0-9_.-]*)\$\{/g), (match) => match[1] as string),
  ),
)
const sourceWords = new Set(
  [...sources.map(({ text }) => text), ...plans].flatMap((text) => text.match(/[A-Za-z0-9_-]+/g) ?? []),
)

describe('texts', () => {
  test('every key that a source says has its sentence', () => {
    const missing = Array.from(said).filter(([key]) => !keys.has(key) && !notKeys.test(key))
    expect(missing.map(([key, path]) => `${path}: ${key}`)).toEqual([])
  })

  test('every sentence is said by a source', () => {
    const unused = Array.from(keys).filter((key) => {
      if (said.has(key) || anyEnding.some((one) => key.startsWith(one))) return false
      const beginning = dynamic.find((one) => key.startsWith(one))
      if (beginning === undefined) return true
      // A key such as common.day_one is chosen by count: its ending is the plural's.
      const ending = key.slice(beginning.length).replace(/_(?:one|other)$/, '')
      return !ending.split('.').every((part) => sourceWords.has(part))
    })
    expect(unused).toEqual([])
  })

  test('every beginning that is allowed is used, and every one that is used is allowed', () => {
    const ours = Array.from(built).filter((one) => areas.includes(one.split('.')[0] as string))
    expect(dynamic.filter((one) => !built.has(one))).toEqual([])
    expect(ours.filter((one) => !(dynamic as readonly string[]).includes(one))).toEqual([])
  })
})
