import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { saveFile } from '../../api/files.ts'
import type { Collection, Totals } from '../../api/orders.ts'
import { readTotals, totalsFile } from '../../api/orders.ts'
import { makeBags } from '../../api/packing.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { BigNumber, CountDown, Moment, Money, StatusMark } from '../../ui/parts.tsx'
import { useMay } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'
import { Page } from '../Page.tsx'
import { paths } from '../paths.ts'
import { HandoverPanel } from './HandoverPanel.tsx'
import { LabelsPanel } from './LabelsPanel.tsx'
import { nextStepOf, nextStepTone } from './next-step.ts'
import { TotalsTables } from './TotalsTables.tsx'

/** One estate's share of a round at its store: totals, bags, labels, hand-over. */
export const CollectionPage = ({ collectionId }: { collectionId: string }): ReactNode => {
  const say = useSay()
  const totals = useQuery({
    queryKey: ['totals', collectionId],
    queryFn: () => readTotals(collectionId),
    refetchInterval: 20_000,
  })
  const collection = totals.data?.collection
  return (
    <Page
      title={collection?.estateName ?? say('console.nav.collections')}
      about={
        collection ? (
          <>
            {collection.storeName} · {say('common.cycle.deliversAt')} <Moment at={collection.deliversAt} />
            {collection.pickupPoint ? ` · ${collection.pickupPoint}` : ''}
          </>
        ) : undefined
      }
      actions={
        <Link
          className="button"
          to={paths.collections}
          search={collection ? { cycleId: collection.cycleId } : {}}
        >
          {say('console.collections.back')}
        </Link>
      }
    >
      <Loaded query={totals}>{(value) => <CollectionBody totals={value} />}</Loaded>
    </Page>
  )
}

const CollectionBody = ({ totals }: { totals: Totals }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const { collection } = totals
  const step = nextStepOf(collection)
  const save = useMutation({
    mutationFn: () => saveFile(totalsFile(collection.id), `${collection.estateName}.xlsx`),
  })
  return (
    <>
      <section className="numbers" aria-label={say('console.overview.numbers')}>
        <BigNumber
          long
          label={say('console.collections.next')}
          value={<StatusMark tone={nextStepTone[step]}>{say(`console.step.${step}`)}</StatusMark>}
          note={
            collection.cycleState === 'open' ? (
              <CountDown until={collection.closesAt} over={say('common.cycle.closed')} />
            ) : (
              say(`console.stepWhy.${step}`)
            )
          }
        />
        <BigNumber label={say('console.collections.orders')} value={collection.orderCount} />
        <BigNumber long label={say('console.overview.amount')} value={<Money fen={collection.amountFen} />} />
        <BigNumber
          label={say('console.overview.packed')}
          value={collection.packedCount}
          note={say('console.board.ofBags', {
            count: collection.bagCount,
            checked: collection.checkedCount,
          })}
        />
      </section>
      {step === 'make_bags' && may('packing.make_bags') ? <MakeBags collection={collection} /> : null}
      {collection.bagCount > 0 ? (
        <div className="two-columns">
          {may('packing.print_labels') ? <LabelsPanel collection={collection} /> : null}
          {may('packing.read') ? <HandoverPanel collection={collection} /> : null}
        </div>
      ) : null}
      {save.error ? <ErrorState problem={problemOf(save.error)} /> : null}
      <TotalsTables
        totals={totals}
        actions={
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {say('console.collections.xlsx')}
          </Button>
        }
      />
    </>
  )
}

const MakeBags = ({ collection }: { collection: Collection }): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  const make = useMutation({
    mutationFn: () => makeBags(collection.id),
    onSettled: () => client.invalidateQueries(),
  })
  return (
    <section className="panel notice-panel" aria-label={say('console.step.make_bags')}>
      <p>{say('console.collections.makeBagsWhy', { count: collection.orderCount })}</p>
      {make.error ? <ErrorState problem={problemOf(make.error)} /> : null}
      <div>
        <Button type="primary" size="large" loading={make.isPending} onClick={() => make.mutate()}>
          {say('console.step.make_bags')}
        </Button>
      </div>
    </section>
  )
}
