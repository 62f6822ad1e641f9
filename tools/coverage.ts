/**
 * Prints docs/coverage.md from the tests: `tsx tools/coverage.ts` writes it, `--check` fails if what is committed is
 * stale. A test file says what it shows in comment lines of its own: `// covers: HOU-3 walked refused, LED-1 killed`.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import type { Requirement } from './requirements.ts'
import { requirements } from './requirements.ts'

export const ways = ['walked', 'refused', 'raced', 'killed'] as const
export type Way = (typeof ways)[number]
type TestFile = { readonly path: string; readonly text: string }
/** What one test file says of one requirement. */
export type Cover = { readonly id: string; readonly way: Way; readonly path: string }

const root = resolve(import.meta.dirname, '..')
const page = join(root, 'docs', 'coverage.md')
const folders = ['src', 'test', 'engines', 'web']

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name === 'dist') return []
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })

/** Every test file of the project, in the order of its path. */
export const testFiles = (): TestFile[] =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => walk(join(root, folder)))
    .filter((path) => /\.test\.tsx?$/.test(path))
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
    .sort((one, other) => (one.path < other.path ? -1 : 1))

const isWay = (word: string): word is Way => (ways as readonly string[]).includes(word)

/** Reads the `// covers:` lines of a file; what is not understood comes back as a fault with its words. */
export const readCovers = (
  file: TestFile,
  known: readonly Requirement[] = requirements,
): { covers: Cover[]; faults: string[] } => {
  const ids = new Set(known.map(({ id }) => id))
  const covers: Cover[] = []
  const faults: string[] = []
  for (const [, said] of file.text.matchAll(/^\/\/ covers:(.*)$/gm)) {
    for (const part of (said ?? '').split(',')) {
      const [id = '', ...shown] = part.trim().split(/\s+/)
      if (!ids.has(id)) faults.push(`${file.path}: there is no requirement "${id}"`)
      if (shown.length === 0) faults.push(`${file.path}: ${id} says not what is shown`)
      for (const way of shown) {
        if (isWay(way)) covers.push({ id, way, path: file.path })
        else faults.push(`${file.path}: "${way}" is none of ${ways.join(', ')}`)
      }
    }
  }
  return { covers, faults }
}

// Long names would make the table unreadable: a file is called by its name, and by its folders where two share it.
const callFiles = (paths: readonly string[]): Map<string, string> => {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.test\.tsx?$/, '')
  return new Map(
    paths.map((path) => {
      const alone = paths.filter((other) => nameOf(other) === nameOf(path)).length === 1
      return [path, alone ? nameOf(path) : path.replace(/\.test\.tsx?$/, '')]
    }),
  )
}

/** The page: what of the product is shown by which test, and what is not shown yet. */
export const coveragePage = (
  covers: readonly Cover[],
  known: readonly Requirement[] = requirements,
): string => {
  const names = callFiles(Array.from(new Set(covers.map(({ path }) => path))).sort())
  const cell = (id: string, way: Way): string =>
    Array.from(
      new Set(covers.filter((cover) => cover.id === id && cover.way === way).map(({ path }) => path)),
    )
      .sort()
      .map((path) => `[${names.get(path)}](../${path})`)
      .join(', ')
  const row = ({ id, words }: Requirement): string =>
    `| ${id} ${words} | ${ways.map((way) => cell(id, way)).join(' | ')} |`
  const has = (id: string, way?: Way): boolean =>
    covers.some((cover) => cover.id === id && (way === undefined || cover.way === way))
  const table = (chosen: readonly Requirement[]): string[] => [
    `| requirement | ${ways.join(' | ')} |`,
    `|---|${ways.map(() => '---').join('|')}|`,
    ...chosen.map(row),
  ]
  const list = (chosen: readonly Requirement[]): string =>
    chosen.length === 0 ? 'none' : chosen.map(({ id }) => id).join(', ')
  const inProduct = known.filter((one) => one.inProduct)
  const ahead = known.filter((one) => !one.inProduct && has(one.id))
  return [
    '# What the tests show',
    '',
    'Printed by `npm run coverage` from the `// covers:` lines of the test files; a test fails when this page is stale.',
    'A requirement is **walked** when a test does with it what a person does, **refused** when a test tries what must',
    'not be and is told so, **raced** when a test has several do it at the same moment, **killed** when a test ends the',
    'server or its database in the middle of it. A line says what a test shows of a requirement, not that all of it is',
    'there.',
    '',
    '## In the product',
    '',
    ...table(inProduct),
    '',
    `Shown by no test: ${list(inProduct.filter(({ id }) => !has(id)))}.`,
    ...ways.map((way) => `Not ${way} yet: ${list(inProduct.filter(({ id }) => has(id) && !has(id, way)))}.`),
    '',
    '## Ahead of the product',
    '',
    'Shown for an engine by itself; no screen uses it yet.',
    '',
    ...table(ahead),
    '',
    `${known.length - inProduct.length - ahead.length} more requirements are neither in the product nor in an engine.`,
    '',
  ].join('\n')
}

/** The page as it should stand now; throws with every line that is not understood. */
export const printCoverage = (): string => {
  const read = testFiles().map((file) => readCovers(file))
  const faults = read.flatMap((one) => one.faults)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return coveragePage(read.flatMap((one) => one.covers))
}

export const committedPage = (): string => (existsSync(page) ? readFileSync(page, 'utf8') : '')

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const printed = printCoverage()
  if (process.argv.includes('--check')) {
    if (printed !== committedPage()) {
      process.stderr.write('docs/coverage.md is stale: npm run coverage\n')
      process.exit(1)
    }
  } else {
    writeFileSync(page, printed)
    process.stdout.write(`wrote ${relative(root, page)}\n`)
  }
}
