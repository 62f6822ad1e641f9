// covers: ORG-1 walked
import { describe, expect, it } from 'vitest'
import { readDivisions, toTwelveDigits } from './divisions.ts'

describe('administrative divisions', () => {
  const divisions = readDivisions()

  it('holds the whole country of the 2023 edition', () => {
    expect(divisions.counts).toEqual({
      provinces: 31,
      cities: 342,
      districts: 2978,
      streets: 41_352,
      communities: 620_573,
    })
  })

  it('really has every division that the index counts, each code once and below its parent', () => {
    const counted = { provinces: 0, cities: 0, districts: 0, streets: 0, communities: 0 }
    const byDigits = { 2: 'provinces', 4: 'cities', 6: 'districts', 9: 'streets', 12: 'communities' } as const
    const faults: string[] = []
    let lastCode = ''
    const visit = (list: typeof divisions.provinces, parentCode: string | null): void => {
      for (const { code, name, parentCode: ownParent } of list) {
        counted[byDigits[code.length as keyof typeof byDigits]] += 1
        // Depth first the codes rise as text, so a code that does not rise is a repeat or out of order.
        if (code <= lastCode || ownParent !== parentCode || !code.startsWith(parentCode ?? ''))
          faults.push(code)
        if (name === '' || /\s|\d{3} /.test(name)) faults.push(`${code} ${name}`)
        lastCode = code
        visit(divisions.children(code), code)
      }
    }
    visit(divisions.provinces, null)
    expect(faults).toEqual([])
    expect(counted).toEqual(divisions.counts)
  }, 60_000)

  it('reads a district with its path, streets and communities', () => {
    const district = divisions.district('150703')
    expect(district?.province).toEqual({
      code: '15',
      name: '内蒙古自治区',
      kind: 'province',
      parentCode: null,
    })
    expect(district?.city).toMatchObject({ code: '1507', name: '呼伦贝尔市', parentCode: '15' })
    expect(district?.district).toMatchObject({ code: '150703', name: '扎赉诺尔区', kind: 'district' })
    expect(district?.streets.map((street) => [street.code, street.name, street.communities.length])).toEqual([
      ['150703001', '第三街道', 5],
      ['150703002', '第一街道', 3],
      ['150703003', '第二街道', 2],
      ['150703004', '第四街道', 4],
      ['150703005', '第五街道', 3],
      ['150703100', '灵泉镇', 4],
    ])
    // A gap in the numbers (…002 is not given) must survive the compact form.
    expect(district?.streets[5]?.communities.map((community) => community.code)).toEqual([
      '150703100001',
      '150703100003',
      '150703100004',
      '150703100005',
    ])
  })

  it('finds a place on every level and says null for what does not exist', () => {
    expect(divisions.find('11')?.name).toBe('北京市')
    expect(divisions.find('1101')?.name).toBe('市辖区')
    expect(divisions.find('441900')).toMatchObject({ name: '东莞市', kind: 'district', parentCode: '4419' })
    expect(divisions.find('110101001')?.name).toBe('东华门街道')
    expect(divisions.find('110101001001')?.name).toBe('多福巷社区居委会')
    // The last place of the file: the reader's offsets are right to the end.
    expect(divisions.find('659012505508')?.name).toBe('八连生活区')
    for (const code of ['', '1', '99', '9999', '150799', '150703999', '150703001999', '15070', 'abcdef']) {
      expect(divisions.find(code)).toBeNull()
      expect(divisions.children(code)).toEqual([])
      expect(divisions.district(code)).toBeNull()
    }
    expect(divisions.district('1507')).toBeNull()
  })

  it('opens and loads one district well within 150 ms', () => {
    const startedAt = performance.now()
    const district = readDivisions().district('320582')
    expect(performance.now() - startedAt).toBeLessThan(150)
    expect(district?.streets.length).toBeGreaterThan(5)
  })

  it('writes a code in the twelve digits of the standard', () => {
    expect(toTwelveDigits('150703')).toBe('150703000000')
    expect(toTwelveDigits('150703100005')).toBe('150703100005')
  })
})
