import { formatYuan } from '../../../kernel/money.ts'
import type { Language, Texts } from '../../../platform/text.ts'
import type { LabelWords } from './types.ts'

/** A building's name as it is said: "3" becomes "3号楼"; a name that says more than a number stays as it is. */
const isNumber = (building: string): boolean => /^[0-9A-Za-z-]+$/.test(building)

/** The words of `web/text/LANGUAGE/labels.json`. */
export const labelWords = (texts: Texts, language: Language): LabelWords => {
  const word = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    texts(language, `labels.${key}`, values)
  return {
    payMark: (mark) => word(`mark_${mark}`),
    money: (amountFen) => word('money', { yuan: formatYuan(amountFen) }),
    building: (building) => (isNumber(building) ? word('building', { building }) : building),
    counter: (no, count) => word('counter', { no, count }),
    buildingCounter: (building, no, count) => word('building_counter', { building, no, count }),
    phoneTail: (tail) => word('phone_tail', { tail }),
    noPhone: () => word('no_phone'),
    short: (count) => word('short', { count }),
    andMore: (itemCount, packCount) => word('and_more', { count: itemCount, packs: packCount }),
    title: (estateName) => word('title', { estate: estateName }),
    testTitle: () => word('test_title'),
    testRuler: () => word('test_ruler'),
    testCorners: () => word('test_corners'),
    testOffset: (right, down) => word('test_offset', { x: right, y: down }),
  }
}
