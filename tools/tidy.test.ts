/**
 * The house rules as a test. What a reviewer would say every time, this says at once, with the file and the line.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errors, routes } from '../src/cli/product.ts'
import { baseRights } from '../src/modules/people/index.ts'
import { readPlans } from '../src/modules/plans/index.ts'

const root = resolve(import.meta.dirname, '..')
const modulesInLine = [
  'audit',
  'places',
  'people',
  'catalog',
  'ledger',
  'situation',
  'policy',
  'approval',
  'notices',
  'warehouse',
  'reserve',
  'market',
  'sourcing',
  'requisition',
  'orders',
  'care',
  'allocation',
  'packing',
  'transport',
  'reports',
  'oversight',
  'disclosure',
  'plans',
] as const

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (name === 'node_modules' || name === 'dist') return []
    return statSync(path).isDirectory() ? walk(path) : [path]
  })

const sources = ['src', 'engines', 'web', 'tools', 'test', 'bench']
  .flatMap((folder) => {
    try {
      return walk(join(root, folder))
    } catch {
      return []
    }
  })
  .filter((path) => /\.(ts|tsx)$/.test(path))
  .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }))

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('test/')
const product = sources.filter(({ path }) => /^(src|engines|web)\//.test(path) && !isTest(path))

const importsOf = (text: string): string[] =>
  Array.from(
    text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
    ),
    (match) => (match[1] ?? match[2] ?? match[3]) as string,
  )

/** Project-relative targets of a file's relative imports. */
const targetsOf = ({ path, text }: { path: string; text: string }): string[] =>
  importsOf(text)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, resolve(root, dirname(path), name)))

const packagesOf = ({ text }: { text: string }): string[] =>
  importsOf(text).filter((name) => !name.startsWith('.'))

const offences = (check: (source: { path: string; text: string }) => string[]): string[] =>
  product.flatMap((source) => check(source).map((what) => `${source.path}: ${what}`))

const linesWith = (text: string, pattern: RegExp): string[] =>
  text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
    .map(({ line, number }) => `line ${number}: ${line.trim().slice(0, 80)}`)

const moduleOf = (path: string): string | null => /^src\/modules\/([a-z]+)\//.exec(path)?.[1] ?? null

describe('the line of modules', () => {
  test('every module stands in the line and has its door', () => {
    const present = readdirSync(join(root, 'src', 'modules'))
    expect(present.filter((name) => !(modulesInLine as readonly string[]).includes(name))).toEqual([])
    for (const name of present) {
      const door = readFileSync(join(root, 'src', 'modules', name, 'index.ts'), 'utf8')
      expect(door.startsWith('/**'), `${name}/index.ts opens with the module's story`).toBe(true)
    }
  })

  test('a module is used through its door, and imports only to its left', () => {
    const found = offences((source) => {
      const own = moduleOf(source.path)
      return targetsOf(source).flatMap((target) => {
        const other = moduleOf(target)
        if (!other || other === own) return []
        const door = target === `src/modules/${other}/index.ts` || target === `src/modules/${other}/api.ts`
        const pure = source.path.startsWith('web/') && /\/(states|errors|rules)\.ts$/.test(target)
        const divisions =
          source.path.startsWith('src/demo/') && target.startsWith('src/modules/places/divisions/')
        const wrong: string[] = []
        if (!door && !pure && !divisions) wrong.push(`goes past the door: ${target}`)
        if (own && modulesInLine.indexOf(other as never) > modulesInLine.indexOf(own as never))
          wrong.push(`imports to its right: ${target}`)
        return wrong
      })
    })
    expect(found).toEqual([])
  })

  test('the kernel imports nothing, the platform knows no business, engines stand alone', () => {
    const found = offences((source) => {
      const targets = targetsOf(source)
      if (source.path.startsWith('src/kernel/')) {
        const packages = packagesOf(source).filter(
          (name) => !(source.path === 'src/kernel/wire.ts' && name === 'zod'),
        )
        return [...packages, ...targets.filter((target) => !target.startsWith('src/kernel/'))]
      }
      if (source.path.startsWith('src/platform/')) {
        return targets.filter((target) => !/^src\/(kernel|platform)\//.test(target))
      }
      const engine = /^engines\/([a-z-]+)\//.exec(source.path)?.[1]
      if (engine && !/\/(bench|worker|testing|corpus)/.test(source.path)) {
        return [
          ...packagesOf(source),
          ...targets.filter((target) => !target.startsWith(`engines/${engine}/`)),
        ]
      }
      return []
    })
    expect(found).toEqual([])
  })

  test('pure files stay pure: states, errors, api and rules touch no database, clock or file', () => {
    const found = offences((source) => {
      if (!/^src\/modules\/[a-z]+\/(states|errors|api|rules)\.ts$/.test(source.path)) return []
      return [
        ...packagesOf(source).filter((name) => name !== 'zod'),
        ...targetsOf(source).filter((target) => /^src\/platform\//.test(target)),
      ]
    })
    expect(found).toEqual([])
  })
})

describe('the words of the code', () => {
  test('no bare clock and no bare chance outside the platform', () => {
    const found = offences(({ path, text }) => {
      if (/^src\/(platform|cli|main)/.test(path) || path.startsWith('web/') || /\/(bench|worker)/.test(path))
        return []
      return linesWith(text, /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\bperformance\.now\(/)
    })
    expect(found).toEqual([])
  })

  test('a file past 400 lines becomes a folder', () => {
    const long = product.filter(
      ({ path, text }) => !/\.gen\.ts$|\/corpus\//.test(path) && text.split('\n').length > 401,
    )
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length}`)).toEqual([])
  })

  test('no default export, no enum, no any, nothing left undone', () => {
    const found = offences(({ text }) =>
      linesWith(
        text,
        /^export default|\benum [A-Z]|:\s*any\b|<any>|\bas any\b|@ts-ignore|\bTODO\b|\bFIXME\b/,
      ).filter((line) => !line.includes('defineConfig')),
    )
    expect(found).toEqual([])
  })

  test('SQL is written as a template, and only the platform hands text to the driver', () => {
    const found = offences(({ path, text }) =>
      !path.startsWith('src/') || /^src\/(platform\/(db|postgres)|cli)\//.test(path)
        ? []
        : linesWith(text, /\.query\(|from 'pg'|\bvalues: \[/),
    )
    expect(found).toEqual([])
  })

  test('no test is switched off or alone', () => {
    const found = sources
      .filter(({ path }) => isTest(path) && path !== 'tools/tidy.test.ts')
      .flatMap(({ path, text }) =>
        linesWith(text, /\b(test|it|describe)\.only\(|\b(test|it|describe)\.todo\(/).map(
          (line) => `${path}: ${line}`,
        ),
      )
    expect(found).toEqual([])
  })
})

describe('the database', () => {
  const migrations = readdirSync(join(root, 'db', 'migrations'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, 'db', 'migrations', name), 'utf8') }))
  const statements = migrations.map(({ text }) => text.replace(/--.*$/gm, '')).join('\n')

  test('no float, no money type, no timestamp without zone, no trigger, no serial', () => {
    const found = migrations.flatMap(({ name, text }) =>
      linesWith(
        text.replace(/--.*$/gm, ''),
        /\b(real|float\d?|double precision|money|serial|bigserial)\b(?! *')|\btimestamp\b(?!tz)|create (or replace )?trigger/i,
      ).map((line) => `${name}: ${line}`),
    )
    expect(found).toEqual([])
  })

  test('every key of a table leads with its district', () => {
    const tables = Array.from(statements.matchAll(/create table ([a-z_."]+) \(([\s\S]*?)\n\)/g))
    expect(tables.length).toBeGreaterThan(20)
    const found = tables.flatMap(([, name, body]) => {
      if (name?.startsWith('platform.')) return []
      const keys = Array.from(
        (body as string).matchAll(/(primary key|unique(?: nulls not distinct)?|foreign key) \(([^)]*)\)/g),
      )
      const inline =
        /\bprimary key\b(?! \()/.test(body as string) && !/district_id int primary key/.test(body as string)
      const wrong = keys
        .filter((key) => !(key[2] as string).startsWith('district_id'))
        .map((key) => `${name}: ${key[0]}`)
      return inline ? [...wrong, `${name}: a primary key without the district`] : wrong
    })
    expect(found).toEqual([])
  })

  test('nobody is given the right to change a voucher, a posting or a line of the audit record', () => {
    const grants = Array.from(statements.matchAll(/grant ([a-z, ]+) on ([^;]+?) to/g))
    const found = grants.filter(
      ([, rights, tables]) =>
        /update|delete|truncate/.test(rights as string) &&
        /ledger\.(voucher|posting|account)\b|audit\.(link|line)\b/.test(tables as string),
    )
    expect(found.map((grant) => grant[0])).toEqual([])
  })

  test('every sealed or personal column says purpose, basis, level and how long it is kept', () => {
    const sealed = Array.from(statements.matchAll(/create table ([a-z_."]+) \(([\s\S]*?)\n\)/g)).flatMap(
      ([, table, body]) =>
        Array.from((body as string).matchAll(/\b([a-z_]+_sealed) bytea/g), (match) => `${table}.${match[1]}`),
    )
    expect(sealed.length).toBeGreaterThan(4)
    const declared = new Set(
      Array.from(
        statements.matchAll(
          /comment on column ([a-z_."]+) is\s+'personal: purpose=[^;]+; basis=[^;]+; level=(general|sensitive); keep=[^;']+/g,
        ),
        (match) => match[1],
      ),
    )
    expect(sealed.filter((column) => !declared.has(column))).toEqual([])
  })
})

describe('routes, rights and texts', () => {
  test('every route declares who may call it, and no two share an address', () => {
    const seen = new Set<string>()
    for (const route of routes) {
      expect(route.access?.kind, `${route.method} ${route.path}`).toBeTruthy()
      const key = `${route.method} ${route.path.replace(/:[a-zA-Z]+/g, ':x')}`
      expect(seen.has(key), key).toBe(false)
      seen.add(key)
    }
  })

  test('every right that a plan or a base post gives is asked for somewhere', () => {
    const asked = product
      .filter(({ path }) => path.startsWith('src/'))
      .map(({ text }) => text)
      .join('\n')
    const given = new Set([
      ...Object.values(baseRights).flat(),
      ...Array.from(readPlans().values()).flatMap(({ file }) =>
        Object.values(file.posts).flatMap((actions) => actions ?? []),
      ),
    ])
    const source = asked.replace(/baseRights[\s\S]*?\n}/, '')
    expect(Array.from(given).filter((action) => !source.includes(`'${action}'`))).toEqual([])
  })

  const read = (language: string): Map<string, string> => {
    const folder = join(root, 'web', 'text', language)
    return new Map(
      readdirSync(folder).flatMap((file) =>
        Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>),
      ),
    )
  }

  test('the three languages have the same texts, none of them empty', () => {
    const hans = read('zh-Hans')
    for (const language of ['zh-Hant', 'en']) {
      const other = read(language)
      expect(
        Array.from(hans.keys()).filter((key) => !other.get(key)?.trim()),
        language,
      ).toEqual([])
      expect(
        Array.from(other.keys()).filter((key) => !hans.has(key)),
        language,
      ).toEqual([])
    }
  })

  test('every refusal has a sentence in every language', () => {
    const codes = new Set([
      ...Object.keys(errors),
      ...Array.from(
        readFileSync(join(root, 'db/migrations/0010_orders_intake.sql'), 'utf8').matchAll(
          /'(orders\.[a-z_]+)'/g,
        ),
        (match) => match[1] as string,
      ).filter((code) => code !== 'orders.intake'),
    ])
    for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
      const texts = read(language)
      expect(
        Array.from(codes).filter((code) => !texts.has(`errors.${code}`)),
        language,
      ).toEqual([])
    }
  })

  test('every code that is refused is declared with its kind', () => {
    const found = offences(({ path, text }) =>
      path.startsWith('src/')
        ? Array.from(
            text.matchAll(/\b(?:refused|refuse|refusal)\('([a-z]+\.[a-z_]+)'/g),
            (match) => match[1] as string,
          ).filter((code) => !(code in errors))
        : [],
    )
    expect(found).toEqual([])
  })
})
