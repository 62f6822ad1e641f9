/** Millimetres to points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4

export type Box = { readonly width: number; readonly height: number }

/** How large the parts of a label are, in points. `small` labels say less and stand the items beside the QR. */
export type Sizes = {
  readonly small: boolean
  readonly margin: number
  /** The room is as large as fits, and not below `roomMin` while any shape of it allows that. */
  readonly roomMin: number
  readonly roomMax: number
  readonly roomLine: number
  readonly prefixMax: number
  readonly money: number
  readonly mark: number
  readonly estate: number
  readonly contact: number
  readonly counter: number
  readonly building: number
  readonly foot: number
  readonly code: number
  readonly itemMax: number
  /** Dots of a 203 dpi label printer per module of the QR: whole dots, so that every module is equally wide. */
  readonly qrDots: number
}

const small: Sizes = {
  small: true,
  margin: mm(2),
  roomMin: 22,
  roomMax: 34,
  roomLine: 30,
  prefixMax: 9,
  money: 10.5,
  mark: 9,
  estate: 8,
  contact: 7,
  counter: 11,
  building: 7.5,
  foot: 5.5,
  code: 6,
  itemMax: 8,
  qrDots: 4,
}
const usual: Sizes = {
  small: false,
  margin: mm(2.8),
  roomMin: 30,
  roomMax: 44,
  roomLine: 40,
  prefixMax: 13,
  money: 12,
  mark: 11,
  estate: 10,
  contact: 9,
  counter: 13,
  building: 8.5,
  foot: 6.5,
  code: 7,
  itemMax: 10,
  qrDots: 5,
}
const large: Sizes = {
  small: false,
  margin: mm(3.5),
  roomMin: 40,
  roomMax: 62,
  roomLine: 56,
  prefixMax: 18,
  money: 16,
  mark: 14,
  estate: 13,
  contact: 11.5,
  counter: 17,
  building: 11,
  foot: 8,
  code: 9,
  itemMax: 13,
  qrDots: 7,
}

/** The sizes for a box: below 75 x 55 mm the small ones, from 95 mm in both directions the large ones. */
export const sizesFor = (box: Box): Sizes => {
  if (box.width < mm(75) || box.height < mm(55)) return small
  return box.width >= mm(95) && box.height >= mm(95) ? large : usual
}

export const qrModules = 21
export const qrQuiet = 4
/** One module of the QR in points, and its whole square with the quiet zone around. */
export const qrModule = (sizes: Sizes): number => (sizes.qrDots / 203) * 72
export const qrSize = (sizes: Sizes): number => qrModule(sizes) * (qrModules + 2 * qrQuiet)
