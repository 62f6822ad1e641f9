import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byBuilding, compareNatural, findRooms, floorGrid, floorOf, numbersIn, splitLabel } from './rooms.ts'

const rooms = ['3-2-501', '3-2-502', '3-1-501', '13-2-501', '5-1203', '10-1-101', '2-1-1001', '2-1-901'].map(
  (label) => ({
    label,
    building: splitLabel(label).building,
  }),
)
const labels = (found: readonly { label: string }[]): string[] => found.map((row) => row.label)

describe('labels', () => {
  it('splits building, entrance and room', () => {
    expect(splitLabel('3-2-501')).toEqual({ building: '3', entrance: '2', room: '501' })
    expect(splitLabel('5-1203')).toEqual({ building: '5', entrance: null, room: '1203' })
    expect(splitLabel('1-2--1-101')).toEqual({ building: '1', entrance: '2', room: '-1-101' })
    expect(splitLabel('5--1-101')).toEqual({ building: '5', entrance: null, room: '-1-101' })
    expect(splitLabel('一号院')).toEqual({ building: '', entrance: null, room: '一号院' })
  })

  it('compares as people count', () => {
    expect(['10-1-101', '2-1-1001', '2-1-901', '2A-1'].sort(compareNatural)).toEqual([
      '2-1-901',
      '2-1-1001',
      '2A-1',
      '10-1-101',
    ])
  })

  it('is an order: antisymmetric and transitive', () => {
    const label = fc
      .array(fc.constantFrom('1', '2', '10', 'A', '-', '号'), { maxLength: 6 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(label, label, label, (one, two, three) => {
        expect(Math.sign(compareNatural(one, two))).toBe(-Math.sign(compareNatural(two, one)) + 0 || 0)
        if (compareNatural(one, two) <= 0 && compareNatural(two, three) <= 0) {
          expect(compareNatural(one, three)).toBeLessThanOrEqual(0)
        }
      }),
    )
  })

  it('knows the floor of a room', () => {
    expect(['501', '1203', '-1-101', '12', '东户'].map(floorOf)).toEqual([5, 12, -1, null, null])
  })
})

describe('finding a room', () => {
  it('takes the ways in which people write it', () => {
    for (const typed of ['3-2-501', '3栋2单元501', '3#2-501', '三栋二单元501室', '32501']) {
      expect(labels(findRooms(rooms, typed))[0]).toBe('3-2-501')
    }
  })

  it('finds by room alone, by building and room, and by the beginning', () => {
    expect(labels(findRooms(rooms, '501'))).toEqual(['3-1-501', '3-2-501', '13-2-501'])
    expect(labels(findRooms(rooms, '3 501')).slice(0, 2)).toEqual(['3-1-501', '3-2-501'])
    expect(labels(findRooms(rooms, '5-12'))).toEqual(['5-1203'])
  })

  it('finds nothing for nothing', () => {
    expect(findRooms(rooms, ' ')).toEqual([])
    expect(findRooms(rooms, '9999')).toEqual([])
  })

  it('reads Chinese digits one by one', () => {
    expect(numbersIn('三栋五0一')).toEqual(['3', '501'])
  })
})

describe('layout', () => {
  it('puts buildings and rooms in order', () => {
    expect(byBuilding(rooms).map((group) => group.building)).toEqual(['2', '3', '5', '10', '13'])
    expect(labels(byBuilding(rooms)[0]?.rows ?? [])).toEqual(['2-1-901', '2-1-1001'])
  })

  it('stands a building up: entrances apart, the highest floor on top, every room once', () => {
    const grid = floorGrid(rooms.filter((row) => row.building === '3' || row.building === '2'))
    expect(grid.map((one) => one.entrance)).toEqual(['1', '2'])
    expect(grid[0]?.floors.map((floor) => floor.floor)).toEqual([10, 9, 5])
    expect(grid.flatMap((one) => one.floors.flatMap((floor) => floor.rows)).length).toBe(5)
  })
})
