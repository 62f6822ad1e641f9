import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { nowMs } from '../../api/clock.ts'
import type { Cycle, Overview, OverviewRow } from '../../api/orders.ts'
import { readOverview } from '../../api/orders.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { sayClock, sayMoment } from '../../ui/moment.ts'
import { BigNumber, CountDown, EmptyState, Moment, Money, StatusMark } from '../../ui/parts.tsx'
import { useMay } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { CycleSelect, isOrdering, newestFirst, useCycles } from '../choices.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { EndCycle } from './EndCycle.tsx'
import { EstateTable } from './EstateTable.tsx'

const sum = (rows: readonly OverviewRow[], pick: (row: OverviewRow) => number): number =>
  rows.reduce((total, row) => total + pick(row), 0)

const percent = (part: number, whole: number): number => (whole > 0 ? Math.floor((100 * part) / whole) : 0)

/** Where the running round stands: the clock, the numbers, then every estate. */
export const OverviewPage = ({ cycleId }: { cycleId: string | undefined }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const navigate = useNavigate()
  const [ending, setEnding] = useState(false)
  const cycles = useCycles()
  const known = newestFirst(cycles.data?.cycles ?? [])
  const chosen =
    known.find((one) => one.id === cycleId) ??
    known.find((one) => isOrdering(one, nowMs())) ??
    known.find((one) => isUnderWay(one, nowMs())) ??
    known[0]
  const overview = useQuery({
    queryKey: ['overview', chosen?.id],
    queryFn: () => readOverview(chosen ? { cycleId: chosen.id, placeId: chosen.placeId } : {}),
    enabled: !cycles.isPending,
    refetchInterval: 15_000,
  })
  const cycle = overview.data?.cycle ?? null
  const also = known.find((one) => one.id !== chosen?.id && isUnderWay(one, nowMs()))
  return (
    <Page
      title={say('console.overview.title')}
      about={cycle ? <CycleLine cycle={cycle} /> : undefined}
      actions={
        <>
          <CycleSelect
            cycles={cycles.data?.cycles ?? []}
            value={cycle?.id}
            onChange={(id) => void navigate({ to: paths.overview, search: { cycleId: id } })}
          />
          {cycle && isOrdering(cycle, nowMs()) && may('orders.end_cycle') ? (
            <Button onClick={() => setEnding(true)}>{say('console.end.button')}</Button>
          ) : null}
        </>
      }
    >
      {also ? (
        <p className="notice-quiet">
          {say('console.overview.alsoRunning', { time: sayMoment(say, also.closesAt) })}
          <Link to={paths.overview} search={{ cycleId: also.id }}>
            {say('console.overview.seeIt')}
          </Link>
        </p>
      ) : null}
      {cycles.error ? (
        <ErrorState problem={problemOf(cycles.error)} onRetry={() => void cycles.refetch()} />
      ) : null}
      <Loaded query={overview}>{(value) => <Standing overview={value} />}</Loaded>
      {ending && cycle ? (
        <EndCycle
          cycle={cycle}
          close={() => setEnding(false)}
          ended={() => {
            setEnding(false)
            // The next round may lie ready already; the person stays with the one that they ended.
            void navigate({ to: paths.overview, search: { cycleId: cycle.id } })
          }}
        />
      ) : null}
    </Page>
  )
}

const dayMs = 86_400_000

/** Closed, and to be delivered no longer ago than a day: work is still going on in it. */
const isUnderWay = (cycle: Cycle, now: number): boolean =>
  cycle.state === 'frozen' && Date.parse(cycle.deliversAt) > now - dayMs

const CycleLine = ({ cycle }: { cycle: Cycle }): ReactNode => {
  const say = useSay()
  return (
    <>
      {cycle.planCode} · {cycle.placeName} · {say('common.cycle.deliversAt')} <Moment at={cycle.deliversAt} />
    </>
  )
}

const Standing = ({ overview }: { overview: Overview }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const { cycle, rows } = overview
  if (!cycle) {
    return (
      <EmptyState title={say('console.overview.noCycle')} why={say('console.overview.noCycleWhy')}>
        {may('plans.read') ? (
          <Link className="button" to={paths.plans}>
            {say('console.overview.toPlans')}
          </Link>
        ) : null}
      </EmptyState>
    )
  }
  const households = sum(rows, (row) => row.householdCount)
  const orders = sum(rows, (row) => row.orderCount)
  const amount = sum(rows, (row) => row.amountFen)
  const paid = sum(rows, (row) => row.paidFen)
  const bags = sum(rows, (row) => row.bagCount)
  const packed = sum(rows, (row) => row.packedCount)
  const handed = sum(rows, (row) => row.handedOverCount)
  const collected = sum(rows, (row) => row.collectedCount)
  const storeless = rows.filter((row) => row.storeName === null).length
  const ofBags = say('console.overview.ofBags', { count: bags })
  return (
    <>
      <section className="numbers" aria-label={say('console.overview.numbers')}>
        <CycleClock cycle={cycle} />
        <BigNumber
          label={say('console.overview.ordered')}
          value={orders}
          note={say('console.overview.ofHouseholds', {
            count: households,
            percent: percent(orders, households),
          })}
        />
        <BigNumber
          long
          label={say('console.overview.paid')}
          value={<Money fen={paid} />}
          note={
            <>
              {say('console.overview.ofAmount')} <Money fen={amount} />
            </>
          }
        />
        <BigNumber label={say('console.overview.packed')} value={packed} note={ofBags} />
        <BigNumber label={say('console.overview.handedOver')} value={handed} note={ofBags} />
        <BigNumber label={say('console.overview.collected')} value={collected} note={ofBags} />
      </section>
      {storeless > 0 && cycle.state === 'open' ? (
        <p className="notice-wait">
          <StatusMark tone="wait">{say('console.overview.storeless', { count: storeless })}</StatusMark>
          {may('market.assign') ? (
            <Link to={paths.assignments}>{say('console.overview.toAssignments')}</Link>
          ) : null}
        </p>
      ) : null}
      <EstateTable rows={rows} cycle={cycle} />
      <p className="quiet">{say('common.asOf', { time: sayClock(overview.asOf) })}</p>
    </>
  )
}

/** Until the round opens, until it closes, or that it is closed. */
const CycleClock = ({ cycle }: { cycle: Cycle }): ReactNode => {
  const say = useSay()
  const over = say('common.cycle.closed')
  if (cycle.state !== 'open') {
    return (
      <BigNumber
        long
        label={say('common.cycle.closesAt')}
        value={over}
        note={<Moment at={cycle.closesAt} />}
      />
    )
  }
  const opened = isOrdering(cycle, nowMs())
  const at = opened ? cycle.closesAt : cycle.opensAt
  return (
    <BigNumber
      long
      label={say(opened ? 'common.cycle.closesIn' : 'common.cycle.opensIn')}
      value={<CountDown until={at} over={over} />}
      note={<Moment at={at} />}
    />
  )
}
