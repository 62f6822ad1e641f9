import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Input, Table } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Collection } from '../../api/orders.ts'
import { readCollections } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, Moment, Money, ProgressStrip, StatusMark } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { CycleSelect, newestFirst } from '../choices.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { nextStepOf, nextStepTone } from './next-step.ts'

/** The rounds that occur in a list of collections, the newest first. */
export const cyclesOf = (collections: readonly Collection[]) =>
  newestFirst([
    ...new Map(
      collections.map((one) => [one.cycleId, { id: one.cycleId, closesAt: one.closesAt }] as const),
    ).values(),
  ])

/** The newest round in which something waits for the store; else the newest. */
const busiest = (collections: readonly Collection[]) => {
  const waiting = collections.filter((one) => nextStepTone[nextStepOf(one)] === 'wait')
  return cyclesOf(waiting)[0] ?? cyclesOf(collections)[0]
}

/** What a store packs, estate by estate, and what comes next for each. */
export const CollectionsPage = ({ cycleId }: { cycleId: string | undefined }): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  const collections = useQuery({
    queryKey: ['collections'],
    queryFn: () => readCollections(),
    refetchInterval: 20_000,
  })
  const cycles = cyclesOf(collections.data?.collections ?? [])
  const current = cycles.find((cycle) => cycle.id === cycleId) ?? busiest(collections.data?.collections ?? [])
  return (
    <Page
      title={say('console.nav.collections')}
      about={say('console.collections.about')}
      actions={
        <CycleSelect
          cycles={cycles}
          value={current?.id}
          onChange={(id) => void navigate({ to: paths.collections, search: { cycleId: id } })}
        />
      }
    >
      <Loaded query={collections}>
        {(value) =>
          current ? (
            <CollectionTable
              collections={value.collections.filter((one) => one.cycleId === current.id)}
              closesAt={current.closesAt}
            />
          ) : (
            <EmptyState title={say('console.collections.none')} why={say('console.collections.noneWhy')} />
          )
        }
      </Loaded>
    </Page>
  )
}

const CollectionTable = ({
  collections,
  closesAt,
}: {
  collections: readonly Collection[]
  closesAt: string
}): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const shown = collections.filter((one) => one.estateName.includes(q) || one.storeName.includes(q))
  return (
    <section className="table-block" aria-label={say('console.overview.estates')}>
      <div className="row row-apart">
        <h2>
          <Moment at={closesAt} /> {say('common.cycle.closesAt')} ·{' '}
          {say('console.overview.estatesCount', { count: collections.length })}
        </h2>
        <Input
          allowClear
          style={{ width: 280 }}
          aria-label={say('console.filter')}
          placeholder={say('console.collections.filter')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Table<Collection>
        size="small"
        rowKey="id"
        dataSource={shown}
        scroll={{ x: 960 }}
        pagination={shown.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        locale={{ emptyText: say('console.filterNothing') }}
        columns={[
          {
            title: say('console.overview.estate'),
            render: (_, one) => (
              <>
                <Link to={paths.collection(one.id)} className="strong-link">
                  {one.estateName}
                </Link>
                <div className="cell-note">{one.pickupPoint ?? one.storeName}</div>
              </>
            ),
          },
          {
            title: say('console.collections.orders'),
            dataIndex: 'orderCount',
            width: 90,
            align: 'right',
            sorter: (left, right) => left.orderCount - right.orderCount,
          },
          {
            title: say('console.overview.amount'),
            width: 130,
            align: 'right',
            sorter: (left, right) => left.amountFen - right.amountFen,
            render: (_, one) => <Money fen={one.amountFen} />,
          },
          {
            title: say('console.overview.bags'),
            width: 240,
            render: (_, one) =>
              one.bagCount === 0 ? (
                <span className="quiet">—</span>
              ) : (
                <ProgressStrip
                  label={one.estateName}
                  total={one.bagCount}
                  segments={[
                    { label: say('common.bag.checked'), count: one.checkedCount, tone: 1 },
                    {
                      label: say('common.bag.packed'),
                      count: Math.max(0, one.packedCount - one.checkedCount),
                      tone: 2,
                    },
                    {
                      label: say('common.bag.to_pack'),
                      count: Math.max(0, one.bagCount - Math.max(one.packedCount, one.checkedCount)),
                      tone: 3,
                    },
                  ]}
                />
              ),
          },
          {
            title: say('console.collections.delivers'),
            width: 180,
            sorter: (left, right) => left.deliversAt.localeCompare(right.deliversAt),
            render: (_, one) => <Moment at={one.deliversAt} />,
          },
          {
            title: say('console.collections.next'),
            width: 170,
            render: (_, one) => {
              const step = nextStepOf(one)
              return <StatusMark tone={nextStepTone[step]}>{say(`console.step.${step}`)}</StatusMark>
            },
          },
        ]}
      />
    </section>
  )
}
