import { sql } from '../../../src/platform/db/index.ts'
import { documentId } from '../../support/client.ts'
import { DoesNotHold, differs } from '../language.ts'
import type { World, WorldStep } from '../world.ts'
import {
  answered,
  collectionId,
  cycleId,
  fenOf,
  householdId,
  person,
  placeId,
  recall,
  step,
  yuan,
} from '../world.ts'

type Money = {
  rows: {
    orderId: string
    label: string
    amountFen: number
    paidFen: number
    dueFen: number
    advancedFen: number
    flags: string[]
  }[]
  amountFen: number
  paidFen: number
  dueFen: number
  advancedFen: number
  cashFen: number
}

const moneyOf = async (world: World, who: string): Promise<Money> => {
  const estate = recall<string>(world, 'estate')
  const query = `cycleId=${await cycleId(world, estate)}`
  return answered<Money>(
    await person(world, who).get(`/api/estates/${await placeId(world, estate)}/money?${query}`),
  )
}

const pay = async (
  world: World,
  input: { readonly who: string; readonly home: string; readonly kind: string; readonly amount: string },
): Promise<undefined> => {
  // Read behind the screens: somebody without the right to see the order must be able to try.
  const orders = await world.database.rows<{ id: string }>(sql`select id from orders.v_order
    where district_id = ${world.districtId} and collection_id = ${await collectionId(world, recall(world, 'estate'))}
      and household_id = ${await householdId(world, input.home)} and state = 'placed'`)
  if (!orders[0]) throw new DoesNotHold(`${input.home} has no order to pay for`)
  const body = { id: documentId(), orderId: orders[0].id, kind: input.kind, amountFen: fenOf(input.amount) }
  world.kept.set('payment', { who: input.who, body })
  answered(await person(world, input.who).post('/api/payments', body))
  return undefined
}

const kinds = [
  ['{who} collects {amount} from {home}', 'collect'],
  ['{who} advances {amount} for {home}', 'advance'],
  ['{who} refunds {amount} to {home}', 'refund'],
  ['{who} is given back {amount} that was advanced for {home}', 'repay'],
] as const

export const moneySteps: readonly WorldStep[] = [
  step('{who} sees who owes what:', async (world, { who = '' }) => {
    const { rows } = await moneyOf(world, who)
    return {
      rows: rows.map((row) => ({
        household: row.label,
        amount: yuan(row.amountFen),
        paid: yuan(row.paidFen),
        due: yuan(row.dueFen),
        advanced: yuan(row.advancedFen),
        flags: row.flags.join(', '),
      })),
      order: 'as shown',
    }
  }),
  step('in all, {who} sees:', async (world, { who = '' }) => {
    const money = await moneyOf(world, who)
    return {
      rows: [
        {
          amount: yuan(money.amountFen),
          paid: yuan(money.paidFen),
          due: yuan(money.dueFen),
          advanced: yuan(money.advancedFen),
          cash: yuan(money.cashFen),
        },
      ],
      order: 'as shown',
    }
  }),
  ...kinds.map(([says, kind]) =>
    step(says, (world, { who = '', home = '', amount = '' }) => pay(world, { who, home, kind, amount })),
  ),
  step('the same payment is sent once more', async (world) => {
    const { who, body } = recall<{ who: string; body: { amountFen: number } }>(world, 'payment')
    const before = (await moneyOf(world, who)).paidFen
    answered(await person(world, who).post('/api/payments', body))
    const after = (await moneyOf(world, who)).paidFen
    if (before !== after) throw differs(`still ${yuan(before)} paid`, yuan(after))
    return undefined
  }),
]
