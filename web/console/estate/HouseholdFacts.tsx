import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import type { BoardHousehold } from '../../api/orders.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { Money, StatusMark } from '../../ui/parts.tsx'
import { standingOf, standingTone } from './standing.ts'

/** What the board knows of one household. No name and no telephone: those are the grid worker's. */
export const HouseholdFacts = ({
  household,
  close,
}: {
  household: BoardHousehold | null
  close: () => void
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const rows: readonly (readonly [string, ReactNode])[] = household
    ? [
        [
          say('console.board.standingLabel'),
          <StatusMark key="standing" tone={standingTone[standingOf(household)]}>
            {say(`console.board.standing.${standingOf(household)}`)}
          </StatusMark>,
        ],
        [say('console.board.number'), household.number ?? '—'],
        [say('console.board.channel'), household.channel ? say(`common.channel.${household.channel}`) : '—'],
        [say('console.overview.amount'), <Money key="amount" fen={household.amountFen} />],
        [say('common.pay.paid'), <Money key="paid" fen={household.paidFen} />],
        [say('console.board.bagNo'), household.sequenceNo ?? '—'],
        [
          say('console.board.flags'),
          household.flags.map((flag) => sayCode(`common.flag.${flag}`) ?? flag).join('、') || '—',
        ],
      ]
    : []
  return (
    <Drawer open={household !== null} onClose={close} title={household?.label ?? ''} size={360}>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Drawer>
  )
}
