import { documentId } from '../../support/client.ts'
import { differs } from '../language.ts'
import type { World, WorldStep } from '../world.ts'
import { answered, cycleId, enter, person, placeId, step } from '../world.ts'

type Plan = {
  code: string
  facts: { key: string; value: string }[]
  gaps: string[]
  inForce: { id: string; placeName: string }[]
}

const planOf = async (world: World, who: string, code: string): Promise<Plan> => {
  const { plans } = answered<{ plans: Plan[] }>(await person(world, who).get('/api/plans'))
  const plan = plans.find((candidate) => candidate.code === code)
  if (!plan) throw differs(`a plan ${code}`, plans.map((other) => other.code).join(', '))
  return plan
}

type Cycle = { planCode: string; opensAt: string; closesAt: string; deliversAt: string; state: string }

const wall = (instant: string): { date: string; time: string } => {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(instant))
  return { date: parts.slice(0, 10), time: parts.slice(11) }
}

export const planSteps: readonly WorldStep[] = [
  step('these people are at work:', async (world, _, line) => {
    const rows = []
    for (const { person: name = '', login = '' } of line.table?.rows ?? []) {
      const client = await enter(world, name, login)
      const { posts } = answered<{ posts: { placeName: string; organizationName: string | null }[] }>(
        await client.get('/api/session'),
      )
      rows.push({
        person: name,
        login,
        at: posts.map((post) => post.organizationName ?? post.placeName).join(' '),
      })
    }
    return { rows, order: 'as shown' }
  }),
  step('the scene is {estate}', async (world, { estate = '' }) => {
    await placeId(world, estate)
    world.kept.set('estate', estate)
    return undefined
  }),
  step('{who} reads plan {code}:', async (world, { who = '', code = '' }) => {
    const { facts } = await planOf(world, who, code)
    return { rows: facts.map(({ key, value }) => ({ rule: key, value })), order: 'as shown' }
  }),
  step('plan {code} leaves open, as {who} reads:', async (world, { who = '', code = '' }) => {
    const { gaps } = await planOf(world, who, code)
    return { rows: gaps.map((gap) => ({ gap })), order: 'as shown' }
  }),
  step('{who} checks plan {code} for {place}:', async (world, { who = '', code = '', place = '' }) => {
    const check = answered<{
      ready: boolean
      findings: { code: string }[]
      estateCount: number
      householdCount: number
      storeCount: number
    }>(await person(world, who).post(`/api/plans/${code}/check`, { placeId: await placeId(world, place) }))
    return {
      rows: [
        {
          ready: check.ready ? 'yes' : 'no',
          estates: String(check.estateCount),
          households: String(check.householdCount),
          stores: String(check.storeCount),
          lacks: check.findings.map((finding) => finding.code).join(', '),
        },
      ],
      order: 'as shown',
    }
  }),
  step('{who} switches {code} on for {place}', async (world, { who = '', code = '', place = '' }) => {
    const body = { id: documentId(), placeId: await placeId(world, place) }
    answered(await person(world, who).post(`/api/plans/${code}/switch-on`, body))
    return undefined
  }),
  step('{who} switches {code} off for {place}', async (world, { who = '', code = '', place = '' }) => {
    const plan = (await planOf(world, who, code)).inForce.find((one) => one.placeName === place)
    if (!plan) throw differs(`${code} in force at ${place}`, 'it is not')
    answered(await person(world, who).post(`/api/plans-in-force/${plan.id}/switch-off`))
    return undefined
  }),
  step('{who} may now:', async (world, { who = '' }) => {
    const { actions } = answered<{ actions: string[] }>(await person(world, who).get('/api/session'))
    return { rows: [...actions].sort().map((action) => ({ action })), order: 'any' }
  }),
  step('the window that {who} sees for {estate}:', async (world, { who = '', estate = '' }) => {
    const { cycle } = answered<{ cycle: Cycle | null }>(
      await person(world, who).get(`/api/estates/${await placeId(world, estate)}/sheet`),
    )
    if (!cycle) return { rows: [], order: 'as shown' }
    const [closes, delivers] = [wall(cycle.closesAt), wall(cycle.deliversAt)]
    const days =
      (Date.parse(`${delivers.date}T00:00:00Z`) - Date.parse(`${closes.date}T00:00:00Z`)) / 86_400_000
    return {
      rows: [
        {
          plan: cycle.planCode,
          state: cycle.state,
          'closes at': closes.time,
          'delivers at': delivers.time,
          'days later': String(days),
        },
      ],
      order: 'as shown',
    }
  }),
  step('{who} ends the cycle of {estate}', async (world, { who = '', estate = '' }) => {
    answered(await person(world, who).post(`/api/cycles/${await cycleId(world, estate)}/end`))
    return undefined
  }),
]
