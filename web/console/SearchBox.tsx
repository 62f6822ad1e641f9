import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Modal } from 'antd'
import type { KeyboardEvent, ReactNode } from 'react'
import { useDeferredValue, useState } from 'react'
import { readEstates } from '../api/places.ts'
import { problemOf } from '../api/problem.ts'
import { useSay } from '../text/i18n.ts'
import { useMay } from '../ui/session.tsx'
import { useNav } from './nav.ts'
import { paths } from './paths.ts'

type Hit = { readonly key: string; readonly to: string; readonly label: string; readonly note: string }

/** Ctrl K: any page and any estate by name, pinyin or initials, from the keyboard alone. */
export const SearchBox = ({ close }: { close: () => void }): ReactNode => {
  const say = useSay()
  const may = useMay()
  const nav = useNav()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const q = useDeferredValue(typed.trim().toLowerCase())
  const estates = useQuery({
    queryKey: ['estates', 'search', q],
    queryFn: () => readEstates(q || undefined),
    placeholderData: (before) => before,
    enabled: may('places.read'),
  })
  const pages: Hit[] = nav
    .filter((item) => q === '' || item.label.toLowerCase().includes(q) || item.words.includes(q))
    .map((item) => ({ key: item.to, to: item.to, label: item.label, note: say('console.search.page') }))
  const places: Hit[] = (estates.data?.estates ?? []).slice(0, 12).map((estate) => ({
    key: estate.id,
    to: paths.estate(estate.id),
    label: estate.name,
    note: `${estate.streetName} · ${estate.communityName}`,
  }))
  // With nothing typed the pages come first; a typed word is more often an estate's.
  const hits = q === '' ? [...pages, ...places] : [...places, ...pages]
  const at = Math.min(chosen, Math.max(0, hits.length - 1))

  const go = (hit: Hit | undefined): void => {
    if (!hit) return
    close()
    void navigate({ to: hit.to })
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0))
    else if (event.key === 'Enter') go(hits[at])
    else return
    event.preventDefault()
  }

  return (
    <Modal
      open
      onCancel={close}
      footer={null}
      closable={false}
      width={560}
      style={{ top: 80 }}
      title={<span className="for-readers">{say('console.search.label')}</span>}
    >
      <input
        className="search-input"
        // biome-ignore lint/a11y/noAutofocus: the box opens because somebody wants to type
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="search-hits"
        aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
        aria-label={say('console.search.label')}
        placeholder={say('console.search.hint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setChosen(0)
        }}
        onKeyDown={onKey}
      />
      <div id="search-hits" role="listbox" aria-label={say('console.search.hits')} className="search-hits">
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={hit.key}
            id={`hit-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={index === at ? 'search-hit is-chosen' : 'search-hit'}
            onClick={() => go(hit)}
            onMouseMove={() => setChosen(index)}
          >
            <span>{hit.label}</span>
            <small>{hit.note}</small>
          </div>
        ))}
      </div>
      {estates.error ? <p className="field-fault">{problemOf(estates.error).title}</p> : null}
      {hits.length === 0 && !estates.isFetching ? (
        <p className="quiet">{say('console.search.nothing')}</p>
      ) : null}
    </Modal>
  )
}
