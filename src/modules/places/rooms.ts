import { foldSearch } from '../../platform/search.ts'

type Room = { readonly building: string; readonly entrance: string; readonly room: string }

// "3栋2单元501室", "3号楼501", "3#2-501": what people write between the numbers.
const between = /号楼|单元|[栋幢座楼号室户#]/g

/**
 * Whether a room is what was typed: "3-2-501", "三栋501", "2单元501室" or "501". What stands between the numbers does
 * not count, numerals are digits, and numbers left out in the middle are not missed. Nothing typed fits every room.
 */
export const roomFilter = (typed: string | undefined): ((room: Room) => boolean) => {
  const folded = foldSearch(typed ?? '')
  if (folded === '') return () => true
  const parts = (text: string): string[] =>
    text
      .normalize('NFKC')
      .replace(/[-—_\s]+/g, ' ')
      .split(' ')
      .flatMap((part) => foldSearch(part).replace(between, ' ').split(' '))
      .filter((part) => part !== '')
  const wanted = parts(typed ?? '')
  return ({ building, entrance, room }) => {
    const labels = [building, entrance, room].map(foldSearch)
    if (labels.join('').includes(folded)) return true
    // Each part in its turn: the beginning of a label, the last one anywhere in its own.
    let at = 0
    for (const part of wanted) {
      while (at < labels.length && !(labels[at] as string).replace(between, '').startsWith(part)) at += 1
      if (at === labels.length) return false
      at += 1
    }
    return wanted.length > 0
  }
}
