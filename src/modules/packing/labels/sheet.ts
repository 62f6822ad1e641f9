/** Where a label stands on an A4 sheet, and whether its row begins a building (a cut line goes above it). */
export type Spot = {
  readonly page: number
  readonly row: number
  readonly column: number
  readonly beginsBuilding: boolean
}

/**
 * Spreads labels over sheets. A building begins a row of its own, with a cut line above; it is not torn over two
 * pages unless it is larger than a page, and then it begins one.
 */
export const spreadLabels = (
  buildings: readonly string[],
  grid: { readonly rows: number; readonly columns: number },
): Spot[] => {
  const spots: Spot[] = []
  let page = 0
  let row = 0
  let index = 0
  while (index < buildings.length) {
    const building = buildings[index]
    let end = index
    while (end < buildings.length && buildings[end] === building) end += 1
    const rowsNeeded = Math.ceil((end - index) / grid.columns)
    if (row > 0 && row + rowsNeeded > grid.rows) {
      page += 1
      row = 0
    }
    for (let label = index; label < end; label += 1) {
      const place = label - index
      const line = row + Math.floor(place / grid.columns)
      spots.push({
        page: page + Math.floor(line / grid.rows),
        row: line % grid.rows,
        column: place % grid.columns,
        beginsBuilding: place === 0,
      })
    }
    const next = row + rowsNeeded
    page += Math.floor(next / grid.rows)
    row = next % grid.rows
    index = end
  }
  return spots
}
