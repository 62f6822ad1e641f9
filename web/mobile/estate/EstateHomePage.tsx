import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Board } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { BigNumber, CountDown, EmptyState, ProgressStrip, sayMoney } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useBoard, useEstateCollections, useHandover } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import type { HandoverStep, NextStep } from '../logic/standing.ts'
import { nextStep } from '../logic/standing.ts'

/** The estate at a glance: the clock, the numbers, and the one thing to do next. */
export const EstateHomePage = ({ estateId }: { estateId: string }): ReactNode => {
  const board = useBoard(estateId)
  const waits = board.data?.phase === 'frozen' || board.data?.phase === 'packing'
  const handover = useHandover(waits ? (board.data?.collectionId ?? null) : null)
  const step: HandoverStep = handover.data?.handover?.state ?? 'none'
  return (
    <EstateFrame estateId={estateId}>
      <Loaded query={board}>{(value) => <Home board={value} next={nextStep(value, step)} />}</Loaded>
    </EstateFrame>
  )
}

const Home = ({ board, next }: { board: Board; next: NextStep }): ReactNode => {
  const say = useSay()
  const { counts, money, cycle } = board
  if (cycle === null) {
    return <EmptyState title={say('mobile.home.noPlan')} why={say('mobile.home.noPlanTodo')} />
  }
  const notOrdered = counts.households - counts.ordered
  const owedFen = money.amountFen - money.paidFen
  return (
    <div className="stack">
      <section className="clock-card">
        {cycle.state === 'open' ? (
          <p className="clock-line">
            {say('common.cycle.closesIn')}{' '}
            <CountDown until={cycle.closesAt} over={say('common.cycle.closed')} />
          </p>
        ) : (
          <p className="clock-line">{say('common.cycle.closed')}</p>
        )}
        <p className="soft">
          {sayMoment(say, cycle.closesAt)} {say('common.cycle.closesAt')}
          <br />
          {sayMoment(say, cycle.deliversAt)} {say('common.cycle.deliversAt')}
        </p>
      </section>
      <NextButton board={board} next={next} />
      <Earlier board={board} />
      <div className="number-grid">
        <BigNumber
          label={say('mobile.home.ordered')}
          value={counts.ordered}
          note={say('mobile.home.ofHouseholds', { number: counts.households })}
        />
        <Link
          to="/m/estate/$estateId/not-ordered"
          params={{ estateId: board.estateId }}
          className="number-link"
        >
          <BigNumber
            label={say('mobile.home.notOrdered')}
            value={notOrdered}
            note={say('mobile.home.seeRooms')}
            tone={cycle.state === 'open' && notOrdered > 0 ? 'wait' : 'plain'}
          />
        </Link>
        <BigNumber
          label={say('mobile.home.paid')}
          value={<span className="money-number">{sayMoney(money.paidFen)}</span>}
          note={say('mobile.home.ofMoney', { money: sayMoney(money.amountFen) })}
        />
        <Link to="/m/estate/$estateId/money" params={{ estateId: board.estateId }} className="number-link">
          <BigNumber
            label={say('mobile.home.owed')}
            value={<span className="money-number">{sayMoney(owedFen)}</span>}
            note={say('mobile.home.seeOwed')}
            tone={owedFen > 0 ? 'wait' : 'plain'}
          />
        </Link>
      </div>
      {counts.bags > 0 && (
        <section className="sheet pad">
          <h2>{say('mobile.home.bags', { number: counts.bags })}</h2>
          <ProgressStrip
            total={counts.bags}
            label={say('mobile.home.bags', { number: counts.bags })}
            segments={[
              { label: say('common.bag.collected'), count: counts.collected, tone: 1 },
              {
                label: say('common.bag.handed_over'),
                count: Math.max(0, counts.handedOver - counts.collected),
                tone: 2,
              },
              {
                label: say('common.bag.packed'),
                count: Math.max(0, counts.packed - counts.handedOver),
                tone: 3,
              },
              { label: say('common.bag.missing'), count: counts.missing, tone: 4 },
            ]}
          />
        </section>
      )}
      <Others board={board} next={next} />
    </div>
  )
}

/** The list before this one, while its goods are still on their way to the households. */
const Earlier = ({ board }: { board: Board }): ReactNode => {
  const collections = useEstateCollections(board.estateId)
  const earlier = collections.data?.find(
    (one) => one.cycleState === 'frozen' && one.cycleId !== board.cycle?.id,
  )
  return earlier === undefined ? null : <EarlierCycle estateId={board.estateId} cycleId={earlier.cycleId} />
}

const EarlierCycle = ({ estateId, cycleId }: { estateId: string; cycleId: string }): ReactNode => {
  const say = useSay()
  const board = useBoard(estateId, cycleId)
  const { counts, cycle, phase } = board.data ?? {}
  if (counts === undefined || cycle === undefined || cycle === null || phase === 'done') return null
  return (
    <Link className="row-button" to="/m/estate/$estateId/gate" params={{ estateId }}>
      <strong>{say('mobile.home.earlier', { moment: sayMoment(say, cycle.closesAt) })}</strong>
      <span className="soft">
        {phase === 'handed_over'
          ? say('mobile.gate.count', { done: counts.collected, total: counts.bags })
          : say('mobile.home.earlierOnWay')}
      </span>
    </Link>
  )
}

const targets = {
  announce: '/m/estate/$estateId/announcement',
  paste: '/m/estate/$estateId/chain',
  chase: '/m/estate/$estateId/not-ordered',
  collect_money: '/m/estate/$estateId/money',
  settle: '/m/estate/$estateId/money',
  count_bags: '/m/estate/$estateId/gate',
  hand_out: '/m/estate/$estateId/gate',
} as const

/** The next thing to do, as the one large button; where there is nothing, the reason. */
const NextButton = ({ board, next }: { board: Board; next: NextStep }): ReactNode => {
  const say = useSay()
  if (next === 'wait_plan' || next === 'wait_store' || next === 'rest') {
    return <p className="hint">{say(`mobile.next.${next}`)}</p>
  }
  return (
    <Link className="button button-main" to={targets[next]} params={{ estateId: board.estateId }}>
      {say(`mobile.next.${next}`)}
    </Link>
  )
}

const Others = ({ board, next }: { board: Board; next: NextStep }): ReactNode => {
  const say = useSay()
  const open = board.cycle?.state === 'open'
  const others = (
    open
      ? (['announce', 'paste', 'chase', 'collect_money'] as const)
      : (['collect_money', 'hand_out'] as const)
  ).filter((step) => step !== next)
  return (
    <nav className="stack-tight" aria-label={say('mobile.home.others')}>
      {others.map((step) => (
        <Link key={step} className="row-button" to={targets[step]} params={{ estateId: board.estateId }}>
          <strong>{say(`mobile.other.${step}`)}</strong>
          <span className="soft">{say(`mobile.other.${step}.why`)}</span>
        </Link>
      ))}
      <Link className="row-button" to="/m/me">
        <strong>{say('mobile.tab.me')}</strong>
        <span className="soft">{say('mobile.other.me.why')}</span>
      </Link>
    </nav>
  )
}
