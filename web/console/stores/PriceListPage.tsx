import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useDeferredValue, useState } from 'react'
import { priceListFile, readOffers } from '../../api/market.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, Moment, StatusMark } from '../../ui/parts.tsx'
import { useMay, useMe } from '../../ui/session.tsx'
import { Loaded } from '../../ui/states.tsx'
import { StoreSelect, useStores } from '../choices.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { OfferTable } from './OfferTable.tsx'
import { UploadPanel } from './UploadPanel.tsx'

/** What a store sells here: prices, limits and what is left; the Excel list goes out and comes in. */
export const PriceListPage = ({ storeId }: { storeId: string | undefined }): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  const stores = useStores()
  return (
    <Loaded query={stores}>
      {({ stores: list }) => {
        const store = list.find((one) => one.id === storeId) ?? list[0]
        if (!store) {
          return (
            <Page title={say('console.nav.priceList')}>
              <EmptyState title={say('console.offers.noStore')} why={say('console.offers.noStoreWhy')} />
            </Page>
          )
        }
        return (
          <Page
            title={`${say('console.nav.priceList')} · ${store.name}`}
            about={
              <>
                {say('console.offers.counts', {
                  offers: store.offerCount,
                  packages: store.packageCount,
                  estates: store.estateCount,
                })}
                {store.uploadedAt ? (
                  <>
                    {' · '}
                    {say('console.offers.uploadedAt')} <Moment at={store.uploadedAt} />
                  </>
                ) : null}
              </>
            }
            actions={
              <StoreSelect
                stores={list}
                value={store.id}
                onChange={(id) => void navigate({ to: paths.priceList, search: { storeId: id } })}
              />
            }
          >
            <StorePrices key={store.id} storeId={store.id} />
          </Page>
        )
      }}
    </Loaded>
  )
}

const StorePrices = ({ storeId }: { storeId: string }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const me = useMe()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const offers = useQuery({
    queryKey: ['offers', storeId, q],
    queryFn: () => readOffers(storeId, q || undefined),
    placeholderData: (before) => before,
    refetchInterval: 30_000,
  })
  // The whole list, whatever is searched for: the preview of an upload compares with it.
  const all = useQuery({ queryKey: ['offers', storeId, ''], queryFn: () => readOffers(storeId) })
  const mayUpload = may('market.upload_offers')
  const isStorePost = me.posts.some((post) => post.organizationId !== null)
  const empty = q === '' && offers.data?.offers.length === 0
  return (
    <>
      {mayUpload ? (
        <UploadPanel storeId={storeId} offers={all.data?.offers ?? []} open={empty} />
      ) : (
        <>
          {isStorePost ? (
            <p className="notice-wait">
              <StatusMark tone="wait">{say('console.offers.noPlan')}</StatusMark>
            </p>
          ) : null}
          <div>
            <a className="button" href={priceListFile(storeId)}>
              {say('console.offers.download')}
            </a>
          </div>
        </>
      )}
      <Loaded query={offers}>
        {(value) =>
          empty ? (
            <EmptyState title={say('console.offers.none')} why={say('console.offers.noneWhy')} />
          ) : (
            <OfferTable offers={value.offers} typed={typed} setTyped={setTyped} />
          )
        }
      </Loaded>
    </>
  )
}
