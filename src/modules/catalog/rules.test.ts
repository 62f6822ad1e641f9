import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  gramUnit,
  millilitreUnit,
  packQuantityMax,
  readMeasure,
  readPack,
  readPackText,
  timesWhole,
} from './rules.ts'

describe('a pack text', () => {
  test.each([
    ['30枚', '板', '枚', 30],
    ['３０枚', '板', '枚', 30],
    ['30 枚', '板', '枚', 30],
    ['5kg', '袋', gramUnit, 5000],
    ['5KG', '袋', gramUnit, 5000],
    ['5㎏', '袋', gramUnit, 5000],
    ['2.5公斤', '袋', gramUnit, 2500],
    ['10斤', '袋', gramUnit, 5000],
    ['10斤装', '袋', gramUnit, 5000],
    ['约500克', '份', gramUnit, 500],
    ['500g左右', '份', gramUnit, 500],
    ['两斤', '份', gramUnit, 1000],
    ['半斤', '份', gramUnit, 250],
    ['3两', '份', gramUnit, 150],
    ['5L', '桶', millilitreUnit, 5000],
    ['500ml', '瓶', millilitreUnit, 500],
    ['500ml/瓶', '瓶', millilitreUnit, 500],
    ['1.25升', '瓶', millilitreUnit, 1250],
    ['500g*2', '组', gramUnit, 1000],
    ['250ml×12盒', '箱', millilitreUnit, 3000],
    ['12盒*250ml', '箱', millilitreUnit, 3000],
    ['12*250ml', '箱', millilitreUnit, 3000],
    ['500gx2袋', '组', gramUnit, 1000],
    ['30枚*2', '箱', '枚', 60],
    ['12小袋', '包', '小袋', 12],
    // Descriptions: the sale unit is all that can be counted.
    ['', '袋', '袋', 1],
    ['特级', '份', '份', 1],
    ['10-12枚', '板', '板', 1],
    ['52度', '瓶', '瓶', 1],
    ['1号', '节', '节', 1],
    ['10包*20片', '箱', '箱', 1],
    ['0枚', '板', '板', 1],
    ['0.0005kg', '份', '份', 1],
    ['0.5枚', '份', '份', 1],
    // Sold by weight itself.
    ['', '斤', gramUnit, 500],
    ['散装', '公斤', gramUnit, 1000],
  ])('%s by the %s is %s x %i', (packText, unitName, baseUnit, quantity) => {
    expect(readPack(packText, unitName)).toEqual({ baseUnit, quantity })
  })

  test('whatever is written, a pack holds a whole and positive number of something', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (packText, unitName) => {
        const { quantity } = readPack(packText, unitName)
        return Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= packQuantityMax
      }),
    )
  })

  test('a measure written in its base unit is read back as it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.constantFrom(gramUnit, millilitreUnit, '枚', '小袋'),
        (quantity, baseUnit) => {
          expect(readMeasure(`${quantity}${baseUnit}`)).toEqual({ baseUnit, quantity })
        },
      ),
    )
  })

  test('斤, 公斤 and 克 of the same weight are the same goods', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), (kilograms) => {
        const wanted = { baseUnit: gramUnit, quantity: kilograms * 1000 }
        expect(readPackText(`${kilograms}公斤`)).toEqual(wanted)
        expect(readPackText(`${kilograms * 2}斤`)).toEqual(wanted)
        expect(readPackText(`${kilograms}*1000克`)).toEqual(kilograms <= 9_999 ? wanted : null)
      }),
    )
  })

  test('a decimal is multiplied without a float and never rounded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 1, max: 2000 }),
        (whole, part, each) => {
          const exact = (BigInt(whole) * 1000n + BigInt(part)) * BigInt(each)
          const fits = exact % 1000n === 0n && exact > 0n && exact / 1000n <= BigInt(packQuantityMax)
          expect(timesWhole(`${whole}.${String(part).padStart(3, '0')}`, each)).toBe(
            fits ? Number(exact / 1000n) : null,
          )
        },
      ),
    )
  })
})
