import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useSay } from '../../text/i18n.ts'
import { MobileFrame } from '../../ui/MobileFrame.tsx'
import { EmptyState } from '../../ui/parts.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useEstates } from '../data.ts'
import { useTabs } from '../tabs.tsx'

/** Chooses the estate to work for: only one's own are there, found by name, pinyin or first letters. */
export const EstatesPage = (): ReactNode => {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const estates = useEstates(typed.trim())
  return (
    <MobileFrame
      title={say('mobile.estates.title')}
      tabs={useTabs()}
      extra={
        <Link className="head-link" to="/m/me">
          {say('mobile.tab.me')}
        </Link>
      }
    >
      <input
        className="text-box"
        type="search"
        value={typed}
        placeholder={say('mobile.estates.search')}
        aria-label={say('mobile.estates.search')}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Loaded query={estates}>
        {(answer) =>
          answer.estates.length === 0 ? (
            <EmptyState
              title={say(typed === '' ? 'mobile.estates.none' : 'mobile.estates.notFound')}
              why={say(typed === '' ? 'mobile.estates.noneTodo' : 'mobile.estates.notFoundTodo')}
            />
          ) : (
            <ul className="plain-list gap-above">
              {answer.estates.map((estate) => (
                <li key={estate.id}>
                  <Link className="row-button" to="/m/estate/$estateId/home" params={{ estateId: estate.id }}>
                    <strong>{estate.name}</strong>
                    <span className="soft">
                      {estate.communityName} · {say('mobile.households', { number: estate.householdCount })}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </MobileFrame>
  )
}
