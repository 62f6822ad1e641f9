import type { ReactNode } from 'react'
import { useSay } from '../../text/i18n.ts'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { usePickList } from '../data.ts'
import { useTicks } from '../memory.ts'
import { Button } from '../parts/Button.tsx'
import { PickFrame } from './PickFrame.tsx'

/** What to take from the shelves for one estate; the ticks stay on this phone. */
export const PickListPage = ({ collectionId }: { collectionId: string }): ReactNode => {
  const say = useSay()
  const list = usePickList(collectionId)
  const ticks = useTicks(`list.${collectionId}`)
  return (
    <PickFrame
      collectionId={collectionId}
      title={say('mobile.list.title')}
      sub={list.data?.estateName}
      back={`/m/collection/${collectionId}`}
    >
      <Loaded query={list}>
        {(value) =>
          value.totals.length === 0 ? (
            <EmptyState title={say('mobile.list.none')} why={say('mobile.list.noneTodo')} />
          ) : (
            <div className="stack">
              <p className="hint">
                {say('mobile.list.done', {
                  done: value.totals.filter((one) => ticks.ticked.includes(one.name)).length,
                  total: value.totals.length,
                })}
              </p>
              <ul className="plain-list sheet">
                {value.totals.map((one) => (
                  <li key={one.name}>
                    <label className="tick-line">
                      <input
                        type="checkbox"
                        checked={ticks.ticked.includes(one.name)}
                        onChange={() => ticks.toggle(one.name)}
                      />
                      <span className="tick-name">{one.name}</span>
                      <span className="tick-count">
                        <strong>{one.packs}</strong>
                        <span className="soft">
                          {one.quantity}
                          {one.baseUnit}
                        </span>
                      </span>
                    </label>
                  </li>
                ))}
              </ul>
              {ticks.ticked.length > 0 && (
                <Button kind="quiet" onPress={() => ticks.set([])}>
                  {say('mobile.list.clear')}
                </Button>
              )}
            </div>
          )
        }
      </Loaded>
    </PickFrame>
  )
}
