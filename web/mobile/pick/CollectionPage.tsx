import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Collection } from '../../api/orders.ts'
import { declareHandover, makeBags } from '../../api/packing.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { ProgressStrip, StatusMark } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useHandover, useRefresh, useTotals } from '../data.ts'
import { taskStep } from '../logic/bags.ts'
import { Ask } from '../parts/Ask.tsx'
import { Button } from '../parts/Button.tsx'
import { WriteNote } from '../parts/WriteNote.tsx'
import { useWrite } from '../writing.ts'
import { Labels } from './Labels.tsx'
import { PickFrame } from './PickFrame.tsx'

/** One estate's task: the steps in their order, the next one as the large button. */
export const CollectionPage = ({ collectionId }: { collectionId: string }): ReactNode => {
  const say = useSay()
  const totals = useTotals(collectionId)
  return (
    <PickFrame
      collectionId={collectionId}
      title={totals.data?.collection.estateName ?? say('mobile.tasks.title')}
      back="/m/tasks"
    >
      <Loaded query={totals}>{(value) => <Steps collection={value.collection} />}</Loaded>
    </PickFrame>
  )
}

const Steps = ({ collection }: { collection: Collection }): ReactNode => {
  const say = useSay()
  const refresh = useRefresh()
  const handover = useHandover(collection.bagCount > 0 ? collection.id : null)
  const make = useWrite(
    (collectionId: string) => makeBags(collectionId),
    () => refresh.collection(collection.id),
  )
  const step = taskStep({
    ...collection,
    handoverState: handover.data?.handover?.state ?? collection.handoverState,
  })
  const params = { collectionId: collection.id }
  return (
    <div className="stack">
      <p className="soft">
        {say('mobile.tasks.orders', { number: collection.orderCount })} ·{' '}
        {sayMoment(say, collection.deliversAt)} {say('common.cycle.deliversAt')}
        {collection.pickupPoint !== null && ` · ${collection.pickupPoint}`}
      </p>
      {step === 'make' && (
        <>
          <Button kind="main" busy={make.state === 'sending'} onPress={() => void make.submit(collection.id)}>
            {say('mobile.task.makeBags', { number: collection.orderCount })}
          </Button>
          <WriteNote problem={make.problem} onRetry={() => void make.submit(collection.id)} />
        </>
      )}
      {collection.bagCount > 0 && (
        <ProgressStrip
          total={collection.bagCount}
          label={say('mobile.task.progress')}
          segments={[
            { label: say('common.bag.checked'), count: collection.checkedCount, tone: 1 },
            {
              label: say('common.bag.packed'),
              count: collection.packedCount - collection.checkedCount,
              tone: 2,
            },
            {
              label: say('common.bag.to_pack'),
              count: collection.bagCount - collection.packedCount,
              tone: 3,
            },
          ]}
        />
      )}
      {step === 'pack' && (
        <Link className="button button-main" to="/m/collection/$collectionId/pack" params={params}>
          {say(collection.packedCount === 0 ? 'mobile.task.startPack' : 'mobile.task.goOnPack')}
        </Link>
      )}
      {step === 'check' && (
        <Link className="button button-main" to="/m/collection/$collectionId/check" params={params}>
          {say('mobile.task.goCheck')}
        </Link>
      )}
      {collection.bagCount > 0 && (
        <>
          <Link className="row-button" to="/m/collection/$collectionId/list" params={params}>
            <strong>{say('mobile.task.list')}</strong>
            <span className="soft">{say('mobile.task.listWhy')}</span>
          </Link>
          <Labels collectionId={collection.id} bagCount={collection.bagCount} />
        </>
      )}
      {(step === 'check' || step === 'declare' || step === 'wait') && (
        <Declare
          collection={collection}
          declared={handover.data?.handover?.declaredBagCount ?? null}
          first={step === 'declare'}
        />
      )}
      {step === 'done' && (
        <p className="hint">
          <StatusMark tone="done">{say('mobile.task.handedOver')}</StatusMark>
        </p>
      )}
    </div>
  )
}

/** The store's count at the hand-over. Bags that are not packed stay behind and count as missing. */
const Declare = (props: { collection: Collection; declared: number | null; first: boolean }): ReactNode => {
  const say = useSay()
  const { collection } = props
  const refresh = useRefresh()
  const [asking, setAsking] = useState(false)
  const number = collection.packedCount
  const declare = useWrite(
    (bagCount: number, id) => declareHandover(collection.id, id, bagCount),
    () => refresh.collection(collection.id),
  )
  const send = (): void => {
    setAsking(false)
    void declare.submit(number)
  }
  if (props.declared !== null && props.declared === number) {
    return (
      <div className="hint stack-tight">
        <StatusMark tone="going">{say('mobile.declare.done', { number: props.declared })}</StatusMark>
        <p>{say('mobile.declare.wait')}</p>
      </div>
    )
  }
  return (
    <div className="stack-tight">
      {asking ? (
        <Ask
          question={say('mobile.declare.ask', { number, left: collection.bagCount - number })}
          yes={say('mobile.declare.yes', { number })}
          no={say('common.cancel')}
          onYes={send}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Button
          kind={props.first ? 'main' : 'plain'}
          busy={declare.state === 'sending'}
          disabled={number === 0}
          onPress={() => setAsking(true)}
        >
          {say(props.declared === null ? 'mobile.declare.open' : 'mobile.declare.again', { number })}
        </Button>
      )}
      <WriteNote problem={declare.problem} onRetry={send} />
    </div>
  )
}
