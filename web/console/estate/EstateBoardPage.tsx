import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Board, BoardHousehold } from '../../api/orders.ts'
import { readBoard } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayClock } from '../../ui/moment.ts'
import { BigNumber, CountDown, EmptyState, Moment, Money } from '../../ui/parts.tsx'
import { Choice } from '../../ui/Switches.tsx'
import { Loaded } from '../../ui/states.tsx'
import { CycleSelect, useCycles } from '../choices.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { BuildingGrid } from './BuildingGrid.tsx'
import { HouseholdFacts } from './HouseholdFacts.tsx'
import { PhaseLine } from './PhaseLine.tsx'
import type { Filter } from './standing.ts'
import { filters, matches } from './standing.ts'

/** Where every household of an estate stands in a round. */
export const EstateBoardPage = ({
  estateId,
  cycleId,
}: {
  estateId: string
  cycleId: string | undefined
}): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  const cycles = useCycles()
  const board = useQuery({
    queryKey: ['board', estateId, cycleId],
    queryFn: () => readBoard(estateId, cycleId),
    refetchInterval: 15_000,
  })
  const value = board.data
  return (
    <Page
      title={value?.estateName ?? say('console.board.title')}
      about={
        value ? (
          <>
            {value.storeName ?? say('console.overview.noStore')}
            {value.cycle ? (
              <>
                {' · '}
                {say('common.cycle.deliversAt')} <Moment at={value.cycle.deliversAt} />
              </>
            ) : null}
          </>
        ) : undefined
      }
      actions={
        <CycleSelect
          cycles={cycles.data?.cycles ?? []}
          value={value?.cycle?.id}
          onChange={(id) => void navigate({ to: paths.estate(estateId), search: { cycleId: id } })}
        />
      }
    >
      <Loaded query={board}>{(loaded) => <BoardBody board={loaded} />}</Loaded>
    </Page>
  )
}

const BoardBody = ({ board }: { board: Board }): ReactNode => {
  const say = useSay()
  const [filter, setFilter] = useState<Filter>('all')
  const [open, setOpen] = useState<BoardHousehold | null>(null)
  const { counts, money, cycle } = board
  // What was advanced for somebody counts as paid to the store.
  const due = money.amountFen - money.paidFen
  const shown = board.households.filter((household) => matches(filter, household))
  return (
    <>
      <PhaseLine phase={board.phase} />
      <section className="numbers" aria-label={say('console.overview.numbers')}>
        <BigNumber
          label={say('console.overview.ordered')}
          value={counts.ordered}
          note={say('console.board.ofHouseholds', { count: counts.households })}
        />
        <BigNumber
          long
          label={say('console.overview.paid')}
          value={<Money fen={money.paidFen} />}
          note={
            due > 0 ? (
              <>
                {say('console.board.due')} <Money fen={due} />
              </>
            ) : money.advancedFen > 0 ? (
              <>
                {say('console.board.advanced')} <Money fen={money.advancedFen} />
              </>
            ) : (
              say('console.board.nothingDue')
            )
          }
        />
        <BigNumber
          label={say('console.overview.packed')}
          value={counts.packed}
          note={say('console.board.ofBags', { count: counts.bags, checked: counts.checked })}
        />
        <BigNumber label={say('console.overview.handedOver')} value={counts.handedOver} />
        <BigNumber label={say('console.overview.collected')} value={counts.collected} />
        <BigNumber
          label={say('common.bag.missing')}
          value={counts.missing}
          tone={counts.missing > 0 ? 'wrong' : 'plain'}
        />
        {cycle?.state === 'open' ? (
          <BigNumber
            long
            label={say('common.cycle.closesIn')}
            value={<CountDown until={cycle.closesAt} over={say('common.cycle.closed')} />}
            note={<Moment at={cycle.closesAt} />}
          />
        ) : null}
      </section>
      {board.households.length === 0 ? (
        <EmptyState title={say('console.board.nobody')} why={say('console.board.nobodyWhy')} />
      ) : (
        <>
          <div className="row row-apart">
            <Choice
              name="board-filter"
              legend={say('console.filter')}
              values={filters}
              value={filter}
              label={(name) =>
                `${say(`console.board.filter.${name}`)} ${
                  board.households.filter((household) => matches(name, household)).length
                }`
              }
              choose={setFilter}
            />
            <span className="quiet">{say('common.asOf', { time: sayClock(board.asOf) })}</span>
          </div>
          {shown.length === 0 ? (
            <p className="quiet">{say('console.board.noneOfThese')}</p>
          ) : (
            <BuildingGrid households={shown} open={setOpen} />
          )}
        </>
      )}
      <HouseholdFacts household={open} close={() => setOpen(null)} />
    </>
  )
}
