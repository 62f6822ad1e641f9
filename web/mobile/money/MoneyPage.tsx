import type { ReactNode } from 'react'
import { useState } from 'react'
import type { EstateMoney } from '../../api/orders.ts'
import { useSay } from '../../text/i18n.ts'
import { sayMoment } from '../../ui/moment.ts'
import { BigNumber, EmptyState, sayMoney } from '../../ui/parts.tsx'
import { Choice } from '../../ui/Switches.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useEstateCollections, useMoney } from '../data.ts'
import { EstateFrame } from '../EstateFrame.tsx'
import type { MoneyFilter, MoneyRow } from '../logic/money.ts'
import { moneyFilters, moneyRows } from '../logic/money.ts'
import { byBuilding, splitLabel } from '../logic/rooms.ts'
import { CopyButton } from '../parts/Copy.tsx'
import { sayBuilding } from '../words.ts'
import { MoneyLine } from './MoneyLine.tsx'

/** The estate's money: what I hold, who still owes, collected in one tap and taken back in one. */
export const MoneyPage = ({ estateId }: { estateId: string }): ReactNode => {
  const say = useSay()
  const collections = useEstateCollections(estateId)
  const [chosen, setChosen] = useState<string | undefined>(undefined)
  const money = useMoney(estateId, chosen)
  const cycles = (collections.data ?? []).slice(0, 3)
  return (
    <EstateFrame estateId={estateId} title={say('mobile.money.title')}>
      {cycles.length > 1 && (
        <label className="field gap-below">
          <span>{say('mobile.money.cycle')}</span>
          <select value={chosen ?? ''} onChange={(event) => setChosen(event.target.value || undefined)}>
            <option value="">{say('mobile.money.cycleNow')}</option>
            {cycles.map((one) => (
              <option key={one.cycleId} value={one.cycleId}>
                {say('mobile.money.cycleOf', { moment: sayMoment(say, one.closesAt) })}
              </option>
            ))}
          </select>
        </label>
      )}
      <Loaded query={money}>
        {(value) =>
          value.rows.length === 0 ? (
            <EmptyState title={say('mobile.money.none')} why={say('mobile.money.noneTodo')} />
          ) : (
            <Money key={chosen ?? ''} money={value} />
          )
        }
      </Loaded>
    </EstateFrame>
  )
}

const withBuilding = (row: MoneyRow) => ({ ...row, building: splitLabel(row.label).building })

const Money = ({ money }: { money: EstateMoney }): ReactNode => {
  const say = useSay()
  const [filter, setFilter] = useState<MoneyFilter>('owed')
  const [building, setBuilding] = useState('')
  // Rows that were settled here stay where they are until the list is changed: the next room must not slide
  // under the thumb that has just tapped.
  const [touched, setTouched] = useState<readonly string[]>([])
  const counts = Object.fromEntries(moneyFilters.map((one) => [one, moneyRows(money.rows, one).length]))
  const inFilter = new Set(moneyRows(money.rows, filter))
  const shown = money.rows
    .filter((row) => inFilter.has(row) || touched.includes(row.orderId))
    .map(withBuilding)
  const groups = byBuilding(shown)
  const wanted = groups.filter((group) => building === '' || group.building === building)
  const owed = byBuilding(moneyRows(money.rows, 'owed').map(withBuilding))
  const list = owed
    .flatMap((group) => group.rows.map((row) => `${row.label} ${sayMoney(row.dueFen)}`))
    .join('\n')
  const choose = (next: MoneyFilter): void => {
    setTouched([])
    setFilter(next)
  }
  return (
    <div className="stack">
      <div className="number-grid">
        <BigNumber
          label={say('mobile.money.cash')}
          value={<span className="money-number">{sayMoney(money.cashFen)}</span>}
          note={say('mobile.money.cashNote')}
        />
        <BigNumber
          label={say('mobile.home.owed')}
          value={<span className="money-number">{sayMoney(money.dueFen)}</span>}
          note={say('mobile.home.ofMoney', { money: sayMoney(money.amountFen) })}
          tone={money.dueFen > 0 ? 'wait' : 'plain'}
        />
      </div>
      {money.advancedFen > 0 && (
        <p className="hint">{say('mobile.money.advanced', { money: sayMoney(money.advancedFen) })}</p>
      )}
      <Choice<MoneyFilter>
        name="money-filter"
        legend={say('mobile.money.filter')}
        values={moneyFilters}
        value={filter}
        label={(one) => say(`mobile.money.filter.${one}`, { number: counts[one] ?? 0 })}
        choose={choose}
      />
      {groups.length > 1 && (
        <label className="field">
          <span>{say('mobile.money.building')}</span>
          <select value={building} onChange={(event) => setBuilding(event.target.value)}>
            <option value="">{say('common.all')}</option>
            {groups.map((group) => (
              <option key={group.building} value={group.building}>
                {`${sayBuilding(say, group.building)} (${group.rows.length})`}
              </option>
            ))}
          </select>
        </label>
      )}
      {wanted.length === 0 && (
        <EmptyState title={say(`mobile.money.empty.${filter}`)} why={say('mobile.money.emptyTodo')} />
      )}
      {wanted.map((group) => (
        <section key={group.building} className="sheet">
          <h2>{sayBuilding(say, group.building)}</h2>
          <ul className="plain-list">
            {group.rows.map((row) => (
              <MoneyLine
                key={row.orderId}
                estateId={money.estateId}
                row={row}
                onTouch={() => setTouched((before) => [...before, row.orderId])}
              />
            ))}
          </ul>
        </section>
      ))}
      {list !== '' && <CopyButton text={list}>{say('mobile.money.copyOwed')}</CopyButton>}
    </div>
  )
}
