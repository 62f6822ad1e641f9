// `npm run bench -- NAME [--json] [words]`: runs bench/NAME.ts; without a name, lists what there is.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, root } from './setup.mjs'

const words = process.argv.slice(2)
const json = words.includes('--json')
const [name, ...args] = words.filter((word) => word !== '--json')
const folder = join(root, 'bench')

const names = () =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort()

// The first line of a bench's doc comment says what it measures.
const purpose = (bench) => {
  const text = readFileSync(join(folder, `${bench}.ts`), 'utf8')
  return /\/\*\*\s*\*?\s*(.*?)\s*(?:\*\/|\n)/.exec(text)?.[1] ?? ''
}

if (name === undefined || name === '--help' || !names().includes(name)) {
  const out = name === undefined || name === '--help' ? process.stdout : process.stderr
  if (out === process.stderr) out.write(`没有名为 ${name} 的测量。 There is no bench named ${name}.\n`)
  out.write('npm run bench -- NAME [--json]\n')
  for (const bench of names()) out.write(`  ${bench.padEnd(16)} ${purpose(bench)}\n`)
  process.exit(out === process.stderr ? 1 : 0)
}

await ensureInstalled()
await ensureBuilt()
const { register } = await import('tsx/esm/api')
register()
const { run } = await import(pathToFileURL(join(folder, `${name}.ts`)).href)
const result = await run({ json, args })
if (json) {
  process.stdout.write(`${JSON.stringify({ bench: name, ...result })}\n`)
} else {
  for (const [key, value] of Object.entries(result ?? {})) {
    process.stdout.write(`${key.padEnd(28)} ${typeof value === 'object' ? JSON.stringify(value) : value}\n`)
  }
}
