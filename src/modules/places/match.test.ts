import { describe, expect, test } from 'vitest'
import { nameMatches, personFilter } from './match.ts'

describe('a household is found by whom it is about', () => {
  test('a name by characters, pinyin, initials and the beginning of a sound, from any character on', () => {
    for (const typed of ['王', '小明', 'wxm', 'wangxiaoming', 'wangxm', 'wxiaom', 'xm', 'xiaomi'])
      expect(nameMatches('王小明', typed), typed).toBe(true)
    for (const typed of ['李', 'wm', 'mx', 'wxmz', 'wangming'])
      expect(nameMatches('王小明', typed), typed).toBe(false)
    // 单 and 解 as names have readings of their own.
    expect(nameMatches('单晓', 'sx')).toBe(true)
    expect(nameMatches('解放', 'xf')).toBe(true)
  })

  test('a need by its word; a bare number or nothing is nobody', () => {
    const never = (): string => {
      throw new Error('no name is opened for a room')
    }
    expect(personFilter('djlr')(['alone_elderly'], () => '')).toBe(true)
    expect(personFilter('卧床')(['infant'], () => '张三')).toBe(false)
    expect(personFilter('501')(['infant'], never)).toBe(false)
    expect(personFilter('3栋2单元')([], never)).toBe(false)
    expect(personFilter('')([], never)).toBe(false)
  })
})
