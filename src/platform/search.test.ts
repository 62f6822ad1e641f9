import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sql } from './db/index.ts'
import { foldSearch, searchCondition, searchExpression, searchKey } from './search.ts'

const finds = (typed: string, name: string): boolean =>
  new RegExp(searchExpression(foldSearch(typed))).test(searchKey(name))

test.each([
  ['重庆', 'cq'],
  ['重庆', 'chongqing'],
  ['重庆', 'Chong Qing'],
  ['长宁', 'cn'],
  ['长宁区', 'cnq'],
  ['长兴小区', 'zx'],
  ['六安', 'la'],
  ['六安', 'luan'],
  ['单县', 'dx'],
  ['单县', 'sx'],
  ['单县', 'shanxian'],
  ['乐清', 'yq'],
  ['乐清', 'lq'],
  ['番禺', 'py'],
  ['龙华三村', 'lh3c'],
  ['龙华三村', 'lhsc'],
  ['龙华三村', '龙华3村'],
  ['龙华三村', '龙村'],
  ['龙华三村', 'longhua3'],
  ['龙华三村', 'lh三村'],
  ['医用外科口罩', 'ywkz'],
  ['医用外科口罩', 'yywkkz'],
  ['医用外科口罩', 'kz'],
  ['医用外科口罩', 'yiyongkz'],
  ['医用外科口罩', '外科kz'],
  ['医用外科口罩', '医口罩'],
  ['N95口罩', 'n95kz'],
  ['婴儿奶粉二段', 'yenf2'],
  ['婴儿奶粉二段', 'nfed'],
  ['绿城花园', 'lvcheng'],
  ['绿城花园', 'lucheng'],
  ['大厦', 'ds'],
  ['厦门路', 'xm'],
  ['石家庄', 'sjz'],
  ['银行家属院', 'yhjsy'],
  ['重重叠叠', 'ccdd'],
  ['示范小区１２号', 'sf12'],
  ['示范小区12号', '12'],
  ['荞麦面（500克）', 'qmm500'],
  ['Ａ2套餐', 'a2'],
])('%s is found by %s', (name, typed) => {
  expect(finds(typed, name)).toBe(true)
})

test.each([
  ['重庆', 'qc'],
  ['重庆', 'cz'],
  ['重庆', 'hong'],
  ['龙华三村', 'lc'],
  ['医用外科口罩', 'ywkzz'],
  ['长宁', 'an'],
  ['示范小区1号院2栋', '12'],
  ['白菜', '菜白'],
  ['白菜', '%'],
  ['白菜', '...*'],
])('%s is not found by %s', (name, typed) => {
  expect(finds(typed, name)).toBe(false)
})

test('any name is found by all of it, by its first readings and by their initials', () => {
  const name = fc.string({
    unit: fc.constantFrom(...Array.from('重庆长宁六安单县乐清番禺三村医用外科口罩绿厦银行2Bx号（-')),
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(name, (text) => {
      const folded = foldSearch(text)
      fc.pre(folded !== '')
      const tokens = searchKey(text).slice(1).split(' ')
      const readings = tokens.map((token) =>
        (/[A-Z][a-z]*/.exec(token)?.[0] ?? (token[0] as string)).toLowerCase(),
      )
      expect(finds(text, text)).toBe(true)
      expect(finds(readings.join(''), text)).toBe(true)
      expect(finds(readings.map((reading) => reading[0]).join(''), text)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('whatever is typed is an expression that can be read, and nothing typed is no condition', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
      expect(() => new RegExp(searchExpression(foldSearch(typed)))).not.toThrow()
    }),
  )
  expect(searchCondition(undefined, sql`p.search`)).toBeNull()
  expect(searchCondition(' - ', sql`p.search`)).toBeNull()
  const { text, values } = searchCondition('A_1', sql`a.search`, sql`b.search`) ?? { text: '', values: [] }
  expect(text).toMatch(
    /^\(\(a\.search like \$1 and a\.search ~ \$2\s.*\) or \(b\.search like \$4 and b\.search ~ \$5\s.*\)\)$/s,
  )
  expect(values.slice(0, 3)).toEqual(['%A%1%', 'A[^ |]* 1', '%a1%'])
})
