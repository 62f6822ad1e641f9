import type { EstatePlan } from './estates.ts'
import { madeUpName, madeUpPhone } from './names.ts'
import { between, chance, type Random } from './random.ts'
import type { DemoHousehold, HouseholdFlag } from './types.ts'

/** Probabilities for a household; the shares are set for a winter town with many old people. */
const shareAloneElderly = 0.07
const shareWithoutPhoneAlone = 0.25
const shareWithoutPhoneOthers = 0.024
const shareNoSmartphoneAlone = 0.45
const shareNoSmartphoneOthers = 0.02

/** How many live together when nobody lives alone for age: index 0 is one person. */
const sizeShares: readonly number[] = [0.15, 0.33, 0.3, 0.14, 0.06, 0.02]

/** Flags that fall independently of each other: probability, and the least people it makes sense for. */
const otherFlags: readonly (readonly [HouseholdFlag, number, number])[] = [
  ['infant', 0.05, 3],
  ['pregnant', 0.015, 2],
  ['bedridden', 0.009, 2],
  ['disabled', 0.028, 1],
  ['longTermMedicine', 0.06, 1],
  ['poor', 0.022, 1],
  ['stranded', 0.004, 1],
]

/** Lets a made-up household move into every flat. Telephone numbers count on from `firstPhoneNumber`. */
export function settleHouseholds(
  estates: readonly EstatePlan[],
  firstPhoneNumber: number,
  random: Random,
): DemoHousehold[] {
  let phoneNumber = firstPhoneNumber
  return estates.flatMap((estate) =>
    estate.flats.map((flat): DemoHousehold => {
      const alone = chance(random, shareAloneElderly)
      const numberOfPeople = alone ? 1 : householdSize(random)
      const hasPhone = !chance(random, alone ? shareWithoutPhoneAlone : shareWithoutPhoneOthers)
      const noSmartphone = chance(random, alone ? shareNoSmartphoneAlone : shareNoSmartphoneOthers)
      const flags: HouseholdFlag[] = []
      if (alone) flags.push('aloneElderly')
      if (noSmartphone || !hasPhone) flags.push('noSmartphone')
      for (const [flag, share, leastPeople] of otherFlags) {
        if (chance(random, share) && numberOfPeople >= leastPeople) flags.push(flag)
      }
      const phone = hasPhone ? madeUpPhone(phoneNumber++) : null
      return { estateKey: estate.key, ...flat, contactName: madeUpName(random), phone, numberOfPeople, flags }
    }),
  )
}

function householdSize(random: Random): number {
  let left = random()
  for (const [index, share] of sizeShares.entries()) {
    left -= share
    if (left < 0) return index + 1
  }
  return between(random, 1, 2)
}
