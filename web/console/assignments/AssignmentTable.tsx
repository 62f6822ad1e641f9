import { Input, Select, Table } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Assignment } from '../../api/market.ts'
import { useSay } from '../../text/i18n.ts'
import { StatusMark } from '../../ui/parts.tsx'

const sayDistance = (metres: number): string =>
  metres < 1000 ? `${metres} m` : `${(metres / 1000).toFixed(1)} km`

/** One line per estate; the store is changed in the line, among those near enough. */
export const AssignmentTable = ({
  assignments,
  editable,
  changing,
  change,
}: {
  assignments: readonly Assignment[]
  editable: boolean
  changing: string | null
  change: (estateId: string, storeId: string) => void
}): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const q = typed.trim()
  const shown = assignments.filter((one) =>
    [one.estateName, one.communityName, one.storeName].some((name) => name.includes(q)),
  )
  const options = (one: Assignment) => {
    const known = new Map(one.alternatives.map((other) => [other.storeId, other]))
    known.set(one.storeId, { storeId: one.storeId, storeName: one.storeName, distanceM: one.distanceM })
    return [...known.values()]
      .toSorted((left, right) => left.distanceM - right.distanceM)
      .map((store) => ({
        value: store.storeId,
        label: `${store.storeName} · ${sayDistance(store.distanceM)}`,
      }))
  }
  return (
    <section className="table-block" aria-label={say('console.assign.list')}>
      <div className="row row-apart">
        <h2>{say('console.overview.estatesCount', { count: assignments.length })}</h2>
        <Input
          allowClear
          style={{ width: 280 }}
          aria-label={say('console.filter')}
          placeholder={say('console.overview.filter')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Table<Assignment>
        size="small"
        rowKey="estateId"
        scroll={{ x: 900 }}
        dataSource={shown}
        pagination={shown.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        locale={{ emptyText: say('console.filterNothing') }}
        columns={[
          {
            title: say('console.overview.estate'),
            sorter: (left, right) => left.estateName.localeCompare(right.estateName, 'zh'),
            render: (_, one) => (
              <>
                <b>{one.estateName}</b>
                <div className="cell-note">{one.communityName}</div>
              </>
            ),
          },
          {
            title: say('console.assign.householdCount'),
            dataIndex: 'householdCount',
            align: 'right',
            width: 110,
            sorter: (left, right) => left.householdCount - right.householdCount,
          },
          {
            title: say('console.overview.store'),
            width: 360,
            render: (_, one) =>
              editable ? (
                <Select
                  aria-label={say('console.assign.storeOf', { estate: one.estateName })}
                  style={{ width: '100%' }}
                  value={one.storeId}
                  loading={changing === one.estateId}
                  disabled={changing === one.estateId}
                  onChange={(storeId: string) => change(one.estateId, storeId)}
                  options={options(one)}
                />
              ) : (
                one.storeName
              ),
          },
          {
            title: say('console.assign.distance'),
            width: 130,
            align: 'right',
            sorter: (left, right) => left.distanceM - right.distanceM,
            render: (_, one) => <span className="number">{sayDistance(one.distanceM)}</span>,
          },
          {
            title: say('console.assign.state'),
            width: 140,
            sorter: (left, right) => left.state.localeCompare(right.state),
            render: (_, one) => (
              <StatusMark tone={one.state === 'confirmed' ? 'done' : 'wait'}>
                {say(`console.assign.${one.state}`)}
              </StatusMark>
            ),
          },
        ]}
      />
    </section>
  )
}
