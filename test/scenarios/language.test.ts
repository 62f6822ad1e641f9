/** The language of scenarios itself: what a line may be, and how one that does not hold is told. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Step } from './language.ts'
import { DoesNotHold, knownBy, readScenario, runScenario } from './language.ts'
import { steps as allSteps } from './steps/index.ts'

type Shelf = { packs: number }
const shelfSteps: readonly Step<Shelf>[] = [
  {
    says: '{who} puts {count:n} packs on the shelf',
    work: (shelf, { count }) => {
      shelf.packs += Number(count)
      return undefined
    },
  },
  {
    says: '{who} takes {count:n} packs',
    work: (shelf, { count }) => {
      if (Number(count) > shelf.packs)
        return { refused: { status: 409, code: 'shelf.empty', words: `只剩 ${shelf.packs}` } }
      shelf.packs -= Number(count)
      return undefined
    },
  },
  {
    says: 'the shelf holds:',
    work: (shelf) => ({ rows: [{ packs: String(shelf.packs), colour: 'green' }], order: 'as shown' }),
  },
  { says: '{who} says “{words*}”', work: () => undefined },
]

const told = async (text: string, steps: readonly Step<Shelf>[] = shelfSteps): Promise<string> => {
  try {
    const count = await runScenario('page.md', readScenario(text, 'scenario'), steps, { packs: 0 })
    return `${count} lines hold`
  } catch (error) {
    if (error instanceof DoesNotHold) return error.message
    throw error
  }
}

describe('a scenario that holds', () => {
  test('runs its lines in order, over remarks and empty lines, and compares only the named columns', async () => {
    const text = `# a day
picker puts 3 packs on the shelf

picker takes 2 packs
the shelf holds:
| packs |
|---|
| 1 |
picker takes 5 packs
  refused 409 shelf.empty “只剩 1”
picker says “no, wait: 5, really”`
    expect(await told(text)).toBe('5 lines hold')
  })

  test('stands in the fenced blocks of a page, with the numbers of the page', () => {
    const page =
      'Words.\n```scenario\none\n```\nmore\n```sh\nnot this\n```\n```scenario\ntwo\n| a |\n| 1 |\n> said\n```\n'
    expect(readScenario(page, 'page')).toEqual([
      { number: 3, text: 'one', table: null, quote: [], refusal: null },
      {
        number: 10,
        text: 'two',
        table: { columns: ['a'], rows: [{ a: '1' }] },
        quote: ['said'],
        refusal: null,
      },
    ])
  })
})

describe('a line that does not hold is told with its number', () => {
  test('nobody knows the sentence', async () => {
    expect(await told('picker puts 1 packs on the shelf\npicker sings')).toBe(
      'page.md:2: picker sings\nno step says this',
    )
  })

  test('two steps know it', async () => {
    const twice = [...shelfSteps, { says: '{who} takes {what}', work: () => undefined }]
    expect(await told('picker takes 1 packs', twice)).toContain('more than one step says this')
  })

  test('a table that differs shows expected and found', async () => {
    expect(await told('picker puts 3 packs on the shelf\nthe shelf holds:\n| packs |\n| 4 |')).toBe(
      'page.md:2: the shelf holds:\nexpected\n| packs |\n| 4 |\n   found\n| packs |\n| 3 |',
    )
  })

  test('a column that is not there can not be compared', async () => {
    expect(await told('the shelf holds:\n| litres |\n| 0 |')).toContain('(no such column)')
  })

  test('a view without its table compares nothing, so it fails', async () => {
    expect(await told('the shelf holds:')).toContain('expected a table')
  })

  test('a refusal that was not meant', async () => {
    expect(await told('picker takes 1 packs')).toContain(
      'expected it is done\n   found refused 409 shelf.empty “只剩 0”',
    )
  })

  test.each([
    ['done instead', 'picker puts 1 packs on the shelf\n  refused 409', 'found it was done'],
    ['another status', 'picker takes 1 packs\n  refused 422 shelf.empty', 'found refused 409 shelf.empty'],
    ['another code', 'picker takes 1 packs\n  refused 409 shelf.gone', 'found refused 409 shelf.empty'],
    [
      'other words',
      'picker takes 1 packs\n  refused 409 shelf.empty “只剩 7”',
      'found refused 409 shelf.empty “只剩 0”',
    ],
  ])('a refusal that was meant, and %s', async (_, text, found) => {
    expect(await told(text)).toContain(found)
  })

  test('an indented line that is no refusal, a table before any step, a ragged table', async () => {
    expect(await told('picker takes 1 packs\n  is refused')).toContain('line 2')
    expect(await told('| a |\nthe shelf holds:')).toContain('line 1')
    expect(await told('the shelf holds:\n| a | b |\n| 1 |')).toContain('has not 2 cells')
  })
})

test('no sentence of the steps is said twice', () => {
  const sentences = allSteps.map((step) => step.says.replace(/\{\w+(:n|\*)?\}/g, '{}'))
  expect(new Set(sentences).size).toBe(sentences.length)
})

test('every sentence of the steps is said in a scenario', () => {
  const root = resolve(import.meta.dirname, '..', '..')
  const read = (file: string): string => readFileSync(resolve(root, file), 'utf8')
  const said = [
    ...readScenario(read('docs/walkthrough.md'), 'page'),
    ...readScenario(read('test/scenarios/c3-day.scenario'), 'scenario'),
  ].map((line) => line.text)
  expect(
    allSteps
      .filter((step) => !said.some((text) => knownBy(text, [step]).length > 0))
      .map((step) => step.says),
  ).toEqual([])
})
