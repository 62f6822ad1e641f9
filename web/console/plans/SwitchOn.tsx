import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { newDocumentId } from '../../api/ids.ts'
import type { Plan, PlanCheck } from '../../api/plans.ts'
import { checkPlan, switchOnPlan } from '../../api/plans.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark } from '../../ui/parts.tsx'
import { useMay, useMe } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { PlaceSelect, usePlaces } from '../choices.tsx'
import { paths } from '../paths.ts'
import { Findings } from './Findings.tsx'
import { Gaps } from './Gaps.tsx'

/** Choose the place, check what it still lacks, confirm what will happen, switch on. */
export const SwitchOn = ({ plan, close }: { plan: Plan; close: () => void }): ReactNode => {
  const say = useSay()
  const me = useMe()
  const may = useMay()
  const client = useQueryClient()
  const places = usePlaces()
  const [placeId, setPlaceId] = useState<string | undefined>(me.posts[0]?.placeId)
  // Made once for this act: pressing twice, or trying again, switches on once.
  const [actId] = useState(newDocumentId)
  const [confirming, setConfirming] = useState(false)
  const check = useMutation({ mutationFn: (place: string) => checkPlan(plan.code, place) })
  const turnOn = useMutation({
    mutationFn: (place: string) => switchOnPlan(plan.code, actId, place),
    onSuccess: () => client.invalidateQueries(),
    onSettled: () => setConfirming(false),
  })
  const placeName = places.data?.find((place) => place.id === placeId)?.name ?? ''
  const standing = plan.inForce.some((one) => one.placeId === placeId)

  if (turnOn.data) {
    return (
      <section className="panel-inner" role="status">
        <h3>
          <StatusMark tone="done">{say('console.plans.done', { place: placeName })}</StatusMark>
        </h3>
        <p>{say('console.plans.doneNext')}</p>
        <div className="row">
          {may('market.assign') ? (
            <Link className="button" to={paths.assignments}>
              {say('console.overview.toAssignments')}
            </Link>
          ) : null}
          <Link className="button" to={paths.overview}>
            {say('console.plans.toOverview')}
          </Link>
        </div>
      </section>
    )
  }
  return (
    <section className="panel-inner" aria-label={say('console.plans.prepare')}>
      <Loaded query={places}>
        {(list) => (
          <div className="row">
            <PlaceSelect
              places={list}
              value={placeId}
              onChange={(id) => {
                setPlaceId(id)
                check.reset()
                turnOn.reset()
              }}
            />
            <Button
              type={check.data ? 'default' : 'primary'}
              disabled={!placeId}
              loading={check.isPending}
              onClick={() => placeId && check.mutate(placeId)}
            >
              {say('console.plans.check')}
            </Button>
            <Button type="text" onClick={close}>
              {say('common.cancel')}
            </Button>
          </div>
        )}
      </Loaded>
      {check.error ? <ErrorState problem={problemOf(check.error)} /> : null}
      {turnOn.error ? <ErrorState problem={problemOf(turnOn.error)} /> : null}
      {check.data ? (
        <>
          <CheckNumbers check={check.data} />
          <Findings findings={check.data.findings} />
          <Gaps gaps={plan.gaps} />
          <div>
            <Button
              type="primary"
              size="large"
              disabled={!check.data.ready || standing}
              onClick={() => setConfirming(true)}
            >
              {say('console.plans.switchOn', { code: plan.code, place: placeName })}
            </Button>
            {standing ? <p className="quiet">{say('console.plans.alreadyOn')}</p> : null}
            {check.data.ready ? null : <p className="quiet">{say('console.plans.notReady')}</p>}
          </div>
        </>
      ) : null}
      {confirming && check.data && placeId ? (
        <Modal
          open
          title={say('console.plans.confirmTitle', { code: plan.code, place: placeName })}
          okText={say('console.plans.confirm')}
          cancelText={say('common.cancel')}
          okButtonProps={{ loading: turnOn.isPending }}
          onOk={() => turnOn.mutate(placeId)}
          onCancel={() => setConfirming(false)}
        >
          <ul className="what-happens">
            <li>
              {say('console.plans.will.scope', {
                estates: check.data.estateCount,
                households: check.data.householdCount,
              })}
            </li>
            <li>{say('console.plans.will.rights')}</li>
            <li>{say('console.plans.will.cycle')}</li>
            <li>{say('console.plans.will.record', { person: me.person.name })}</li>
          </ul>
        </Modal>
      ) : null}
    </section>
  )
}

const CheckNumbers = ({ check }: { check: PlanCheck }): ReactNode => {
  const say = useSay()
  return (
    <p>
      {say('console.plans.numbers', {
        estates: check.estateCount,
        households: check.householdCount,
        stores: check.storeCount,
      })}
    </p>
  )
}
