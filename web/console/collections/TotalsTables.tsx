import { Table } from 'antd'
import type { ReactNode } from 'react'
import type { Totals } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, Money } from '../../ui/parts.tsx'
import { sayQuantity } from '../../ui/quantity.ts'

/** What the estate ordered, as it is sold, and as it is taken from the shelves. */
export const TotalsTables = ({ totals, actions }: { totals: Totals; actions: ReactNode }): ReactNode => {
  const say = useSay()
  if (totals.totals.length === 0) {
    return <EmptyState title={say('console.totals.none')} why={say('console.totals.noneWhy')} />
  }
  return (
    <>
      <div className="row row-apart">
        <h2>{say('console.totals.title')}</h2>
        {actions}
      </div>
      {totals.collection.cycleState === 'open' ? (
        <p className="quiet">{say('console.totals.stillOpen')}</p>
      ) : null}
      <div className="two-columns">
        <Table
          size="small"
          rowKey="offerId"
          title={() => <h3>{say('console.totals.byOffer')}</h3>}
          dataSource={totals.totals}
          pagination={false}
          columns={[
            {
              title: say('console.offers.name'),
              render: (_, row) => (
                <>
                  {row.name}{' '}
                  {row.kind === 'package' ? (
                    <span className="quiet">{say('console.offers.package')}</span>
                  ) : null}
                </>
              ),
            },
            {
              title: say('console.totals.count'),
              align: 'right',
              width: 110,
              render: (_, row) => (
                <span className="number">
                  <b>{row.count}</b> {row.unitName}
                </span>
              ),
            },
            {
              title: say('console.overview.amount'),
              align: 'right',
              width: 130,
              render: (_, row) => <Money fen={row.amountFen} />,
            },
          ]}
          summary={(rows) => (
            <Table.Summary.Row>
              <Table.Summary.Cell index={0}>
                <b>{say('console.totals.sum')}</b>
              </Table.Summary.Cell>
              <Table.Summary.Cell index={1} />
              <Table.Summary.Cell index={2} align="right">
                <b>
                  <Money fen={rows.reduce((sum, row) => sum + row.amountFen, 0)} />
                </b>
              </Table.Summary.Cell>
            </Table.Summary.Row>
          )}
        />
        <Table
          size="small"
          rowKey="itemId"
          title={() => <h3>{say('console.totals.byItem')}</h3>}
          dataSource={totals.items}
          pagination={false}
          columns={[
            { title: say('console.totals.item'), dataIndex: 'name' },
            {
              title: say('console.totals.quantity'),
              align: 'right',
              width: 160,
              render: (_, row) => (
                <span className="number">{sayQuantity(say, row.quantity, row.baseUnit)}</span>
              ),
            },
          ]}
        />
      </div>
    </>
  )
}
