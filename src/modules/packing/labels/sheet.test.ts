import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spreadLabels } from './sheet.ts'

const grid = { rows: 4, columns: 2 }
const drawn = (buildings: string[]): string[] =>
  spreadLabels(buildings, grid).map(
    (spot, index) =>
      `${buildings[index]}${spot.beginsBuilding ? '|' : ' '}p${spot.page}r${spot.row}c${spot.column}`,
  )

it('a building begins a row and stays on one page while it fits', () => {
  expect(drawn(['1', '1', '1', '2', '3', '3', '3'])).toEqual([
    '1|p0r0c0',
    '1 p0r0c1',
    '1 p0r1c0',
    '2|p0r2c0',
    '3|p1r0c0',
    '3 p1r0c1',
    '3 p1r1c0',
  ])
})

it('a building larger than a page begins one and goes on over the next', () => {
  const spots = spreadLabels(['1', ...Array.from({ length: 9 }, () => '2'), '3'], grid)
  expect(spots[1]).toEqual({ page: 1, row: 0, column: 0, beginsBuilding: true })
  expect(spots[9]).toEqual({ page: 2, row: 0, column: 0, beginsBuilding: false })
  expect(spots[10]).toEqual({ page: 2, row: 1, column: 0, beginsBuilding: true })
})

it('any estate: each label has a place of its own, rows belong to one building, pages are not left out', () => {
  const estate = fc
    .array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 })
    .map((sizes) => sizes.flatMap((size, index) => Array.from({ length: size }, () => String(index))))
  fc.assert(
    fc.property(estate, (buildings) => {
      const spots = spreadLabels(buildings, grid)
      expect(spots).toHaveLength(buildings.length)
      expect(new Set(spots.map((spot) => `${spot.page}/${spot.row}/${spot.column}`)).size).toBe(
        buildings.length,
      )
      const owners = new Map<string, string>()
      let last = 0
      for (const [index, spot] of spots.entries()) {
        expect(spot.row).toBeLessThan(grid.rows)
        expect(spot.column).toBeLessThan(grid.columns)
        expect([last, last + 1]).toContain(spot.page)
        last = spot.page
        const row = `${spot.page}/${spot.row}`
        expect(owners.get(row) ?? buildings[index]).toBe(buildings[index])
        owners.set(row, buildings[index] as string)
      }
      const pages = new Map<string, Set<number>>()
      for (const [index, spot] of spots.entries()) {
        const building = buildings[index] as string
        pages.set(building, (pages.get(building) ?? new Set()).add(spot.page))
      }
      for (const [building, on] of pages) {
        const size = buildings.filter((other) => other === building).length
        if (size <= grid.rows * grid.columns) expect(on.size).toBe(1)
      }
    }),
  )
})
