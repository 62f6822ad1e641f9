import { documentId } from '../../support/client.ts'
import { DoesNotHold, differs } from '../language.ts'
import type { Offer, World, WorldStep } from '../world.ts'
import {
  answered,
  collectionId,
  goodsOf,
  goodsText,
  linesOf,
  person,
  placeId,
  recall,
  step,
  yuan,
} from '../world.ts'

type Bag = {
  id: string
  code: string
  sequenceNo: number
  sequenceCount: number
  buildingNo: number
  buildingCount: number
  label: string
  amountFen: number
  payMark: string
  state: string
  lines: { offerId: string; name: string; count: number; shortCount: number }[]
}
type PickList = { totals: { name: string; quantity: number; baseUnit: string; packs: string }[]; bags: Bag[] }
type Handover = {
  id: string
  state: string
  declaredBagCount: number
  countedBagCount: number | null
  goodsFen: number
  settledFen: number
  openFen: number
}

const here = (world: World): string => recall<string>(world, 'estate')

const pickList = async (world: World, who: string): Promise<PickList> =>
  answered<PickList>(
    await person(world, who).get(`/api/collections/${await collectionId(world, here(world))}/pick-list`),
  )

const bagOf = async (world: World, who: string, home: string): Promise<Bag> => {
  const bag = (await pickList(world, who)).bags.find((one) => one.label === home)
  if (!bag) throw new DoesNotHold(`there is no bag for ${home}`)
  return bag
}

const shortOf = (offers: readonly Offer[], bag: Bag, text: string) =>
  goodsOf(text).map(({ name, count }) => {
    const own = bag.lines.find((line) => line.name === name)
    return own
      ? { offerId: own.offerId, count }
      : (linesOf(offers, [{ name, count }])[0] as { offerId: string; count: number })
  })

const scan = async (
  world: World,
  input: { readonly who: string; readonly act: string; readonly home: string; readonly wanted: string },
): Promise<undefined> => {
  // The code was read off the label when the bag was packed; whoever holds the bag can scan it.
  const code = recall<ReadonlyMap<string, string>>(world, 'codes').get(input.home)
  if (!code) throw new DoesNotHold(`there is no bag for ${input.home}`)
  const reply = await person(world, input.who).post('/api/bags/scan', { act: input.act, code })
  const { outcome } = answered<{ outcome: string }>(reply)
  if (outcome !== input.wanted) throw differs(input.wanted, outcome)
  return undefined
}

const pages = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0

const labels = async (world: World, who: string, form: string, reason: string | null): Promise<undefined> => {
  const why = reason === null ? '' : `&reason=${encodeURIComponent(reason)}`
  const path = `/api/collections/${await collectionId(world, here(world))}/labels.pdf?form=${form}${why}`
  const bytes = await person(world, who).bytes(path)
  const text = new TextDecoder().decode(bytes.slice(0, 2000))
  if (text.startsWith('%PDF-')) {
    world.kept.set('pdf', bytes)
    return undefined
  }
  // What is no PDF is the refusal, as JSON.
  const problem = JSON.parse(text) as { code: string; title: string }
  throw new DoesNotHold(`no labels: ${problem.code} ${problem.title}`)
}

const gatherCodes = async (world: World, who: string): Promise<void> => {
  const { bags } = await pickList(world, who)
  world.kept.set('codes', new Map(bags.map((bag) => [bag.label, bag.code])))
}

const handoverRows = (handover: Handover) => ({
  state: handover.state,
  declared: String(handover.declaredBagCount),
  counted: handover.countedBagCount === null ? '' : String(handover.countedBagCount),
  goods: yuan(handover.goodsFen),
  settled: yuan(handover.settledFen),
  open: yuan(handover.openFen),
})

const readHandover = async (world: World, who: string): Promise<Handover | null> => {
  const path = `/api/collections/${await collectionId(world, here(world))}/handover`
  return answered<{ handover: Handover | null }>(await person(world, who).get(path)).handover
}

export const packingSteps: readonly WorldStep[] = [
  step('{who} reads the totals of {estate}:', async (world, { who = '', estate = '' }) => {
    const path = `/api/collections/${await collectionId(world, estate)}/totals`
    const { totals } = answered<{ totals: { name: string; count: number; amountFen: number }[] }>(
      await person(world, who).get(path),
    )
    return {
      rows: totals.map((one) => ({ goods: one.name, packs: String(one.count), amount: yuan(one.amountFen) })),
      order: 'any',
    }
  }),
  step(
    '{who} makes the bags of {estate}: {count:n}',
    async (world, { who = '', estate = '', count = '' }) => {
      const path = `/api/collections/${await collectionId(world, estate)}/bags`
      const { bagCount } = answered<{ bagCount: number }>(await person(world, who).post(path))
      await gatherCodes(world, who)
      if (String(bagCount) !== count) throw differs(`${count} bags`, `${bagCount} bags`)
      return undefined
    },
  ),
  step('{who} takes from the shelves:', async (world, { who = '' }) => {
    const { totals } = await pickList(world, who)
    return {
      rows: totals.map((one) => ({ item: one.name, quantity: `${one.quantity} ${one.baseUnit}` })),
      order: 'any',
    }
  }),
  step('the bags as {who} sees them:', async (world, { who = '' }) => {
    const { bags } = await pickList(world, who)
    return {
      rows: bags.map((bag) => ({
        bag: `${bag.sequenceNo}/${bag.sequenceCount}`,
        'in its building': `${bag.buildingNo}/${bag.buildingCount}`,
        household: bag.label,
        goods: goodsText(bag.lines),
        'not in it': goodsText(
          bag.lines
            .filter((line) => line.shortCount > 0)
            .map(({ name, shortCount }) => ({ name, count: shortCount })),
        ),
        mark: bag.payMark,
        state: bag.state,
      })),
      order: 'as shown',
    }
  }),
  step(
    '{who} packs the bag of {home}, without: {goods*}',
    async (world, { who = '', home = '', goods = '' }) => {
      const bag = await bagOf(world, who, home)
      answered(
        await person(world, who).post(`/api/bags/${bag.id}/pack`, {
          short: shortOf(recall(world, 'offers'), bag, goods),
        }),
      )
      return undefined
    },
  ),
  step('{who} packs every other bag', async (world, { who = '' }) => {
    for (const bag of (await pickList(world, who)).bags.filter((one) => one.state === 'to_pack')) {
      answered(await person(world, who).post(`/api/bags/${bag.id}/pack`, { short: [] }))
    }
    return undefined
  }),
  step(
    '{who} prints the labels {form}, {count:n} pages',
    async (world, { who = '', form = '', count = '' }) => {
      await labels(world, who, form, null)
      const found = pages(recall<Uint8Array>(world, 'pdf'))
      if (String(found) !== count) throw differs(`a PDF of ${count} pages`, `${found} pages`)
      return undefined
    },
  ),
  step(
    '{who} prints the labels {form} again, because “{reason*}”, {count:n} pages',
    async (world, { who = '', form = '', reason = '', count = '' }) => {
      await labels(world, who, form, reason)
      const found = pages(recall<Uint8Array>(world, 'pdf'))
      if (String(found) !== count) throw differs(`a PDF of ${count} pages`, `${found} pages`)
      return undefined
    },
  ),
  step('{who} prints the labels {form} again and says no reason', async (world, { who = '', form = '' }) => {
    const path = `/api/collections/${await collectionId(world, here(world))}/labels.pdf?form=${form}`
    answered(await person(world, who).get(path))
    return undefined
  }),
  step('{who} checks the bag of {home} by scan: {outcome}', (world, { who = '', home = '', outcome = '' }) =>
    scan(world, { who, act: 'check', home, wanted: outcome }),
  ),
  step('{who} checks every packed bag by scan', async (world, { who = '' }) => {
    for (const bag of (await pickList(world, who)).bags.filter((one) => one.state === 'packed')) {
      await scan(world, { who, act: 'check', home: bag.label, wanted: 'done' })
    }
    return undefined
  }),
  step(
    '{who} hands out the bag of {home} by scan: {outcome}',
    (world, { who = '', home = '', outcome = '' }) =>
      scan(world, { who, act: 'collect', home, wanted: outcome }),
  ),
  step('{who} declares {count:n} bags', async (world, { who = '', count = '' }) => {
    const path = `/api/collections/${await collectionId(world, here(world))}/handover`
    answered(await person(world, who).post(path, { id: documentId(), bagCount: Number(count) }))
    return undefined
  }),
  step('{who} counts {count:n} bags', async (world, { who = '', count = '' }) => {
    const handover = await readHandover(world, who)
    if (!handover) throw new DoesNotHold('nothing was declared')
    const path = `/api/handovers/${handover.id}/agree`
    answered(await person(world, who).post(path, { bagCount: Number(count), missingBagIds: [] }))
    return undefined
  }),
  step(
    '{who} counts {count:n} bags, the bag of {home} did not come',
    async (world, { who = '', count = '', home = '' }) => {
      const handover = await readHandover(world, who)
      if (!handover) throw new DoesNotHold('nothing was declared')
      const missingBagIds = [(await bagOf(world, who, home)).id]
      const path = `/api/handovers/${handover.id}/agree`
      answered(await person(world, who).post(path, { bagCount: Number(count), missingBagIds }))
      return undefined
    },
  ),
  step('the hand-over stands as {who} sees it:', async (world, { who = '' }) => {
    const handover = await readHandover(world, who)
    return { rows: handover ? [handoverRows(handover)] : [], order: 'as shown' }
  }),
  step(
    '{who} notes that the bag of {home} lacks: {goods*}',
    async (world, { who = '', home = '', goods = '' }) => {
      const bag = await bagOf(world, who, home)
      answered(
        await person(world, who).post(`/api/bags/${bag.id}/short`, {
          short: shortOf(recall(world, 'offers'), bag, goods),
        }),
      )
      return undefined
    },
  ),
  step('the board of {estate} as {who} sees it:', async (world, { estate = '', who = '' }) => {
    const board = answered<{
      phase: string
      counts: Record<string, number>
      money: { amountFen: number; paidFen: number; advancedFen: number }
    }>(await person(world, who).get(`/api/estates/${await placeId(world, estate)}/board`))
    const counts = Object.fromEntries(
      Object.entries(board.counts).map(([name, count]) => [name, String(count)]),
    )
    const { amountFen, paidFen, advancedFen } = board.money
    return {
      rows: [
        {
          phase: board.phase,
          ...counts,
          'handed over': counts.handedOver ?? '',
          amount: yuan(amountFen),
          'paid money': yuan(paidFen),
          advanced: yuan(advancedFen),
        },
      ],
      order: 'as shown',
    }
  }),
]
