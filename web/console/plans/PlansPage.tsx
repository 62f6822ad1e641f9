import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Plan } from '../../api/plans.ts'
import { readPlans } from '../../api/plans.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { EmptyState, Moment, StatusMark } from '../../ui/parts.tsx'
import { useMay } from '../../ui/session.tsx'
import { Loaded } from '../../ui/states.tsx'
import { Page } from '../Page.tsx'
import { sayFact } from './facts.ts'
import { Gaps } from './Gaps.tsx'
import { SwitchOff } from './SwitchOff.tsx'
import { SwitchOn } from './SwitchOn.tsx'

/** The plans that can be switched on here, what each says, and where it is in force. */
export const PlansPage = (): ReactNode => {
  const say = useSay()
  const plans = useQuery({ queryKey: ['plans'], queryFn: readPlans })
  return (
    <Page title={say('console.nav.plans')} about={say('console.plans.about')}>
      <Loaded query={plans}>
        {(value) =>
          value.plans.length === 0 ? (
            <EmptyState title={say('console.plans.none')} why={say('console.plans.noneWhy')} />
          ) : (
            inForceFirst(value.plans).map((plan) => <PlanPanel key={plan.code} plan={plan} />)
          )
        }
      </Loaded>
    </Page>
  )
}

const inForceFirst = (plans: readonly Plan[]): readonly Plan[] =>
  plans.toSorted((left, right) => right.inForce.length - left.inForce.length)

const PlanPanel = ({ plan }: { plan: Plan }): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const may = useMay()
  const [opened, setOpened] = useState(false)
  const [ending, setEnding] = useState<Plan['inForce'][number] | null>(null)
  return (
    <article className="panel" aria-labelledby={`plan-${plan.code}`}>
      <div className="row row-apart plan-head">
        <h2 id={`plan-${plan.code}`}>
          <span className="plan-code">{plan.code}</span> {plan.title}
        </h2>
        {plan.inForce.length > 0 ? (
          <StatusMark tone="done">{say('console.plans.inForce')}</StatusMark>
        ) : (
          <StatusMark tone="none">{say('console.plans.notInForce')}</StatusMark>
        )}
      </div>
      <p>{plan.about}</p>
      {plan.inForce.length > 0 ? (
        <ul className="in-force">
          {plan.inForce.map((one) => (
            <li key={one.id}>
              <span>
                <b>{one.placeName}</b> · {say('console.plans.since')} <Moment at={one.since} />
              </span>
              {may('plans.switch') ? (
                <button type="button" className="button-link" onClick={() => setEnding(one)}>
                  {say('console.plans.switchOff')}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <details className="plan-details">
        <summary>{say('console.plans.facts', { count: plan.facts.length })}</summary>
        <dl className="facts facts-wide">
          {plan.facts.map((fact) => {
            const { name, value } = sayFact(say, sayCode, fact)
            return (
              <div key={fact.key}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            )
          })}
        </dl>
        <Gaps gaps={plan.gaps} />
      </details>
      {may('plans.switch') ? (
        opened ? (
          <SwitchOn plan={plan} close={() => setOpened(false)} />
        ) : (
          <div>
            <button type="button" className="button" onClick={() => setOpened(true)}>
              {say('console.plans.prepare')}
            </button>
          </div>
        )
      ) : null}
      {ending ? <SwitchOff plan={ending} close={() => setEnding(null)} /> : null}
    </article>
  )
}
