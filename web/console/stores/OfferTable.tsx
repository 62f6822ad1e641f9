import { Input, Table } from 'antd'
import type { ReactNode } from 'react'
import type { Offer } from '../../api/market.ts'
import { useSay } from '../../text/i18n.ts'
import { Money, StatusMark } from '../../ui/parts.tsx'
import { sayQuantity } from '../../ui/quantity.ts'

/** The offers of a store; a search word goes to the server, which knows pinyin and initials. */
export const OfferTable = ({
  offers,
  typed,
  setTyped,
}: {
  offers: readonly Offer[]
  typed: string
  setTyped: (text: string) => void
}): ReactNode => {
  const say = useSay()
  const categories = [...new Set(offers.map((offer) => offer.category))]
  return (
    <section className="table-block" aria-label={say('console.offers.list')}>
      <div className="row row-apart">
        <h2>{say('console.offers.list')}</h2>
        <Input
          allowClear
          style={{ width: 320 }}
          aria-label={say('console.filter')}
          placeholder={say('console.offers.filter')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Table<Offer>
        size="small"
        rowKey="id"
        dataSource={[...offers]}
        scroll={{ x: 900 }}
        pagination={offers.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
        locale={{ emptyText: say('console.filterNothing') }}
        columns={[
          { title: say('console.offers.code'), dataIndex: 'code', width: 90 },
          {
            title: say('console.offers.name'),
            render: (_, offer) => (
              <>
                <b>{offer.name}</b> <span className="quiet">{offer.packText}</span>
                {offer.kind === 'package' ? (
                  <div className="cell-note">
                    {offer.components
                      .map((part) => `${part.itemName} ${sayQuantity(say, part.quantity, part.baseUnit)}`)
                      .join('、')}
                  </div>
                ) : null}
              </>
            ),
          },
          {
            title: say('console.offers.kind'),
            width: 100,
            filters: [
              { text: say('console.offers.single'), value: 'single' },
              { text: say('console.offers.package'), value: 'package' },
            ],
            onFilter: (value, offer) => offer.kind === value,
            render: (_, offer) => say(`console.offers.${offer.kind}`),
          },
          {
            title: say('console.offers.category'),
            dataIndex: 'category',
            width: 130,
            filters: categories.map((category) => ({ text: category, value: category })),
            onFilter: (value, offer) => offer.category === value,
          },
          {
            title: say('console.offers.price'),
            width: 140,
            align: 'right',
            sorter: (left, right) => left.priceFen - right.priceFen,
            render: (_, offer) => (
              <>
                <Money fen={offer.priceFen} /> <span className="quiet">/ {offer.unitName}</span>
              </>
            ),
          },
          {
            title: say('console.offers.limit'),
            width: 110,
            align: 'right',
            render: (_, offer) => offer.limitPerHousehold ?? say('console.offers.noLimit'),
          },
          {
            title: say('console.offers.left'),
            width: 130,
            align: 'right',
            sorter: (left, right) => left.availableCount - right.availableCount,
            render: (_, offer) =>
              offer.availableCount === 0 ? (
                <StatusMark tone="wait">{say('console.offers.soldOut')}</StatusMark>
              ) : (
                offer.availableCount
              ),
          },
        ]}
      />
    </section>
  )
}
