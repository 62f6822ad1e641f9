import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Table } from 'antd'
import type { ReactNode } from 'react'
import type { Collection } from '../../api/orders.ts'
import { readCollections } from '../../api/orders.ts'
import type { Handover } from '../../api/packing.ts'
import { readHandover } from '../../api/packing.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { BigNumber, EmptyState, Money, StatusMark } from '../../ui/parts.tsx'
import { ErrorState, Loaded, Loading } from '../../ui/states.tsx'
import { CycleSelect } from '../choices.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { cyclesOf } from './CollectionsPage.tsx'

/** What the store is owed for a round: what the goods cost, what was settled at hand-over, what is open. */
export const MoneyPage = ({ cycleId }: { cycleId: string | undefined }): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  const collections = useQuery({ queryKey: ['collections'], queryFn: () => readCollections() })
  const frozen = (collections.data?.collections ?? []).filter((one) => one.cycleState === 'frozen')
  const cycles = cyclesOf(frozen)
  const current = cycles.find((cycle) => cycle.id === cycleId) ?? cycles[0]
  return (
    <Page
      title={say('console.nav.money')}
      about={say('console.money.about')}
      actions={
        <CycleSelect
          cycles={cycles}
          value={current?.id}
          onChange={(id) => void navigate({ to: paths.money, search: { cycleId: id } })}
        />
      }
    >
      <Loaded query={collections}>
        {() =>
          current ? (
            <CycleMoney
              key={current.id}
              collections={frozen.filter((one) => one.cycleId === current.id && one.orderCount > 0)}
            />
          ) : (
            <EmptyState title={say('console.money.none')} why={say('console.money.noneWhy')} />
          )
        }
      </Loaded>
    </Page>
  )
}

type Row = Collection & { readonly handover: Handover | null }

const CycleMoney = ({ collections }: { collections: readonly Collection[] }): ReactNode => {
  const say = useSay()
  const answers = useQueries({
    queries: collections.map((one) => ({
      queryKey: ['handover', one.id],
      queryFn: () => readHandover(one.id),
    })),
  })
  const failed = answers.find((answer) => answer.error)
  if (failed?.error) {
    return <ErrorState problem={problemOf(failed.error)} onRetry={() => void failed.refetch()} />
  }
  if (answers.some((answer) => answer.data === undefined)) return <Loading />
  const rows: Row[] = collections.map((one, index) => ({
    ...one,
    handover: answers[index]?.data?.handover ?? null,
  }))
  const sum = (pick: (row: Row) => number): number => rows.reduce((total, row) => total + pick(row), 0)
  const agreed = (row: Row): Handover | null => (row.handover?.state === 'agreed' ? row.handover : null)
  return (
    <>
      <section className="numbers" aria-label={say('console.overview.numbers')}>
        <BigNumber
          long
          label={say('console.money.ordered')}
          value={<Money fen={sum((row) => row.amountFen)} />}
        />
        <BigNumber
          long
          label={say('console.handover.goods')}
          value={<Money fen={sum((row) => agreed(row)?.goodsFen ?? 0)} />}
        />
        <BigNumber
          long
          label={say('console.handover.settled')}
          value={<Money fen={sum((row) => agreed(row)?.settledFen ?? 0)} />}
        />
        <BigNumber
          long
          label={say('console.handover.open')}
          value={<Money fen={sum((row) => agreed(row)?.openFen ?? 0)} />}
          tone={sum((row) => agreed(row)?.openFen ?? 0) > 0 ? 'wait' : 'plain'}
        />
      </section>
      <Table<Row>
        size="small"
        rowKey="id"
        dataSource={rows}
        pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        columns={[
          {
            title: say('console.overview.estate'),
            render: (_, row) => (
              <Link to={paths.collection(row.id)} className="strong-link">
                {row.estateName}
              </Link>
            ),
          },
          {
            title: say('console.money.ordered'),
            width: 150,
            align: 'right',
            render: (_, row) => <Money fen={row.amountFen} />,
          },
          {
            title: say('console.handover.goods'),
            width: 150,
            align: 'right',
            render: (_, row) => <MaybeMoney fen={agreed(row)?.goodsFen} />,
          },
          {
            title: say('console.handover.settled'),
            width: 150,
            align: 'right',
            render: (_, row) => <MaybeMoney fen={agreed(row)?.settledFen} />,
          },
          {
            title: say('console.handover.open'),
            width: 150,
            align: 'right',
            render: (_, row) => <MaybeMoney fen={agreed(row)?.openFen} />,
          },
          {
            title: say('console.assign.state'),
            width: 190,
            render: (_, row) => {
              const done = agreed(row)
              if (!done) return <StatusMark tone="none">{say('console.money.notHandedOver')}</StatusMark>
              return done.openFen > 0 ? (
                <StatusMark tone="wait">{say('console.money.open')}</StatusMark>
              ) : (
                <StatusMark tone="done">{say('console.money.settled')}</StatusMark>
              )
            },
          },
        ]}
      />
    </>
  )
}

const MaybeMoney = ({ fen }: { fen: number | undefined }): ReactNode =>
  fen === undefined ? <span className="quiet">—</span> : <Money fen={fen} />
