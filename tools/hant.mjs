// Writes web/text/zh-Hant from web/text/zh-Hans: OpenCC's phrase tables for Taiwan, then the words that
// people corrected by hand in web/text/zh-Hant.overrides.json (a key of one text, or "words" for all texts).
//   node tools/hant.mjs           writes
//   node tools/hant.mjs --check   fails if what is committed is not what would be written
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Converter } from 'opencc-js/cn2t'

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'web', 'text')
const source = join(root, 'zh-Hans')
const target = join(root, 'zh-Hant')
const check = process.argv.includes('--check')

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
const overridesFile = join(root, 'zh-Hant.overrides.json')
const overrides = existsSync(overridesFile) ? readJson(overridesFile) : {}
const words = Object.entries(overrides.words ?? {})
const texts = overrides.texts ?? {}
const convert = Converter({ from: 'cn', to: 'twp' })

const traditional = (key, text) =>
  texts[key] ?? words.reduce((said, [from, to]) => said.replaceAll(from, to), convert(text))

const names = readdirSync(source)
  .filter((name) => name.endsWith('.json'))
  .sort()
const known = new Set()
const stale = []

mkdirSync(target, { recursive: true })
for (const name of names) {
  const entries = Object.entries(readJson(join(source, name)))
  for (const [key] of entries) known.add(key)
  const printed = `${JSON.stringify(Object.fromEntries(entries.map(([key, text]) => [key, traditional(key, text)])), null, 2)}\n`
  const file = join(target, name)
  if (existsSync(file) && readFileSync(file, 'utf8') === printed) continue
  stale.push(name)
  if (!check) writeFileSync(file, printed)
}
for (const name of readdirSync(target).filter((name) => name.endsWith('.json') && !names.includes(name))) {
  stale.push(name)
  if (!check) rmSync(join(target, name))
}

const strays = Object.keys(texts).filter((key) => !known.has(key))
if (strays.length > 0) {
  console.error(`zh-Hant.overrides.json names texts that do not exist: ${strays.join(', ')}`)
  process.exit(1)
}
if (check && stale.length > 0) {
  console.error(`web/text/zh-Hant is stale (${stale.join(', ')}): run node tools/hant.mjs`)
  process.exit(1)
}
console.error(check ? 'web/text/zh-Hant is as written' : `wrote ${stale.length} of ${names.length} files`)
