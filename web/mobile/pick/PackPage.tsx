import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Bag } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { EmptyState, ProgressStrip } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useContents, usePickList, useTotals } from '../data.ts'
import { inSequence, isPacked, nextToPack } from '../logic/bags.ts'
import { BagEntry } from '../parts/BagEntry.tsx'
import { Fold } from '../parts/Fold.tsx'
import { PackBag } from './PackBag.tsx'
import { PickFrame } from './PickFrame.tsx'

/** Bag after bag in the order of the walk. `bagNo` in the address opens one bag out of the row. */
export const PackPage = ({
  collectionId,
  bagNo,
}: {
  collectionId: string
  bagNo: number | undefined
}): ReactNode => {
  const say = useSay()
  const list = usePickList(collectionId)
  const totals = useTotals(collectionId)
  const contents = useContents(totals.data?.collection.storeId)
  if (list.data === undefined) {
    return (
      <PickFrame collectionId={collectionId} title={say('mobile.pack.title')} back="/m/tasks">
        <Loaded query={list}>{() => null}</Loaded>
      </PickFrame>
    )
  }
  return (
    <Loaded query={list}>
      {(value) => {
        const packed = value.bags.filter(isPacked).length
        const bag = value.bags.find((one) => one.sequenceNo === bagNo) ?? nextToPack(value.bags)
        const common = {
          collectionId,
          title: say('mobile.pack.title'),
          sub: value.estateName,
          back: `/m/collection/${collectionId}`,
        }
        if (value.bags.length === 0) {
          return (
            <PickFrame {...common}>
              <EmptyState title={say('mobile.pack.noBags')} why={say('mobile.pack.noBagsTodo')} />
            </PickFrame>
          )
        }
        if (bag === null) {
          return (
            <PickFrame
              {...common}
              action={
                <Link
                  className="button button-main"
                  to="/m/collection/$collectionId/check"
                  params={{ collectionId }}
                >
                  {say('mobile.task.goCheck')}
                </Link>
              }
            >
              <EmptyState
                title={say('mobile.pack.all', { number: packed })}
                why={say('mobile.pack.allTodo')}
              />
              <OtherBag collectionId={collectionId} bags={value.bags} />
            </PickFrame>
          )
        }
        return (
          <PackBag key={bag.id} bag={bag} bags={value.bags} contents={contents} frame={common}>
            <ProgressStrip
              total={value.bags.length}
              label={say('mobile.pack.progress')}
              segments={[{ label: say('common.bag.packed'), count: packed, tone: 1 }]}
            />
            <OtherBag collectionId={collectionId} bags={value.bags} />
          </PackBag>
        )
      }}
    </Loaded>
  )
}

const OtherBag = ({ collectionId, bags }: { collectionId: string; bags: readonly Bag[] }): ReactNode => {
  const say = useSay()
  const navigate = useNavigate()
  return (
    <Fold title={say('mobile.pack.other')}>
      <BagEntry
        bags={inSequence(bags)}
        onBag={(bag) =>
          void navigate({
            to: '/m/collection/$collectionId/pack',
            params: { collectionId },
            search: { bag: bag.sequenceNo },
          })
        }
      />
    </Fold>
  )
}
