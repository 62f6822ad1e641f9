import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Assignments } from '../../api/market.ts'
import { assignStore, confirmAssignments, proposeAssignments, readAssignments } from '../../api/market.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, StatusMark } from '../../ui/parts.tsx'
import { useMay, useMe } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { PlaceSelect, usePlaces } from '../choices.tsx'
import { Page } from '../Page.tsx'
import { AssignmentTable } from './AssignmentTable.tsx'
import { StoreLoads } from './StoreLoads.tsx'

/** Which store serves which estate: proposed by distance, changed by hand, confirmed by a person. */
export const AssignmentsPage = (): ReactNode => {
  const say = useSay()
  const me = useMe()
  const may = useMay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const places = usePlaces()
  const [chosen, setChosen] = useState<string | undefined>()
  const placeId = chosen ?? me.posts[0]?.placeId ?? me.district.placeId
  const key = ['assignments', placeId]
  const assignments = useQuery({ queryKey: key, queryFn: () => readAssignments(placeId) })
  const keep = (value: Assignments): void => {
    client.setQueryData(key, value)
    void client.invalidateQueries({ queryKey: ['overview'] })
  }
  const propose = useMutation({ mutationFn: () => proposeAssignments(placeId), onSuccess: keep })
  const confirm = useMutation({
    mutationFn: () => confirmAssignments(placeId),
    onSuccess: (value) => {
      keep(value)
      void message.success(say('console.assign.done'))
    },
  })
  const change = useMutation({
    mutationFn: ({ estateId, storeId }: { estateId: string; storeId: string }) =>
      assignStore(estateId, storeId),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
  const problem = propose.error ?? confirm.error ?? change.error
  const waiting = (assignments.data?.assignments ?? []).filter((one) => one.state === 'proposed').length
  const mayAssign = may('market.assign')
  return (
    <Page
      title={say('console.nav.assignments')}
      about={say('console.assign.about')}
      actions={
        <>
          {places.data ? (
            <PlaceSelect places={places.data} value={placeId} onChange={(id) => setChosen(id)} />
          ) : null}
          {mayAssign && assignments.data && assignments.data.assignments.length > 0 ? (
            <Popconfirm
              title={say('console.assign.proposeAgain')}
              description={say('console.assign.proposeAgainWhy')}
              okText={say('console.assign.propose')}
              onConfirm={() => propose.mutate()}
            >
              <Button loading={propose.isPending}>{say('console.assign.propose')}</Button>
            </Popconfirm>
          ) : null}
          {mayAssign && waiting > 0 ? (
            <Button type="primary" loading={confirm.isPending} onClick={() => confirm.mutate()}>
              {say('console.assign.confirmAll', { count: waiting })}
            </Button>
          ) : null}
        </>
      }
    >
      {problem ? <ErrorState problem={problemOf(problem)} /> : null}
      <Loaded query={assignments}>
        {(value) =>
          value.assignments.length === 0 ? (
            <EmptyState title={say('console.assign.none')} why={say('console.assign.noneWhy')}>
              {mayAssign ? (
                <Button
                  type="primary"
                  size="large"
                  loading={propose.isPending}
                  onClick={() => propose.mutate()}
                >
                  {say('console.assign.propose')}
                </Button>
              ) : null}
            </EmptyState>
          ) : (
            <>
              {waiting > 0 ? (
                <p className="notice-wait">
                  <StatusMark tone="wait">{say('console.assign.waiting', { count: waiting })}</StatusMark>
                </p>
              ) : null}
              <StoreLoads loads={value.loads} />
              <AssignmentTable
                assignments={value.assignments}
                editable={mayAssign}
                changing={change.isPending ? change.variables.estateId : null}
                change={(estateId, storeId) => change.mutate({ estateId, storeId })}
              />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
