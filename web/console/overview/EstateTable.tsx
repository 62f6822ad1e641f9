import { Link } from '@tanstack/react-router'
import { Input, Table } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Cycle, OverviewRow } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { Money, ProgressStrip, StatusMark } from '../../ui/parts.tsx'
import { paths } from '../paths.ts'

const orderedShare = (row: OverviewRow): number =>
  row.householdCount > 0 ? row.orderCount / row.householdCount : 0

/** One line per estate; each number is sorted by pressing its heading. */
export const EstateTable = ({ rows, cycle }: { rows: readonly OverviewRow[]; cycle: Cycle }): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const shown = rows.filter((row) =>
    [row.estateName, row.communityName, row.streetName, row.storeName ?? ''].some((name) => name.includes(q)),
  )
  return (
    <section aria-label={say('console.overview.estates')} className="table-block">
      <div className="row row-apart">
        <h2>{say('console.overview.estatesCount', { count: rows.length })}</h2>
        <Input
          allowClear
          style={{ width: 280 }}
          aria-label={say('console.filter')}
          placeholder={say('console.overview.filter')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Table<OverviewRow>
        size="small"
        rowKey="estateId"
        dataSource={shown}
        scroll={{ x: 980 }}
        pagination={shown.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        locale={{ emptyText: q ? say('console.filterNothing') : say('console.overview.noEstates') }}
        columns={[
          {
            title: say('console.overview.estate'),
            width: 210,
            sorter: (left, right) => left.estateName.localeCompare(right.estateName, 'zh'),
            render: (_, row) => (
              <>
                <Link to={paths.estate(row.estateId)} search={{ cycleId: cycle.id }} className="strong-link">
                  {row.estateName}
                </Link>
                <div className="cell-note">{row.communityName}</div>
              </>
            ),
          },
          {
            title: say('console.overview.store'),
            width: 160,
            render: (_, row) =>
              row.storeName ?? <StatusMark tone="wait">{say('console.overview.noStore')}</StatusMark>,
          },
          {
            title: say('console.overview.orderedOf'),
            width: 190,
            sorter: (left, right) => orderedShare(left) - orderedShare(right),
            render: (_, row) => (
              <div className="cell-strip">
                <span className="number">
                  <b>{row.orderCount}</b> / {row.householdCount} · {Math.floor(100 * orderedShare(row))}%
                </span>
                <ProgressStrip
                  label={row.estateName}
                  total={row.householdCount}
                  words={false}
                  segments={[{ label: say('console.overview.ordered'), count: row.orderCount, tone: 1 }]}
                />
              </div>
            ),
          },
          {
            title: say('console.overview.amount'),
            width: 130,
            align: 'right',
            sorter: (left, right) => left.amountFen - right.amountFen,
            render: (_, row) => <Money fen={row.amountFen} />,
          },
          {
            title: say('console.overview.unpaid'),
            width: 130,
            align: 'right',
            sorter: (left, right) => left.amountFen - left.paidFen - (right.amountFen - right.paidFen),
            render: (_, row) => <Money fen={row.amountFen - row.paidFen} />,
          },
          {
            title: say('console.overview.bags'),
            sorter: (left, right) => left.collectedCount - right.collectedCount,
            render: (_, row) => <BagStrip row={row} cycle={cycle} />,
          },
        ]}
      />
    </section>
  )
}

const BagStrip = ({ row, cycle }: { row: OverviewRow; cycle: Cycle }): ReactNode => {
  const say = useSay()
  if (row.bagCount === 0) {
    if (cycle.state === 'open')
      return <StatusMark tone="none">{say('console.overview.stillOrdering')}</StatusMark>
    if (row.orderCount === 0) return <StatusMark tone="none">{say('console.overview.noOrders')}</StatusMark>
    return <StatusMark tone="going">{say('console.overview.bagsNotMade')}</StatusMark>
  }
  return (
    <ProgressStrip
      label={row.estateName}
      total={row.bagCount}
      segments={[
        { label: say('common.bag.collected'), count: row.collectedCount, tone: 1 },
        {
          label: say('common.bag.handed_over'),
          count: Math.max(0, row.handedOverCount - row.collectedCount),
          tone: 2,
        },
        {
          label: say('common.bag.packed'),
          count: Math.max(0, row.packedCount - row.handedOverCount),
          tone: 3,
        },
      ]}
    />
  )
}
