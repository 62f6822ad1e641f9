// `npm test`: everything, ending with one plain line `N passed, N failed, N skipped`.
//   --check            types, format, lint and the tests that need nothing but Node (`npm run check`)
//   --long             the same as without, with LONG=1: the long forms of the tests
//   --server-database  only the tests with a database, on the server that DATABASE_URL names
//   other words        only test files whose path holds one of them
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { endWithParent, ensureBuilt, ensureInstalled, node, root, run } from './setup.mjs'

const words = process.argv.slice(2)
const check = words.includes('--check')
const serverDatabase = words.includes('--server-database')
const filters = words.filter((word) => !word.startsWith('--'))
const unknown = words.find(
  (word) => word.startsWith('--') && !['--check', '--long', '--server-database'].includes(word),
)

const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []
const skips = []
const print = (text) => process.stdout.write(`${text}\n`)

const fail = (name) => {
  total.failed += 1
  failures.push(name)
}

// Sources that exist: linters refuse a folder that is not there.
const sources = ['src', 'engines', 'web', 'test', 'tools', 'bench'].filter((name) =>
  existsSync(join(root, name)),
)

const stages = [
  { name: 'types', words: ['node_modules/@typescript/native/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of web',
    needs: 'web/tsconfig.json',
    words: ['node_modules/@typescript/native/bin/tsc', '--noEmit', '-p', 'web/tsconfig.json'],
  },
  { name: 'format and lint (biome)', words: ['node_modules/@biomejs/biome/bin/biome', 'check'] },
  {
    name: 'lint (oxlint)',
    words: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', ...sources],
  },
]

const runStages = async () => {
  for (const { name, needs, words: command } of stages) {
    if (needs && !existsSync(join(root, needs))) continue
    const began = performance.now()
    const { code, text } = await node(command, { output: 'keep' })
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    if (code === 0) {
      total.passed += 1
      print(` ✓ ${name} ${seconds} s`)
    } else {
      print(`${text.trimEnd()}\n ✗ ${name} ${seconds} s`)
      fail(name)
    }
  }
}

const nameOf = (file, test) => `${relative(root, file)} > ${test}`

/** Runs vitest and adds its counts; a file that could not even be loaded counts as one failure. */
const runTests = async ({ projects, output }) => {
  const folder = mkdtempSync(join(tmpdir(), 'changping-test-'))
  const report = join(folder, 'report.json')
  const env = { ...process.env, ...(words.includes('--long') ? { LONG: '1' } : {}) }
  if (!process.stdout.isTTY) {
    delete env.FORCE_COLOR
    env.NO_COLOR = '1'
  }
  // Tests make their own folders and take their own ports; a person's settings must not lead them to real data.
  for (const name of ['DATA_DIR', 'PORT', ...(serverDatabase ? [] : ['DATABASE_URL'])]) delete env[name]
  const { code, text } = await node(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...projects.map((project) => `--project=${project}`),
      // What tests the embedded server and the set-up says nothing about another server.
      ...(serverDatabase ? ['--exclude=src/platform/postgres/**', '--exclude=tools/setup.db.test.ts'] : []),
      ...filters,
    ],
    { env, output },
  )
  if (text) print(text.trimEnd())
  const failedBefore = total.failed
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  rmSync(folder, { recursive: true, force: true })
  for (const { name, status, assertionResults } of results) {
    for (const test of assertionResults) {
      if (test.status === 'passed') total.passed += 1
      else if (test.status === 'failed') fail(nameOf(name, test.fullName))
      else {
        total.skipped += 1
        skips.push(nameOf(name, test.fullName))
      }
    }
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
      fail(nameOf(name, 'the file itself'))
    }
  }
  if (results.length === 0) fail(`no test ran (${projects.join(', ')})`)
  else if (code !== 0 && total.failed === failedBefore) fail('vitest ended with an error outside the tests')
}

const debianPackages = [
  { name: 'chromium', found: () => existsSync('/usr/bin/chromium') || Boolean(process.env.CHROMIUM) },
  {
    name: 'fonts-noto-cjk',
    found: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
  },
  { name: 'poppler-utils', found: () => existsSync('/usr/bin/pdftotext') },
]

/** What the browser and print tests need from the system: installed on Debian as root, else said. */
const ensureSystemPackages = async () => {
  if (process.platform !== 'linux') return
  const missing = debianPackages.filter(({ found }) => !found()).map(({ name }) => name)
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    print(`正在安装 ${missing.join('、')}  Installing ${missing.join(', ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env, output: 'keep' })
    const { code, text } = await run('sh', ['-c', command], { env, output: 'keep' })
    if (code === 0) return
    print(text.trimEnd())
  }
  print(
    `缺少 ${missing.join('、')}：用到它们的测试会跳过。  Missing; tests that need them will skip. Mend: ${command}`,
  )
}

const conclude = () => {
  if (skips.length > 0) print(`\nskipped:\n${skips.map((name) => `  ${name}`).join('\n')}`)
  if (failures.length > 0) print(`\nfailed:\n${failures.map((name) => `  ${name}`).join('\n')}`)
  print(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}

endWithParent()
if (unknown) {
  fail(`unknown option ${unknown}`)
} else if (serverDatabase && !process.env.DATABASE_URL) {
  fail('DATABASE_URL is not set')
} else {
  await ensureInstalled()
  if (check) {
    await Promise.all([runTests({ projects: ['pure'], output: 'keep' }), runStages()])
  } else {
    await ensureSystemPackages()
    // Stages first and pages beside them; a build that fails ends here with its reason.
    if (filters.length === 0 && !serverDatabase) await runStages()
    await ensureBuilt()
    await runTests({ projects: serverDatabase ? ['system'] : ['pure', 'slow', 'system'], output: 'inherit' })
  }
}
conclude()
