import type { ReactNode } from 'react'
import type { StoreLoad } from '../../api/market.ts'
import { useSay } from '../../text/i18n.ts'
import { ProgressStrip, StatusMark } from '../../ui/parts.tsx'

/** Per store: the households that it would serve against the orders that it can pack in one round. */
export const StoreLoads = ({ loads }: { loads: readonly StoreLoad[] }): ReactNode => {
  const say = useSay()
  return (
    <section className="numbers numbers-wide" aria-label={say('console.assign.loads')}>
      {loads.map((load) => {
        const over = load.householdCount > load.capacityOrders
        return (
          <div className={over ? 'big-number tone-wait' : 'big-number'} key={load.storeId}>
            <h2 className="load-name">{load.storeName}</h2>
            <p className="load-line">
              {say('console.assign.households', { count: load.householdCount })} ·{' '}
              {say('console.assign.capacity', { count: load.capacityOrders })}
            </p>
            <ProgressStrip
              label={load.storeName}
              total={Math.max(load.capacityOrders, load.householdCount)}
              words={false}
              segments={[
                {
                  label: say('console.assign.within'),
                  count: Math.min(load.householdCount, load.capacityOrders),
                  tone: 1,
                },
                {
                  label: say('console.assign.beyond'),
                  count: Math.max(0, load.householdCount - load.capacityOrders),
                  tone: 4,
                },
              ]}
            />
            {over ? (
              <StatusMark tone="wait">
                {say('console.assign.over', { count: load.householdCount - load.capacityOrders })}
              </StatusMark>
            ) : (
              <StatusMark tone="done">{say('console.assign.enough')}</StatusMark>
            )}
          </div>
        )
      })}
    </section>
  )
}
