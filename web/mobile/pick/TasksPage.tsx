import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Collection } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { EmptyState, ProgressStrip, StatusMark } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useCollections } from '../data.ts'
import { taskStep } from '../logic/bags.ts'
import { PickFrame } from './PickFrame.tsx'

/** The store's work: one task per estate, those that wait for hands first. */
export const TasksPage = ({ choose = false }: { choose?: boolean }): ReactNode => {
  const say = useSay()
  const collections = useCollections()
  return (
    <PickFrame title={say('mobile.tasks.title')}>
      {choose && <p className="hint">{say('mobile.tasks.chooseFirst')}</p>}
      <Loaded query={collections}>
        {(answer) => {
          const frozen = answer.collections.filter((one) => one.cycleState === 'frozen' && one.orderCount > 0)
          const open = answer.collections.filter((one) => one.cycleState === 'open')
          const todo = frozen.filter((one) => taskStep(one) !== 'done')
          const done = frozen.filter((one) => taskStep(one) === 'done')
          return (
            <div className="stack">
              {todo.length === 0 && (
                <EmptyState
                  title={say('mobile.tasks.none')}
                  why={say(open.length > 0 ? 'mobile.tasks.noneOpen' : 'mobile.tasks.noneTodo')}
                />
              )}
              {[...todo, ...done].map((one) => (
                <Task key={one.id} collection={one} />
              ))}
              {open.length > 0 && <h2>{say('mobile.tasks.open')}</h2>}
              {open.map((one) => (
                <div key={one.id} className="sheet pad">
                  <p className="between">
                    <strong>{one.estateName}</strong>
                    <span>{say('mobile.tasks.orders', { number: one.orderCount })}</span>
                  </p>
                  <p className="soft">
                    {sayMoment(say, one.closesAt)} {say('common.cycle.closesAt')}
                  </p>
                </div>
              ))}
            </div>
          )
        }}
      </Loaded>
    </PickFrame>
  )
}

const Task = ({ collection }: { collection: Collection }): ReactNode => {
  const say = useSay()
  const step = taskStep(collection)
  return (
    <Link className="task" to="/m/collection/$collectionId" params={{ collectionId: collection.id }}>
      <span className="between">
        <strong className="task-name">{collection.estateName}</strong>
        <StatusMark tone={step === 'done' ? 'done' : 'going'}>{say(`mobile.task.${step}`)}</StatusMark>
      </span>
      <span className="soft">
        {say('mobile.tasks.orders', { number: collection.orderCount })} ·{' '}
        {sayMoment(say, collection.deliversAt)} {say('common.cycle.deliversAt')}
      </span>
      {collection.bagCount > 0 && (
        <ProgressStrip
          total={collection.bagCount}
          label={collection.estateName}
          segments={[
            { label: say('common.bag.checked'), count: collection.checkedCount, tone: 1 },
            {
              label: say('common.bag.packed'),
              count: collection.packedCount - collection.checkedCount,
              tone: 2,
            },
          ]}
        />
      )}
    </Link>
  )
}
