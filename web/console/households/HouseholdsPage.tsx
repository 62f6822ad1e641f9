import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Input, Select, Table } from 'antd'
import type { ReactNode } from 'react'
import { useDeferredValue, useState } from 'react'
import { householdsFile } from '../../api/imports.ts'
import type { Estate, Household } from '../../api/places.ts'
import { readEstates, readHouseholds } from '../../api/places.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { ImportPanel } from './ImportPanel.tsx'
import { RecentImports } from './RecentImports.tsx'

/** Who lives in an estate: the list is searched here, goes out and comes in by Excel. */
export const HouseholdsPage = ({ estateId }: { estateId: string | undefined }): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const all = useQuery({ queryKey: ['estates', 'search', ''], queryFn: () => readEstates() })
  // The server finds an estate by pinyin and initials; what it finds is offered.
  const found = useQuery({
    queryKey: ['estates', 'search', q],
    queryFn: () => readEstates(q || undefined),
    placeholderData: (before) => before,
  })
  return (
    <Loaded query={all}>
      {({ estates }) => {
        const estate = estates.find((one) => one.id === estateId) ?? estates[0]
        if (!estate) {
          return (
            <Page title={say('console.nav.households')}>
              <EmptyState title={say('households.noEstate')} why={say('households.noEstateWhy')} />
            </Page>
          )
        }
        const name = (one: Estate): string => `${one.communityName} · ${one.name}`
        const offered = found.data?.estates ?? estates
        return (
          <Page
            title={`${say('console.nav.households')} · ${estate.name}`}
            about={say('households.about')}
            actions={
              <Select
                aria-label={say('households.estate')}
                style={{ minWidth: 300 }}
                showSearch={{ filterOption: false, onSearch: setTyped }}
                value={estate.id}
                onChange={(id: string) => {
                  setTyped('')
                  void navigate({ to: paths.households, search: { estateId: id } })
                }}
                options={(offered.some((one) => one.id === estate.id) || q !== ''
                  ? offered
                  : [estate, ...offered]
                ).map((one) => ({ value: one.id, label: name(one) }))}
                labelRender={() => name(estate)}
              />
            }
          >
            <EstateHouseholds key={estate.id} estate={estate} />
          </Page>
        )
      }}
    </Loaded>
  )
}

const EstateHouseholds = ({ estate }: { estate: Estate }): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const households = useQuery({
    queryKey: ['households', estate.id, q],
    queryFn: () => readHouseholds(estate.id, q ? { q } : {}),
    placeholderData: (before) => before,
  })
  const isEmpty = q === '' && households.data?.households.length === 0
  return (
    <>
      <ImportPanel estate={estate} isEmpty={isEmpty} />
      <RecentImports estateId={estate.id} />
      <Loaded query={households}>
        {(value) =>
          isEmpty ? (
            <EmptyState title={say('households.none')} why={say('households.noneWhy')} />
          ) : (
            <HouseholdTable
              households={value.households}
              estateId={estate.id}
              typed={typed}
              setTyped={setTyped}
            />
          )
        }
      </Loaded>
    </>
  )
}

const HouseholdTable = ({
  households,
  estateId,
  typed,
  setTyped,
}: {
  households: readonly Household[]
  estateId: string
  typed: string
  setTyped: (typed: string) => void
}): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  return (
    <section className="panel" aria-label={say('console.nav.households')}>
      <div className="row row-apart">
        <Input
          allowClear
          aria-label={say('households.find')}
          placeholder={say('households.find')}
          style={{ maxWidth: 420 }}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span role="status">{say('households.count', { count: households.length })}</span>
        <a className="button" href={householdsFile(estateId)}>
          {say('households.export')}
        </a>
      </div>
      <Table<Household>
        size="small"
        rowKey="id"
        dataSource={[...households]}
        locale={{ emptyText: say('households.noHit') }}
        pagination={households.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        columns={[
          { title: say('households.room'), dataIndex: 'label', width: 140 },
          { title: say('households.name'), dataIndex: 'contactMasked', width: 120 },
          { title: say('households.phone'), dataIndex: 'phoneMasked', width: 160 },
          { title: say('households.persons'), dataIndex: 'personCount', width: 80, align: 'right' },
          {
            title: say('households.needs'),
            render: (_, household) =>
              household.flags.map((flag) => sayCode(`common.flag.${flag}`, {}) ?? flag).join('、'),
          },
        ]}
      />
    </section>
  )
}
