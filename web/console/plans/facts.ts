import type { Plan } from '../../api/plans.ts'
import type { Say, useSayCode } from '../../text/i18n.ts'

type Fact = Plan['facts'][number]
type SayCode = ReturnType<typeof useSayCode>

/** A recurrence rule over days in words: every day, every 3 days, on Mon and Fri, in every second week. */
const sayCadence = (say: Say, sayCode: SayCode, rule: string): string => {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]))
  const every = Number(parts.get('INTERVAL') ?? '1')
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean)
  if (parts.get('FREQ') === 'DAILY') {
    return every === 1 ? say('console.fact.daily') : say('console.fact.everyDays', { count: every })
  }
  const names = days.map((day) => sayCode(`console.fact.day.${day}`) ?? day).join('、')
  return every === 1
    ? say('console.fact.weekly', { days: names })
    : say('console.fact.everyWeeks', { count: every, days: names })
}

const sayDelivery = (say: Say, value: string): string => {
  const [days = '+0', time = ''] = value.split(' ')
  const count = Number(days)
  if (count === 0) return say('console.fact.sameDay', { time })
  return count === 1 ? say('console.fact.nextDay', { time }) : say('console.fact.laterDay', { count, time })
}

const listPrefix: Readonly<Record<string, string>> = {
  channels: 'common.channel',
  payment: 'console.fact.payment',
  labelShows: 'console.fact.label',
  posts: 'posts',
}

/** One rule of a plan file in words. What no text knows is shown as the file has it. */
export const sayFact = (say: Say, sayCode: SayCode, fact: Fact): { name: string; value: string } => {
  const name = sayCode(`console.fact.${fact.key}`) ?? fact.key
  const prefix = listPrefix[fact.key]
  if (prefix) {
    const words = fact.value.split(' ').map((word) => sayCode(`${prefix}.${word}`) ?? word)
    return { name, value: words.join('、') }
  }
  if (fact.key === 'cadence') return { name, value: sayCadence(say, sayCode, fact.value) }
  if (fact.key === 'delivers') return { name, value: sayDelivery(say, fact.value) }
  if (fact.value === 'true') return { name, value: say('common.yes') }
  if (fact.value === 'false') return { name, value: say('common.no') }
  return { name, value: fact.value }
}
