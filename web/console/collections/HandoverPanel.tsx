import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { newDocumentId } from '../../api/ids.ts'
import type { Collection } from '../../api/orders.ts'
import type { Handover } from '../../api/packing.ts'
import { declareHandover, readHandover } from '../../api/packing.ts'
import { problemOf } from '../../api/problem.ts'
import { useSay } from '../../text/i18n.ts'
import { Moment, Money, StatusMark } from '../../ui/parts.tsx'
import { useMay } from '../../ui/session.tsx'
import { ErrorState, Loaded } from '../../ui/states.tsx'

/** The store counts and declares; the grid worker counts and agrees. Two counts, by two people. */
export const HandoverPanel = ({ collection }: { collection: Collection }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const handover = useQuery({
    queryKey: ['handover', collection.id],
    queryFn: () => readHandover(collection.id),
    refetchInterval: 15_000,
  })
  return (
    <section className="panel" aria-label={say('console.handover.title')}>
      <h2>{say('console.handover.title')}</h2>
      <Loaded query={handover}>
        {({ handover: one }) => (
          <>
            {one ? <HandoverFacts handover={one} /> : <p>{say('console.handover.notYet')}</p>}
            {may('packing.declare') && one?.state !== 'agreed' ? (
              <Declare collection={collection} again={one !== null} />
            ) : null}
          </>
        )}
      </Loaded>
    </section>
  )
}

const HandoverFacts = ({ handover }: { handover: Handover }): ReactNode => {
  const say = useSay()
  return (
    <>
      <StatusMark tone={handover.state === 'agreed' ? 'done' : 'going'}>
        {say(`console.handover.${handover.state}`)}
      </StatusMark>
      <dl className="facts">
        <div>
          <dt>{say('console.handover.declaredCount')}</dt>
          <dd>
            {handover.declaredBagCount} · {handover.declaredByName} · <Moment at={handover.declaredAt} />
          </dd>
        </div>
        {handover.agreedAt ? (
          <>
            <div>
              <dt>{say('console.handover.countedCount')}</dt>
              <dd>
                {handover.countedBagCount} · {handover.countedByName} · <Moment at={handover.agreedAt} />
              </dd>
            </div>
            <div>
              <dt>{say('console.handover.goods')}</dt>
              <dd>
                <Money fen={handover.goodsFen} />
              </dd>
            </div>
            <div>
              <dt>{say('console.handover.settled')}</dt>
              <dd>
                <Money fen={handover.settledFen} />
              </dd>
            </div>
            <div>
              <dt>{say('console.handover.open')}</dt>
              <dd>
                <Money fen={handover.openFen} />
              </dd>
            </div>
          </>
        ) : null}
      </dl>
    </>
  )
}

const Declare = ({ collection, again }: { collection: Collection; again: boolean }): ReactNode => {
  const say = useSay()
  const client = useQueryClient()
  // Empty at first: the number is counted at the vehicle, not read from the screen.
  const [count, setCount] = useState<number | null>(null)
  const [documentId, setDocumentId] = useState(newDocumentId)
  const declare = useMutation({
    mutationFn: (bagCount: number) => declareHandover(collection.id, documentId, bagCount),
    onSuccess: () => {
      setCount(null)
      setDocumentId(newDocumentId())
      return client.invalidateQueries()
    },
  })
  return (
    <>
      <p className="quiet">{say('console.handover.how', { count: collection.packedCount })}</p>
      {declare.error ? <ErrorState problem={problemOf(declare.error)} /> : null}
      <div className="row">
        <InputNumber
          aria-label={say('console.handover.count')}
          placeholder={say('console.handover.count')}
          min={0}
          max={100_000}
          precision={0}
          style={{ width: 200 }}
          value={count}
          onChange={(value) => {
            setCount(value)
            // Another number is another document.
            setDocumentId(newDocumentId())
          }}
        />
        <Button
          type="primary"
          disabled={count === null}
          loading={declare.isPending}
          onClick={() => count !== null && declare.mutate(count)}
        >
          {say(again ? 'console.handover.declareAgain' : 'console.handover.declare')}
        </Button>
      </div>
    </>
  )
}
