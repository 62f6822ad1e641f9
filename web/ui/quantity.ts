import { gramUnit, millilitreUnit } from '../../src/modules/catalog/rules.ts'
import type { Say } from '../text/i18n.ts'

const thousandths = (quantity: number): string => {
  const rest = String(quantity % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  const whole = String(Math.floor(quantity / 1000)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return rest === '' ? whole : `${whole}.${rest}`
}

/** 20 公斤, 1.5 升, 34 枚: a whole number of base units as it is said at a shelf. */
export const sayQuantity = (say: Say, quantity: number, baseUnit: string): string => {
  if (baseUnit === gramUnit) {
    return quantity < 1000
      ? `${quantity} ${say('common.unit.gram')}`
      : `${thousandths(quantity)} ${say('common.unit.kilogram')}`
  }
  if (baseUnit === millilitreUnit) {
    return quantity < 1000
      ? `${quantity} ${say('common.unit.millilitre')}`
      : `${thousandths(quantity)} ${say('common.unit.litre')}`
  }
  return `${quantity} ${baseUnit}`
}
