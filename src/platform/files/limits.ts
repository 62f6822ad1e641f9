export type WorkbookLimits = Readonly<Record<keyof typeof workbookLimits, number>>

/**
 * What a handed-in workbook may be at most. A month of price lists fits many times; what doesn't is refused.
 */
export const workbookLimits = {
  fileBytes: 20 * 1024 * 1024,
  entries: 200,
  /** Everything unpacked together, counted while it is unpacked. */
  unpackedBytes: 64 * 1024 * 1024,
  /**
   * What is left of it for the reader, without ghost rows: cells, shared texts and styles, each kind
   * together.
   */
  keptBytes: 12 * 1024 * 1024,
  sheets: 20,
  /** Rows that hold something, in one sheet. */
  rows: 5_000,
  columns: 100,
  /** Cells that hold something, in all sheets; as many for the table of shared texts. */
  cells: 120_000,
  /** Cells that merged ranges spread a value over, in one sheet. */
  mergedCells: 100_000,
  /** A longer text in one cell is cut: nothing that is read here is longer. */
  textLength: 2_000,
} as const

/** A whole community's households, a row each: more rows than any price list. Read in a thread of its own. */
export const longListLimits: WorkbookLimits = {
  ...workbookLimits,
  unpackedBytes: 160 * 1024 * 1024,
  keptBytes: 96 * 1024 * 1024,
  rows: 60_000,
  cells: 1_000_000,
}
