import { describe, expect, test } from 'vitest'
import { committedPage, coveragePage, printCoverage, readCovers, testFiles } from './coverage.ts'
import type { Requirement } from './requirements.ts'
import { requirements } from './requirements.ts'

const known: readonly Requirement[] = [
  { id: 'AAA-1', words: 'first', inProduct: true },
  { id: 'AAA-2', words: 'second', inProduct: true },
  { id: 'BBB-1', words: 'third', inProduct: false },
  { id: 'BBB-2', words: 'fourth', inProduct: false },
]
const read = (path: string, ...lines: string[]) => readCovers({ path, text: lines.join('\n') }, known)

describe('what test files say', () => {
  test('is read from comment lines of their own, several to a file', () => {
    const { covers, faults } = read(
      'src/a.test.ts',
      '// covers: AAA-1 walked refused, BBB-1 killed',
      "const text = '// covers: AAA-2 walked'",
      '// covers: AAA-1 raced',
    )
    expect(faults).toEqual([])
    expect(covers.map(({ id, way }) => `${id} ${way}`)).toEqual([
      'AAA-1 walked',
      'AAA-1 refused',
      'BBB-1 killed',
      'AAA-1 raced',
    ])
  })

  test('is told back when it is not understood', () => {
    expect(read('a.test.ts', '// covers: AAA-9 walked, AAA-1, AAA-2 passed').faults).toEqual([
      'a.test.ts: there is no requirement "AAA-9"',
      'a.test.ts: AAA-1 says not what is shown',
      'a.test.ts: "passed" is none of walked, refused, raced, killed',
    ])
  })

  test('makes a table that says what is missing too', () => {
    const { covers } = read('src/deep/a.test.ts', '// covers: AAA-1 walked, BBB-1 refused')
    const other = read('test/a.test.ts', '// covers: AAA-1 walked killed')
    const printed = coveragePage([...covers, ...other.covers], known)
    expect(printed).toContain(
      '| AAA-1 first | [src/deep/a](../src/deep/a.test.ts), [test/a](../test/a.test.ts) |  |  | [test/a](../test/a.test.ts) |',
    )
    expect(printed).toContain('| AAA-2 second |  |  |  |  |')
    expect(printed).toContain('Shown by no test: AAA-2.')
    expect(printed).toContain('Not refused yet: AAA-1.')
    expect(printed).toContain('| BBB-1 third |  | [src/deep/a](../src/deep/a.test.ts) |  |  |')
    expect(printed).toContain('1 more requirements are neither')
  })
})

test('docs/coverage.md is what the tests say today (npm run coverage)', () => {
  expect(printCoverage()).toBe(committedPage())
})

test('every requirement has an id of its own and words of its own', () => {
  expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length)
  expect(new Set(requirements.map(({ words }) => words)).size).toBe(requirements.length)
  expect(testFiles().length).toBeGreaterThan(50)
})
